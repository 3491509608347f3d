"""What a working group acts on, in the numbers of the partner page: weak points, whom to mobilise.

A partner that is or may be one person is never named here: by the alias of the public
edition, or by its category.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.network.measures import explain
from netmap.records.advice import mobilise_record, no_repair, no_weak_point, weak_records
from netmap.records.sentences import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.findings.model import Advice, Findings
    from netmap.formats.advice import CandidateRecord, PairRecord, RepairRecord
    from netmap.messages import Messages
    from netmap.network.measures import Measures
    from netmap.render.network.data import NetworkData
    from netmap.render.page.view import JsonObject


#: Candidates that no suggestion names.
_NOT_TAKEN = ("sans_effet", "couverture_inconnue")


def read_advice(
    findings: Findings, advice: Advice, data: NetworkData, messages: Messages
) -> JsonObject:
    """Return weak points, whom to mobilise, and the sentences of the measures.

    Returns
    -------
    dict
        ``weak``: ``partenaire``, ``habitants_besoins``, ``sans_population`` (pairs of unknown
        population), ``paires``, heaviest first. ``mobilise``: ``suggestions`` in order, and
        ``ensembles``, each with ``gestes`` (``nature``, ``partenaires``, ``relations``),
        ``demarches``, ``ouvre`` and ``consolide`` (pairs ``[commune, need]`` by number),
        ``habitants_besoins``; ``sans_effet`` and ``couverture_inconnue``: partners, and under
        ``annuaire`` how many of its rows.
        ``measures``: ``label`` and ``sentence``; none where relations are supposed, which no
        measure should describe.
        ``poids``: what a pair weighs, ``besoin`` or ``habitants``. ``empty``: what is said
        where there is no weak point, or nothing to propose.
        A partner is ``{"i": number}``, or ``{"nom"}`` where it is not to be named or is of
        the directory (``"statut"``: ``annuaire``); one to mobilise has its ``fichier`` and
        ``ligne``.
    """
    known, settings = findings.network.partners, findings.release.settings
    number = {row["id"]: i for i, row in enumerate(data.partners)}
    communes = {row["code"]: c for c, row in enumerate(data.communes)}
    needs = {need: n for n, need in enumerate(findings.needs)}

    def who(identifier: str) -> JsonObject:
        row = data.partners[number[identifier]]
        if known[identifier].personal and not row.get("anonyme"):
            return {"nom": label_of("category", row["categorie"], settings, messages)}
        return {"i": number[identifier]}

    def pairs(records: Iterable[PairRecord]) -> list[list[int]]:
        return [[communes[pair.code], needs[pair.thematique]] for pair in records]

    def candidate(record: CandidateRecord) -> JsonObject:
        at = {"fichier": record.fichier, "ligne": record.ligne}
        if record.id is not None and record.id in number:
            return {"i": number[record.id], **at}
        return {"nom": record.nom, "statut": record.statut, **at}

    def repair(record: RepairRecord) -> JsonObject:
        return {
            "nature": record.nature,
            "partenaires": [candidate(one) for one in record.partenaires],
            "relations": [[candidate(link.de), candidate(link.vers)] for link in record.relations],
        }

    def of_table(record: CandidateRecord) -> bool:
        return record.statut != "annuaire"

    proposal = mobilise_record(findings, advice, messages)
    return {
        "poids": proposal.poids,
        "empty": {
            "weak": no_weak_point(findings, messages),
            "mobilise": no_repair(findings, messages),
        },
        "weak": [
            {
                "partenaire": who(row.id),
                "habitants_besoins": row.habitants_besoins,
                "sans_population": row.sans_population,
                "paires": pairs(row.paires),
            }
            for row in weak_records(findings, advice)
        ],
        "mobilise": {
            name: [
                {
                    "gestes": [repair(one) for one in step.gestes],
                    "demarches": step.demarches,
                    "ouvre": pairs(step.ouvre),
                    "consolide": pairs(step.consolide),
                    "habitants_besoins": step.habitants_besoins,
                }
                for step in steps
            ]
            for name, steps in (
                ("suggestions", proposal.suggestions),
                ("ensembles", proposal.ensembles),
            )
        }
        | {
            **{
                name: [candidate(one) for one in getattr(proposal, name) if of_table(one)]
                for name in _NOT_TAKEN
            },
            "annuaire": {
                name: sum(not of_table(one) for one in getattr(proposal, name))
                for name in _NOT_TAKEN
            },
        },
        "measures": _measures(findings, advice.measures, messages),
    }


def _measures(findings: Findings, measures: Measures, messages: Messages) -> list[JsonObject]:
    if findings.network.supposed:
        return []
    settings = findings.release.settings
    names = {
        one.id: label_of("category", one.category, settings, messages) if one.personal else one.name
        for one in findings.network.partners.values()
    }
    said = explain(measures, messages, names=names)
    return [
        {"label": messages(f"measure.{name}.label"), "sentence": sentence}
        for name, sentence in said.items()
    ]
