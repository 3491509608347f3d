"""Rates against size, between the limits that chance sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.figures.canvas import ACCENT, INK, draw
from netmap.render.report.figures.classes import FILLS, MARKERS, legend_of
from netmap.render.report.figures.names import name_points
from netmap.render.report.figures.scales import root_scale, thousands

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from netmap.findings.funnel import Funnel
    from netmap.messages import Messages

_NAMED = 12


def funnel_figure(
    funnel: Funnel, places: pd.DataFrame, messages: Messages, *, description: str
) -> str:
    """Return the funnel plot; `places` are ``Release.density`` (names and classes)."""
    points = funnel.points.join(places[["nom", "classe"]])
    levels = [str(level) for level in points.index.get_level_values("niveau")]

    def paint(axes: Axes) -> None:
        x = funnel.curve.index.to_numpy()
        for name, shade in (("998", "#eef3f8"), ("95", "#dbe6f1")):
            low, high = funnel.curve[f"bas_{name}"], funnel.curve[f"haut_{name}"]
            axes.fill_between(x, low, high, color=shade, lw=0)
            for limit in (low, high):
                axes.plot(x, limit, color=ACCENT, lw=0.9, ls="--" if name == "998" else "-")
        axes.axhline(funnel.rate, color=INK, lw=1.2)
        for level, row in zip(levels, points.to_dict("records"), strict=True):
            axes.plot(
                row["exposition"],
                row["taux"],
                ls="",
                marker=MARKERS[level],
                ms=6,
                mfc=FILLS.get(row["classe"], "#ffffff"),
                mec=INK,
                mew=0.9,
            )
        axes.set_xscale("log")
        axes.set_xlim(float(x[0]), float(x[-1]))
        highest = max(float(points["taux"].max()), float(points["haut_998"].max()), funnel.rate)
        root_scale(axes, "y", highest * 1.12, messages)
        thousands(axes, "x", (float(x[0]), float(x[-1])), messages)
        axes.set_xlabel(messages("report.funnel.x"))
        axes.set_ylabel(messages("report.funnel.y"))
        outside = points["ecart"] != "dedans"
        far = points["ecart"].str.contains("998")
        order = (2 - outside.astype(int) - far.astype(int)).sort_values(kind="stable").index
        named = [
            (
                "" if row["ecart"] == "dedans" else str(row["nom"]),
                row["exposition"],
                row["taux"],
            )
            for row in points.loc[order].to_dict("records")
        ]
        name_points(axes, named, most=_NAMED)
        legend.draw(axes)

    legend = legend_of(levels, points["classe"].tolist(), messages)
    return draw(
        "funnel",
        274 + legend.height,
        paint,
        margins=(50, 12, 40, legend.height),
        title=messages("report.funnel.title"),
        description=description,
    )
