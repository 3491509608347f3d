"""What a writer of several files writes down first: which ones, what they were, what they become.

The record is one small file whose name tells how far the writer was: ``….part`` while it
prepares, the bare name while it puts files in place, ``….done`` while it clears up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netmap.disk.plain import read_plain

if TYPE_CHECKING:
    from pathlib import Path

#: stands for the hash of a file that is not there
ABSENT = "absent"

_BYTES = 100_000
_START = b'{"format":"netmap-ecriture-1",'
_Hash = Annotated[str, Field(pattern=r"^([0-9a-f]{64}|absent)$")]
_Path = Annotated[str, Field(pattern=r"^[^\x00]+$", max_length=4000)]


class Entry(BaseModel):
    """A file that changes.

    Attributes
    ----------
    chemin
        The file, in the project, with ``/``.
    avant, apres
        SHA-256 of what it was and of what it becomes; ``absent``: it is not there.
    sauvegarde
        Where what it was stays for good; None: nowhere.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    chemin: _Path
    avant: _Hash
    apres: _Hash
    sauvegarde: _Path | None


class WriteRecord(BaseModel):
    """All the files of one writer; `jeton` is in the name of every file that it makes beside."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: Literal["netmap-ecriture-1"] = "netmap-ecriture-1"
    jeton: str = Field(pattern=r"^[0-9a-f]{16}$")
    fichiers: tuple[Entry, ...] = Field(strict=False, max_length=50)


def read_record(home: Path, file: Path) -> WriteRecord | None:
    """Return a record, or None where the file is none, or names what is outside `home`."""
    try:
        found = WriteRecord.model_validate_json(read_plain(file, limit=_BYTES, follow=False))
        real = home.resolve()
        paths = [
            home / path
            for entry in found.fichiers
            for path in (entry.chemin, entry.sauvegarde)
            if path is not None
        ]
        inside = all(path.parent.resolve().is_relative_to(real) for path in paths)
    except (OSError, ValidationError, ValueError, RuntimeError):
        return None
    return found if inside and not any(path.is_symlink() for path in paths) else None


def is_begun(file: Path) -> bool:
    """Tell whether a file is the beginning of a record, cut before its end."""
    try:
        content = read_plain(file, limit=_BYTES, follow=False)
    except OSError:
        return False
    return content.startswith(_START) or _START.startswith(content)


def preparing(record: Path) -> Path:
    """Return the record's name while copies are made and new contents written beside."""
    return record.with_name(f"{record.name}.part")


def done(record: Path) -> Path:
    """Return the record's name once all is in place."""
    return record.with_name(f"{record.name}.done")


def beside(file: Path, token: str, what: Literal["new", "old", "back"]) -> Path:
    """Return the name of a file that a writer makes beside one of those that change."""
    return file.with_name(f".netmap-{token}-{file.name}.{what}")
