"""What was read and checked, as :class:`~netmap.inputs.model.Inputs`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from netmap.errors import InputError, Problem
from netmap.inputs.codes import QPV
from netmap.inputs.directory import directory_candidates
from netmap.inputs.files import open_file
from netmap.inputs.layer_files import shapefile_parts
from netmap.inputs.limits import LAYER_BYTES
from netmap.inputs.model import ContactTable, InputFile, Inputs
from netmap.inputs.rows import (
    AccompanimentRow,
    AssessmentRow,
    ContactRow,
    IndicatorRow,
    PartnerRow,
    PermanenceRow,
    PopulationRow,
    RelationRow,
    RoundRow,
)
from netmap.inputs.scenario import with_places
from netmap.inputs.tables import Table
from netmap.inputs.times import times_in_use

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from netmap.inputs.draft import Draft
    from netmap.inputs.layers import Layer
    from netmap.inputs.rows import Row


def placeable(draft: Draft, problems: Iterable[Problem]) -> Inputs | None:
    """Return what a territory is made of, without the rows and the layers that need work.

    None where the settings or the communes do: there is nothing to place anything in.
    """
    import pandas as pd

    wrong = {(p.file, p.sheet, p.line) for p in problems if p.severity == "error"}

    def sound(layer: Layer) -> Layer:
        known = layer.file is not None and layer.file.path not in {file for file, *_ in wrong}
        return layer if known else replace(layer, frame=None)

    def rows(model: type[Row]) -> pd.DataFrame | None:
        table = draft.tables[model]
        if table.file is None or table.frame is None:
            return None
        at_fault = {line for file, _, line in wrong if file == table.file.path}
        return table.frame[~table.frame["ligne"].isin(at_fault)].set_index("id")

    communes = _layer(sound(draft.communes))
    if draft.settings is None or communes is None:
        return None
    partners = rows(PartnerRow)
    return Inputs(
        settings=draft.settings,
        communes=communes,
        qpv=_layer_or_none_of_it(sound(draft.qpv), communes),
        lived=_layer_or_none_of_it(sound(draft.lived), communes),
        partners=pd.DataFrame(columns=list(PartnerRow.model_fields)).set_index("id")
        if partners is None
        else partners,
        relations=None,
        accompaniments=None,
        contacts=None,
        permanences=rows(PermanenceRow),
        rounds=None,
        indicators=None,
        sources=(),
        files=_files(draft),
        stands=_stands(draft),
        warnings=(),
    )


def assembled(draft: Draft, warnings: tuple[Problem, ...]) -> Inputs:
    """Return a draft in which nothing is wrong as inputs, with its doubts.

    Raises
    ------
    InputError
        The settings, the communes or the partners could not be read.
    """
    communes, partners = _layer(draft.communes), _indexed(draft, PartnerRow)
    if draft.settings is None or communes is None or partners is None:
        raise InputError(warnings)
    return Inputs(
        settings=draft.settings,
        communes=communes,
        qpv=_layer_or_none_of_it(draft.qpv, communes),
        lived=_layer_or_none_of_it(draft.lived, communes),
        partners=partners,
        relations=draft.frame(RelationRow),
        accompaniments=_accompaniments(draft.frame(AccompanimentRow)),
        contacts=draft.contacts or _contacts(draft.frame(ContactRow)),
        permanences=_permanences(draft),
        rounds=draft.frame(RoundRow),
        indicators=_indicators(draft, communes, "inside"),
        indicators_elsewhere=_indicators(draft, communes, "elsewhere")
        if draft.settings.need.scale == "table"
        else None,
        indicators_qpv=_indicators(draft, communes, "qpv"),
        populations=draft.frame(PopulationRow),
        times=times_in_use(draft),
        directory=directory_candidates(draft),
        assessment=draft.frame(AssessmentRow),
        sources=tuple(
            draft.sources[layer.file.name] for layer in draft.layers if layer.file is not None
        ),
        files=_files(draft),
        stands=_stands(draft),
        warnings=warnings,
    )


def _indexed(draft: Draft, model: Any) -> pd.DataFrame | None:  # noqa: ANN401
    frame = draft.frame(model)
    return None if frame is None else frame.set_index(model.key)


def _layer(layer: Layer) -> gpd.GeoDataFrame | None:
    if layer.frame is None:
        return None
    return layer.frame.set_index(layer.model.key)


def _layer_or_none_of_it(layer: Layer, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer, or an empty one with its columns where the project has none."""
    import geopandas as gpd
    import pandas as pd

    given = _layer(layer)
    if given is not None:
        return given
    columns = {
        name: pd.Series([], dtype="float64" if name == "population" else "object")
        for name in layer.model.columns
    }
    frame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=communes.crs))
    return frame.set_index(layer.model.key)


