"""What a pair of place and need weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


def pair_weights(
    people: pd.Series[float], needs: tuple[str, ...]
) -> Mapping[tuple[str, str], float]:
    """Return what a pair of place and need weighs: the people who could come.

    Parameters
    ----------
    people
        Target population by code, a public figure; one that is unknown gives no weight.
    needs
        Codes of themes.

    Examples
    --------
    >>> pair_weights(pd.Series({"a": 150.0, "b": 50.0}), ("n",))
    {('a', 'n'): 150.0, ('b', 'n'): 50.0}
    """
    return {
        (str(code), theme): float(weight)
        for code, weight in people.items()
        if weight == weight  # noqa: PLR0124
        for theme in needs
    }


def people_apart(
    communes: pd.Series[float], by_zone: pd.Series[float], zones: pd.DataFrame
) -> pd.Series[float]:
    """Return the people for whom the chains of each commune and QPV are: everyone once.

    Those of a commune are the people who live in none of its QPVs. Where they are not known
    apart, its chains are for all its people, and those of its QPVs for an unknown number.

    Parameters
    ----------
    communes, by_zone
        Target population, by ``code_insee`` and by zone; NaN: unknown.
    zones
        Index ``zone``; ``code_insee``, ``code_qp`` (None: in no QPV).

    Examples
    --------
    >>> zones = pd.DataFrame({"code_insee": "c", "code_qp": [None, "q"]}, index=["c", "c:q"])
    >>> people_apart(pd.Series({"c": 90.0}), pd.Series({"c": 60.0, "c:q": 30.0}), zones).to_dict()
    {'c': 60.0, 'q': 30.0}
    """
    own = by_zone.reindex(zones.index)
    told = own.notna().groupby(zones["code_insee"]).transform("all")
    quarter = zones["code_qp"].notna()
    outside = own.where(~quarter, 0.0).groupby(zones["code_insee"]).sum().reindex(communes.index)
    unknown = communes.index.isin(zones.loc[~told, "code_insee"])
    inside = own.where(told)[quarter].groupby(zones["code_qp"])
    quarters = inside.agg(lambda some: some.sum(skipna=False))
    apart: pd.Series[float] = pd.concat([outside.mask(unknown, communes), quarters])
    return apart
