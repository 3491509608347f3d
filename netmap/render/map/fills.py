"""What a place is filled with on the map: the number of a colour, or the name of a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.render.page.style import Scale
    from netmap.render.page.view import Json


def rate_fill(figures: Mapping[str, Json], scale: Scale, *, column: str = "taux") -> str:
    """Return what a rate is filled with: its colour, in doubt where nothing is concluded."""
    density_class = str(figures["classe"])
    index = scale.index(float(figures[column]))
    if density_class in {"masquee", "sans-donnee", "non-ouverte"}:
        return density_class
    return fill(index, doubt=density_class == "indeterminee")


def class_fill(density_class: str) -> str:
    """Return what a class is filled with: two have a colour, the others a pattern."""
    fills = {"sous-desservie": "0", "desservie": "1", "inegale": "indeterminee"}
    return fills.get(density_class, density_class)


def needs_fill(verdicts: list[str] | None, scale: Scale) -> str:
    """Return what chains are filled with: how many are broken, in doubt where some are unsure."""
    if not verdicts:
        return "sans-donnee"
    if set(verdicts) == {"closed"}:
        return "non-ouverte"
    missing = [verdict for verdict in verdicts if verdict in {"broken", "unconfirmed"}]
    return fill(scale.index(len(missing)), doubt="unconfirmed" in missing)


def fill(index: int | None, *, doubt: bool = False) -> str:
    """Return the number of a colour, marked where it is in doubt; None: nothing is known."""
    if index is None:
        return "sans-donnee"
    return f"~{index}" if doubt else str(index)
