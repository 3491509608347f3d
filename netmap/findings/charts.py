"""What the report's figures draw, worked out from shown figures alone.

Nothing here has seen a hidden count: a place that is hidden is left out, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd
from scipy.special import betaincinv

from netmap.counts.dispersion import variance_factor
from netmap.counts.shares import are_open
from netmap.findings.funnel import Funnel, funnel
from netmap.findings.lorenz import Lorenz, lorenz
from netmap.findings.ranks import rank_intervals
from netmap.findings.rates import garwood
from netmap.periods import PERIOD, months, open_codes
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from netmap.disclosure.model import Release
    from netmap.findings.model import Findings


#: More people or fewer than chance explains, or a change that it is enough to explain.
Change: TypeAlias = Literal["hausse", "baisse", "hasard"]
_EVEN = 0.5


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
    change
        From the first period that is known to the last; None: there are not two, or they are
        not as long as each other.
    opened
        How many places (QPVs, and communes outside them) the service was open in, in these two
        periods; None: the same places, or nothing is compared.
    places
        See :func:`place_trends`.
    doubling
        People of a place that a period must count for a doubling to be more than chance.
    """

    funnel: Funnel | None
    ranks: pd.DataFrame
    lorenz: Lorenz | None
    trend: pd.DataFrame
    change: Change | None
    opened: tuple[int, int] | None
    places: pd.DataFrame | None
    doubling: int


def draw_charts(findings: Findings) -> Charts:
    """Return the coordinates of the figures of a report."""
    density, reference_rate = findings.density, findings.reference_rate
    periods = findings.release.counts.periods.shown
    options = findings.release.settings.density
    by_level = density.index.get_level_values("niveau")
    places = density[by_level.isin(NAMED_PLACES)]
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
    change = trend_change(trend, dispersion=in_one, level=options.level)
    return Charts(
        funnel=_funnel(findings, places) if stated else None,
        ranks=rank_intervals(
            communes["personnes"] / dispersion, communes["attendues"] / dispersion
        ),
        lorenz=lorenz(zones["personnes"], zones["cible_annees"], dispersion=dispersion)
        if stated
        else None,
        trend=trend,
        change=change,
        opened=None if change is None else _opened(findings.release, trend),
        places=place_trends(findings.release, dispersion=in_one, level=options.level),
        doubling=least_doubling(dispersion=in_one, level=options.level),
    )


def _funnel(findings: Findings, places: pd.DataFrame) -> Funnel:
    """Return the funnel of rates about the reference; within strata, that of people expected."""
    dispersion = findings.planning.dispersion
    if findings.reference_kind == "strate":
        return funnel(
            places["personnes"], places["attendues"], rate=1.0, per=1.0, dispersion=dispersion
        )
    rate = findings.reference_rate
    return funnel(places["personnes"], places["cible_annees"], rate=rate, dispersion=dispersion)


def change_of(first: float, last: float, *, dispersion: float, level: float) -> Change:
    """Return whether two counts of periods as long as each other differ by more than chance.

    Parameters
    ----------
    dispersion
        Variance factor of a period's count.
    level
        Of the interval of the share of the last in both.

    Notes
    -----
    The share of the last count in their sum, with the exact interval of a binomial (Clopper &
    Pearson 1934), against one half (Przyborowski & Wilenski 1940).

    Examples
    --------
    >>> [change_of(112, last, dispersion=2.0, level=0.95) for last in (171, 130, 60)]
    ['hausse', 'hasard', 'baisse']
    """
    before, after = first / dispersion, last / dispersion
    tail = (1 - level) / 2
    if after > 0 and betaincinv(after, before + 1, tail) > _EVEN:
        return "hausse"
    if before > 0 and betaincinv(after + 1, before, 1 - tail) < _EVEN:
        return "baisse"
    return "hasard"


def least_doubling(*, dispersion: float, level: float) -> int:
    """Return the least count whose doubling is more than chance, by :func:`change_of`.

    It draws on what is stated, never on what is counted.

    Examples
    --------
    >>> least_doubling(dispersion=2.0, level=0.95)
    27
    """
    return next(
        first
        for first in count(1)
        if change_of(first, 2 * first, dispersion=dispersion, level=level) == "hausse"
    )


def trend_change(trend: pd.DataFrame, *, dispersion: float, level: float) -> Change | None:
    """Return the change from the first known period to the last, as in ``Charts.change``."""
    known = trend[trend["personnes"].notna()]
    periods = [str(period) for period in known.index]
    if len(known) < 2 or not (PERIOD.fullmatch(periods[0]) and PERIOD.fullmatch(periods[-1])):  # noqa: PLR2004
        return None
    if len(months(periods[0])) != len(months(periods[-1])):
        return None
    first, last = known["personnes"].astype(float).iloc[[0, -1]]
    return change_of(first, last, dispersion=dispersion, level=level)


def _opened(release: Release, trend: pd.DataFrame) -> tuple[int, int] | None:
    known = trend.index[trend["personnes"].notna()]
    zones, perimeter = release.territory.zones, release.settings.perimeter
    names = zones["code_qp"].fillna(zones["code_insee"])
    before, after = (
        set(names[are_open(zones, release.territory.epci, open_codes(str(period), perimeter))])
        for period in (known[0], known[-1])
    )
    return None if before == after else (len(before), len(after))


def place_trends(release: Release, *, dispersion: float, level: float) -> pd.DataFrame | None:
    """Return the change of each commune and QPV from its first known period to its last.

    Parameters
    ----------
    dispersion, level
        As in :func:`change_of`.

    Returns
    -------
        Index (``niveau``, ``code``); ``periode_de, periode_a`` (None: fewer than two are known),
        ``personnes_de, personnes_a`` (NaN likewise), ``tendance`` (``Change``; None: there are
        not two, or they are not as long as each other). None: the public edition, or no table.
    """
    if release.by_period is None:
        return None
    columns = ["periode_de", "periode_a", "personnes_de", "personnes_a", "tendance"]
    rows: list[list[object]] = []
    for _, people in release.by_period.iterrows():
        known = people.dropna()
        if len(known) < 2:  # noqa: PLR2004
            rows.append([None, None, float("nan"), float("nan"), None])
            continue
        change = trend_change(known.to_frame("personnes"), dispersion=dispersion, level=level)
        first, last = known.index[[0, -1]]
        rows.append([str(first), str(last), known[first], known[last], change])
    told = pd.DataFrame(rows, columns=columns, index=release.by_period.index, dtype=object)
    return told.astype({"personnes_de": float, "personnes_a": float})
