"""Land around France, country by country, from Natural Earth (public domain)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from outlines import on_grid
from topology import topology

if TYPE_CHECKING:
    import geopandas as gpd

#: What a map of a territory may show around it: west, south, east, north.
WINDOWS = (
    (-7.0, 40.5, 11.5, 52.0),  # mainland and Corsica
    (-63.5, 13.5, -59.5, 18.5),  # Guadeloupe, Martinique
    (-56.0, 1.0, -50.0, 7.0),  # Guyane
    (42.5, -22.5, 57.5, -11.0),  # La Réunion, Mayotte
)


def land(countries: gpd.GeoDataFrame, *, per_degree: int) -> dict[str, Any]:
    """Return the countries (columns ``id``, ``name``) inside the windows, as a topology.

    The id of a country is its number (ISO 3166-1); its name is in English.
    """
    windows = shapely.union_all([shapely.box(*window) for window in WINDOWS])
    near = {
        country.id: cut
        for country in countries.dropna(subset="id").itertuples()
        if not (cut := shapely.intersection(country.geometry.buffer(0), windows)).is_empty
    }
    shapes = on_grid(near, per_degree=per_degree, parts={}, absorbing=())
    names = dict(zip(countries["id"], countries["name"], strict=True))
    return topology(
        shapes,
        name="land",
        per_degree=per_degree,
        properties={code: {"name": names[code]} for code in shapes},
    )
