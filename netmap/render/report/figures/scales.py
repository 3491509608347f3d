"""Axes that readers of the language read: round numbers, their decimal sign, their thousands."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from netmap.messages import Messages


def root_scale(axes: Axes, which: Literal["x", "y"], highest: float, messages: Messages) -> None:
    """Give an axis the scale of square roots, on which chance spreads alike everywhere."""
    import numpy as np

    def root(values: object) -> object:
        return np.sqrt(np.maximum(np.asarray(values, dtype=float), 0.0))

    top = highest if highest > 0 else 1.0
    ticks = [0.0]
    for step in (s * 10.0**power for power in range(-3, 4) for s in (1, 2, 5)):
        # At least a ninth of the axis between two ticks.
        if step <= top and (step**0.5 - ticks[-1] ** 0.5) > top**0.5 / 9:
            ticks.append(step)
    texts = [messages.number(tick, digits=_digits(tick)) for tick in ticks]
    if which == "x":
        axes.set_xscale("function", functions=(root, np.square))
        axes.set_xlim(0, top)
        axes.set_xticks(ticks, texts)
        axes.set_xticks([], minor=True)
    else:
        axes.set_yscale("function", functions=(root, np.square))
        axes.set_ylim(0, top)
        axes.set_yticks(ticks, texts)
        axes.set_yticks([], minor=True)


def thousands(
    axes: Axes, which: Literal["x", "y"], limits: tuple[float, float], messages: Messages
) -> None:
    """Put round numbers on a logarithmic axis."""
    low, high = limits
    ticks = [s * 10.0**power for power in range(9) for s in (1, 2, 5)]
    ticks = [tick for tick in ticks if low <= tick <= high]
    ticks = ticks[:: 1 + len(ticks) // 7]
    texts = [messages.number(tick) for tick in ticks]
    setter = axes.set_xticks if which == "x" else axes.set_yticks
    setter(ticks, texts)
    setter([], minor=True)


def plain_ticks(
    axes: Axes,
    which: Literal["x", "y"],
    limits: tuple[float, float],
    messages: Messages,
    *,
    percent: bool = False,
    whole: bool = False,
) -> None:
    """Put round numbers on a plain axis: shares of a hundred, or whole ones alone."""
    low, high = limits
    span = (high - low) * (100 if percent else 1) or 1.0
    power = 10.0 ** floor(log10(span / 5))
    step = min((1, 2, 5, 10), key=lambda s: abs(span / 5 - s * power)) * power
    if whole:
        step = max(step, 1.0)
    first = -(-low * (100 if percent else 1) // step) * step
    values = [first + i * step for i in range(int(span / step) + 2)]
    values = [v for v in values if v <= high * (100 if percent else 1) + 1e-9]
    digits = max(0, -floor(log10(step)))
    ticks = [v / 100 if percent else v for v in values]
    texts = [messages.number(v, digits=digits) for v in values]
    if percent:
        texts = [messages("report.percent", value=told) for told in texts]
    setter = axes.set_xticks if which == "x" else axes.set_yticks
    setter(ticks, texts)
    (axes.set_xlim if which == "x" else axes.set_ylim)(low, high)


def _digits(value: float) -> int:
    return 0 if value >= 1 or value == 0 else -floor(log10(value))
