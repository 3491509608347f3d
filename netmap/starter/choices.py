"""What a cell of the workbook may hold: the lists that its drop-downs offer, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.inputs.columns import kind_of
from netmap.inputs.rows import (
    AccompanimentRow,
    AssessmentRow,
    ContactRow,
    DirectoryRow,
    IndicatorRow,
    PartnerRow,
    PermanenceRow,
    PopulationRow,
    RelationRow,
    RoundRow,
    TimeRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from netmap.inputs.rows import Row
    from netmap.messages import Messages
    from netmap.starter.layers import Territory
    from netmap.vocabulary import Kind


@dataclass(frozen=True)
class Ids:
    """A drop-down of the first column of another table."""

    of: type[Row]


#: Which list a column offers: one of :func:`lists`, or the ids of a table.
_OFFERED: dict[tuple[type[Row], str], str | Ids] = {
    (PartnerRow, "categorie"): "categories",
    (PartnerRow, "position"): "positions",
    (PartnerRow, "statut"): "statuts",
    (PartnerRow, "code_insee"): "communes",
    (DirectoryRow, "categorie"): "categories",
    (DirectoryRow, "position"): "positions",
    (DirectoryRow, "code_insee"): "communes",
    (RelationRow, "source_id"): Ids(PartnerRow),
    (RelationRow, "cible_id"): Ids(PartnerRow),
    (RelationRow, "etat"): "etats",
    (AccompanimentRow, "code"): "lieux",
    (AccompanimentRow, "thematique"): "thematiques",
    (ContactRow, "code"): "lieux",
    (PermanenceRow, "code_insee"): "communes",
    (PermanenceRow, "statut"): "ouvertures",
    (PermanenceRow, "mediateur_id"): Ids(PartnerRow),
    (PermanenceRow, "accueil_id"): Ids(PartnerRow),
    (RoundRow, "code"): "lieux",
    (IndicatorRow, "code_insee"): "communes",
    (PopulationRow, "code"): "lieux",
    (TimeRow, "de"): "lieux",
    (TimeRow, "vers"): Ids(PermanenceRow),
    (AssessmentRow, "nature"): "natures",
    (AssessmentRow, "fait"): "faits",
    (AssessmentRow, "code"): "lieux",
}


def offered(model: type[Row], column: str) -> str | Ids | None:
    """Return the list that a column's drop-down offers; None where it has none."""
    if kind_of(model, column) == "flag":
        return "oui-non"
    return _OFFERED.get((model, column))


def lists(
    territory: Territory, qpv: gpd.GeoDataFrame | None, messages: Messages
) -> dict[str, tuple[str, ...]]:
    """Return every list by its key; a code of a place comes with its name.

    Parameters
    ----------
    qpv
        Neighbourhoods, index ``code_qp``, column ``lib_qp``; None: none was given.
    """
    communes = _named(territory.outlines["nom"].to_dict())
    quarters = () if qpv is None else _named(qpv["lib_qp"].to_dict())
    return {
        "communes": communes,
        "quartiers": quarters,
        "lieux": (*quarters, *communes),
        "territoire": _named({territory.group.code: territory.group.name}),
        "categories": _labels("category", messages),
        "positions": _labels("position", messages),
        "statuts": _labels("status", messages),
        "thematiques": _labels("need", messages),
        "etats": _labels("relation-state", messages),
        "ouvertures": _labels("place-status", messages),
        "natures": _labels("assessment", messages),
        "faits": _labels("fact", messages),
        "oui-non": (messages("init.book.yes"), messages("init.book.no")),
    }


def _named(names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{code} – {name}" if name else code for code, name in sorted(names.items()))


def _labels(kind: Kind, messages: Messages) -> tuple[str, ...]:
    return tuple(messages.section(f"vocabulary.{kind}").values())
