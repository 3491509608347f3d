"""The features of a layer as a file holds them, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.headers import Columns, match_columns
from netmap.inputs.limits import TABLE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from netmap.inputs.outlines import Flaw


@dataclass(frozen=True)
class Features:
    """What a layer's file holds of what is asked of it.

    `cells` has a list, one value a feature, for each column of `columns.where`; `outlines`
    has one outline, or what is wrong with it, a feature; `crs` is None where the file names
    no coordinate system.
    """

    columns: Columns
    cells: dict[str, list[object]]
    outlines: list[BaseGeometry | Flaw]
    crs: CRS | None


def choose_columns(names: Sequence[str], known: Collection[str], *, file: str) -> Columns | Problem:
    """Return where the known columns stand; a layer with thousands of columns is refused."""
    if len(names) > TABLE_COLUMNS:
        details = (("limit", str(TABLE_COLUMNS)),)
        return Problem(file=file, kind="too-many-columns", found=str(len(names)), details=details)
    return match_columns(names, known)
