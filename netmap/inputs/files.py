"""The files of a project: found by name, kept inside its folder, read whole, within limits."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.errors import Problem, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Found:
    """A file of the project: its path inside it (with ``/``), where it is, its bytes."""

    path: str
    location: Path
    content: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def ending(self) -> str:
        """What follows the name, in small letters."""
        return self.location.suffix.lower()


def candidates(project: Path, stem: str, endings: Iterable[str]) -> list[str]:
    """Return the paths inside `project` named `stem` with one of `endings`, whatever their case."""
    folder, _, name = stem.rpartition("/")
    allowed = {f"{name}{ending}" for ending in endings}
    return [
        f"{folder}/{entry}" if folder else entry
        for entry in listing(project, folder)
        if entry.casefold() in allowed
    ]


def listing(project: Path, folder: str) -> list[str]:
    """Return the sorted names in a folder of the project, hidden ones left out."""
    try:
        names = sorted(entry.name for entry in (project / folder).iterdir())
    except OSError:
        return []
    return [name for name in names if not name.startswith((".", "~"))]


def open_file(project: Path, path: str, *, limit: int) -> Found | Problem:
    """Read a file of the project, or say why it is not read.

    A link that leaves the folder, something that is no plain file, an empty file and one
    over `limit` bytes are problems.
    """
    location = project / path
    try:
        real, home = location.resolve(), project.resolve()
        if not real.is_relative_to(home):
            return Problem(file=path, kind="outside-project")
        if not real.exists():
            return Problem(file=path, kind="missing-file")
        size = real.stat().st_size
        content = read_plain(real, limit=limit + 1) if size <= limit else b""
    except (OSError, ValueError, RuntimeError) as error:
        return Problem(file=path, kind="unreadable-file", details=(("reason", reason_of(error)),))
    if content is None:
        return Problem(file=path, kind="not-a-file")
    size = max(size, len(content))
    if size > limit:
        return Problem(file=path, kind="file-too-large", details=megabytes(size, limit))
    if not content or content.isspace():
        return Problem(file=path, kind="empty-file")
    return Found(path=path, location=location, content=content)


def read_plain(path: Path, *, limit: int) -> bytes | None:
    """Return the bytes of a plain file, at most `limit`; None where it is none.

    A pipe, a device, a socket or a folder is never waited for, nor opened at all.

    Raises
    ------
    OSError
        It is not there, or cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    descriptor = os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in _AT_ONCE))
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor has no path
        # what bears the name may have changed since
        return stream.read(limit) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


#: flags of some systems: do not wait, and make no terminal ours
_AT_ONCE = ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")


def megabytes(size: int, limit: int) -> tuple[tuple[str, str], ...]:
    """Return how large a file is, and may be, as details of a problem."""
    return (("size", str(-(-size // 1_000_000))), ("limit", str(limit // 1_000_000)))
