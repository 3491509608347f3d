"""One writer at a time: locks of ours, and those that spreadsheets leave beside a file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from netmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from filelock import BaseFileLock

#: seconds that a command waits for another one to be done
WAIT_S = 60.0

#: the disk cannot lock at all (some network disks)
_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK})


def nothing() -> None:
    """Tell nothing."""


def lock_of(path: Path) -> Path:
    """Return the lock file of a folder or a file, beside it.

    >>> from pathlib import Path
    >>> lock_of(Path("outputs")).name
    '.netmap-outputs.lock'
    """
    return path.with_name(f".netmap-{path.name}.lock")


@contextlib.contextmanager
def held(
    lock: Path, *, of: Path, wait_s: float | None = None, waiting: Callable[[], object] = nothing
) -> Iterator[None]:
    """Hold a lock file while the body runs.

    The system frees the lock of a process that is gone: the file that a killed one leaves
    stops nobody, and the next one removes it. On a disk that cannot lock nothing is held.

    Parameters
    ----------
    lock
        The lock file; it is empty, and goes away in the end.
    of
        What is locked, for the sentences.
    wait_s
        Seconds to wait for another holder; `WAIT_S` unless told.
    waiting
        Called once where there is another holder, before the wait.

    Raises
    ------
    OutputError
        ``busy``: another holder is still there; ``lock-taken``: the name is somebody's file.
    OSError
        No file can be made there.
    """
    holder = _acquired(lock, of, WAIT_S if wait_s is None else wait_s, waiting)
    try:
        yield
    finally:
        if os.name == "posix" and _is_ours(lock):
            with contextlib.suppress(OSError):
                lock.unlink()
        if holder is not None:
            holder.release()


def _acquired(
    lock: Path, of: Path, wait_s: float, waiting: Callable[[], object]
) -> BaseFileLock | None:
    from filelock import FileLock, Timeout

    if os.path.lexists(lock) and not _is_ours(lock):
        raise OutputError("lock-taken", path=str(lock))
    holder = FileLock(lock, fallback_to_soft=False)
    try:
        try:
            holder.acquire(timeout=0)
        except Timeout:
            waiting()
            holder.acquire(timeout=wait_s)
    except Timeout:
        raise OutputError("busy", path=str(of), seconds=f"{wait_s:.0f}") from None
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return holder


def spreadsheet_lock(file: Path) -> Path | None:
    """Return the file by which a spreadsheet says that it has `file` open; None: there is none.

    LibreOffice writes ``.~lock.name#``, Excel ``~$name``, beside the file.
    """
    for name in (f".~lock.{file.name}#", f"~${file.name}"):
        beside = file.with_name(name)
        if os.path.lexists(beside):
            return beside
    return None


def spreadsheet_document(name: str) -> str | None:
    """Return the document that a spreadsheet's lock file is about; None where it is none.

    >>> spreadsheet_document(".~lock.nodes.csv#"), spreadsheet_document("~$nodes.xlsx")
    ('nodes.csv', 'nodes.xlsx')
    """
    if name.startswith(".~lock.") and name.endswith("#"):
        return name.removeprefix(".~lock.").removesuffix("#")
    return name.removeprefix("~$") if name.startswith("~$") else None


def _is_ours(lock: Path) -> bool:
    """Tell whether a lock file is what netmap makes: plain and empty."""
    try:
        found = lock.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0
