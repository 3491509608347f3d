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
what is outside the QPVs by what these leave of it: within bounds, if one lies in other communes
too, since nobody knows how many of its people live in which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.crossing import Crossing
from netmap.counts.perimeter import pooled_rows
from netmap.counts.rows import holds_quarters, period_totals
from netmap.counts.shares import are_open, change_of_residents, held_shares
from netmap.counts.zone_counts import ZoneCounts
from netmap.periods import open_today

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from netmap.settings import ReadingSettings
    from netmap.territory.model import Territory

_MONTHS = 12
_DIGITS = 9


@dataclass(frozen=True)
class Counted:
    """People and exposure of zones and communes over the pooled periods.

    Attributes
    ----------
    zones
        Index ``zone``. ``personnes``: people accompanied who live there, fractional where a
        count was known for a wider place (NaN: the service was not open, or no data);
        ``au_moins``, ``au_plus``: bounds of it (NaN: none); ``annees``: years the service was
        open there (0: it was not); ``encore`` (bool): whether it is in the last period that is
        told of, pooled or not; ``evolution``: residents over those years, per resident of
        ``population``; ``population``, ``code_insee``, ``code_qp`` of the zone; ``repartie``
        (bool): whether its people rest on a share, by residents, of those of a wider place.
    communes
        Index ``code_insee``; ``personnes, au_moins, au_plus, repartie``, likewise; known from
        its zones, or from rows that count the whole commune.
    quarters
        Index ``code_qp``; ``repartie``, likewise; ``dedans``: the share of its residents who
        live in the territory (below 1, its rows may count the others too); ``personnes``: told
        by its own rows, where its zones are not known (NaN: they are).
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
        none = zones.assign(annees=0.0, encore=False, evolution=1.0, repartie=False)
        communes = territory.communes[[]].assign(**dict.fromkeys(bounds, np.nan), repartie=False)
        quarters = territory.qpv[[]].assign(repartie=False, dedans=1.0, personnes=np.nan)
        return Counted(none, communes, quarters, 0.0, 0.0, unsure=False, known=False)
    made = ZoneCounts(territory, pooled, reading)
    zones[bounds] = [made.zone(str(zone)) for zone in zones.index]
    # a row of a wider place opens its zones for as long as it tells of, if they were not yet
    opened = {
        str(zone): own or made.opened[str(zone)]
        for zone, own in zip(zones.index, pooled.opened, strict=True)
    }
    zones["annees"] = [len(own) / _MONTHS for own in opened.values()]
    told = () if accompaniments is None else accompaniments["periode"].unique()
    zones["encore"] = are_open(zones, territory.epci, open_today(perimeter or {}, told))
    zones["evolution"] = change_of_residents(territory, opened)
    crossing = Crossing(territory, pooled)
    zones["repartie"] = [crossing.is_shared(str(zone)) for zone in zones.index]
    communes = territory.communes[[]].copy()
    communes[bounds] = [made.commune(str(code)) for code in communes.index]
    communes["repartie"] = [crossing.holds_a_share(str(code)) for code in communes.index]
    quarters = territory.qpv[[]].assign(dedans=crossing.inside)
    quarters["repartie"] = [crossing.is_doubtful(str(code)) for code in quarters.index]
    quarters["personnes"] = [made.quarter(str(code)) for code in quarters.index]
    return Counted(
        zones,
        communes,
        quarters,
        elsewhere=made.beyond(inside=True),
        outside=made.beyond(inside=False),
        unsure=pooled.unsure,
        known=True,
    )


def totals_of(
    accompaniments: pd.DataFrame | None, territory: Territory, reading: ReadingSettings
) -> pd.DataFrame:
    """Return the people of each period, those of QPVs in their communes' rows counted once.

    See :func:`netmap.counts.rows.period_totals`.
    """
    holds = holds_quarters(accompaniments, territory, reading)
    held = held_shares(territory) if holds else None
    return period_totals(accompaniments, reading=reading, held=held)
