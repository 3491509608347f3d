"""``revue.json``: what people marked in a meeting, checked; docs/revue.schema.json describes it."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from netmap.vocabulary import PartnerStatus, Position

_LINE_BREAKS = "\n\r\t"
#: what turns the direction of the letters that follow; a name says the same without it
_DIRECTION_MARKS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def _one_line(text: str) -> str:
    """Refuse what would break a row of a table or a line of a terminal."""
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text):
        raise PydanticCustomError("review-control-character", "review-control-character")
    return text.strip()


def _lines(text: str) -> str:
    _one_line("".join(c for c in text if c not in _LINE_BREAKS))
    return text.strip()


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and day.isoformat() == value and 2000 <= day.year <= 2100:  # noqa: PLR2004
            return day
    raise PydanticCustomError("review-bad-date", "review-bad-date")


def _undirected(text: str) -> str:
    r"""Return what somebody typed without marks of direction.

    >>> _undirected("Marie\u202e Karim")
    'Marie Karim'
    """
    kept = text.translate(_DIRECTION_MARKS).strip()
    if text and not kept:
        raise PydanticCustomError("review-control-character", "review-control-character")
    return kept


Text = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_one_line)]
#: what somebody typed for others to read; nothing of the tables is looked up by it
Typed = Annotated[Text, AfterValidator(_undirected)]
LongText = Annotated[
    str, Field(max_length=5000), AfterValidator(_lines), AfterValidator(_undirected)
]
Identifier = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Code = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_one_line)]
Codes = Annotated[tuple[Code, ...], Field(max_length=500, strict=False)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _OnRelation(_Entry):
    """A correction of a declared relation.

    ``nature`` that is not there at all means any relation from source to target.
    """

    source_id: Identifier
    cible_id: Identifier
    nature: Text | None = None
    commentaire: LongText = ""

    @property
    def any_nature(self) -> bool:
        """Whether every relation between the two is meant."""
        return "nature" not in self.model_fields_set


class ConfirmRelation(_OnRelation):
    """The relation works."""

    type: Literal["confirmer-relation"]


class OutdateRelation(_OnRelation):
    """The relation no longer works."""

    type: Literal["relation-depassee"]


class AddRelation(_OnRelation):
    """A relation that the table lacks."""

    type: Literal["ajouter-relation"]
    thematiques: Codes = ()
    etat: Literal["active", "en-projet", "inconnue"] = "active"


class AddPartner(_Entry):
    """A partner that the table lacks; `id` is provisional."""

    type: Literal["ajouter-partenaire"]
    id: Identifier | None = None
    nom: Typed
    categorie: Code
    position: Position
    statut: PartnerStatus
    code_insee: Code | None = None
    couvre: Codes = ()
    thematiques: Codes = ()
    commentaire: LongText = ""


class ChangeStatus(_Entry):
    """A partner's status."""

    type: Literal["changer-statut"]
    id: Identifier
    statut: PartnerStatus
    commentaire: LongText = ""


class Comment(_Entry):
    """A remark on a partner, or on a relation; it changes no table."""

    type: Literal["commentaire"]
    id: Identifier | None = None
    source_id: Identifier | None = None
    cible_id: Identifier | None = None
    nature: Text | None = None
    texte: Annotated[LongText, Field(min_length=1)]

    @property
    def well_aimed(self) -> bool:
        """Whether it names a partner or a relation, and only one of the two."""
        ends = (self.source_id is not None) + (self.cible_id is not None)
        aimed_at_partner = self.id is not None and ends == 0 and self.nature is None
        return aimed_at_partner or (self.id is None and ends == 2)  # noqa: PLR2004


def _well_aimed(comment: Comment) -> Comment:
    if not comment.well_aimed:
        raise PydanticCustomError("review-comment-target", "review-comment-target")
    return comment


Correction = Annotated[
    ConfirmRelation
    | OutdateRelation
    | AddRelation
    | AddPartner
    | ChangeStatus
    | Annotated[Comment, AfterValidator(_well_aimed)],
    Field(discriminator="type"),
]


class Review(_Entry):
    """A review file, whole."""

    format: Literal[1]
    projet: Text
    empreinte: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    auteur: Typed
    date: Annotated[date, BeforeValidator(_day)]
    corrections: Annotated[tuple[Correction, ...], Field(max_length=5000, strict=False)]
