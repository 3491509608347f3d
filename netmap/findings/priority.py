"""Which communes come first: a plane of need and coverage gap, and expected unmet people.

The two axes are never averaged. The order is that of the people whom a service at the
reference rate, weighted by need, would accompany and who are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netmap.defaults import RANK_LEVEL
from netmap.findings.rates import garwood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.vocabulary import Corner, DensityClass, NeedTier


@dataclass(frozen=True, kw_only=True)
class Priority:
    """One commune, with its place on both axes and its reasons.

    Attributes
    ----------
    rank
        From 1, by `unmet`; None where that cannot be known.
    unmet, unmet_low, unmet_high
        People a year who are expected and not accompanied (below 0: more are than expected),
        with the Garwood interval of those accompanied; NaN: unknown.
    need_score, need_tier
        As in :func:`netmap.findings.need.composite_need`; NaN and ``sans-donnee``: unknown.
    estimated
        Whether the people accompanied there are hidden, and `unmet` is an estimate from those
        of its sector, or of the territory, that are hidden together; the interval then goes
        from all of them to none. Only in a release.
    in_parts
        Whether `unmet` is that of its under-served parts alone: what its other parts have
        beyond their own serves nobody there.
    weighted
        Whether `unmet` is weighted by need; not where need is unknown: 1 is then used.
    gap
        Share of the people expected, weighted, who are not accompanied; NaN: unknown.
    corner
        Where it lies in the plane; need is high from the score of the median commune on, and
        there is a gap where it is above 0.
    certain
        Whether both the density class and the tier of need conclude.
    minutes
        To the nearest open permanence; NaN: none is placed, or not given.
    broken_needs
        Needs whose chain of partners is broken there.
    """

    rank: int | None
    code: str
    name: str
    unmet: float
    unmet_low: float
    unmet_high: float
    estimated: bool
    in_parts: bool
    weighted: bool
    need_score: float
    need_tier: NeedTier
    gap: float
    density_class: DensityClass
    corner: Corner | None
    certain: bool
    minutes: float
    broken_needs: tuple[str, ...]


def rank_priorities(
    communes: pd.DataFrame,
    *,
    need: pd.DataFrame | None = None,
    minutes: pd.Series[float] | None = None,
    broken_needs: Mapping[str, tuple[str, ...]] | None = None,
    supposed: pd.DataFrame | None = None,
    parts: pd.DataFrame | None = None,
    years: float = 1.0,
    level: float = RANK_LEVEL,
) -> tuple[Priority, ...]:
    """Return communes by expected unmet people, the most first.

    Parameters
    ----------
    communes
        Index ``code_insee``; ``nom``; ``attendues``: people at the reference rate over the
        pooled periods, **among all residents**, also where the service was not open;
        ``personnes``: accompanied over the same (NaN: no data; where the service was never
        open, 0, of which nobody doubts); ``classe``.
    need
        Index ``code_insee``; ``score``, ``palier``. Expected people are weighted by the
        score over its mean among expected people, so that their sum is unchanged.
    minutes
        To the nearest open permanence, by ``code_insee``.
    broken_needs
        Needs whose chain is broken, by ``code_insee``.
    supposed
        Where the people accompanied are hidden, what may be supposed of them from all that is
        shown: index ``code_insee``; ``personnes``, ``au_plus``. It fills the place of a
        missing count, and the interval goes from ``au_plus`` people to none.
    parts
        What the under-served parts of communes add up to, where a commune has any: index
        ``code_insee``; ``attendues``, ``personnes``. They stand for the commune where they
        lack more people than it does on the whole.
    years
        Length of the pooled periods, so that people are a year's.
    level
        Of the interval.

    Returns
    -------
    tuple[Priority, ...]
        Ranked, then those that cannot be, by code.

    Raises
    ------
    ValueError
        `years` is not above 0, or a count is negative.

    Examples
    --------
    >>> communes = pd.DataFrame({"nom": ["A", "B"], "attendues": [10.0, 10.0],
    ...     "personnes": [2.0, 9.0], "classe": ["sous-desservie", "indeterminee"]},
    ...     index=["17001", "17002"])
    >>> [(place.rank, place.code, place.unmet) for place in rank_priorities(communes)]
    [(1, '17001', 8.0), (2, '17002', 1.0)]
    """
    if not years > 0:
        message = f"years is {years}, above 0 expected"
        raise ValueError(message)
    table = communes.sort_index()
    scores, tiers = _need_of(table.index, need)
    factor = need_factor(scores, table["attendues"])
    expected = (table["attendues"] * factor.fillna(1.0)).astype(np.float64)
    counts = table["personnes"].astype(np.float64)
    low, high = garwood(counts, level=level)
    closed = table["classe"] == "non-ouverte"
    low, high = low.mask(closed, counts), high.mask(closed, counts)
    estimated = pd.Series(data=False, index=table.index)
    if supposed is not None:
        estimated = counts.isna() & table.index.isin(supposed.index)
        ours = supposed.reindex(table.index).astype(np.float64)
        counts = counts.mask(estimated, ours["personnes"])
        low, high = low.mask(estimated, 0.0), high.mask(estimated, ours["au_plus"])
    in_parts = pd.Series(data=False, index=table.index)
    if parts is not None:
        lacking = parts.reindex(table.index).astype(np.float64)
        due = lacking["attendues"] * factor.fillna(1.0)
        in_parts = ~estimated & ((due - lacking["personnes"]) > (expected - counts))
        bounds = garwood(lacking["personnes"], level=level)
        expected, counts = expected.mask(in_parts, due), counts.mask(in_parts, lacking["personnes"])
        low, high = low.mask(in_parts, bounds[0]), high.mask(in_parts, bounds[1])
    table = table.assign(
        unmet=(expected - counts) / years,
        unmet_low=(expected - high) / years,
        unmet_high=(expected - low) / years,
        estimated=estimated,
        in_parts=in_parts,
        weighted=factor.notna(),
        score=scores,
        palier=tiers,
        gap=((expected - counts) / expected.where(expected > 0)),
        minutes=np.nan if minutes is None else minutes.reindex(table.index),
    )
    table["rank"] = (-table["unmet"]).rank(method="first")
    middle = float(scores.median())
    return tuple(
        _priority(str(code), values, middle, (broken_needs or {}).get(str(code), ()))
        for code, values in table.sort_values("rank", kind="stable").to_dict("index").items()
    )


def _need_of(
    codes: pd.Index[str], need: pd.DataFrame | None
) -> tuple[pd.Series[float], pd.Series[str]]:
    if need is None:
        return pd.Series(np.nan, index=codes), pd.Series("sans-donnee", index=codes)
    ours = need.reindex(codes)
    return ours["score"].astype(float), ours["palier"].fillna("sans-donnee")


def need_factor(scores: pd.Series[float], expected: pd.Series[float]) -> pd.Series[float]:
    """Return the scores over their mean among expected people; NaN where need is unknown.

    Expected people times it have the same sum as before, where every score is known.
    """
    known = scores.notna() & (expected > 0)
    people = expected[known].sum()
    mean = float((scores[known] * expected[known]).sum() / people) if people else np.nan
    return scores / mean if mean > 0 else scores * np.nan


def _priority(
    code: str, values: dict[Any, Any], middle: float, broken: tuple[str, ...]
) -> Priority:
    score, gap = float(values["score"]), float(values["gap"])
    corner: Corner | None = None
    if not (np.isnan(score) or np.isnan(gap)):
        if score >= middle:
            corner = "besoin-fort-ecart" if gap > 0 else "besoin-fort-couvert"
        else:
            corner = "besoin-faible-ecart" if gap > 0 else "besoin-faible-couvert"
    return Priority(
        rank=None if np.isnan(values["rank"]) else int(values["rank"]),
        code=code,
        name=str(values["nom"]),
        unmet=float(values["unmet"]),
        unmet_low=float(values["unmet_low"]),
        unmet_high=float(values["unmet_high"]),
        estimated=bool(values["estimated"]),
        in_parts=bool(values["in_parts"]),
        weighted=bool(values["weighted"]),
        need_score=score,
        need_tier=values["palier"],
        gap=gap,
        density_class=values["classe"],
        corner=corner,
        certain=values["classe"] in {"sous-desservie", "inegale", "desservie"}
        and values["palier"] in {"fort", "moyen", "faible"},
        minutes=float(values["minutes"]),
        broken_needs=broken,
    )
