"""Composite need: where indicators point, and how much that depends on how they are added.

After the OECD/JRC Handbook (2008): every choice that could have been made otherwise is made
otherwise, many times, and what is told is what holds through all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.special import ndtr

from netmap.defaults import CERTAINTY, CONCENTRATION, FEWEST, NEED_DRAWS, SEED
from netmap.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from netmap.vocabulary import NeedTier

Floats: TypeAlias = "NDArray[np.float64]"

#: 1: the higher, the greater the need; -1: the lower.
Direction = Literal[1, -1]

_QUARTER = 0.25
_INTERVAL = (0.05, 0.95)
_FEWEST_TO_LEAVE_ONE_OUT = 3
#: What is left of a weight left out: next to nothing, but all there is for a commune that
#: has this indicator alone.
_LEFT_OUT = 1e-12


@dataclass(frozen=True, kw_only=True)
class NeedRules:
    """How need is drawn.

    Attributes
    ----------
    draws
        How many ways to compute it.
    seed
        Of the random numbers: the same seed gives the same table.
    concentration
        Of the Dirichlet weights, around the stated ones: 1 with equal weights makes every
        set of weights as likely as any other; larger keeps closer to the stated ones.
    certainty
        Share of the draws from which a tier is told.
    fewest
        Least share of the indicators that a commune must have to be ranked.
    """

    draws: int = NEED_DRAWS
    seed: int = SEED
    concentration: float = CONCENTRATION
    certainty: float = CERTAINTY
    fewest: float = FEWEST

    def __post_init__(self) -> None:
        """Refuse rules that mean nothing."""
        fine = {
            "draws": self.draws >= 1,
            "concentration": 0 < self.concentration < np.inf,
            "certainty": 0.5 < self.certainty < 1,  # noqa: PLR2004
            "fewest": 0 < self.fewest <= 1,
        }
        wrong = [name for name, good in fine.items() if not good]
        if wrong:
            message = f"rules of need out of their range: {', '.join(wrong)}"
            raise ValueError(message)


def composite_need(
    indicators: pd.DataFrame,
    directions: Mapping[str, Direction],
    *,
    national: pd.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
    sizes: pd.DataFrame | None = None,
    rules: NeedRules | None = None,
) -> pd.DataFrame:
    """Return the need of each commune, its rank with an interval, and its tier.

    Each draw takes a normalisation (percentile, or z-score through the normal distribution),
    weights (Dirichlet), an aggregation (arithmetic or geometric mean), one indicator left
    out or none (from three on), and, where `sizes` are given, percentages from the Jeffreys
    posterior of the counts behind them.

    Parameters
    ----------
    indicators
        A row a commune, a column an indicator, NaN: missing.
    directions
        For each indicator used, which way need goes. Other columns are left aside.
    national
        The distribution to normalise on: a row a commune of France; by default the
        territory's own.
    weights
        Stated weight of each indicator, above 0; equal by default.
    sizes
        People or households behind each percentage, same index; a column that is absent
        and a cell that is missing mean a figure taken as exact.
    rules
        How to draw; see :class:`NeedRules`.

    Returns
    -------
    DataFrame
        Index of `indicators`. ``score``: 0 to 100, percentiles and arithmetic mean at the
        stated weights; ``rang_median``, ``rang_bas``, ``rang_haut``: median and 90 % of the
        ranks, 1 being the greatest need among ranked communes; ``p_quart``: share of the
        draws in the quarter of greatest need; ``palier`` (NeedTier); ``connus``: how many
        indicators it has.

    Raises
    ------
    ColumnError
        An indicator has no column, or a commune is there twice.
    ValueError
        No indicator; a direction that is neither 1 nor -1; a weight that is not above 0; a
        percentage with a size that is not between 0 and 100; no value to normalise on.

    Notes
    -----
    A missing indicator stays missing: a commune whose poverty is hidden is scored on what
    it has, with the weights shared among those, and ``connus`` says how many; below the
    `fewest` share of the indicators it is not ranked (NaN, ``sans-donnee``). Rows and
    columns are taken in the order of their names, so that their order changes nothing.

    Examples
    --------
    >>> poverty = pd.DataFrame({"taux_pauvrete": [8.0, 25.0, 12.0, np.nan]}, index=list("abcd"))
    >>> table = composite_need(poverty, {"taux_pauvrete": 1})
    >>> table["rang_median"].tolist(), table["palier"].tolist()
    ([3.0, 1.0, 2.0, nan], ['faible', 'fort', 'moyen', 'sans-donnee'])
    """
    rules = rules or NeedRules()
    columns = sorted(directions)
    _check(indicators, directions, columns)
    values = indicators.sort_index()[columns]
    base = _base_weights(weights, columns)
    reference = values if national is None else national
    scales = [_Scale(reference[name], directions[name]) for name in columns]
    enough = values.notna().sum(axis=1) >= np.ceil(rules.fewest * len(columns))
    table = pd.DataFrame(index=values.index)
    observed = values.to_numpy(np.float64)
    components = np.stack([s.percentile(observed[:, k]) for k, s in enumerate(scales)], axis=-1)
    table["score"] = np.where(enough, 100 * _mean(components, base), np.nan)
    drawn = _draw_scores(values, scales, base, sizes=sizes, rules=rules)
    ranks = pd.DataFrame(np.where(enough, drawn, np.nan)).rank(axis=1, ascending=False).to_numpy()
    table = table.join(_summary(ranks, enough, rules))
    table["connus"] = values.notna().sum(axis=1)
    return table.reindex(indicators.index)


class _Scale:
    """One indicator's place in a fixed distribution, 0 to 1, 1 being the greatest need."""

    def __init__(self, reference: pd.Series[float], direction: Direction) -> None:
        known = np.sort(direction * reference.dropna().to_numpy(np.float64))
        if not known.size:
            message = f"{reference.name}: no value to normalise on"
            raise ValueError(message)
        self.known = known
        self.direction = direction
        self.mean = float(known.mean())
        self.spread = float(known.std()) or 1.0

    def percentile(self, values: Floats) -> Floats:
        """Return mid-ranks, never 0 nor 1, so that a geometric mean has a meaning."""
        turned = self.direction * values
        below = np.searchsorted(self.known, turned, side="left")
        upto = np.searchsorted(self.known, turned, side="right")
        edge = 0.5 / self.known.size
        share = np.clip((below + upto) / 2 / self.known.size, edge, 1 - edge)
        return np.where(np.isnan(values), np.nan, share)

    def normal(self, values: Floats) -> Floats:
        """Return the normal distribution at the z-score, on the same 0 to 1."""
        z = np.clip((self.direction * values - self.mean) / self.spread, -4, 4)
        return np.asarray(ndtr(z), dtype=np.float64)


