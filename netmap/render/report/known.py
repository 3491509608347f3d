"""What is known of each commune and QPV, as the table of places and their sheets tell it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netmap.findings.concluded import conclude_parts
from netmap.records.next_steps import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.edition import Edition
    from netmap.findings.concluded import Part
    from netmap.findings.gaps import Gap
    from netmap.findings.model import Findings
    from netmap.findings.priority import Priority
    from netmap.records.next_steps import Step
    from netmap.vocabulary import DensityClass


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
    verdicts
        How many of its chains have each.
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
    verdicts: Counter[str]
    steps: tuple[Step, ...]
    minutes: float

    @property
    def density_class(self) -> DensityClass | None:
        """What is concluded of it."""
        return None if self.part is None else self.part.density_class


def known_places(edition: Edition) -> list[KnownPlace]:
    """Return communes by the people who are missing, each before the QPVs that it is first of."""
    findings = edition.findings
    steps = next_steps(edition)
    priorities = {priority.code: priority for priority in findings.planning.priorities}
    gaps = {gap.code: gap for gap in findings.gaps}
    told = list(_parts(findings))
    verdicts = {
        (level, str(code)): Counter(own["verdict"])
        for level in ("commune", "qpv")
        for code, own in findings.chains[level].groupby("code", sort=False)
    }
    names = findings.density["nom"].to_dict()
    minutes = findings.access["minutes"].to_dict()

    def known(level: Literal["commune", "qpv"], code: str) -> KnownPlace:
        commune = level == "commune"
        own = [part for town, quarter, part in told if code == (town if commune else quarter)]
        alone = [part for part in own if not commune or part.code_qp is None]
        return KnownPlace(
            level=level,
            code=code,
            name=str(names[level, code]),
            part=alone[0] if alone else None,
            parts=tuple(dict.fromkeys(own)),
            gap=gaps.get(code),
            priority=priorities.get(code),
            verdicts=verdicts.get((level, code), Counter()),
            steps=tuple(steps[level, code]),
            minutes=float(minutes[level, code]),
        )

    first = {quarter: town for town, quarter, _ in reversed(told) if quarter is not None}
    places = []
    for code in priorities:
        places.append(known("commune", code))
        places += [known("qpv", quarter) for quarter in sorted(first) if first[quarter] == code]
    return places


def _parts(findings: Findings) -> Iterator[tuple[str, str | None, Part]]:
    """Yield the commune, the QPV and the part of each zone."""
    zones = findings.release.territory.zones
    for code, part in conclude_parts(findings).items():
        yield str(zones.loc[code, "code_insee"]), part.code_qp, part
