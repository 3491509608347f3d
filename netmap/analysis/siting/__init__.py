"""Where half-days of permanence go: reference models, the plan, and what doubts it."""

from netmap.analysis.siting.cover import max_cover, p_center, set_cover
from netmap.analysis.siting.median import p_median
from netmap.analysis.siting.result import SitingResult
from netmap.analysis.siting.solver import InfeasibleError

__all__ = ["InfeasibleError", "SitingResult", "max_cover", "p_center", "p_median", "set_cover"]
