"""Whether a folder is one that netmap wrote, and nothing else is in it.

A name proves nothing. The proof is a manifest such as only netmap writes, and every file of
the folder being in it with its SHA-256. The log of releases proves itself, line by line, since
its lines are carried over; a file that is absent loses nothing.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.disk.lock import spreadsheet_document
from netmap.disk.plain import read_plain, sha256_of
from netmap.errors import OutputError
from netmap.formats.manifest import MANIFEST, SYSTEM_FILES, is_internal, read_manifest
from netmap.formats.releases import RELEASES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from netmap.formats.manifest import Manifest

_BYTES = 20_000_000


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
    listed = {} if manifest is None else manifest.sorties
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


def trusted_manifest(content: bytes) -> Manifest | None:
    """Return a manifest whose files are of its edition; None where netmap did not write it."""
    manifest = read_manifest(content)
    if manifest is None:
        return None
    internal = manifest.edition == "interne"
    return manifest if all(is_internal(one) == internal for one in manifest.sorties) else None


def _manifest(file: Path) -> Manifest | None:
    try:
        return trusted_manifest(read_plain(file, limit=_BYTES, follow=False))
    except OSError:
        return None


def _is_plain(entry: Path) -> bool:
    try:
        return stat.S_ISREG(entry.lstat().st_mode)
    except OSError:
        return False
