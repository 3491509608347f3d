"""Frames with what is hidden taken out, and what drew on hidden counts computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.disclosure.cells import RATED, REFERENCE, TERRITORY, Cell
from netmap.findings.posterior import classify, fit_prior, probability_under
from netmap.findings.rates import empirical_bayes
from netmap.findings.uneven import uneven_places

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from netmap.findings.model import Findings
    from netmap.settings import DensitySettings

#: Columns of ``Findings.density`` from which the count of a row can be worked out.
DERIVED = (
    "personnes", "taux", "taux_bas", "taux_haut", "taux_lisse", "rapport", "p_sous_desserte",
)  # fmt: skip
_COLUMNS = ("nom", "population", "personnes", "attendues", *DERIVED[1:], "classe")
_AGAINST_REFERENCE = ("attendues", "rapport", "p_sous_desserte")
_STATED = ("sans-donnee", "non-ouverte")
_ORDER = (TERRITORY, "commune", "qpv", "zone")


def mask_density(findings: Findings, hidden: AbstractSet[Cell]) -> pd.DataFrame:
    """Return the density with hidden rows masked, sorted by level and code.

    A hidden row keeps its name, its population and what is expected of it, and has the class
    ``masquee``. The smoothed rates and the probabilities of a level draw on all its counts:
    where one is hidden they are computed again from what is shown, the hidden places of the
    level counting as a single one where their sum is public, and not at all where it is not.
    """
    density = findings.density[list(_COLUMNS)].copy()
    rank = {level: place for place, level in enumerate(_ORDER)}
    order = sorted(density.index, key=lambda row: (rank[row[0]], row[1]))
    density = density.loc[order]
    masked = np.array([Cell("density", *map(str, row)) in hidden for row in density.index])
    if not reference_is_shown(findings, hidden):
        density = _without_reference(density)
    elif masked.any():
        density = _measured_again(findings, density, masked, hidden)
    if RATED in hidden:
        density.loc[[TERRITORY], [name for name in DERIVED if name != "personnes"]] = np.nan
    density.loc[masked, list(DERIVED)] = np.nan
    density.loc[masked, "classe"] = "masquee"
    return density.assign(classe=uneven_places(density))


def mask_periods(periods: pd.DataFrame, hidden: AbstractSet[Cell]) -> pd.DataFrame:
    """Return the totals by period without the hidden ones, sorted by period."""
    shown = periods[["personnes", "situations_cloturees"]].astype(float).sort_index()
    for period in shown.index:
        for column in shown.columns:
            if Cell("periods", column, str(period)) in hidden:
                shown.loc[period, column] = np.nan
    return shown


def mask_sectors(findings: Findings, hidden: AbstractSet[Cell]) -> pd.DataFrame:
    """Return the sectors with hidden ones masked; none where the reference rate is hidden.

    Probabilities draw on all sectors: where one is hidden, they are computed again from those
    that are shown. Sectors put together so that they can be shown are never called
    ``desservie``: one may owe the other its people.
    """
    sectors = findings.planning.sectors.copy()
    if not reference_is_shown(findings, hidden):
        return sectors.iloc[:0]
    masked = np.array([Cell("sectors", "secteur", str(code)) in hidden for code in sectors.index])
    if not masked.any():
        return _cautious(sectors)
    options = findings.inputs.settings.density
    shown = sectors[~masked]
    prior = fit_prior(shown["personnes"], shown["attendues"])
    probability = probability_under(
        shown["personnes"], shown["attendues"], ratio=options.ratio, prior=prior
    )
    classes = classify(probability, shown["personnes"], certainty=options.certainty)
    classes[(classes == "desservie") & partly_closed(findings, shown["communes"])] = "indeterminee"
    sectors.loc[shown.index, "p_sous_desserte"] = probability
    sectors.loc[shown.index, "classe"] = classes
    sectors.loc[masked, [name for name in DERIVED if name in sectors]] = np.nan
    sectors.loc[masked, "classe"] = "masquee"
    return _cautious(sectors)


def _cautious(sectors: pd.DataFrame) -> pd.DataFrame:
    served = sectors["reunies"].astype(bool) & (sectors["classe"] == "desservie")
    return sectors.assign(classe=sectors["classe"].mask(served, "indeterminee"))


def partly_closed(findings: Findings, members: pd.Series) -> np.ndarray:
    """Tell which groups of communes (tuples of codes) have a zone where the service never was."""
    zones = findings.territory.zones
    status = findings.density["classe"]
    closed = {
        code
        for zone, code in zones["code_insee"].items()
        if status.get(("zone", zone)) == "non-ouverte"
    }
    return np.array([not closed.isdisjoint(codes) for codes in members], dtype=np.bool_)


def supposed_people(
    findings: Findings, density: pd.DataFrame, sectors: pd.DataFrame, hidden: AbstractSet[Cell]
) -> pd.DataFrame:
    """Return what may be supposed of the people of hidden communes, from what is shown alone.

    The hidden communes of a sector that is shown hold together what its shown ones leave of
    it; the other hidden ones hold what is left of the territory, where that is public. Each
    is given its share of its group by the people expected there, and has at most all of it.

    Returns
    -------
        Index ``code_insee``; ``personnes``, ``au_plus``. A commune of which nothing can be
        supposed is not there.
    """
    communes = density.xs("commune")
    masked = communes.index[communes["classe"] == "masquee"]
    groups: list[tuple[list[str], float]] = []
    told: set[str] = set()
    for people, codes in zip(sectors["personnes"], sectors["communes"], strict=True):
        own = [code for code in codes if code in masked]
        if own and np.isfinite(people):
            shown = communes.loc[[code for code in codes if code not in masked], "personnes"]
            groups.append((own, float(people - shown.sum())))
            told |= set(own)
    others = [code for code in masked if code not in told]
    rest = _public_rest(findings, density.loc[["commune"]], "commune", hidden)
    groups.append((others, rest - sum(left for _, left in groups)))
    rows = {}
    for own, left in groups:
        due = communes.loc[own, "attendues"].astype(float)
        if np.isfinite(left) and due.sum() > 0:
            rows.update({code: (left * n / due.sum(), left) for code, n in due.items()})
    return pd.DataFrame.from_dict(rows, orient="index", columns=["personnes", "au_plus"])


def reference_is_shown(findings: Findings, hidden: AbstractSet[Cell]) -> bool:
    """Tell whether the reference rate may be shown: its numerator is a count like another."""
    if findings.reference_kind == TERRITORY:
        return RATED not in hidden and not any(cell.level == TERRITORY for cell in hidden)
    return findings.reference_kind != "qpv" or REFERENCE not in hidden


def _without_reference(density: pd.DataFrame) -> pd.DataFrame:
    """Take out what is measured against the reference; no place can be classed without it."""
    density[list(_AGAINST_REFERENCE)] = np.nan
    density["taux_lisse"] = np.nan
    density.loc[~density["classe"].isin(_STATED), "classe"] = "indeterminee"
    return density


def _measured_again(
    findings: Findings, density: pd.DataFrame, masked: np.ndarray, hidden: AbstractSet[Cell]
) -> pd.DataFrame:
    options = findings.inputs.settings.density
    levels = density.index.get_level_values(0)
    for level in ("commune", "qpv", "zone"):
        rows = levels == level
        if not (rows & masked).any():
            continue
        shown = density[rows & ~masked]
        due = density.loc[rows & masked, "attendues"]
        rest = _public_rest(findings, density[rows & ~masked], level, hidden)
        fitted = _fitted(shown, due, rest, options, rate=findings.reference_rate)
        fitted["classe"] = _classes(findings, shown, fitted["p_sous_desserte"], options)
        density.loc[shown.index, list(fitted.columns)] = fitted
    return density


def _public_rest(
    findings: Findings, shown: pd.DataFrame, level: str, hidden: AbstractSet[Cell]
) -> float:
    """Return the sum of a level's hidden counts, as any reader can work it out; NaN: nobody can."""
    density = findings.density
    total = float(density.loc[[TERRITORY], "personnes"].sum())
    whole = float(density.loc[[level], "personnes"].sum())
    total_is_shown = not any(cell.level == TERRITORY for cell in hidden)
    if level == "qpv" or not total_is_shown or not np.isclose(total, whole):
        return np.nan
    return total - float(shown["personnes"].sum())


