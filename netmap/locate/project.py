"""A project's grounds and its index, ready to answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.inputs.reading import read_places
from netmap.locate.grounds import Grounds
from netmap.locate.index import INDEX_FILE, open_index
from netmap.locate.match import Matcher
from netmap.sources import base
from netmap.territory import build_territory

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from netmap.settings import Settings


@dataclass(frozen=True)
class Ready:
    """What answers need: outlines, settings, and what places are called by code or id."""

    grounds: Grounds
    settings: Settings
    names: dict[str, str]


def ready(project: Path) -> Ready:
    """Read what a project says of places; rows that need work are left out.

    Raises
    ------
    InputError
        The settings or the communes need work.
    """
    inputs = read_places(project)
    territory = build_territory(inputs)
    sites = inputs.permanences
    opened = frozenset[str]() if sites is None else sites.index[sites["statut"] == "ouverte"]
    named = {} if sites is None else {str(site): str(name) for site, name in sites["nom"].items()}
    return Ready(
        Grounds(
            territory,
            inputs.lived,
            opened=frozenset(map(str, opened)),
            inclusion=inputs.settings.inclusion,
            access=inputs.settings.access,
        ),
        inputs.settings,
        territory.names | named,
    )


@contextmanager
def matching(project: Path, index: Path | None = None) -> Iterator[Matcher]:
    """Open the index of addresses of a project, or another.

    Raises
    ------
    InputError
        There is none.
    """
    opened = open_index(index or project / INDEX_FILE)
    try:
        yield matcher_of(opened)
    finally:
        opened.close()


def matcher_of(opened: sqlite3.Connection) -> Matcher:
    """Return what finds addresses in an open index, by the names of former communes too."""
    known = base.former()
    former = zip(known["code_insee"], known["nom"].fillna(""), strict=True)
    return Matcher(opened, former)
