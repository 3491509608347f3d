"""The boundary: only what is made here may leave the office."""

from __future__ import annotations

from netmap.attack import intervals
from netmap.disclosure.model import Hidden, Release
from netmap.disclosure.protect import Protection, Suppression, suppress
from netmap.disclosure.release import publish
from netmap.disclosure.shown import ShownCounts, ShownTable

__all__ = [
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
