"""A file of any size as a stream: a member of an archive or itself, never held whole.

National files are larger than what a project may hold. They are read once, from front to
back, and only what is wanted is kept.
"""

from __future__ import annotations

import bz2
import codecs
import contextlib
import fnmatch
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: bytes that are read of one file once unpacked, characters of one of its lines
MOST_BYTES = 6_000_000_000
MOST_LINE = 2_000_000
#: bytes by which the encoding is told
_START = 4
_PACKED: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
}

#: what a damaged, swollen or odd file raises
UNREADABLE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    UnicodeError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class TooLargeError(ValueError):
    """A file goes on beyond what is read of one."""


class NoMemberError(ValueError):
    """An archive has no file of the wanted name; `held` are some that it has."""

    def __init__(self, held: list[str]) -> None:
        super().__init__()
        self.held = held


@contextlib.contextmanager
def opened(path: Path, member: str) -> Iterator[tuple[IO[bytes], str]]:
    """Open a file, or of an archive the last in order of name that fits `member`.

    Yields
    ------
        Its bytes, and its name.

    Raises
    ------
    NoMemberError
        The archive has none.
    """
    with contextlib.ExitStack() as stack:
        yield _open(path, member, stack)


def _open(path: Path, member: str, stack: contextlib.ExitStack) -> tuple[IO[bytes], str]:
    name = path.name.casefold()
    if name.endswith((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")):
        archive = stack.enter_context(tarfile.open(path))  # noqa: SIM115
        parts = {part.name: part for part in archive if part.isfile()}
        chosen = _chosen(list(parts), member)
        stream = archive.extractfile(parts[chosen])
        if stream is None:
            raise NoMemberError(sorted(parts)[:_SOME])
        return stack.enter_context(stream), PurePosixPath(chosen).name
    if name.endswith(".zip"):
        packed = stack.enter_context(zipfile.ZipFile(path))
        chosen = _chosen([part.filename for part in packed.infolist()], member)
        return stack.enter_context(packed.open(chosen)), PurePosixPath(chosen).name
    unpack = _PACKED.get(path.suffix.casefold())
    if unpack is not None:
        return stack.enter_context(unpack(path)), path.stem
    return stack.enter_context(path.open("rb")), path.name


_SOME = 5


def _chosen(names: list[str], member: str) -> str:
    visible = [n for n in names if not PurePosixPath(n).name.startswith((".", "__"))]
    files = [name for name in visible if not name.endswith("/")]
    wanted = member.casefold()
    fitting = [n for n in files if fnmatch.fnmatchcase(PurePosixPath(n).name.casefold(), wanted)]
    if not fitting:
        raise NoMemberError([PurePosixPath(name).name for name in sorted(files)[:_SOME]])
    return max(fitting)


def lines(stream: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a text, in UTF-8, UTF-16 with a mark, or where it is none Windows-1252.

    Raises
    ------
    TooLargeError
        The file, or one of its lines, goes on too long.
    """
    head = stream.read(_START)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = io.TextIOWrapper(
        io.BufferedReader(_Again(head, stream)),
        encoding="utf-16" if wide else "utf-8-sig",
        errors="strict" if wide else "netmap-cp1252",
        newline="",
    )
    while line := text.readline(MOST_LINE):
        if len(line) == MOST_LINE:
            raise TooLargeError
        yield line


class _Again(io.RawIOBase):
    """A stream whose start was read already, and that ends where too much was read."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream, self._read = head, stream, len(head)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        chunk = chunk or self._stream.read(len(buffer))
        self._read += len(chunk)
        if self._read > MOST_BYTES:
            raise TooLargeError
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("netmap-cp1252", _as_windows)
