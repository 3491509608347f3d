"""Every count that a release shows, every count that can be worked out, and what binds them.

Derived columns (rates, ratios, probabilities) stand in no equation: with public populations
each is its row's count over again, so that what hides the count hides the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from netmap.counts.perimeter import pooled_rows
from netmap.counts.places import whole_communes
from netmap.counts.shares import row_shares
from netmap.disclosure.cells import RATED, ROWS, STRATA, TERRITORY, Cell
from netmap.disclosure.gathered import CLOSE, Gathered
from netmap.inputs.people import MEASURES
from netmap.periods import longest, months

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from netmap.counts.model import Counts
    from netmap.disclosure.cells import CountSystem

#: Level of what is told of communes that are not known.
TOLD = "dites"
#: What the people are called whom a measure leaves out.
_OTHERS = {"nouvelles": "revenues", "situations_cloturees": "non-cloturees"}


def people_system(counts: Counts) -> CountSystem:
    """Collect the people of `counts` and what binds them.

    Notes
    -----
    Equations: territory = its communes + people of no commune; territory = its QPVs + people
    outside; sector = its communes; commune = its zones, QPV = its zones; a zone of a QPV over
    several communes = its share of the QPV where the count was split by residents; a zone of a
    commune without a remainder = its share of the commune's own rows and of its QPV's, which are
    counts that nobody shows and that fractions can tell; pooled = its
    periods; a year = its halves or months, where both are given; people = those accompanied for
    the first time + the others, and those whose situation is closed + the others. A sum that
    does not hold to the last person gets a cell of its own for the rest: a count like another
    where it is positive. The numerators of the rates of both strata are published cells, and
    that of the territory's where it differs from a row.
    """
    return _Collector(counts).system()


class _Collector:
    """What binds the people of one state of the counts."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._found = Gathered()

    def system(self) -> CountSystem:
        """Return all of it, in a fixed order."""
        self._add_places()
        self._add_periods()
        self._bind_territory()
        self._bind_communes()
        self._bind_sectors()
        self._bind_quarters()
        self._bind_rows()
        self._bind_periods()
        self._bind_reference()
        return self._found.system(self._counts.settings.disclosure.threshold)

    def _add_places(self) -> None:
        periods = max(1, len(self._counts.pooled_periods))
        for (level, code), row in _rows(self._counts.places):
            count = float(row["personnes"])
            if np.isnan(count):
                continue
            cell = Cell("density", level, code)
            self._found.people[cell] = count
            residents = float(row["population"])
            self._found.caps[cell] = np.inf if np.isnan(residents) else residents * periods

    def _add_periods(self) -> None:
        for period, row in self._counts.periods.iterrows():
            for column in MEASURES:
                count = float(row[column])
                if not np.isnan(count):
                    self._found.people[Cell("periods", column, str(period))] = count

    def _bind_territory(self) -> None:
        total = Cell("density", TERRITORY, self._territory_code())
        self._bind_unknown()
        told = {cell for cell in self._found.people if cell.level == TOLD}
        for level, others in (("commune", told), ("qpv", set())):
            parts = dict.fromkeys([*self._found.level(level), *sorted(others)], 1.0)
            if parts:
                self._found.bind(total, parts, rest=Cell("derived", f"hors-{level}", total.code))

    def _bind_unknown(self) -> None:
        """Add what is told of communes that are not known.

        The territory counts them; the zones that are known hold a part.
        """
        zones = self._counts.territory.zones["code_insee"]
        for (level, code), row in _rows(self._counts.places):
            told = float(row["au_moins"])
            if level != "commune" or not np.isnan(row["personnes"]) or not told > 0:
                continue
            whole = Cell("derived", TOLD, code)
            self._found.people[whole] = told
            parts = [Cell("density", "zone", str(zone)) for zone in zones.index[zones == code]]
            self._found.bind(
                whole, dict.fromkeys(parts, 1.0), rest=Cell("derived", "reste-dit", code)
            )

    def _bind_communes(self) -> None:
        zones = self._counts.territory.zones
        for code, own in zones.groupby("code_insee", sort=True):
            parts = {Cell("density", "zone", str(zone)): 1.0 for zone in own.index}
            self._found.bind(
                Cell("density", "commune", str(code)),
                parts,
                rest=Cell("derived", "reste-commune", str(code)),
            )

    def _bind_sectors(self) -> None:
        for code, communes in self._counts.sectors["communes"].items():
            parts = {Cell("density", "commune", commune): 1.0 for commune in communes}
            sector = Cell("sectors", "secteur", str(code))
            self._found.define(sector, parts)
            self._found.caps[sector] = sum(self._found.caps.get(part, np.inf) for part in parts)

    def _bind_quarters(self) -> None:
        zones = self._counts.territory.zones
        shares = self._counts.territory.qpv_shares
        for code, own in zones[zones["code_qp"].notna()].groupby("code_qp", sort=True):
            whole = Cell("density", "qpv", str(code))
            parts = {Cell("density", "zone", str(zone)): 1.0 for zone in own.index}
            self._found.bind(whole, parts, rest=Cell("derived", "reste-qpv", str(code)))
            split = {
                Cell("density", "zone", str(zone)): float(shares.get((code, commune), 0.0))
                for zone, commune in own["code_insee"].items()
            }
            if len(split) > 1 and self._is_split(whole, split):
                for part, share in split.items():
                    self._found.equations.append({part: 1.0, whole: -share})
                    self._found.estimated.add(part)
                self._found.mixed |= {
                    (place, whole) for place in self._holding_a_part(frozenset(own["code_insee"]))
                }

    def _holding_a_part(self, homes: frozenset[str]) -> list[Cell]:
        """Return the communes and sectors that hold some of the communes `homes`, and not all."""
        groups = {Cell("density", "commune", code): {code} for code in homes}
        for code, communes in self._counts.sectors["communes"].items():
            groups[Cell("sectors", "secteur", str(code))] = set(communes)
        return [
            place
            for place, communes in groups.items()
            if place in self._found.people and 0 < len(homes & communes) < len(homes)
        ]

    def _is_split(self, whole: Cell, shares: Mapping[Cell, float]) -> bool:
        """Tell whether each part is its share of the whole: then it says no more than the whole."""
        total = self._found.people.get(whole)
        return total is not None and all(
            abs(self._found.people.get(part, np.nan) - share * total) <= CLOSE * (1 + total)
            for part, share in shares.items()
        )

    def _bind_rows(self) -> None:
        """Bind the zones that hold shares of several counts to these counts.

        The rows of a commune that its QPVs cover whole are split over them by residents; where
        such a QPV lies in several communes, two sums tell both counts.
        """
        settings, territory = self._counts.settings, self._counts.territory
        pooled = pooled_rows(
            self._counts.accompaniments,
            territory,
            reading=settings.reading,
            periods=settings.density.periods,
            perimeter=settings.perimeter,
        )
        people, holds = pooled.people, pooled.holds
        shares: dict[str, dict[str, float]] = {}
        for code, split in row_shares(territory, holds=holds).items():
            for zone, share in split:
                shares.setdefault(zone, {})[code] = share
        whole = {code for code in people if code in self._counts.territory.communes.index}
        whole -= set(self._counts.territory.zones.index)
        touched = {
            code for own in shares.values() if whole & own.keys() for code in own.keys() & people
        }
        for zone, own in sorted(shares.items()):
            cell = Cell("density", "zone", zone)
            parts = {
                Cell("derived", ROWS, code): share
                for code, share in sorted(own.items())
                if code in people
            }
            if not touched.intersection(own) or cell not in self._found.people or not parts:
                continue
            self._found.people |= {part: people[part.code] for part in parts}
            self._found.equations.append({cell: -1.0, **parts})

    def _bind_periods(self) -> None:
        code = self._territory_code()
        pooled = longest(self._counts.pooled_periods)
        parts = {Cell("periods", "personnes", period): 1.0 for period in pooled}
        self._found.bind(
            Cell("density", TERRITORY, code),
            parts,
            rest=Cell("derived", "hors-periodes", code),
            known=True,
        )
        periods = tuple(str(period) for period in self._counts.periods.index)
        for period in periods:
            inside = longest(other for other in periods if months(other) < months(period))
            for column in MEASURES:
                within = {Cell("periods", column, other): 1.0 for other in inside}
                self._found.bind(
                    Cell("periods", column, period),
                    within,
                    rest=Cell("derived", f"reste-{column}", period),
                )
            for column in MEASURES[1:]:
                self._bind_part(column, period)

    def _bind_part(self, column: str, period: str) -> None:
        """Write people = those of a measure + the others, who are a count of their own."""
        people, own = (Cell("periods", name, period) for name in ("personnes", column))
        left = self._found.people.get(people, np.nan) - self._found.people.get(own, np.nan)
        if left >= 0:
            others = Cell("derived", _OTHERS[column], period)
            self._found.people[others] = left
            self._found.equations.append({people: -1.0, own: 1.0, others: 1.0})

    def _bind_reference(self) -> None:
        """Bind the numerators of the territory's rate and of the rates of both strata.

        People of zones without a known target population are left out of all three; a commune
        that is known as a whole is in the first alone.
        """
        places = self._counts.places
        quarter = self._counts.territory.zones["code_qp"]
        target = places["cible"]
        rated = {
            cell: bool(np.isfinite(target.get(("zone", cell.code), np.nan)))
            for cell in self._found.level("zone")
        }
        row = (TERRITORY, self._territory_code())
        counted = float(places["comptees"].loc[[row]].sum(min_count=1))
        if not np.isnan(counted) and counted != float(places["personnes"].loc[[row]].sum()):
            self._found.define(RATED, dict.fromkeys(self._rated(rated), 1.0))
        for stratum, inside in zip(STRATA, (True, False), strict=True):
            own = [
                cell
                for cell, known in rated.items()
                if known and isinstance(quarter.get(cell.code), str) == inside
            ]
            self._found.define(stratum, dict.fromkeys(own, 1.0))

    def _rated(self, zones: Mapping[Cell, bool]) -> list[Cell]:
        """Return what the territory's rate counts, each person once."""
        places = self._counts.places
        communes = dict(self._counts.territory.zones["code_insee"].astype(str))
        unknown = places.index[places["ouverte"] & places["personnes"].isna()]
        homes = {communes[code] for level, code in unknown if level == "zone"}
        people, years = places["personnes"], places["cible_annees"]
        whole = whole_communes(
            homes, people[people.index.get_level_values(0) == "commune"].droplevel(0)
        )
        elsewhere = Cell("derived", "hors-commune", self._territory_code())
        if self._counts.elsewhere > 0:
            self._found.people.setdefault(elsewhere, self._counts.elsewhere)
        return [
            *(cell for cell, known in zones.items() if known and communes[cell.code] not in whole),
            *(
                Cell("density", "commune", code)
                for code in whole
                if np.isfinite(years.loc[("commune", code)])
            ),
            *([elsewhere] if elsewhere in self._found.people else []),
        ]

    def _territory_code(self) -> str:
        return next(
            (code for (level, code), _ in _rows(self._counts.places) if level == TERRITORY), ""
        )


def _rows(frame: pd.DataFrame) -> list[tuple[tuple[str, str], dict[Hashable, Any]]]:
    rows = zip(frame.index, frame.to_dict("records"), strict=True)
    return [((str(level), str(code)), row) for (level, code), row in rows]
