"""Counts that rest on a share: a neighbourhood in several communes, whose people nobody took apart.

They are given to its communes by the residents that each holds, which is an estimate: all may
live in one of them. Where it goes beyond the territory, its residents are those of the part that
is here, and its rows may count the others. Of such a place nothing is concluded but what any
other sharing out would conclude too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.disclosure.shown import ShownCounts

#: People of a place at least and at most, however they are shared out; both NaN: nothing is; the
#: latter alone: nothing bounds them.
SPAN = ("repartie_moins", "repartie_plus")
_Ends = tuple[float, float]
_EXACT, _ANY = (np.nan, np.nan), (0.0, np.nan)


class SharedOut:
    """The neighbourhoods of which some commune is given a share.

    Parameters
    ----------
    counts
        What is shown: nothing bounds a span that a hidden count is part of.
    """

    def __init__(self, counts: ShownCounts) -> None:
        places = counts.places.shown
        self._people = places["comptees"].astype(np.float64).to_dict()
        self._index = places.index
        self._shared = {
            (str(level), str(code)) for level, code in self._index[places["repartie"]].to_list()
        }
        inside = places.loc[places.index.get_level_values("niveau") == "qpv", "dedans"]
        self._inside = {str(code): float(n) for code, n in inside.droplevel(0).items()}
        self._homes: dict[str, set[str]] = {}
        for level, code in self._shared:
            commune, _, quarter = code.partition(":")
            if level == "zone" and quarter:
                self._homes.setdefault(quarter, set()).add(commune)
        #: commune → people of its QPVs that lie in no other
        self._alone: dict[str, float] = {}
        for level, code in self._index[places["ouverte"]].to_list():
            commune, _, quarter = code.partition(":")
            if level == "zone" and quarter and quarter not in self._homes:
                people = self._people[level, code]
                self._alone[commune] = self._alone.get(commune, 0.0) + people

    def of_places(self) -> pd.DataFrame:
        """Return :data:`SPAN` of each place, on the index of places."""
        ends = [self._of(level, code) for level, code in self._index.to_list()]
        return pd.DataFrame(ends, index=self._index, columns=list(SPAN), dtype=np.float64)

    def of_communes(self, communes: Iterable[str], people: float) -> _Ends:
        """Return the span of some communes that have so many people together.

        Where they are all that a neighbourhood lies in, nothing of it is shared out.
        """
        own = set(communes)
        by_parts = any(("commune", code) in self._shared for code in own)
        if not by_parts or not any(self._is_cut(quarter, own) for quarter in self._homes):
            return _EXACT
        given, least, most = self._given(own)
        return _ends(people - given + least, people - given + most)

    def _is_cut(self, quarter: str, communes: set[str]) -> bool:
        """Tell whether communes hold a part of a neighbourhood, and not all of it."""
        homes = self._homes[quarter]
        return bool(homes & communes) and not (homes <= communes and self._inside[quarter] == 1)

    def _of(self, level: str, code: str) -> _Ends:
        if (level, code) not in self._shared:
            return _EXACT
        commune, _, quarter = code.partition(":")
        if level == "commune":
            return self.of_communes([code], self._people[level, code])
        if level == "zone" and not quarter:
            _, least, most = self._given({commune})
            left = self._people["commune", commune] - self._alone.get(commune, 0.0)
            return _ends(left - most, left - least)
        if level == "zone":
            return _ends(*self._within(quarter, {commune}))
        if self._inside[code] < 1:
            return _ends(*self._within(code, self._homes.get(code, set())))
        return _ANY

    def _within(self, quarter: str, communes: set[str]) -> _Ends:
        """Return the people of a neighbourhood in some of its communes, at least and at most.

        Everybody that its rows tell of, or nobody; in all of them, who does not live beyond.
        """
        whole = self._people["qpv", quarter]
        everywhere = communes >= self._homes.get(quarter, set())
        return self._inside[quarter] * whole if everywhere else 0.0, whole

    def _given(self, communes: set[str]) -> tuple[float, float, float]:
        """Return the people of neighbourhoods that communes are given, and their span."""
        given = least = most = 0.0
        for quarter, homes in self._homes.items():
            if own := homes & communes:
                low, high = self._within(quarter, own)
                given += sum(self._people["zone", f"{commune}:{quarter}"] for commune in own)
                least, most = least + low, most + high
        return given, least, most


def _ends(least: float, most: float) -> _Ends:
    return _ANY if np.isnan(least + most) else (max(0.0, least), most)
