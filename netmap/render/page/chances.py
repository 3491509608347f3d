"""How a probability is told: in so many of a hundred, and none is ever certain."""

from __future__ import annotations

from typing import Literal

_HARDLY = 0.01


def chances_kind(probability: float) -> Literal["under", "value", "over"]:
    """Say whether a probability is told as it is, or as under or over what is hardly sure.

    >>> [chances_kind(p) for p in (0.0001, 0.01, 0.5, 0.99, 0.9999)]
    ['under', 'value', 'value', 'value', 'over']
    """
    if probability < _HARDLY:
        return "under"
    return "over" if probability > 1 - _HARDLY else "value"
