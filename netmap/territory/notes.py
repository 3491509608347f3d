"""Doubts about places, as warnings: their sentences are in ``locale/<language>/territory.toml``."""

from __future__ import annotations

from netmap.errors import Problem


def doubt(kind: str, file: str, found: str, *, line: int | None = None, **details: str) -> Problem:
    """Return a warning about the place or the code `found`; `details` fill its sentence."""
    return Problem(
        file=file,
        kind=kind,
        severity="warning",
        line=line,
        found=found,
        details=tuple(details.items()),
    )
