"""The chain amont → médiation → aval of each place and need: whole, fragile, broken, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from netmap.findings.branches import Links, answered, read_links
from netmap.findings.disjoint import Branch, breaking_partners, count_chains
from netmap.findings.serving import serving
from netmap.sections import AccessSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.network.model import PartnerNetwork
    from netmap.territory.model import Territory
    from netmap.vocabulary import ChainStep, Level, Verdict

_DEFAULT_ACCESS = AccessSettings()


class _Chain(NamedTuple):
    """One row of the matrix but for its place and need."""

    kappa: int
    kappa_amont: int
    kappa_aval: int
    kappa_max: int
    etape: ChainStep | None
    fragile: tuple[str, ...]
    manque: tuple[ChainStep, ...]
    verdict: Verdict


_CLOSED = _Chain(0, 0, 0, 0, "non-ouvert", (), ("non-ouvert",), "closed")


def chain_matrix(
    network: PartnerNetwork,
    territory: Territory,
    needs: Sequence[str],
    *,
    access: AccessSettings = _DEFAULT_ACCESS,
    level: Level = "commune",
) -> pd.DataFrame:
    """Count the complete chains of each place and need, and name the step that breaks.

    Parameters
    ----------
    network
        Partners and relations; only active partners take part.
    territory
        The places and their codes.
    needs
        Codes of themes, in order, each once.
    access
        Detour, speed and catchment of an open permanence (:func:`~.serving.serving`).
    level
        Rows for communes, QPVs or zones.

    Returns
    -------
    DataFrame
        A row a place × need, in the order of the territory, then of `needs`. Columns:

        - ``code``, ``thematique``;
        - ``kappa``: complete chains that share no partner, over certain relations
          (:mod:`~netmap.findings.disjoint`); 0 is a gap, 1 is fragile;
        - ``kappa_amont``, ``kappa_aval``: partners on each side with a certain relation to some
          mediation point that serves the place, however many people that point can take;
        - ``kappa_max``: the best case, where all that is unknown holds
          (:func:`~.branches.read_links`) and partners with an unknown coverage cover the place.
          ``kappa`` = 0 and ``kappa_max`` > 0 is a gap to confirm;
        - ``etape``: None where ``kappa`` ≥ 1, else the first missing step of what is certain:
          ``non-ouvert`` where the mediation does not work, ``mediation, amont, aval``, ``seul``
          where both sides of a mediation point are one and the same partner, or could be no
          other, or ``liaison`` where partners exist but are not linked;
        - ``fragile``: sorted ids of the partners whose loss alone leaves no chain. It may be
          empty with ``kappa`` = 1: partners on both sides can stand in for each other;
        - ``manque``: all missing steps, ``etape`` first; empty where ``kappa`` ≥ 1;
        - ``verdict``: one of :data:`netmap.vocabulary.Verdict`; ``closed`` where the mediation
          does not work, or nobody there can be a mediation point, whatever the need.

    Notes
    -----
    Menger (1927): the most chains that share no partner are the least partners whose loss
    breaks every chain, a maximum flow through partners of capacity 1. Places served by the
    same partners are computed once.
    """
    serves = serving(network, territory, access=access, level=level)
    reader = _Reader(network, needs)
    groups: dict[tuple[frozenset[str], bool], list[_Chain]] = {}
    rows: list[tuple[object, ...]] = []
    for place, partners in serves.surely.items():
        if place in serves.closed:
            rows += [(place, need, *_CLOSED) for need in needs]
            continue
        key = (partners, place in serves.unclaimed)
        if key not in groups:
            best = partners | serves.perhaps | (reader.mediation if key[1] else frozenset())
            groups[key] = list(reader.chains(partners, best))
        rows += [(place, need, *chain) for need, chain in zip(needs, groups[key], strict=True)]
    columns = ["code", "thematique", *_Chain._fields]
    series = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype="int64" if name.startswith("kappa") else object)
            for name, values in zip(columns, series, strict=True)
        }
    )


class _Reader:
    """A network, indexed by what the chains of a place need to know."""

    def __init__(self, network: PartnerNetwork, needs: Sequence[str]) -> None:
        active = [partner for partner in network.partners.values() if partner.active]
        self._upstream = {partner.id for partner in active if partner.upstream}
        self.mediation = {partner.id for partner in active if partner.mediates}
        self._answers = answered(network, needs)
        self._may_answer = answered(network, needs, best=True)
        self._certain: Links = read_links(network, needs)
        self._possible: Links = read_links(network, needs, best=True)
        self._all_certain = self._certain == self._possible

    def chains(self, surely: AbstractSet[str], best: AbstractSet[str]) -> Iterator[_Chain]:
        """Yield the chain of each need, for the partners that serve a place."""
        certain = self._certain.branches(surely)
        settled = self._all_certain and len(surely) == len(best)
        most: Sequence[int | None] = [None] * len(certain) if settled else self._possible.most(best)
        answers = 0
        for partner in surely:
            answers |= self._answers.get(partner, 0)
        steps: dict[ChainStep, AbstractSet[str]] = {
            "mediation": self.mediation,
            "amont": self._upstream,
        }
        absent = tuple(step for step, ids in steps.items() if ids.isdisjoint(surely))
        served = not self.mediation.isdisjoint(best)
        known: dict[tuple[tuple[Branch, ...], int | None, bool], _Chain] = {}
        for i, told in enumerate(zip(certain, most, strict=True)):
            key = (*told, bool(answers >> i & 1))
            if key not in known:
                lacking = absent if key[2] else (*absent, "aval")
                known[key] = _chain(*told, lacking or ("liaison",), served=served)
            chain = known[key]
            if (chain.etape, chain.verdict) == ("liaison", "broken") and self._one_end(best, i):
                chain = chain._replace(etape="seul", manque=("seul",))
            yield chain

    def _one_end(self, partners: AbstractSet[str], need: int) -> bool:
        """Whether but one of `partners` can refer people to mediation or take over for a need."""
        ends = {
            p for p in partners if p in self._upstream or self._may_answer.get(p, 0) >> need & 1
        }
        return len(ends) == 1


def _chain(
    certain: tuple[Branch, ...],
    most: int | None,
    lacking: tuple[ChainStep, ...],
    *,
    served: bool,
) -> _Chain:
    """Conclude of a place and need; `most`: chains in the best case, None where it is today's."""
    kappa = count_chains(certain)
    kappa_max = kappa if most is None else most
    if lacking == ("liaison",) and any(one.upstream and one.downstream for one in certain):
        lacking = ("seul",)
    steps = () if kappa else lacking
    if kappa:
        verdict: Verdict = "whole" if kappa > 1 else "fragile"
    elif kappa_max:
        verdict = "unconfirmed"
    else:
        verdict = "broken" if served else "closed"
    return _Chain(
        kappa=kappa,
        kappa_amont=len({partner for branch in certain for partner in branch.upstream}),
        kappa_aval=len({partner for branch in certain for partner in branch.downstream}),
        kappa_max=kappa_max,
        etape=steps[0] if steps else None,
        fragile=breaking_partners(certain) if kappa == 1 else (),
        manque=steps,
        verdict=verdict,
    )
