"""What a working group acts on, as plain records: weak points, losses, whom to mobilise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.analysis.mobilise import PERSONAL_CATEGORIES
from netmap.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from netmap.analysis.mobilise import Suggestion
    from netmap.disclosure.model import Release
    from netmap.messages import Messages
    from netmap.render.view import Json

Record = dict[str, "Json"]


def weak_records(release: Release) -> list[Record]:
    """Return the partners whose loss breaks something, heaviest first.

    ``habitants_besoins`` adds up the residents of each pair of commune and need that breaks.
    """
    names = release.network.partners
    return [
        {
            "id": str(partner),
            "nom": names[str(partner)].name,
            "nombre": int(row["nombre"]),
            "habitants_besoins": round(row["poids"]),
            "sans_population": int(row["sans_poids"]),
            "paires": _pairs(release, row["paires"]),
        }
        for partner, row in release.criticality.to_dict("index").items()
    ]


def loss_records(release: Release, lost: pd.DataFrame) -> list[Record]:
    """Return the pairs of :func:`netmap.analysis.loss.loss`, with the commune's name."""
    names = release.territory.communes["nom"]
    return [
        {
            "code": row["code"],
            "nom": str(names.loc[row["code"]]),
            "thematique": row["thematique"],
            "kappa_avant": int(row["kappa_avant"]),
            "kappa_apres": int(row["kappa_apres"]),
            "kappa_max_apres": int(row["kappa_max_apres"]),
            "etape": row["etape"],
        }
        for row in lost.to_dict("records")
    ]


def mobilise_records(release: Release, messages: Messages) -> Record:
    """Return whom to mobilise, in order, with the pairs that each opens and secures.

    A partner that is or may be one person is told by its category and the row of the table,
    never by its name or its id.
    """
    proposal = release.mobilisation
    return {
        "suggestions": [
            _suggestion(release, rank, suggestion, messages)
            for rank, suggestion in enumerate(proposal.suggestions, start=1)
        ],
        "sans_effet": [_candidate(release, one, messages) for one in proposal.idle],
        "couverture_inconnue": [
            _candidate(release, one, messages) for one in proposal.unknown_coverage
        ],
    }


def _suggestion(release: Release, rank: int, suggestion: Suggestion, messages: Messages) -> Record:
    return {
        "rang": rank,
        "partenaires": [_candidate(release, one, messages) for one in suggestion.partners],
        "ouvre": _pairs(release, suggestion.opened),
        "consolide": _pairs(release, suggestion.secured),
        "habitants_besoins": round(suggestion.weight_opened),
        "habitants_besoins_consolides": round(suggestion.weight_secured),
        "sans_population": suggestion.unweighted,
    }


def _candidate(release: Release, identifier: str, messages: Messages) -> Record:
    partner = release.network.partners[identifier]
    personal = partner.category in PERSONAL_CATEGORIES
    label = CATEGORIES.get(partner.category, (partner.category,) * 2)
    return {
        "id": None if personal else identifier,
        "nom": label[messages.language == "en"] if personal else partner.name,
        "statut": partner.status,
        "ligne": partner.row,
    }


def _pairs(release: Release, pairs: Iterable[tuple[str, str]]) -> list[Record]:
    names = release.territory.communes["nom"]
    return [{"code": code, "nom": str(names.loc[code]), "thematique": need} for code, need in pairs]
