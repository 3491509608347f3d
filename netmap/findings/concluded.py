"""What is concluded of each part of a territory: the one partition that all pages tell of.

A neighbourhood is judged by itself, and so is what is left of a commune that holds some; any
other commune is judged with the sector that it is in, where there is one of several. One that is
surely under-served is told as such whatever the others are; of one that is surely not, in a
sector that is, nothing is concluded. Nor is anything of the others of a sector that is mostly
communes with neighbourhoods, which are told by their parts: its rate is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.findings.model import Findings
    from netmap.vocabulary import PartClass

#: What a part is: communes of a sector, a neighbourhood, what is left of its commune, a commune.
PartKind = Literal["secteur", "qpv", "reste", "commune"]


#: Classes of the parts that were judged, though one may be hidden or not conclude.
JUDGED: tuple[PartClass, ...] = ("sous-desservie", "desservie", "indeterminee", "masquee")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the territory, and what is concluded of it.

    Attributes
    ----------
    name
        Of its neighbourhood, of its commune, or of those of its sector.
    communes
        Their codes; those of a sector whose neighbourhoods are judged apart are not among them.
    code_qp
        None: it is no neighbourhood.
    density_class
        Never ``inegale``: of a sector that is served on the whole and not everywhere, nothing is
        concluded of any of its communes.
    expected
        People expected over the pooled periods (NaN: unknown).
    above
        Whether it is concluded to be served, and the whole interval of its rate lies above what
        it is compared with.
    """

    kind: PartKind
    name: str
    communes: tuple[str, ...]
    code_qp: str | None
    density_class: PartClass
    expected: float
    above: bool


@lru_cache(maxsize=1)
def conclude_parts(findings: Findings) -> Mapping[str, Part]:
    """Return the part that each zone is in, by code, in the order of zones.

    Zones of one part have the same object. All pages ask: what was last concluded is kept.
    """
    zones = findings.release.territory.zones
    names = findings.release.territory.communes["nom"]
    told = findings.density.to_dict("index")
    split = findings.release.territory.holding
    joint, contradicted = _sectors(findings, told)
    quarters: dict[str, Part] = {}
    found = {}
    for code, insee, quarter in zip(
        zones.index, zones["code_insee"], zones["code_qp"], strict=True
    ):
        town, zone = (str(insee),), told["zone", str(code)]
        if isinstance(quarter, str):
            row = told["qpv", quarter]
            own = (*quarters[quarter].communes, *town) if quarter in quarters else town
            quarters[quarter] = _part("qpv", str(row["nom"]), own, row, code_qp=quarter)
            continue
        if insee in split:
            found[str(code)] = _part("reste", str(names[insee]), town, zone)
        elif zone["classe"] == "non-ouverte" or insee not in joint:
            if insee in contradicted:
                zone = zone | {"classe": "indeterminee"}
            found[str(code)] = _part("commune", str(names[insee]), town, zone)
        else:
            found[str(code)] = joint[str(insee)]
    of = zones["code_qp"].to_dict()
    return {str(code): found.get(str(code)) or quarters[str(of[code])] for code in zones.index}


def _sectors(
    findings: Findings, told: Mapping[Any, Mapping[Any, Any]]
) -> tuple[dict[str, Part], set[str]]:
    """Return the parts of communes judged with their sector, and the communes it contradicts."""
    territory = findings.release.territory
    names = territory.communes["nom"]
    joint: dict[str, Part] = {}
    contradicted: set[str] = set()
    for row in findings.planning.sectors.to_dict("records"):
        under = row["classe"] == _UNDER
        classes = {
            str(code): told["commune", str(code)]["classe"]
            for code in row["communes"]
            if code not in territory.holding
        }
        differing = {
            code for code, one in classes.items() if one == ("desservie" if under else _UNDER)
        }
        if under:
            contradicted |= differing
        own = tuple(code for code in classes if code not in differing)
        judged_alone = bool(differing) and [classes[code] for code in own] == [row["classe"]]
        if own and len(row["communes"]) > 1 and not judged_alone:
            due = sum(float(told["commune", code]["attendues"]) for code in classes)
            concluded = row["classe"] in _CONCLUDED and not due >= row["attendues"] / 2
            said = row | {"classe": "indeterminee"} if concluded else row
            part = _part("secteur", ", ".join(str(names[code]) for code in own), own, said)
            joint |= dict.fromkeys(own, part)
    return joint, contradicted


_UNDER = "sous-desservie"
_CONCLUDED = (_UNDER, "desservie")


def _part(
    kind: PartKind,
    name: str,
    communes: tuple[str, ...],
    row: Mapping[Any, Any],
    *,
    code_qp: str | None = None,
) -> Part:
    density_class = "indeterminee" if row["classe"] == "inegale" else str(row["classe"])
    compared = float(row["taux"]) / float(row["rapport"]) if row["rapport"] > 0 else float("nan")
    return Part(
        kind=kind,
        name=name,
        communes=communes,
        code_qp=code_qp,
        density_class=cast("PartClass", density_class),
        expected=float(row["attendues"]),
        above=density_class == "desservie" and bool(row["taux_bas"] > compared),
    )
