"""The evaluation indicators of the two action sheets, by period, or why one is not there.

Partners and their involvement have no period: they are as the table says today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.figure import Figure, absent, total
from netmap.findings.outreach import FIGURES, outreach_figures, rate

if TYPE_CHECKING:
    import pandas as pd

    from netmap.disclosure.shown import ShownCounts
    from netmap.vocabulary import IndicatorTheme

#: Figures about partners, of today.
PARTNER_FIGURES = (
    "partenaires_actifs",
    "partenaires_associes",
    "partenaires_a_mobiliser",
    "partenaires_a_remobiliser",
    "implication_moyenne",
    "implication_forte",
    "professionnels_amont",
    "professionnels_aval",
    "professionnels_reseau",
    "partenaires_mediation",
    "partenaires_pilotage",
    "partenaires_financement",
)

#: Figures about people, by period.
PEOPLE_FIGURES = ("personnes", "nouvelles", "revenues", "situations_cloturees", "part_cloturee")

_MEASURES = ("personnes", "nouvelles", "situations_cloturees")
_STRONG = 2
_SIDES: dict[str, tuple[str, ...]] = {
    "professionnels_amont": ("amont", "amont-aval"),
    "professionnels_aval": ("aval", "amont-aval"),
    "professionnels_reseau": ("amont", "aval", "amont-aval"),
    "partenaires_mediation": ("mediation",),
    "partenaires_pilotage": ("pilotage",),
    "partenaires_financement": ("financement",),
}


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure of one period; `period` None: today, whatever the period.

    Its label is ``indicator.<key>``.
    """

    key: str
    theme: IndicatorTheme
    period: str | None
    figure: Figure


def evaluation_indicators(
    partners: pd.DataFrame, counts: ShownCounts, *, level: float, one_person_a_door: bool
) -> tuple[Indicator, ...]:
    """Return every indicator of both sheets, those that cannot be computed with their reason.

    Parameters
    ----------
    partners
        The table of partners: ``position``, ``statut``, ``implication`` (0 to 3, NaN: unknown),
        ``evaluation`` (bool: associated with the evaluation).
    counts
        People by period, and rounds by year.
    level, one_person_a_door
        As in :func:`netmap.findings.outreach.outreach_figures`.

    Returns
    -------
    tuple[Indicator, ...]
        Partners, then people by period, then rounds by year. Professionals are counted as
        organisations: the tables do not say how many people work in each.
    """
    told = [
        Indicator(key=key, theme="partenaires", period=None, figure=figure)
        for key, figure in partner_figures(partners).items()
    ]
    for period, figures in people_figures(counts, level=level).items():
        told += [
            Indicator(key=key, theme="personnes", period=period, figure=figure)
            for key, figure in figures.items()
        ]
    rounds = round_figures(counts, level=level, one_person_a_door=one_person_a_door)
    for year, figures in rounds.items():
        told += [
            Indicator(key=key, theme="porte-a-porte", period=year, figure=figures[key])
            for key in FIGURES
        ]
    return tuple(told)


def partner_figures(partners: pd.DataFrame) -> dict[str, Figure]:
    """Return the figures about partners, :data:`PARTNER_FIGURES` in order.

    ``implication_moyenne`` is the mean of 0 to 3 among active partners whose involvement is
    known; ``implication_forte`` the share of these at 2 or 3; both hold how many are known.
    ``partenaires_associes`` are those of the evaluation, active or not: where no row says so,
    nobody filled the column. ``professionnels_reseau`` counts each once, upstream, downstream or
    both.

    Examples
    --------
    >>> import pandas as pd
    >>> partners = pd.DataFrame({"position": ["amont", "amont-aval", "aval"],
    ...     "statut": ["actif", "actif", "a-mobiliser"], "implication": [3.0, np.nan, 1.0],
    ...     "evaluation": [True, False, False]})
    >>> figures = partner_figures(partners)
    >>> [figures[f"{key}"].value for key in ("partenaires_actifs", "partenaires_associes")]
    [2.0, 1.0]
    >>> [figures[f"professionnels_{side}"].value for side in ("amont", "aval", "reseau")]
    [2.0, 1.0, 2.0]
    >>> figures["implication_moyenne"].value, figures["implication_moyenne"].denominator
    (3.0, 1.0)
    """
    if partners.empty:
        return dict.fromkeys(PARTNER_FIGURES, absent("no-row"))
    active = partners[partners["statut"] == "actif"]
    known = active["implication"].dropna().astype(float)
    associated = int(partners["evaluation"].sum())
    figures = {
        "partenaires_actifs": _count(len(active)),
        "partenaires_associes": _count(associated) if associated else absent("no-column"),
        "partenaires_a_mobiliser": _count((partners["statut"] == "a-mobiliser").sum()),
        "partenaires_a_remobiliser": _count((partners["statut"] == "a-remobiliser").sum()),
        "implication_moyenne": _over(known.sum(), len(known)),
        "implication_forte": _over((known >= _STRONG).sum(), len(known)),
    }
    figures |= {key: _count(active["position"].isin(side).sum()) for key, side in _SIDES.items()}
    return {key: figures[key] for key in PARTNER_FIGURES}


def people_figures(counts: ShownCounts, *, level: float) -> dict[str | None, dict[str, Figure]]:
    """Return, by period, people accompanied, new and back again, situations closed, their share.

    Without a table, or without a row, the only key is None and every figure says why.
    """
    table = counts.periods
    if table.shown.empty:
        reason = absent("no-row" if counts.tabled else "no-table")
        return {None: dict.fromkeys(PEOPLE_FIGURES, reason)}
    figures: dict[str | None, dict[str, Figure]] = {}
    for period in sorted(table.shown.index):
        people, new, closed = (table.figure(period, column) for column in _MEASURES)
        figures[str(period)] = {
            "personnes": people,
            "nouvelles": new,
            "revenues": _less(people, new),
            "situations_cloturees": closed,
            "part_cloturee": rate(closed, people, level=level),
        }
    return figures


def round_figures(
    counts: ShownCounts, *, level: float, one_person_a_door: bool
) -> dict[str | None, dict[str, Figure]]:
    """Return, by year, what rounds amount to; the only key is None where there is none."""
    if not counts.rounds:
        reason = absent("no-table" if counts.rounds is None else "no-row")
        return {None: dict.fromkeys(FIGURES, reason)}
    return {
        group.removeprefix("annee:"): outreach_figures(
            sums, one_person_a_door=one_person_a_door, level=level
        )
        for group, sums in counts.rounds.items()
        if group.startswith("annee:")
    }


def _less(whole: Figure, part: Figure) -> Figure:
    if whole.value is None or part.value is None:
        return total(whole, part)
    return Figure(value=whole.value - part.value)


def _known(value: float) -> Figure:
    return absent("incomplete") if np.isnan(value) else Figure(value=float(value))


def _count(number: int) -> Figure:
    return Figure(value=float(number))


def _over(numerator: float, denominator: float) -> Figure:
    return rate(_known(numerator), _known(denominator), level=None)
