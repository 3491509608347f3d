"""Where half-days of permanence go: reference models, the plan, and what doubts it."""

from netmap.siting.cover import max_cover, p_center, set_cover
from netmap.siting.draws import choice_frequency, draw_need
from netmap.siting.explore import (
    GainCurve,
    RunnerUp,
    gain_curve,
    runner_ups,
    site_contributions,
)
from netmap.siting.median import p_median
from netmap.siting.plan import Plan, plan_half_days
from netmap.siting.request import PlanRules, YearBudget
from netmap.siting.result import SitingResult

__all__ = [
    "GainCurve",
    "Plan",
    "PlanRules",
    "RunnerUp",
    "SitingResult",
    "YearBudget",
    "choice_frequency",
    "draw_need",
    "gain_curve",
    "max_cover",
    "p_center",
    "p_median",
    "plan_half_days",
    "runner_ups",
    "set_cover",
    "site_contributions",
]