def _fitted(
    shown: pd.DataFrame, due: pd.Series, rest: float, options: DensitySettings, *, rate: float
) -> pd.DataFrame:
    """Return smoothed rates and probabilities that depend on shown figures only."""
    expected = shown["attendues"].astype(float)
    counts = shown["personnes"].astype(float)
    all_counts = np.append(counts.to_numpy(dtype=np.float64), rest)
    all_due = np.append(expected.to_numpy(dtype=np.float64), due.sum(min_count=1))
    prior = fit_prior(all_counts, all_due)
    smoothed = empirical_bayes(all_counts, all_due)[:-1] * rate
    return pd.DataFrame(
        {
            "taux_lisse": np.where(shown["taux"].isna(), np.nan, smoothed),
            "p_sous_desserte": probability_under(
                counts, expected, ratio=options.ratio, prior=prior
            ).to_numpy(),
        },
        index=shown.index,
    )


def _classes(
    findings: Findings, shown: pd.DataFrame, probability: pd.Series, options: DensitySettings
) -> np.ndarray:
    """Class shown rows again; what is stated stays, and a partly closed place is never served."""
    classes = classify(probability, shown["personnes"], certainty=options.certainty)
    stated = shown["classe"].isin(_STATED).to_numpy()
    classes[stated] = shown["classe"].to_numpy()[stated]
    zones = findings.territory.zones
    status = findings.density["classe"]
    closed = zones[[status.get(("zone", zone)) == "non-ouverte" for zone in zones.index]]
    places = {*closed["code_insee"], *closed["code_qp"].dropna(), *closed.index}
    partly = np.array([code in places for _, code in shown.index], dtype=np.bool_)
    classes[partly & (classes == "desservie")] = "indeterminee"
    return classes
