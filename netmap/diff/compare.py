"""Two builds side by side: what is new, lost, changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from netmap.diff.snapshot import Snapshot
    from netmap.formats.partners import ChainRecord, PartnerRecord, RelationRecord
    from netmap.formats.places import GapRecord, PlaceRecord

    _Record = PartnerRecord | RelationRecord

_T = TypeVar("_T")
ChainMove = Literal["retablie", "rompue", "consolidee", "affaiblie"]

_PARTNER_FIELDS = ("nom", "categorie", "position", "statut", "couvre", "thematiques")
_RELATION_FIELDS = ("etat", "thematiques", "supposee", "date_verif")
_HOLDS = 2


@dataclass(frozen=True)
class Edit:
    """One field of one record: what it was, what it is."""

    field: str
    before: str | bool | tuple[str, ...] | None
    after: str | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class ChainChange:
    """A place and need whose chains are more or fewer; `etape` is the step missing now."""

    move: ChainMove
    code: str
    need: str
    before: int
    after: int
    step: str | None


@dataclass(frozen=True)
class ClassChange:
    """A place whose rate is in another class; None: the place is not in that build."""

    level: str
    code: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All that differs between two builds, in order of id or code.

    Attributes
    ----------
    chains
        Pairs that both builds examined: ``retablie`` (0 → 1 or more), ``rompue`` (to 0),
        ``consolidee`` (to 2 or more), ``affaiblie`` (from 2 or more to 1).
    needs_added, needs_removed
        Needs that only one build examined: their chains are neither new nor lost.
    gaps_opened, gaps_closed
        Communes that only the later, or only the former, lists.
    """

    partners_added: tuple[PartnerRecord, ...]
    partners_removed: tuple[PartnerRecord, ...]
    partners_changed: tuple[tuple[PartnerRecord, tuple[Edit, ...]], ...]
    relations_added: tuple[RelationRecord, ...]
    relations_removed: tuple[RelationRecord, ...]
    relations_changed: tuple[tuple[RelationRecord, tuple[Edit, ...]], ...]
    chains: tuple[ChainChange, ...]
    needs_added: tuple[str, ...]
    needs_removed: tuple[str, ...]
    gaps_opened: tuple[GapRecord, ...]
    gaps_closed: tuple[GapRecord, ...]
    classes: tuple[ClassChange, ...]

    @property
    def empty(self) -> bool:
        """Whether the two builds tell the same."""
        return not any(vars(self).values())


def compare(before: Snapshot, after: Snapshot) -> Difference:
    """Compare two builds of one territory."""
    old_partners = {row.id: row for row in before.partenaires}
    new_partners = {row.id: row for row in after.partenaires}
    relations_added, relations_removed, kept = _matched(before.relations, after.relations)
    old_needs, new_needs = _needs(before.chaine), _needs(after.chaine)
    old_gaps = {row.code: row for row in before.manques}
    new_gaps = {row.code: row for row in after.manques}
    return Difference(
        partners_added=_only(new_partners, old_partners),
        partners_removed=_only(old_partners, new_partners),
        partners_changed=tuple(
            (new_partners[one], edits)
            for one in sorted(old_partners.keys() & new_partners.keys())
            if (edits := _edits(old_partners[one], new_partners[one], _PARTNER_FIELDS))
        ),
        relations_added=tuple(relations_added),
        relations_removed=tuple(relations_removed),
        relations_changed=tuple(
            (new, edits) for old, new in kept if (edits := _edits(old, new, _RELATION_FIELDS))
        ),
        chains=tuple(_chains(before.chaine, after.chaine)),
        needs_added=tuple(need for need in new_needs if need not in old_needs),
        needs_removed=tuple(need for need in old_needs if need not in new_needs),
        gaps_opened=_only(new_gaps, old_gaps),
        gaps_closed=_only(old_gaps, new_gaps),
        classes=tuple(_classes(before.densite, after.densite)),
    )


