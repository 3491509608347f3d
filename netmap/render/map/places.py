"""What the map's script reads: places, partners, permanences, as plain data, text as text."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from netmap.disclosure.partners import CONTACT_COLUMNS
from netmap.findings.concluded import conclude_parts
from netmap.records.found import contact_records
from netmap.render.map.fills import class_fill, fill, needs_fill, rate_fill
from netmap.render.map.planner import (
    plan_rows,
    planner_figures,
    planner_fills,
    planner_scales,
)
from netmap.render.page.bounds import bounded_people
from netmap.render.page.chains import chain_cells
from netmap.render.page.chances import chances_kind
from netmap.render.page.style import Scale, class_scale, minutes_scale, needs_scale, rate_scale
from netmap.vocabulary import NAMED_PLACES, PARTNER_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import Json
    from netmap.siting.plan import Plan

    _Row = Mapping[str, Json]

#: What is told of a place, under the names of ``findings.json``.
_FIGURES = ("classe", "personnes", "taux", "taux_bas", "taux_haut", "taux_lisse", "p_sous_desserte")
#: Of what a rate is compared with.
_DECIMALS = 2
_ACCESS = ("minutes", "km", "permanence_id", "hors_portee")
#: The measures that answer a question of the map; the others are kept aside.
QUESTIONS = ("secteur", "minutes", "besoins")


def scales(findings: Findings, messages: Messages) -> dict[str, Scale]:
    """Return the classes of each measure that colours the map, in the order of the switch."""
    rates = rate_scale(findings.common_rate, _zone_rates(findings), messages)
    alike = {"habitants": class_scale(messages.about("strate"))}
    return {
        "secteur": class_scale(messages),
        "minutes": minutes_scale(findings.release.settings.access, messages),
        "besoins": needs_scale(len(findings.needs), messages),
        "classe": class_scale(messages),
        **(alike if findings.read_by_residents else {}),
        "taux": rates,
        "lisse": rates,
        **planner_scales(findings, messages),
    }


def zone_rows(findings: Findings, messages: Messages) -> list[dict[str, Json]]:
    """Return a row a zone, in the order of the territory: its place, and its fill by measure.

    A fill is the index of a class, ``~`` before it where the figure is in doubt, or the name
    of a pattern where there is no figure to colour.
    """
    known = scales(findings, messages)
    needs = _verdicts(findings.chains["zone"])
    planner = planner_fills(findings, known)
    parts = conclude_parts(findings)
    density, minutes = _records(findings.density), findings.minutes.xs("zone").to_dict()
    rows: list[dict[str, Json]] = []
    for code, zone in findings.release.territory.zones.iterrows():
        figures = density["zone", str(code)]
        insee = str(zone["code_insee"])
        qpv = zone["code_qp"] if isinstance(zone["code_qp"], str) else None
        rows.append(
            {
                "niveau": "zone",
                "code": str(code),
                "code_insee": insee,
                "code_qp": qpv,
                "classe": str(figures["classe"]),
                "taux": figures["taux"],
                "fill": {
                    "secteur": class_fill(parts[str(code)].density_class),
                    "taux": rate_fill(figures, known["taux"]),
                    "lisse": rate_fill(figures, known["lisse"], column="taux_lisse"),
                    "classe": class_fill(str(figures["classe"])),
                    **(
                        {"habitants": class_fill(str(figures["classe_habitants"]))}
                        if findings.read_by_residents
                        else {}
                    ),
                    "minutes": fill(known["minutes"].index(minutes[str(code)])),
                    "besoins": needs_fill(needs.get(str(code)), known["besoins"]),
                    **{
                        measure: fills["zone"][str(code)]
                        if "zone" in fills
                        else fills["commune"].get(insee, "sans-donnee")
                        for measure, fills in planner.items()
                    },
                },
            }
        )
    return rows


def chain_numbers(findings: Findings) -> tuple[list[dict[str, Json]], dict[str, list[int | None]]]:
    """Return the chains, each once, and the numbers of those of a commune or QPV, by need."""
    territory = findings.release.territory
    codes = [str(code) for code in (*territory.communes.index, *territory.qpv.index)]
    number = {partner: i for i, partner in enumerate(findings.release.partners.index)}
    chains, cells = chain_cells(
        findings.chain,
        codes,
        findings.needs,
        number=number,
        facts=("manque",),
    )
    return chains, dict(zip(codes, cells, strict=True))


def place_rows(
    findings: Findings, chains: Mapping[str, list[int | None]], messages: Messages
) -> dict[str, dict[str, Json]]:
    """Return a row a commune and a row a QPV, by code: figures, chains, who covers it."""
    territory = findings.release.territory
    density, access = _records(findings.density), _records(findings.access)
    compared = findings.compared_with.to_dict()
    inside = territory.zones[territory.zones["code_qp"].notna()]
    pairs = list(zip(inside["code_insee"], inside["code_qp"], strict=True))
    planner = planner_figures(findings)
    contacts, coverage = _contacts(findings), Coverage(findings)
    rows: dict[str, dict[str, Json]] = {}
    for insee, commune in territory.communes.iterrows():
        code = str(insee)
        quarters = [str(qpv) for town, qpv in pairs if town == code]
        rows[code] = {
            "niveau": "commune",
            "nom": commune["nom"],
            "qpv": quarters,
            "chaine": chains[code],
            "partners": coverage.of({code}, partly=set(quarters)),
            "priorite": planner.get(code),
            "passages": contacts.get(code, []),
            "reference": round(compared["commune", code], _DECIMALS),
            **_figures(density["commune", code], access["commune", code], messages),
        }
    for code_qp, quarter in territory.qpv.iterrows():
        code = str(code_qp)
        towns = sorted({str(town) for town, qpv in pairs if qpv == code})
        rows[code] = {
            "niveau": "qpv",
            "nom": quarter["lib_qp"],
            "indicative": quarter["precision"] == "indicative",
            "communes": towns,
            "chaine": chains[code],
            "partners": coverage.of({code, *towns}, partly=set()),
            "passages": contacts.get(code, []),
            "reference": round(compared["qpv", code], _DECIMALS),
            **_figures(density["qpv", code], access["qpv", code], messages),
        }
    return rows


def partner_rows(findings: Findings) -> list[dict[str, Json]]:
    """Return a row a partner, in the order of the table; those without a place have no point."""
    return [
        {
            "id": partner_id,
            "nom": partner["nom"],
            "categorie": str(partner["categorie"]),
            "position": partner["position"],
            "statut": partner["statut"],
            "latitude": _degrees(partner["latitude"]),
            "longitude": _degrees(partner["longitude"]),
            "lieu": partner["lieu"],
            "code_insee": partner["code_insee"],
            "couvre": _codes(partner["couvre"]),
            "thematiques": _codes(partner["thematiques"]) or [],
            **{name: _codes(partner[name]) or [] for name in PARTNER_LISTS},
            "adresse": partner["adresse"],
            "date_maj": partner["date_maj"],
            "source": partner["source"],
            **{name: partner[name] for name in CONTACT_COLUMNS if name in partner},
        }
        for partner_id, partner in findings.release.partners.iterrows()
    ]


def permanence_rows(findings: Findings, plan: Plan | None) -> list[dict[str, Json]]:
    """Return a row a permanence, open or candidate, and what the plan does of it."""
    planned = plan_rows(plan)
    return [
        {
            "id": identifier,
            "nom": place["nom"],
            "statut": place["statut"],
            "demi_journees": place["demi_journees"],
            "itinerante": bool(place["itinerante"] is True),
            "latitude": _degrees(place["latitude"]),
            "longitude": _degrees(place["longitude"]),
            "lieu": place["lieu"],
            "code_insee": place["code_insee"],
            "tenue": place["mediateur_id"],
            "accueillie": place["accueil_id"],
            "plan": planned.get(str(identifier)),
        }
        for identifier, place in findings.release.permanences.iterrows()
    ]


def all_needs(findings: Findings) -> list[str]:
    """Return the needs examined, then the others that partners name, in order."""
    named = {
        need for needs in findings.release.partners["thematiques"] for need in _codes(needs) or ()
    }
    return [*findings.needs, *sorted(named - set(findings.needs))]


def _verdicts(chain: pd.DataFrame) -> dict[str, list[str]]:
    """Return the verdicts of each place, in order of needs."""
    grouped: dict[str, list[str]] = {}
    for code, verdict in zip(chain["code"], chain["verdict"], strict=True):
        grouped.setdefault(code, []).append(verdict)
    return grouped


def _zone_rates(findings: Findings) -> list[float]:
    return [float(rate) for rate in findings.density.xs("zone", level="niveau")["taux"]]


def _records(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, Json]]:
    """Return the rows of a table of places by level and code."""
    return {
        (str(level), str(code)): dict(zip(frame.columns, row, strict=True))
        for (level, code), row in zip(frame.index, frame.itertuples(index=False), strict=True)
    }


def _contacts(findings: Findings) -> dict[str, list[dict[str, Json]]]:
    """Return the contacts of each commune and QPV, by code, a record a period."""
    found: dict[str, list[dict[str, Json]]] = {}
    for row in contact_records(findings) or ():
        if row.niveau in NAMED_PLACES:
            record = {name: getattr(row, name) for name in ("periode", "passages", "etat")}
            found.setdefault(row.code, []).append(record)
    return found


def _figures(density: _Row, access: _Row, messages: Messages) -> dict[str, Json]:
    probability = float(density["p_sous_desserte"])
    return {
        **{name: density[name] for name in _FIGURES},
        **{name: round(density[name], 0) for name in ("population", "personnes")},
        **{name: access[name] for name in _ACCESS},
        "personnes_bornes": bounded_people(density, messages),
        "repartie": bool(density["repartie"]),
        "chances": None if isnan(probability) else chances_kind(probability),
        "classe_habitants": density["classe_habitants"],
        "taux_habitants": density["taux_habitants"],
    }


class Coverage:
    """Which partners cover a place, a part of it, or do not say; partners by their number."""

    def __init__(self, findings: Findings) -> None:
        epci = findings.release.settings.territory.epci
        self._everywhere = frozenset[str]() if epci is None else frozenset({epci})
        self._by_code: dict[str, list[int]] = {}
        self._unknown: list[int] = []
        for i, covered in enumerate(map(_codes, findings.release.partners["couvre"])):
            for code in dict.fromkeys(covered or ()):
                self._by_code.setdefault(code, []).append(i)
            if not covered:
                self._unknown.append(i)

    def of(self, codes: set[str], *, partly: set[str]) -> dict[str, list[int]]:
        """Return those of a place, and of its parts.

        Partners whose coverage is unknown are counted apart: neither everywhere nor nowhere.
        """
        whole = self._all(codes | self._everywhere)
        return {
            "whole": sorted(whole),
            "partly": sorted(self._all(partly) - whole),
            "unknown": self._unknown,
        }

    def _all(self, codes: Iterable[str]) -> set[int]:
        return set[int]().union(*(self._by_code.get(code, ()) for code in codes))


def _codes(value: object) -> list[str] | None:
    return [str(code) for code in value] if isinstance(value, (tuple, list)) else None


def _degrees(value: object) -> float | None:
    degrees = float(value)  # type: ignore[arg-type]
    return round(degrees, 5) if degrees == degrees else None  # noqa: PLR0124
