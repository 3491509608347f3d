"""The search for regions: merge what falls short, split what holds two, shorten borders."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

#: code → neighbouring code → length of the shared border.
Adjacency = Mapping[str, Mapping[str, float]]
#: Regions by label: their members, in order.
Regions = dict[str, tuple[str, ...]]

#: A border is shorter by more than this, or not at all.
_ROUNDING = 1e-9


def find_regions(borders: Adjacency, people: Mapping[str, float], *, minimum: float) -> Regions:
    """Group nodes into contiguous regions of at least `minimum` people, as many as can be found.

    Each order of merging is tried and polished; the most regions, then the shortest border
    between them, then the first codes win.

    Parameters
    ----------
    borders
        Both ways, every node a key.
    people
        Of every node.
    minimum
        That a region must hold; a component that holds less is one region.
    """
    return min(
        (
            _polished(_merged(borders, people, minimum, choose), borders, people, minimum)
            for choose in _CHOICES
        ),
        key=lambda regions: (
            -sum(_total(own, people) >= minimum for own in regions.values()),
            round(_border(regions, borders), 6),
            sorted(regions.values()),
        ),
    )


#: Rank of a neighbouring region as a partner: (its people, own people, border, minimum) → key.
_Choice = Callable[[float, float, float, float], tuple[float, ...]]


def _smallest(theirs: float, _own: float, border: float, minimum: float) -> tuple[float, ...]:
    return (theirs >= minimum, theirs, -border)


def _longest(theirs: float, _own: float, border: float, minimum: float) -> tuple[float, ...]:
    return (theirs >= minimum, -border, theirs)


def _fitting(theirs: float, own: float, border: float, minimum: float) -> tuple[float, ...]:
    excess = theirs + own - minimum
    return (theirs >= minimum, excess < 0, abs(excess), -border)


def _closest(theirs: float, _own: float, border: float, _minimum: float) -> tuple[float, ...]:
    return (-border, theirs)


_CHOICES: tuple[_Choice, ...] = (_smallest, _longest, _fitting, _closest)


def _merged(
    borders: Adjacency, people: Mapping[str, float], minimum: float, choose: _Choice
) -> Regions:
    """Merge each region that falls short with a neighbour, ends of the map first."""
    members = {code: [code] for code in people}
    total = dict(people)
    around = {code: dict(own) for code, own in borders.items()}
    short = {code for code in people if total[code] < minimum and around[code]}
    while short:
        own = min(short, key=lambda code: (len(around[code]) > 1, total[code], code))
        other = min(
            around[own],
            key=lambda code: (*choose(total[code], total[own], around[own][code], minimum), code),
        )
        kept, gone = min(own, other), max(own, other)
        members[kept] = sorted(members[kept] + members.pop(gone))
        total[kept] += total.pop(gone)
        for code, length in around.pop(gone).items():
            del around[code][gone]
            if code != kept:
                joint = around[kept].get(code, 0.0) + length
                around[kept][code] = around[code][kept] = joint
        short -= {own, other}
        for code in (kept, *around[kept]):
            if total[code] < minimum and around[code]:
                short.add(code)
            else:
                short.discard(code)
    return {code: tuple(own) for code, own in members.items()}


def _polished(
    regions: Regions, borders: Adjacency, people: Mapping[str, float], minimum: float
) -> Regions:
    """Split sectors that hold two, then let communes pass while borders shorten."""
    found: Regions = {}
    waiting = [own for _, own in sorted(regions.items())]
    while waiting:
        own = waiting.pop()
        halves = _split(own, borders, people, minimum)
        if halves is None:
            found[own[0]] = own
        else:
            waiting += halves
    home = {code: label for label, own in found.items() for code in own}
    groups = {label: set(own) for label, own in found.items()}
    moved = True
    while moved:
        moved = False
        for code in sorted(home):
            target = _better_home(code, home, groups, borders, people, minimum)
            if target is not None:
                groups[home[code]].discard(code)
                groups[target].add(code)
                home[code] = target
                moved = True
    return {min(own): tuple(sorted(own)) for own in groups.values()}


def _split(
    own: tuple[str, ...], borders: Adjacency, people: Mapping[str, float], minimum: float
) -> list[tuple[str, ...]] | None:
    """Cut a region in two that both suffice, at an edge of a breadth-first tree; None: no way."""
    if _total(own, people) < 2 * minimum:
        return None
    inside = set(own)
    best: tuple[float, tuple[str, ...]] | None = None
    for root in own:
        order, parent = [root], {root: root}
        for code in order:
            for other in borders[code]:
                if other in inside and other not in parent:
                    parent[other] = code
                    order.append(other)
        below = {code: {code} for code in order}
        for code in reversed(order[1:]):
            branch = below[code]
            held = _total(branch, people)
            if held >= minimum and _total(own, people) - held >= minimum:
                cut = _cut_length(branch, inside, borders)
                candidate = (cut, min(tuple(sorted(branch)), tuple(sorted(inside - branch))))
                best = candidate if best is None else min(best, candidate)
            below[parent[code]] |= branch
    if best is None:
        return None
    return [best[1], tuple(sorted(inside - set(best[1])))]


def _better_home(  # noqa: PLR0917
    code: str,
    home: Mapping[str, str],
    groups: Mapping[str, set[str]],
    borders: Adjacency,
    people: Mapping[str, float],
    minimum: float,
) -> str | None:
    """Return the neighbouring sector in which `code` shortens the borders most; None: none does."""
    own = groups[home[code]] - {code}
    if not own or _total(own, people) < minimum:
        return None
    held: dict[str, float] = {}
    for other, length in borders[code].items():
        held[home[other]] = held.get(home[other], 0.0) + length
    gains = [
        (held.get(home[code], 0.0) - length, label)
        for label, length in held.items()
        if label != home[code]
    ]
    if not gains or min(gains)[0] >= -_ROUNDING or not _connected(own, borders):
        return None
    return min(gains)[1]


def _connected(codes: set[str], borders: Adjacency) -> bool:
    start = min(codes)
    seen, order = {start}, [start]
    for code in order:
        for other in borders[code]:
            if other in codes and other not in seen:
                seen.add(other)
                order.append(other)
    return len(seen) == len(codes)


def _cut_length(branch: set[str], inside: set[str], borders: Adjacency) -> float:
    return math.fsum(
        length
        for code in branch
        for other, length in borders[code].items()
        if other in inside and other not in branch
    )


def _total(codes: tuple[str, ...] | set[str], people: Mapping[str, float]) -> float:
    return math.fsum(people[code] for code in codes)


def _border(regions: Regions, borders: Adjacency) -> float:
    home = {code: label for label, own in regions.items() for code in own}
    return math.fsum(
        length
        for code, neighbours in borders.items()
        for other, length in neighbours.items()
        if code < other and home[code] != home[other]
    )
