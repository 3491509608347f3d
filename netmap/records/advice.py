"""What a working group acts on, as plain records: weak points, losses, whom to mobilise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.findings.mobilise import PERSONAL_CATEGORIES
from netmap.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from netmap.findings.mobilise import Suggestion
    from netmap.findings.model import Advice, Findings
    from netmap.messages import Messages
    from netmap.render.page.view import Json

Record = dict[str, "Json"]


def weak_records(findings: Findings, advice: Advice) -> list[Record]:
    """Return the partners whose loss breaks something, heaviest first.

    ``habitants_besoins`` adds up what each pair of commune and need that breaks weighs:
    residents, weighted by need where ``poids`` is ``besoin``.
    """
    names = findings.network.partners
    return [
        {
            "id": str(partner),
            "nom": names[str(partner)].name,
            "nombre": int(row["nombre"]),
            "habitants_besoins": round(row["poids"]),
            "poids": weight_kind(findings),
            "sans_population": int(row["sans_poids"]),
            "paires": _pairs(findings, row["paires"]),
        }
        for partner, row in advice.criticality.to_dict("index").items()
    ]


def loss_records(findings: Findings, lost: pd.DataFrame) -> list[Record]:
    """Return the pairs of :func:`netmap.findings.loss.loss`, with the commune's name."""
    names = findings.release.territory.communes["nom"]
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


def mobilise_records(findings: Findings, advice: Advice, messages: Messages) -> Record:
    """Return whom to mobilise, in order, with the pairs that each opens and secures.

    Each candidate has the file and the line that it comes from; ``statut`` is ``annuaire``
    for one of the directory. One that is or may be one person is told by its category and its
    line, never by its name or its id. ``poids``: what a pair weighs (``besoin``: residents
    weighted by need; ``habitants``).
    """
    proposal = advice.mobilisation
    return {
        "poids": weight_kind(findings),
        "hypothese": messages("mobilise.assumption"),
        "suggestions": [
            _suggestion(findings, advice, rank, suggestion, messages)
            for rank, suggestion in enumerate(proposal.suggestions, start=1)
        ],
        "sans_effet": [_candidate(findings, advice, one, messages) for one in proposal.idle],
        "couverture_inconnue": [
            _candidate(findings, advice, one, messages) for one in proposal.unknown_coverage
        ],
    }


def _suggestion(
    findings: Findings, advice: Advice, rank: int, suggestion: Suggestion, messages: Messages
) -> Record:
    return {
        "rang": rank,
        "partenaires": [_candidate(findings, advice, one, messages) for one in suggestion.partners],
        "ouvre": _pairs(findings, suggestion.opened),
        "consolide": _pairs(findings, suggestion.secured),
        "habitants_besoins": round(suggestion.weight_opened),
        "habitants_besoins_consolides": round(suggestion.weight_secured),
        "sans_population": suggestion.unweighted,
    }


def weight_kind(findings: Findings) -> str:
    """Return ``besoin`` where pairs weigh residents weighted by need, else ``habitants``."""
    return "besoin" if findings.weighted_by_need else "habitants"


def _candidate(findings: Findings, advice: Advice, identifier: str, messages: Messages) -> Record:
    known = findings.network.partners
    partner = known[identifier] if identifier in known else advice.candidates[identifier]
    personal = partner.category in PERSONAL_CATEGORIES
    label = CATEGORIES.get(partner.category, (partner.category,) * 2)
    return {
        "id": None if personal else identifier,
        "nom": label[messages.language == "en"] if personal else partner.name,
        "statut": partner.status if partner.file is None else "annuaire",
        "fichier": _table(findings) if partner.file is None else partner.file,
        "ligne": partner.row,
    }


def _table(findings: Findings) -> str:
    """Return the path of the table of partners."""
    paths = (file.path for file in findings.release.files)
    return next((path for path in paths if path.startswith("data/partners.")), "data/partners")


def _pairs(findings: Findings, pairs: Iterable[tuple[str, str]]) -> list[Record]:
    names = findings.release.territory.communes["nom"]
    return [{"code": code, "nom": str(names.loc[code]), "thematique": need} for code, need in pairs]
