"""Earlier releases, as whoever kept them reads them beside the last one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.outsider.sums import (
    DWELLINGS,
    POOLED,
    TOTAL,
    Sum,
    Term,
    all_sums,
    longest,
    sums_of_places,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.formats.releases import Figures, Key
    from netmap.outsider.sums import Ground, Periods


class Kept:
    """What earlier releases say of the counts of the last one.

    Attributes
    ----------
    shown
        What they show.
    hidden
        What they hide, and which of them does.
    """

    def __init__(
        self,
        now: Figures,
        earlier: Sequence[Figures],
        keys: Iterable[Key],
        visited: Mapping[str, float],
        ground: Ground,
    ) -> None:
        self._now = now
        self._earlier = earlier
        self._keys = frozenset(keys)
        self._visited = visited
        self._ground = ground
        self._today: dict[str, set[str]] = {}
        for code, former in ground.former.items():
            for old in former:
                self._today.setdefault(old, set()).add(code)
        self.shown: dict[Term, float] = {}
        self.hidden: dict[Term, int] = {}

    def sums(self) -> Iterator[Sum]:
        """Yield what binds their counts to today's; that nobody was taken out is supposed."""
        for one in (*self._of_other_periods(), *self._since()):
            yield replace(one, supposed=one.supposed or "unrevised")

    def _since(self) -> Iterator[Sum]:
        """Yield each release as a system of its own, and what has come since.

        Every count is that of before and what came since, which the same sums bind; nothing
        came where no more dwellings were visited.
        """
        for number, one in enumerate(self._earlier):
            pooled = one.periodes == self._now.periodes
            shown = {row[:3]: row[3] for row in one.montres}
            keys = {key for key in (*shown, *one.masques) if pooled or key[0] not in POOLED}
            grown = {key for key in self._keys if pooled or key[0] not in POOLED}
            kin = self._kin(keys, grown)
            same = self._is_same_ground(one)
            if not same:
                kin = [group for group in kin if all(map(_of_places, group[1]))]
            then, since = frozenset({f"@{number}"}), frozenset({f"+{number}"})
            self.shown |= {Term(key, then): shown[key] for key in keys if key in shown}
            self.hidden |= {Term(key, then): number for key in one.masques if key in keys}
            periods = frozenset(one.periodes)
            ground = self._ground_of(keys)
            yield from all_sums(keys, pooled=periods, ground=ground, when=then)
            if same:
                yield from all_sums(grown, pooled=periods, ground=self._ground, when=since)
                come = grown.difference(*(new for _, new in kin))
                # sectors are put together anew: their communes say what came
                kin += [
                    (frozenset(), frozenset({key})) for key in sorted(come) if key[0] != "sectors"
                ]
            for place, (old, new) in enumerate(kin):
                came = [Term(key, since) for key in sorted(new)]
                yield from _equal(
                    [Term(key) for key in sorted(new)],
                    [*(Term(key, then) for key in sorted(old)), *came],
                    Term(("kin", "", f"{number} {place}")),
                )
            for key in sorted(grown):
                now = self._visited.get(key[2])
                if (
                    key[0] == "outreach"
                    and now is not None
                    and shown.get((*DWELLINGS, key[2])) == now
                ):
                    self.shown[Term(key, since)] = 0.0

    def _of_other_periods(self) -> Iterator[Sum]:
        """Yield what releases say of places over other periods than today's."""
        today = longest(frozenset(self._now.periodes))
        same = [one for one in self._earlier if self._is_same_ground(one)]
        others = {longest(frozenset(one.periodes)) for one in same} - {today, frozenset()}
        dated = {key[2] for key in self._keys if key[0] == "periods"}
        every = longest(frozenset().union(today, dated, *others))
        others = {chosen for chosen in others if chosen <= every}
        if not others:
            return
        pieces = _pieces(every, [today, *sorted(others, key=sorted)])
        places = sorted(key for key in self._keys if key[0] == "density")
        for piece in pieces:
            yield from sums_of_places(places, self._ground, when=piece)
            parts = [Term(("periods", "personnes", period)) for period in sorted(piece)]
            if TOTAL in places and {part.key for part in parts} <= self._keys:
                yield Sum(Term(TOTAL, piece), tuple(parts))
        inside = [piece for piece in pieces if piece <= today]
        for key in places:
            yield Sum(Term(key), tuple(Term(key, piece) for piece in inside))
        for one in same:
            chosen = longest(frozenset(one.periodes))
            if chosen in others:
                yield from self._of_release(one, [p for p in pieces if p <= chosen], places)

    def _of_release(
        self, one: Figures, pieces: Sequence[Periods], places: Sequence[Key]
    ) -> Iterator[Sum]:
        number = self._earlier.index(one)
        when = frozenset(one.periodes) | {"*"}
        given = {row[:3]: row[3] for row in one.montres if row[0] in POOLED}
        hidden = [key for key in one.masques if key[0] in POOLED]
        self.shown |= {Term(key, when): value for key, value in given.items()}
        self.hidden |= {Term(key, when): number for key in hidden}
        keys = {*given, *hidden}
        for place, (old, new) in enumerate(self._kin(keys, places)):
            yield from _equal(
                [Term(key, when) for key in sorted(old)],
                [Term(key, piece) for key in sorted(new) for piece in pieces],
                Term(("kin", "*", f"{number} {place}")),
            )
        for key in sorted(keys):
            communes = [("density", "commune", code) for code in key[2].split("+")]
            if key[0] == "sectors" and keys.issuperset(communes):
                yield Sum(Term(key, when), tuple(Term(one, when) for one in communes))

    def _kin(
        self, before: Iterable[Key], after: Iterable[Key]
    ) -> list[tuple[frozenset[Key], frozenset[Key]]]:
        """Return counts of before and of today that are of the same places, all together."""
        today = frozenset(after)
        groups: list[tuple[frozenset[Key], frozenset[Key]]] = []
        for key in sorted(before):
            new = self._of_today(key)
            if not new <= today:
                continue
            joined = [group for group in groups if group[1] & new]
            groups = [group for group in groups if not group[1] & new]
            old = frozenset({key}).union(*(group[0] for group in joined))
            groups.append((old, new.union(*(group[1] for group in joined))))
        return groups

    def _of_today(self, key: Key) -> frozenset[Key]:
        """Return the counts of today that one of before is in."""
        block, level, code = key
        if block == "sectors":
            codes = sorted(frozenset().union(*map(self._codes, code.split("+"))))
            return frozenset({(block, level, "+".join(codes))})
        if not _of_places(key):
            return frozenset({key})
        start = code.startswith("lieu:") * "lieu:" + code.partition(" ")[0] * (block == "contacts")
        start += " " * (block == "contacts")
        commune, mark, quarter = code[len(start) :].partition(":")
        return frozenset(
            (block, level, f"{start}{home}{mark}{part}")
            for home in self._codes(commune)
            for part in self._codes(quarter)
        )

    def _ground_of(self, keys: Iterable[Key]) -> Ground:
        """Return the ground with the places of an earlier release, as far as it is the same."""
        zones = {
            key for key in keys if key[1] == "zone" and self._of_today(key) <= self._ground.zones
        }
        rated = {key for key in zones if self._of_today(key) <= self._ground.rated}
        return replace(
            self._ground,
            zones=self._ground.zones | zones,
            rated=self._ground.rated | rated,
        )

    def _codes(self, code: str) -> frozenset[str]:
        return frozenset(self._today.get(code, {code}))

    def _is_same_ground(self, one: Figures) -> bool:
        """Whether the communes are the same ones, whatever they are called."""
        if one.territoire == self._now.territoire:
            return True
        then = {str(row[2]) for row in (*one.montres, *one.masques) if row[:2] == _COMMUNE}
        now = {key[2] for key in self._keys if key[:2] == _COMMUNE}
        return frozenset().union(*map(self._codes, then)) == now and any(
            old in self._today for old in then
        )


_COMMUNE = ("density", "commune")


def _of_places(key: Key) -> bool:
    """Whether a count is of a place, and not of all of them or of a year."""
    block, level, code = key
    if block == "outreach":
        return code.startswith("lieu:")
    return block == "sectors" or (block in {"density", "contacts"} and level != "territoire")


def _equal(some: Sequence[Term], others: Sequence[Term], name: Term) -> Iterator[Sum]:
    """Yield that two sums are the same; `name` is what they come to."""
    if len(some) == 1:
        yield Sum(some[0], tuple(others))
    elif len(others) == 1:
        yield Sum(others[0], tuple(some))
    else:
        yield Sum(name, tuple(some))
        yield Sum(name, tuple(others))


def _pieces(every: Periods, sets: Sequence[Periods]) -> list[Periods]:
    """Return the periods that no set of periods parts."""
    pieces: dict[tuple[bool, ...], set[str]] = {}
    for period in sorted(every):
        signature = tuple(period in chosen for chosen in sets)
        if any(signature):
            pieces.setdefault(signature, set()).add(period)
    return [frozenset(piece) for piece in pieces.values()]
