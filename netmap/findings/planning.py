"""What a planner asks of a territory: who lacks, how surely, how much, and what it would take.

Everything here is computed from density, chains and public tables, so that the same
functions serve what was found and what may be shown of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.dispersion import people_of_a_sector
from netmap.findings.a_year import service_years, years_behind, zones_a_year
from netmap.findings.dispersion import dispersion_of
from netmap.findings.equity import equal_reach
from netmap.findings.expected import expected_by_zone, summed
from netmap.findings.indicators import evaluation_indicators
from netmap.findings.outreach import places_reached
from netmap.findings.priority import middle_of, rank_priorities
from netmap.findings.shared import SPAN
from netmap.findings.sizing import Caseload, sizing_table
from netmap.findings.supposed import supposed_people

if TYPE_CHECKING:
    from netmap.disclosure.model import Release
    from netmap.disclosure.shown import ShownCounts
    from netmap.findings.equity import Equity
    from netmap.findings.indicators import Indicator
    from netmap.findings.outreach import Outreach
    from netmap.findings.priority import Priority
    from netmap.findings.territory_need import Need
    from netmap.territory.model import Territory
    from netmap.vocabulary import NeedScale, RateKind


@dataclass(frozen=True, kw_only=True)
class Planning:
    """The planner's tables. In a release, protected as the counts that they draw on.

    Attributes
    ----------
    zones
        Target population of each zone and people expected of it in a year, see
        :func:`netmap.findings.expected.expected_by_zone`.
    dispersion
        Variance factor of the pooled counts: people come back, and come together.
    sector_people
        People that a sector must expect.
    equity
        What it would take to reach people outside the QPVs as those inside are; None: no figure
        of need is given, or it cannot be told.
    sectors
        Neighbouring communes put together until they expect enough people to conclude. Index
        ``secteur`` (its first code), sorted; ``nom`` (names of its communes, joined),
        ``communes`` (tuple of codes), ``population``, ``personnes``, ``attendues``, ``taux``,
        ``taux_bas``, ``taux_haut`` (a year, per 1,000 residents), ``rapport`` (O/E),
        ``p_sous_desserte`` (NaN: unknown, or `seul`), ``classe`` (DensityClass; ``masquee``:
        hidden), ``suffisant`` (whether enough people are expected), ``reunies`` (whether hidden
        sectors were put together so that their count may be shown: they need not touch, and are
        never called ``desservie``) and ``seul`` (whether it holds all that the reference is made
        of: it could only be compared with itself, and is not called ``desservie`` either).
        Communes where the service was never open are in none. Empty where nothing is known, or
        the reference rate is hidden.
    strata
        All QPVs together, and all the rest, see :func:`netmap.findings.strata.strata_table`.
    need
        None: the project has no indicator. Index ``code_insee``, all communes, sorted;
        ``score`` (0 to 100), ``rang_median``, ``rang_bas``, ``rang_haut`` (median and 90 % of
        the ranks, 1: the greatest need), ``p_quart`` (probability to be in the quarter of
        greatest need), ``palier`` (fort, moyen, faible, indeterminee, sans-donnee),
        ``connus`` (how many indicators it has). Public figures.
    need_values
        None likewise. Index as `need`; a column an indicator, as in the table (NaN: missing);
        labels, units, vintages and sources are ``settings.indicators[column]``.
    need_scale
        Where the indicators were placed; None: no indicator.
    priorities
        One a commune, the most expected unmet people first; the two coordinates of the plane
        are ``need_score`` (high from `need_middle` on) and ``gap`` (above 0: too few).
    need_middle
        Score of the median commune: where the plane is cut. NaN: no need.
    sizing
        Half-days and posts that reach the target rate. Index MultiIndex (``niveau``,
        ``code``), niveau in commune, qpv, territoire; ``nom`` and the columns of
        :func:`netmap.findings.sizing.size_service`. A figure that draws on a hidden count is
        NaN; that of the target (``cible``) never is.
    caseload
        The assumptions of `sizing`; its ``interval`` is to be shown with them.
    target_rate, target_kind
        People a year per 1,000 of the target population (NaN: hidden or unknown), and what it is:
        ``cible`` (stated for sizing) or a reference (``territoire``, ``qpv``).
    outreach
        Door-to-door rounds: all together first, then by place, in order of code. Empty where
        the project has no such table (then the figures of `indicators` say so).
    indicators
        The evaluation indicators of both action sheets: partners today, people by period,
        rounds by year. An absent figure says why (``figure.missing``; *hidden* in a release).
    """

    zones: pd.DataFrame
    dispersion: float
    sector_people: float
    equity: Equity | None
    sectors: pd.DataFrame
    strata: pd.DataFrame
    need: pd.DataFrame | None
    need_values: pd.DataFrame | None
    need_scale: NeedScale | None
    priorities: tuple[Priority, ...]
    need_middle: float
    sizing: pd.DataFrame
    caseload: Caseload
    target_rate: float
    target_kind: RateKind
    outreach: tuple[Outreach, ...]
    indicators: tuple[Indicator, ...]

    def sector_of(self, code: str) -> str | None:
        """Return the sector of a commune; None: it is in none."""
        for sector, communes in self.sectors["communes"].items():
            if code in communes:
                return str(sector)
        return None


def make_planning(
    release: Release,
    density: pd.DataFrame,
    *,
    sectors: pd.DataFrame,
    strata: pd.DataFrame,
    need: Need | None,
    chain: pd.DataFrame,
) -> Planning:
    """Put the planner's tables together, from what a release shows.

    Parameters
    ----------
    density, sectors, strata, chain
        As in Findings.
    need
        See :func:`netmap.findings.territory_need.territory_need`.
    """
    settings, counts, territory = release.settings, release.counts, release.territory
    rate, kind = counts.reference.rate, counts.reference.kind
    years = service_years(counts, territory)
    stated = settings.sizing.target
    target, target_kind = (rate, kind) if stated is None else (stated, "cible")
    caseload = Caseload(
        people_a_post=settings.sizing.people_a_post,
        half_days_a_post=settings.sizing.half_days_a_post,
        posts_observed=settings.sizing.posts_observed,
    )
    alone, level = settings.outreach.one_person_a_door, settings.density.level
    named = territory.names
    dispersion = dispersion_of(counts, settings.density)
    zones = expected_by_zone(territory, counts, dispersion=dispersion)
    return Planning(
        zones=zones,
        dispersion=dispersion,
        sector_people=people_of_a_sector(counts.periods.shown.index, settings.density),
        equity=None
        if territory.target is None
        else equal_reach(
            zones,
            counts,
            territory.communes["nom"],
            years=_years_outside(counts, territory),
            dispersion=dispersion,
            caseload=caseload,
        ),
        sectors=sectors,
        strata=strata,
        need=None if need is None else need.table,
        need_values=None if need is None else need.indicators,
        need_scale=None if need is None else need.scale,
        need_middle=float("nan") if need is None else middle_of(need.table["score"]),
        priorities=_priorities(
            territory,
            density,
            need,
            chain,
            zones=zones,
            years=years.xs("commune"),
            dispersion=dispersion,
            supposed=supposed_people(counts, density, sectors),
        ),
        sizing=sizing_table(
            density,
            zones,
            target=stated,
            years=years,
            dispersion=dispersion,
            caseload=caseload,
        ),
        caseload=caseload,
        target_rate=target,
        target_kind=target_kind,
        outreach=places_reached(counts.rounds, named, level=level, one_person_a_door=alone),
        indicators=evaluation_indicators(
            release.partners, counts, level=level, one_person_a_door=alone
        ),
    )


def accompanied(rows: pd.DataFrame, years: pd.Series[float]) -> pd.Series[float]:
    """Return the people accompanied in a year: nobody where the service is not open, else as known.

    Parameters
    ----------
    rows
        Of one level of ``Findings.density``.
    years
        As :func:`netmap.findings.a_year.service_years`, of that level.
    """
    own = years.reindex(rows.index)
    people: pd.Series[float] = rows["personnes"].astype(np.float64) / own
    return people.mask((rows["classe"] == "non-ouverte") | np.isinf(own), 0.0)


def _years_outside(counts: ShownCounts, territory: Territory) -> float:
    """Return the years behind all the people outside the QPVs; NaN: there is nobody."""
    stratum = counts.strata.shown["personnes"].astype(np.float64).reindex(["hors-qpv"])
    outside = territory.zones["code_qp"].isna().map({True: "hors-qpv"})
    years = years_behind(stratum, zones_a_year(counts), outside, otherwise=stratum * np.nan)
    return float(years["hors-qpv"])


def _priorities(
    territory: Territory,
    density: pd.DataFrame,
    need: Need | None,
    chain: pd.DataFrame,
    *,
    zones: pd.DataFrame,
    years: pd.Series[float],
    dispersion: float,
    supposed: pd.DataFrame,
) -> tuple[Priority, ...]:
    rows = density.loc[["commune"]].droplevel(0)
    broken = (
        chain[chain["verdict"] == "broken"].groupby("code", sort=False)["thematique"].agg(tuple)
    )
    due = summed(zones, zones["code_insee"]).reindex(rows.index)
    communes = pd.DataFrame(
        {
            "nom": territory.communes["nom"],
            "attendues": due["attendues"],
            "doute": due["attendues_doute"],
            "personnes": accompanied(rows, years),
            "classe": rows["classe"],
        }
    )
    return rank_priorities(
        communes,
        need=None if need is None else need.table,
        broken_needs={str(code): needs for code, needs in broken.items()},
        supposed=supposed,
        parts=_under_served_parts(density, zones),
        spans=rows[list(SPAN)],
        years=years.reindex(rows.index),
        dispersion=dispersion,
        weighted=territory.target is not None,
    )


def _under_served_parts(density: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Return the people a year expected and accompanied in the under-served zones of communes."""
    classes = density.xs("zone")["classe"]
    under = zones.loc[classes.index[classes == "sous-desservie"]]
    due = summed(under, under["code_insee"])
    return pd.DataFrame(
        {
            "attendues": due["attendues"],
            "doute": due["attendues_doute"],
            "personnes": under.groupby("code_insee")["personnes"].sum(),
        }
    )
