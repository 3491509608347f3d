"""From checked tables to the partner network."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from netmap.inputs.persons import persons
from netmap.network.model import Partner, PartnerNetwork, Relation

if TYPE_CHECKING:
    import pandas as pd

_Row = Mapping[Hashable, Any]
_T = TypeVar("_T")


def build_network(
    partners: pd.DataFrame,
    relations: pd.DataFrame | None,
    permanences: pd.DataFrame | None,
    *,
    complete: bool = False,
    opened: Iterable[str] | None = None,
) -> PartnerNetwork:
    """Read the partners, their relations and their open places of permanence.

    Without a table of relations, they are supposed from positions
    (:func:`supposed_relations`).

    Parameters
    ----------
    partners, relations, permanences
        Tables of Inputs, or of a release, where a column ``supposee`` marks the relations
        that nobody declared. An empty ``couvre`` becomes an unknown coverage.
    complete
        Whether the table holds all relations; else only those of the partners that the column
        ``relations_completes`` says so of.
    opened
        Codes where the mediation works today; None: everywhere.

    Returns
    -------
    PartnerNetwork
        Partners by id, sorted; relations in the order of their table.
    """
    read = read_partners(partners)
    if complete:
        read = {key: replace(one, told=True) for key, one in read.items()}
    return PartnerNetwork(
        partners=read,
        opened=None if opened is None else frozenset(opened),
        relations=supposed_relations(read.values())
        if relations is None
        else tuple(_relation(row) for _, row in _rows(relations)),
        permanences=_open_places(permanences),
    )


def read_partners(table: pd.DataFrame) -> dict[str, Partner]:
    """Return the partners of a table by id, sorted."""
    return {
        identifier: _partner(identifier, row) for identifier, row in sorted(_told(table), key=_id)
    }


def read_directory(table: pd.DataFrame | None) -> tuple[Partner, ...]:
    """Return the possible partners of a directory, as if they were to mobilise; None: none."""
    if table is None:
        return ()
    return tuple(
        replace(_partner(identifier, {**row, "statut": "a-mobiliser"}), file=row["fichier"])
        for identifier, row in _told(table)
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
        covers=frozenset(row["couvre"] or ()) or None,
        needs=frozenset(row["thematiques"] or ()),
        told=bool(row.get("relations_completes", False)),
        row=_integer(row.get("ligne")),
        personal=row["personne"],
    )


def _told(table: pd.DataFrame) -> Iterator[tuple[str, _Row]]:
    return _rows(table.assign(personne=persons(table).to_numpy()))


def _relation(row: _Row) -> Relation:
    return Relation(
        source=row["source_id"],
        target=row["cible_id"],
        state=_known(row["etat"]),
        needs=frozenset(row["thematiques"] or ()),
        supposed=bool(row.get("supposee", False)),
        nature=_known(row["nature"]),
    )


def _open_places(permanences: pd.DataFrame | None) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for identifier, row in () if permanences is None else _rows(permanences):
        partner_id = _known(row["mediateur_id"])
        if row["statut"] == "ouverte" and partner_id is not None:
            held.setdefault(partner_id, []).append(identifier)
    return {partner_id: tuple(sorted(held[partner_id])) for partner_id in sorted(held)}


def _id(item: tuple[str, _Row]) -> str:
    return item[0]


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, _Row]]:
    return zip(table.index, table.to_dict("records"), strict=True)


def _known(value: _T) -> _T | None:
    """Return None for a cell that says nothing: NaN and NaT differ from themselves."""
    return value if value is not None and value == value else None  # noqa: PLR0124


def _integer(value: float | None) -> int | None:
    known = _known(value)
    return None if known is None else int(known)


def day_of(value: object) -> str | None:
    """Return a date of a table as text, day by day; None: the cell says nothing."""
    known = _known(value)
    if known is None:
        return None
    return known.isoformat()[:10] if isinstance(known, date) else str(known)
