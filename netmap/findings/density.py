"""Density: people accompanied per 1,000 residents a year, and how sure that is.

Contacts (``passages``) are another measure, of meetings and not of people: they are no part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.model import expected_people
from netmap.findings.posterior import classify, fit_prior, probability_under
from netmap.findings.rates import empirical_bayes, garwood
from netmap.findings.uneven import uneven_places

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts
    from netmap.settings import DensitySettings

_PER = 1_000


def density_table(counts: ShownCounts, *, options: DensitySettings) -> pd.DataFrame:
    """Return people accompanied, rate, doubt and class of each place.

    Expected people are the reference rate × the years in which the service was open × the
    residents of the zones where it was. Each level is smoothed, and its probabilities fitted,
    among its own places; those that are hidden count as a single one where their sum is
    public, and not at all where it is not. A place of which a part was never open is never
    called ``desservie``, nor is one with an under-served part.

    Returns
    -------
        As ``Findings.density``: index (``niveau``, ``code``), sorted by level then code; the
        territory has the code ``territoire``. Where the service was never open, people are
        NaN and the class is ``non-ouverte``; where nothing is known, ``sans-donnee``; where bounds
    are, the class that both give, if they give one. A hidden
        place has its residents and what is expected there, no figure of people, and the
        class ``masquee``.
    """
    values, hidden = counts.places.shown, counts.places.hidden
    expected = expected_people(values, counts.reference)
    table = pd.concat(
        [
            _measure(
                values.loc[[level]],
                expected.loc[[level]],
                hidden.loc[[level], ["personnes", "comptees"]],
                rest=counts.rest(str(level)),
                counted=counts.counted,
                options=options,
            )
            for level in values.index.unique("niveau")
        ]
    )
    return table.assign(classe=uneven_places(table))


def _measure(
    places: pd.DataFrame,
    expected: pd.Series[float],
    hidden: pd.DataFrame,
    *,
    rest: float,
    counted: bool,
    options: DensitySettings,
) -> pd.DataFrame:
    """Turn the counts of one level into the columns of ``Findings.density``.

    `rest` is the sum of its hidden counts; NaN: not public.
    """
    people = places["comptees"].astype(np.float64)
    years = places["personnes_annees"].astype(np.float64)
    years = years.where(years > 0)
    unseen = hidden["personnes"]
    pooled = np.append(people, rest if unseen.any() else np.nan)
    due = np.append(expected.mask(unseen), expected[unseen].sum(min_count=1))
    prior = fit_prior(pooled, due)
    smoothed = empirical_bayes(
        pooled, np.append(years.mask(unseen), years[unseen].sum(min_count=1))
    )
    lower, upper = garwood(people, level=options.level)
    bounds = [people.fillna(places[end].astype(np.float64)) for end in ("au_moins", "au_plus")]
    probability, at_most = (
        probability_under(count, expected, ratio=options.ratio, prior=prior)
        for count in (people, bounds[1])
    )
    at_least = probability_under(bounds[0], expected, ratio=options.ratio, prior=prior)
    low, high = (
        classify(p, bounds[1], certainty=options.certainty, partly_closed=places["partie_fermee"])
        for p in (at_least, at_most)
    )
    classes = np.where((low == high) | bounds[1].isna(), high, "indeterminee").astype(object)
    if counted:
        classes[(places["population"].isna() & years.isna()).to_numpy()] = "sans-donnee"
        classes[~places["ouverte"].to_numpy()] = "non-ouverte"
    else:
        classes[:] = "sans-donnee"
    classes[hidden["comptees"].to_numpy()] = "indeterminee"
    classes[unseen.to_numpy()] = "masquee"
    rates = _PER * people / years
    return pd.DataFrame(
        {
            "nom": places["nom"],
            "population": places["population"],
            "personnes": places["personnes"],
            "attendues": expected,
            "taux": rates,
            "taux_bas": _PER * lower / years,
            "taux_haut": _PER * upper / years,
            "taux_lisse": (_PER * pd.Series(smoothed[:-1], index=places.index)).mask(rates.isna()),
            "rapport": people / expected.where(expected > 0),
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=places.index, dtype=object),
        }
    )
