"""Reference models of siting, each from a cost matrix: what a plan can be held against."""

from netmap.siting.reference.cover import max_cover, p_center, set_cover
from netmap.siting.reference.median import p_median
from netmap.siting.reference.result import SitingResult

__all__ = ["SitingResult", "max_cover", "p_center", "p_median", "set_cover"]
