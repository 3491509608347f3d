"""What the partner page's script reads: partners, relations, chains, as plain data.

Partners are numbered by the order of their ids, and relations by their ends, so that the
order of the rows of a table changes nothing on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from netmap.disclosure.partners import CONTACT_COLUMNS
from netmap.findings.serving import serving
from netmap.network.model import Partner, PartnerNetwork
from netmap.records.sentences import need_label
from netmap.render.page.marks import family, relation_key
from netmap.render.page.view import plain
from netmap.vocabulary import CATEGORIES, NEEDS, POSITIONS, PRACTITIONERS, RELATION_STATES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from netmap.findings.model import Findings
    from netmap.messages import Messages

_PARTNER_FACTS = (
    "nom", "categorie", "position", "statut", "couvre", "thematiques", "publics", "implication",
    "adresse", "siret", "finess", "date_maj", "source", "code_insee", "code_qp", "lieu",
)  # fmt: skip
_RELATION_FACTS = ("nature", "thematiques", "formalisation", "etat", "date_verif")
#: only the internal edition has them
_REFERRALS = (
    "nb_orientations", "nb_acceptees", "nb_non_abouties", "delai_median_j",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True)
class NetworkData:
    """Rows of the page, and the integers that stand for partners."""

    partners: list[Row]
    relations: list[Row]
    communes: list[Row]
    cells: list[list[Row | None]]


def read_network(findings: Findings) -> NetworkData:
    """Return the partners, relations, communes and chain cells of a release.

    Returns
    -------
    NetworkData
        ``partners``: facts of the table, ``famille``, ``sert``: numbers of the communes
        that it serves by its declared coverage or an open permanence (None: unknown), and
        ``anonyme`` where its id and name are not those of the table.
        ``relations``: ``de``, ``vers``: numbers of partners, ``aspect``: key of its look,
        ``perimee``: checked too long ago.
        ``cells``: a row a commune, an item a need of the release; None: not examined.
    """
    partners = findings.release.partners.sort_index(kind="stable")
    number = {identifier: i for i, identifier in enumerate(partners.index)}
    communes = _communes(findings)
    rows = _partner_rows(partners)
    for row in rows:
        if anonymous(findings, row["id"], row["categorie"]):
            row["anonyme"] = True
    for row, served in zip(rows, _served(findings, rows, communes), strict=True):
        row["sert"] = served
    return NetworkData(
        partners=rows,
        relations=_relation_rows(findings.release.relations, number),
        communes=communes,
        cells=_cells(findings, communes, number),
    )


def anonymous(findings: Findings, identifier: str, category: str) -> bool:
    """Tell whether a release may know a partner by another id and name than the tables do."""
    return (
        findings.release.audience == "public"
        and category == PRACTITIONERS
        and identifier not in findings.release.settings.disclosure.named
    )


def labels(findings: Findings, messages: Messages, data: NetworkData) -> dict[str, dict[str, str]]:
    """Return the words for every code that the page shows, in the catalogue's language."""
    settings, english = findings.release.settings, messages.language == "en"
    categories = {code: pair[english] for code, pair in CATEGORIES.items()}
    for code, own in settings.vocabulary.categories.items():
        categories[code] = (own.en or own.fr) if english else own.fr
    themes = {
        theme for row in (*data.partners, *data.relations) for theme in row["thematiques"] or ()
    }
    own_needs = [*NEEDS, *settings.vocabulary.needs]
    needs = list(dict.fromkeys([*findings.needs, *sorted(themes), *own_needs]))
    return {
        "categorie": categories,
        "position": {code: pair[english] for code, pair in POSITIONS.items()},
        "statut": {code: pair[english] for code, pair in STATUSES.items()},
        "etat": {code: pair[english] for code, pair in RELATION_STATES.items()},
        "besoin": {code: need_label(code, settings, messages) for code in needs},
        "lieu": _places(findings, messages),
    }


