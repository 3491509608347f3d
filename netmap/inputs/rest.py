"""The tables of a project at rest: nobody is writing them, and no writing stays half done."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".netmap-tables.lock"
#: the record of a writing of several tables, while it lasts
RECORD = "data/.netmap-revue.json"
_SETTINGS = "netmap.toml"
_MAY_NOT_WRITE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextlib.contextmanager
def at_rest(project: Path) -> Iterator[None]:
    """Keep other commands from writing the project's tables while the body runs.

    A writing that a stopped machine left half done is undone first. A project that may not be
    written is read as it is: nobody else is kept out.

    Raises
    ------
    OutputError
        ``busy``: another command is still writing after a while.
    InputError
        A half-done writing cannot be undone; see :func:`netmap.disk.together.undo`.
    """
    if not (project / _SETTINGS).is_file():
        yield
        return
    from netmap.disk.lock import held
    from netmap.disk.together import undo

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(held(project / LOCK, of=project))
        except OSError as error:
            if error.errno not in _MAY_NOT_WRITE:
                raise
        undo(project, project / RECORD)
        yield