def _check(
    indicators: pd.DataFrame, directions: Mapping[str, Direction], columns: list[str]
) -> None:
    absent = [name for name in columns if name not in indicators.columns]
    if absent:
        message = f"indicators: column(s) {', '.join(absent)} expected"
        raise ColumnError(message)
    if not indicators.index.is_unique:
        message = "indicators: a commune is there twice"
        raise ColumnError(message)
    wrong = [name for name in columns if directions[name] not in {1, -1}]
    if wrong or not columns:
        message = f"directions: 1 or -1 expected for each indicator, and one at least: {wrong}"
        raise ValueError(message)


def _base_weights(weights: Mapping[str, float] | None, columns: list[str]) -> Floats:
    stated = np.array([1.0 if weights is None else weights.get(name, np.nan) for name in columns])
    if not (np.isfinite(stated).all() and (stated > 0).all()):
        message = f"weights: one above 0 expected for each of {', '.join(columns)}"
        raise ValueError(message)
    return np.asarray(stated / stated.sum(), dtype=np.float64)


def _mean(components: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of what is known along the last axis."""
    known = ~np.isnan(components)
    shares = np.where(known, weights, 0.0)
    total = shares.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.where(known, components, 0.0) * shares).sum(axis=-1) / total)


def _draw_scores(
    values: pd.DataFrame,
    scales: list[_Scale],
    base: Floats,
    *,
    sizes: pd.DataFrame | None,
    rules: NeedRules,
) -> Floats:
    """Return scores, draws × communes."""
    rng = np.random.default_rng(rules.seed)
    draws, (n, k) = rules.draws, values.shape
    weights = rng.dirichlet(rules.concentration * k * base, draws)
    if k >= _FEWEST_TO_LEAVE_ONE_OUT:
        left_out = rng.integers(0, k + 1, draws)
        weights[left_out[:, None] == np.arange(k)] *= _LEFT_OUT
    by_percentile = rng.random(draws) < 0.5  # noqa: PLR2004
    by_geometry = rng.random(draws) < 0.5  # noqa: PLR2004
    components = np.empty((draws, n, k))
    for column, (name, scale) in enumerate(zip(values.columns, scales, strict=True)):
        drawn = _draw_values(values[name], sizes, draws, rng)
        components[by_percentile, :, column] = scale.percentile(drawn[by_percentile])
        components[~by_percentile, :, column] = scale.normal(drawn[~by_percentile])
    scores = _mean(components, weights[:, None, :])
    with np.errstate(invalid="ignore"):
        geometric = np.exp(_mean(np.log(components), weights[:, None, :]))
    return np.where(by_geometry[:, None], geometric, scores)


def _draw_values(
    observed: pd.Series[float], sizes: pd.DataFrame | None, draws: int, rng: np.random.Generator
) -> Floats:
    """Return values, draws × communes: Beta(x + ½, n - x + ½) where a size is known."""
    exact = np.asarray(observed, dtype=np.float64)
    drawn: Floats = np.tile(exact, (draws, 1))
    if sizes is None or observed.name not in sizes.columns:
        return drawn
    behind = np.asarray(sizes[observed.name].reindex(observed.index), dtype=np.float64)
    known = np.isfinite(exact) & (behind > 0)
    if ((exact[known] < 0) | (exact[known] > 100)).any():  # noqa: PLR2004
        message = f"{observed.name}: a percentage from 0 to 100 expected where a size is given"
        raise ValueError(message)
    people = behind[known] * exact[known] / 100
    drawn[:, known] = 100 * rng.beta(
        people + 0.5, behind[known] - people + 0.5, (draws, int(known.sum()))
    )
    return drawn


def _summary(ranks: Floats, enough: pd.Series[bool], rules: NeedRules) -> pd.DataFrame:
    ranked = int(enough.sum())
    summary = pd.DataFrame(
        np.nan, index=enough.index, columns=["rang_median", "rang_bas", "rang_haut", "p_quart"]
    )
    tiers: list[NeedTier] = ["sans-donnee"] * len(enough)
    if ranked:
        own = ranks[:, enough.to_numpy()]
        quarter = np.ceil(_QUARTER * ranked)
        worst = (own <= quarter).mean(axis=0)
        best = (own > ranked - quarter).mean(axis=0)
        low, high = np.quantile(own, _INTERVAL, axis=0)
        summary.loc[enough] = np.column_stack([np.median(own, axis=0), low, high, worst])
        for place, first, last in zip(np.flatnonzero(enough), worst, best, strict=True):
            tiers[place] = _tier(first, last, rules.certainty)
    return summary.assign(palier=tiers)


def _tier(worst: float, best: float, certainty: float) -> NeedTier:
    if worst >= certainty:
        return "fort"
    if best >= certainty:
        return "faible"
    return "moyen" if 1 - worst - best >= certainty else "indeterminee"
