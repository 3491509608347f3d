"""Corrections from a meeting back into the tables: read, merge, show, write."""

from __future__ import annotations

from netmap.amend.writing import Written
from netmap.network.fingerprint import fingerprint
from netmap.review.merge import Change, Conflict, MergedReviews, merge_reviews
from netmap.review.reading import read_review
from netmap.review.targets import read_tables
from netmap.review.wishes import Voice
from netmap.review.writing import write_merged

__all__ = [
    "Change",
    "Conflict",
    "MergedReviews",
    "Voice",
    "Written",
    "fingerprint",
    "merge_reviews",
    "read_review",
    "read_tables",
    "write_merged",
]
