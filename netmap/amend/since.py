"""What a writing would spoil: the errors that a project has after it and did not have before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.inputs.reading import inspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from netmap.errors import Problem


def new_errors(
    project: Path, before: Iterable[Problem] | None = None
) -> Callable[[], Iterator[Problem]]:
    """Return a function that yields the errors of a project that it does not have now.

    Errors are alike where one kind was found with the same text in the same column of the same
    file: a line that moves is no new error, one more line with the same text is.

    Parameters
    ----------
    before
        The problems that it has now; None: it is looked at.
    """
    had = _errors(inspect(project)[1] if before is None else before)

    def since() -> Iterator[Problem]:
        left = {likeness: len(alike) for likeness, alike in had.items()}
        for likeness, alike in _errors(inspect(project)[1]).items():
            yield from alike[left.get(likeness, 0) :]

    return since


def _errors(problems: Iterable[Problem]) -> dict[tuple[str | None, ...], list[Problem]]:
    found: dict[tuple[str | None, ...], list[Problem]] = {}
    for one in problems:
        if one.severity == "error":
            found.setdefault((one.file, one.kind, one.column, one.found), []).append(one)
    return found
