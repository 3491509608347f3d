"""Density: people accompanied per 1,000 residents a year, and how sure that is.

Contacts (``passages``) are another measure, of meetings and not of people: they are no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, overload

import numpy as np
import pandas as pd
from scipy.special import gammainc, gammaincinv, gammaln

from netmap.analysis.counts import Counted, count_people, people_by_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from netmap.settings import Settings
    from netmap.territory.model import Territory

Values = TypeVar("Values", "pd.Series[float]", "NDArray[np.float64]")

_PER = 1_000
#: Between-area coefficients of variation that are weighed: 0 (all alike) to 1.
_SPREADS = np.linspace(0, 1, 41)


@overload
def garwood(count: float, *, level: float = ...) -> tuple[float, float]: ...
@overload
def garwood(
    count: pd.Series[float], *, level: float = ...
) -> tuple[pd.Series[float], pd.Series[float]]: ...
@overload
def garwood(
    count: Sequence[float] | NDArray[np.float64], *, level: float = ...
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def garwood(count: object, *, level: float = 0.95) -> tuple[object, object]:
    """Return the exact Poisson interval of a count (Garwood 1936).

    Parameters
    ----------
    count
        People; NaN: unknown. May be fractional (a share of a count).
    level
        Between 0 and 1.

    Returns
    -------
        Lower and upper bound, of the kind and index of `count`. The lower bound of 0 is 0;
        those of NaN are NaN.

    Raises
    ------
    ValueError
        A count is negative or infinite, or `level` is not between 0 and 1.

    Examples
    --------
    >>> lower, upper = garwood(5)
    >>> f"{lower:.6f} {upper:.6f}"
    '1.623486 11.668332'
    """
    if not 0 < level < 1:
        message = f"a level lies between 0 and 1, not {level}"
        raise ValueError(message)
    x = _checked(count, "count")
    tail = (1 - level) / 2
    lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), tail), x)
    upper = gammaincinv(x + 1, 1 - tail)
    return _like(count, lower), _like(count, upper)


def empirical_bayes(count: Values, population: Values) -> Values:
    """Return rates smoothed towards the mean of all areas (Marshall 1991, global).

    With b the overall rate and n the mean population, the between-area variance is
    ``a = Σ nᵢ(rᵢ − b)² / Σ nᵢ − b / n``, **clamped at 0**, and the rate
    ``b + a / (a + b / nᵢ) · (rᵢ − b)``.

    Parameters
    ----------
    count, population
        Same length (and index, of Series); NaN: unknown. A population may be person-years.

    Returns
    -------
        Rates per person, of the kind and index of `count`; NaN where the population is 0 or
        unknown, or the count unknown: such areas weigh nothing.

    Raises
    ------
    ValueError
        Lengths or indexes differ, or a value is negative or infinite.

    Examples
    --------
    >>> empirical_bayes(np.array([1.0, 2.0]), np.array([100.0, 200.0]))
    array([0.01, 0.01])
    """
    rates, _, _ = _marshall(count, population)
    return _like(count, rates)  # type: ignore[return-value]


def between_area_variance(count: ArrayLike, population: ArrayLike) -> tuple[float, float]:
    """Return Marshall's a (clamped at 0) and b, which :func:`empirical_bayes` weighs."""
    _, a, b = _marshall(count, population)
    return a, b


@dataclass(frozen=True)
class RatePrior:
    """How O/E differs between areas: gamma laws of one mean, each with its weight.

    A law of coefficient of variation s has shape 1/s² and mean `mean`; s = 0 says that all
    areas are alike. `weights` sum to 1.
    """

    mean: float
    spreads: NDArray[np.float64]
    weights: NDArray[np.float64]


def fit_prior(count: ArrayLike, expected: ArrayLike) -> RatePrior:
    """Learn from all areas how much their O/E differ (gamma–Poisson).

    The mean is ``(ΣO + ½) / (ΣE + ½)``. Spreads from 0 to 1 are equally likely beforehand
    and weighed by the negative-binomial likelihood of the counts (Clayton & Kaldor 1987, but
    averaged over the spread instead of fixed at its best value: few areas with small counts
    do not prove that all are alike, and must not make each look certain).

    Parameters
    ----------
    count, expected
        Observed and expected people of each area; areas where either is NaN, or nothing is
        expected, weigh nothing.
    """
    observed, due = _checked(count, "count"), _checked(expected, "expected")
    kept = np.isfinite(observed) & np.isfinite(due) & (due > 0)
    observed, due = observed[kept], due[kept]
    mean = float((observed.sum() + 0.5) / (due.sum() + 0.5))
    rate = mean * due
    score = np.empty(len(_SPREADS))
    score[0] = np.sum(observed * np.log(rate) - rate)
    for i, spread in enumerate(_SPREADS[1:], start=1):
        shape = 1 / spread**2
        score[i] = np.sum(
            gammaln(shape + observed)
            - gammaln(shape)
            + observed * np.log(rate / (rate + shape))
            - shape * np.log1p(rate / shape)
        )
    weights = np.exp(score - score.max())
    return RatePrior(mean, _SPREADS, weights / weights.sum())


