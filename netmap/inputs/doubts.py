"""What is doubtful and stops nothing: old rows, names alike, places that nobody can find."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING

from netmap.inputs.draft import rows_where
from netmap.inputs.rows import (
    AccompanimentRow,
    ContactRow,
    DirectoryRow,
    IndicatorRow,
    PartnerRow,
    PermanenceRow,
    RelationRow,
    RoundRow,
)
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table

#: the dates that say how fresh the tables are
_DATES: dict[type[Row], str] = {
    PartnerRow: "date_maj",
    RelationRow: "date_verif",
    ContactRow: "date",
    RoundRow: "date",
}
#: names this alike are perhaps one partner; how many neighbours in order are compared
_ALIKE = 0.92
_NEIGHBOURS = 5


def doubt_draft(draft: Draft) -> Iterator[Problem]:
    """Yield what deserves a look in the tables."""
    newest = newest_date(draft)
    for table, line, column, found, months in stale_rows(draft):
        yield table.problem(
            "stale-row",
            severity="warning",
            line=line,
            column=column,
            found=found,
            details=(("months", str(months)), ("newest", f"{newest:%Y-%m-%d}")),
        )
    yield from _names_alike(draft.tables[PartnerRow])
    for model in (PartnerRow, PermanenceRow, ContactRow):
        for line in unplaced_lines(draft.tables[model]):
            yield draft.tables[model].problem("unplaced", severity="warning", line=line)
    yield from _relations_alike(draft.tables[RelationRow])
    yield from _assumed_candidates(draft.tables[PermanenceRow])
    yield from _elsewhere(draft)
    yield from _garbled(draft)


def newest_date(draft: Draft) -> pd.Timestamp | None:
    """Return the newest date found in the tables; the clock is never asked."""
    newest = [
        frame[column].max()
        for model, column in _DATES.items()
        if (frame := draft.frame(model)) is not None and frame[column].notna().any()
    ]
    if draft.contacts is not None and draft.contacts.summary.newest is not None:
        newest.append(draft.contacts.summary.newest)
    return max(newest, default=None)


def stale_rows(draft: Draft) -> Iterator[tuple[Table, int, str, str, int]]:
    """Yield the rows of partners and relations that nobody has checked for too long."""
    import pandas as pd

    newest = newest_date(draft)
    if draft.settings is None or newest is None:
        return
    freshness = draft.settings.freshness
    for model, months in (
        (PartnerRow, freshness.partners_months),
        (RelationRow, freshness.relations_months),
    ):
        table, column = draft.tables[model], _DATES[model]
        if table.frame is None:
            continue
        limit = newest - pd.DateOffset(months=min(months, _MOST_MONTHS))
        for line, day in rows_where(table.frame, table.frame[column] < limit, column):
            yield table, line, column, f"{day:%Y-%m-%d}", months


_MOST_MONTHS = 12 * 150


def unplaced_lines(table: Table) -> list[int]:
    """Return the lines of the rows that no point and no code places."""
    frame = table.frame
    if frame is None or "latitude" not in frame:
        return []
    code = "code" if table.model is ContactRow else "code_insee"
    lost = (frame["latitude"].isna() | frame["longitude"].isna()) & frame[code].isna()
    bad = {p.line for p in table.problems if p.column in {"latitude", "longitude", code}}
    return [line for (line,) in rows_where(frame, lost) if line not in bad]


def _names_alike(table: Table) -> Iterator[Problem]:
    """Yield partners whose names are nearly the same, in one commune or in an unknown one."""
    if table.frame is None:
        return
    named = rows_where(table.frame, table.frame["nom"].notna(), "nom", "code_insee")
    rows = sorted(
        ((_telling(name), line, name, code) for line, name, code in named),
        key=lambda row: row[:2],
    )
    for place, (key, line, name, code) in enumerate(rows):
        for other_key, other_line, other_name, other_code in rows[
            max(0, place - _NEIGHBOURS) : place
        ]:
            if not key or (code and other_code and code != other_code):
                continue
            if re.findall(r"\d+", key) != re.findall(r"\d+", other_key):
                continue
            if key == other_key or _ratio(key, other_key) >= _ALIKE:
                late, early = (
                    max((line, name), (other_line, other_name)),
                    min((line, name), (other_line, other_name)),
                )
                yield table.problem(
                    "names-alike",
                    severity="warning",
                    line=late[0],
                    column="nom",
                    found=late[1],
                    details=(("other", early[1]), ("first", str(early[0]))),
                )
                break


def _telling(name: str) -> str:
    """Return the words that tell a name from another: in order, singular, without articles."""
    words = (word.rstrip("s") for word in plain(name).split() if word not in _ARTICLES)
    return " ".join(sorted(words))


_ARTICLES = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"}
)


def _ratio(text: str, other: str) -> float:
    matcher = SequenceMatcher(None, text[:_COMPARED], other[:_COMPARED], autojunk=False)
    return (
        matcher.ratio()
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE
        else 0.0
    )


_COMPARED = 200


def _relations_alike(table: Table) -> Iterator[Problem]:
    if table.frame is None:
        return
    columns = ["source_id", "cible_id", "nature", "thematiques"]
    given = table.frame[table.frame["source_id"].notna() & table.frame["cible_id"].notna()]
    seen: dict[tuple[object, ...], int] = {}
    for line, *key in given[["ligne", *columns]].itertuples(index=False, name=None):
        first = seen.setdefault(tuple(key), line)
        if first != line:
            yield table.problem(
                "relation-twice",
                severity="warning",
                line=line,
                column="cible_id",
                found=str(key[1]),
                details=(("first", str(first)),),
            )


def _assumed_candidates(table: Table) -> Iterator[Problem]:
    if table.frame is None:
        return
    bad = {problem.line for problem in table.problems if problem.column == "statut"}
    for (line,) in rows_where(table.frame, table.frame["statut"].isna()):
        if line not in bad:
            yield table.problem("assumed-candidate", severity="warning", line=line, column="statut")


def _elsewhere(draft: Draft) -> Iterator[Problem]:
    """Yield, once, that indicators were given for communes outside the territory."""
    table = draft.tables[IndicatorRow]
    if table.frame is None or draft.commune_codes is None:
        return
    codes = table.frame["code_insee"]
    ours = draft.commune_codes | (draft.qpv_codes or frozenset())
    outside = codes[codes.notna() & ~codes.isin(ours)]
    if len(outside):
        yield table.problem(
            "rows-elsewhere",
            severity="warning",
            column="code_insee",
            found=", ".join(sorted(outside)[:3]),
            details=(("count", str(len(outside))),),
        )
    absent = sorted(draft.commune_codes - set(codes.dropna()))
    if absent:
        yield table.problem(
            "communes-without-row",
            severity="warning",
            column="code_insee",
            found=", ".join(absent[:3]),
            details=(("count", str(len(absent))),),
        )


#: tables in which people write text
_WRITTEN: tuple[type[Row], ...] = (
    PartnerRow,
    DirectoryRow,
    RelationRow,
    AccompanimentRow,
    PermanenceRow,
    RoundRow,
)
#: letters read in the wrong encoding: ``Ã©`` for ``é``, or the mark of a lost letter
_GARBLED = re.compile("[ÃÂ][\u0080-\u00bf]|\ufffd|â€")


def _garbled(draft: Draft) -> Iterator[Problem]:
    """Yield, once a column, text whose letters were read in the wrong encoding."""
    for model in _WRITTEN:
        table = draft.tables[model]
        if table.frame is None:
            continue
        for column in table.stated:
            texts = zip(table.frame[column], table.frame["ligne"], strict=True)
            damaged = ((text, line) for text, line in texts if _is_garbled(text))
            for text, line in islice(damaged, 1):
                yield table.problem(
                    "garbled-letters", severity="warning", line=line, column=column, found=text
                )


def _is_garbled(value: object) -> bool:
    return isinstance(value, str) and _GARBLED.search(value) is not None
