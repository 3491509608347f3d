"""On which days a timetable runs: its calendar and the exceptions to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.transit.archive import GTFS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED, _REMOVED = "1", "2"
#: weekday of :meth:`datetime.date.weekday` that stands for the others: a Tuesday
USUAL_DAY = 1


@dataclass(frozen=True)
class Calendar:
    """The days of each service.

    Attributes
    ----------
    weekly
        (service, days of the week, first day, last day), a row of ``calendar.txt`` each.
    added, removed
        Services by day, as ``calendar_dates.txt`` has them.
    """

    weekly: tuple[tuple[str, tuple[bool, ...], dt.date, dt.date], ...]
    added: Mapping[dt.date, frozenset[str]]
    removed: Mapping[dt.date, frozenset[str]]

    def services(self, day: dt.date) -> frozenset[str]:
        """Return the services that run on a day."""
        usual = {
            name
            for name, week, first, last in self.weekly
            if first <= day <= last and week[day.weekday()]
        }
        none: frozenset[str] = frozenset()
        return frozenset(usual - self.removed.get(day, none)) | self.added.get(day, none)

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day that it tells of; None: it tells of none."""
        days = [*self.added, *(row[2] for row in self.weekly), *(row[3] for row in self.weekly)]
        return (min(days), max(days)) if days else None


def read_calendar(parts: Mapping[str, pd.DataFrame], path: str = GTFS_FILE) -> Calendar:
    """Return the calendar of a timetable.

    Raises
    ------
    InputError
        A day is none.
    """
    wrong: list[str] = []

    def day(text: str) -> dt.date:
        try:
            return dt.datetime.strptime(text.strip(), "%Y%m%d").date()  # noqa: DTZ007 - a day
        except ValueError:
            wrong.append(text)
            return dt.date.min

    weekly = []
    for row in parts["calendar"].astype(str).itertuples(index=False, name=None):
        service, *week, first, last = row
        weekly.append((service, tuple(one.strip() == "1" for one in week), day(first), day(last)))
    changes: dict[str, dict[dt.date, set[str]]] = {_ADDED: {}, _REMOVED: {}}
    for row in parts["calendar_dates"].astype(str).itertuples(index=False, name=None):
        service, date, kind = row
        if kind.strip() in changes:
            changes[kind.strip()].setdefault(day(date), set()).add(service)
    if wrong:
        raise InputError((Problem(file=path, kind="gtfs-date", found=wrong[0]),))
    added, removed = (
        {date: frozenset(services) for date, services in changes[kind].items()}
        for kind in (_ADDED, _REMOVED)
    )
    return Calendar(tuple(weekly), added, removed)


def chosen_day(
    calendar: Calendar, *, today: dt.date, asked: dt.date | None = None, path: str = GTFS_FILE
) -> dt.date:
    """Return the day whose buses are looked at: the one asked for, else the next usual one.

    Without a day asked for, it is the first Tuesday from `today` on when something runs.

    Raises
    ------
    InputError
        The calendar has ended, or has not begun; nothing runs on the day.
    """
    span = calendar.span
    if span is None:
        raise InputError((Problem(file=path, kind="gtfs-no-day"),))
    first, last = span
    details = (("first", first.isoformat()), ("last", last.isoformat()))
    start = max(today, first) if asked is None else asked
    if start > last or start < first:
        kind = "gtfs-expired" if start > last else "gtfs-not-begun"
        raise InputError((Problem(file=path, kind=kind, found=start.isoformat(), details=details),))
    if asked is None:
        days = (start + dt.timedelta(days=n) for n in range((last - start).days + 1))
        running = (day for day in days if calendar.services(day))
        usual = next((day for day in running if day.weekday() == USUAL_DAY), None)
    else:
        usual = asked if calendar.services(asked) else None
    if usual is None:
        found = start.isoformat()
        raise InputError((Problem(file=path, kind="gtfs-idle", found=found, details=details),))
    return usual
