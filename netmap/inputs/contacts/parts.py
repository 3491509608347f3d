"""The files that contacts are read from by batches: one Parquet file, or a folder of parts."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from netmap.disk.plain import NotPlainError, TooLargeError, opened
from netmap.errors import Problem, reason_of
from netmap.inputs.files import Found, candidates, listing, megabytes
from netmap.inputs.limits import CONTACT_PARTS, PART_BYTES
from netmap.inputs.rows import ContactRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: what a part may be
PART_ENDINGS = (".parquet", ".csv")
_BLOCK = 1 << 20


class ChangedError(OSError):
    """A file is not what it was when it was looked at."""


@dataclass(frozen=True)
class Part(Found):
    """A file of contacts, whose bytes are not kept: its SHA-256, and what says that it changed."""

    digest: str
    stamp: tuple[int, int, int]

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return self.digest

    def open(self) -> BinaryIO:
        """Open the file that was looked at.

        Raises
        ------
        ChangedError
            It is another one now, or cannot be opened any more.
        """
        try:
            file = opened(self.location, limit=PART_BYTES)
        except OSError:
            raise ChangedError(self.path) from None
        if _stamp(file) != self.stamp:
            file.close()
            raise ChangedError(self.path)
        return file


def folder_of_parts(project: Path) -> str | None:
    """Return the folder of parts, None where there is none."""
    above, _, name = ContactRow.stem.rpartition("/")
    for entry in listing(project, above):
        if entry.casefold() == name and (project / above / entry).is_dir():
            return f"{above}/{entry}"
    return None


def part_paths(project: Path, folder: str) -> tuple[list[str], list[Problem]]:
    """Return the parts of a folder, sorted, and what is there that is none, or one too many.

    What a program that writes many files leaves beside them (``_SUCCESS``) is passed over.
    """
    paths: dict[str, list[str]] = {}
    problems = []
    for entry in listing(project, folder):
        name, dot, ending = entry.rpartition(".")
        if entry.startswith("_"):
            continue
        if f"{dot}{ending}".casefold() not in PART_ENDINGS or (project / folder / entry).is_dir():
            details = (("endings", ", ".join(PART_ENDINGS)),)
            problems.append(
                Problem(file=f"{folder}/{entry}", kind="format-not-read", details=details)
            )
        else:
            paths.setdefault(name.casefold(), []).append(f"{folder}/{entry}")
    problems += [several(alike) for alike in paths.values() if len(alike) > 1]
    every = sorted(path for alike in paths.values() for path in alike)
    if len(every) > CONTACT_PARTS:
        details = (("limit", str(CONTACT_PARTS)),)
        problems.append(
            Problem(file=folder, kind="too-many-parts", found=str(len(every)), details=details)
        )
    return every, problems


def several(paths: Iterable[str]) -> Problem:
    """Return that several files are one table."""
    named = tuple(paths)
    return Problem(file=named[0], kind="several-files", details=(("files", ", ".join(named)),))


def contact_files(project: Path) -> list[str]:
    """Return what contacts are read from by batches: a Parquet file, a folder that has parts."""
    folder = folder_of_parts(project)
    held = [] if folder is None else part_paths(project, folder)
    return [
        *candidates(project, ContactRow.stem, [".parquet"]),
        *([folder] if folder is not None and any(held) else []),
    ]


def look_at(project: Path, path: str) -> Part | Problem:
    """Look at a part of contacts: how large it is, its fingerprint; or say why it is not read."""
    location = project / path
    try:
        if not location.resolve().is_relative_to(project.resolve()):
            return Problem(file=path, kind="outside-project")
        digest = hashlib.sha256()
        with opened(location, limit=PART_BYTES) as file:
            stamp = _stamp(file)
            while block := file.read(_BLOCK):
                digest.update(block)
            last = _stamp(file)
    except NotPlainError:
        return Problem(file=path, kind="not-a-file")
    except TooLargeError:
        size = location.stat().st_size
        return Problem(file=path, kind="file-too-large", details=megabytes(size, PART_BYTES))
    except (OSError, ValueError, RuntimeError) as error:
        return Problem(file=path, kind="unreadable-file", details=(("reason", reason_of(error)),))
    if not stamp[0]:
        return Problem(file=path, kind="empty-file")
    if last != stamp:
        return changed(path)
    return Part(path, location, b"", digest.hexdigest(), stamp)


def look_at_parts(project: Path, path: str) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """Look at the files that contacts are read from: a Parquet file, or those of a folder."""
    paths, problems = [path], list[Problem]()
    if (project / path).is_dir():
        paths, problems = part_paths(project, path)
    packed = [one for one in paths if one.casefold().endswith(".parquet")]
    if packed and find_spec("pyarrow") is None:
        problems.append(Problem(file=packed[0], kind="needs-pyarrow"))
        paths = [one for one in paths if one not in packed]
    parts = [look_at(project, one) for one in paths]
    problems += [one for one in parts if isinstance(one, Problem)]
    return tuple(one for one in parts if not isinstance(one, Problem)), tuple(problems)


def changed(path: str) -> Problem:
    """Return that a file is not what it was when it was looked at."""
    return Problem(file=path, kind="contacts-changed")


def _stamp(file: BinaryIO) -> tuple[int, int, int]:
    """Return what changes with a file: its size, its time, its place on the disk."""
    about = os.fstat(file.fileno())
    return about.st_size, about.st_mtime_ns, about.st_ino
