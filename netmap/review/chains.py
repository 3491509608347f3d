"""Which chains a merged review changes, and who said what changes each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from netmap.findings import examined_needs
from netmap.findings.chain import chain_matrix
from netmap.network import build_network
from netmap.network.model import Partner, Relation
from netmap.periods import open_today
from netmap.territory import build_territory
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netmap.inputs.model import Inputs
    from netmap.network.model import PartnerNetwork
    from netmap.review.merge import Change
    from netmap.vocabulary import Level, PartnerStatus, Position, RelationState, Verdict

#: κ and what it comes to, by level, code and need.
_Chains = dict[tuple["Level", str, str], tuple[int, "Verdict"]]


@dataclass(frozen=True, kw_only=True)
class ChainChange:
    """A chain of a place and a need that would be another, and who said so.

    Attributes
    ----------
    kappa_before, kappa_after
        Complete chains that share no partner (:func:`netmap.findings.chain.chain_matrix`).
    authors
        Of the changes without any one of which the chain would not be so; where several do it
        alone, of each of these; else of all changes.
    """

    level: Level
    code: str
    need: str
    before: Verdict
    after: Verdict
    kappa_before: int
    kappa_after: int
    authors: tuple[str, ...]


def chain_changes(inputs: Inputs, changes: Sequence[Change]) -> tuple[ChainChange, ...]:
    """Return the chains of communes and QPVs that changes of the tables would change, in order.

    Parameters
    ----------
    inputs
        The project, as the changes were made from.
    changes
        Those of :func:`netmap.review.merge.merge_reviews`.
    """
    if not changes:
        return ()
    reader = _Reader(inputs)
    now, then = reader.chains(()), reader.chains(changes)
    changed = [key for key, chain in then.items() if chain != now[key]]
    if not changed:
        return ()
    needs = sorted({need for _, _, need in changed})
    places = range(len(changes))
    without = [reader.chains([*changes[:i], *changes[i + 1 :]], needs) for i in places]
    needed_for = {key: [i for i in places if without[i][key] != then[key]] for key in changed}
    alone = (
        [] if all(needed_for.values()) else [reader.chains([change], needs) for change in changes]
    )
    found = []
    for key in changed:
        needed = needed_for[key]
        enough = [] if needed else [i for i in places if alone[i][key] != now[key]]
        level, code, need = key
        found.append(
            ChainChange(
                level=level,
                code=code,
                need=need,
                before=now[key][1],
                after=then[key][1],
                kappa_before=now[key][0],
                kappa_after=then[key][0],
                authors=_authors(changes[i] for i in needed or enough or places),
            )
        )
    return tuple(found)


def _authors(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(sorted({author for change in changes for author in change.authors}))


class _Reader:
    """The chains of a project, as its tables are and as they would be."""

    def __init__(self, inputs: Inputs) -> None:
        self._territory = build_territory(inputs)
        settings = inputs.settings
        self._access = settings.access
        self._needs = settings.needs or examined_needs(inputs.partners)
        counted = () if inputs.accompaniments is None else inputs.accompaniments["periode"].unique()
        self._network = build_network(
            inputs.partners,
            inputs.relations,
            inputs.permanences,
            complete=settings.relations.complete,
            opened=open_today(settings.perimeter, counted),
        )
        lines: Iterable[int] = () if inputs.relations is None else inputs.relations["ligne"]
        self._place = {int(line): place for place, line in enumerate(lines)}
        self._id = {partner.row: key for key, partner in self._network.partners.items()}

    def chains(self, changes: Iterable[Change], needs: Sequence[str] | None = None) -> _Chains:
        """Return the chains of communes and QPVs once changes are made, for some needs or all."""
        network = self._changed(changes)
        found: _Chains = {}
        for level in NAMED_PLACES:
            rows = chain_matrix(
                network,
                self._territory,
                self._needs if needs is None else needs,
                access=self._access,
                level=level,
            )
            columns = (rows[name] for name in ("code", "thematique", "kappa", "verdict"))
            for code, need, kappa, verdict in zip(*columns, strict=True):
                found[level, str(code), str(need)] = (int(kappa), verdict)
        return found

    def _changed(self, changes: Iterable[Change]) -> PartnerNetwork:
        partners = dict(self._network.partners)
        relations = list(self._network.relations)
        for change in changes:
            cells = change.cells
            if change.table == "partners" and change.line is None:
                partners[cells["id"]] = _partner(cells)
            elif change.table == "partners" and "statut" in cells:
                key = self._id[change.line]
                partners[key] = replace(
                    partners[key], status=cast("PartnerStatus", cells["statut"])
                )
            elif change.line is None:
                relations.append(_relation(cells))
            elif "etat" in cells:
                place = self._place[change.line]
                state = cast("RelationState", cells["etat"])
                relations[place] = replace(relations[place], state=state)
        there = (one for one in relations if {one.source, one.target} <= partners.keys())
        return replace(self._network, partners=partners, relations=tuple(there))


def _partner(cells: Mapping[str, str]) -> Partner:
    return Partner(
        id=cells["id"],
        name=cells["nom"],
        category=cells["categorie"],
        position=cast("Position", cells["position"]),
        status=cast("PartnerStatus", cells["statut"]),
        covers=_codes(cells["couvre"]) or None,
        needs=_codes(cells["thematiques"]),
    )


def _relation(cells: Mapping[str, str]) -> Relation:
    return Relation(
        source=cells["source_id"],
        target=cells["cible_id"],
        state=cast("RelationState", cells["etat"]),
        needs=_codes(cells["thematiques"]),
        nature=cells["nature"] or None,
    )


def _codes(cell: str) -> frozenset[str]:
    return frozenset(code for code in cell.split("|") if code)
