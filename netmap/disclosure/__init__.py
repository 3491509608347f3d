"""The boundary: only what is made here may leave the office."""

from __future__ import annotations

from netmap.disclosure.audit import intervals
from netmap.disclosure.model import Audience, Hidden, Release
from netmap.disclosure.protect import Protection, Suppression, suppress
from netmap.disclosure.release import protect_findings

__all__ = [
    "Audience",
    "Hidden",
    "Protection",
    "Release",
    "Suppression",
    "intervals",
    "protect_findings",
    "suppress",
]
