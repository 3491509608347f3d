"""What is asked of a plan: the rules, the budget of each year, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap import defaults
from netmap.errors import ColumnError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

BUDGET = "netmap site --etp"
PLACES = "data/permanences.csv"
TIMES = "data/temps.csv"
NEED = "data/indicateurs.csv"

SITE_COLUMNS = ("code_insee", "demi_journees", "statut", "verrouillee", "itinerante")


@dataclass(frozen=True, kw_only=True)
class YearBudget:
    """What a year can pay for: half-days a week, travel included."""

    year: str
    half_days: float


@dataclass(frozen=True, kw_only=True)
class PlanRules:
    """The assumptions of a plan; each is shown beside it.

    Attributes
    ----------
    capacity_per_half_day
        People accompanied a year for one half-day held every week. The default is the
        pilot's: about 160 a full-time post of 10 half-days.
    max_half_days
        Most half-days a week at one site (its locked ones, where they are more).
    itinerant_step
        An itinerant site may be held every other week, so by steps of half a half-day;
        others by whole half-days.
    near_minutes, far_minutes
        Everybody makes the journey up to the first, nobody from the second on; the share
        falls in a straight line between the two.
    equity_floor
        Least share of its need that every origin within reach of a site is reached for.
    allow_withdrawal
        Whether a half-day given in a year may be taken back in the next.
    gap
        Relative distance to the optimum at which the search may stop.
    time_limit_s
        Seconds after which it must.
    """

    capacity_per_half_day: float = defaults.PEOPLE_A_POST / defaults.HALF_DAYS_A_POST
    max_half_days: float = defaults.MAX_HALF_DAYS
    itinerant_step: float = 0.5
    near_minutes: float = defaults.NEAR_MINUTES
    far_minutes: float = defaults.FAR_MINUTES
    equity_floor: float = defaults.EQUITY_FLOOR
    allow_withdrawal: bool = False
    gap: float = defaults.GAP
    time_limit_s: float = defaults.TIME_LIMIT_S

    def __post_init__(self) -> None:
        """Refuse rules that mean nothing."""
        fine = {
            "capacity_per_half_day": 0 < self.capacity_per_half_day < np.inf,
            "max_half_days": 1 <= self.max_half_days < np.inf,
            "itinerant_step": 0 < self.itinerant_step <= 1,
            "near_minutes, far_minutes": 0 <= self.near_minutes < self.far_minutes < np.inf,
            "equity_floor": 0 <= self.equity_floor <= 1,
            "gap": 0 <= self.gap < 1,
            "time_limit_s": 0 < self.time_limit_s < np.inf,
        }
        wrong = [name for name, good in fine.items() if not good]
        if wrong:
            message = f"rules of the plan out of their range: {'; '.join(wrong)}"
            raise ValueError(message)


def check_plan(
    cost_minutes: pd.DataFrame,
    need: pd.Series[float],
    sites: pd.DataFrame,
    budgets: Sequence[YearBudget],
    *,
    rules: PlanRules,
    travel: pd.Series[float],
) -> tuple[Problem, ...]:
    """Return everything that makes a plan impossible or foolish, before any solving.

    Parameters
    ----------
    cost_minutes, need, sites, budgets, rules, travel
        As in :func:`netmap.siting.placement.place_half_days`.

    Returns
    -------
    tuple[Problem, ...]
        Sorted by place; kinds ``plan-…``, with their sentences in the catalogue.

    Raises
    ------
    ColumnError
        `sites` lacks a column, or an index holds a code twice.
    """
    _check_frames(cost_minutes, need, sites)
    problems = [
        *_check_need(need),
        *_check_sites(sites, need),
        *_check_cost(cost_minutes, need, sites),
        *_check_budgets(budgets, sites, rules=rules, travel=travel),
    ]
    return tuple(sorted(problems, key=lambda problem: (*problem.place, problem.kind)))


def weekly_cost(
    sites: pd.DataFrame, half_days: pd.Series[float], travel: pd.Series[float]
) -> float:
    """Return the half-days a week that a choice takes, travel included.

    A fixed site pays its travel once a week, an itinerant one for every half-day held.
    """
    trips = half_days.where(sites["itinerante"], (half_days > 0).astype(float))
    return float((half_days + travel * trips).sum())


def locked_half_days(sites: pd.DataFrame, rules: PlanRules) -> pd.Series[float]:
    """Return the half-days that every plan keeps: those of locked sites, else 0.

    A locked site that holds none yet gets the least that can be held.
    """
    least = pd.Series(np.where(sites["itinerante"], rules.itinerant_step, 1.0), index=sites.index)
    held = sites["demi_journees"].where(sites["demi_journees"] > 0, least)
    return held.where(sites["verrouillee"], 0.0)


def _check_frames(cost_minutes: pd.DataFrame, need: pd.Series[float], sites: pd.DataFrame) -> None:
    absent = [column for column in SITE_COLUMNS if column not in sites.columns]
    message = ""
    if absent:
        message = f"sites: column(s) {', '.join(absent)} expected"
    for name, index in (
        ("need", need.index),
        ("sites", sites.index),
        ("rows of cost_minutes", cost_minutes.index),
        ("columns of cost_minutes", cost_minutes.columns),
    ):
        if not index.is_unique:
            message = f"{name}: {index[index.duplicated()][0]!r} is there twice"
    if message:
        raise ColumnError(message)


def _check_need(need: pd.Series[float]) -> list[Problem]:
    problems = []
    for code, value in need.items():
        if not np.isfinite(value):
            kind = "plan-need-missing"
        elif value < 0:
            kind = "plan-need-negative"
        else:
            continue
        problems.append(
            Problem(
                file=NEED,
                kind=kind,
                column=str(code),
                found=None if pd.isna(value) else f"{value:g}",
            )
        )
    return problems


def _check_sites(sites: pd.DataFrame, need: pd.Series[float]) -> list[Problem]:
    communes = {str(code).partition(":")[0] for code in need.index}
    lines = sites["ligne"] if "ligne" in sites.columns else [None] * len(sites)
    problems = []
    for line, site, code, held, status in zip(
        lines,
        sites.index,
        sites["code_insee"],
        sites["demi_journees"],
        sites["statut"],
        strict=True,
    ):
        faults: list[tuple[str, str, str | None]] = []
        if pd.isna(code):
            faults.append(("plan-site-unplaced", "code_insee", None))
        elif code not in communes:
            faults.append(("plan-site-outside", "code_insee", str(code)))
        if pd.isna(held) and status == "ouverte":
            faults.append(("plan-half-days-missing", "demi_journees", None))
        elif held < 0 or np.isinf(held):
            faults.append(("plan-half-days-negative", "demi_journees", f"{held:g}"))
        problems += [
            Problem(
                file=PLACES,
                kind=kind,
                line=None if pd.isna(line) else int(line),
                column=column,
                found=found,
                details=(("site", str(site)),),
            )
            for kind, column, found in faults
        ]
    return problems


def _check_cost(
    cost_minutes: pd.DataFrame, need: pd.Series[float], sites: pd.DataFrame
) -> list[Problem]:
    whole = cost_minutes.reindex(index=need.index, columns=sites.index)
    bad = whole.isna() | (whole < 0)
    if not bad.to_numpy().any():
        return []
    code = bad.index[bad.any(axis=1)][0]
    site = bad.columns[bad.loc[code]][0]
    value = whole.loc[code, site]
    return [
        Problem(
            file=TIMES,
            kind="plan-cost-hole",
            found=None if pd.isna(value) else f"{value:g}",
            details=(
                ("code", str(code)),
                ("site", str(site)),
                ("count", str(int(bad.to_numpy().sum()))),
            ),
        )
    ]


def _check_budgets(
    budgets: Sequence[YearBudget],
    sites: pd.DataFrame,
    *,
    rules: PlanRules,
    travel: pd.Series[float],
) -> list[Problem]:
    if not budgets:
        return [Problem(file=BUDGET, kind="plan-no-year")]
    years = [budget.year for budget in budgets]
    problems = [
        Problem(file=BUDGET, kind="plan-year-twice", found=year)
        for year in sorted({year for year in years if years.count(year) > 1})
    ]
    locked = weekly_cost(sites, locked_half_days(sites, rules), travel)
    former: YearBudget | None = None
    for budget in sorted(budgets, key=lambda budget: budget.year):
        found = f"{budget.half_days:g}"
        details: tuple[tuple[str, str], ...] = ()
        if not 0 < budget.half_days < np.inf:
            kind = "plan-no-budget"
        elif budget.half_days < locked:
            kind, details = "plan-locked-over-budget", _amount("locked", locked)
        elif former and budget.half_days < former.half_days and not rules.allow_withdrawal:
            kind, details = "plan-budget-falls", _amount("former", former.half_days)
        else:
            former = budget
            continue
        former = budget
        problems.append(
            Problem(file=BUDGET, kind=kind, found=found, details=(("year", budget.year), *details))
        )
    return problems


def _amount(name: str, half_days: float) -> tuple[tuple[str, str], ...]:
    """Return an amount as it is, and as one that may be told in another unit beside it."""
    return ((name, f"{half_days:g}"), (f"half_days_{name}", f"{half_days:g}"))
