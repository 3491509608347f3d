"""Doubts about places, as warnings: their sentences are in ``locale/<language>/territory.toml``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


def doubt(
    kind: str,
    file: str,
    column: str | None,
    found: str | None,
    *,
    sheet: str | None = None,
    line: int | None = None,
    **details: str,
) -> Problem:
    """Return a warning about what stands in a column of a file; `details` fill its sentence."""
    return Problem(
        file=file,
        kind=kind,
        severity="warning",
        sheet=sheet,
        line=line,
        column=column,
        found=found,
        details=tuple(details.items()),
    )


def with_lines(notes: Iterable[Problem], layer: pd.DataFrame) -> tuple[Problem, ...]:
    """Give notes that name codes of a layer the line of their code, or of the first of several.

    Parameters
    ----------
    layer
        Index: the codes; ``ligne``: their lines. Without that column, the notes are returned.
    """
    lines = layer["ligne"].to_dict() if "ligne" in layer else {}
    return tuple(
        replace(note, line=lines.get((note.found or "").partition(",")[0])) for note in notes
    )
