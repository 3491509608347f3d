"""Which counts rest on a share: rows of a QPV that no commune of the territory holds all of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.counts.rows import Told
from netmap.counts.shares import held_shares, row_shares, shares_inside

if TYPE_CHECKING:
    from netmap.counts.perimeter import Pooled
    from netmap.territory.model import Territory


class Crossing:
    """The QPVs over several communes, or beyond the territory, that rows tell of.

    Attributes
    ----------
    inside
        QPV → the share of its residents who live in the territory.
    """

    def __init__(self, territory: Territory, pooled: Pooled) -> None:
        self._told, self._holds = pooled.told, pooled.holds
        self.inside = shares_inside(territory)
        self._beyond = {code for code, inside in self.inside.items() if inside < 1}
        self._crossing = set(self._beyond)
        self._quarters: dict[str, set[str]] = {}
        for quarter, homes in held_shares(territory).items():
            for home, share in homes.items():
                if share > 0:
                    self._quarters.setdefault(home, set()).add(quarter)
                if 0 < share < 1:
                    self._crossing.add(quarter)
        self._split = {
            zone
            for code, parts in row_shares(territory, holds=self._holds).items()
            for zone, share in parts
            if 0 < share < 1 and zone.startswith(f"{code}:") and code in self._told
        }

    def is_shared(self, zone: str) -> bool:
        """Tell whether people of a zone are some of those of a wider place, or what they leave."""
        commune, _, quarter = zone.partition(":")
        left = self._quarters.get(commune, set()) if self._holds else set()
        own = {quarter} if quarter else left
        return zone in self._split or not self._told.keys().isdisjoint(own & self._crossing)

    def is_doubtful(self, quarter: str) -> bool:
        """Tell whether rows of a QPV may tell of others too, or those of a commune tell of it."""
        beyond = quarter in self._beyond and quarter in self._told
        return beyond or any(zone.endswith(f":{quarter}") for zone in self._split)

    def holds_a_share(self, commune: str) -> bool:
        """Tell whether people of a commune are known by its part of a QPV."""
        held = self._told.get(commune, Told()).months if self._holds else frozenset()
        return any(
            bool(self._told.get(quarter, Told()).months - held)
            for quarter in self._quarters.get(commune, set()) & self._crossing
        )
