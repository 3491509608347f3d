"""What the base of France knows of a layer's communes: who is in the EPCI, how many live there.

A layer of a department, or of France, is cut to the EPCI that ``netmap.toml`` names; the
populations of a layer that has no such column are taken from the base. Both are told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.sources import base

if TYPE_CHECKING:
    import geopandas as gpd

    from netmap.inputs.layers import Layer


def completed(layer: Layer, epci: str | None) -> Layer:
    """Return the layer of communes without those of other EPCIs, with people where it says none.

    Parameters
    ----------
    layer
        The communes as read. It is left as it is where it cannot be read.
    epci
        The territory's SIREN, where the settings say it.
    """
    if layer.frame is None or layer.file is None or "code_insee" not in layer.stated:
        return layer
    cut, left_out = _cut(layer.frame, epci)
    lines = frozenset(cut["ligne"])
    problems = [p for p in layer.problems if p.line is None or p.line in lines]
    if left_out:
        details = (("count", str(left_out)), ("epci", epci or ""))
        problems.append(_note(layer, "communes-left-out", details))
    if "population" in layer.stated:
        return replace(layer, frame=cut, problems=tuple(problems))
    known = cut["code_insee"].map(base.communes()["population"])
    if known.isna().all():
        return replace(layer, frame=cut, problems=tuple(problems))
    unknown = frozenset(cut["ligne"][known.isna()])
    details = (
        ("count", str(int(known.notna().sum()))),
        ("vintage", base.origins()["communes"].vintage),
    )
    kept = [p for p in problems if p.column != "population" or p.line in unknown]
    return replace(
        layer,
        frame=cut.assign(population=known),
        problems=(*kept, _note(layer, "population-from-base", details)),
    )


def _cut(frame: gpd.GeoDataFrame, epci: str | None) -> tuple[gpd.GeoDataFrame, int]:
    """Return the communes of an EPCI, by the layer's word or else the base's, and how many others.

    A layer that lacks one of the EPCI's communes is no wider area: it is left whole, since
    its territory is then another one.
    """
    if epci is None:
        return frame, 0
    inside = frame["code_epci"] == epci
    if not inside.any():
        group = base.groups().get(epci)
        members = frozenset(group.communes) if group else frozenset()
        if not members or not members <= frozenset(frame["code_insee"]):
            return frame, 0
        inside = frame["code_insee"].isin(members)
    elsewhere = ~inside & frame["code_insee"].notna()
    return frame[~elsewhere].reset_index(drop=True), int(elsewhere.sum())


def _note(layer: Layer, kind: str, details: tuple[tuple[str, str], ...]) -> Problem:
    path = layer.file.path if layer.file else layer.model.stem
    return Problem(file=path, kind=kind, severity="warning", details=details)