def probability_under(
    count: Values, expected: Values, *, ratio: float = 0.8, prior: RatePrior | None = None
) -> Values:
    """Return P(θ < ratio): how likely an area's true O/E lies under `ratio`.

    The posterior is a mixture of gamma laws of shape ``1/s² + O`` and rate
    ``1/(s² · mean) + E``, over the spreads s of the prior.

    Parameters
    ----------
    count, expected
        Observed and expected people; NaN: unknown.
    ratio
        What counts as under, above 0.
    prior
        From :func:`fit_prior`; None: fitted to these very areas.

    Returns
    -------
        Probabilities, of the kind and index of `count`; NaN where either is unknown, or
        nothing is expected.
    """
    observed, due = _checked(count, "count"), _checked(expected, "expected")
    law = fit_prior(observed, due) if prior is None else prior
    due = np.where(due > 0, due, np.nan)
    total = np.zeros(observed.shape)
    for spread, weight in zip(law.spreads, law.weights, strict=True):
        if spread == 0:
            total = total + weight * float(law.mean < ratio)
            continue
        shape = 1 / spread**2
        total = total + weight * gammainc(shape + observed, (shape / law.mean + due) * ratio)
    unknown = np.isnan(observed) | np.isnan(due)
    return _like(count, np.where(unknown, np.nan, total))  # type: ignore[return-value]


def classify(
    probability: ArrayLike, count: ArrayLike, *, certainty: float = 0.8
) -> NDArray[np.object_]:
    """Return the class of each area from P(θ < ratio) and its count.

    ``sous-desservie`` where P ≥ `certainty`; ``desservie`` where P ≤ 1 − `certainty` and
    somebody was accompanied; ``sans-donnee`` where the count is unknown; else, and where P is
    unknown, ``indeterminee``.

    Examples
    --------
    >>> classify([0.9, 0.1, 0.1, 0.5], [3, 12, 0, 6]).tolist()
    ['sous-desservie', 'desservie', 'indeterminee', 'indeterminee']
    """
    p, people = np.asarray(probability, dtype=float), np.asarray(count, dtype=float)
    classes = np.full(p.shape, "indeterminee", dtype=object)
    classes[p >= certainty] = "sous-desservie"
    classes[(p <= round(1 - certainty, 12)) & (people > 0)] = "desservie"
    classes[np.isnan(people)] = "sans-donnee"
    return classes


def reference_rate(
    territory: Territory, accompaniments: pd.DataFrame | None, *, settings: Settings
) -> tuple[float, str]:
    """Return the rate that places are compared with, and what it is.

    Returns
    -------
        People per 1,000 residents a year (NaN: nothing to compute it from), and
        ``territoire`` (the pooled rate of all), ``qpv`` (that of the QPVs) or ``cible`` (the
        number stated in the settings).
    """
    return _reference(_counted(territory, accompaniments, settings), settings)


def density_table(
    territory: Territory, accompaniments: pd.DataFrame | None, *, settings: Settings
) -> pd.DataFrame:
    """Return people accompanied, rate, doubt and class of each place.

    How rows become people of a place, and what no row means, is told in
    :mod:`netmap.analysis.counts`. Expected people are the reference rate × the years in
    which the service was open × the residents of the zones where it was. Each level is
    smoothed, and its probabilities fitted, among its own places. A place of which a part
    was never open is never called ``desservie``.

    Returns
    -------
        As ``Findings.density``: index (``niveau``, ``code``), sorted by level then code; the
        territory has the code ``territoire``. Where the service was never open, people are
        NaN and the class is ``non-ouverte``; where nothing is known, ``sans-donnee``.
    """
    counted = _counted(territory, accompaniments, settings)
    rate, _ = _reference(counted, settings)
    zones = counted.zones
    names: dict[str, pd.Series[str]] = {
        "territoire": pd.Series({"territoire": territory.name}),
        "commune": territory.communes["nom"],
        "qpv": territory.qpv["lib_qp"],
        "zone": territory.zones["nom"],
    }
    keys: dict[str, pd.Series[str]] = {
        "territoire": pd.Series("territoire", index=zones.index),
        "commune": zones["code_insee"],
        "qpv": zones["code_qp"],
        "zone": pd.Series(zones.index, index=zones.index),
    }
    levels = []
    for level, name in names.items():
        elsewhere = counted.elsewhere if level == "territoire" else 0.0
        places = _sum_zones(zones, keys[level], lenient=level == "territoire")
        places[["personnes", "comptees"]] += elsewhere
        places = places.reindex(name.index).sort_index()
        places.insert(0, "nom", name.reindex(places.index))
        table = _measure(places, rate / _PER, known=counted.known, settings=settings)
        table.index = pd.MultiIndex.from_product([[level], table.index], names=["niveau", "code"])
        levels.append(table)
    return pd.concat(levels)


