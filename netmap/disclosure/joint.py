"""Today's counts and those of earlier releases as one system, so that both are audited at once.

Four things bind a count to what was shown before. The very same count (same place, same
periods, same value) is known: hiding it today would be vain. One that has grown since, or that
pools periods within or around those of today, betrays what lies between: a count of its own.
Where the tables still hold the periods of an earlier release, each place is split by the
periods that releases do not share, so that every sum ever shown stands in the same equations.
And where a table has changed since, a count that a release hid stays hidden, in doubt as if it
were small, as long as it may be the very one that was hidden: whoever knows that nothing
happened there would take what is shown today for what was hidden, and the sums of that day
would give him the counts hidden with it. What a place had before it grew, alone, is in doubt too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from netmap.disclosure.beside import CLOSE, Beside
from netmap.disclosure.bonds import Sums
from netmap.disclosure.grown import grown_alone
from netmap.disclosure.history import keys_of
from netmap.disclosure.lineage import perhaps_the_same, told_today
from netmap.disclosure.over import Over
from netmap.disclosure.past import imagine
from netmap.disclosure.redrawn import in_neither
from netmap.disclosure.since import Since
from netmap.disclosure.states import Space, Term, pieces_of, state_of_today, states_of
from netmap.periods import compared, months

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netmap.counts.model import Counts
    from netmap.disclosure.beside import Place
    from netmap.disclosure.cells import CountSystem
    from netmap.disclosure.lineage import Former, Kin, Lineage
    from netmap.disclosure.over import Parts
    from netmap.formats.releases import Figures, Key

#: a difference that need not be one is as far from any count
_ANYTHING = 10_000.0
#: Cells of places and sectors are sums over the pooled periods; all others say their own.
_POOLED = frozenset({"density", "sectors", "derived"})


def join_earlier(
    counts: Counts,
    system: CountSystem,
    earlier: Iterable[Figures],
    *,
    periods: tuple[str, ...],
    parts: Parts,
    lineage: Lineage,
) -> CountSystem:
    """Return a system of today's counts and of what earlier releases showed and hid.

    Parameters
    ----------
    system
        Today's: its cells come first, in their order.
    periods
        Those pooled in today's cells.
    parts
        The counts of places over some of the periods, as far as they are worked out; whatever
        the sectors, they are the same.
    lineage
        What former places are today.

    Notes
    -----
    A cell whose value differs from the one shown for the same periods was revised: it is a
    new cell. If it grew by one person or more, what was added is a count; a decrease is the
    removal of an error, and no count.
    """
    releases = list(dict.fromkeys(earlier))
    if not releases:
        return system
    joint = _Joint(counts, system, frozenset(periods), parts, lineage)
    for figures in releases:
        joint.compare(figures)
    joint.remember(releases)
    return joint.system()


class _Joint:
    """What binds today's counts to those of earlier releases."""

    def __init__(
        self,
        counts: Counts,
        system: CountSystem,
        periods: frozenset[str],
        parts: Parts,
        lineage: Lineage,
    ) -> None:
        self._counts = counts
        self._today = system
        self._periods = periods
        self._keys = keys_of(counts, system)
        self._place = {key: i for i, key in enumerate(self._keys)}
        self._lineage = lineage
        self._threshold = counts.settings.disclosure.threshold
        self._known: set[int] = set()
        self._in_doubt: set[int] = set()
        self._beside = Beside(system)
        self._over = Over(counts, self._beside, parts)
        self._formers: list[tuple[frozenset[int], Former]] = []

    def compare(self, figures: Figures) -> None:
        """Take what is shown of the very same places, then and now."""
        former = told_today(figures, self._lineage, self._place.keys())
        self._formers.append((frozenset().union(*map(months, figures.periodes)), former))
        same, before, after = compared(figures.periodes, self._periods)
        for kin in former.kin:
            parts = self._cells_of(kin)
            comparable = kin.block not in _POOLED or same
            of_all = former.moved and kin.of_all
            if parts and kin.told:
                self._difference(
                    parts,
                    kin.shown,
                    known=comparable and not kin.hidden and not of_all,
                    grown=comparable or before or of_all,
                    fallen=after or of_all,
                )
        for factors, shown in former.sums():
            parts = {(0, self._place[key]): f for key, f in factors.items() if key in self._place}
            if len(parts) == len(factors) and (same or min(factors)[0] not in _POOLED):
                self._difference(parts, shown, known=True, grown=True, fallen=True)
        for keys, shown in perhaps_the_same(former, self._lineage):
            parts = {(0, self._place[key]): 1.0 for key in keys if key in self._place}
            if (
                len(parts) == len(keys)
                and self._beside.sum(parts) - shown < self._threshold - CLOSE
            ):
                grown = keys[0][0] not in _POOLED or same or before
                self._difference(parts, shown, grown=grown, guessed=True)
        self._keep_hidden(former, same=same)

    def _difference(
        self,
        parts: dict[Place, float],
        shown: float,
        *,
        known: bool = False,
        grown: bool = False,
        fallen: bool = False,
        guessed: bool = False,
    ) -> None:
        """Write what lies between a sum of cells and what was shown, if it is people.

        Parameters
        ----------
        known, grown, fallen
            Whether a reader draws on a sum that is the same as then, more, or less.
        guessed
            Whether the places are of the same ground is only guessed: the difference must stay
            in doubt, but it may be nothing, and says nothing of the sum.
        """
        change = self._beside.sum(parts) - shown
        if abs(change) <= CLOSE * (1 + shown):
            if known and len(parts) == 1:
                self._known |= {cell for _, cell in parts}
            elif known:
                self._beside.equations.append(
                    {**parts, self._beside.add(shown, constant=True): -1.0}
                )
        elif (grown and change >= 1 - CLOSE) or (fallen and change <= CLOSE - 1):
            small = CLOSE < abs(change) < self._threshold - CLOSE
            least = -_ANYTHING if guessed else 0.0
            self._beside.between(parts, shown, least=least, doubtful=small)

    def _cells_of(self, kin: Kin) -> dict[Place, float]:
        """Return today's cells of some kin; of a sector that is no more, its communes."""
        keys = kin.now
        if len(keys) == 1 and not keys <= self._place.keys():
            ((block, _, codes),) = keys
            if block == "sectors":
                keys = frozenset(("density", "commune", code) for code in codes.split("+"))
        if not keys <= self._place.keys():
            return {}
        return {(0, self._place[key]): 1.0 for key in sorted(keys)}

    def _keep_hidden(self, former: Former, *, same: bool) -> None:
        """Keep what a release hid in doubt, in each table that has changed since."""
        for block in {key[0] for key in former.hidden}:
            if block in _POOLED and not same:
                continue
            now = {
                key: float(value)
                for key, value, published in zip(
                    self._keys, self._today.values, self._today.published, strict=True
                )
                if key[0] == block and published
            }
            hidden = {key for key in former.hidden if key[0] == block}
            told = {key: value for key, value in former.shown.items() if key[0] == block}
            unchanged = now.keys() == told.keys() | hidden and all(
                abs(now[key] - value) <= CLOSE * (1 + value) for key, value in told.items()
            )
            if not unchanged:
                self._in_doubt |= {
                    self._place[key]
                    for key in hidden & now.keys()
                    if 1 - CLOSE <= now[key] <= self._most_then(key, former.shown) + CLOSE
                }

    def _most_then(self, key: Key, then: Mapping[Key, float]) -> float:
        """Return the most that a hidden count can have been, by the sums that were shown."""
        cell = self._place[key]
        rows = csr_array(self._today.equations)
        most = np.inf
        for row in np.flatnonzero(rows[:, [cell]].toarray().ravel() > 0):
            columns = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
            factors = rows.data[rows.indptr[row] : rows.indptr[row + 1]]
            wholes = [self._keys[c] for c, f in zip(columns, factors, strict=True) if f < 0]
            if len(wholes) == 1 and wholes[0] in then:
                parts = (self._keys[c] for c, f in zip(columns, factors, strict=True) if f > 0)
                most = min(most, then[wholes[0]] - sum(then.get(part, 0.0) for part in parts))
        return float(most)

    def remember(self, releases: Sequence[Figures]) -> None:
        """Add earlier releases as systems of their own, and all that binds them."""
        states = [
            *states_of(releases, self._today, self._keys),
            state_of_today(self._counts, self._today, self._keys, self._periods),
        ]
        if len(states) == 1:
            return
        pieces = pieces_of(states)
        at = {Term(len(states) - 1, -1, key): (0, i) for i, key in enumerate(self._keys)}
        at |= self._over.pieces(len(states) - 1, pieces, states[-1].pool)
        values = {term: self._beside.value(cell) for term, cell in at.items()}
        for piece in {term.piece for term in at}:
            pool = states[-1].pool if piece < 0 else pieces[piece]
            self._doubt_guesses({t.key: at[t] for t in at if t.piece == piece}, pool)
        space = Space(states, pieces, values)
        sums = Sums(space, self._today, self._keys)
        since = Since(space, self._today, self._keys, self._lineage)
        bonds = (*sums.all(), *since.all())
        past = imagine(states, values, bonds, threshold=self._threshold)
        cells = at | {
            term: self._beside.add(
                value,
                constant=term in past.shown,
                least=past.least[term],
                doubtful=term in past.doubtful,
            )
            for term, value in past.values.items()
        }
        self._beside.equations += [{cells[t]: f for t, f in one.items()} for one in past.equations]
        self._beside.companies += [one.under(cells.__getitem__) for one in past.together]
        for term in past.positive:
            self._beside.at_least_one(at[term])

    def _doubt_guesses(self, cells: Mapping[Key, Place], pool: frozenset[int]) -> None:
        """Keep in doubt what a place had if it alone has grown, and what no quarter ever held."""
        now = {key: self._beside.value(cell) for key, cell in cells.items()}
        few, formers = self._threshold, self._formers
        for factors, more in (
            *grown_alone(formers, now, pool, threshold=few),
            *in_neither(formers, now, pool, self._lineage, threshold=few),
        ):
            parts = {cells[key]: factor for key, factor in factors.items()}
            self._beside.between(parts, -more, least=-_ANYTHING, doubtful=True)

    def system(self) -> CountSystem:
        """Return all of it."""
        return self._beside.joined(known=self._known, in_doubt=self._in_doubt)
