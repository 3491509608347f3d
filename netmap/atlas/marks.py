"""What a territory was made from, as one mark: its inputs, and the code that makes it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

from netmap.disk.plain import sha256_of
from netmap.exports.log import OUTPUTS, known_releases
from netmap.formats.manifest import MANIFEST
from netmap.formats.releases import RELEASES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from netmap.atlas.asked import Asked

#: Packages whose numbers, shapes or markup stand in what is written.
_MAKERS = ("numpy", "scipy", "highspy", "pandas", "shapely", "pyproj", "pyogrio", "geopandas",
           "networkx", "folium", "pyvis", "matplotlib", "XlsxWriter", "pydantic")  # fmt: skip
_LEFT_OUT = frozenset({"__pycache__"})
#: In a project: what was released, which is marked apart, and empty tables that nothing reads.
_NOT_READ = frozenset({f"/{RELEASES}", f"/{OUTPUTS}", "/modeles"})


@cache
def code_mark() -> str:
    """Return a mark of netmap's own files, and of the versions of what it makes pages with."""
    digest = hashlib.sha256()
    for name, file in _files(resources.files("netmap"), ""):
        digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    for name in _MAKERS:
        digest.update(f"{name}=={metadata.version(name)}\n".encode())
    return digest.hexdigest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            if entry.name not in _LEFT_OUT:
                yield from _files(entry, path)
        else:
            yield path, entry


def inputs_mark(asked: Asked, out: Path) -> str:
    """Return a mark of all that a territory is made from: its files, and what was released.

    Parameters
    ----------
    out
        Where its edition goes.

    Raises
    ------
    InputError
        A log of releases cannot be read whole.
    OSError
        A file cannot be read.
    """
    digest = hashlib.sha256()
    if asked.origin == "release":
        digest.update(sha256_of(asked.folder / MANIFEST).encode())
        return digest.hexdigest()
    for name, file in _inputs(asked.folder, ""):
        digest.update(f"{name}\0{sha256_of(file.resolve())}\n".encode())
    digest.update(known_releases(asked.folder, out).text())
    return digest.hexdigest()


def _inputs(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a project; folders of outputs are none of them, nor what is hidden."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = f"{name}/{entry.name}"
        if entry.name.startswith((".", "~")) or path in _NOT_READ:
            continue
        if not entry.is_dir():
            yield path, entry
        elif not (entry / MANIFEST).exists():
            yield from _inputs(entry, path)
