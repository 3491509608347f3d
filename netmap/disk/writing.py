"""A new file forced to the disk, and the rights that it takes over from a former one."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_new(
    path: Path, content: bytes, *, mode: int = 0o666, known_as: Path | None = None
) -> None:
    """Write a file that must not be there yet, down to the disk.

    Parameters
    ----------
    path
        The file.
    content
        Its bytes.
    mode
        Its rights, from which the system's own mask takes, as for any new file.
    known_as
        The name that an error tells, where `path` is a name for the time being.

    Raises
    ------
    OSError
        The file is there, or the disk refused.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with naming(known_as or path), os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def put(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all, in the place of a former one; tell whether it changed.

    What a killed writer leaves, ``.netmap-<name>.part``, the next one writes over. Two writers of
    one file are kept apart by their callers.

    Raises
    ------
    OSError
        The disk refused; the former file stays.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    part = path.with_name(f".netmap-{path.name}.part")
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    write_new(part, content, known_as=path)
    with naming(path):
        part.replace(path)
        sync_folder(path.parent)
    return True


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have errors of the system name a file that the user knows (a full disk names none)."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


def sync_folder(folder: Path) -> None:
    """Force the names of a folder to the disk, where the system can (not Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def resemble(former: Path, new: Path) -> None:
    """Give `new` the owner, the group and the rights of `former`, as far as the system allows.

    What another owner or group could not be given to is never readable by more people for it:
    group rights go where the group could not be kept.
    """
    wanted = former.stat()
    shutil.copystat(former, new)
    os.utime(new)
    chown = getattr(os, "chown", None)
    if chown is not None and hasattr(os, "geteuid"):
        with contextlib.suppress(OSError):
            chown(new, wanted.st_uid if os.geteuid() == 0 else -1, wanted.st_gid)
    mode = stat.S_IMODE(wanted.st_mode)
    if new.stat().st_gid != wanted.st_gid:
        mode &= ~0o070
    new.chmod(mode)
