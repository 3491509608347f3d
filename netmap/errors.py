"""What can go wrong, as data.

::

    NetmapError                 everything that netmap raises on purpose
    ├── InputError              the project's files need work (exit status 1); carries Problems
    ├── ColumnError             a frame given to a function lacks a column (also a ValueError)
    ├── CrsError                a coordinate system is absent or unfit (also a ValueError)
    ├── AssetError              an installed package does not carry the file a page needs
    ├── PlacingError            contacts cannot be placed; nothing of them is told
    ├── SolverError             the solver has no answer (exit status 1)
    │   ├── InfeasibleError     there is none (also a ValueError)
    │   └── OutOfTimeError      none was found in time
    ├── DisclosureError         a release would betray somebody; nothing is written (exit status 1)
    ├── FetchError              a service did not give a file (exit status 1)
    └── OutputError             the output folder is not ours to replace (exit status 2)
"""

from __future__ import annotations

import errno
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]
#: what is done with a value that is not read, until it is mended: it is left out, kept as it is
#: written, or makes its relation one of unknown state
Meanwhile = Literal["left-out", "as-written", "relation-unknown"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend in one place of one file.

    `kind` names the problem in the message catalogues, where
    ``problem.<kind>.expected`` and ``problem.<kind>.remedy`` hold its sentences;
    `details` fills their placeholders. `found` is shown as typed, as text.
    `meanwhile`: the value is not read and stops nothing; None: it stops the build, or it is read.
    """

    file: str
    kind: str
    severity: Severity = "error"
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    found: str | None = None
    details: tuple[tuple[str, str], ...] = field(default=())
    meanwhile: Meanwhile | None = None

    @property
    def is_unread(self) -> bool:
        """Whether what stands there is refused: the build stops, or goes on without it."""
        return self.severity == "error" or self.meanwhile is not None

    @property
    def place(self) -> tuple[str, str, int, str]:
        """Sorting key: where the problem is."""
        return (self.file, self.sheet or "", self.line or 0, self.column or "")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, each once; those alike beyond a few dozen are only counted.

    Those that come after many alike are not even kept: a table may hold a million.
    """
    counts: Counter[tuple[object, ...]] = Counter()
    first: dict[Problem, None] = {}
    for problem in problems:
        alike = _likeness(problem)
        if counts[alike] >= ALIKE * _SEVERAL:
            counts[alike] += 1
        elif problem not in first:
            first[problem] = None
            counts[alike] += 1
    ordered = sorted(first, key=lambda p: (p.place, p.kind, p.found or ""))
    shown: Counter[tuple[object, ...]] = Counter()
    kept = []
    for problem in ordered:
        alike = _likeness(problem)
        shown[alike] += 1
        if shown[alike] <= ALIKE:
            kept.append(problem)
        elif shown[alike] == ALIKE + 1:
            kept.append(
                Problem(
                    file=problem.file,
                    sheet=problem.sheet,
                    kind="more-alike",
                    severity=problem.severity,
                    line=problem.line,
                    column=problem.column,
                    details=(("count", str(counts[alike] - ALIKE)),),
                )
            )
    return tuple(kept)


def _likeness(problem: Problem) -> tuple[object, ...]:
    return (problem.file, problem.sheet, problem.column, problem.kind)


#: problems of one kind in one column that are listed before they are only counted
ALIKE = 50
#: those alike are met about in order: this many times as many as are shown are sorted
_SEVERAL = 40


def reason_of(error: BaseException) -> str:
    """Return why the system refused, as the key of a sentence ``system.<reason>``.

    >>> reason_of(FileNotFoundError(2, "No such file or directory")), reason_of(ValueError())
    ('ENOENT', 'ValueError')
    """
    return errno.errorcode.get(getattr(error, "errno", None) or 0, type(error).__name__)


class NetmapError(Exception):
    """Base of every error that netmap raises on purpose."""


class InputError(NetmapError):
    """The project's files need work; all problems of all files are in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the project's files")
        self.problems = problems


class ColumnError(ValueError, NetmapError):
    """A frame lacks a column, or its index is not the documented one."""


class CrsError(ValueError, NetmapError):
    """A coordinate system is absent, or unfit for measuring."""


class AssetError(NetmapError):
    """A file that a page must carry is absent, or is not the one that was checked."""


class PlacingError(NetmapError):
    """Contacts cannot be placed; the message names the kind of failure and no place."""


class SolverError(NetmapError):
    """A programme has no answer; `kind` names the sentence ``solver.<kind>``."""

    kind: ClassVar[str] = "numerical"


class InfeasibleError(ValueError, SolverError):
    """Nothing satisfies what was asked."""

    kind = "infeasible"


class OutOfTimeError(SolverError):
    """Time ran out before any answer was found, which says nothing about there being one."""

    kind = "out-of-time"


class DisclosureError(NetmapError):
    """A release would let a reader infer a small count."""


class FetchError(NetmapError):
    """A service did not give a file; `kind` names the sentence ``fetch.<kind>``.

    >>> str(FetchError("busy", host="geo.api.gouv.fr", status="429"))
    'busy: geo.api.gouv.fr'
    """

    def __init__(self, kind: str, *, host: str, **values: str) -> None:
        super().__init__(f"{kind}: {host}")
        self.kind = kind
        self.values = {"host": host, **values}


class OutputError(NetmapError):
    """The output folder cannot be replaced; `kind` names the sentence ``output.<kind>``."""

    def __init__(self, kind: str, **values: str) -> None:
        super().__init__(f"{kind}: {values}")
        self.kind = kind
        self.values = values
