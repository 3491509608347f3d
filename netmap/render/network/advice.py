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

    from netmap.findings.model import Advice, Findings
    from netmap.messages import Messages
    from netmap.network.measures import Measures
    from netmap.render.network.data import NetworkData

Row = dict[str, Any]


def read_advice(findings: Findings, advice: Advice, data: NetworkData, messages: Messages) -> Row:
    """Return weak points, whom to mobilise, and the sentences of the measures.

    Returns
    -------
    dict
        ``weak``: ``who`` (a partner), ``weight`` (residents × needs), ``unweighted`` (pairs of
        unknown population), heaviest first; their pairs are those of the chain cells that
        name the partner. ``mobilise``: ``steps`` in order, each with ``who`` (partners),
        ``opened`` and ``secured`` (pairs ``[commune, need]`` by number), ``weight``; ``idle``
        and ``unknown``: partners, and under ``directory`` how many of its rows.
        ``measures``: ``label`` and ``sentence``; none where relations are supposed, which no
        measure should describe.
        ``weights``: what a pair weighs, ``besoin`` or ``habitants``.
        A partner is ``{"i": number}``, or ``{"label"}`` where it is not to be named or is of
        the directory (``"status"``: ``annuaire``); one to mobilise has its ``"file"`` and
        ``"row"``.
    """
    number = {row["id"]: i for i, row in enumerate(data.partners)}
    communes = {row["code"]: c for c, row in enumerate(data.communes)}
    needs = {need: n for n, need in enumerate(findings.needs)}

    def who(identifier: str) -> Row:
        row = data.partners[number[identifier]]
        if row["categorie"] in PERSONAL_CATEGORIES and not row.get("anonyme"):
            return {"label": _category(row["categorie"], messages)}
        return {"i": number[identifier]}

    def pairs(records: Iterable[Mapping[str, Any]]) -> list[list[int]]:
        return [[communes[pair["code"]], needs[pair["thematique"]]] for pair in records]

    def candidate(record: Mapping[str, Any]) -> Row:
        at = {"file": record["fichier"], "row": record["ligne"]}
        if record["id"] in number:
            return {"i": number[record["id"]], **at}
        return {"label": record["nom"], "status": record["statut"], **at}

    def of_table(record: Mapping[str, Any]) -> bool:
        return bool(record["statut"] != "annuaire")

    proposal = mobilise_records(findings, advice, messages)
    return {
        "weights": proposal["poids"],
        "weak": [
            {
                "who": who(str(partner)),
                "weight": round(row["poids"]),
                "unweighted": int(row["sans_poids"]),
                "pairs": pairs({"code": c, "thematique": n} for c, n in row["paires"]),
            }
            for partner, row in advice.criticality.to_dict("index").items()
        ],
        "mobilise": {
            "steps": [
                {
                    "who": [candidate(one) for one in step["partenaires"]],
                    "opened": pairs(step["ouvre"]),
                    "secured": pairs(step["consolide"]),
                    "weight": step["habitants_besoins"],
                }
                for step in proposal["suggestions"]
            ],
            "idle": [candidate(one) for one in proposal["sans_effet"] if of_table(one)],
            "unknown": [candidate(one) for one in proposal["couverture_inconnue"] if of_table(one)],
            "directory": {
                "idle": sum(not of_table(one) for one in proposal["sans_effet"]),
                "unknown": sum(not of_table(one) for one in proposal["couverture_inconnue"]),
            },
        },
        "measures": _measures(findings, advice.measures, messages),
    }


def _measures(findings: Findings, measures: Measures, messages: Messages) -> list[Row]:
    if findings.network.supposed:
        return []
    names = {
        str(identifier): _category(category, messages)
        if category in PERSONAL_CATEGORIES
        else str(name)
        for identifier, name, category in zip(
            findings.release.partners.index,
            findings.release.partners["nom"],
            findings.release.partners["categorie"],
            strict=True,
        )
    }
    said = explain(measures, messages, names=names)
    return [
        {"label": messages(f"measure.{name}.label"), "sentence": sentence}
        for name, sentence in said.items()
    ]


def _category(code: str, messages: Messages) -> str:
    return CATEGORIES.get(code, (code, code))[messages.language == "en"]
