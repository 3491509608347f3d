"""Whether the files that a project needs are there, and whether one bears a wrong name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.files import candidates, listing
from netmap.inputs.layers import LAYERS
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import TABLES, PartnerRow, endings_of
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netmap.inputs.draft import Draft


def check_presence(draft: Draft) -> Iterator[Problem]:
    """Yield the files that are absent, and a table of partners that names none."""
    if draft.communes.file is None and not draft.communes.problems:
        yield from _absent(draft, "data/geo/communes", ".geojson", (".gpkg", ".shp"))
    partners = draft.tables[PartnerRow]
    if partners.file is None and not partners.problems:
        yield from _absent(draft, PartnerRow.stem, ".csv", endings_of(PartnerRow))
    for table in draft.tables.values():
        if table.frame is not None and table.frame.empty and table.model is PartnerRow:
            yield table.problem("no-rows", severity="warning")
    if draft.sources_file.found is None and not draft.sources_file.problems:
        yield Problem(file="data/geo/SOURCES.toml", kind="missing-file")


def is_project(folder: Path) -> bool:
    """Tell whether a folder is that of a project: its settings are there."""
    return (folder / SETTINGS_FILE).is_file()


def no_project(folder: Path) -> Problem:
    """Return that a folder is none of a project, and where one is nearby."""
    beneath = (folder / name for name in listing(folder, ""))
    near = next((one for one in beneath if is_project(one)), None)
    above = next((one for one in folder.resolve().parents if is_project(one)), None)
    said = near or above
    details = (("suggestion", "" if said is None else str(said)),)
    return Problem(file=str(folder.resolve()), kind="no-project", details=details)


def _absent(draft: Draft, stem: str, ending: str, read: tuple[str, ...]) -> Iterator[Problem]:
    """Yield that a file is not there; one of its name in a format that is not read is named."""
    folder, _, name = stem.rpartition("/")
    others = [
        entry
        for entry in listing(draft.project, folder)
        if entry.casefold().rpartition(".")[0] == name
        and entry.casefold() not in {f"{name}.cpg", f"{name}.dbf", f"{name}.prj", f"{name}.shx"}
    ]
    near = [
        entry
        for entry in listing(draft.project, folder)
        if re.fullmatch(rf"{name}(?:[ ._(-].*)?{_LAYER}(?:\.gz)?", entry.casefold())
        and entry.casefold().rpartition(".")[0] != name
    ]
    if near and folder.endswith("geo") and not others:
        packed = near[0].casefold().endswith(".gz")
        yield Problem(
            file=f"{folder}/{near[0]}",
            kind="packed-layer" if packed else "misnamed-layer",
            details=(("suggestion", f"{name}{ending}"),),
        )
    elif others and not candidates(draft.project, stem, [ending, *read]):
        yield Problem(
            file=f"{folder}/{others[0]}",
            kind="format-not-read",
            details=(("endings", ", ".join(dict.fromkeys((ending, *read)))),),
        )
    else:
        yield Problem(file=f"{stem}{ending}", kind="missing-file")


#: endings of layers
_LAYER = r"\.(?:geojson|json|gpkg|shp|zip|fgb|parquet)"


def unread_layers(draft: Draft) -> Iterator[Problem]:
    """Yield layers of ``data/geo/`` that bear another name than those that are read."""
    known = {model.stem.rpartition("/")[2] for model in LAYERS}
    told = {layer.file.name for layer in draft.layers if layer.file is not None}
    for entry in listing(draft.project, "data/geo"):
        name = entry.casefold()
        if entry in told or not re.search(rf"{_LAYER}(?:\.gz)?$", name):
            continue
        if any(re.match(rf"{one}[ ._(-]", name) for one in known):
            continue
        about = "qpv" if re.match(r"q(uartiers?)?[_ -]?p", name) else ""
        yield Problem(
            file=f"data/geo/{entry}",
            kind="layer-not-read",
            severity="warning",
            details=(("suggestion", f"{about}{_ending(entry)}" if about else ""),),
        )


def _ending(entry: str) -> str:
    return entry[entry.rindex(".") :].lower()


def unread_tables(draft: Draft) -> Iterator[Problem]:
    """Yield files of ``data/`` whose name is nearly that of a table: they were not read."""
    stems = {model.stem.rpartition("/")[2]: model for model in TABLES}
    known = {f"{name}{ending}" for name, model in stems.items() for ending in endings_of(model)}
    for entry in listing(draft.project, "data"):
        name, _, ending = entry.casefold().rpartition(".")
        if entry.casefold() in known or f".{ending}" not in {
            ".csv",
            ".xlsx",
            ".ods",
            ".xls",
            ".parquet",
        }:
            continue
        near = _FRENCH.get(name) or closest(name, list(stems))
        if (
            near
            and draft.tables[stems[near]].file is None
            and not draft.tables[stems[near]].problems
        ):
            yield Problem(
                file=f"data/{entry}",
                kind="misnamed-file",
                severity="warning",
                details=(("suggestion", f"{near}.csv"),),
            )


_FRENCH = {"partenaires": "partners", "indicators": "indicateurs"}
