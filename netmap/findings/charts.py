"""What the report's figures draw, worked out from shown figures alone.

Nothing here has seen a hidden count: a place that is hidden is left out, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from netmap.counts.dispersion import variance_factor
from netmap.findings.funnel import Funnel, funnel
from netmap.findings.lorenz import Lorenz, lorenz
from netmap.findings.ranks import rank_intervals
from netmap.findings.rates import garwood

if TYPE_CHECKING:
    from netmap.findings.model import Findings


@dataclass(frozen=True, kw_only=True)
class Charts:
    """Coordinates of the figures.

    Attributes
    ----------
    funnel
        Communes and QPVs, index (``niveau``, ``code``); None where no reference is shown.
    ranks
        Communes (:func:`netmap.findings.ranks.rank_intervals`), index ``code``.
    lorenz
        Over zones, which share the residents out; None where nothing can be shared.
    trend
        Index ``periode``; ``personnes, bas, haut`` (Garwood), ``situations_cloturees``.
    """

    funnel: Funnel | None
    ranks: pd.DataFrame
    lorenz: Lorenz | None
    trend: pd.DataFrame


def draw_charts(findings: Findings) -> Charts:
    """Return the coordinates of the figures of a report."""
    density, reference_rate = findings.density, findings.reference_rate
    periods = findings.release.counts.periods.shown
    options = findings.release.settings.density
    by_level = density.index.get_level_values("niveau")
    places = density[by_level.isin(["commune", "qpv"])]
    communes, zones = (density[by_level == x].droplevel("niveau") for x in ("commune", "zone"))
    dispersion = findings.planning.dispersion
    in_one = variance_factor(periods=1, options=options)
    low, high = garwood(periods["personnes"].astype(float) / in_one, level=options.level)
    trend = pd.DataFrame(
        {
            "personnes": periods["personnes"],
            "bas": in_one * low,
            "haut": in_one * high,
            "situations_cloturees": periods["situations_cloturees"],
        }
    )
    stated = reference_rate > 0
    return Charts(
        funnel=funnel(
            places["personnes"], places["cible_annees"], rate=reference_rate, dispersion=dispersion
        )
        if stated
        else None,
        ranks=rank_intervals(
            communes["personnes"] / dispersion, communes["attendues"] / dispersion
        ),
        lorenz=lorenz(zones["personnes"], zones["cible_annees"], dispersion=dispersion)
        if stated
        else None,
        trend=trend,
    )
