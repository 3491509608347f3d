"""What is said of sectors: neighbouring communes that conclude together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.dispersion import people_of_a_sector
from netmap.findings.judging import compare_with_themselves, judge_between, judging_rules
from netmap.findings.rates import garwood
from netmap.findings.shared import SharedOut
from netmap.findings.uneven import uneven_sectors

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts
    from netmap.settings import DensitySettings

_PER = 1_000


def sector_table(
    counts: ShownCounts, density: pd.DataFrame, *, options: DensitySettings
) -> pd.DataFrame:
    """Return people, rate, doubt and class of each sector.

    They are judged as places are (:mod:`netmap.findings.judging`). A sector of which a part was
    never open, that was put together so that its count may be shown (one of its members may owe
    the other its people), or that holds all that the reference is made of, is never called
    ``desservie``.

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
    if np.isnan(counts.reference.rates).all():
        values, unseen = values.iloc[:0], unseen.iloc[:0]
    communes, places = density.xs("commune"), counts.places.shown.xs("commune")
    members = [list(own) for own in values["communes"]]
    people = values["personnes"].astype(np.float64)
    expected = _sums(communes["attendues"], members, values.index, skipna=False)
    years = _sums(places["cible_annees"].where(places["cible_annees"] > 0), members, values.index)
    rules = judging_rules(counts, density["attendues"], options=options)
    phi = rules.dispersion
    lower, upper = garwood(people / phi, level=options.level)
    doubt = _sums(communes["attendues"] * places["cible_doute"], members, values.index) / expected
    due, doubts = np.asarray(expected), np.asarray(doubt.fillna(0.0))
    inside = _sums(places["cible_annees_qpv"], members, values.index) / years
    partly_closed = np.array([places["partie_fermee"].loc[own].any() for own in members], np.bool_)
    reunited = values["reunies"].to_numpy(np.bool_)
    alone = compare_with_themselves(
        counts,
        years,
        _sums(places["cible_annees_qpv"], members, values.index),
        exposure="cible_annees",
    )
    shared_out = SharedOut(counts)
    pairs = zip(members, people, strict=True)
    spans = np.array([shared_out.of_communes(own, n) for own, n in pairs]).reshape(-1, 2)
    shared = ~np.isnan(spans[:, 0])
    low, high = (np.where(shared, ends, np.asarray(people)) for ends in spans.T)
    probability, classes, _ = judge_between(
        np.asarray(people),
        (low, high),
        due,
        doubts,
        inside=np.asarray(inside),
        alone=alone,
        partly_closed=partly_closed | reunited,
        rules=rules,
    )
    classes[unseen.to_numpy()] = "masquee"
    table = pd.DataFrame(
        {
            "nom": [", ".join(communes["nom"].loc[own]) for own in members],
            "communes": values["communes"],
            "population": _sums(communes["population"], members, values.index),
            "cible_annees": years,
            "personnes": people,
            "attendues": expected,
            "taux": _PER * people / years,
            "taux_bas": _PER * phi * lower / years,
            "taux_haut": _PER * phi * upper / years,
            "rapport": people / expected.where(expected > 0),
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=values.index, dtype=object),
            "suffisant": expected >= people_of_a_sector(counts.periods.shown.index, options),
            "reunies": reunited,
            "seul": alone,
            "repartie": shared,
        },
        index=values.index,
    )
    return uneven_sectors(table, density)


def _sums(
    column: pd.Series[float],
    members: list[list[str]],
    index: pd.Index[str],
    *,
    skipna: bool = True,
) -> pd.Series[float]:
    sums = [column.loc[own].sum(skipna=skipna) for own in members]
    return pd.Series(sums, index=index, dtype=np.float64)