def _partner_rows(partners: pd.DataFrame) -> list[Row]:
    rows = []
    for identifier, record in zip(partners.index, partners.to_dict("records"), strict=True):
        row: Row = {"id": identifier}
        row |= {name: plain(record.get(name)) for name in _PARTNER_FACTS}
        row |= {name: plain(record[name]) for name in CONTACT_COLUMNS if name in record}
        row["famille"] = family(row["categorie"])
        rows.append(row)
    return rows


def _relation_rows(relations: pd.DataFrame, number: Mapping[object, int]) -> list[Row]:
    rows = []
    for record in relations.to_dict("records"):
        supposed = bool(record["supposee"])
        row: Row = {name: plain(record.get(name)) for name in _RELATION_FACTS}
        row |= {name: plain(record[name]) for name in _REFERRALS if name in record}
        row |= {
            "de": number[record["source_id"]],
            "vers": number[record["cible_id"]],
            "supposee": supposed,
            "perimee": bool(record.get("perimee", False)),
            "aspect": relation_key(row["etat"], supposed=supposed),
        }
        rows.append(row)
    rows.sort(key=lambda row: (row["de"], row["vers"], str(sorted(row.items(), key=str))))
    return rows


def _communes(findings: Findings) -> list[Row]:
    communes = findings.release.territory.communes
    rows = [
        {"code": str(code), "nom": str(name)}
        for code, name in zip(communes.index, communes["nom"], strict=True)
    ]
    return sorted(rows, key=lambda row: (row["nom"].casefold(), row["code"]))


def _served(
    findings: Findings, rows: Sequence[Row], communes: Sequence[Row]
) -> list[list[int] | None]:
    """Return the communes that each partner serves, whatever its status; None: nobody said."""
    network = PartnerNetwork(
        partners={row["id"]: _partner(row) for row in rows},
        relations=(),
        permanences=_open_places(findings.release.permanences),
    )
    found = serving(
        network,
        findings.release.territory,
        access=findings.release.settings.access,
        level="commune",
    )
    served: dict[str, list[int]] = {}
    for i, commune in enumerate(communes):
        for identifier in found.surely[commune["code"]]:
            served.setdefault(identifier, []).append(i)
    return [
        None
        if row["id"] in found.perhaps and row["id"] not in served
        else served.get(row["id"], [])
        for row in rows
    ]


def _partner(row: Row) -> Partner:
    # read as active, so that a partner to mobilise tells whom it would serve
    known = Partner(
        id=row["id"],
        name="",
        category=row["categorie"],
        position=row["position"],
        status=row["statut"],
        covers=frozenset(row["couvre"] or ()) or None,
    )
    return replace(known, status="actif")


def _open_places(permanences: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for identifier, status, partner in zip(
        permanences.index, permanences["statut"], permanences["partner_id"], strict=True
    ):
        if status == "ouverte" and isinstance(partner, str):
            held.setdefault(partner, []).append(identifier)
    return {partner: tuple(sorted(held[partner])) for partner in sorted(held)}


def _cells(
    findings: Findings, communes: Sequence[Row], number: Mapping[object, int]
) -> list[list[Row | None]]:
    known: dict[tuple[str, str], Row] = {}
    for record in findings.chain.to_dict("records"):
        known[record["code"], record["thematique"]] = {
            "k": plain(record["kappa"]),
            "amont": plain(record["kappa_amont"]),
            "aval": plain(record["kappa_aval"]),
            "max": plain(record["kappa_max"]),
            "etape": plain(record["etape"]),
            "fragile": sorted(number[one] for one in record["fragile"] if one in number),
            "manque": list(record["manque"]),
        }
    return [[known.get((commune["code"], need)) for need in findings.needs] for commune in communes]


def _places(findings: Findings, messages: Messages) -> dict[str, str]:
    """Return the name of each code that a partner may cover."""
    territory = findings.release.territory
    places = {str(code): str(name) for code, name in territory.communes["nom"].items()}
    places |= {
        str(code): messages("network.place.qpv", name=name)
        for code, name in territory.qpv["lib_qp"].items()
    }
    if territory.epci:
        places[territory.epci] = messages("network.place.whole", name=territory.name)
    return places
