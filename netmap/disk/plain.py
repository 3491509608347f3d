"""A file that somebody else may have made: read whole, within a limit, and only a plain one."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_CHUNK = 1_000_000


class NotPlainError(OSError):
    """It is a pipe, a device, or a link where none is followed."""


class TooLargeError(OSError):
    """It is over the limit."""


def read_plain(path: Path, *, limit: int, follow: bool = True) -> bytes:
    """Return the bytes of a plain file.

    A pipe is not waited for and a device is not read: what the name leads to is looked at
    before it is opened, and once more when it is open.

    Parameters
    ----------
    path
        The file.
    limit
        Bytes that it may hold.
    follow
        Whether a link is followed to the file that it leads to.

    Raises
    ------
    NotPlainError
        It is a pipe, a device, or a link that is not followed.
    TooLargeError
        It is over the limit.
    OSError
        It is absent or a folder, or the system refuses.
    """
    with opened(path, limit=limit, follow=follow) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise TooLargeError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a plain file that is no link, whatever its size.

    Raises
    ------
    NotPlainError
        It is a pipe, a device or a link.
    OSError
        It is absent or a folder, or the system refuses.
    """
    digest = hashlib.sha256()
    with opened(path, limit=None, follow=False) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def opened(path: Path, *, limit: int | None, follow: bool = True) -> BinaryIO:
    """Open a plain file to be read, as :func:`read_plain` does.

    Raises
    ------
    NotPlainError
        It is a pipe, a device, or a link that is not followed.
    TooLargeError
        It is over the limit.
    OSError
        It is absent or a folder, or the system refuses.
    """
    _look(path.stat(follow_symlinks=follow), path, limit)
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_BINARY") if follow else ("O_NONBLOCK", "O_BINARY", "O_NOFOLLOW"):
        flags |= getattr(os, name, 0)
    file = os.fdopen(os.open(path, flags), "rb")
    try:
        _look(os.fstat(file.fileno()), path, limit)
    except BaseException:
        file.close()
        raise
    return file


def _look(found: os.stat_result, path: Path, limit: int | None) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NotPlainError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    if limit is not None and found.st_size > limit:
        raise TooLargeError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
