"""Where France is: points that are swapped, not in degrees, or nowhere near it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

PointFault = Literal["", "half-a-point", "not-degrees", "swapped-coordinates", "outside-france"]

#: south, west, north, east, in degrees, generous by a few tenths
TERRITORIES: tuple[tuple[float, float, float, float], ...] = (
    (41.2, -5.6, 51.3, 9.8),  # mainland and Corsica
    (15.6, -62.0, 16.7, -60.8),  # Guadeloupe
    (14.2, -61.4, 15.0, -60.6),  # Martinique
    (2.0, -54.8, 6.0, -51.4),  # French Guiana
    (-21.6, 55.0, -20.7, 56.0),  # Réunion
    (-13.2, 44.8, -12.4, 45.5),  # Mayotte
    (46.6, -56.6, 47.3, -56.0),  # Saint-Pierre-et-Miquelon
    (17.7, -63.3, 18.3, -62.6),  # Saint-Martin and Saint-Barthélemy
    (-28.0, -155.5, -7.5, -134.0),  # French Polynesia
    (-23.5, 158.0, -17.5, 172.5),  # New Caledonia
    (-14.6, -178.5, -13.0, -175.9),  # Wallis and Futuna
)


def in_france(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.bool_]:
    """Return whether points lie in or near a French territory; an unknown point does not.

    >>> in_france([46.16, -1.15], [-1.15, 46.16]).tolist()
    [True, False]
    """
    lat, lon = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    inside = np.zeros(lat.shape, dtype=bool)
    for south, west, north, east in TERRITORIES:
        inside |= (south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)
    return inside


def holds_france(west: float, south: float, east: float, north: float) -> bool:
    """Tell whether a box, in degrees, holds the middle of a French territory.

    A national layer with its overseas parts has its own middle in the ocean.

    >>> holds_france(-149.9, -21.4, 55.7, 51.0), holds_france(43.0, -5.0, 51.0, 9.0)
    (True, False)
    """
    return any(
        south <= (low + high) / 2 <= north and west <= (left + right) / 2 <= east
        for low, left, high, right in TERRITORIES
    )


def point_faults(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.str_]:
    """Return what is wrong with each point; ``""`` where nothing is, or where there is none.

    >>> point_faults([46.16, -1.15, 6570000.0, 48.0], [-1.15, 46.16, 379000.0, np.nan]).tolist()
    ['', 'swapped-coordinates', 'not-degrees', 'half-a-point']
    """
    lat, lon = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    unknown = np.isnan(lat) | np.isnan(lon)
    faults: list[tuple[NDArray[np.bool_], PointFault]] = [
        (np.isnan(lat) & np.isnan(lon), ""),
        (unknown, "half-a-point"),
        (in_france(lat, lon), ""),
        (in_france(lon, lat), "swapped-coordinates"),
        ((np.abs(lat) > 180) | (np.abs(lon) > 180), "not-degrees"),  # noqa: PLR2004
    ]
    return np.select(
        [condition for condition, _ in faults], [fault for _, fault in faults], "outside-france"
    )
