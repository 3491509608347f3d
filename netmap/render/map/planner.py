"""What the map shows a planner: the conclusion by sector, certainty, need, missing people."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from netmap.render.page.style import PALETTE, ColourClass, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import Json
    from netmap.siting.plan import Plan

#: Classes of a place that hide its figure or say that there is none.
_NO_FIGURE = ("masquee", "sans-donnee", "non-ouverte")
_TIERS = ("faible", "moyen", "fort")
_NEARLY_SURE = 0.95


def planner_scales(findings: Findings, messages: Messages) -> dict[str, Scale]:
    """Return the scales of what this release has, in the order of the switch."""
    scales = {}
    if findings.density["p_sous_desserte"].notna().any():
        scales["certitude"] = certainty_scale(findings.release.settings.density.certainty, messages)
    if findings.planning.need is not None:
        scales["besoin"] = tier_scale(messages)
    return scales


def certainty_scale(certainty: float, messages: Messages) -> Scale:
    """Return the classes of the chances of being under-served, from hardly any to nearly sure.

    >>> from netmap.messages import Messages
    >>> [round(c.upper, 2) for c in certainty_scale(0.8, Messages("fr")).classes]
    [0.05, 0.2, 0.8, 0.95, inf]
    """
    sure = max(_NEARLY_SURE, certainty)
    bounds = sorted({1 - sure, 1 - certainty, certainty, sure})
    edges = [float("-inf"), *bounds, float("inf")]
    colours = list(reversed(PALETTE)) if len(edges) > 4 else [PALETTE[4], PALETTE[2], PALETTE[0]]  # noqa: PLR2004
    classes = []
    for (lower, upper), colour in zip(pairwise(edges), colours, strict=True):
        low, high = (messages.number(100 * value) for value in (max(lower, 0), min(upper, 1)))
        kind = "under" if lower < 0 else "over" if upper > 1 else "between"
        label = messages(f"map.certitude.{kind}", lower=low, upper=high)
        classes.append(ColourClass(lower=lower, upper=upper, colour=colour, label=label))
    return Scale(classes=tuple(classes))


def tier_scale(messages: Messages) -> Scale:
    """Return the tiers of need, from the smallest to the greatest."""
    colours = (PALETTE[4], PALETTE[2], PALETTE[0])
    return Scale(
        classes=tuple(
            ColourClass(lower=i, upper=i + 1, colour=colour, label=messages(f"need.tier.{tier}"))
            for i, (tier, colour) in enumerate(zip(_TIERS, colours, strict=True))
        )
    )


def planner_fills(
    findings: Findings, scales: Mapping[str, Scale]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return fills by measure: of zones for what they have, else of communes.

    The value of a measure holds, under ``zone`` or ``commune``, a fill a code, written as in
    :func:`netmap.render.map.places.zone_rows`.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    if "certitude" in scales:
        levels = findings.density.index.get_level_values("niveau")
        zones = findings.density[levels == "zone"].droplevel("niveau")
        found["certitude"] = {
            "zone": {
                str(code): _certainty_fill(
                    str(row["classe"]),
                    row["p_sous_desserte"],
                    scales["certitude"],
                    certainty=findings.release.settings.density.certainty,
                )
                for code, row in zones.to_dict("index").items()
            }
        }
    if "besoin" in scales and findings.planning.need is not None:
        found["besoin"] = {
            "commune": {
                str(code): str(_TIERS.index(tier)) if tier in _TIERS else tier
                for code, tier in findings.planning.need["palier"].items()
            }
        }
    return found


def sector_members(findings: Findings) -> list[tuple[str, ...]]:
    """Return the communes of each sector of several, in order."""
    members = findings.planning.sectors["communes"]
    return [tuple(map(str, codes)) for codes in members if len(codes) > 1]


def planner_figures(findings: Findings) -> dict[str, dict[str, Json]]:
    """Return what the card of a commune says for a planner, by code."""
    sectors = findings.planning.sectors
    by_commune = {
        code: {name: row[name] for name in ("nom", "classe", "taux")}
        for row in sectors.to_dict("records")
        for code in row["communes"]
        if len(row["communes"]) > 1
    }
    return {
        p.code: {
            "a_accompagner": p.unmet,
            "a_accompagner_bas": p.unmet_low,
            "a_accompagner_haut": p.unmet_high,
            "estime": p.estimated,
            "dans_ses_parties": p.in_parts,
            "palier_besoin": p.need_tier if findings.planning.need is not None else None,
            "secteur": by_commune.get(p.code),
        }
        for p in findings.planning.priorities
    }


def plan_rows(plan: Plan | None) -> dict[str, dict[str, Json]]:
    """Return what the plan does of each place of permanence, by id; empty without a plan."""
    if plan is None:
        return {}
    return {
        str(identifier): {
            name: row[name] for name in ("role", "aujourdhui", "plan", "brut", "net", "frequence")
        }
        for identifier, row in plan.sites.to_dict("index").items()
    }


def _certainty_fill(
    density_class: str, probability: float, scale: Scale, *, certainty: float
) -> str:
    if density_class in _NO_FIGURE:
        return density_class
    index = scale.index(float(probability))
    if index is None:
        return "sans-donnee"
    return f"~{index}" if 1 - certainty <= probability < certainty else str(index)
