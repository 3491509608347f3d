"""The directory: possible partners, and those of them that the table of partners has already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.inputs.draft import rows_where
from netmap.inputs.rows import DirectoryRow, PartnerRow
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft

#: What makes a row of the directory the same organisation as a row of partners; a SIRET only
#: with the same name, since the branches of a department or a town bear the number of its seat.
_SAME = ("id", "siret", "finess")


def directory_candidates(draft: Draft) -> pd.DataFrame | None:
    """Return the rows of the directory that are no partner yet; None where there is no table.

    Index ``id``; the columns of the row model, ``ligne`` and ``fichier``: the file's path.
    """
    table = draft.tables[DirectoryRow]
    if table.frame is None or table.file is None:
        return None
    known = {line for line, *_ in _already_partners(draft)}
    kept = table.frame[~table.frame["ligne"].isin(known)]
    return kept.assign(fichier=table.file.path).set_index("id")


def doubt_directory(draft: Draft) -> Iterator[Problem]:
    """Yield the rows that are partners already, or perhaps, and those that cover other places."""
    table, partners = draft.tables[DirectoryRow], draft.tables[PartnerRow]
    if table.frame is None:
        return
    known = set()
    for line, column, found, first in _already_partners(draft):
        known.add(line)
        details = (("first", str(first)),)
        yield table.problem(
            "directory-known",
            severity="warning",
            line=line,
            column=column,
            found=found,
            details=details,
        )
    if partners.frame is not None:
        for line, value, _, first, _ in _bearing(table.frame, partners.frame, "siret"):
            if line not in known:
                known.add(line)
                yield table.problem(
                    "directory-same-siret",
                    severity="warning",
                    line=line,
                    column="siret",
                    found=value,
                    details=(("first", str(first)),),
                )
    named = {} if partners.frame is None else _by_name(partners.frame)
    others = table.frame[~table.frame["ligne"].isin(known) & table.frame["nom"].notna()]
    for line, name, place in others[["ligne", "nom", "code_insee"]].itertuples(index=False):
        for first, there in named.get(plain(name), ()):
            if place is None or there is None or place == there:
                details = (("first", str(first)),)
                yield table.problem(
                    "directory-alike",
                    severity="warning",
                    line=line,
                    column="nom",
                    found=name,
                    details=details,
                )
                break
    yield from _elsewhere(draft)


def _already_partners(draft: Draft) -> Iterator[tuple[int, str, str, int]]:
    """Yield line, column, value and the line of partners, once a row."""
    frame, partners = draft.frame(DirectoryRow), draft.frame(PartnerRow)
    if frame is None or partners is None:
        return
    seen: set[int] = set()
    for column in _SAME:
        for line, value, _, first, same in _bearing(frame, partners, column):
            if line not in seen and (column != "siret" or same):
                seen.add(line)
                yield line, column, value, first


def _bearing(
    frame: pd.DataFrame, partners: pd.DataFrame, column: str
) -> Iterator[tuple[int, str, str, int, bool]]:
    """Yield line, value, name, the line of partners that bears it, and whether names agree."""
    given = partners[partners[column].notna()].drop_duplicates(column).set_index(column)
    for line, value, name in rows_where(frame, frame[column].isin(given.index), column, "nom"):
        there = given.loc[value]
        same = plain(str(name)) == plain(str(there["nom"]))
        yield line, value, name, int(there["ligne"]), same


def _by_name(partners: pd.DataFrame) -> dict[str, list[tuple[int, Any]]]:
    named: dict[str, list[tuple[int, Any]]] = {}
    rows = partners.loc[partners["nom"].notna(), ["ligne", "nom", "code_insee"]]
    for line, name, place in rows.itertuples(index=False):
        if key := plain(name):
            named.setdefault(key, []).append((line, place))
    return named


def _elsewhere(draft: Draft) -> Iterator[Problem]:
    """Yield, once, that rows cover no place of the territory: a directory reaches further."""
    table = draft.tables[DirectoryRow]
    communes, qpv = draft.commune_codes, draft.qpv_codes
    if table.frame is None or draft.settings is None or communes is None or qpv is None:
        return
    epci = draft.settings.territory.epci
    here = communes | qpv | ({epci} if epci else set())
    lost = [
        (line, next(iter(covered)))
        for line, covered in rows_where(table.frame, table.frame["couvre"].map(bool), "couvre")
        if here.isdisjoint(covered)
    ]
    if lost:
        yield table.problem(
            "directory-elsewhere",
            severity="warning",
            line=lost[0][0],
            column="couvre",
            found=lost[0][1],
            details=(("count", str(len(lost))),),
        )