def _accompaniments(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the counts under the codes of today alone."""
    return None if frame is None else frame.drop(columns="ecrit", errors="ignore")


def _contacts(frame: pd.DataFrame | None) -> ContactTable | None:
    """Keep the year of a contact, never its day."""
    if frame is None:
        return None
    years = frame["date"].dt.strftime("%Y").astype("object")
    return ContactTable(frame.assign(periode=years)[["periode", "latitude", "longitude", "code"]])


def _permanences(draft: Draft) -> pd.DataFrame | None:
    """Take a place whose status is not said for a candidate: never for one that serves.

    Those that a scenario adds are there too.
    """
    import pandas as pd

    frame = _indexed(draft, PermanenceRow)
    if frame is not None:
        statuses = [status or "candidate" for status in frame["statut"]]
        frame = frame.assign(statut=pd.Series(statuses, index=frame.index, dtype="object"))
    if draft.scenario is None:
        return frame
    return with_places(frame, draft.scenario.scenario.places)


def _indicators(
    draft: Draft, communes: gpd.GeoDataFrame, part: Literal["inside", "elsewhere", "qpv"]
) -> pd.DataFrame | None:
    frame = draft.frame(IndicatorRow)
    if frame is None:
        return None
    quarters = frame["code_insee"].map(lambda code: QPV.fullmatch(code) is not None).astype(bool)
    inside = frame["code_insee"].isin(communes.index)
    rows = {"inside": inside, "elsewhere": ~inside & ~quarters, "qpv": quarters}[part]
    return frame[rows].set_index("code_insee")


def _stands(draft: Draft) -> dict[str, tuple[str, str | None]]:
    """Return where each table stands: a file of its own, or a sheet of a workbook."""
    return {
        model.stem: (table.file.path, table.sheet)
        for model, table in draft.tables.items()
        if table.file is not None
    }


def _files(draft: Draft) -> tuple[InputFile, ...]:
    files = [
        InputFile(toml.found.path, toml.found.sha256, 0)
        for toml in (draft.settings_file, draft.sources_file)
        if toml.found is not None
    ]
    every: list[Layer | Table] = [*draft.layers, *draft.tables.values()]
    for read in every:
        if read.file is None or (isinstance(read, Table) and read.parts):
            continue
        rows = 0 if read.frame is None else len(read.frame)
        files.append(InputFile(read.file.path, read.file.sha256, rows))
        if read.file.ending == ".shp":
            files += _shapefile_parts(draft.project, read.file.path)
    files += _contact_files(draft)
    return _each_once(files)


def _contact_files(draft: Draft) -> list[InputFile]:
    """Return the parts of contacts that are read by batches."""
    parts = draft.tables[ContactRow].parts
    rows = (0,) * len(parts) if draft.contacts is None else draft.contacts.summary.rows
    return [
        InputFile(part.path, part.sha256, count) for part, count in zip(parts, rows, strict=True)
    ]


def _each_once(files: Iterable[InputFile]) -> tuple[InputFile, ...]:
    """Return files in order of path; a workbook of several tables has the rows of all."""
    once: dict[str, InputFile] = {}
    for file in sorted(files, key=lambda file: file.path):
        former = once.get(file.path)
        rows = (file.rows or 0) + (former.rows or 0 if former else 0)
        once[file.path] = InputFile(file.path, file.sha256, rows)
    return tuple(once.values())


def _shapefile_parts(project: Path, path: str) -> list[InputFile]:
    parts = (
        open_file(project, part, limit=LAYER_BYTES)
        for part in shapefile_parts(project, path, (".dbf", ".shx", ".prj", ".cpg"))
    )
    return [InputFile(p.path, p.sha256, 0) for p in parts if not isinstance(p, Problem)]
