"""The boundary: only what is made here may leave the office."""

from __future__ import annotations

from netmap.disclosure.audit import intervals
from netmap.disclosure.model import Audience, Hidden, Release
from netmap.disclosure.protect import Protection, Suppression, suppress
from netmap.disclosure.release import publish
from netmap.disclosure.shown import ShownCounts, ShownTable

__all__ = [
    "Audience",
    "Hidden",
    "Protection",
    "Release",
    "ShownCounts",
    "ShownTable",
    "Suppression",
    "intervals",
    "publish",
    "suppress",
]
