"""``releases.jsonl``: the log of public releases, a line each.

A log holds protected figures only: the cells that each public release showed, with their
values, and the names of those that it hid.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netmap.errors import InputError, Problem

#: Name of the log in a folder of outputs.
RELEASES = "releases.jsonl"

#: A count whatever the tables: block, level (or column), code (or period). A sector's code is
#: those of its communes, since a sector of the same name may be made of others another day.
Key = tuple[str, str, str]

_Word = Annotated[str, Field(max_length=20_000)]
_Period = Annotated[str, Field(pattern=r"^\d{4}(-(S[12]|T[1-4]|0[1-9]|1[0-2]))?$")]
_Number = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


class Figures(BaseModel):
    """What a public release shows and hides.

    Attributes
    ----------
    territoire
        Mark of the set of communes; cells without a code of their own are compared within one.
    seuil
        The threshold of the day.
    periodes
        Those pooled in the cells of places and sectors.
    montres, masques
        Cells shown, with their values, and cells hidden; sorted.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    territoire: _Word
    seuil: int = Field(ge=1)
    periodes: tuple[_Period, ...] = Field(strict=False)
    montres: tuple[tuple[_Word, _Word, _Word, _Number], ...] = Field(strict=False)
    masques: tuple[tuple[_Word, _Word, _Word], ...] = Field(strict=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(_compact(self.model_dump(mode="json")).encode()).hexdigest()


class Logged(Figures):
    """A line of the log: the figures, and which build first showed them.

    Attributes
    ----------
    manifeste
        SHA-256 of the build's ``manifest.json``, the log not yet in it.
    date
        As it was given to the build; never taken from a clock.
    """

    format: Literal[1] = 1
    manifeste: str = Field(pattern=r"^[0-9a-f]{64}$")
    date: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    empreinte: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def figures(self) -> Figures:
        """The figures alone."""
        return Figures(**{name: getattr(self, name) for name in Figures.model_fields})


@dataclass(frozen=True)
class Log:
    """The lines of a log, oldest first."""

    lines: tuple[Logged, ...] = ()

    def followed_by(self, figures: Figures, *, manifest: str, date: str | None) -> Log:
        """Return the log with one more line, or as it is where the figures are the last ones."""
        if self.lines and self.lines[-1].figures == figures:
            return self
        line = Logged(
            **figures.model_dump(),
            manifeste=manifest,
            date=date,
            empreinte=figures.fingerprint,
        )
        return Log((*self.lines, line))

    def text(self) -> bytes:
        """Return the log as JSON Lines; the same log gives the same bytes."""
        order = ("format", "manifeste", "date", "empreinte", *Figures.model_fields)
        rows = (line.model_dump(mode="json") for line in self.lines)
        return "".join(f"{_compact({k: row[k] for k in order})}\n" for row in rows).encode()


def read_log(content: bytes, *, file: str) -> Log:
    """Read a log.

    Raises
    ------
    InputError
        A line is not what netmap wrote: without it, what was already shown is not known.
    """
    lines = []
    for number, row in enumerate(content.splitlines(), start=1):
        try:
            line = Logged.model_validate_json(row)
        except ValidationError:
            line = None
        if line is None or line.figures.fingerprint != line.empreinte:
            raise InputError((Problem(file=file, kind="release-log", line=number),)) from None
        lines.append(line)
    return Log(tuple(lines))


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
