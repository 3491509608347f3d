"""Codes of places as tables have them, led to those of the layers: what they are called today.

A code of a commune that was merged, or of an arrondissement of Paris, Lyon or Marseille, leads to
the commune of today; people who live in another commune of France live elsewhere. Each is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from netmap.inputs import codes
from netmap.inputs.rows import AccompanimentRow
from netmap.sources import base
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table

#: columns that hold one code of a commune or a QPV, and the one that holds several
_ONE, _SEVERAL = ("code_insee", "code"), "couvre"


def with_codes_of_today(
    tables: Mapping[type[Row], Table], known: frozenset[str] | None
) -> dict[type[Row], Table]:
    """Return tables whose codes of places are those of today.

    Parameters
    ----------
    known
        The communes of the layer; None: it could not be read, and nothing is done.
    """
    if known is None:
        return dict(tables)
    return {model: _led(table, known) for model, table in tables.items()}


def _led(table: Table, known: frozenset[str]) -> Table:
    frame = table.frame
    if frame is None:
        return table
    changed: dict[str, pd.Series[Any]] = {}
    notes: list[Problem] = []
    for column in (*_ONE, _SEVERAL):
        if column not in frame:
            continue
        several = column == _SEVERAL
        values = frame[column]
        said = {c for value in values for c in _codes(value, several=several)} - known
        leads = {code: today for code in said if (today := today_among(code, known)) is not None}
        if leads:
            notes += _told(table, column, leads, "code-of-today", several=several)
        outside: dict[str, str] = {}
        if table.model is AccompanimentRow:
            outside = {
                code: ELSEWHERE for code in said - leads.keys() if code in base.communes().index
            }
            notes += _told(table, column, outside, "lives-elsewhere", several=False)
        leads |= outside
        if leads:
            changed[column] = values.map(
                lambda value, led=leads: (
                    tuple(dict.fromkeys(led.get(c, c) for c in value))
                    if isinstance(value, tuple)
                    else led.get(value, value)
                )
            )
    if table.model is AccompanimentRow:
        changed["ecrit"] = frame["code"]
    return replace(table, frame=frame.assign(**changed), problems=(*table.problems, *notes))


def _codes(value: object, *, several: bool) -> Iterable[str]:
    if several:
        return value if isinstance(value, tuple) else ()
    return (value,) if isinstance(value, str) and codes.COMMUNE.fullmatch(value) else ()


def today_among(code: str, known: frozenset[str]) -> str | None:
    """Return the commune of the layer that a code leads to.

    Returns
    -------
        None: the code is one of the layer, or leads to none of it.
    """
    if code in known or not codes.COMMUNE.fullmatch(code):
        return None
    today = base.today(code)
    return today if today in known else None


def _told(
    table: Table, column: str, leads: Mapping[str, str], kind: str, *, several: bool
) -> Iterable[Problem]:
    """Yield, once a code, where it leads."""
    if table.frame is None:
        return
    for code, today in sorted(leads.items()):
        lines = table.frame["ligne"][
            [code in _codes(value, several=several) for value in table.frame[column]]
        ]
        yield led(table, column, kind, (code, today), line=int(lines.iloc[0]), count=len(lines))


def led(
    table: Table, column: str, kind: str, codes: tuple[str, str], *, line: int, count: int
) -> Problem:
    """Return that a code leads to another, from a line on, so many times."""
    code, today = codes
    name = base.communes()["nom"].get(code if today == ELSEWHERE else today, "")
    details = (("today", today), ("name", str(name)), ("count", str(count)))
    return table.problem(
        kind, severity="warning", line=line, column=column, found=code, details=details
    )
