"""What a working group acts on, as records: weak points, losses, what would mend chains."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from netmap.formats.advice import (
    CandidateRecord,
    LinkRecord,
    LostPair,
    MobilisationRecord,
    PairRecord,
    RepairRecord,
    SuggestionRecord,
    WeakPartner,
)
from netmap.records.rows import record_of, rows_of
from netmap.records.sentences import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from netmap.findings.mobilise import Suggestion
    from netmap.findings.model import Advice, Findings
    from netmap.findings.repairs import Repair
    from netmap.messages import Messages


def weak_records(findings: Findings, advice: Advice) -> tuple[WeakPartner, ...]:
    """Return the partners whose loss breaks something, heaviest first.

    ``habitants_besoins`` adds up what each pair of place and need that breaks weighs:
    residents, weighted by need where ``poids`` is ``besoin``.
    """
    names = findings.network.partners
    return tuple(
        WeakPartner(
            id=str(partner),
            nom=names[str(partner)].name,
            nombre=row["nombre"],
            habitants_besoins=row["poids"],
            poids=weight_kind(findings),
            sans_population=row["sans_poids"],
            paires=_pairs(findings, row["paires"]),
        )
        for partner, row in rows_of(advice.criticality)
    )


def loss_records(findings: Findings, lost: pd.DataFrame) -> tuple[LostPair, ...]:
    """Return the pairs of :func:`netmap.findings.loss.loss`, with the place's name."""
    names = findings.release.territory.names
    return tuple(
        record_of(LostPair, row, nom=names[row["code"]]) for row in lost.to_dict("records")
    )


def mobilise_record(findings: Findings, advice: Advice, messages: Messages) -> MobilisationRecord:
    """Return what would mend chains, in order, with the pairs that each repair opens and secures.

    Each candidate has the file and the line that it comes from; ``statut`` is ``annuaire``
    for one of the directory. One that is or may be one person is told by its category and its
    line, never by its name or its id. ``poids``: what a pair weighs (``besoin``: residents
    weighted by need; ``habitants``). Where no chain is examined, nobody is without effect.
    """
    proposal = advice.mobilisation

    def candidates(identifiers: Iterable[str]) -> tuple[CandidateRecord, ...]:
        return tuple(_candidate(findings, advice, one, messages) for one in identifiers)

    def repair(one: Repair) -> RepairRecord:
        return RepairRecord(
            nature=one.kind,
            partenaires=candidates(one.partners),
            relations=()
            if one.kind == "mediateur"
            else tuple(LinkRecord(de=de, vers=vers) for de, vers in map(candidates, one.relations)),
        )

    def suggested(rank: int, suggestion: Suggestion) -> SuggestionRecord:
        return record_of(
            SuggestionRecord,
            {
                "habitants_besoins": suggestion.weight_opened,
                "habitants_besoins_consolides": suggestion.weight_secured,
            },
            rang=rank,
            gestes=tuple(map(repair, suggestion.repairs)),
            demarches=suggestion.steps,
            ouvre=_pairs(findings, suggestion.opened),
            consolide=_pairs(findings, suggestion.secured),
            sans_population=suggestion.unweighted,
        )

    return MobilisationRecord(
        poids=weight_kind(findings),
        hypothese=messages("mobilise.assumption"),
        suggestions=tuple(suggested(*one) for one in enumerate(proposal.suggestions, start=1)),
        ensembles=tuple(suggested(*one) for one in enumerate(proposal.together, start=1)),
        sans_effet=candidates(proposal.idle if _examined(findings) else ()),
        couverture_inconnue=candidates(proposal.unknown_coverage),
    )


def repair_words(
    one: RepairRecord,
    messages: Messages,
    *,
    partner: Callable[[CandidateRecord], str] = attrgetter("nom"),
    end: Callable[[CandidateRecord], str] = attrgetter("nom"),
) -> str:
    """Return what to do, in words.

    Parameters
    ----------
    partner, end
        What people call whom to win, and either end of a relation.
    """
    if one.partenaires:
        names = messages.join([partner(each) for each in one.partenaires])
    else:
        (link,) = one.relations
        names = messages("mobilise.link", source=end(link.de), target=end(link.vers))
    return messages(f"mobilise.repair.{one.nature}", names=names)


def weight_kind(findings: Findings) -> Literal["besoin", "habitants"]:
    """Return ``besoin`` where pairs weigh residents weighted by need, else ``habitants``."""
    return "besoin" if findings.weighted_by_need else "habitants"


def no_weak_point(findings: Findings, messages: Messages) -> str:
    """Return why no partner is a weak point: none breaks a chain, none holds, none is examined."""
    verdicts = _examined(findings)
    if not verdicts:
        return messages("mobilise.weak-unexamined")
    holds = not verdicts.isdisjoint({"whole", "fragile"})
    return messages("mobilise.weak-none" if holds else "mobilise.weak-none-holds")


def no_repair(findings: Findings, messages: Messages) -> str:
    """Return why nothing is proposed: nothing would mend a chain, or none is examined."""
    return messages("mobilise.none" if _examined(findings) else "mobilise.unexamined")


def _examined(findings: Findings) -> set[str]:
    """Return the verdicts of the chains that were examined."""
    return set(findings.chain["verdict"]) - {"closed"}


def _candidate(
    findings: Findings, advice: Advice, identifier: str, messages: Messages
) -> CandidateRecord:
    known = findings.network.partners
    partner = known[identifier] if identifier in known else advice.candidates[identifier]
    return CandidateRecord(
        id=None if partner.personal else identifier,
        nom=label_of("category", partner.category, findings.release.settings, messages)
        if partner.personal
        else partner.name,
        statut=partner.status if partner.file is None else "annuaire",
        fichier=_table(findings) if partner.file is None else partner.file,
        ligne=partner.row,
    )


def _table(findings: Findings) -> str:
    """Return the path of the table of partners."""
    paths = sorted(file.path for file in findings.release.files)
    told = (path for path in paths if path.startswith(("data/partners.", "netmap.")))
    return next((path for path in told if not path.endswith(".toml")), "data/partners")


def _pairs(findings: Findings, pairs: Iterable[tuple[str, str]]) -> tuple[PairRecord, ...]:
    names = findings.release.territory.names
    return tuple(PairRecord(code=code, nom=names[code], thematique=need) for code, need in pairs)
