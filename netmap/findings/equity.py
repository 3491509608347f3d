"""The planner's first question: what if people outside the QPVs were reached as those inside.

How many more people a year that would be, where, and with how many full-time posts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from netmap.counts.model import stratum_rates
from netmap.findings.rates import garwood

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts
    from netmap.findings.sizing import Caseload

_PER = 1_000


@dataclass(frozen=True, kw_only=True)
class Equity:
    """What it would take to reach people outside the QPVs as those inside are.

    Attributes
    ----------
    inside, outside
        People accompanied a year per 1,000 of the target population, where the service was open.
    missing, missing_low, missing_high
        People a year to add outside, with an interval that holds the doubt of the rate inside, of
        the target population, and of the people accompanied outside.
    posts, posts_low, posts_high
        Full-time posts for them, with the doubt of what a post does too.
    places
        The zones outside QPVs: index ``code_insee``; ``nom``, ``cible``, ``attendues`` (a year,
        at the rate inside), ``personnes`` (accompanied a year; NaN: hidden), ``manquent``, those
        that lack most first, what is not known last.
    """

    inside: float
    outside: float
    missing: float
    missing_low: float
    missing_high: float
    posts: float
    posts_low: float
    posts_high: float
    places: pd.DataFrame


def equal_reach(
    zones: pd.DataFrame,
    counts: ShownCounts,
    names: pd.Series[str],
    *,
    years: float,
    dispersion: float,
    caseload: Caseload,
) -> Equity | None:
    """Answer it; None: there are no QPVs, or a count that it takes is hidden or unknown.

    Parameters
    ----------
    zones
        As :func:`netmap.findings.expected.expected_by_zone`.
    names
        Of the communes, by ``code_insee``.
    years, dispersion
        What the people outside, over the pooled periods, are divided by to have those of a year
        (:mod:`netmap.findings.a_year`), and the variance factor of their counts.
    caseload
        What a post does; its level is that of the intervals.

    Notes
    -----
    The interval of expected minus accompanied joins those of both (Zou & Donner 2008).
    """
    people = counts.strata.shown["personnes"].astype(np.float64)
    rates = stratum_rates(counts.strata.shown, "cible_annees", least=1)
    rest = zones[zones["code_qp"].isna() & zones["cible"].notna()]
    done = float(people.get("hors-qpv", np.nan)) / years
    if not (np.isfinite(rates).all() and 0 < years < np.inf and rates[0] > 0 and len(rest)):
        return None
    due = rates[0] * float(rest["cible"].sum()) / _PER
    doubt = float((rest["cible"] * rest["cible_doute"]).sum() / rest["cible"].sum())
    spread = float(
        np.exp(
            ndtri((1 + caseload.level) / 2) * np.hypot(doubt, (dispersion / people["qpv"]) ** 0.5)
        )
    )
    low, high = (
        bound * dispersion / years
        for bound in garwood(done * years / dispersion, level=caseload.level)
    )
    missing = due - done
    missing_low = missing - float(np.hypot(due - due / spread, high - done))
    missing_high = missing + float(np.hypot(due * spread - due, done - low))
    least, most = caseload.interval
    own = pd.DataFrame(
        {
            "nom": names.reindex(rest["code_insee"]).to_numpy(),
            "cible": rest["cible"].to_numpy(),
            "attendues": (rates[0] * rest["cible"] / _PER).to_numpy(),
            "personnes": rest["personnes"].to_numpy(),
        },
        index=pd.Index(rest["code_insee"], name="code_insee"),
    )
    places = own.assign(manquent=own["attendues"] - own["personnes"])
    return Equity(
        inside=rates[0],
        outside=rates[1],
        missing=missing,
        missing_low=missing_low,
        missing_high=missing_high,
        posts=missing / caseload.people_a_post,
        posts_low=max(missing_low, 0.0) / most,
        posts_high=missing_high / least,
        places=places.sort_values("manquent", ascending=False, kind="stable"),
    )
