"""From checked tables to the partner network."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from netmap.network.model import Partner, PartnerNetwork, Relation

if TYPE_CHECKING:
    import pandas as pd

    from netmap.inputs.model import Inputs

_Row = Mapping[Hashable, Any]
_T = TypeVar("_T")


def build_network(inputs: Inputs) -> PartnerNetwork:
    """Read the partners, their relations and their open places of permanence.

    Without a table of relations, they are supposed from positions
    (:func:`supposed_relations`); with a table that has no row, there is none.

    Parameters
    ----------
    inputs
        Checked tables. An empty ``couvre`` becomes an unknown coverage.

    Returns
    -------
    PartnerNetwork
        Partners by id, sorted; relations in the order of their table.
    """
    partners = {
        partner.id: partner
        for partner in sorted(
            (_partner(identifier, row) for identifier, row in _rows(inputs.partners)),
            key=lambda partner: partner.id,
        )
    }
    if inputs.relations is None:
        relations = supposed_relations(partners.values())
    else:
        relations = tuple(_relation(row) for _, row in _rows(inputs.relations))
    return PartnerNetwork(
        partners=partners, relations=relations, permanences=_open_places(inputs.permanences)
    )


def supposed_relations(partners: Iterable[Partner]) -> tuple[Relation, ...]:
    """Suppose who refers to whom, among active partners, from positions alone.

    Every upstream partner is supposed to refer to every mediation point, and every mediation
    point to every downstream partner. Nobody declared these relations: they only count in
    the best case.

    Parameters
    ----------
    partners
        Partners of any position and status.

    Returns
    -------
    tuple of Relation
        Sorted by source, then target; all `supposed`.

    Examples
    --------
    >>> def actor(name, position):
    ...     return Partner(id=name, name=name, category="", position=position, status="actif")
    >>> trio = [actor("a", "amont"), actor("m", "mediation"), actor("d", "aval")]
    >>> [(relation.source, relation.target) for relation in supposed_relations(trio)]
    [('a', 'm'), ('m', 'd')]
    """
    active = sorted((p for p in partners if p.active), key=lambda partner: partner.id)
    mediation = [partner.id for partner in active if partner.mediates]
    pairs = [(p.id, m) for p in active if p.upstream for m in mediation]
    pairs += [(m, p.id) for p in active if p.downstream for m in mediation]
    return tuple(Relation(source=a, target=b, supposed=True) for a, b in sorted(pairs))


def _partner(identifier: str, row: _Row) -> Partner:
    return Partner(
        id=identifier,
        name=row["nom"],
        category=row["categorie"],
        position=row["position"],
        status=row["statut"],
        covers=frozenset(row["couvre"]) or None,
        needs=frozenset(row["thematiques"]),
        row=_integer(row["ligne"]),
    )


def _relation(row: _Row) -> Relation:
    return Relation(
        source=row["source_id"],
        target=row["cible_id"],
        state=_known(row["etat"]),
        needs=frozenset(row["thematiques"]),
        nature=_known(row["nature"]),
        formal=_known(row["formalisation"]),
        verified_on=_day(row["date_verif"]),
        referred=_integer(row["nb_orientations"]),
        accepted=_integer(row["nb_acceptees"]),
        median_delay_days=_known(row["delai_median_j"]),
        row=_integer(row["ligne"]),
    )


def _open_places(permanences: pd.DataFrame | None) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for identifier, row in () if permanences is None else _rows(permanences):
        partner_id = _known(row["partner_id"])
        if row["statut"] == "ouverte" and partner_id is not None:
            held.setdefault(partner_id, []).append(identifier)
    return {partner_id: tuple(sorted(held[partner_id])) for partner_id in sorted(held)}


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, _Row]]:
    return zip(table.index, table.to_dict("records"), strict=True)


def _known(value: _T) -> _T | None:
    """Return None for a cell that says nothing: NaN and NaT differ from themselves."""
    return value if value is not None and value == value else None  # noqa: PLR0124


def _integer(value: float | None) -> int | None:
    known = _known(value)
    return None if known is None else int(known)


def _day(value: object) -> str | None:
    known = _known(value)
    if known is None:
        return None
    return known.isoformat()[:10] if isinstance(known, date) else str(known)
