"""What a territory asks of a placement of half-days: who would come, which sites, how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.periods import months
from netmap.siting.demand import fit_demand
from netmap.siting.observed import observed_groups
from netmap.siting.stated import check_journeys
from netmap.territory.travel import travel_minutes

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.sections import AccessSettings
    from netmap.siting.demand import Demand
    from netmap.territory.model import Territory

_MONTHS = 12
#: What stands for the code of a site outside the territory: none of its communes has it.
_OUTSIDE = "hors du territoire"


def demand_of(findings: Findings) -> Demand:
    """Return who would come to a permanence, from what may be shown of those who do.

    Raises
    ------
    InputError
        The stated table of journeys means nothing.
    """
    release, planning = findings.release, findings.planning
    territory, settings = release.territory, release.settings
    check_journeys(settings.siting)
    zones = territory.zones
    each = pd.MultiIndex.from_product([["zone"], zones.index], names=["niveau", "code"])
    places = release.counts.places.shown.reindex(each).droplevel("niveau")
    years = (places["personnes_annees"] / places["population"]).astype(np.float64).fillna(0.0)
    seen = findings.density["personnes"].astype(np.float64).reindex(each).droplevel("niveau")
    permanences = release.permanences
    opened = permanences[(permanences["statut"] == "ouverte") & (permanences["demi_journees"] > 0)]
    minutes = minutes_to(opened, territory, access=settings.access)
    return fit_demand(
        pd.DataFrame(
            {
                "nom": zones["nom"],
                "code_insee": zones["code_insee"],
                "strate": [
                    "qpv" if quarter else "reste" if code in territory.holding else "commune"
                    for quarter, code in zip(
                        zones["code_qp"].notna(), zones["code_insee"], strict=True
                    )
                ],
                "attendues": people_expected(territory, rate=planning.target_rate),
                "observees": seen / years.where(years > 0),
                "annees": years,
                "ouverte": np.isfinite(places["annees"].astype(np.float64)),
            }
        ),
        observed_groups(findings.density, planning.sectors, zones),
        minutes.loc[:, minutes.notna().all()],
        near=settings.siting.near_minutes,
        far=settings.siting.far_minutes,
        people_a_half_day=_people_a_half_day(findings),
    )


def _people_a_half_day(findings: Findings) -> float:
    """Return whom one half-day held each week accompanies a year: in the last period, if shown."""
    permanences, periods = findings.release.permanences, findings.release.counts.periods.shown
    held = permanences.loc[permanences["statut"] == "ouverte", "demi_journees"]
    half_days = float(held.sum(skipna=False))
    of_all = findings.release.counts.places.shown.xs("territoire").iloc[0]
    people = float(of_all["personnes"]) / float(of_all["annees"])
    if len(periods):
        last = max(periods.index, key=lambda period: (max(months(period)), str(period)))
        a_year = float(periods["personnes"][last]) * _MONTHS / len(months(last))
        people = people if np.isnan(a_year) else a_year
    return people / half_days if half_days > 0 else float("nan")


def people_expected(territory: Territory, *, rate: float) -> pd.Series[float]:
    """Return the people a year whom a rate makes due in each zone.

    With no figure of need, residents are the target population; where those of some zones of a
    commune are unknown, they share by area what the others leave of it.

    Parameters
    ----------
    rate
        People a year per 1,000 of the target population.
    """
    zones = territory.zones
    given = zones["population"].astype(np.float64)
    own = territory.communes["population"].astype(np.float64).reindex(zones["code_insee"])
    known = given.groupby(zones["code_insee"]).transform("sum")
    area = zones["area_km2"].where(given.isna(), 0.0)
    share = area / area.groupby(zones["code_insee"]).transform("sum")
    people: pd.Series[float] = given.fillna((own.to_numpy() - known).clip(lower=0) * share)
    if territory.target is not None:
        people = territory.target.zones["cible"].reindex(zones.index).fillna(0.0)
    return people * rate / 1_000


def sites_of(permanences: pd.DataFrame) -> pd.DataFrame:
    """Return the sites as the placement reads them.

    One outside the territory says so in its code, so that it is refused as such.
    """
    codes = [
        _OUTSIDE if where == "hors-territoire" else code
        for code, where in zip(permanences["code_insee"], permanences["lieu"], strict=True)
    ]
    return pd.DataFrame(
        {
            "code_insee": pd.Series(codes, index=permanences.index, dtype=object),
            "demi_journees": permanences["demi_journees"].astype(np.float64),
            "statut": permanences["statut"],
            "verrouillee": permanences["verrouillee"].astype(bool),
            "itinerante": permanences["itinerante"].astype(bool),
        },
        index=permanences.index,
    )


def minutes_to(
    sites: pd.DataFrame, territory: Territory, *, access: AccessSettings
) -> pd.DataFrame:
    """Return the minutes, zones × sites; a site that is nowhere is not a hole too.

    NaN: not known; ``inf``: out of reach.
    """
    every = travel_minutes(territory, list(sites.index), access=access)
    minutes = every.loc[["zone"]].droplevel(0)
    nowhere = sites.index[sites["code_insee"].isna()]
    minutes[nowhere] = minutes[nowhere].fillna(np.inf)
    return minutes


def serving_half_days(
    sites: pd.DataFrame, zones: pd.Series[str], demand: Demand, *, a_half_day: float
) -> pd.Series[float]:
    """Return the half-days that those accompanied today take, at the permanences of their zone.

    Each permanence keeps its part, rounded up, and no more than it holds; where people are
    hidden or not known there may be some, and it keeps one half-day.

    Parameters
    ----------
    sites
        As :func:`sites_of` returns them.
    zones
        The zone in which each stands (None: none), by id.
    a_half_day
        People a year whom one half-day accompanies.
    """
    held = sites["demi_journees"].where(sites["statut"] == "ouverte", 0.0).fillna(0.0)
    zone = zones.reindex(sites.index)
    seen = demand.zones["observees"].reindex(zone).set_axis(sites.index)
    part = held / held.groupby(zone).transform("sum")
    taken: pd.Series[float] = np.ceil((seen / a_half_day * part).round(6)).fillna(1.0)
    return taken.clip(upper=held).where(held > 0, 0.0)
