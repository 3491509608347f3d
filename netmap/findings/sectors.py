"""What is said of sectors: neighbouring communes that conclude together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.findings.posterior import classify, fit_prior, probability_under
from netmap.findings.rates import garwood
from netmap.findings.uneven import uneven_sectors

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts
    from netmap.settings import DensitySettings


def sector_table(
    counts: ShownCounts, density: pd.DataFrame, *, options: DensitySettings
) -> pd.DataFrame:
    """Return people, rate, doubt and class of each sector.

    Probabilities are fitted on the sectors that are shown. A sector of which a part was never
    open, or that was put together so that its count may be shown (one of its members may owe
    the other its people), is never called ``desservie``.

    Parameters
    ----------
    counts
        Whose sectors, people and reference.
    density
        As in Findings: its communes are joined.
    options
        Ratio, certainty, level of the interval, and people that a sector must expect.

    Returns
    -------
        As ``Planning.sectors``; empty where the reference rate is not known.
    """
    values, unseen = counts.sectors.shown, counts.sectors.hidden["personnes"]
    rate = counts.reference.rate
    if np.isnan(rate):
        values, unseen = values.iloc[:0], unseen.iloc[:0]
    communes, places = density.xs("commune"), counts.places.shown.xs("commune")
    members = [list(own) for own in values["communes"]]
    people = values["personnes"].astype(np.float64)
    expected = _sums(communes["attendues"], members, values.index)
    lower, upper = garwood(people, level=options.level)
    probability = probability_under(
        people, expected, ratio=options.ratio, prior=fit_prior(people, expected)
    )
    partly_closed = np.array([places["partie_fermee"].loc[own].any() for own in members], np.bool_)
    reunited = values["reunies"].to_numpy(np.bool_)
    classes = classify(
        probability,
        people,
        certainty=options.certainty,
        partly_closed=partly_closed | reunited,
    )
    classes[unseen.to_numpy()] = "masquee"
    table = pd.DataFrame(
        {
            "nom": [", ".join(communes["nom"].loc[own]) for own in members],
            "communes": values["communes"],
            "population": _sums(communes["population"], members, values.index),
            "personnes": people,
            "attendues": expected,
            "taux": rate * people / expected,
            "taux_bas": rate * lower / expected,
            "taux_haut": rate * upper / expected,
            "rapport": people / expected,
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=values.index, dtype=object),
            "suffisant": expected >= options.sector_expected,
            "reunies": reunited,
        },
        index=values.index,
    )
    return uneven_sectors(table, density)


def _sums(
    column: pd.Series[float], members: list[list[str]], index: pd.Index[str]
) -> pd.Series[float]:
    sums = [column.loc[own].sum() for own in members]
    return pd.Series(sums, index=index, dtype=np.float64)
