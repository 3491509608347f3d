"""Corrections from a meeting back into the tables: read, merge, show, write."""

from __future__ import annotations

from netmap.amend.writing import Written
from netmap.network.fingerprint import fingerprint
from netmap.review.chains import ChainChange, chain_changes
from netmap.review.merge import Answer, Change, Conflict, MergedReviews, in_order, merge_reviews
from netmap.review.reading import content_of, read_review
from netmap.review.targets import read_tables
from netmap.review.wishes import Voice
from netmap.review.workbook import reviews_in
from netmap.review.writing import write_merged

__all__ = [
    "Answer",
    "ChainChange",
    "Change",
    "Conflict",
    "MergedReviews",
    "Voice",
    "Written",
    "chain_changes",
    "content_of",
    "fingerprint",
    "in_order",
    "merge_reviews",
    "read_review",
    "read_tables",
    "reviews_in",
    "write_merged",
]
