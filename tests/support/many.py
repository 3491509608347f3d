"""More cases than the suite has time for: ``NETMAP_CASES=5`` draws five times as many."""

from __future__ import annotations

import os

_TIMES = int(os.environ.get("NETMAP_CASES", "1"))


def cases(least: int) -> int:
    """Return how many cases a test draws."""
    return least * _TIMES
