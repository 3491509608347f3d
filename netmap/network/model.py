"""Who refers people to whom: partners, and the relations between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.vocabulary import PartnerStatus, Position, RelationState


#: What the nature of a relation may hold when nobody is referred along it.
_NOT_A_REFERRAL = ("financ", "pilot", "coordin")


@dataclass(frozen=True, kw_only=True)
class Partner:
    """An organisation, as the table declares it.

    `covers` holds codes of communes, QPVs or the EPCI where the people it serves live;
    None is *unknown*: neither everywhere nor nowhere. `needs` are the themes it answers; none is
    *unknown* too. `told`: all its relations are in the table, so that one that is not there
    does not exist; otherwise nobody said.
    `row` is the line that it comes from, of the table of partners, or of the directory `file`
    where it is a possible partner that no table has yet. `personal`: it is, or may be, one person.
    """

    id: str
    name: str
    category: str
    position: Position
    status: PartnerStatus
    covers: frozenset[str] | None = None
    needs: frozenset[str] = frozenset()
    told: bool = False
    row: int | None = None
    file: str | None = None
    personal: bool = False

    @property
    def upstream(self) -> bool:
        """Whether it refers people to the mediator."""
        return self.position in {"amont", "amont-aval"}

    @property
    def downstream(self) -> bool:
        """Whether the mediator refers people to it."""
        return self.position in {"aval", "amont-aval"}

    @property
    def mediates(self) -> bool:
        """Whether it is a mediation point."""
        return self.position == "mediation"

    @property
    def active(self) -> bool:
        """Whether it takes part today."""
        return self.status == "actif"

    @property
    def to_mobilise(self) -> bool:
        """Whether it could be won, or won back."""
        return self.status in {"a-mobiliser", "a-remobiliser"}


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A directed relation `source` → `target` (partner ids).

    `needs` restricts it to those themes; empty, it carries all. `state` None means that the
    row is there and says no state: it stands as declared. `supposed` relations were read
    from positions, since nobody declared any.
    """

    source: str
    target: str
    state: RelationState | None = None
    needs: frozenset[str] = frozenset()
    supposed: bool = False
    nature: str | None = None

    @property
    def certain(self) -> bool:
        """Whether it surely works: declared, and neither planned, broken nor unknown."""
        return not self.supposed and self.state in {None, "active"}

    @property
    def possible(self) -> bool:
        """Whether it works in the best case: certain, unknown or supposed."""
        return self.state in {None, "active", "inconnue"}

    @property
    def refers(self) -> bool:
        """Whether people are referred along it: money, steering and coordination refer nobody.

        >>> [Relation(source="a", target="b", nature=nature).refers
        ...     for nature in (None, "Orientation", "co-financement", "coordination, orientation")]
        [True, True, False, True]
        """
        nature = (self.nature or "").casefold()
        return "orient" in nature or not any(stem in nature for stem in _NOT_A_REFERRAL)

    def carries(self, need: str) -> bool:
        """Whether people are referred for `need`: a relation that names none carries all."""
        return not self.needs or need in self.needs


@dataclass(frozen=True)
class PartnerNetwork:
    """Partners and relations; `permanences` gives each mediation partner its open places.

    `permanences` maps a partner id to the ids of the open permanences that it holds. `opened`:
    codes of the communes, QPVs or EPCI where the mediation works today; None: everywhere.
    """

    partners: Mapping[str, Partner]
    relations: tuple[Relation, ...]
    permanences: Mapping[str, tuple[str, ...]]
    opened: frozenset[str] | None = None

    @property
    def supposed(self) -> bool:
        """Whether relations were read from positions instead of a table."""
        return any(relation.supposed for relation in self.relations)
