"""How many half-days and posts a stated rate takes, from the caseload of a full-time post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from netmap.defaults import HALF_DAYS_A_POST, PEOPLE_A_POST, POSTS_OBSERVED, RANK_LEVEL
from netmap.findings.rates import garwood

if TYPE_CHECKING:
    from netmap.solver import Floats

_PER = 1_000


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """What one full-time post does: assumptions, always shown as such.

    Attributes
    ----------
    people_a_post
        People accompanied a year by one full-time post. The default is the pilot's, in 2023.
    half_days_a_post
        Half-days a week of one full-time post.
    posts_observed
        Post-years behind `people_a_post`: its interval is that of a count over so many.
    level
        Of the interval.
    """

    people_a_post: float = PEOPLE_A_POST
    half_days_a_post: float = HALF_DAYS_A_POST
    posts_observed: float = POSTS_OBSERVED
    level: float = RANK_LEVEL

    def __post_init__(self) -> None:
        """Refuse a post that does nothing, or a level that is none."""
        amounts = (self.people_a_post, self.half_days_a_post, self.posts_observed)
        if not (all(0 < amount < np.inf for amount in amounts) and 0 < self.level < 1):
            message = f"caseload {self}: positive amounts and a level between 0 and 1 expected"
            raise ValueError(message)

    @property
    def interval(self) -> tuple[float, float]:
        """People a post a year, low and high (Garwood).

        >>> low, high = Caseload().interval
        >>> round(low, 1), round(high, 1)
        (139.8, 182.4)
        """
        low, high = garwood(self.people_a_post * self.posts_observed, level=self.level)
        return float(low) / self.posts_observed, float(high) / self.posts_observed

    def half_days(self, posts: float) -> float:
        """Return the half-days a week of some full-time posts.

        >>> Caseload().half_days(1.5)
        15.0
        """
        return posts * self.half_days_a_post


def size_service(
    parts: pd.DataFrame,
    *,
    people: float,
    years: float = 1.0,
    dispersion: float = 1.0,
    caseload: Caseload | None = None,
) -> dict[str, float]:
    """Return the people, posts and half-days that bring a place to its target.

    Posts are for those accompanied today and those still to reach: people accompanied beyond
    the target in one part do not serve another, and keep their place.

    Parameters
    ----------
    parts
        The zones of the place: ``cible`` (people due a year at the target), ``doute`` (standard
        deviation of its logarithm), ``personnes`` (accompanied a year; NaN: hidden, no data).
    people
        Accompanied a year in all, whatever is known of the parts; NaN: hidden, no data.
    years, dispersion
        Over which people are counted, and the variance factor of the count.
    caseload
        Assumptions; those of :class:`Caseload` by default.

    Returns
    -------
        ``cible``: people a year at the target; ``accompagnees``; ``a_ajouter``: people still to
        reach; ``etp``: posts for both, with ``etp_bas``, ``etp_haut``; ``demi_journees`` a week;
        ``etp_a_ajouter`` and ``demi_journees_a_ajouter``: for those still to reach. NaN where
        something that it needs is unknown. Parts of which nothing is told are taken together: as
        what the others leave of `people`, none of them over its target unless all are. Where
        nothing is told of the place either, its posts are for those of its target.

    Raises
    ------
    ValueError
        A number of people, or the doubt of one, is negative.

    Notes
    -----
    The interval joins those of what is due, whose doubts go together, and of the people
    accompanied where they are more (Garwood, independent; Zou & Donner 2008), then that of the
    caseload. Its lower end goes down to the place taken as a whole: that some parts are over
    their target and others under it may be chance. Its upper end supposes that those who are
    accompanied where nothing is told are all in one part.

    Examples
    --------
    Sixty are due and thirty come in one part, ten are due and twenty come in the other:

    >>> parts = pd.DataFrame({"cible": [60.0, 10.0], "doute": 0.0, "personnes": [30.0, 20.0]})
    >>> sized = size_service(parts, people=50.0)
    >>> [sized[name] for name in ("cible", "accompagnees", "a_ajouter", "etp")]
    [70.0, 50.0, 30.0, 0.5]
    """
    caseload = caseload or Caseload()
    due, doubt, done = parts[["cible", "doute", "personnes"]].to_numpy(np.float64).T
    if (due < 0).any() or (doubt < 0).any() or (done < 0).any() or people < 0:
        message = f"a number of people, or its doubt, is negative: {parts}, {people}"
        raise ValueError(message)
    told = np.isfinite(done)
    more = told & (done > due)
    untold_due = float(due[~told].sum())
    untold = float(np.nan_to_num(people - done[told].sum()))
    needed = float(np.maximum(due, done)[told].sum()) + max(untold_due, untold)

    def counted(number: Floats | float) -> tuple[Floats, Floats]:
        ends = garwood(np.atleast_1d(number) * years / dispersion, level=caseload.level)
        return ends[0] * dispersion / years, ends[1] * dispersion / years

    spread = np.exp(ndtri((1 + caseload.level) / 2) * doubt)
    low_due, high_due = due / spread, due * spread
    low_done, high_done = counted(np.where(more, done, 0.0))
    fewer = np.hypot((due - low_due)[~more].sum(), _root((done - low_done)[more]))
    low = needed - float(fewer)
    if people >= 0:
        low = min(low, max(float(low_due.sum()), float(counted(people)[0][0])))
    higher = np.hypot((high_due - due)[~more].sum(), _root((high_done - done)[more]))
    high = needed + float(higher) + min(untold_due, max(untold, 0.0))
    least, most = caseload.interval
    posts, to_add = needed / caseload.people_a_post, needed - people
    return {
        "cible": float(due.sum()),
        "accompagnees": people,
        "a_ajouter": to_add,
        "etp": posts,
        "etp_bas": low / most,
        "etp_haut": high / least,
        "demi_journees": caseload.half_days(posts),
        "etp_a_ajouter": to_add / caseload.people_a_post,
        "demi_journees_a_ajouter": caseload.half_days(to_add / caseload.people_a_post),
    }


def sizing_table(
    density: pd.DataFrame,
    zones: pd.DataFrame,
    *,
    target: float | None,
    years: pd.Series[float],
    dispersion: float,
    caseload: Caseload,
) -> pd.DataFrame:
    """Return what it takes to reach a rate in each commune, each QPV and in all.

    The people accompanied are those of a year of service. Where the service is not open
    nobody is accompanied, and all of the target is still to reach. A commune adds up
    its QPVs and what is left of it: those reached in a QPV leave those outside still to reach.

    Parameters
    ----------
    zones
        As ``Planning.zones``.
    target
        People a year per 1,000 of the target population; None: the reference of each place.
    years
        As :func:`netmap.findings.a_year.service_years`.
    dispersion
        Variance factor of the counts.

    Returns
    -------
        As ``Planning.sizing``. Where the people of some zones are hidden, the territory takes
        them together, as what the others leave of its own.
    """
    stated = zones["cible"] * (np.nan if target is None else target) / _PER
    reference = target is None
    parts = pd.DataFrame(
        {
            "cible": zones["attendues"] if reference else stated,
            "doute": zones["attendues_doute" if reference else "cible_doute"].fillna(0.0),
            "personnes": zones["personnes"],
        }
    )
    sized = {}
    for level, keys in (
        ("commune", zones["code_insee"]),
        ("qpv", zones["code_qp"]),
        ("territoire", pd.Series("territoire", index=zones.index)),
    ):
        rows = density[density.index.get_level_values(0) == level].droplevel(0)
        for code, row in rows[["nom", "personnes", "classe"]].iterrows():
            span = float(years[level, str(code)])
            closed = row["classe"] == "non-ouverte" or np.isinf(span)
            sized[level, str(code)] = {"nom": row["nom"]} | size_service(
                parts[keys == code],
                people=0.0 if closed else float(row["personnes"]) / span,
                years=span if np.isfinite(span) else 1.0,
                dispersion=dispersion,
                caseload=caseload,
            )
    table = pd.DataFrame.from_dict(sized, orient="index")
    return table.set_axis(pd.MultiIndex.from_tuples(sized, names=["niveau", "code"]))


def _root(deviations: Floats) -> float:
    """Return what deviations that do not go together come to."""
    return float(np.sqrt((deviations**2).sum()))
