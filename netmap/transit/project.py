"""Buses of a project: from each commune and neighbourhood to each permanence and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from netmap.errors import InputError, Problem
from netmap.inputs.reading import read_places
from netmap.territory import build_territory
from netmap.territory.cost import straight_line_minutes
from netmap.territory.ends import ends_of
from netmap.transit.archive import GTFS_FILE, read_archive
from netmap.transit.days import chosen_day, read_calendar
from netmap.transit.journeys import find_journeys, rules_of
from netmap.transit.stops import read_stops, walks_between
from netmap.transit.timetable import day_rides

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from netmap.settings import Settings

#: a trip that never calls this near to the territory is of no use to it
_AROUND_M = 5_000.0
#: the mode of ``data/temps`` that buses are, unless the settings name it
BUS_MODE = "transports en commun"


@dataclass(frozen=True)
class BusTimes:
    """What was found, and for which day.

    Attributes
    ----------
    day
        The day whose timetable was looked at.
    span
        First and last day that the timetable tells of.
    rides
        Rides from a stop to the next that were looked at.
    table
        Index MultiIndex (``de``, ``vers``): a commune or QPV and a permanence. ``minutes``,
        ``minutes_90``, ``part``, ``dernier_bus_s`` as :class:`netmap.transit.journeys.Journeys`
        has them; ``minutes_voiture``: the estimate by straight line.
    names
        What places and permanences are called, by code and by id.
    opened
        Permanences that are open.
    settings
        Those of the project.
    """

    day: dt.date
    span: tuple[dt.date, dt.date]
    rides: int
    table: pd.DataFrame
    names: dict[str, str]
    opened: frozenset[str]
    settings: Settings

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of the table, in its order."""
        return [(str(start), str(end)) for start, end in self.table.index.to_list()]

    @property
    def mode(self) -> str:
        """The mode of ``data/temps`` that these times are of."""
        return self.settings.access.without_car or BUS_MODE


def bus_times(project: Path, *, today: dt.date, asked: dt.date | None = None) -> BusTimes:
    """Look for the journeys by bus between the places of a project and its permanences.

    What ``data/temps`` holds is not needed, nor looked at.

    Parameters
    ----------
    today
        The calendar must not have ended before.
    asked
        The day of the timetable; else ``[bus] jour``, else the next usual day.

    Raises
    ------
    InputError
        The project or its timetable needs work; no stop is near the territory; the calendar has
        ended.
    """
    inputs = read_places(project)
    if inputs.permanences is None or inputs.permanences.empty:
        raise InputError((Problem(file="data/permanences", kind="no-permanence"),))
    bus, access = inputs.settings.bus, inputs.settings.access
    parts = read_archive(project)
    calendar = read_calendar(parts)
    day = chosen_day(calendar, today=today, asked=asked or _day(bus.day))
    territory = build_territory(inputs)
    stops = read_stops(parts, crs=territory.crs)
    ground = shapely.box(*territory.communes.total_bounds)
    near = shapely.dwithin(ground, shapely.points(stops.xy), _AROUND_M)
    if not near.any():
        raise InputError((Problem(file=GTFS_FILE, kind="gtfs-elsewhere"),))
    rules = rules_of(bus, detour=access.detour)
    if not len(rules.departures) or rules.closing_s > rules.home_by_s:
        raise InputError((Problem(file="netmap.toml", kind="bus-hours", column="bus"),))
    rides = day_rides(parts, stops.ids, calendar, day, near=near, window=rules.window)
    walks = walks_between(
        stops,
        parts["transfers"],
        change_s=rules.change_s,
        reach_m=rules.reach_m,
        metres_a_second=rules.metres_a_second,
    )
    homes, sites = ends_of(territory)
    homes_xy, sites_xy = homes[["x_m", "y_m"]].to_numpy(np.float64), sites.to_numpy(np.float64)
    found = find_journeys(
        rides, walks, stops_xy=stops.xy, homes_xy=homes_xy, sites_xy=sites_xy, rules=rules
    )
    car = straight_line_minutes(
        homes_xy, sites_xy, detour=access.detour, speed_km_h=access.speed_km_h
    )
    table = pd.DataFrame(
        {
            "minutes": found.minutes.ravel(),
            "minutes_90": found.slow_minutes.ravel(),
            "part": found.share.ravel(),
            "dernier_bus_s": found.last_bus_s.ravel(),
            "minutes_voiture": car.ravel(),
        },
        index=pd.MultiIndex.from_product([homes.index, sites.index], names=["de", "vers"]),
    )
    return BusTimes(
        day=day,
        span=calendar.span or (day, day),
        rides=len(rides),
        table=table,
        names=territory.names
        | {str(site): str(name) for site, name in inputs.permanences["nom"].items()},
        opened=frozenset(inputs.permanences.index[inputs.permanences["statut"] == "ouverte"]),
        settings=inputs.settings,
    )


def _day(text: str | None) -> dt.date | None:
    """Return the day that settings name.

    Raises
    ------
    InputError
        It is none.
    """
    import datetime as dt

    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        problem = Problem(file="netmap.toml", kind="bus-day", column="bus.jour", found=text)
        raise InputError((problem,)) from None
