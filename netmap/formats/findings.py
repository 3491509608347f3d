"""``findings.json``: every figure of a build, protected as its pages are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError

from netmap.errors import InputError, Problem
from netmap.formats.advice import MobilisationRecord
from netmap.formats.allocation import PlanRecord
from netmap.formats.partners import ChainRecord, PartnerRecord, RelationRecord
from netmap.formats.places import (
    ContactRecord,
    GapRecord,
    PeriodRecord,
    PlaceRecord,
    SectorRecord,
    StratumRecord,
    TrendRecord,
)
from netmap.formats.planning import (
    EquityRecord,
    IndicatorRecord,
    NeedRecord,
    PriorityRecord,
    RoundsRecord,
    SizingRecord,
)
from netmap.formats.record import Record, Thousandths
from netmap.vocabulary import Audience, RateKind, TargetKind

#: Name of the file in a folder of outputs of the public edition.
FINDINGS = "findings.json"


class ReferenceRecord(Record):
    """The rate that places are compared with."""

    taux: Thousandths = Field(description="people a year per 1,000 of the target population")
    origine: RateKind
    population: TargetKind = Field(description="whom the target population is made of")


class HiddenRecord(Record):
    """What protection did."""

    seuil: int = Field(ge=5)
    masques: int = Field(
        description="figures hidden: counts from 1 to seuil - 1, and those that would give them "
        "back; how many of each is not said"
    )
    montres: int


class FindingsFile(Record):
    """Every figure of a build, protected as its pages are.

    A figure that is hidden or missing is null, and `classe` says which. Rates are people a year
    per 1,000 of the target population. `x-decimals`: how a number was rounded. The number of
    the layout changes when something changes its meaning or goes; keys may come without it.
    """

    format: Literal[1] = Field(description="version of this layout")
    edition: Audience
    exemple: bool = Field(description="true: the activity is an example, not real data")
    territoire: str
    besoins: tuple[str, ...] = Field(description="themes examined, in order")
    reference: ReferenceRecord
    relations_supposees: bool = Field(
        description="true: nobody declared relations; they were read from positions"
    )
    masquage: HiddenRecord | None = Field(description="null in the internal edition")
    absent: tuple[str, ...] = Field(description="what the project does not have")
    manques: tuple[GapRecord, ...]
    strates: tuple[StratumRecord, ...]
    densite: tuple[PlaceRecord, ...]
    periodes: tuple[PeriodRecord, ...]
    tendances: tuple[TrendRecord, ...] | None = Field(
        description="people of a place in two periods; null in the public edition: they are too "
        "few to publish"
    )
    passages: tuple[ContactRecord, ...] | None = Field(
        description="contacts (meetings, not people) by year and place where they took place; "
        "null: the project has no such table"
    )
    secteurs: tuple[SectorRecord, ...]
    equite: EquityRecord | None = Field(
        description="null: no figure of need, no QPV, or a count that it takes is hidden"
    )
    besoin: NeedRecord | None = Field(description="null: the project has no indicator")
    priorites: tuple[PriorityRecord, ...] = Field(
        description="the most expected unmet people first"
    )
    dimensionnement: SizingRecord
    indicateurs: tuple[IndicatorRecord, ...]
    aller_vers: tuple[RoundsRecord, ...] = Field(
        description="door-to-door rounds: all places first"
    )
    plan: PlanRecord | None = Field(
        description="where half-days would go; null: no post is set, or the plan is refused"
    )
    chaine: tuple[ChainRecord, ...]
    partenaires: tuple[PartnerRecord, ...]
    relations: tuple[RelationRecord, ...]
    mobilisation: MobilisationRecord
    empreinte: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="state of partners and relations that a review (revue.json) refers to",
    )


def read_findings(content: bytes, *, file: str) -> FindingsFile:
    """Read ``findings.json``, keys of later versions left aside.

    Raises
    ------
    InputError
        ``findings-newer``: the layout is one that this version does not know;
        ``findings-older``: a key is missing that it writes; ``findings-unreadable``.
    """
    try:
        return FindingsFile.read(content)
    except ValidationError as error:
        problem = Problem(file=file, kind=f"findings-{_why(error)}")
        raise InputError((problem,)) from None


def unknown_keys(content: bytes) -> tuple[str, ...]:
    """Return the keys of ``findings.json`` that no field of ours names, with their part; sorted.

    >>> unknown_keys(b'{"format": 1, "age": 4, "periodes": [{"note": "a"}, {"note": "b"}]}')
    ('age', 'periodes.note')
    """
    try:
        FindingsFile.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        stray = (one["loc"] for one in found if one["type"] == "extra_forbidden")
        names = {".".join(part for part in where if isinstance(part, str)) for where in stray}
        return tuple(sorted(names))
    return ()


def _why(error: ValidationError) -> Literal["newer", "older", "unreadable"]:
    found = error.errors(include_url=False)
    layout = next((one for one in found if one["loc"] == ("format",)), None)
    if layout is not None and isinstance(layout["input"], int) and layout["input"] > 1:
        return "newer"
    return "older" if any(one["type"] == "missing" for one in found) else "unreadable"
