"""The space: coordinate system, zones, who is where, how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netmap.errors import CrsError, InputError, Problem, in_order
from netmap.frames import checked_tables
from netmap.territory.crs import metric_crs
from netmap.territory.lived import lived_edges
from netmap.territory.locate import locate
from netmap.territory.model import TABLES, Territory
from netmap.territory.notes import with_lines
from netmap.territory.origins import inhabited_points
from netmap.territory.residents import residents_by_month
from netmap.territory.target import target_population
from netmap.territory.travel import travel_matrix
from netmap.territory.zones import partition

if TYPE_CHECKING:
    import geopandas as gpd

    from netmap.inputs.model import Inputs

__all__ = ["Territory", "build_territory", "place_doubts"]


def build_territory(inputs: Inputs) -> Territory:
    """Build the space of codes that density and chains share.

    A QPV that has no zone (it lies outside the communes, or under another QPV) is told in
    a note and is not in ``Territory.qpv``.

    Raises
    ------
    InputError
        The coordinate system stated in ``netmap.toml``, or a layer's, cannot measure metres.
    """
    stated = inputs.settings.territory
    communes_file, _ = _file(inputs, "data/geo/communes")
    qpv_file, _ = _file(inputs, "data/geo/qpv")
    partners_file, partners_sheet = _file(inputs, "data/partners")
    permanences_file, permanences_sheet = _file(inputs, "data/permanences")
    try:
        crs = metric_crs(inputs.communes, epsg=stated.epsg)
    except CrsError as error:
        problem = Problem(
            file=communes_file if stated.epsg is None else "netmap.toml",
            kind="crs-not-metric",
            column=None if stated.epsg is None else "territoire.epsg",
            found=str(inputs.communes.crs) if stated.epsg is None else str(stated.epsg),
            details=(("reason", str(error)),),
        )
        raise InputError((problem,)) from error
    cut = partition(inputs.communes, inputs.qpv, crs=crs, qpv_file=qpv_file)
    communes = inputs.communes.sort_index().to_crs(crs)
    qpv = inputs.qpv.sort_index().to_crs(crs)
    qpv = qpv[qpv.index.isin(cut.zones["code_qp"].dropna())]
    origins, hall_notes = inhabited_points(communes, qpv, cut.zones, communes_file=communes_file)
    partners, partner_notes = locate(
        inputs.partners,
        zones=cut.zones,
        origins=origins,
        file=partners_file,
        sheet=partners_sheet,
    )
    permanences, permanence_notes = locate(
        inputs.permanences,
        zones=cut.zones,
        origins=origins,
        file=permanences_file,
        sheet=permanences_sheet,
    )
    territory = Territory(
        name=stated.name,
        epci=stated.epci,
        crs=crs,
        communes=communes[["nom", "population", "geometry"]],
        qpv=qpv[["lib_qp", "population", "precision", "geometry"]],
        zones=cut.zones,
        origins=origins,
        partner_places=partners,
        permanence_places=permanences,
        qpv_shares=_qpv_shares(cut.zones),
        notes=in_order(
            (
                *with_lines(cut.notes, inputs.qpv),
                *with_lines(hall_notes, inputs.communes),
                *partner_notes,
                *permanence_notes,
            )
        ),
        times=None
        if inputs.times is None
        else travel_matrix(inputs.times, zones=cut.zones, origins=origins),
        target=target_population(inputs, cut.zones),
        residents=None
        if inputs.populations is None
        else residents_by_month(inputs.populations, cut.zones),
        edges=lived_edges(inputs.lived, qpv, cut.zones),
    )
    return checked_tables(territory, TABLES, name="territory")


def place_doubts(inputs: Inputs) -> tuple[Problem, ...]:
    """Return what is doubtful of places, or what keeps them from being measured."""
    try:
        return build_territory(inputs).notes
    except InputError as error:
        return error.problems


def _qpv_shares(zones: gpd.GeoDataFrame) -> pd.Series[float]:
    """Return each commune's share of a QPV's people: by area where people are unknown or nil."""
    parts = zones[zones["code_qp"].notna()]
    people = parts["population"]
    total = people.groupby(parts["code_qp"]).transform("sum", min_count=1)
    counted = people.isna().groupby(parts["code_qp"]).transform("sum") == 0
    area = parts["area_km2"]
    share = (people / total).where(
        counted & (total > 0), area / area.groupby(parts["code_qp"]).transform("sum")
    )
    index = pd.MultiIndex.from_frame(parts[["code_qp", "code_insee"]].reset_index(drop=True))
    return pd.Series(share.to_numpy(dtype=float), index=index, name="part").sort_index()


def _file(inputs: Inputs, stem: str) -> tuple[str, str | None]:
    """Return the path of the file that was read as `stem`, and the sheet of a workbook."""
    found = (file.path for file in inputs.files if file.path.rpartition(".")[0] == stem)
    return inputs.stands.get(stem, (next(found, stem), None))
