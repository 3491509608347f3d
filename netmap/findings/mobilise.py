"""What would mend chains: the repairs that open or secure the most, in order and as a set."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING

from netmap.findings.cells import repair_cells
from netmap.findings.repairs import possible_repairs, repaired
from netmap.findings.suggestions import Search, Suggestion
from netmap.sections import AccessSettings

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from netmap.findings.criticality import Pair
    from netmap.findings.repairs import Repair
    from netmap.network.model import Partner, PartnerNetwork
    from netmap.territory.model import Territory
    from netmap.vocabulary import Level

__all__ = ["Mobilisation", "Suggestion", "mobilisation"]

_DEFAULT_ACCESS = AccessSettings()
#: Steps that a group may take together, of which the best set is told.
_TOGETHER = (2, 3, 4)
#: As many sets of repairs as may all be tried.
_TRIED = 5_000


@dataclass(frozen=True, kw_only=True)
class Mobilisation:
    """A proposal, and the candidates that are not in it.

    Attributes
    ----------
    suggestions
        In the order in which they were chosen.
    together
        Within two steps, three, four: the repairs that open the most together, then secure the
        most, each set better than the one before. All sets were tried; none where there are too
        many of them.
    idle
        Candidates that would open and secure nothing more.
    unknown_coverage
        Candidates of which nobody said whom they serve: nothing can be said of them either.
    """

    suggestions: tuple[Suggestion, ...]
    together: tuple[Suggestion, ...]
    idle: tuple[str, ...]
    unknown_coverage: tuple[str, ...]


def mobilisation(
    network: PartnerNetwork,
    territory: Territory,
    needs: Sequence[str],
    *,
    extra: Iterable[Partner] = (),
    weights: Mapping[Pair, float] | None = None,
    shareable_only: bool = False,
    limit: int | None = None,
    access: AccessSettings = _DEFAULT_ACCESS,
    levels: Sequence[Level] = ("commune",),
) -> Mobilisation:
    """Choose, one after another, the repairs that open and secure the most chains a step.

    Repairs are those of :func:`netmap.findings.repairs.possible_repairs`: planned relations,
    broken ones and those that surely do not exist between active partners, partners to mobilise
    or to mobilise again and those of `extra`, a second mediator beside each. A step is an
    organisation to win or a relation to open. At each turn the repair that opens the most
    weighted pairs a step is taken, then the one that secures the most, then the first. Where no
    repair alone helps, two that open a chain together are looked for.

    Where relations are only supposed (`network.supposed`), no chain is certain and nobody could
    complete one alone: give :func:`netmap.network.changes.as_declared` of it, and say so.

    Parameters
    ----------
    network, territory, needs, access
        As in :func:`netmap.findings.chain.chain_matrix`.
    levels
        The kinds of places whose chains count.
    extra
        Partners of a directory, that no table has yet; their status is not read.
    weights
        (code, thematique) → weight; None: each pair weighs 1.
    shareable_only
        Leave out whatever touches a partner that is or may be one person. The gains of the
        others are then computed without it.
    limit
        At most so many suggestions; None: as long as one helps.

    Returns
    -------
    Mobilisation
        Doing its suggestions in order lifts exactly the pairs that they list.
    """
    outside = {p.id: p for p in extra if p.id not in network.partners}
    known = outside | dict(network.partners)
    repairs = possible_repairs(network, outside.values(), shareable_only=shareable_only)
    candidates = sorted(key for key, repair in repairs.items() if repair.kind == "partenaire")
    placed = {
        key: repair
        for key, repair in repairs.items()
        if key not in known or known[key].covers is not None or known[key].mediates
    }
    done = repaired(network, placed.values(), extra=outside.values())
    cells = repair_cells(network, done, territory, needs, placed, access=access, levels=levels)
    search = Search(cells, placed, known, weights, alike=_alike(outside.values(), needs))
    together = () if limit is not None else tuple(_best_sets(search))
    chosen: list[Suggestion] = []
    while (limit is None or len(chosen) < limit) and (best := search.best()) is not None:
        search.accept(best)
        chosen.append(best)
    taken = {one for line in chosen for repair in line.repairs for one in repair.partners}
    unknown = tuple(i for i in candidates if known[i].covers is None and i not in taken)
    return Mobilisation(
        suggestions=tuple(chosen),
        together=together,
        idle=tuple(i for i in candidates if i not in taken and i not in unknown),
        unknown_coverage=unknown,
    )


def _alike(extra: Iterable[Partner], needs: Sequence[str]) -> dict[str, Hashable]:
    """Give each partner of a directory what decides what it brings: it has no relation yet.

    Of those alike, the first ids that have not joined stand for all.
    """
    return {
        p.id: (p.position, p.covers, p.needs.intersection(needs)) for p in extra if not p.mediates
    }


def _best_sets(search: Search) -> Iterator[Suggestion]:
    """Yield the best set of more and more steps, before anything is done, as long as it grows."""
    former: tuple[float, ...] = (0.0, 0.0, 0, 0)
    waiting = search.waiting(alike=max(_TOGETHER))
    for steps in _TOGETHER:
        groups = list(islice(_within(search.repairs, waiting, steps), _TRIED + 1))
        if len(groups) > _TRIED:
            return
        best = max(groups, key=search.rank, default=())
        found = search.gain(best)
        if found.gain > former:
            former = found.gain
            yield found


def _within(
    repairs: Mapping[str, Repair], waiting: Sequence[str], steps: int
) -> Iterator[tuple[str, ...]]:
    """Yield the sets of repairs that take so many steps at most."""
    fitting = [key for key in waiting if repairs[key].steps <= steps]
    for size in range(1, steps + 1):
        for group in combinations(fitting, size):
            if sum(repairs[key].steps for key in group) <= steps:
                yield group
