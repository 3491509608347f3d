"""Files that were fetched, kept with what tells whether they are still those of the service."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netmap.disk.writing import sync_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ABOUT = ".json"
_PART = ".part"
_PIECE = 1 << 20


class About(BaseModel):
    """What is known of a file: where it comes from, and what tells one state from another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    file: str = ""
    day: str = ""
    size: int | None = Field(None, ge=0)
    sha256: str = ""
    etag: str | None = None
    modified: str | None = None

    @property
    def validator(self) -> str | None:
        """What a service is asked with whether the file is still that one; weak marks are none."""
        if self.etag is not None and not self.etag.startswith("W/"):
            return self.etag
        return self.modified


def default_folder() -> Path:
    """Return where a user's fetched files are kept: public files alone."""
    from platformdirs import user_cache_path

    return user_cache_path("netmap", appauthor=False)


class Shelf:
    """A folder of files that were fetched, and of the parts of those that were not to the end.

    Each file is found by the name of its source: ``<name>.json`` says which it is, and is
    written last, at once. Whatever is killed leaves the former file, or the new one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def kept(self, name: str) -> tuple[Path, About] | None:
        """Return a file and what is known of it; None: there is none, or not as it was written."""
        about = self._read(self.folder / f"{name}{_ABOUT}")
        if about is None or os.sep in about.file or not about.file:
            return None
        path = self.folder / about.file
        whole = path.is_file() and not path.is_symlink() and path.stat().st_size == about.size
        return (path, about) if whole and fingerprint(path) == about.sha256 else None

    def all(self) -> Iterator[tuple[str, About]]:
        """Yield what is known of each file, by the name of its source."""
        for path in sorted(self.folder.glob(f"*{_ABOUT}")):
            name = path.name.removesuffix(_ABOUT)
            about = None if name.endswith(_PART) else self._read(path)
            if about is not None:
                yield name, about

    def part(self, name: str) -> tuple[Path, About | None]:
        """Return where a file that is being fetched grows, and what it is a part of."""
        path = self.folder / f"{name}{_PART}"
        return path, self._read(self.folder / f"{name}{_PART}{_ABOUT}")

    def begin(self, name: str, about: About) -> Path:
        """Begin a file anew."""
        path, _ = self.part(name)
        path.unlink(missing_ok=True)
        self._write(self.folder / f"{name}{_PART}{_ABOUT}", about)
        write_new(path, b"", mode=0o600)
        return path

    def keep(self, name: str, about: About, *, ending: str) -> tuple[Path, About]:
        """Take a part that is whole for the file."""
        part, _ = self.part(name)
        former = self._read(self.folder / f"{name}{_ABOUT}")
        sha256 = fingerprint(part)
        whole = about.model_copy(
            update={
                "file": f"{name}-{sha256[:12]}{ending}",
                "size": part.stat().st_size,
                "sha256": sha256,
            }
        )
        path = self.folder / whole.file
        part.replace(path)
        self._write(self.folder / f"{name}{_ABOUT}", whole)
        (self.folder / f"{name}{_PART}{_ABOUT}").unlink(missing_ok=True)
        if former is not None and former.file not in {"", whole.file} and os.sep not in former.file:
            (self.folder / former.file).unlink(missing_ok=True)
        return path, whole

    def confirm(self, name: str, about: About) -> None:
        """Say what is known of a file: that it is still that of the service, or when it was had."""
        self._write(self.folder / f"{name}{_ABOUT}", about)

    def _read(self, path: Path) -> About | None:
        with contextlib.suppress(OSError, ValidationError, ValueError):
            if path.is_file() and not path.is_symlink():
                return About.model_validate_json(path.read_bytes())
        return None

    def _write(self, path: Path, about: About) -> None:
        new = path.with_name(f"{path.name}.new")
        new.unlink(missing_ok=True)
        write_new(new, about.model_dump_json(indent=1).encode(), mode=0o600, known_as=path)
        new.replace(path)
        sync_folder(self.folder)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, read by pieces."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
