"""Places and needs that the same repairs touch: their chains are counted once for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from netmap.findings.branches import read_links
from netmap.findings.disjoint import Branch, count_chains
from netmap.findings.serving import serving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.findings.criticality import Pair
    from netmap.findings.repairs import Link, Repair
    from netmap.network.model import PartnerNetwork
    from netmap.sections import AccessSettings
    from netmap.territory.model import Territory
    from netmap.vocabulary import Level


@dataclass
class Cell:
    """Pairs that have the same branches once every repair is done.

    `links`: relation that does not hold today → key of the repair that opens it.
    """

    branches: tuple[Branch, ...]
    links: Mapping[Link, str]
    pairs: list[Pair]
    repairs: frozenset[str]
    kappa: int = 0
    _known: dict[frozenset[str], int] = field(default_factory=dict)

    def with_only(self, done: AbstractSet[str]) -> int:
        """Count the chains when only those repairs are done."""
        own = self.repairs & done
        if own not in self._known:
            self._known[own] = self._count(self.repairs - own)
        return self._known[own]

    def _count(self, undone: AbstractSet[str]) -> int:
        def there(partner: str, link: Link) -> bool:
            return partner not in undone and self.links.get(link) not in undone

        return count_chains(
            [
                Branch(
                    m,
                    tuple(one for one in upstream if there(one, (one, m))),
                    tuple(one for one in downstream if there(one, (m, one))),
                )
                for m, upstream, downstream in self.branches
                if m not in undone
            ]
        )


def repair_cells(
    network: PartnerNetwork,
    done: PartnerNetwork,
    territory: Territory,
    needs: Sequence[str],
    repairs: Mapping[str, Repair],
    *,
    access: AccessSettings,
    levels: Sequence[Level],
) -> list[Cell]:
    """Return the cells of some kinds of places that some repair touches.

    `done` is the network once all are.
    """
    links, today = read_links(done, needs), read_links(network, needs)
    keys = {one.relations[0]: key for key, one in repairs.items() if not one.partners}
    cells: dict[tuple[tuple[Branch, ...], frozenset[Link]], Cell] = {}
    known: dict[frozenset[str], list[tuple[Branch, ...]]] = {}
    served = (serving(done, territory, access=access, level=level).surely for level in levels)
    for place, partners in chain.from_iterable(one.items() for one in served):
        if partners not in known:
            known[partners] = links.branches(partners)
        for i, (need, branches) in enumerate(zip(needs, known[partners], strict=True)):
            shut = frozenset(
                (source, target)
                for m, upstream, downstream in branches
                for side, far in ((today.upstream, upstream), (today.downstream, downstream))
                for one in far
                for source, target in [(one, m) if side is today.upstream else (m, one)]
                if (source, target) in keys and not side.get(m, {}).get(one, 0) >> i & 1
            )
            if (branches, shut) not in cells:
                members = {p for b in branches for p in (b.mediation, *b.upstream, *b.downstream)}
                own = {link: keys[link] for link in shut}
                touching = frozenset((members & repairs.keys()) | set(own.values()))
                cells[branches, shut] = Cell(branches, own, [], touching)
            cells[branches, shut].pairs.append((place, need))
    return [cell for cell in cells.values() if cell.repairs]
