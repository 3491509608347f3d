"""Whom the service is meant for: the target population of each zone, from public figures alone.

People under the poverty line where a rate is published; where INSEE hides it, from the median
income by a fit on the communes of France whose rate is published (:data:`FIT`); or the people
that a column counts. What a commune's QPVs hold is taken from the commune: the rest is apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from netmap.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.inputs.model import Inputs
    from netmap.settings import TargetSettings
    from netmap.vocabulary import TargetKind

_PERCENT = 100.0
#: a rate is published to the nearest point: standard deviation of what rounding takes
_ROUNDING = 1 / np.sqrt(12)
#: no commune of France publishes a rate under 3.7 %: what a rest is never taken to be under
_LEAST_RATE = 0.037
#: doubt (standard deviation of the logarithm) of a rest that its commune does not leave room for,
#: and of a mean that stands for a figure that nobody gives
_NO_ROOM, _MEAN = 0.5, 0.4


class Fit(NamedTuple):
    """logit(rate) = intercept + slope·x + square·x², x = ln(income / `income`); its doubt.

    `income_most`: where the curve is lowest; above it, it is taken there. `qpv` and
    `qpv_deviation`: mean and standard deviation of logit(rate) over the QPVs of France.
    """

    income: float
    intercept: float
    slope: float
    square: float
    deviation: float
    r_squared: float
    qpv: float
    qpv_deviation: float

    @property
    def income_most(self) -> float:
        """Median income at which the rate is lowest, in euros."""
        return float(self.income * np.exp(-self.slope / (2 * self.square)))


#: Least squares on the 3,326 communes under 10,000 residents whose rate is published (those
#: that hide it have 650 on average), and the 1,296 QPVs of 2024; INSEE, Filosofi 2021.
#: ``tools/poverty_fit.py`` refits it.
FIT = Fit(
    income=23_000.0,
    intercept=-2.07482,
    slope=-3.57423,
    square=4.55698,
    deviation=0.2515,
    r_squared=0.752,
    qpv=-0.23656,
    qpv_deviation=0.33599,
)


@dataclass(frozen=True)
class Target:
    """The target population of the zones.

    Attributes
    ----------
    kind
        ``pauvrete`` (people under the poverty line) or ``nommee`` (people of a column).
    column
        The column that it comes from: its label, vintage and source are those of
        ``settings.indicators[column]``.
    zones
        Index ``zone``, all of them; ``cible`` (people; NaN: the residents are not known);
        ``doute`` (standard deviation of its logarithm); ``origine`` (TargetOrigin).
    """

    kind: TargetKind
    column: str
    zones: pd.DataFrame


def estimated_rate(income: pd.Series[float]) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the share of people under the poverty line that a median income lets expect.

    Parameters
    ----------
    income
        Median income by consumption unit, in euros a year; NaN: unknown.

    Returns
    -------
        The share, 0 to 1, and the standard deviation of its logarithm.

    Examples
    --------
    >>> share, doubt = estimated_rate(pd.Series([19_000.0, 23_000.0, 27_000.0]))
    >>> share.round(3).tolist(), doubt.round(2).tolist()
    ([0.227, 0.112, 0.074], [0.19, 0.22, 0.23])
    """
    x = np.log(income.astype(np.float64).clip(upper=FIT.income_most) / FIT.income)
    odds = np.exp(-(FIT.intercept + FIT.slope * x + FIT.square * x**2))
    share = pd.Series(1 / (1 + odds), index=income.index)
    return share, FIT.deviation * (1 - share)


def target_population(inputs: Inputs, zones: pd.DataFrame) -> Target | None:
    """Return the target population of each zone; None: no figure of it is given.

    Parameters
    ----------
    zones
        As in Territory: ``code_insee``, ``code_qp``, ``population``.

    Raises
    ------
    InputError
        The settings name a column that is not declared, or a value is out of its range.
    """
    asked, declared = inputs.settings.target, inputs.settings.indicators
    problems = tuple(_problems(inputs))
    if problems:
        raise InputError(problems)
    if inputs.indicators is None:
        return None
    communes, quarters = inputs.indicators, inputs.indicators_qpv
    residents = zones["population"].astype(np.float64)
    if asked.count is not None:
        whole = communes[asked.count].reindex(sorted(set(zones["code_insee"])))
        own = None if quarters is None else quarters[asked.count]
        found = _named(zones, residents, whole, own)
        return Target("nommee", asked.count, found) if whole.notna().any() else None
    if asked.rate not in declared and asked.income not in declared:
        return None
    rates = _commune_rates(sorted(set(zones["code_insee"])), communes, asked)
    if rates["part"].isna().all():
        return None
    own = quarters[asked.rate] if quarters is not None and asked.rate in quarters else None
    column = asked.rate if asked.rate in declared else asked.income
    return Target("pauvrete", column, _poor(zones, residents, rates, own))


def _commune_rates(codes: list[str], given: pd.DataFrame, asked: TargetSettings) -> pd.DataFrame:
    """Return the share of poor people of each commune, its doubt and how it is known."""
    unknown = pd.Series(np.nan, index=codes)
    published, income = (
        given[name].reindex(codes).astype(np.float64) if name in given else unknown
        for name in (asked.rate, asked.income)
    )
    share, doubt = estimated_rate(income)
    told = published.notna()
    return pd.DataFrame(
        {
            "part": (published / _PERCENT).where(told, share),
            "doute": (_ROUNDING / published.clip(lower=1)).where(told, doubt),
            "origine": np.select([told, share.notna()], ["publie", "revenu"], "moyenne"),
        }
    )


