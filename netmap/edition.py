"""The last of the values: everything that pages and files are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.errors import Problem
    from netmap.findings.charts import Charts
    from netmap.findings.model import Advice, Findings
    from netmap.siting.site_plan import SitePlan


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
    plan: SitePlan | None
    plan_problems: tuple[Problem, ...]
