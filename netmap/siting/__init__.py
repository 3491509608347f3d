"""Where half-days of permanence go: a territory's plan, the model behind it, what doubts it."""

from netmap.siting.draws import draw_need, redraw
from netmap.siting.explore import (
    GainCurve,
    RunnerUp,
    gain_curve,
    runner_ups,
    site_contributions,
)
from netmap.siting.placement import Placement, place_half_days
from netmap.siting.plan import Plan, plan_territory
from netmap.siting.request import PlanRules, YearBudget

__all__ = [
    "GainCurve",
    "Placement",
    "Plan",
    "PlanRules",
    "RunnerUp",
    "YearBudget",
    "draw_need",
    "gain_curve",
    "place_half_days",
    "plan_territory",
    "redraw",
    "runner_ups",
    "site_contributions",
]
