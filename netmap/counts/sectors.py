"""Sectors: neighbouring communes put together until they can say something.

With few people, most communes alone conclude nothing. To see a halved rate with 80 % power,
about 25 people must be expected: communes join until a sector expects as many.

Objective: as many sectors as possible, each contiguous and each expecting `minimum` people
(the max-p-regions problem, Duque, Anselin & Rey 2012, with nothing else to keep alike); then
the shortest border between sectors. It is sought, not proved: four orders of merging are tried,
sectors that hold two are split, communes pass between sectors while borders shorten, and the
best is kept. Nothing is random.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.model import expected_people
from netmap.counts.regions import find_regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    import geopandas as gpd

    from netmap.counts.model import Reference
    from netmap.counts.regions import Adjacency
    from netmap.territory.model import Territory

_TOUCH_M = 1.0
_CORNER_M = 10.0


def sectors(adjacency: Adjacency, expected: pd.Series[float], *, minimum: float) -> pd.Series[str]:
    """Group communes into contiguous sectors that expect at least `minimum` people.

    Parameters
    ----------
    adjacency
        Who touches whom, and along which length; both ways or one.
    expected
        Index code; people expected; NaN: the service was not open there, the commune joins
        no sector and links none.
    minimum
        People that a sector must expect, above 0.

    Returns
    -------
        Index as `expected`; the first code of the sector (None: no sector). Where all that
        hangs together expects fewer than `minimum`, it is one sector that falls short.

    Raises
    ------
    ValueError
        `minimum` is not positive, an expected number is negative, a code is there twice.

    Examples
    --------
    >>> line = {"a": {"b": 1.0}, "b": {"c": 1.0}, "c": {"d": 1.0}}
    >>> sectors(line, pd.Series({"a": 10.0, "b": 20.0, "c": 5.0, "d": 30.0}), minimum=25).to_dict()
    {'a': 'a', 'b': 'a', 'c': 'a', 'd': 'd'}
    """
    if not minimum > 0:
        message = f"a sector must expect somebody: minimum {minimum} is not positive"
        raise ValueError(message)
    if (expected < 0).any() or not expected.index.is_unique:
        message = "expected people are negative, or a code is there twice"
        raise ValueError(message)
    people = {str(code): float(n) for code, n in sorted(expected.dropna().items(), key=_code)}
    borders = _both_ways(adjacency, people)
    best = find_regions(borders, people, minimum=minimum)
    label = {code: own[0] for own in best.values() for code in own}
    return pd.Series(
        [label.get(str(code)) for code in expected.index],
        index=expected.index,
        name="secteur",
        dtype=object,
    )


def shared_borders(communes: gpd.GeoDataFrame) -> dict[str, dict[str, float]]:
    """Return, for each commune, its neighbours and the length of the shared border in metres.

    Outlines that lie within a metre of each other touch; a corner (under 10 m) is no border.

    Parameters
    ----------
    communes
        Polygons in a metric CRS, index code_insee.
    """
    import shapely

    shapes = communes.geometry.to_numpy()
    edges = shapely.boundary(shapes)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_TOUCH_M)
    once = first < second
    first, second = first[once], second[once]
    lengths = shapely.length(
        shapely.intersection(edges[first], shapely.buffer(edges[second], _TOUCH_M))
    )
    found: dict[str, dict[str, float]] = {str(code): {} for code in communes.index}
    codes = [str(code) for code in communes.index]
    for i, j, length in zip(first, second, lengths, strict=True):
        if length > _CORNER_M:
            found[codes[i]][codes[j]] = found[codes[j]][codes[i]] = float(length)
    return found


def group_sectors(
    territory: Territory, places: pd.DataFrame, reference: Reference, *, minimum: float
) -> pd.DataFrame:
    """Return ``Counts.sectors``: communes joined until a sector expects enough people.

    Parameters
    ----------
    territory
        Its communes' outlines say who touches whom.
    places, reference
        As in Counts.
    minimum
        People that a sector must expect, as :func:`sectors`.
    """
    known = places["personnes"].notna()
    expected = expected_people(places, reference.rates).where(known).xs("commune")
    label = sectors(shared_borders(territory.communes), expected, minimum=minimum)
    groups: dict[str, list[str]] = {}
    for code, sector in sorted(label.dropna().items()):
        groups.setdefault(sector, []).append(str(code))
    return count_sectors(places, [tuple(own) for own in groups.values()])


def count_sectors(
    places: pd.DataFrame,
    groups: Iterable[tuple[str, ...]],
    *,
    joined: AbstractSet[tuple[str, ...]] = frozenset(),
) -> pd.DataFrame:
    """Return ``Counts.sectors`` for groups of communes, each named after its first code.

    Parameters
    ----------
    places
        As in Counts.
    groups
        Codes of communes, sorted.
    joined
        Those that were put together so that their count may be shown.
    """
    people = places.xs("commune")["personnes"].astype(np.float64)
    rows = {own[0]: own for own in sorted(groups)}
    return pd.DataFrame(
        {
            "communes": pd.Series(rows, dtype=object),
            "personnes": pd.Series(
                {code: people.loc[list(own)].sum() for code, own in rows.items()}, dtype=np.float64
            ),
            "reunies": pd.Series({code: own in joined for code, own in rows.items()}, dtype=bool),
        },
        index=pd.Index(list(rows), name="secteur", dtype=object),
    )


def _code(item: tuple[object, float]) -> str:
    return str(item[0])


def _both_ways(adjacency: Adjacency, people: Mapping[str, float]) -> dict[str, dict[str, float]]:
    borders: dict[str, dict[str, float]] = {code: {} for code in people}
    for code, neighbours in adjacency.items():
        for other, length in neighbours.items():
            if code in people and other in people and code != other:
                borders[code][other] = borders[other][code] = float(length)
    return {code: dict(sorted(own.items())) for code, own in borders.items()}
