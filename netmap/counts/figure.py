"""A figure that may be absent, and then says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from netmap.vocabulary import Absence


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its interval and its parts, or the reason why there is none.

    Attributes
    ----------
    value
        None where it cannot be computed; `missing` then says why, and only then.
    low, high
        Interval at the stated level; None where none has a meaning.
    numerator, denominator
        What a rate was made of.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    missing: Absence | None = None

    def __post_init__(self) -> None:
        """Refuse a figure that neither is nor says why."""
        if (self.value is None) == (self.missing is None):
            message = "a figure has a value or the reason why not, never both, never neither"
            raise ValueError(message)


def total(*figures: Figure) -> Figure:
    """Return the sum of figures: as long as one of them is not there, it is not there either.

    Of several reasons the first of :data:`netmap.vocabulary.Absence` is given.

    >>> total(Figure(value=3.0), Figure(value=2.0)).value
    5.0
    >>> total(Figure(value=3.0), absent("hidden"), absent("no-column")).missing
    'no-column'
    """
    missing = [figure.missing for figure in figures if figure.missing is not None]
    if missing:
        return absent(min(missing, key=get_args(Absence).index))
    return Figure(value=sum(figure.value for figure in figures if figure.value is not None))


def absent(reason: Absence) -> Figure:
    """Return a figure that is not there.

    >>> absent("no-table").missing
    'no-table'
    """
    return Figure(missing=reason)
