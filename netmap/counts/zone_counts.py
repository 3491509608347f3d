"""What rows tell of each zone, commune and QPV: people, or bounds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.rows import Told
from netmap.counts.shares import held_shares, row_shares
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from netmap.counts.perimeter import Pooled
    from netmap.settings import ReadingSettings
    from netmap.territory.model import Territory


class ZoneCounts:
    """What is known of each zone and commune."""

    def __init__(self, territory: Territory, pooled: Pooled, reading: ReadingSettings) -> None:
        self._told, holds = pooled.told, pooled.holds
        self._holds = holds
        #: what a month without a row adds at most
        self._silent = 0.0 if reading.absent == "zero" else np.inf
        drawn = frozenset(map(str, territory.qpv.index))
        #: QPVs of a table that takes none apart are never 0
        unsaid = holds and reading.holds_quarters is None
        self._mute: frozenset[str] = drawn if unsaid else frozenset()
        self._communes = frozenset(map(str, territory.communes.index))
        self._shares = row_shares(territory, holds=holds)
        self._zones: dict[str, list[str]] = {}
        #: zone → codes whose rows go to it, with the share
        self._sources: dict[str, dict[str, float]] = {}
        for zone, home in territory.zones["code_insee"].items():
            self._zones.setdefault(str(home), []).append(str(zone))
            self._sources[str(zone)] = {}
        for code, split in self._shares.items():
            for zone, share in split:
                self._sources[zone][code] = share
        self._quarters: dict[str, dict[str, float]] = {}
        for quarter, homes in held_shares(territory).items():
            for home, share in homes.items():
                if share > 0:
                    self._quarters.setdefault(home, {})[quarter] = share
        self.opened = {
            zone: frozenset(own).union(*(self._of(code).months for code in self._sources[zone]))
            for zone, own in zip(self._sources, pooled.opened, strict=True)
        }

    def _of(self, code: str) -> Told:
        return self._told.get(code, Told())

    def _silence(self, code: str) -> float:
        return np.inf if code in self._mute else self._silent

    def zone(self, zone: str) -> tuple[float, float, float]:
        """Return people of a zone (NaN: not known), at least and at most."""
        opened = self.opened[zone]
        return _bounded(*self._over(zone, opened)) if opened else (np.nan, np.nan, np.nan)

    def quarter(self, code: str) -> float:
        """Return people of a QPV by its own rows, where its zones are not known (NaN: they are)."""
        parts = self._shares[code]
        (opened, *others) = {self.opened[zone] for zone, _ in parts}
        untold = any(self._is_untold(share) for _, share in parts)
        if not untold or not opened or others:
            return np.nan
        return _bounded(*self._of(code).over(opened, silent=self._silence(code)))[0]

    def _within(self, code: str, share: float, asked: frozenset[int]) -> tuple[float, float]:
        """Return the people of a share of a wider place over some months, at least and at most."""
        least, most = self._of(code).over(asked, silent=self._silence(code))
        return (0.0, most) if self._is_untold(share) else (share * least, share * most)

    def _is_untold(self, share: float) -> bool:
        """Tell whether a share is none of people: rows of communes say who lives where by sums.

        A share by residents may be more people than the row of a commune that holds them.
        """
        return self._holds and 0 < share < 1

    def _over(self, zone: str, asked: frozenset[int]) -> tuple[float, float]:
        """Return people of a zone over some months that it was open in, at least and at most."""
        if self._holds and zone in self._communes:
            return self._remainder(zone, asked)
        codes = [code for code, share in self._sources[zone].items() if share > 0]
        said = [code for code in codes if code in self._told]
        if not said:
            return 0.0, max(map(self._silence, codes), default=np.inf)
        ends = [self._within(code, self._sources[zone][code], asked) for code in said]
        return sum(end[0] for end in ends), sum(end[1] for end in ends)

    def _remainder(self, commune: str, asked: frozenset[int]) -> tuple[float, float]:
        """Return what the QPVs leave of a commune's rows, row by row, at least and at most."""
        told = self._of(commune)
        silent = bool(asked - told.months)
        least, most = 0.0, self._silence(commune) if silent else 0.0
        for own, people in told.exact:
            if not own <= asked:
                continue
            inside = [
                self._within(quarter, share, own)
                for quarter, share in self._quarters_of(commune).items()
                if self.opened[f"{commune}:{quarter}"]
            ]
            low, high = (sum(end[i] for end in inside) for i in (0, 1))
            if low > people + _CLOSE:
                return 0.0, np.inf
            least, most = least + max(0.0, people - high), most + people - low
        return least, most + sum(people for own, people in told.doubtful if own & asked)

    def _quarters_of(self, commune: str) -> dict[str, float]:
        """Return the QPVs that lie in a commune, with the share of each that does."""
        return self._quarters.get(commune, {})

    def commune(self, code: str) -> tuple[float, float, float]:
        """Return people of a commune (NaN: not known), at least (those told of) and at most."""
        own = [zone for zone in self._zones.get(code, []) if self.opened[zone]]
        if not own:
            return np.nan, np.nan, np.nan
        most = 0.0
        told = self._of(code).months if self._holds else frozenset()
        for held in (True, False):
            asked = {
                zone: self.opened[zone] & told if held else self.opened[zone] - told for zone in own
            }
            parts = sum(self._over(zone, months)[1] for zone, months in asked.items() if months)
            whole = self._of(code).over(told, silent=0.0)[1] if held and told else np.inf
            most += min(parts, whole)
        least = self._told_of(code)
        return _bounded(least, max(most, least))

    def _told_of(self, code: str) -> float:
        """Return everybody that rows tell of a commune, each once."""
        people = sum(n for _, n in self._of(code).exact)
        for quarter, share in self._quarters_of(code).items():
            people += share * sum(
                n
                for own, n in self._of(quarter).exact
                if not (self._holds and any(own <= held for held, _ in self._of(code).exact))
            )
        return people

    def beyond(self, *, inside: bool) -> float:
        """Return people counted at no zone: of the territory all the same, or not."""
        return sum(
            sum(people for _, people in told.exact)
            for code, told in self._told.items()
            if self._is_beyond(code) and (code != ELSEWHERE) == inside
        )

    def _is_beyond(self, code: str) -> bool:
        return code not in self._shares and code not in self._communes


_CLOSE = 1e-6


def _bounded(least: float, most: float) -> tuple[float, float, float]:
    """Return a number where its bounds are one, and its bounds; NaN: unknown, or no bound."""
    if most - least <= _CLOSE:
        return least, least, least
    return np.nan, least, most if np.isfinite(most) else np.nan
