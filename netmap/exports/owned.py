"""Whether a folder is one that netmap wrote, and nothing else is in it.

A name proves nothing. The proof is a manifest such as only netmap writes, and every file of
the folder being in it with its SHA-256. The log of releases proves itself, line by line, since
its lines are carried over; a file that is absent loses nothing.
"""

from __future__ import annotations

import json
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeGuard

from netmap.disk.lock import spreadsheet_document
from netmap.disk.plain import read_plain, sha256_of
from netmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from netmap.disclosure.model import Audience

MANIFEST = "manifest.json"
RELEASES = "releases.jsonl"

#: Files that operating systems leave in any folder they show.
SYSTEM_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".directory"})

_BYTES = 20_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_HASH = re.compile(r"[0-9a-f]{64}")
_INTERNAL = "-interne."
_PARTS = ("reglages", "entrees", "couches", "sorties")


@dataclass(frozen=True)
class Manifest:
    """What a manifest says of the outputs: their edition, and the SHA-256 of each."""

    edition: Audience
    outputs: Mapping[str, str]


@dataclass(frozen=True)
class Owned:
    """A folder that holds nothing but what netmap wrote.

    Attributes
    ----------
    manifest
        None where there is none: the folder is empty, or holds no more than a log of releases.
    files
        SHA-256 of each file that is there, by name; those of the system left out.
    system
        Names of the files that the system left there.
    """

    manifest: Manifest | None
    files: Mapping[str, str]
    system: tuple[str, ...]


def read_owned(folder: Path, *, shown: Path | None = None) -> Owned:
    """Return what is in a folder, where all of it is ours.

    Parameters
    ----------
    folder
        A folder, no link.
    shown
        The name of it that a refusal tells, where `folder` is a name for the time being.

    Raises
    ------
    OutputError
        ``foreign``: it holds what netmap did not write. ``changed``: somebody changed a file
        since. ``open``: a spreadsheet has a file open.
    OSError
        It cannot be read.
    """
    path = str(shown or folder)
    entries = {entry.name: entry for entry in folder.iterdir()}
    manifest = _manifest(entries[MANIFEST]) if MANIFEST in entries else None
    listed = {} if manifest is None else manifest.outputs
    system = tuple(
        sorted(name for name, at in entries.items() if name in SYSTEM_FILES and _is_plain(at))
    )
    ours = {*listed, RELEASES, *system} | ({MANIFEST} if manifest is not None else set())
    foreign = sorted(name for name, at in entries.items() if name not in ours or not _is_plain(at))
    if foreign:
        opened = next(filter(None, map(spreadsheet_document, foreign)), None)
        if opened in ours:
            raise OutputError("open", path=path, name=str(opened))
        first = MANIFEST if MANIFEST in foreign else foreign[0]
        raise OutputError("foreign", path=path, name=first, count=str(len(foreign)))
    files = {name: sha256_of(at) for name, at in entries.items() if name not in system}
    for name in sorted(files):
        if name not in {MANIFEST, RELEASES} and files[name] != listed[name]:
            raise OutputError("changed", path=path, name=name)
    return Owned(manifest, files, system)


def read_manifest(content: bytes) -> Manifest | None:
    """Return what a manifest says; None where netmap did not write it."""
    try:
        value = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("netmap"), str):
        return None
    edition, outputs = value.get("edition"), value.get("sorties")
    if not _is_edition(edition) or not all(isinstance(value.get(name), dict) for name in _PARTS):
        return None
    if not isinstance(outputs, dict) or not all(
        _NAME.fullmatch(name)
        and name != MANIFEST
        and (_INTERNAL in name) == (edition == "interne")
        and isinstance(digest, str)
        and _HASH.fullmatch(digest)
        for name, digest in outputs.items()
    ):
        return None
    return Manifest(edition, outputs)


def _manifest(file: Path) -> Manifest | None:
    try:
        return read_manifest(read_plain(file, limit=_BYTES, follow=False))
    except OSError:
        return None


def _is_edition(value: object) -> TypeGuard[Literal["public", "interne"]]:
    return value in ("public", "interne")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that stands twice: two readers could take it differently."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _is_plain(entry: Path) -> bool:
    try:
        return stat.S_ISREG(entry.lstat().st_mode)
    except OSError:
        return False
