"""Density: people accompanied a year per 1,000 who could come, and how sure that is.

Contacts (``passages``) are another measure, of meetings and not of people: they are no part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.model import expected_people, stratum_rates
from netmap.findings.judging import compare_with_themselves, judge_between, judging_rules
from netmap.findings.rates import empirical_bayes, garwood
from netmap.findings.shared import SPAN, SharedOut
from netmap.findings.uneven import uneven_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.disclosure.shown import ShownCounts
    from netmap.findings.judging import Rules
    from netmap.settings import DensitySettings

    Floats = NDArray[np.float64]

_PER, _RESIDENTS = 1_000, "personnes_annees"


#: people at least and at most, where a table does not tell how many
_BOUNDS = ("au_moins", "au_plus")


def with_residents(
    density: pd.DataFrame, counts: ShownCounts, *, options: DensitySettings, fair: bool
) -> pd.DataFrame:
    """Return ``Findings.density``: beside its own reading, that of residents within strata.

    Parameters
    ----------
    density
        As :func:`density_table`.
    fair
        Whether its target population is one in need: else both readings are one.
    """
    if not fair:
        return density.assign(taux_habitants=np.nan, classe_habitants=None)
    rates = stratum_rates(counts.strata.shown, _RESIDENTS)
    other = density_table(counts, options=options, rates=rates, exposure=_RESIDENTS)
    return density.assign(taux_habitants=other["taux"], classe_habitants=other["classe"])


def density_table(
    counts: ShownCounts,
    *,
    options: DensitySettings,
    rates: tuple[float, float] | None = None,
    exposure: str = "cible_annees",
) -> pd.DataFrame:
    """Return people accompanied, rate, doubt and class of each place.

    Expected people are the reference rate × the years in which the service was open × the
    target population of the zones where it was. Each level is smoothed among its own places;
    those that are hidden count as a single one where their sum is public, and not at all where
    it is not. How places are judged is told in :mod:`netmap.findings.judging`. A place of which
    a part was never open is never called ``desservie``, nor is one with an under-served part, nor
    one that holds all that the reference is made of. Where people are shared out
    (:mod:`netmap.findings.shared`), a place has the class that all ways to do it give, if they
    give one, and a part of a neighbourhood that of the neighbourhood.

    Parameters
    ----------
    rates
        A year per 1,000, inside and outside QPVs; None: those of the reference.
    exposure
        What they are of: ``cible_annees`` or ``personnes_annees``.

    Returns
    -------
        As ``Findings.density``, without what :func:`with_residents` adds: index (``niveau``,
        ``code``), sorted by level then code; the territory has the code ``territoire``. Where the
        service was never open, people are NaN and the class is ``non-ouverte``; where nothing
        is known, ``sans-donnee``; where bounds (``au_moins``, ``au_plus``) are in the place of
        people, the class that both give, if they give one.
        A hidden place has its residents and what is expected there, no figure of people, and
        the class ``masquee``.
    """
    values, hidden = counts.places.shown, counts.places.hidden
    due = counts.reference.rates if rates is None else rates
    expected = expected_people(values, due, exposure=exposure)
    rules = judging_rules(counts, expected, options=options)
    spans = SharedOut(counts).of_places()
    table = pd.concat(
        [
            _measure(
                values.loc[[level]],
                expected.loc[[level]],
                hidden.loc[[level], ["personnes", "comptees"]],
                spans.loc[[level]],
                rest=counts.rest(str(level)),
                alone=compare_with_themselves(
                    counts,
                    values.loc[[level], exposure],
                    values.loc[[level], f"{exposure}_qpv"],
                    exposure=exposure,
                ),
                counted=counts.counted,
                rules=rules,
                exposure=exposure,
                options=options,
            )
            for level in values.index.unique("niveau")
        ]
    )
    table["classe"] = _as_their_quarter(table)
    return table.assign(classe=uneven_places(table))


def _as_their_quarter(table: pd.DataFrame) -> pd.Series[str]:
    """Return the classes of places, parts of a shared neighbourhood judged as it is."""
    classes = table["classe"].copy()
    parts = table.index[table["repartie"] & classes.isin(_CONCLUDED)]
    for level, code in parts.to_list():
        of_all = classes["qpv", code.partition(":")[2]] if ":" in code else None
        if of_all in _CONCLUDED:
            classes[level, code] = of_all
    return classes


_CONCLUDED = ("sous-desservie", "desservie", "indeterminee")


def _measure(
    places: pd.DataFrame,
    expected: pd.Series[float],
    hidden: pd.DataFrame,
    spans: pd.DataFrame,
    *,
    rest: float,
    alone: NDArray[np.bool_],
    counted: bool,
    rules: Rules,
    exposure: str,
    options: DensitySettings,
) -> pd.DataFrame:
    """Turn the counts of one level into the columns of ``Findings.density``.

    `spans` are those of people shared out. `rest` is the sum of its hidden counts; NaN: not
    public. `alone`: places that could only be compared with themselves.
    """
    people, years, quarter = (
        _numbers(places[x]) for x in ("comptees", exposure, f"{exposure}_qpv")
    )
    due, doubt = _numbers(expected), np.nan_to_num(_numbers(places["cible_doute"]))
    years = np.where(years > 0, years, np.nan)
    unseen, closed = hidden["personnes"].to_numpy(), places["partie_fermee"].to_numpy()
    people = np.where(unseen, np.nan, people)
    smoothed = empirical_bayes(
        np.append(people, rest if unseen.any() else np.nan),
        np.append(np.where(unseen, np.nan, years), _sum(years[unseen])),
    )
    phi = rules.dispersion
    lower, upper = garwood(people / phi, level=options.level)
    doubt = doubt * (exposure != _RESIDENTS)
    inside = quarter / years
    shared = places["repartie"].to_numpy()
    bounds = [
        np.where(
            shared, _numbers(spans[name]), np.where(np.isnan(people), _numbers(places[end]), people)
        )
        for name, end in zip(SPAN, _BOUNDS, strict=True)
    ]
    probability, classes, judged = judge_between(
        people,
        (bounds[0], bounds[1]),
        due,
        doubt,
        inside=inside,
        alone=alone,
        partly_closed=closed,
        rules=rules,
    )
    if counted:
        classes[places["population"].isna().to_numpy() & np.isnan(years)] = "sans-donnee"
        classes[~places["ouverte"].to_numpy()] = "non-ouverte"
    else:
        classes[:] = "sans-donnee"
    classes[hidden["comptees"].to_numpy()] = "indeterminee"
    classes[unseen] = "masquee"
    rates = _PER * people / years
    untold = places["personnes"].isna() & ~unseen
    return pd.DataFrame(
        {
            "nom": places["nom"],
            "population": places["population"],
            "cible": places["cible"],
            "cible_annees": years,
            "personnes": places["personnes"],
            **{
                end: places[end].fillna(spans[of]).where(untold)
                for end, of in zip(_BOUNDS, SPAN, strict=True)
            },
            "repartie": places["repartie"],
            **spans,
            "attendues": due,
            "taux": rates,
            "taux_bas": _PER * phi * lower / years,
            "taux_haut": _PER * phi * upper / years,
            "taux_lisse": np.where(np.isnan(rates), np.nan, _PER * smoothed[:-1]),
            "rapport": people / np.where(due > 0, due, np.nan),
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=places.index, dtype=object),
            "jugeable": judged,
        },
        index=places.index,
    )


def _numbers(column: pd.Series[float]) -> Floats:
    return np.asarray(column, dtype=np.float64)


def _sum(values: Floats) -> float:
    """Return the sum of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.sum()) if known.size else np.nan
