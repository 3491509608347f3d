"""What a working group acts on, in the numbers of the partner page: weak points, whom to mobilise.

A partner that is or may be one person is never named here: by the alias of the public
edition, or by its category.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.findings.mobilise import PERSONAL_CATEGORIES
from netmap.network.measures import explain
from netmap.records.advice import mobilise_records
from netmap.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.disclosure.model import Release
    from netmap.messages import Messages
    from netmap.render.network.data import NetworkData

Row = dict[str, Any]

#: Candidates that no suggestion names.
_NOT_TAKEN = ("sans_effet", "couverture_inconnue")


def read_advice(release: Release, data: NetworkData, messages: Messages) -> Row:
    """Return weak points, whom to mobilise, and the sentences of the measures.

    Returns
    -------
    dict
        ``weak``: ``partenaire``, ``habitants_besoins``, ``sans_population`` (pairs of unknown
        population), ``paires``, heaviest first. ``mobilise``: ``suggestions`` in order, each
        with ``partenaires``, ``ouvre`` and ``consolide`` (pairs ``[commune, need]`` by number),
        ``habitants_besoins``; ``sans_effet`` and ``couverture_inconnue``: partners, and under
        ``annuaire`` how many of its rows.
        ``measures``: ``label`` and ``sentence``; none where relations are supposed, which no
        measure should describe.
        ``poids``: what a pair weighs, ``besoin`` or ``habitants``.
        A partner is ``{"i": number}``, or ``{"nom"}`` where it is not to be named or is of
        the directory (``"statut"``: ``annuaire``); one to mobilise has its ``fichier`` and
        ``ligne``.
    """
    number = {row["id"]: i for i, row in enumerate(data.partners)}
    communes = {row["code"]: c for c, row in enumerate(data.communes)}
    needs = {need: n for n, need in enumerate(release.needs)}

    def who(identifier: str) -> Row:
        row = data.partners[number[identifier]]
        if row["categorie"] in PERSONAL_CATEGORIES and not row.get("anonyme"):
            return {"nom": _category(row["categorie"], messages)}
        return {"i": number[identifier]}

    def pairs(records: Iterable[Mapping[str, Any]]) -> list[list[int]]:
        return [[communes[pair["code"]], needs[pair["thematique"]]] for pair in records]

    def candidate(record: Mapping[str, Any]) -> Row:
        at = {"fichier": record["fichier"], "ligne": record["ligne"]}
        if record["id"] in number:
            return {"i": number[record["id"]], **at}
        return {"nom": record["nom"], "statut": record["statut"], **at}

    def of_table(record: Mapping[str, Any]) -> bool:
        return bool(record["statut"] != "annuaire")

    proposal = mobilise_records(release, messages)
    return {
        "poids": proposal["poids"],
        "weak": [
            {
                "partenaire": who(str(partner)),
                "habitants_besoins": round(row["poids"]),
                "sans_population": int(row["sans_poids"]),
                "paires": pairs({"code": c, "thematique": n} for c, n in row["paires"]),
            }
            for partner, row in release.criticality.to_dict("index").items()
        ],
        "mobilise": {
            "suggestions": [
                {
                    "partenaires": [candidate(one) for one in step["partenaires"]],
                    "ouvre": pairs(step["ouvre"]),
                    "consolide": pairs(step["consolide"]),
                    "habitants_besoins": step["habitants_besoins"],
                }
                for step in proposal["suggestions"]
            ],
            **{
                name: [candidate(one) for one in proposal[name] if of_table(one)]
                for name in _NOT_TAKEN
            },
            "annuaire": {
                name: sum(not of_table(one) for one in proposal[name]) for name in _NOT_TAKEN
            },
        },
        "measures": _measures(release, messages),
    }


def _measures(release: Release, messages: Messages) -> list[Row]:
    if release.relations_supposed:
        return []
    names = {
        str(identifier): _category(category, messages)
        if category in PERSONAL_CATEGORIES
        else str(name)
        for identifier, name, category in zip(
            release.partners.index,
            release.partners["nom"],
            release.partners["categorie"],
            strict=True,
        )
    }
    said = explain(release.measures, messages, names=names)
    return [
        {"label": messages(f"measure.{name}.label"), "sentence": sentence}
        for name, sentence in said.items()
    ]


def _category(code: str, messages: Messages) -> str:
    return CATEGORIES.get(code, (code, code))[messages.language == "en"]
