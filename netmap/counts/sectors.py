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

from netmap.counts.regions import find_regions
from netmap.findings.posterior import classify, probability_under
from netmap.findings.rates import garwood

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from netmap.counts.regions import Adjacency
    from netmap.settings import Settings
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


def sector_labels(
    territory: Territory, density: pd.DataFrame, *, settings: Settings
) -> pd.Series[str]:
    """Return the sector of each commune, as :func:`sectors`; index code_insee.

    Parameters
    ----------
    territory
        Its communes' outlines say who touches whom.
    density
        As in Findings.
    settings
        People that a sector must expect.
    """
    return sectors(
        shared_borders(territory.communes),
        density.xs("commune")["attendues"],
        minimum=settings.density.sector_expected,
    )


def sector_table(
    territory: Territory,
    density: pd.DataFrame,
    label: pd.Series[str],
    *,
    reference_rate: float,
    settings: Settings,
) -> pd.DataFrame:
    """Return people, rate, doubt and class of each sector.

    Parameters
    ----------
    territory
        Its zones say which communes the service served in part.
    density
        As in Findings: its communes are joined.
    label
        Index code_insee; the first code of the commune's sector (None: in no sector).
    reference_rate
        A year per 1,000 residents.
    settings
        Ratio, certainty, level of the interval, and people that a sector must expect.

    Returns
    -------
        Index ``secteur`` (its first code), sorted. ``communes`` (tuple of codes), ``noms``
        (tuple), ``population``, ``personnes``, ``attendues``, ``taux``, ``taux_bas``,
        ``taux_haut`` (a year, per 1,000 residents), ``rapport``, ``p_sous_desserte``,
        ``classe``, ``suffisant``: whether it expects enough people, and ``reunies``: whether it
        was made so that its count may be shown (here never). A sector of which a part was
        never open is never called ``desservie``.
    """
    options = settings.density
    communes = density.xs("commune")
    joined = communes.assign(code=communes.index).groupby(label, sort=True)
    people = joined["personnes"].sum()
    expected = joined["attendues"].sum()
    probability = probability_under(people, expected, ratio=options.ratio)
    classes = classify(probability, people, certainty=options.certainty)
    zones = density.xs("zone")
    closed = zones.index[zones["classe"] == "non-ouverte"]
    partly = set(territory.zones.loc[closed, "code_insee"])
    members = joined["code"].agg(tuple)
    touched = np.array([not partly.isdisjoint(own) for own in members], dtype=np.bool_)
    classes[(classes == "desservie") & touched] = "indeterminee"
    lower, upper = garwood(people, level=options.level)
    table = pd.DataFrame(
        {
            "communes": members,
            "noms": joined["nom"].agg(tuple),
            "population": joined["population"].sum(),
            "personnes": people,
            "attendues": expected,
            "taux": reference_rate * people / expected,
            "taux_bas": reference_rate * lower / expected,
            "taux_haut": reference_rate * upper / expected,
            "rapport": people / expected,
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=people.index, dtype=object),
            "suffisant": expected >= options.sector_expected,
            "reunies": False,
        }
    )
    return table.rename_axis("secteur")


def _code(item: tuple[object, float]) -> str:
    return str(item[0])


def _both_ways(adjacency: Adjacency, people: Mapping[str, float]) -> dict[str, dict[str, float]]:
    borders: dict[str, dict[str, float]] = {code: {} for code in people}
    for code, neighbours in adjacency.items():
        for other, length in neighbours.items():
            if code in people and other in people and code != other:
                borders[code][other] = borders[other][code] = float(length)
    return {code: dict(sorted(own.items())) for code, own in borders.items()}
