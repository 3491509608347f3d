"""From rows of accompanied people to people and person-years of each zone and commune.

What a missing row means. The table lists people who were accompanied. Where the service was open
in a place (``[perimetre]``; a period that is not there: everywhere) and a pooled period has no
row for it, nobody knows: **no data**, never 0, unless the settings say that a missing row is
nobody (``[lecture] lignes_absentes``). Outside the perimeter the service **was not open**: a row
of such a place tells of people who came all the same and does not open it, they count for the
territory and in no rate. A place is known where all the months that it was open in are. Without a
table, nothing is known.

What a commune's row means. It counts the people of its QPVs too, or only the others
(``[lecture] commune_comprend_qpv``). Where it holds them, the commune is known by its own row, and
what is outside the QPVs by what these leave of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.crossing import Crossing
from netmap.counts.perimeter import Pooled, pooled_rows
from netmap.counts.rows import Told, holds_quarters, period_totals
from netmap.counts.shares import change_of_residents, held_shares, row_shares, shares_inside
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from netmap.settings import ReadingSettings
    from netmap.territory.model import Territory

_MONTHS = 12


@dataclass(frozen=True)
class Counted:
    """People and exposure of zones and communes over the pooled periods.

    Attributes
    ----------
    zones
        Index ``zone``. ``personnes``: people accompanied who live there, fractional where a
        count was known for a wider place (NaN: the service was not open, or no data);
        ``au_moins``, ``au_plus``: bounds of it (NaN: none); ``annees``: years the service was
        open there (0: it was not); ``evolution``: residents over those years, per resident of
        ``population``; ``population``, ``code_insee``, ``code_qp`` of the zone; ``repartie``
        (bool): whether its people rest on a share, by residents, of those of a wider place.
    communes
        Index ``code_insee``; ``personnes, au_moins, au_plus, repartie``, likewise; known from
        its zones, or from rows that count the whole commune.
    quarters
        Index ``code_qp``; ``repartie``, likewise; ``dedans``: the share of its residents who
        live in the territory. Below 1, its rows may count the others too.
    elsewhere
        People counted at a code that is no zone's: the whole EPCI, a QPV that was not drawn.
    outside
        People who live outside the territory, nobody knows where, or where the service was not
        open.
    unsure
        Whether a row of a pooled period does not tell its number exactly.
    known
        Whether there was anything to count: a table with a row for a pooled period.
    """

    zones: pd.DataFrame
    communes: pd.DataFrame
    quarters: pd.DataFrame
    elsewhere: float
    outside: float
    unsure: bool
    known: bool

    @property
    def total(self) -> float:
        """Everybody that the rows tell of, each once."""
        people = float(self.communes["au_moins"].sum()) + self.elsewhere + self.outside
        return round(people, _DIGITS)


def count_people(
    territory: Territory,
    accompaniments: pd.DataFrame | None,
    *,
    reading: ReadingSettings,
    periods: tuple[str, ...] = (),
    perimeter: Mapping[str, tuple[str, ...]] | None = None,
) -> Counted:
    """Give each zone and each commune its people and its years of service.

    Rows of a QPV go to its zones by the people who live in each; rows of a commune that do not
    hold its QPVs go to its remainder (people outside its QPVs, or not known to be inside), or
    to its QPVs' zones by their people where they cover it whole.

    Parameters
    ----------
    territory
        The zones.
    accompaniments
        As in Inputs; None: no table.
    reading
        What a missing row means, and what a commune's row holds.
    periods
        Those pooled; empty: all of the table.
    perimeter
        period → codes of communes, QPVs or the EPCI where the service was open.

    Raises
    ------
    ValueError
        A period is not one.
    """
    zones = territory.zones[["code_insee", "code_qp", "population"]].copy()
    pooled = pooled_rows(
        accompaniments, territory, reading=reading, periods=periods, perimeter=perimeter or {}
    )
    bounds = ["personnes", "au_moins", "au_plus"]
    if not pooled.known:
        zones[bounds] = np.nan
        none = zones.assign(annees=0.0, evolution=1.0, repartie=False)
        communes = territory.communes[[]].assign(**dict.fromkeys(bounds, np.nan), repartie=False)
        quarters = territory.qpv[[]].assign(repartie=False, dedans=1.0)
        return Counted(none, communes, quarters, 0.0, 0.0, unsure=False, known=False)
    made = _Zones(territory, pooled, reading)
    zones[bounds] = [made.zone(str(zone)) for zone in zones.index]
    zones["annees"] = [len(made.opened[str(zone)]) / _MONTHS for zone in zones.index]
    zones["evolution"] = change_of_residents(territory, made.opened)
    crossing = Crossing(territory, pooled)
    zones["repartie"] = [crossing.is_shared(str(zone)) for zone in zones.index]
    communes = territory.communes[[]].copy()
    communes[bounds] = [made.commune(str(code)) for code in communes.index]
    communes["repartie"] = [crossing.holds_a_share(str(code)) for code in communes.index]
    quarters = territory.qpv[[]].assign(dedans=shares_inside(territory))
    quarters["repartie"] = [crossing.is_doubtful(str(code)) for code in quarters.index]
    return Counted(
        zones,
        communes,
        quarters,
        elsewhere=made.beyond(inside=True),
        outside=made.beyond(inside=False),
        unsure=pooled.unsure,
        known=True,
    )


class _Zones:
    """What is known of each zone and commune."""

    def __init__(self, territory: Territory, pooled: Pooled, reading: ReadingSettings) -> None:
        self._told, holds = pooled.told, pooled.holds
        self._holds = holds
        #: what a month without a row adds at most
        self._silent = 0.0 if reading.absent == "zero" else np.inf
        drawn = frozenset(map(str, territory.qpv.index))
        #: QPVs of a table that takes none apart are never 0
        unsaid = holds and reading.holds_quarters is None
        self._mute: frozenset[str] = drawn if unsaid else frozenset()
        self._communes = frozenset(map(str, territory.communes.index))
        self._shares = row_shares(territory, holds=holds)
        self._zones: dict[str, list[str]] = {}
        #: zone → codes whose rows go to it, with the share
        self._sources: dict[str, dict[str, float]] = {}
        for zone, home in territory.zones["code_insee"].items():
            self._zones.setdefault(str(home), []).append(str(zone))
            self._sources[str(zone)] = {}
        for code, split in self._shares.items():
            for zone, share in split:
                self._sources[zone][code] = share
        self._quarters: dict[str, dict[str, float]] = {}
        for quarter, homes in held_shares(territory).items():
            for home, share in homes.items():
                if share > 0:
                    self._quarters.setdefault(home, {})[quarter] = share
        self.opened = {
            zone: frozenset(own).union(*(self._of(code).months for code in self._sources[zone]))
            for zone, own in zip(self._sources, pooled.opened, strict=True)
        }

    def _of(self, code: str) -> Told:
        return self._told.get(code, Told())

    def _silence(self, code: str) -> float:
        return np.inf if code in self._mute else self._silent

    def zone(self, zone: str) -> tuple[float, float, float]:
        """Return people of a zone (NaN: not known), at least and at most."""
        opened = self.opened[zone]
        return _bounded(*self._over(zone, opened)) if opened else (np.nan, np.nan, np.nan)

    def _over(self, zone: str, asked: frozenset[int]) -> tuple[float, float]:
        """Return people of a zone over some months that it was open in, at least and at most."""
        if self._holds and zone in self._communes:
            return self._remainder(zone, asked)
        codes = [code for code, share in self._sources[zone].items() if share > 0]
        said = [code for code in codes if code in self._told]
        if not said:
            return 0.0, max(map(self._silence, codes), default=np.inf)
        ends = [
            (self._sources[zone][code], self._of(code).over(asked, silent=self._silence(code)))
            for code in said
        ]
        least, most = (sum(share * end[i] for share, end in ends) for i in (0, 1))
        return least, most

    def _remainder(self, commune: str, asked: frozenset[int]) -> tuple[float, float]:
        """Return what the QPVs leave of a commune's rows, row by row, at least and at most."""
        told = self._of(commune)
        silent = bool(asked - told.months)
        least, most = 0.0, self._silence(commune) if silent else 0.0
        for own, people in told.exact:
            if not own <= asked:
                continue
            inside = [
                (share, self._of(quarter).over(own, silent=self._silence(quarter)))
                for quarter, share in self._quarters_of(commune).items()
                if self.opened[f"{commune}:{quarter}"]
            ]
            low, high = (sum(share * end[i] for share, end in inside) for i in (0, 1))
            if low > people + _CLOSE:
                return 0.0, np.inf
            least, most = least + max(0.0, people - high), most + people - low
        return least, most + sum(people for own, people in told.doubtful if own & asked)

    def _quarters_of(self, commune: str) -> dict[str, float]:
        """Return the QPVs that lie in a commune, with the share of each that does."""
        return self._quarters.get(commune, {})

    def commune(self, code: str) -> tuple[float, float, float]:
        """Return people of a commune (NaN: not known), at least (those told of) and at most."""
        own = [zone for zone in self._zones.get(code, []) if self.opened[zone]]
        if not own:
            return np.nan, np.nan, np.nan
        most = 0.0
        told = self._of(code).months if self._holds else frozenset()
        for held in (True, False):
            asked = {
                zone: self.opened[zone] & told if held else self.opened[zone] - told for zone in own
            }
            parts = sum(self._over(zone, months)[1] for zone, months in asked.items() if months)
            whole = self._of(code).over(told, silent=0.0)[1] if held and told else np.inf
            most += min(parts, whole)
        least = self._told_of(code)
        return _bounded(least, max(most, least))

    def _told_of(self, code: str) -> float:
        """Return everybody that rows tell of a commune, each once."""
        people = sum(n for _, n in self._of(code).exact)
        for quarter, share in self._quarters_of(code).items():
            people += share * sum(
                n
                for own, n in self._of(quarter).exact
                if not (self._holds and any(own <= held for held, _ in self._of(code).exact))
            )
        return people

    def beyond(self, *, inside: bool) -> float:
        """Return people counted at no zone: of the territory all the same, or not."""
        return sum(
            sum(people for _, people in told.exact)
            for code, told in self._told.items()
            if self._is_beyond(code) and (code != ELSEWHERE) == inside
        )

    def _is_beyond(self, code: str) -> bool:
        return code not in self._shares and code not in self._communes


_CLOSE = 1e-6
_DIGITS = 9


def _bounded(least: float, most: float) -> tuple[float, float, float]:
    """Return a number where its bounds are one, and its bounds; NaN: unknown, or no bound."""
    if most - least <= _CLOSE:
        return least, least, least
    return np.nan, least, most if np.isfinite(most) else np.nan


def totals_of(
    accompaniments: pd.DataFrame | None, territory: Territory, reading: ReadingSettings
) -> pd.DataFrame:
    """Return the people of each period, those of QPVs in their communes' rows counted once.

    See :func:`netmap.counts.rows.period_totals`.
    """
    holds = holds_quarters(accompaniments, territory, reading)
    held = held_shares(territory) if holds else None
    return period_totals(accompaniments, reading=reading, held=held)
