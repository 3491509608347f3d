"""Solving side by side: HiGHS leaves the interpreter free, so that two searches take two cores."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    A = TypeVar("A")
    B = TypeVar("B")

#: How many at once, at most: a solver is also several threads where it may be.
_AT_ONCE = 2


@contextlib.contextmanager
def solved_together(solve: Callable[[A], B], tasks: Iterable[A]) -> Iterator[Iterator[B]]:
    """Give the answers in the order of the tasks; those that wait at the end are not begun.

    Each task is solved on its own, so that how many at once changes no answer. Nothing is
    imported beside the main thread: `solve` finds what it needs there already.

    >>> with solved_together(abs, [-1, 2, -3]) as answers:
    ...     list(answers)
    [1, 2, 3]
    """
    workers = ThreadPoolExecutor(max_workers=_AT_ONCE)
    try:
        started = [workers.submit(solve, task) for task in tasks]
        yield (one.result() for one in started)
    finally:
        workers.shutdown(wait=False, cancel_futures=True)
