"""What a writing would spoil: the errors that a project has after it and did not have before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.inputs.reading import inspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from netmap.errors import Problem


def new_errors(project: Path) -> Callable[[], Iterator[Problem]]:
    """Return a function that yields the errors of a project that it does not have now.

    Errors of one kind in one column of one file are one: a line that moves is no new error.
    """
    before = {_likeness(problem) for problem in inspect(project)[1]}

    def since() -> Iterator[Problem]:
        for problem in inspect(project)[1]:
            if problem.severity == "error" and _likeness(problem) not in before:
                yield problem

    return since


def _likeness(problem: Problem) -> tuple[str, str, str | None]:
    return (problem.file, problem.kind, problem.column)
