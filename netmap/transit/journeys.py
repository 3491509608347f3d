"""From home to a permanence and back the same day: how long, how often, and the last bus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.transit.scan import earliest_arrivals, last_departures, latest_departures
from netmap.transit.stops import walk_seconds
from netmap.transit.timetable import seconds_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.sections import BusSettings
    from netmap.transit.stops import Walks
    from netmap.transit.timetable import Timetable

_SLOW = 0.9


@dataclass(frozen=True)
class Rules:
    """What a journey must respect, in seconds after midnight, seconds and straight metres."""

    departures: NDArray[np.int64]
    stay_s: int
    closing_s: float
    home_by_s: float
    reach_m: float
    metres_a_second: float
    change_s: int

    @property
    def window(self) -> tuple[int, int]:
        """The first departure and the last arrival, in seconds after midnight."""
        return int(self.departures[0]), int(self.home_by_s)


def rules_of(bus: BusSettings, *, detour: float) -> Rules:
    """Return the rules that settings make; a walk is straight line × `detour`.

    >>> from netmap.sections import BusSettings
    >>> rules = rules_of(BusSettings(), detour=1.25)
    >>> len(rules.departures), rules.reach_m
    (120, 800.0)
    """
    first, last = seconds_of(f"{bus.first}:00"), seconds_of(f"{bus.last}:00")
    return Rules(
        departures=np.arange(first, last, 60 * bus.every_minutes).astype(np.int64),
        stay_s=60 * bus.stay_minutes,
        closing_s=seconds_of(f"{bus.closing}:00"),
        home_by_s=seconds_of(f"{bus.home_by}:00"),
        reach_m=bus.walk_m / detour,
        metres_a_second=bus.walk_km_h / 3.6 / detour,
        change_s=60 * bus.change_minutes,
    )


@dataclass(frozen=True)
class Journeys:
    """Journeys between homes and sites; each array has the shape (homes, sites).

    Attributes
    ----------
    minutes, slow_minutes
        From leaving home to the site, waiting and walking included: the least that half, and
        nine tenths, of the departures do with; ``inf``: fewer of them get there and back.
    share
        Departures that get there, stay, and get back in time, of all.
    last_bus_s
        When one leaves the site at the latest to be home by bus in time; ``-inf``: no bus.
    """

    minutes: NDArray[np.float64]
    slow_minutes: NDArray[np.float64]
    share: NDArray[np.float64]
    last_bus_s: NDArray[np.float64]


def find_journeys(
    timetable: Timetable,
    walks: Walks,
    *,
    stops_xy: NDArray[np.float64],
    homes_xy: NDArray[np.float64],
    sites_xy: NDArray[np.float64],
    rules: Rules,
) -> Journeys:
    """Return what it takes to go from each home to each site, and back.

    A departure counts where one is at the site long enough before it closes, and a bus, or a
    walk within reach, then brings one home in time.

    Parameters
    ----------
    timetable
        Rides of the day, within ``rules.window``.
    stops_xy, homes_xy, sites_xy
        Shapes (·, 2), metres, one metric CRS; NaN: not on the map.
    """
    homes = len(homes_xy)
    ends = np.vstack([homes_xy, sites_xy])
    speed = {"reach_m": rules.reach_m, "metres_a_second": rules.metres_a_second}
    foot = walk_seconds(ends, stops_xy, **speed)
    direct = walk_seconds(homes_xy, sites_xy, **speed)
    aboard = latest_departures(timetable, walks, foot)
    arrivals = earliest_arrivals(
        timetable, aboard[:, :homes], foot[homes:].T, direct, rules.departures
    )
    back = last_departures(timetable, aboard[:, homes:], foot[:homes].T, until=rules.home_by_s).T
    leaving = arrivals + rules.stay_s
    on_foot = rules.home_by_s - direct
    returns = leaving <= np.maximum(back, on_foot)[:, :, None]
    fine = np.isfinite(arrivals) & (leaving <= rules.closing_s) & returns
    minutes = np.where(fine, arrivals - rules.departures, np.inf) / 60
    half, slow = np.quantile(minutes, [0.5, _SLOW], axis=2, method="inverted_cdf")
    return Journeys(half, slow, fine.mean(axis=2), back)
