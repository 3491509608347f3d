"""How many half-days and posts a stated rate takes, from the caseload of a full-time post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.defaults import HALF_DAYS_A_POST, PEOPLE_A_POST, POSTS_OBSERVED, RANK_LEVEL
from netmap.findings.rates import garwood

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    population: pd.Series[float],
    accompanied: pd.Series[float],
    *,
    target: float | Mapping[str, float] | pd.Series[float],
    caseload: Caseload | None = None,
) -> pd.DataFrame:
    """Return the half-days and posts that bring each place, and all, to a stated rate.

    Parameters
    ----------
    population
        Residents, or the target population, by code; NaN: unknown.
    accompanied
        People accompanied a year, by code; NaN or absent: no data.
    target
        People accompanied a year per 1,000 of `population`: one rate for all, or one a code
        (a code without one has no target).
    caseload
        Assumptions; those of :class:`Caseload` by default.

    Returns
    -------
    DataFrame
        Index of `population`, then ``total``. ``cible``: people a year at the target;
        ``accompagnees``; ``a_ajouter``: people still to reach, 0 where the target is
        reached; ``etp``, ``etp_bas``, ``etp_haut``: posts for those of the target, with the
        interval of the caseload; ``etp_a_ajouter`` and ``demi_journees_a_ajouter`` (a week):
        for those still to reach; likewise ``demi_journees``. NaN where something that it
        needs is unknown; the total is NaN as soon as one of its rows is, and adds up what
        each place lacks: people accompanied beyond the target in one do not serve another.

    Raises
    ------
    ValueError
        A target, a population or a number accompanied is negative; a code ``total``.

    Examples
    --------
    >>> people = pd.Series({"QN01701M": 7077.0, "QN01702M": 4851.0})
    >>> table = size_service(people, pd.Series({"QN01701M": 90.0, "QN01702M": 60.0}), target=20)
    >>> table.loc["total", ["cible", "a_ajouter", "etp"]].astype(float).round(2).tolist()
    [238.56, 88.56, 1.49]
    """
    caseload = caseload or Caseload()
    rates = pd.Series(target, index=population.index, dtype=np.float64)
    done = accompanied.reindex(population.index).astype(np.float64)
    for name, values in (("target", rates), ("population", population), ("accompanied", done)):
        if (values < 0).any():
            message = f"{name} is negative for {values.index[values < 0].tolist()}"
            raise ValueError(message)
    if "total" in population.index:
        message = "the code 'total' is that of the sum"
        raise ValueError(message)
    table = pd.DataFrame({"cible": population * rates / _PER, "accompagnees": done})
    table["a_ajouter"] = (table["cible"] - done).clip(lower=0)
    table.loc["total"] = table.sum(skipna=False)
    low, high = caseload.interval
    table["etp"] = table["cible"] / caseload.people_a_post
    table["etp_bas"] = table["cible"] / high
    table["etp_haut"] = table["cible"] / low
    table["demi_journees"] = table["etp"] * caseload.half_days_a_post
    table["etp_a_ajouter"] = table["a_ajouter"] / caseload.people_a_post
    table["demi_journees_a_ajouter"] = table["etp_a_ajouter"] * caseload.half_days_a_post
    return table
