"""Which communes come first: a plane of need and coverage gap, and expected unmet people.

The two axes are never averaged. The order is that of the people whom a service at the
reference rate of the target population would accompany and who are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from netmap.defaults import RANK_LEVEL
from netmap.findings.rates import garwood
from netmap.findings.shared import SPAN

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
        with an interval that holds the doubt of both; NaN: unknown.
    need_score, need_tier
        As in :func:`netmap.findings.need.composite_need`; NaN and ``sans-donnee``: unknown.
    estimated
        Whether the people accompanied there are hidden, and `unmet` is an estimate from those
        of its sector, or of the territory, that are hidden together; the interval then goes
        from all of them to none. Only in a release.
    in_parts
        Whether `unmet` is that of its under-served parts alone: what its other parts have
        beyond their own serves nobody there.
    shared
        Whether people of it are a share of those of a neighbourhood in several communes; the
        interval then goes as far as any other sharing out.
    closed
        Whether the service was open there, and is not any more: nobody is accompanied.
    weighted
        Whether `unmet` is expected of a population in need, and not of all residents.
    gap
        Share of the people expected who are not accompanied; NaN: unknown.
    corner
        Where it lies in the plane; need is high from the score of the median commune on, and
        there is a gap where it is above 0.
    certain
        Whether both the density class and the tier of need conclude.
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
    shared: bool
    closed: bool
    weighted: bool
    need_score: float
    need_tier: NeedTier
    gap: float
    density_class: DensityClass
    corner: Corner | None
    certain: bool
    broken_needs: tuple[str, ...]


def rank_priorities(
    communes: pd.DataFrame,
    *,
    need: pd.DataFrame | None = None,
    broken_needs: Mapping[str, tuple[str, ...]] | None = None,
    supposed: pd.DataFrame | None = None,
    parts: pd.DataFrame | None = None,
    spans: pd.DataFrame | None = None,
    years: pd.Series[float] | float = 1.0,
    dispersion: float = 1.0,
    level: float = RANK_LEVEL,
    weighted: bool = False,
) -> tuple[Priority, ...]:
    """Return communes by expected unmet people, the most first.

    Parameters
    ----------
    communes
        Index ``code_insee``; ``nom``; ``attendues``: people a year at the reference rate **of
        the whole target population**, also where the service was not open; ``doute``: standard
        deviation of its logarithm; ``personnes``: accompanied a year (NaN: no data; where the
        service is not open, 0, of which nobody doubts); ``classe``.
    need
        Index ``code_insee``; ``score``, ``palier``.
    broken_needs
        Needs whose chain is broken, by ``code_insee``.
    supposed
        Where the people accompanied are hidden, what may be supposed of them from all that is
        shown: index ``code_insee``; ``personnes``, ``au_plus``, over the pooled periods. It
        fills the place of a missing count, and the interval goes from ``au_plus`` to none.
    parts
        What the under-served parts of communes add up to, where a commune has any: index
        ``code_insee``; ``attendues``, ``doute``, ``personnes``. They stand for the commune
        where they lack more people than it does on the whole.
    spans
        People at least and at most, over the pooled periods, of communes of which they are
        shared out: index ``code_insee``, columns :data:`netmap.findings.shared.SPAN` (NaN: they
        are not, or nothing bounds them).
    years
        What people over the pooled periods are divided by to have those of a year: of all, or
        index ``code_insee`` (``inf``: not open today; NaN: not known, or never open).
    dispersion
        Variance factor of the counts.
    level
        Of the interval.
    weighted
        Whether the expected people are those of a population in need, not of all residents.

    Returns
    -------
    tuple[Priority, ...]
        Ranked, then those that cannot be, by code.

    Raises
    ------
    ValueError
        `years` or `dispersion` is not above 0, or a count is negative.

    Notes
    -----
    The interval of expected minus accompanied joins those of both (Zou & Donner 2008,
    *Statistics in Medicine* 27): Garwood's for a count, log-normal for what is expected.

    Examples
    --------
    >>> communes = pd.DataFrame({"nom": ["A", "B"], "attendues": [10.0, 10.0], "doute": 0.0,
    ...     "personnes": [2.0, 9.0], "classe": ["sous-desservie", "indeterminee"]},
    ...     index=["17001", "17002"])
    >>> [(place.rank, place.code, place.unmet) for place in rank_priorities(communes)]
    [(1, '17001', 8.0), (2, '17002', 1.0)]
    """
    table = communes.sort_index()
    span = pd.Series(1.0, index=table.index) * years
    if not ((span.isna() | (span > 0)).all() and dispersion > 0):
        message = f"years is {years}, dispersion {dispersion}: above 0 expected"
        raise ValueError(message)
    scores, tiers = _need_of(table.index, need)
    expected, doubt = (table[name].astype(np.float64) for name in ("attendues", "doute"))
    counts = table["personnes"].astype(np.float64)
    low, high = _bounds(counts, span, dispersion, level)
    shared = pd.Series(data=False, index=table.index)
    if spans is not None:
        ends = spans.reindex(table.index).astype(np.float64).div(span, axis=0)
        shared = ends[SPAN[0]].notna() & counts.notna()
        lowest, highest = (_bounds(ends[end], span, dispersion, level) for end in SPAN)
        low = low.mask(shared, lowest[0])
        high = high.mask(shared & ends[SPAN[1]].notna(), highest[1])
    closed = (table["classe"] == "non-ouverte") | np.isinf(span)
    low, high = low.mask(closed, counts), high.mask(closed, counts)
    estimated = pd.Series(data=False, index=table.index)
    if supposed is not None:
        estimated = counts.isna() & table.index.isin(supposed.index)
        ours = supposed.reindex(table.index).astype(np.float64).div(span, axis=0)
        counts = counts.mask(estimated, ours["personnes"])
        low, high = low.mask(estimated, 0.0), high.mask(estimated, ours["au_plus"])
    in_parts = pd.Series(data=False, index=table.index)
    if parts is not None:
        lacking = parts.reindex(table.index).astype(np.float64)
        due, done = lacking["attendues"], lacking["personnes"]
        in_parts = ~estimated & ((due - done) > (expected - counts))
        bounds = _bounds(done, span, dispersion, level)
        expected, counts = expected.mask(in_parts, due), counts.mask(in_parts, done)
        doubt = doubt.mask(in_parts, lacking["doute"])
        low, high = low.mask(in_parts, bounds[0]), high.mask(in_parts, bounds[1])
    spread = np.exp(ndtri((1 + level) / 2) * doubt)
    unmet = expected - counts
    table = table.assign(
        unmet=unmet,
        unmet_low=unmet - np.hypot(expected - expected / spread, high - counts),
        unmet_high=unmet + np.hypot(expected * spread - expected, counts - low),
        estimated=estimated,
        in_parts=in_parts,
        shared=shared & ~in_parts,
        closed=np.isinf(span),
        weighted=weighted & expected.notna(),
        score=scores,
        palier=tiers,
        gap=unmet / expected.where(expected > 0),
    )
    table["rank"] = (-table["unmet"]).rank(method="first")
    middle = middle_of(scores)
    return tuple(
        _priority(str(code), values, middle, (broken_needs or {}).get(str(code), ()))
        for code, values in table.sort_values("rank", kind="stable").to_dict("index").items()
    )


def middle_of(scores: pd.Series[float]) -> float:
    """Return the median of the scores that are known; NaN where none is.

    >>> middle_of(pd.Series([1.0, float("nan"), 4.0])), middle_of(pd.Series([float("nan")]))
    (2.5, nan)
    """
    known = scores.dropna()
    return float(known.median()) if len(known) else float("nan")


def _bounds(
    counts: pd.Series[float], years: pd.Series[float], dispersion: float, level: float
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the interval of people a year, from a count over `years`."""
    effective = counts * years / dispersion
    low, high = garwood(effective, level=level)
    return low * dispersion / years, high * dispersion / years


def _need_of(
    codes: pd.Index[str], need: pd.DataFrame | None
) -> tuple[pd.Series[float], pd.Series[str]]:
    if need is None:
        return pd.Series(np.nan, index=codes), pd.Series("sans-donnee", index=codes)
    ours = need.reindex(codes)
    return ours["score"].astype(float), ours["palier"].fillna("sans-donnee")


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
        shared=bool(values["shared"]),
        closed=bool(values["closed"]),
        weighted=bool(values["weighted"]),
        need_score=score,
        need_tier=values["palier"],
        gap=gap,
        density_class=values["classe"],
        corner=corner,
        certain=values["classe"] in {"sous-desservie", "inegale", "desservie"}
        and values["palier"] in {"fort", "moyen", "faible"},
        broken_needs=broken,
    )
