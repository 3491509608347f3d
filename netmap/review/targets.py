"""The tables that a review aims at, and whether what it aims at is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.cells import Words
from netmap.inputs.words import closest, plain
from netmap.network.fingerprint import fingerprint
from netmap.review.model import AddPartner, AddRelation, Comment
from netmap.text import spreadsheet_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from netmap.inputs.model import Inputs
    from netmap.review.model import Review

#: Ids that the public edition gives to health professionals, in place of theirs.
_ALIAS = re.compile(r"professionnel-[0-9]+")


@dataclass(frozen=True)
class PartnerLine:
    """What a review may change of a partner, and the line that it stands on."""

    id: str
    name: str
    status: str
    checked: date | None
    line: int


@dataclass(frozen=True)
class RelationLine:
    """What a review may change of a relation, and the line that it stands on."""

    source: str
    target: str
    nature: str | None
    needs: frozenset[str]
    state: str | None
    checked: date | None
    line: int

    @property
    def title(self) -> str:
        """The relation, in a few words."""
        return f"{self.source} → {self.target}" + (f" ({self.nature})" if self.nature else "")


@dataclass(frozen=True)
class Tables:
    """Partners by id and relations; `relations` is None where the project has no such table.

    `needs` and `categories` are the codes that a cell may hold, each with its labels; `read`
    is the SHA-256 of each file that was read, by its path in the project.
    """

    name: str
    partners: Mapping[str, PartnerLine]
    relations: tuple[RelationLine, ...] | None
    needs: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    fingerprint: str
    read: Mapping[str, str | None] = field(hash=False)

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], list[RelationLine]]:
        pairs: dict[tuple[str, str], list[RelationLine]] = {}
        for row in self.relations or ():
            pairs.setdefault((row.source, row.target), []).append(row)
        return pairs

    @cached_property
    def _names(self) -> dict[str, PartnerLine]:
        return {plain(row.name): row for row in reversed(list(self.partners.values()))}

    @cached_property
    def _lines(self) -> dict[int, RelationLine]:
        return {row.line: row for row in self.relations or ()}

    def matching(
        self,
        source: str,
        target: str,
        *,
        nature: str | None,
        any_nature: bool,
        needs: Iterable[str] = (),
    ) -> list[RelationLine]:
        """Return the relations between two partners, of a nature and for needs where told.

        A nature matches as typed, or as a former review wrote it in the table.
        """
        wanted = frozenset(needs)
        natures = {nature, nature and spreadsheet_safe(nature)}
        return [
            row
            for row in self._pairs.get((source, target), ())
            if (any_nature or row.nature in natures) and (not wanted or row.needs == wanted)
        ]

    def relation_at(self, line: int) -> RelationLine:
        """Return the relation of a line of the table."""
        return self._lines[line]

    def partner_named(self, end: tuple[str, str]) -> PartnerLine | None:
        """Return a partner by ``("id", id)`` or ``("new", plain name)``; None: not there."""
        kind, name = end
        return self._names.get(name) if kind == "new" else self.partners.get(name)


def read_tables(inputs: Inputs) -> Tables:
    """Take what a review may aim at from checked inputs."""
    partners = {
        str(identifier): PartnerLine(
            str(identifier), row["nom"], row["statut"], _day(row["date_maj"]), int(row["ligne"])
        )
        for identifier, row in inputs.partners.to_dict("index").items()
    }
    relations, words = inputs.relations, Words.of(inputs.settings.vocabulary)
    return Tables(
        name=inputs.settings.territory.name,
        partners=partners,
        relations=None
        if relations is None
        else tuple(
            RelationLine(
                row["source_id"],
                row["cible_id"],
                row["nature"],
                frozenset(row["thematiques"]),
                row["etat"],
                _day(row["date_verif"]),
                int(row["ligne"]),
            )
            for row in relations.to_dict("records")
        ),
        needs=words.needs,
        categories=words.categories,
        fingerprint=fingerprint(inputs.partners, relations),
        read={file.path: file.sha256 for file in inputs.files},
    )


def check_targets(file: str, review: Review, tables: Tables) -> Iterator[Problem]:
    """Yield what the tables do not have, or could not hold."""
    if review.empreinte != tables.fingerprint and review.projet != tables.name:
        yield Problem(
            file=file,
            kind="review-other-project",
            column="projet",
            found=review.projet,
            details=(("name", tables.name),),
        )
        return
    added = [one for one in review.corrections if isinstance(one, AddPartner)]
    provisional = {one.id for one in added if one.id is not None}
    for number, one in enumerate(review.corrections, start=1):
        place = f"corrections[{number}]"
        if isinstance(one, AddPartner):
            yield from _check_partner(file, place, one, tables)
            continue
        for key in ("id", "source_id", "cible_id"):
            identifier = getattr(one, key, None)
            known = identifier in tables.partners or (
                isinstance(one, AddRelation) and identifier in provisional
            )
            if identifier is not None and not known:
                yield _unknown(file, f"{place}.{key}", identifier, tables)
        yield from _check_relation(file, place, one, tables)
    once: set[str] = set()
    for one in added:
        if one.id is not None and (one.id in tables.partners or one.id in once):
            yield Problem(
                file=file, kind="review-id-taken", column="ajouter-partenaire.id", found=one.id
            )
        once.add(one.id or "")


def _check_relation(file: str, place: str, one: object, tables: Tables) -> Iterator[Problem]:
    source, target = (getattr(one, key, None) for key in ("source_id", "cible_id"))
    if source is None or target is None:
        return
    if tables.relations is None:
        yield Problem(file=file, kind="review-no-relations", column=place)
        return
    if isinstance(one, AddRelation):
        if source == target:
            yield Problem(
                file=file, kind="review-self-relation", column=f"{place}.cible_id", found=target
            )
        yield from _check_words(file, place, "thematiques", one.thematiques, tables.needs)
        return
    nature = getattr(one, "nature", None)
    told = "nature" in getattr(one, "model_fields_set", ())
    ends = {source, target} <= tables.partners.keys()
    if ends and not tables.matching(source, target, nature=nature, any_nature=not told):
        found = f"{source} → {target}" + (f" ({nature})" if nature else "")
        kind = "review-comment-relation" if isinstance(one, Comment) else "review-unknown-relation"
        yield Problem(file=file, kind=kind, column=place, found=found)


def _check_partner(file: str, place: str, one: AddPartner, tables: Tables) -> Iterator[Problem]:
    if not plain(one.nom):
        yield Problem(file=file, kind="review-empty-name", column=f"{place}.nom", found=one.nom)
    yield from _check_words(file, place, "categorie", [one.categorie], tables.categories)
    yield from _check_words(file, place, "thematiques", one.thematiques, tables.needs)
    places = [("couvre", code, codes.place_code) for code in one.couvre]
    if one.code_insee is not None:
        places.append(("code_insee", one.code_insee, codes.commune_code))
    for key, code, read in places:
        try:
            same = read(code) == code
        except PydanticCustomError:
            same = False
        if not same:
            yield Problem(file=file, kind="review-bad-code", column=f"{place}.{key}", found=code)


def _check_words(
    file: str,
    place: str,
    key: str,
    found: Iterable[str],
    known: Mapping[str, tuple[str, ...]],
) -> Iterator[Problem]:
    for word in found:
        if word not in known:
            yield Problem(
                file=file,
                kind="review-unknown-code",
                column=f"{place}.{key}",
                found=word,
                details=(("suggestion", closest(word, known)),),
            )


def _unknown(file: str, place: str, identifier: str, tables: Tables) -> Problem:
    if _ALIAS.fullmatch(identifier):
        return Problem(file=file, kind="review-alias", column=place, found=identifier)
    return Problem(
        file=file,
        kind="review-unknown-partner",
        column=place,
        found=identifier,
        details=(("suggestion", closest(identifier, list(tables.partners))),),
    )


def _day(value: object) -> date | None:
    return value.date() if value == value and hasattr(value, "date") else None  # noqa: PLR0124
