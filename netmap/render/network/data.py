"""What the partner page's script reads: partners, relations, chains, as plain data.

Partners are numbered by the order of their ids, and relations by their ends, so that the
order of the rows of a table changes nothing on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from netmap.disclosure.partners import CONTACT_COLUMNS
from netmap.findings.serving import serving
from netmap.records.sentences import label_of, place_words
from netmap.render.network.matrix import break_points
from netmap.render.network.roles import all_active, partner_facts, relation_facts
from netmap.render.page.chains import chain_cells
from netmap.render.page.distinct import distinct
from netmap.render.page.marks import ASIDE, family, relation_key
from netmap.render.page.view import plain
from netmap.vocabulary import CATEGORIES, NAMED_PLACES, NEEDS, PARTNER_LISTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import JsonObject

_PARTNER_FACTS = (
    "nom", "categorie", "position", "statut", "couvre", "thematiques", *PARTNER_LISTS,
    "implication", "adresse", "siret", "finess", "date_maj", "source", "code_insee", "code_qp",
    "lieu",
)  # fmt: skip
_RELATION_FACTS = ("nature", "thematiques", "formalisation", "etat", "date_verif")
_CHAIN_FACTS = ("kappa", "kappa_amont", "kappa_aval", "kappa_max", "etape", "manque")
#: only the internal edition has them
_REFERRALS = (
    "nb_orientations", "nb_acceptees", "nb_non_abouties", "delai_median_j",
)  # fmt: skip


@dataclass(frozen=True)
class NetworkData:
    """Rows of the page, and the integers that stand for partners."""

    partners: list[JsonObject]
    roles: list[JsonObject]
    relations: list[JsonObject]
    uses: list[JsonObject]
    communes: list[JsonObject]
    themes: tuple[str, ...]
    chains: list[JsonObject]
    cells: list[list[int | None]]


@lru_cache(maxsize=1)
def read_network(findings: Findings, messages: Messages) -> NetworkData:
    """Return the partners, relations, communes and chain cells of a release.

    The page and the graph files show the same: it is read once, and nobody changes it.

    Returns
    -------
    NetworkData
        ``partners``: facts of the table, ``famille``, ``sert``: numbers of the communes
        that it serves by its declared coverage or an open permanence (None: unknown),
        ``anonyme`` where its id and name are not those of the table, and ``role``: which of
        ``roles`` is its own (:func:`~.roles.partner_facts`).
        ``relations``: ``de``, ``vers``: numbers of partners, ``aspect``: key of its state,
        ``trait``: key of its look, another where nobody is referred along it, ``perimee``:
        checked too long ago, and ``usage``: which of ``uses`` is its own
        (:func:`~.roles.relation_facts`).
        ``communes``: the communes by name, then the QPVs (``quartier``); ``visees``: their
        target population (None: unknown).
        ``themes``: the needs that a page may ask for, those examined first.
        ``chains``: rows of the chain matrix, each once, with their ``verdict``; ``fragile``:
        numbers of partners; ``rupture``: where it breaks (:func:`~.matrix.break_points`).
        ``cells``: a row a commune, an item a need of the release: the number of its chain;
        None: not examined.
    """
    partners = findings.release.partners.sort_index(kind="stable")
    number = {identifier: i for i, identifier in enumerate(partners.index)}
    communes = _communes(findings, messages)
    rows = _partner_rows(partners)
    for row in rows:
        if anonymous(findings, row["id"]):
            row["anonyme"] = True
    themes = _themes(findings)
    facts = partner_facts(findings.network, themes)
    roles, of_partners = distinct(facts[row["id"]] for row in rows)
    for row, served, role in zip(rows, _served(findings, rows, communes), of_partners, strict=True):
        row |= {"sert": served, "role": role}
    relations, uses = _relation_rows(
        findings.release.relations, number, relation_facts(findings.network, themes)
    )
    chains, cells = chain_cells(
        findings.chain,
        [place["code"] for place in communes],
        findings.needs,
        number=number,
        facts=_CHAIN_FACTS,
    )
    for chain in chains:
        chain["rupture"] = break_points(chain)
    return NetworkData(
        partners=rows,
        roles=roles,
        relations=relations,
        uses=uses,
        communes=communes,
        themes=themes,
        chains=chains,
        cells=cells,
    )


def anonymous(findings: Findings, identifier: str) -> bool:
    """Tell whether a release may know a partner by another id and name than the tables do."""
    return (
        findings.release.audience == "public"
        and findings.network.partners[identifier].personal
        and identifier not in findings.release.settings.disclosure.named
    )


def labels(findings: Findings, messages: Messages, data: NetworkData) -> dict[str, dict[str, str]]:
    """Return the words for every code that the page shows, in the catalogue's language."""
    settings = findings.release.settings
    categories = dict.fromkeys([*CATEGORIES, *settings.vocabulary.categories])
    return {
        "categorie": {code: label_of("category", code, settings, messages) for code in categories},
        "position": messages.section("vocabulary.position"),
        "statut": messages.section("vocabulary.status"),
        "etat": messages.section("vocabulary.relation-state"),
        "besoin": {code: label_of("need", code, settings, messages) for code in data.themes},
        "lieu": _places(findings, messages),
    }


