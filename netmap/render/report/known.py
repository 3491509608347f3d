"""What is known of each commune and QPV, as the table of places and their sheets tell it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from netmap.findings.concluded import conclude_parts
from netmap.records.next_steps import next_steps
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netmap.edition import Edition
    from netmap.findings.concluded import Part
    from netmap.findings.gaps import Gap
    from netmap.findings.model import Findings
    from netmap.findings.priority import Priority
    from netmap.records.next_steps import Step


@dataclass(frozen=True, kw_only=True)
class KnownPlace:
    """A commune or a QPV.

    Attributes
    ----------
    part
        What it is concluded with: a commune that holds QPVs is told without them, they have
        their own. None: a commune that is all QPVs.
    parts
        Those of all its zones.
    gap, priority
        Of a commune; None: of a QPV, or there is none.
    figures, way
        Its rows of ``Findings.density`` and of ``Findings.access``.
    minutes
        That of ``Findings.minutes``.
    chains
        Its chains by need, as :func:`netmap.findings.chain.chain_matrix` gives them.
    steps
        What comes next, the first thing first.
    """

    level: Literal["commune", "qpv"]
    code: str
    name: str
    part: Part | None
    parts: tuple[Part, ...]
    gap: Gap | None
    priority: Priority | None
    figures: Mapping[Any, Any]
    way: Mapping[Any, Any]
    minutes: float
    chains: Mapping[str, Mapping[Any, Any]]
    steps: tuple[Step, ...]

    @property
    def verdicts(self) -> Counter[str]:
        """How many of its chains have each verdict."""
        return Counter(chain["verdict"] for chain in self.chains.values())


def known_places(edition: Edition) -> list[KnownPlace]:
    """Return communes by the people who are missing, each before the QPVs that it is first of."""
    findings = edition.findings
    steps = next_steps(edition)
    priorities = {priority.code: priority for priority in findings.planning.priorities}
    gaps = {gap.code: gap for gap in findings.gaps}
    told = list(_parts(findings))
    parts: dict[str, list[Part]] = {}
    for town, quarter, part in told:
        parts.setdefault(town, []).append(part)
        if quarter is not None:
            parts.setdefault(quarter, []).append(part)
    figures, ways = (frame.to_dict("index") for frame in (findings.density, findings.access))
    minutes = findings.minutes.to_dict()
    chains: dict[tuple[str, str], dict[str, Mapping[Any, Any]]] = {}
    for level in NAMED_PLACES:
        for row in findings.chains[level].to_dict("records"):
            chains.setdefault((level, row["code"]), {})[row["thematique"]] = row

    def known(level: Literal["commune", "qpv"], code: str) -> KnownPlace:
        own = parts.get(code, [])
        alone = [part for part in own if level == "qpv" or part.code_qp is None]
        return KnownPlace(
            level=level,
            code=code,
            name=str(figures[level, code]["nom"]),
            part=alone[0] if alone else None,
            parts=tuple(dict.fromkeys(own)),
            gap=gaps.get(code),
            priority=priorities.get(code),
            figures=figures[level, code],
            way=ways[level, code],
            minutes=float(minutes[level, code]),
            chains=chains.get((level, code), {}),
            steps=tuple(steps[level, code]),
        )

    first = {quarter: town for town, quarter, _ in reversed(told) if quarter is not None}
    inside: dict[str, list[str]] = {}
    for quarter in sorted(first):
        inside.setdefault(first[quarter], []).append(quarter)
    places = []
    for code in priorities:
        places.append(known("commune", code))
        places += [known("qpv", quarter) for quarter in inside.get(code, ())]
    return places


def _parts(findings: Findings) -> Iterator[tuple[str, str | None, Part]]:
    """Yield the commune, the QPV and the part of each zone."""
    zones = findings.release.territory.zones
    for code, part in conclude_parts(findings).items():
        yield str(zones.loc[code, "code_insee"]), part.code_qp, part
