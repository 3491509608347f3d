"""What the rows of each code say over months, and the totals of periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.inputs.people import MEASURES, people_by_code
from netmap.periods import months, within_another

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.settings import ReadingSettings
    from netmap.territory.model import Territory


@dataclass(frozen=True)
class Told:
    """What the rows of one code say: people by period, each month at most once.

    Attributes
    ----------
    exact
        Months and people of the rows that say a number, none within another.
    doubtful
        Months of the rows that do not, and people at most (``inf``: anybody).
    """

    exact: tuple[tuple[frozenset[int], float], ...] = ()
    doubtful: tuple[tuple[frozenset[int], float], ...] = ()

    @property
    def months(self) -> frozenset[int]:
        """The months of all its rows."""
        return frozenset().union(*(own for own, _ in (*self.exact, *self.doubtful)))

    def over(self, asked: frozenset[int], *, silent: float) -> tuple[float, float]:
        """Return people over some months, at least and at most.

        `silent` is what a month without a row adds at most: 0, or ``inf``.
        """
        least = sum(people for own, people in self.exact if own <= asked)
        most = least + sum(people for own, people in self.doubtful if own & asked)
        sure = frozenset().union(*(own for own, _ in self.exact))
        partly = any(own & asked and not own <= asked for own, _ in self.exact)
        return least, np.inf if partly else most + (silent if asked - sure - self.months else 0.0)


def told_by_code(rows: pd.DataFrame) -> dict[str, Told]:
    """Return what the rows of each code say; a period within another one is in it already."""
    exact: dict[str, list[tuple[str, float]]] = {}
    doubtful: dict[str, list[tuple[str, float]]] = {}
    columns = (rows[name].to_list() for name in ("code", "periode", "personnes", "au_plus"))
    for code, period, people, most in zip(*columns, strict=True):
        unsaid = pd.isna(people)
        (doubtful if unsaid else exact).setdefault(code, []).append(
            (period, float(most if unsaid else people))
        )
    return {
        code: _told(exact.get(code, []), doubtful.get(code, []))
        for code in sorted(exact.keys() | doubtful.keys())
    }


def _told(exact: list[tuple[str, float]], doubtful: list[tuple[str, float]]) -> Told:
    sure, all_of_them = (
        frozenset(period for period, _ in own) for own in (exact, [*exact, *doubtful])
    )
    return Told(
        tuple((months(one), people) for one, people in exact if not within_another(one, sure)),
        tuple(
            (months(one), most) for one, most in doubtful if not within_another(one, all_of_them)
        ),
    )


def holds_quarters(
    accompaniments: pd.DataFrame | None, territory: Territory, reading: ReadingSettings
) -> bool:
    """Tell whether a commune's row counts the people of its QPVs too.

    Where nothing is stated: in a table that has no row of a QPV it does, since nobody took them
    apart. A table that has both and leaves it open is asked about before it comes here.
    """
    if reading.holds_quarters is not None or accompaniments is None:
        return bool(reading.holds_quarters)
    return not accompaniments["code"].isin(territory.qpv.index).any()


def period_totals(
    accompaniments: pd.DataFrame | None,
    *,
    reading: ReadingSettings | None = None,
    held: Mapping[str, Mapping[str, float]] | None = None,
) -> pd.DataFrame:
    """Return the territory's measures by period, all periods of the table.

    Parameters
    ----------
    held
        QPV → its communes whose rows count its people too → the share of it that lies there.

    Returns
    -------
        Index ``periode``, sorted; :data:`netmap.inputs.people.MEASURES` (NaN where a counted row
        does not say: a sum of some would pass for the sum of all).
    """
    rows = people_by_code(accompaniments, reading)
    given = set(zip(rows["periode"], rows["code"], strict=True))
    weights = [
        1.0 - sum(s for home, s in (held or {}).get(code, {}).items() if (period, home) in given)
        for period, code in zip(rows["periode"], rows["code"], strict=True)
    ]
    kept = np.array(weights, dtype=float) > _NOTHING
    measures = rows.set_index("periode")[list(MEASURES)].astype(float)
    measures = measures.mul(weights, axis=0)[kept]
    totals = measures.groupby(level="periode", sort=True).sum()
    unsaid = measures.isna().groupby(level="periode", sort=True).any()
    return totals.mask(unsaid)


_NOTHING = 1e-9
