"""Which counts are hidden: all tables together, earlier releases known, and attacked.

Sectors that would be hidden are put together first, if that shows more people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from netmap.disclosure.cells import made_known
from netmap.disclosure.company import told_apart
from netmap.disclosure.contacts import contact_systems
from netmap.disclosure.guesses import guessed_pasts
from netmap.disclosure.history import figures_of
from netmap.disclosure.joint import join_earlier
from netmap.disclosure.lineage import Lineage, unknown_past
from netmap.disclosure.merging import groupings, untold
from netmap.disclosure.model import Hidden
from netmap.disclosure.people import people_system
from netmap.disclosure.protect import Protection, suppress
from netmap.disclosure.rounds import rounds_system
from netmap.disclosure.unsaid import alone, kind_of, without
from netmap.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from netmap.counts.model import Counts
    from netmap.disclosure.cells import Cell, CountSystem
    from netmap.disclosure.over import Parts
    from netmap.disclosure.unsaid import Kind
    from netmap.formats.releases import Figures

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_TOLERANCE = 1e-6
_TIME_LIMIT_S = 40.0
_ATTEMPTS = 3


@dataclass(frozen=True, kw_only=True)
class Protected:
    """What is shown and hidden of counts.

    Attributes
    ----------
    counts
        With the sectors of which the least is hidden; they were put together or not.
    shown, hidden
        Cells of all systems; one that is in neither is in no table.
    alone
        Hidden ones that can only be small: of their kinds nothing may be said.
    """

    counts: Counts
    shown: frozenset[Cell]
    hidden: frozenset[Cell]
    alone: frozenset[Cell]
    summary: Hidden
    figures: Figures


def protect(counts: Counts, earlier: Sequence[Figures]) -> Protected:
    """Choose what to hide of counts, earlier releases known, and let the attacker try.

    Raises
    ------
    DisclosureError
        The attacker found an interval too narrow; it names the cell.
    """
    unsaid: set[Kind] = set()
    parts: Parts = {}
    while (done := _protected(counts, earlier, parts)).alone:
        unsaid |= set(map(kind_of, done.alone))
        counts, parts = without(counts, unsaid), {}
    tried = [done]
    if untold(counts, done.hidden):
        joined = (_protected(one, earlier, parts) for one in groupings(counts, done.hidden))
        tried += [one for one in joined if not one.alone]
    best = min(tried, key=lambda one: (untold(one.counts, one.hidden), one.summary.cells))
    summary = replace(
        best.summary, unsaid=tuple(sorted(unsaid)), past_unknown=unknown_past(counts, earlier)
    )
    return replace(best, summary=summary)


def count_systems(counts: Counts) -> Iterator[CountSystem]:
    """Yield every system of counts that a release shows."""
    threshold = counts.settings.disclosure.threshold
    yield people_system(counts)
    yield rounds_system(counts.rounds, counts.visits, threshold=threshold)
    yield from contact_systems(counts.contacts, threshold=threshold)


def _protected(counts: Counts, releases: Sequence[Figures], parts: Parts) -> Protected:
    threshold = counts.settings.disclosure.threshold
    periods = counts.pooled_periods
    pages: list[tuple[CountSystem, Bools]] = []
    lonely: set[Cell] = set()
    told = 0
    for system in count_systems(counts):
        joints = list(_joints(counts, system, releases, parts))
        pattern = np.zeros(len(system.cells), dtype=np.bool_)
        for joint in joints:
            pattern = pattern | _audited(joint, pattern, threshold=threshold)[: len(pattern)]
        for joint in joints:
            lonely |= set(alone(joint, _widened(joint, pattern))) & set(system.cells)
        small_and_told = system.sensitive & ~pattern
        told += int((small_and_told & system.published).sum())
        pages.append((system, pattern | small_and_told))
    published = sum(int(system.published.sum()) for system, _ in pages)
    cells = sum(int((system.published & hidden).sum()) for system, hidden in pages) - told
    return Protected(
        counts=counts,
        shown=_cells_where(pages, hidden=False),
        hidden=_cells_where(pages, hidden=True),
        alone=frozenset(lonely),
        summary=Hidden(threshold=threshold, cells=cells, shown=published - cells, told=told),
        figures=figures_of(counts, pages, periods=periods),
    )


def _joints(
    counts: Counts, system: CountSystem, releases: Sequence[Figures], parts: Parts
) -> Iterator[CountSystem]:
    """Yield a system joined to earlier releases, once for each past that a reader may suppose.

    What protects from one past is hidden whatever the others say: to hide more tells no less of
    any of them, and a guess that is wrong gives up nothing.
    """
    periods, threshold = counts.pooled_periods, counts.settings.disclosure.threshold
    guesses = guessed_pasts(counts, system, releases, periods=periods)
    own: set[int] | None = None
    for lineage in (Lineage(counts), *guesses):
        joint = join_earlier(
            counts, system, releases, periods=periods, parts=parts, lineage=lineage
        )
        if joint is not system:
            own = set(audit(system, ~system.known, threshold=threshold)) if own is None else own
            joint = _without_told(joint, own, threshold=threshold)
        yield joint


def _cells_where(pages: Sequence[tuple[CountSystem, Bools]], *, hidden: bool) -> frozenset[Cell]:
    return frozenset(
        cell
        for system, pattern in pages
        for cell, published, is_hidden in zip(system.cells, system.published, pattern, strict=True)
        if is_hidden == hidden and (published or hidden)
    )


def _without_told(joint: CountSystem, own: set[int], *, threshold: int) -> CountSystem:
    """Take what earlier releases tell by themselves as known: hiding it would be vain.

    `joint` begins with the cells of today's system; what that one alone would betray, `own`, is
    no news. A reader knows an interval of what is told, and no more is taken as known: a count
    that is told to be small keeps all the doubt that is left of it, and so does one of another
    day.
    """
    told = np.zeros(len(joint.cells), dtype=np.bool_)
    told[sorted(set(audit(joint, ~joint.known, threshold=threshold)) - own)] = True
    if not told.any():
        return joint
    low, high = joint.intervals(
        ~joint.known,
        enough=(np.where(told, -np.inf, np.inf), np.where(told, np.inf, -np.inf)),
    )
    left = replace(
        joint,
        lower=np.where(told, np.minimum(low, joint.values), joint.lower),
        upper=np.where(told, np.maximum(high, joint.values), joint.upper),
    )
    return made_known(left, joint.known | (told & (high - low < _TOLERANCE)))


def _audited(system: CountSystem, before: Bools, *, threshold: int) -> Bools:
    """Choose what to hide of one system, and let the attacker try.

    What the pasts before hide of today, `before`, is enough where it protects from this one too.
    """
    suppressed = _widened(system, before)
    if before.any() and not _betrayed(system, suppressed, threshold=threshold):
        return suppressed
    suppressed = hide(system, threshold=threshold)
    betrayed = _betrayed(system, suppressed, threshold=threshold)
    if betrayed:
        cell = system.cells[betrayed[0]]
        message = (
            f"{len(betrayed)} hidden count(s) could be inferred from what would be shown; "
            f"the first is {cell.block}, {cell.level}, {cell.code}"
        )
        raise DisclosureError(message)
    return suppressed


def _widened(system: CountSystem, pattern: Bools) -> Bools:
    """Return a pattern of today's cells, and all that is never shown of those beside them."""
    rest = len(system.cells) - len(pattern)
    hidden = np.concatenate((pattern, np.zeros(rest, dtype=np.bool_)))
    return np.asarray((hidden | system.sensitive | ~system.published) & ~system.known)


