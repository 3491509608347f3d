"""What each correction of each file wishes, and for which target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netmap.inputs.words import plain
from netmap.review.model import (
    AddPartner,
    AddRelation,
    ChangeStatus,
    Comment,
    ConfirmRelation,
    OutdateRelation,
)

if TYPE_CHECKING:
    from datetime import date

    from netmap.review.model import Review
    from netmap.review.targets import Tables

Outcome = Literal["appliquee", "deja-la", "conflit", "notee"]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One correction of one file, and who speaks: a row of ``data/revues.csv``."""

    author: str
    day: date
    file: str
    kind: str
    target: str
    wish: str = ""
    before: str = ""
    comment: str = ""
    outcome: Outcome = "notee"


@dataclass(frozen=True)
class Wish:
    """One wish about one target: `key` tells targets apart, `value` tells wishes apart."""

    key: tuple[object, ...]
    value: str
    voice: Voice
    correction: object
    line: int | None = None
    after: tuple[str, ...] = ()


class WishReader:
    """The wishes of one file; partners that it adds are known by their provisional id."""

    def __init__(self, tables: Tables, file: str, review: Review, day: date) -> None:
        self._tables = tables
        self._file = file
        self._author = review.auteur
        self._day = day
        self._names = {
            one.id: one.nom
            for one in review.corrections
            if isinstance(one, AddPartner) and one.id is not None
        }
        self.said: list[Voice] = []

    def wishes(self, correction: object) -> list[Wish]:
        """Return the wishes of a correction; what changes no table goes to `said`."""
        match correction:
            case ConfirmRelation():
                return self._states(correction, "active")
            case OutdateRelation():
                return self._states(correction, "rompue")
            case AddRelation():
                return self._relation(correction)
            case AddPartner():
                return [self._partner(correction)]
            case ChangeStatus():
                row = self._tables.partners[correction.id]
                voice = self._voice(
                    correction, correction.id, wish=correction.statut, before=row.status
                )
                key = ("partner", correction.id)
                return [Wish(key, correction.statut, voice, correction, line=row.line)]
            case Comment():
                target = correction.id or f"{correction.source_id} → {correction.cible_id}"
                self.said.append(self._voice(correction, target, comment=correction.texte))
        return []

    def _voice(
        self,
        correction: object,
        target: str,
        *,
        wish: str = "",
        before: str = "",
        comment: str = "",
    ) -> Voice:
        return Voice(
            author=self._author,
            day=self._day,
            file=self._file,
            kind=getattr(correction, "type", ""),
            target=target,
            wish=wish,
            before=before,
            comment=comment or getattr(correction, "commentaire", ""),
        )

    def _states(self, correction: ConfirmRelation | OutdateRelation, state: str) -> list[Wish]:
        rows = self._tables.matching(
            correction.source_id,
            correction.cible_id,
            nature=correction.nature,
            any_nature=correction.any_nature,
        )
        return [
            Wish(
                ("relation", row.line),
                state,
                self._voice(correction, row.title, wish=state, before=row.state or ""),
                correction,
                line=row.line,
            )
            for row in rows
        ]

    def _relation(self, correction: AddRelation) -> list[Wish]:
        given = (correction.source_id, correction.cible_id)
        ends = [self._end(identifier) for identifier in given]
        target = " → ".join(self._names.get(identifier, identifier) for identifier in given)
        if correction.nature:
            target += f" ({correction.nature})"
        known = [one for end in ends if (one := self._tables.partner_named(end)) is not None]
        there = (
            self._tables.matching(
                known[0].id,
                known[1].id,
                nature=correction.nature,
                any_nature=correction.nature is None,
                needs=correction.thematiques,
            )
            if len(known) == len(ends)
            else []
        )
        if there:
            return [
                Wish(
                    ("relation", row.line),
                    correction.etat,
                    self._voice(correction, target, wish=correction.etat, before=row.state or ""),
                    correction,
                    line=row.line,
                )
                for row in there
            ]
        key = ("new-relation", *ends, correction.nature, tuple(sorted(correction.thematiques)))
        voice = self._voice(correction, target, wish=correction.etat)
        needed = tuple(name for kind, name in ends if kind == "new")
        return [Wish(key, correction.etat, voice, correction, after=needed)]

    def _end(self, identifier: str) -> tuple[str, str]:
        """Return ("id", id), or ("new", plain name) of a partner that the file adds."""
        if identifier in self._names:
            return ("new", plain(self._names[identifier]))
        return ("id", identifier)

    def _partner(self, correction: AddPartner) -> Wish:
        wanted = (
            correction.categorie,
            correction.position,
            correction.statut,
            correction.code_insee or "",
            "|".join(correction.couvre),
            "|".join(correction.thematiques),
        )
        value = " · ".join(part for part in wanted if part)
        voice = self._voice(correction, correction.nom, wish=value)
        return Wish(("new-partner", plain(correction.nom)), value, voice, correction)