def _poor(
    zones: pd.DataFrame,
    residents: pd.Series[float],
    rates: pd.DataFrame,
    quarters: pd.Series[float] | None,
) -> pd.DataFrame:
    """Return poor people by zone: QPVs at their rate, the rest of a commune what they leave."""
    inside = zones["code_qp"].notna()
    mean = 1 / (1 + np.exp(-FIT.qpv))
    told = zones["code_qp"].map(quarters if quarters is not None else {}).astype(np.float64)
    share = (told / _PERCENT).fillna(mean).where(inside)
    doubt = (_ROUNDING / told.clip(lower=1)).fillna(FIT.qpv_deviation * (1 - mean)).where(inside)
    table = pd.DataFrame(
        {
            "cible": share * residents,
            "doute": doubt,
            "origine": np.where(told.notna(), "publie", "moyenne"),
        },
        index=zones.index,
    )
    total = residents.groupby(zones["code_insee"]).sum(min_count=1)
    rest = _rests(zones, table, rates["part"] * total.reindex(rates.index), rates)
    mean_rest = (rest["cible"].sum() / residents[rest.index][rest["cible"].notna()].sum()) or np.nan
    unknown = rest["cible"].isna()
    rest["cible"] = rest["cible"].fillna(mean_rest * residents)
    rest["doute"] = rest["doute"].mask(unknown, _MEAN)
    least = _LEAST_RATE * residents[rest.index]
    short = rest["cible"] < least
    rest["cible"], rest["doute"] = (
        rest["cible"].mask(short, least),
        rest["doute"].mask(short, _NO_ROOM),
    )
    table.loc[rest.index] = rest[table.columns]
    table["cible"] = table["cible"].where(residents.notna())
    return table


def _rests(
    zones: pd.DataFrame, parts: pd.DataFrame, whole: pd.Series[float], known: pd.DataFrame
) -> pd.DataFrame:
    """Return what the QPVs of each commune leave of it, where it has a rest."""
    inside = zones["code_qp"].notna()
    held = parts[inside].groupby(zones.loc[inside, "code_insee"])
    taken = held["cible"].sum(min_count=1).reindex(whole.index).fillna(0.0)
    spread = (parts["cible"] * parts["doute"]) ** 2
    varied = spread[inside].groupby(zones.loc[inside, "code_insee"]).sum()
    left = (whole - taken).clip(lower=0)
    variance = (whole * known["doute"]) ** 2 + varied.reindex(whole.index).fillna(0.0)
    codes = zones.index[~inside]
    return pd.DataFrame(
        {
            "cible": left,
            "doute": (np.sqrt(variance) / left.where(left > 0)).clip(upper=_NO_ROOM),
            "origine": known["origine"],
        }
    ).reindex(codes)


def _named(
    zones: pd.DataFrame,
    residents: pd.Series[float],
    whole: pd.Series[float],
    quarters: pd.Series[float] | None,
) -> pd.DataFrame:
    """Return the people of a column by zone.

    A QPV or a commune that it does not count has the mean of those that it counts.
    """
    inside = zones["code_qp"].notna()
    told = zones["code_qp"].map({} if quarters is None else quarters).astype(np.float64)
    held = residents.groupby(zones["code_qp"]).transform("sum", min_count=1)
    people = told * residents / held
    lived = residents.groupby(zones["code_insee"]).sum(min_count=1)
    commune = whole.astype(np.float64).reindex(lived.index)
    mean = commune.sum() / lived[commune.notna()].sum()
    counted = people.where(inside, zones["code_insee"].map(commune)).notna()
    people = people.fillna(mean * residents)
    taken = people.where(inside).groupby(zones["code_insee"]).sum()
    left = (commune - taken.reindex(commune.index)).clip(lower=0)
    return pd.DataFrame(
        {
            "cible": people.where(inside, zones["code_insee"].map(left).fillna(people)).where(
                residents.notna()
            ),
            "doute": np.where(counted, 0.0, _MEAN),
            "origine": np.where(counted, "publie", "moyenne"),
        },
        index=zones.index,
    )


def _problems(inputs: Inputs) -> Iterator[Problem]:
    asked, declared = inputs.settings.target, inputs.settings.indicators
    stated = asked.model_fields_set
    for name, alias in (("count", "effectif"), ("rate", "taux"), ("income", "revenu")):
        column = getattr(asked, name)
        if name in stated and column is not None and column not in declared:
            yield Problem(
                file="netmap.toml",
                kind="target-column-unknown",
                column=f"population_cible.{alias}",
                found=column,
            )
            continue
        most = _PERCENT if name == "rate" else np.inf
        for table in (inputs.indicators, inputs.indicators_qpv):
            if table is None or column is None or column not in table or name not in _used(asked):
                continue
            wrong = table[(table[column] < 0) | (table[column] > most)]
            yield from (
                Problem(
                    file="data/indicateurs",
                    kind="target-out-of-range",
                    line=int(line),
                    column=column,
                    found=f"{value:g}",
                )
                for line, value in zip(wrong["ligne"], wrong[column], strict=True)
            )


def _used(asked: TargetSettings) -> tuple[str, ...]:
    return ("rate", "income") if asked.count is None else ("count",)