def _betrayed(system: CountSystem, suppressed: Bools, *, threshold: int) -> list[int]:
    """Return cells of which a reader infers too much, by a fraction, by sums or by elimination."""
    return (
        system.telling(suppressed)
        or audit(system, suppressed, threshold=threshold)
        or [cell for cell, _ in told_apart(system, suppressed)]
    )


def hide(system: CountSystem, *, threshold: int) -> Bools:
    """Return the cells to hide: the small ones, those never shown, and the cheapest others.

    The protector reasons with fractions. Where a reader of whole numbers infers more, he is
    asked for a wider berth, twice; after that everything is hidden. What an earlier release hid
    together is looked at last: one more cell of it is asked for, as often as it takes.
    """
    forced = system.sensitive | (~system.published & ~system.known)
    berth = np.ones(len(system.cells))
    depth = np.zeros(len(system.cells))
    attempts = _ATTEMPTS
    while attempts:
        hidden = _suppressed(system, forced, berth, depth, threshold=threshold)
        betrayed = audit(system, hidden, threshold=threshold)
        apart = {} if betrayed else dict(told_apart(system, hidden))
        if not betrayed and not apart:
            return hidden
        berth[betrayed] *= 2
        attempts -= bool(betrayed) or any(depth[cell] for cell in apart)
        forced = forced.copy()
        for cell, most in apart.items():
            forced[cell] = True
            depth[cell] = max(depth[cell], system.values[cell] - most)
    return ~system.known


def _suppressed(
    system: CountSystem, forced: Bools, berth: Floats, depth: Floats, *, threshold: int
) -> Bools:
    """Suppress, and hide each place that would tell a hidden QPV by its fraction."""
    while True:
        cells = np.flatnonzero(forced)
        small = system.sensitive[cells]
        lacking = np.maximum(threshold - np.take(system.values, cells), 0.0)
        found = suppress(
            system.values,
            system.equations,
            cells,
            weights=system.weights,
            lower=system.lower,
            upper=system.upper,
            protection=Protection(
                lower=depth[cells],
                upper=np.where(small, berth[cells] * lacking, 0.0),
                sliding=np.where(small, berth[cells] * (threshold - 1.0), 0.0),
            ),
            time_limit_s=_TIME_LIMIT_S,
        )
        hidden = found.suppressed & ~system.known
        telling = system.telling(hidden)
        if not telling:
            return hidden
        forced = forced.copy()
        forced[telling] = True


def audit(system: CountSystem, suppressed: Bools, *, threshold: int) -> list[int]:
    """Return the sensitive cells of which a reader infers too much, in order.

    The attacker is given the system, what is shown and what everybody knows; what is asked
    of an interval is no more than what everybody's knowledge leaves open. Where the ends that
    would be enough are not both there, the interval may still be long enough: it is worked out.
    """
    reached = np.minimum(float(threshold), system.upper)
    length = np.minimum(threshold - 1.0, system.upper - system.lower)
    suspects = system.sensitive
    for low_enough, high_enough in ((reached - length, reached), (-np.inf, np.inf)):
        if not suspects.any():
            break
        low, high = system.intervals(
            suppressed,
            enough=(
                np.where(suspects, low_enough, np.inf),
                np.where(suspects, high_enough, -np.inf),
            ),
        )
        suspects = suspects & ((high < reached - _TOLERANCE) | (high - low < length - _TOLERANCE))
    return [int(cell) for cell in np.flatnonzero(suspects)]