def period_totals(accompaniments: pd.DataFrame | None) -> pd.DataFrame:
    """Return the territory's people and closed situations by period, all periods of the table.

    Returns
    -------
        Index ``periode``, sorted; ``personnes``, ``situations_cloturees`` (NaN where a counted
        row does not say: a sum of some would pass for the sum of all).
    """
    rows = people_by_code(accompaniments)
    measures = rows.set_index("periode")[["personnes", "situations_cloturees"]].astype(float)
    totals = measures.groupby(level="periode", sort=True).sum()
    unsaid = measures.isna().groupby(level="periode", sort=True).any()
    return totals.mask(unsaid)


def _counted(
    territory: Territory, accompaniments: pd.DataFrame | None, settings: Settings
) -> Counted:
    return count_people(
        territory,
        accompaniments,
        periods=settings.density.periods,
        perimeter=settings.perimeter,
    )


def _reference(counted: Counted, settings: Settings) -> tuple[float, str]:
    stated = settings.density.reference
    if not isinstance(stated, str):
        return float(stated), "cible"
    zones = counted.zones
    known = zones[(zones["annees"] > 0) & zones["population"].notna()]
    elsewhere = counted.elsewhere
    if stated == "qpv":
        known, elsewhere = known[known["code_qp"].notna()], 0.0
    years = float((known["population"] * known["annees"]).sum())
    people = float(known["personnes"].sum()) + elsewhere
    return (_PER * people / years if years > 0 else np.nan), stated


def _sum_zones(zones: pd.DataFrame, key: pd.Series[str], *, lenient: bool) -> pd.DataFrame:
    """Sum zones by place: people, residents, person-years, and whether a part was not open.

    `lenient` leaves zones of unknown population out of the rate instead of losing it.
    """
    opened = zones["annees"] > 0
    years = (zones["population"] * zones["annees"]).where(opened, 0.0)
    in_rate = opened & (years.notna() if lenient else True)
    parts = pd.DataFrame(
        {
            "personnes": zones["personnes"],
            "comptees": zones["personnes"].where(in_rate),
            "population": zones["population"],
            "personnes_annees": years.where(in_rate, 0.0),
            "fermee": (~opened).astype(float),
            "ouverte": opened.astype(float),
        }
    )
    grouped = parts.groupby(key, sort=True)
    total = grouped.sum(min_count=1)
    for column in ("population", "personnes_annees"):
        missing = parts[column].isna().groupby(key, sort=True).any()
        total[column] = total[column].mask(missing)
    return total


def _measure(places: pd.DataFrame, rate: float, *, known: bool, settings: Settings) -> pd.DataFrame:
    """Turn summed zones into the columns of ``Findings.density``; `rate` is per person a year."""
    options = settings.density
    people, years = places["comptees"], places["personnes_annees"]
    years = years.where(years > 0)
    expected = (rate * years).where(people.notna())
    lower, upper = garwood(people, level=options.level)
    probability = probability_under(people, expected, ratio=options.ratio)
    classes = classify(probability, people, certainty=options.certainty)
    partly = (places["fermee"] > 0).to_numpy() & (classes == "desservie")
    classes[partly] = "indeterminee"
    classes[places["population"].isna().to_numpy() & years.isna().to_numpy()] = "sans-donnee"
    if known:
        classes[(places["ouverte"] == 0).to_numpy()] = "non-ouverte"
    else:
        classes[:] = "sans-donnee"
    return pd.DataFrame(
        {
            "nom": places["nom"],
            "population": places["population"],
            "personnes": places["personnes"],
            "attendues": expected,
            "taux": _PER * people / years,
            "taux_bas": _PER * lower / years,
            "taux_haut": _PER * upper / years,
            "taux_lisse": _PER * empirical_bayes(people, years),
            "rapport": people / expected.where(expected > 0),
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=places.index, dtype=object),
        }
    )


def _marshall(count: object, population: object) -> tuple[NDArray[np.float64], float, float]:
    people, residents = _checked(count, "count"), _checked(population, "population")
    if people.shape != residents.shape:
        message = f"{people.shape} counts for {residents.shape} populations"
        raise ValueError(message)
    if (
        isinstance(count, pd.Series)
        and isinstance(population, pd.Series)
        and not count.index.equals(population.index)
    ):
        message = "counts and populations are indexed differently"
        raise ValueError(message)
    rates = np.full(people.shape, np.nan)
    kept = np.isfinite(people) & (residents > 0)
    if not kept.any():
        return rates, 0.0, np.nan
    n = residents[kept]
    raw = people[kept] / n
    b = float(people[kept].sum() / n.sum())
    a = max(0.0, float((n * (raw - b) ** 2).sum() / n.sum() - b / n.mean()))
    rates[kept] = b + a * n / (a * n + b) * (raw - b) if b > 0 else 0.0
    return rates, a, b


def _checked(values: object, name: str) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=float)
    if (numbers < 0).any() or np.isinf(numbers).any():
        message = f"a {name} is negative or infinite"
        raise ValueError(message)
    return numbers


def _like(model: object, values: NDArray[np.floating]) -> object:
    """Return `values` as the kind of `model`: a Series on its index, an array, a float."""
    if isinstance(model, pd.Series):
        return pd.Series(values, index=model.index)
    return values if np.ndim(values) else float(values)
