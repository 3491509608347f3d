"""Many addresses at once, by all the cores of the machine.

Rows go to the other processes through pipes, in memory, and never to a disk. Of a process that
fails only the kind of its failure comes back: what a library says may quote an address.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from netmap.errors import PlacingError
from netmap.locate.answer import Answer, Asked, answers
from netmap.locate.index import INDEX_FILE, open_index
from netmap.locate.project import matcher_of, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

#: rows under which other processes take longer to begin than they save
_FROM_ROWS = 30_000
_AT_ONCE, _MOST_PROCESSES = 1_000, 8


def processes_for(rows: int) -> int:
    """Return how many processes are worth beginning for so many rows; 1: this one.

    >>> processes_for(300)
    1
    """
    return min(os.cpu_count() or 1, _MOST_PROCESSES) if rows >= _FROM_ROWS else 1


def answers_of_many(
    asked: Sequence[Asked], project: Path, index: Path | None, *, processes: int
) -> list[Answer]:
    """Return what other processes say of each address or point, without what else it may be.

    Parameters
    ----------
    asked
        What is asked about, in order.
    index
        An index of addresses; None: that of the project.

    Raises
    ------
    PlacingError
        One of them failed; it says of what kind, and nothing of a row.
    """
    pieces = [asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE)]
    found: list[Answer] = []
    with ProcessPoolExecutor(
        min(processes, len(pieces)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    ) as pool:
        work = [pool.submit(_piece, tuple(piece), project, index) for piece in pieces]
        for one in work:
            told = one.result()
            if isinstance(told, str):
                pool.shutdown(cancel_futures=True)
                raise PlacingError(told)
            found += told
    return found


def _begin() -> None:
    """Leave an interruption to the process that asks, and look for few cycles as it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 100)


def _piece(asked: tuple[Asked, ...], project: Path, index: Path | None) -> list[Answer] | str:
    """Return what is said of some rows; of a failure, its kind alone."""
    try:
        return [replace(one, candidates=()) for one in _answering(project, index)(asked)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not told
        return type(error).__name__


@cache
def _answering(project: Path, index: Path | None) -> Callable[[Sequence[Asked]], list[Answer]]:
    """Return what answers in this process: its grounds and its index are opened once."""
    here = ready(project)
    matcher = matcher_of(open_index(index or project / INDEX_FILE))
    return lambda asked: answers(asked, here.grounds, here.settings.inclusion, matcher)
