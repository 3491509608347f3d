"""Which territories are asked for: folders of projects, or of public editions."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netmap.errors import InputError, Problem
from netmap.formats.findings import FINDINGS
from netmap.formats.manifest import MANIFEST
from netmap.inputs.presence import is_project
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.words import plain, without_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

#: Where a project's public edition goes unless another folder is named.
_OUTPUTS = "outputs"
_LONGEST = 60

#: How a territory comes: as a project that is built, or as a public edition that is copied.
Origin = Literal["project", "release"]


@dataclass(frozen=True)
class Asked:
    """A territory: the name of its folder in the atlas, and the one that it comes from.

    `title` is what people call it; `communes` are its codes, where they are known beforehand.
    """

    name: str
    origin: Origin
    folder: Path
    title: str
    communes: tuple[str, ...] = ()


def projects_in(folders: Sequence[Path]) -> tuple[Asked, ...]:
    """Return the projects that folders are, or hold.

    Raises
    ------
    InputError
        A folder is no project and holds none.
    """
    found = _found(folders, is_project, "atlas-no-project")
    return _named(found, "project", _project_name)


def releases_in(folders: Sequence[Path]) -> tuple[Asked, ...]:
    """Return the public editions that folders are, or hold, or that projects in them have made.

    Raises
    ------
    InputError
        A folder is none and holds none.
    """
    found = _found(folders, is_release, "atlas-no-release", beneath=_OUTPUTS)
    return _named(found, "release", _release_name)


def is_release(folder: Path) -> bool:
    """Tell whether a folder is one of a public edition, by the names of its files."""
    return (folder / MANIFEST).is_file() and (folder / FINDINGS).is_file()


def _found(
    folders: Sequence[Path], fits: Callable[[Path], bool], kind: str, *, beneath: str = ""
) -> list[Path]:
    found: dict[Path, Path] = {}
    problems = []
    for folder in folders:
        inside = sorted(folder.iterdir()) if folder.is_dir() and not fits(folder) else []
        several = [folder, folder / beneath] if beneath else [folder]
        for one in inside:
            if not one.name.startswith("."):
                several += [one, one / beneath] if beneath else [one]
        fitting = [one for one in several if fits(one)]
        if not fitting:
            problems.append(Problem(file=str(folder), kind=kind))
        for one in fitting:
            found.setdefault(one.resolve(), one)
    if problems:
        raise InputError(tuple(problems))
    return list(found.values())


def _named(
    folders: Iterable[Path], origin: Origin, name_of: Callable[[Path], str]
) -> tuple[Asked, ...]:
    """Name the folders of an atlas after territories; those that share a name are numbered."""
    taken: dict[str, int] = {}
    asked = []
    for folder in folders:
        title = name_of(folder)
        words = plain(without_kind(title)) or plain(folder.resolve().name) or origin
        name = words.replace(" ", "-")[:_LONGEST].strip("-")
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = f"{name}-{taken[name]}"
            taken[name] = 1
        asked.append(Asked(name, origin, folder, title))
    return tuple(asked)


def _project_name(folder: Path) -> str:
    """Return the name that a project gives its territory; its folder's where it says none."""
    try:
        said = tomllib.loads((folder / SETTINGS_FILE).read_text("utf-8-sig"))
        return str(said["territoire"]["nom"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder.resolve().name


def _release_name(folder: Path) -> str:
    from netmap.atlas.reading import findings_in

    try:
        return findings_in(folder).territoire
    except (InputError, OSError):
        return folder.resolve().name
