"""How places are judged: zones, communes, QPVs and sectors by one set of rules.

A place is centred on the reference, which is fixed before anything is counted: how much places
differ is learnt from the zones of its stratum, where they stand never is. A count in the QPVs
moves nothing that is said outside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.findings.dispersion import dispersion_of
from netmap.findings.posterior import RatePrior, classify, fit_prior, probability_under

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from netmap.disclosure.shown import ShownCounts
    from netmap.settings import DensitySettings

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """What places are judged by.

    Attributes
    ----------
    inside, outside, mixed
        The laws of places in QPVs, outside them, and of both.
    neutral
        That of which nothing is learnt: every spread is as likely as any other.
    dispersion
        Variance factor of the counts.
    """

    inside: RatePrior
    outside: RatePrior
    mixed: RatePrior
    neutral: RatePrior
    dispersion: float
    ratio: float
    certainty: float


def judging_rules(
    counts: ShownCounts, expected: pd.Series[float], *, options: DensitySettings
) -> Rules:
    """Learn how much zones differ, in each stratum and in both, from those that are shown.

    Parameters
    ----------
    expected
        Index (``niveau``, ``code``): people expected in each place.
    """
    phi = dispersion_of(counts, options)
    people = counts.places.shown.loc[["zone"], "comptees"].astype(np.float64)
    due = expected.loc[["zone"]]
    quarter = people.index.get_level_values("code").str.contains(":")

    def law(own: np.ndarray) -> RatePrior:
        return fit_prior(
            people[own], due[own], mean=1.0, floor=options.spread_floor, dispersion=phi
        )

    nobody = np.zeros(len(people), dtype=np.bool_)
    return Rules(
        inside=law(quarter),
        outside=law(~quarter),
        mixed=law(~nobody),
        neutral=law(nobody),
        dispersion=phi,
        ratio=options.ratio,
        certainty=options.certainty,
    )


def judge(
    people: Floats, expected: Floats, doubt: Floats, *, inside: Floats, rules: Rules
) -> Floats:
    """Return P(θ < ratio) of places.

    Parameters
    ----------
    people, expected, doubt
        Observed, expected, and the standard deviation of the logarithm of the latter.
    inside
        Share of what is expected that is in QPVs: 0, 1, or between.
    """
    probability = np.full(len(people), np.nan)
    for law, own in (
        (rules.outside, inside == 0),
        (rules.inside, inside == 1),
        (rules.mixed, (inside > 0) & (inside < 1)),
    ):
        if own.any():
            probability[own] = probability_under(
                people[own], expected[own], ratio=rules.ratio, prior=law, doubt=doubt[own],
                dispersion=rules.dispersion,
            )  # fmt: skip
    return probability


def judge_between(
    people: Floats,
    ends: tuple[Floats, Floats],
    due: Floats,
    doubt: Floats,
    *,
    inside: Floats,
    alone: NDArray[np.bool_],
    partly_closed: NDArray[np.bool_],
    rules: Rules,
) -> tuple[Floats, NDArray[np.object_], NDArray[np.bool_]]:
    """Return P(θ < ratio) of places, the class of each, and whether it can be judged alone.

    Parameters
    ----------
    ends
        People at least and at most; a place has the class that both give, if they give one.
        NaN: nothing bounds them, and nothing is concluded though a number be told.
    alone
        Places that could only be compared with themselves.
    """
    judged = judgeable(due, doubt, rules=rules)

    def chances(count: Floats) -> Floats:
        found = judge(count, due, doubt, inside=inside, rules=rules)
        found[alone] = np.nan
        return found

    probability = chances(people)
    low, high = (
        classify(
            probability if np.array_equal(count, people, equal_nan=True) else chances(count),
            ends[1],
            certainty=rules.certainty,
            partly_closed=partly_closed,
            too_small=~judged,
        )
        for count in ends
    )
    unbounded = np.isnan(ends[1])
    classes = np.where((low == high) | unbounded, high, "indeterminee").astype(object)
    classes[unbounded & ~np.isnan(people)] = "indeterminee"
    return probability, classes, judged


def judgeable(expected: Floats, doubt: Floats, *, rules: Rules) -> NDArray[np.bool_]:
    """Return whether places expect enough people to be judged alone.

    Were nobody accompanied there, and nothing learnt of other places: where even that would not
    conclude, no count can, but a sector may. It draws on what is expected alone.
    """
    least = probability_under(
        0.0 * expected, expected, ratio=rules.ratio, prior=rules.neutral, doubt=doubt,
        dispersion=rules.dispersion,
    )  # fmt: skip
    return least >= rules.certainty


def compare_with_themselves(
    counts: ShownCounts, years: pd.Series[float], inside: pd.Series[float], *, exposure: str
) -> NDArray[np.bool_]:
    """Return whether places hold all that the reference is made of: nothing else is in it.

    Their rate is the reference, whatever it is: to call them served would say nothing of them.

    Parameters
    ----------
    years, inside
        Of places: target or residents × years, in all and in QPVs.
    exposure
        ``cible_annees`` or ``personnes_annees``: what `years` are.
    """
    kind = counts.reference.kind
    if kind == "cible":
        return np.zeros(len(years), dtype=np.bool_)
    own, quarters = years.to_numpy(np.float64), inside.to_numpy(np.float64)
    if kind == "qpv":
        whole = float(counts.strata.shown[exposure]["qpv"])
        return (quarters >= whole * _ALL) & (own * _ALL <= quarters)
    whole = float(counts.places.shown[exposure]["territoire", "territoire"])
    return np.asarray(own >= whole * _ALL)


#: Sums of the same numbers in another order differ by less.
_ALL = 1 - 1e-9
