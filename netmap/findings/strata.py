"""QPVs together, and the rest together: too few, where one alone is too small for it to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.findings.judging import judge, judgeable, judging_rules
from netmap.findings.posterior import classify

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts
    from netmap.settings import DensitySettings
    from netmap.solver import Floats

_PER = 1_000


def strata_table(
    counts: ShownCounts, density: pd.DataFrame, *, options: DensitySettings
) -> pd.DataFrame:
    """Return what is concluded of all zones of a stratum together, as of a sector.

    Parameters
    ----------
    density
        As :func:`netmap.findings.density.density_table`.

    Returns
    -------
        Index ``strate`` (qpv, hors-qpv); ``personnes`` (over the pooled periods; NaN: hidden),
        ``cible_annees, personnes_annees, zones`` of the counts; ``attendues``;
        ``p_sous_desserte``; ``classe``: under-served, or nothing. What is enough for all
        together may leave a zone out: a stratum is never called served. Where strata are
        compared with their own means, nothing is concluded.
    """
    strata = counts.strata.shown.copy()
    own = counts.reference.kind == "strate"
    rates = np.array([np.nan, np.nan] if own else counts.reference.rates)
    due = pd.Series(rates, index=["qpv", "hors-qpv"]).reindex(strata.index)
    expected = due * strata["cible_annees"] / _PER
    rules = judging_rules(counts, density["attendues"], options=options)
    due_people = expected.to_numpy(np.float64)
    doubt: Floats = np.array(_doubt(counts).reindex(strata.index), dtype=np.float64)
    probability = judge(
        strata["personnes"].to_numpy(np.float64),
        due_people,
        doubt,
        inside=(strata.index == "qpv").astype(np.float64),
        rules=rules,
    )
    classes = classify(
        probability,
        strata["personnes"],
        certainty=options.certainty,
        partly_closed=True,
        too_small=~judgeable(due_people, doubt, rules=rules),
    )
    classes[strata["personnes"].isna().to_numpy()] = "masquee"
    return strata.assign(
        attendues=expected,
        p_sous_desserte=probability,
        classe=pd.Series(classes, index=strata.index, dtype=object),
    )


def _doubt(counts: ShownCounts) -> pd.Series[float]:
    """Return the doubt of each stratum's target, that of its zones going together."""
    zones = counts.places.shown.xs("zone")
    inside = np.where(zones.index.str.contains(":"), "qpv", "hors-qpv")
    years = zones["cible_annees"].fillna(0.0)
    doubt = (years * zones["cible_doute"].fillna(0.0)).groupby(inside).sum()
    total = years.groupby(inside).sum()
    return (doubt / total.where(total > 0)).fillna(0.0)
