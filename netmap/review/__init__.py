"""Corrections from a meeting back into the tables: read, merge, show, write."""

from __future__ import annotations

from netmap.network.fingerprint import fingerprint
from netmap.review.plan import Change, Conflict, Plan, plan
from netmap.review.reading import read_review
from netmap.review.targets import read_tables
from netmap.review.wishes import Voice
from netmap.review.writing import Written, write_plan

__all__ = [
    "Change",
    "Conflict",
    "Plan",
    "Voice",
    "Written",
    "fingerprint",
    "plan",
    "read_review",
    "read_tables",
    "write_plan",
]
