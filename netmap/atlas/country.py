"""Every group of communes of the base of France: a project each, laid in the atlas's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from netmap.atlas.asked import Asked
from netmap.atlas.ground import ground_of
from netmap.atlas.making import claim_folder
from netmap.atlas.national import Cut, cut, every_group, lay_tables
from netmap.starter.find import folder_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from netmap.atlas.ground import Ground
    from netmap.messages import Messages

#: Folder of an atlas where the projects are that it lays itself.
PROJECTS = "projets"


class Laid(NamedTuple):
    """Territories, what their projects are laid from, and rows whose place is in none."""

    asked: tuple[Asked, ...]
    grounds: Mapping[str, Ground]
    nowhere: Mapping[str, int]


def lay_country(
    out: Path, tables: Path | None, departments: Collection[str], messages: Messages
) -> Laid:
    """Lay the tables of each group's project; its ground is laid where the project is built.

    Parameters
    ----------
    out
        The atlas's folder.
    tables
        National tables (:mod:`netmap.atlas.national`); None: projects have none.
    departments
        Codes; groups with no commune in them are left out. None: all of France.

    Raises
    ------
    InputError
        A table cannot be read.
    OutputError, OSError
        As :func:`netmap.atlas.making.claim_folder`.
    """
    groups = every_group(departments)
    parted = Cut() if tables is None else cut(tables, groups)
    claim_folder(out)
    asked, grounds = [], {}
    for group in groups:
        name = f"{folder_name(group)}-{group.code}"
        project = (out / PROJECTS / name).resolve()
        lay_tables(group.code, parted, project)
        asked.append(Asked(name, "project", project, group.name, group.communes))
        grounds[name] = ground_of(group.code, parted, messages)
    return Laid(tuple(asked), grounds, parted.nowhere)