def _partner_rows(partners: pd.DataFrame) -> list[JsonObject]:
    rows = []
    for identifier, record in zip(partners.index, partners.to_dict("records"), strict=True):
        row: JsonObject = {"id": identifier}
        row |= {name: plain(record.get(name)) for name in _PARTNER_FACTS}
        row |= {name: plain(record[name]) for name in CONTACT_COLUMNS if name in record}
        row["famille"] = family(row["categorie"])
        rows.append(row)
    return rows


def _themes(findings: Findings) -> tuple[str, ...]:
    network = findings.network
    named = frozenset[str]().union(
        *(one.needs for one in network.partners.values()), *(one.needs for one in network.relations)
    )
    own = findings.release.settings.vocabulary.needs
    return tuple(dict.fromkeys([*findings.needs, *sorted(named), *NEEDS, *own]))


def _relation_rows(
    relations: pd.DataFrame, number: Mapping[object, int], facts: Sequence[JsonObject]
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Return the relations in the order of their ends, and what they are of use for."""
    rows = []
    for record, fact in zip(relations.to_dict("records"), facts, strict=True):
        supposed = bool(record["supposee"])
        row: JsonObject = {name: plain(record.get(name)) for name in _RELATION_FACTS}
        row |= {name: plain(record[name]) for name in _REFERRALS if name in record}
        row |= {
            "de": number[record["source_id"]],
            "vers": number[record["cible_id"]],
            "supposee": supposed,
            "perimee": bool(record.get("perimee", False)),
            "aspect": relation_key(row["etat"], supposed=supposed),
        }
        row["trait"] = row["aspect"] if fact["oriente"] else ASIDE
        rows.append((row["de"], row["vers"], str(sorted(row.items(), key=str)), row, fact))
    rows.sort(key=lambda one: one[:3])
    uses, numbers = distinct(fact for *_, fact in rows)
    return [row | {"usage": n} for (*_, row, _), n in zip(rows, numbers, strict=True)], uses


def _communes(findings: Findings, messages: Messages) -> list[JsonObject]:
    territory = findings.release.territory
    rows: list[JsonObject] = [
        {"code": code, "nom": name, "quartier": code in territory.qpv.index}
        for code, name in place_words(findings, messages).items()
    ]
    people = findings.release.counts.places.shown["cible"]
    for row in rows:
        at = ("qpv" if row["quartier"] else "commune", row["code"])
        row["visees"] = plain(people[at].round()) if at in people.index else None
    return sorted(rows, key=lambda row: (row["quartier"], row["nom"].casefold(), row["code"]))


def _served(
    findings: Findings, rows: Sequence[JsonObject], communes: Sequence[JsonObject]
) -> list[list[int] | None]:
    """Return the places that each partner serves, whatever its status; None: nobody said."""
    release = findings.release
    network = all_active(findings.network)
    of_communes, of_quarters = (
        serving(network, release.territory, access=release.settings.access, level=level)
        for level in NAMED_PLACES
    )
    served: dict[str, list[int]] = {}
    for i, place in enumerate(communes):
        found = of_quarters if place["quartier"] else of_communes
        for identifier in found.surely[place["code"]]:
            served.setdefault(identifier, []).append(i)
    return [
        None
        if row["id"] in of_communes.perhaps and row["id"] not in served
        else served.get(row["id"], [])
        for row in rows
    ]


def _places(findings: Findings, messages: Messages) -> dict[str, str]:
    """Return the name of each code that a partner may cover."""
    territory = findings.release.territory
    places = place_words(findings, messages)
    if territory.epci:
        places[territory.epci] = messages("network.place.whole", name=territory.name)
    return places
