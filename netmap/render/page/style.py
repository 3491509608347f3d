"""What the map's colours mean: for each measure, few classes with round bounds and words.

The palette goes from dark to light in one hue, so that it holds in grey and for people who
confuse colours; its dark end is always the one that calls for action.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor, isfinite, isnan, log10
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.messages import Messages
    from netmap.sections import AccessSettings

#: From what calls the eye to what does not.
PALETTE = ("#7a1f0a", "#bf4a12", "#e8893b", "#f6c583", "#fcf0d9")

#: What is concluded: two looks told apart in grey too, the darker calling for action.
CLASS_COLOURS = {"sous-desservie": "#cf7a4d", "desservie": "#cfe6dc"}

#: Classes of a place that are drawn as a pattern, never as a colour alone.
PATTERNED = ("indeterminee", "masquee", "sans-donnee", "non-ouverte")

#: Shares of the reference rate that part *far less*, *less*, *close*, *more* and *far more*.
_SHARES = (0.5, 0.8, 1.25, 2.0)


@dataclass(frozen=True, kw_only=True)
class ColourClass:
    """Values from `lower` (inclusive) to `upper` (exclusive), a colour, and a sentence."""

    lower: float
    upper: float
    colour: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The classes of one measure, from low values to high ones."""

    classes: tuple[ColourClass, ...]

    def index(self, value: float) -> int | None:
        """Return the class of a value, or None where it is missing; the last for ``inf``."""
        if isnan(value):
            return None
        for i, colour_class in enumerate(self.classes):
            if value < colour_class.upper:
                return i
        return len(self.classes) - 1 if self.classes else None


def rate_scale(reference: float, rates: Sequence[float], messages: Messages) -> Scale:
    """Return the classes of the rate, told against the reference rate.

    Where no reference may be shown, the middle of the shown `rates` parts the classes, and
    their labels compare with nothing.

    >>> from netmap.messages import Messages
    >>> [c.upper for c in rate_scale(0.93, [], Messages("fr")).classes]
    [0.5, 0.7, 1.2, 1.9, inf]
    """
    words: tuple[str, ...] = ("far-less", "less", "close", "more", "far-more")
    pivot = reference
    shown = [rate for rate in rates if isfinite(rate)]
    if not isfinite(pivot):
        words = ("range",) * len(words)
        pivot = median(shown) if shown else 0.0
    if pivot <= 0:
        return Scale(classes=())
    step = round_step(pivot / 10)
    bounds = [round(round(share * pivot / step) * step, 10) for share in _SHARES]
    digits = max(0, -floor(log10(step)))
    return _scale(bounds, [f"map.taux.{word}" for word in words], messages, digits=digits)


def minutes_scale(access: AccessSettings, messages: Messages) -> Scale:
    """Return the classes of the minutes to the nearest open permanence."""
    near, far = access.catchment_minutes, access.far_minutes
    bounds = sorted({float(round(value)) for value in (near / 2, near, far, 1.5 * far)} - {0.0})
    edges = [0.0, *bounds, float("inf")]
    words = [
        "far" if lower >= round(far) else "near" if upper <= round(near) else "between"
        for lower, upper in pairwise(edges)
    ]
    keys = [f"map.minutes.{word}" for word in words]
    scale = _scale(bounds, keys, messages, digits=0, ranges="map.minutes-range")
    return _reversed_colours(scale)


def needs_scale(count: int, messages: Messages) -> Scale:
    """Return the classes of the number of broken needs, of `count` examined."""
    if count == 0:
        return Scale(classes=())
    uppers = sorted({1, *(max(2, round(count * part) + 1) for part in (0.25, 0.5, 0.75))})
    edges = [0, *(upper for upper in uppers if upper <= count), count + 1]
    classes = []
    for (lower, upper), colour in zip(pairwise(edges), _spread(len(edges) - 1), strict=True):
        last = upper - 1
        kind = "none" if last == 0 else "all" if lower == count else "some"
        if kind == "some" and lower == last:
            kind = "exactly"
        label = messages(f"map.besoins.{kind}", lower=lower, upper=last, count=count)
        classes.append(ColourClass(lower=lower, upper=upper, colour=colour, label=label))
    return _reversed_colours(Scale(classes=tuple(classes)))


def class_scale(messages: Messages) -> Scale:
    """Return the two classes that conclude: under-served, served."""
    return Scale(
        classes=tuple(
            ColourClass(lower=i, upper=i + 1, colour=colour, label=messages(f"map.classe.{key}"))
            for i, (key, colour) in enumerate(CLASS_COLOURS.items())
        )
    )


def _scale(
    bounds: Sequence[float],
    keys: Sequence[str],
    messages: Messages,
    *,
    digits: int,
    ranges: str = "map.range",
) -> Scale:
    edges = [float("-inf"), *bounds, float("inf")]
    classes = []
    for (lower, upper), colour, key in zip(
        pairwise(edges), _spread(len(edges) - 1), keys, strict=True
    ):
        if not isfinite(lower):
            extent = messages(f"{ranges}.under", upper=messages.number(upper, digits=digits))
        elif not isfinite(upper):
            extent = messages(f"{ranges}.over", lower=messages.number(lower, digits=digits))
        else:
            extent = messages(
                f"{ranges}.between",
                lower=messages.number(lower, digits=digits),
                upper=messages.number(upper, digits=digits),
            )
        label = messages(key, range=extent)
        classes.append(ColourClass(lower=lower, upper=upper, colour=colour, label=label))
    return Scale(classes=tuple(classes))


def _reversed_colours(scale: Scale) -> Scale:
    colours = [colour_class.colour for colour_class in reversed(scale.classes)]
    pairs = zip(scale.classes, colours, strict=True)
    return Scale(classes=tuple(replace(c, colour=colour) for c, colour in pairs))


def _spread(count: int) -> list[str]:
    """Choose `count` colours over the whole palette."""
    last = len(PALETTE) - 1
    return [PALETTE[round(i * last / max(count - 1, 1))] for i in range(count)]


def round_step(value: float) -> float:
    """Return the number 1, 2 or 5 times a power of ten that is nearest to `value`.

    >>> [round_step(x) for x in (0.093, 0.24, 6)]
    [0.1, 0.2, 5.0]
    """
    power = 10.0 ** floor(log10(value))
    nearest = min((1, 2, 5, 10), key=lambda factor: abs(value - factor * power))
    return round(nearest * power, 10)
