"""All the names of streets of an index, each once, where nothing says in which commune to look."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable


class Names:
    """Names, shortest first: what is much shorter or longer than one is not like it.

    Parameters
    ----------
    names
        Names of streets, as ``spelling.street_key`` writes them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(set(names), key=lambda name: (len(name), name))
        self._known = frozenset(self._names)
        self._lengths = [len(name) for name in self._names]
        self._sorted = [in_order(name) for name in self._names]

    def like(self, typed: str, *, least: float, letters: float) -> dict[str, float]:
        """Return the names that may be meant, with their likeness (0 to 1).

        Parameters
        ----------
        least
            Names that are less like it (0 to 1) are left out.
        letters
            So are those that lack, or have too many, so many letters more than the likest has.
            Some that do may be among those that are returned; none that does not is left out.

        Examples
        --------
        >>> names = Names(["rue port", "rue porte", "quai port", "avenue jean moulin"])
        >>> names.like("rue prt", least=0.65, letters=3)
        {'rue port': 0.93..., 'rue porte': 0.875}
        """
        forms = ((typed, self._names), (in_order(typed), self._sorted))
        best = 1.0 if typed in self._known else 0.0
        if not best:
            for text, names in forms:
                best = max(best, _best(text, names, max(best, least)))
        if not best:
            return {}
        most = (1 - best) * 2 * len(typed) / best + letters
        shortest = 2 * len(typed) - most
        cut = max(least, 1 - most / shortest - _ROUNDING) if shortest > 0 else least
        low = bisect_left(self._lengths, len(typed) * cut / (2 - cut) - 1)
        high = bisect_right(self._lengths, len(typed) * (2 - cut) / cut + 1)
        found: dict[str, float] = {}
        for text, names in forms:
            for _, likeness, at in process.extract(
                text, names[low:high], scorer=fuzz.ratio, score_cutoff=100 * cut, limit=None
            ):
                name = self._names[low + at]
                found[name] = max(found.get(name, 0.0), likeness / 100)
        return found


_ROUNDING = 1e-6


def in_order(name: str) -> str:
    """Return a name with its words sorted.

    >>> in_order("rue jean moulin")
    'jean moulin rue'
    """
    return " ".join(sorted(name.split()))


def _best(typed: str, names: list[str], least: float) -> float:
    found = process.extractOne(typed, names, scorer=fuzz.ratio, score_cutoff=100 * least)
    return found[1] / 100 if found else 0.0
