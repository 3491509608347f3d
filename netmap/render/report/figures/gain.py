"""What each further half-day brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.figures.canvas import ACCENT, INK, draw
from netmap.render.report.figures.scales import plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from netmap.messages import Messages
    from netmap.siting import GainCurve


def gain_figure(curve: GainCurve, messages: Messages, *, description: str) -> str:
    """Return people reached against half-days, the knee marked where there is one."""
    people = curve.points["personnes"]

    def paint(axes: Axes) -> None:
        axes.plot(people.index, people, color=ACCENT, lw=1.8, marker="o", ms=4)
        axes.plot(
            curve.planned,
            people[curve.planned],
            ls="",
            marker="s",
            ms=7,
            mfc=ACCENT,
            mec=INK,
            label=messages("report.gain.planned"),
        )
        axes.legend(loc="lower right")
        if curve.knee is not None:
            height = float(people.loc[curve.knee])
            axes.axvline(curve.knee, color=INK, lw=1, ls=":")
            axes.plot(curve.knee, height, marker="D", ms=8, mfc="#ffffff", mec=INK)
            right = curve.knee > (people.index[0] + people.index[-1]) / 2
            axes.annotate(
                messages("report.gain.knee", halfdays=messages.number(curve.knee)),
                (curve.knee, 0.0),
                xytext=(-8 if right else 8, 10),
                textcoords="offset points",
                ha="right" if right else "left",
            )
        low, high = float(people.index[0]), float(people.index[-1])
        plain_ticks(axes, "x", (max(low - 1.0, 0.0), high + 0.5), messages, whole=True)
        plain_ticks(axes, "y", (0.0, max(float(people.max()) * 1.08, 1.0)), messages)
        axes.set_xlabel(messages("report.gain.x"))
        axes.set_ylabel(messages("report.gain.y"))

    return draw(
        "gain",
        280,
        paint,
        margins=(52, 16, 40, 12),
        title=messages("report.gain.title"),
        description=description,
    )
