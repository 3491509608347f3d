"""The last of the values: everything that pages and files are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.errors import Problem
    from netmap.findings.charts import Charts
    from netmap.findings.model import Advice, Findings
    from netmap.siting.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What was found, what stands behind it, and where half-days would go.

    Attributes
    ----------
    plan
        For the posts of ``[implantation]``; None where ``netmap.toml`` sets none, or where
        `plan_problems` say why not.
    """

    findings: Findings
    advice: Advice
    charts: Charts
    plan: Plan | None
    plan_problems: tuple[Problem, ...]


def complete(findings: Findings) -> Edition:
    """Add to findings what pages and files show besides: the plan, advice, charts."""
    from netmap.findings import advise
    from netmap.findings.charts import draw_charts
    from netmap.siting.planned import planned

    plan, problems = planned(findings)
    return Edition(
        findings=findings,
        advice=advise(findings),
        charts=draw_charts(findings),
        plan=plan,
        plan_problems=problems,
    )
