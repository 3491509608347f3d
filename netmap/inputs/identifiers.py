"""Identifiers that a table leaves out, made from names; names where an identifier is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.inputs.rows import PartnerRow, PermanenceRow, RelationRow, TimeRow
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table

#: the columns that name a row of another table
_NAMING: dict[type[Row], tuple[type[Row], tuple[str, ...]]] = {
    RelationRow: (PartnerRow, ("source_id", "cible_id")),
    PermanenceRow: (PartnerRow, ("mediateur_id", "accueil_id")),
    TimeRow: (PermanenceRow, ("vers",)),
}
_KEY = "id"
_LETTERS = 60


def with_ids(tables: Mapping[type[Row], Table]) -> dict[type[Row], Table]:
    """Return tables in which each row that has a name has an identifier.

    One that is left out is made from the name: the same at each reading, whatever stands in the
    other rows, but for rows of one name. A name that one row alone bears may stand for its
    identifier in the other tables.
    """
    made = {model: _made(table) for model, table in tables.items()}
    for model, (named, columns) in _NAMING.items():
        frame, others = made[model].frame, made[named].frame
        if frame is None or others is None:
            continue
        names = _names(others)
        known = set(others[_KEY].dropna())
        said = {column: [_meant(v, known, names) for v in frame[column]] for column in columns}
        kept = frame.assign(**{name: _texts(values, frame) for name, values in said.items()})
        made[model] = replace(made[model], frame=kept)
    return made


def made_id(name: str, taken: Iterable[str] = ()) -> str:
    """Return an identifier made from a name, which is none of those `taken`.

    >>> made_id("CCAS de Niort"), made_id("CCAS de Niort", {"ccas-de-niort"})
    ('ccas-de-niort', 'ccas-de-niort-2')
    """
    words = plain(name).replace(" ", "-")[:_LETTERS].strip("-") or "sans-nom"
    known, number = set(taken), 1
    one = words
    while one in known:
        number += 1
        one = f"{words}-{number}"
    return one


def _made(table: Table) -> Table:
    frame = table.frame
    if frame is None or table.model.key != _KEY:
        return table
    lacking = frame[_KEY].isna() & frame["nom"].notna()
    if not lacking.any():
        return table
    taken = set(frame[_KEY].dropna())
    ids = []
    for own, name, made in zip(frame[_KEY], frame["nom"], lacking, strict=True):
        ids.append(made_id(name, taken) if made else own)
        taken.add(ids[-1])
    told = table.problem(
        "ids-made", severity="warning", column=_KEY, details=(("count", str(int(lacking.sum()))),)
    )
    return replace(
        table,
        frame=frame.assign(**{_KEY: _texts(ids, frame)}),
        stated=tuple(dict.fromkeys([*table.stated, _KEY])),
        problems=(*table.problems, told),
    )


def _names(frame: pd.DataFrame) -> dict[str, str]:
    """Return the identifier of each name; one that several bear is nobody's."""
    named: dict[str, set[str]] = {}
    for identifier, name in zip(frame[_KEY], frame["nom"], strict=True):
        if identifier is not None and name is not None and plain(name):
            named.setdefault(plain(name), set()).add(identifier)
    return {name: min(ids) for name, ids in named.items() if len(ids) == 1}


def _meant(value: object, known: set[str], names: Mapping[str, str]) -> object:
    if not isinstance(value, str) or value in known:
        return value
    return names.get(plain(value), value)


def _texts(values: list[object] | list[str], frame: pd.DataFrame) -> pd.Series[str]:
    import pandas as pd

    return pd.Series(values, index=frame.index, dtype="object")
