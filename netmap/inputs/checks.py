"""Whether each table agrees with itself: what cannot be right in a row, or between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.inputs.draft import rows_where
from netmap.inputs.places import point_faults
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.inputs.tables import Table


def check_tables(draft: Draft) -> Iterator[Problem]:
    """Yield what is wrong between the cells of a row, or between the rows of a table."""
    for keyed in (PartnerRow, DirectoryRow, PermanenceRow, IndicatorRow):
        yield from _unique(draft.tables[keyed])
    for placed in (PartnerRow, PermanenceRow, ContactRow):
        yield from check_points(draft.tables[placed])
    yield from _relations(draft.tables[RelationRow])
    yield from _permanences(draft.tables[PermanenceRow])
    yield from _accompaniments(draft.tables[AccompanimentRow])
    yield from _rounds(draft.tables[RoundRow])


def _unique(table: Table) -> Iterator[Problem]:
    frame, key = table.frame, table.model.key
    if frame is None or key is None:
        return
    given = frame[frame[key].notna()]
    first = given.drop_duplicates(key).set_index(key)["ligne"]
    for line, value in rows_where(given, given[key].duplicated(), key):
        yield table.problem(
            "duplicate-id",
            line=line,
            column=key,
            found=value,
            details=(("first", str(first[value])),),
        )


def check_points(table: Table) -> Iterator[Problem]:
    """Yield points that cannot be right; a contact's are never shown."""
    frame = table.frame
    if frame is None:
        return
    bad_cells = {p.line for p in table.problems if p.column in {"latitude", "longitude"}}
    faults = point_faults(frame["latitude"], frame["longitude"])
    for line, latitude, longitude in rows_where(frame, faults != "", "latitude", "longitude"):
        if line in bad_cells:
            continue
        fault = str(point_faults([latitude], [longitude])[0])
        missing_latitude = latitude != latitude  # noqa: PLR0124 - NaN
        shown = None if table.model is ContactRow else f"{latitude:.10g} ; {longitude:.10g}"
        yield table.problem(
            fault,
            line=line,
            column="latitude" if missing_latitude or fault != "half-a-point" else "longitude",
            found=None if fault == "half-a-point" else shown,
        )


def _relations(table: Table) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    itself = frame["source_id"].notna() & (frame["source_id"] == frame["cible_id"])
    for line, partner in rows_where(frame, itself, "cible_id"):
        yield table.problem("self-relation", line=line, column="cible_id", found=partner)
    for line, end, start in rows_where(
        frame, frame["date_fin"] < frame["date_debut"], "date_fin", "date_debut"
    ):
        yield table.problem(
            "ends-before-start",
            line=line,
            column="date_fin",
            found=f"{end:%Y-%m-%d}",
            details=(("start", f"{start:%Y-%m-%d}"),),
        )
    yield from _more_than(table, "nb_acceptees", "nb_orientations")


def _permanences(table: Table) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    for (line,) in rows_where(frame, frame["verrouillee"] & (frame["statut"] == "candidate")):
        yield table.problem("locked-candidate", line=line, column="verrouillee", found="oui")


def _accompaniments(table: Table) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    yield from _more_than(table, "nouvelles", "personnes")
    yield from _more_than(table, "situations_cloturees", "personnes")
    # two codes that lead to one commune are two parts of it
    cell = ["periode", "ecrit" if "ecrit" in frame else "code", "thematique", "public"]
    whole = frame[frame["periode"].notna() & frame["code"].notna()]
    first = dict(zip(_keys(whole, cell)[::-1], whole["ligne"][::-1], strict=True))
    for key, line in zip(_keys(whole, cell), whole["ligne"], strict=True):
        if first[key] != line:
            yield table.problem(
                "same-count-twice",
                line=int(line),
                column="code",
                found=str(key[1]),
                details=(("first", str(first[key])), ("period", str(key[0]))),
            )


def _keys(frame: pd.DataFrame, columns: list[str]) -> list[tuple[object, ...]]:
    return list(frame[columns].itertuples(index=False, name=None))


def _rounds(table: Table) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    parts = ["rencontres", "refus", "absents", "vacants", "inaccessibles"]
    total = frame[parts].sum(axis=1, min_count=1)
    counted = frame.assign(total=total)
    for line, doors, summed in rows_where(
        counted, total > frame["logements"], "logements", "total"
    ):
        yield table.problem(
            "more-than-doors",
            line=line,
            column="logements",
            found=f"{doors:.0f}",
            details=(("total", f"{summed:.0f}"),),
        )


def _more_than(table: Table, part: str, whole: str) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    for line, some, every in rows_where(frame, frame[part] > frame[whole], part, whole):
        yield table.problem(
            "part-over-whole",
            line=line,
            column=part,
            found=f"{some:.0f}",
            details=(("whole", whole), ("limit", f"{every:.0f}")),
        )