def _only(these: Mapping[str, _T], others: Mapping[str, _T]) -> tuple[_T, ...]:
    return tuple(these[key] for key in sorted(these.keys() - others.keys()))


def _edits(old: _Record, new: _Record, fields: Iterable[str]) -> tuple[Edit, ...]:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in fields]
    return tuple(Edit(name, a, b) for name, a, b in pairs if _said(a) != _said(b))


def _said(value: object) -> object:
    """Return a value to compare: the order of a list says nothing."""
    return frozenset(value) if isinstance(value, tuple) else value


def _matched(
    before: Iterable[RelationRecord], after: Iterable[RelationRecord]
) -> tuple[list[RelationRecord], list[RelationRecord], list[tuple[RelationRecord, RelationRecord]]]:
    """Pair the relations that go on: same ends and nature, and the same needs first.

    Returns
    -------
    tuple
        Those that only the later has, those that only the former has, and the pairs.
    """
    old, new = list(before), list(after)
    pairs: list[tuple[RelationRecord, RelationRecord]] = []
    for key in (_exact, _loose):
        waiting: dict[Hashable, list[RelationRecord]] = {}
        for row in old:
            waiting.setdefault(key(row), []).append(row)
        old, left = [], []
        for row in new:
            same = waiting.get(key(row))
            if same:
                pairs.append((same.pop(0), row))
            else:
                left.append(row)
        old = [row for rows in waiting.values() for row in rows]
        new = left
    pairs.sort(key=lambda pair: _order(pair[1]))
    return sorted(new, key=_order), sorted(old, key=_order), pairs


def _exact(row: RelationRecord) -> Hashable:
    return (row.source_id, row.cible_id, row.nature, frozenset(row.thematiques))


def _loose(row: RelationRecord) -> Hashable:
    return (row.source_id, row.cible_id, row.nature)


def _order(row: RelationRecord) -> tuple[str, ...]:
    return (row.source_id, row.cible_id, row.nature or "", *row.thematiques)


def _needs(chain: Iterable[ChainRecord]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.thematique for row in chain))


def _chains(before: Iterable[ChainRecord], after: Iterable[ChainRecord]) -> list[ChainChange]:
    old = {(row.code, row.thematique): row.kappa for row in before if row.niveau in NAMED_PLACES}
    changes = []
    for row in (row for row in after if row.niveau in NAMED_PLACES):
        was = old.get((row.code, row.thematique))
        move = None if was is None else _move(was, row.kappa)
        if was is not None and move is not None:
            changes.append(ChainChange(move, row.code, row.thematique, was, row.kappa, row.etape))
    return changes


def _move(before: int, after: int) -> ChainMove | None:
    """Say how a number of chains moved, where it matters to a meeting.

    >>> _move(0, 2), _move(1, 0), _move(1, 2), _move(3, 1), _move(3, 2)
    ('retablie', 'rompue', 'consolidee', 'affaiblie', None)
    """
    if before == 0 < after:
        return "retablie"
    if after == 0 < before:
        return "rompue"
    if before < _HOLDS <= after:
        return "consolidee"
    if after < _HOLDS <= before:
        return "affaiblie"
    return None


def _judged(rows: Iterable[PlaceRecord]) -> dict[tuple[str, str], PlaceRecord]:
    """Return places by level and code, each once: of zones, what is left of a commune of QPVs."""
    rows = list(rows)
    split = {row.code.partition(":")[0] for row in rows if row.niveau == "zone" and ":" in row.code}
    return {
        (row.niveau, row.code): row for row in rows if row.niveau != "zone" or row.code in split
    }


def _classes(before: Iterable[PlaceRecord], after: Iterable[PlaceRecord]) -> Iterable[ClassChange]:
    old, new = _judged(before), _judged(after)
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place), new.get(place)
        one = now or was
        if one is not None and (was and was.classe) != (now and now.classe):
            yield ClassChange(
                *place, one.nom, was.classe if was else None, now.classe if now else None
            )
