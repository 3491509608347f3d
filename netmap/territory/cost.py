"""How far: straight line × a stated detour, at a stated speed.

Travel is supposed, and pages say so: ``km = metres / 1000 × detour`` and
``minutes = km / speed × 60``. A missing coordinate gives a missing cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class CostPairs:
    """Costs within a limit only: row `origin[k]` reaches column `site[k]` in `minutes[k]`.

    Sorted by origin, then site. A cost of 0 is a pair like any other, which a sparse matrix
    of costs would lose.
    """

    origin: NDArray[np.intp]
    site: NDArray[np.intp]
    minutes: NDArray[np.float64]


def straight_line_km(
    origins_xy: ArrayLike, sites_xy: ArrayLike, *, detour: float
) -> NDArray[np.float64]:
    """Return the supposed road length from each origin to each site, in km.

    Parameters
    ----------
    origins_xy, sites_xy
        Shapes (n, 2) and (m, 2), metres, one metric CRS; NaN: not on the map.
    detour
        Road length over straight line, at least 1.

    Returns
    -------
        Shape (n, m); NaN where either end is not on the map.

    Raises
    ------
    ValueError
        A shape is not (·, 2), or `detour` is below 1.

    Examples
    --------
    >>> straight_line_km([[0, 0]], [[3_000, 4_000], [0, 0]], detour=1.3)
    array([[6.5, 0. ]])
    """
    origins, sites = _points(origins_xy), _points(sites_xy)
    if not detour >= 1:
        message = f"a road is no shorter than the straight line: detour {detour} is below 1"
        raise ValueError(message)
    gap = origins[:, np.newaxis, :] - sites[np.newaxis, :, :]
    return np.hypot(gap[..., 0], gap[..., 1]) * (detour / 1_000)


def straight_line_minutes(
    origins_xy: ArrayLike, sites_xy: ArrayLike, *, detour: float, speed_km_h: float
) -> NDArray[np.float64]:
    """Return the supposed travel time from each origin to each site, in minutes.

    Parameters
    ----------
    origins_xy, sites_xy, detour
        As for :func:`straight_line_km`.
    speed_km_h
        Mean speed from door to door.

    Returns
    -------
        Shape (n, m); NaN where either end is not on the map.

    Raises
    ------
    ValueError
        As :func:`straight_line_km`, or the speed is not positive.

    Examples
    --------
    >>> straight_line_minutes([[0, 0]], [[3_000, 4_000]], detour=1.2, speed_km_h=30)
    array([[12.]])
    """
    return straight_line_km(origins_xy, sites_xy, detour=detour) * _minutes_per_km(speed_km_h)


def pairs_within(
    origins_xy: ArrayLike,
    sites_xy: ArrayLike,
    *,
    minutes: float,
    detour: float,
    speed_km_h: float,
) -> CostPairs:
    """Return the pairs that lie within `minutes`, the bound included.

    Memory grows with the pairs kept, not with n × m, so that a country fits.

    Examples
    --------
    >>> pairs_within([[0, 0], [9_000, 0]], [[1_000, 0]], minutes=2, detour=1, speed_km_h=30)
    CostPairs(origin=array([0]), site=array([0]), minutes=array([2.]))
    """
    from scipy.spatial import cKDTree

    origins, sites = _points(origins_xy), _points(sites_xy)
    here = np.flatnonzero(np.isfinite(origins).all(axis=1))
    there = np.flatnonzero(np.isfinite(sites).all(axis=1))
    per_km = _minutes_per_km(speed_km_h)
    if not detour >= 1:
        message = f"a road is no shorter than the straight line: detour {detour} is below 1"
        raise ValueError(message)
    if not (len(here) and len(there)):
        none = np.empty(0, dtype=np.intp)
        return CostPairs(none, none, np.empty(0))
    reach_m = minutes / per_km / detour * 1_000 * (1 + 1e-9) + 1e-9
    found = cKDTree(origins[here]).sparse_distance_matrix(
        cKDTree(sites[there]), reach_m, output_type="coo_matrix"
    )
    origin, site = here[found.row], there[found.col]
    order = np.lexsort((site, origin))
    cost = found.data[order] * (detour / 1_000) * per_km
    return CostPairs(origin[order], site[order], np.minimum(cost, minutes))


def _minutes_per_km(speed_km_h: float) -> float:
    if not speed_km_h > 0:
        message = f"a speed of {speed_km_h} km/h goes nowhere"
        raise ValueError(message)
    return 60 / speed_km_h


def _points(xy: ArrayLike) -> NDArray[np.float64]:
    points = np.asarray(xy, dtype=float)
    if points.size == 0:
        return points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:  # noqa: PLR2004
        message = f"points have shape (n, 2), not {points.shape}"
        raise ValueError(message)
    return points
