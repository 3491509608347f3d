"""One line a comparison, as :mod:`every` gathers them."""

from __future__ import annotations

import json
import statistics
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_START = "RATIO "


class Comparison(NamedTuple):
    """How many times what netmap takes a peer takes, of pairs made in one run.

    `least` and `most` are the extremes of `pairs` ratios.
    """

    what: str
    data: str
    peer: str
    median: float
    least: float
    most: float
    pairs: int


def tell(what: str, data: str, peer: str, ratios: Iterable[float]) -> None:
    """Print a comparison: the peer's time by netmap's, of each pair."""
    every = sorted(ratios)
    found = Comparison(what, data, peer, statistics.median(every), every[0], every[-1], len(every))
    sys.stdout.write(f"{_START}{json.dumps(found, ensure_ascii=False)}\n")
    sys.stdout.flush()


def told(output: str) -> list[Comparison]:
    """Return the comparisons that a benchmark printed."""
    return [
        Comparison(*json.loads(line.removeprefix(_START)))
        for line in output.splitlines()
        if line.startswith(_START)
    ]
