"""Tables of the whole country, cut into a project for each group of communes.

The folder is laid out as a project's is: ``netmap.toml`` with what is common to all, tables in
``data/``, neighbourhoods in ``data/geo/``. A row goes to the group that its place is in; one
whose place is in none is told, and left out.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmap.amend.opening import open_tables
from netmap.disk.writing import put
from netmap.errors import InputError, Problem
from netmap.inputs.files import candidates
from netmap.inputs.layers import ENDINGS, QPV, read_layer
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import TABLES, PartnerRow, RelationRow
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from netmap.inputs.grid import Grid
    from netmap.inputs.rows import Row
    from netmap.sources.base import Group

#: Columns that say where a row is, the first that does.
_PLACES = ("code", "code_insee", "de", "couvre")
_INSEE_DIGITS = 5


@dataclass
class Cut:
    """Tables, parted by group.

    Attributes
    ----------
    tables
        By group, then by path in its project.
    quarters
        Neighbourhoods by group, index ``code_qp``; their file, where there is one.
    settings
        The text of ``netmap.toml``; empty: there is none.
    nowhere
        Rows whose place is in no group, by table.
    """

    tables: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    quarters: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    source: Path | None = None
    settings: str = ""
    nowhere: Counter[str] = field(default_factory=Counter)


def every_group(departments: Collection[str] = ()) -> tuple[Group, ...]:
    """Return the EPCIs of the base of France, or those with a commune in `departments`.

    Territories of Greater Paris are in its metropolis, which is one of them.

    >>> len(every_group(["90"])), len(every_group()) > 1_000
    (3, True)
    """
    return tuple(
        group
        for group in base.groups().values()
        if group.nature != "EPT"
        and (
            not departments or any(base.department(code) in departments for code in group.communes)
        )
    )


def cut(folder: Path, groups: Sequence[Group]) -> Cut:
    """Part the tables of a folder by group of communes; those of other groups are left out.

    Raises
    ------
    InputError
        A file cannot be read.
    """
    parted = Cut(settings=_settings(folder))
    homes = {code: group.code for group in every_group() for code in group.communes}
    wanted = [group.code for group in groups]
    _part_quarters(folder, parted, homes)
    homes |= {code: code for code in set(homes.values())}
    partners: dict[str, frozenset[str]] = {}
    seen: set[type[Row]] = set()
    for model, found, grid in open_tables(folder, sorted(TABLES, key=_after)):
        if model in seen:
            details = (("files", found.path),)
            raise InputError((Problem(file=found.path, kind="several-files", details=details),))
        seen.add(model)
        if model is RelationRow:
            rows = _of_both(grid, partners, "source_id", "cible_id")
        else:
            rows = _by_place(grid, homes)
        if model is PartnerRow and "id" in grid.columns.where:
            ids = grid.cells("id")
            partners = {
                group: frozenset(ids[at].strip() for at in held) for group, held in rows.items()
            }
        lost = len(grid.rows) - len(set().union(*rows.values()))
        if lost:
            parted.nowhere[model.stem.rpartition("/")[2]] += lost
        for group in wanted:
            if group in rows:
                parted.tables[group][f"{model.stem}.csv"] = _csv(grid, rows[group])
    return parted


def _part_quarters(folder: Path, parted: Cut, homes: dict[str, str]) -> None:
    """Part neighbourhoods by the communes that they name, and note the home of each."""
    quarters = _quarters(folder)
    if quarters is None:
        return
    parted.source, frame = quarters
    held: dict[str, list[str]] = defaultdict(list)
    for code, communes in zip(frame.index, frame["insee_com"], strict=True):
        group = next((homes[one] for one in communes if one in homes), None)
        if group is None:
            parted.nowhere["qpv"] += 1
            continue
        homes[str(code)] = group
        held[group].append(str(code))
    parted.quarters = {group: frame.loc[codes] for group, codes in held.items()}


def lay_tables(group: str, parted: Cut, project: Path) -> None:
    """Write the tables of a group into its project, and take away those that it has no more.

    Raises
    ------
    OSError
        The disk refused.
    """
    tables = {f"{PartnerRow.stem}.csv": _NO_PARTNER, **parted.tables[group]}
    for model in TABLES:
        path = f"{model.stem}.csv"
        if path not in tables:
            (project / path).unlink(missing_ok=True)
    for path, content in tables.items():
        put(project / path, content)


def _after(model: type[Row]) -> bool:
    """Relations come last: they are where their partners are."""
    return model is RelationRow


def _settings(folder: Path) -> str:
    file = folder / SETTINGS_FILE
    return file.read_text("utf-8-sig") if file.is_file() else ""


def _quarters(folder: Path) -> tuple[Path, gpd.GeoDataFrame] | None:
    """Return the file of neighbourhoods, and they, in EPSG:4326, index ``code_qp``."""
    paths = candidates(folder, "data/geo/qpv", ENDINGS)
    if not paths:
        return None
    layer = read_layer(folder, QPV)
    errors = tuple(problem for problem in layer.problems if problem.severity == "error")
    if layer.frame is None or errors:
        raise InputError(errors or layer.problems)
    frame = layer.frame.to_crs(4326).drop(columns="ligne").set_index("code_qp").sort_index()
    return folder / paths[0], frame


def _by_place(grid: Grid, homes: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the rows of each group, by the first of their columns that says a place."""
    found: dict[str, list[int]] = defaultdict(list)
    columns = [grid.cells(name) for name in _PLACES if name in grid.columns.where]
    for at in range(len(grid.rows)):
        said = next((cells[at] for cells in columns if cells[at].strip()), "")
        for group in sorted({home for home in map(homes.get, _codes(said, homes)) if home}):
            found[group].append(at)
    return found


def _codes(said: str, homes: Mapping[str, str]) -> Iterable[str]:
    """Yield the codes of a cell, of today's communes where they are of former ones."""
    for code in said.split("|"):
        text = code.strip().upper()
        if text.isdigit() and len(text) < _INSEE_DIGITS:
            text = text.zfill(_INSEE_DIGITS)
        yield text if text in homes else base.today(text) or text


def _of_both(grid: Grid, known: Mapping[str, frozenset[str]], *ends: str) -> dict[str, list[int]]:
    """Return the rows both ends of which are in a group."""
    homes: dict[str, set[str]] = defaultdict(set)
    for group, ids in known.items():
        for one in ids:
            homes[one].add(group)
    found: dict[str, list[int]] = defaultdict(list)
    for at, (one, other) in enumerate(zip(*(grid.cells(name) for name in ends), strict=True)):
        for group in sorted(homes[one.strip()] & homes[other.strip()]):
            found[group].append(at)
    return found


def _csv(grid: Grid, rows: Sequence[int]) -> bytes:
    return _csv_of([grid.first, *(grid.rows[at] for at in rows)])


def _csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


#: A project has a table of partners, even one that names none.
_NO_PARTNER = _csv_of([tuple(PartnerRow.model_fields)])
