"""The attributes of a layer's features: codes as text even where the file stores numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.cells import Amount, Degrees, read_items
from netmap.inputs.faults import translate
from netmap.inputs.sheets import as_text
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from netmap.inputs.features import Features


def read_attributes(
    features: Features,
    wanted: tuple[str, ...],
    *,
    required: tuple[str, ...],
    file: str,
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read the `wanted` columns of features; what cannot be read is missing.

    A layer that has no column ``precision`` is what its producer publishes: ``official``.
    Where the column is there and says nothing, the outline is ``indicative``, the safe side.
    An empty `required` cell is a problem, but for a population, which may be unknown. What is
    not required, and cannot be read, is left out.

    Returns
    -------
    tuple
        The columns and ``ligne`` (the feature, from 1), with no geometry; and the problems.
    """
    import geopandas as gpd

    count = len(features.outlines)
    problems: list[Problem] = []
    data: dict[str, Any] = {}
    for column in wanted:
        stated = column in features.cells
        texts = _texts(features.cells[column]) if stated else [""] * count
        needed = stated and column in required and column != "population"
        values: list[object] = []
        for feature, text in enumerate(texts, start=1):
            value, problem = _read_cell(column, text, required=needed)
            if problem is not None:
                kind, details = problem
                problems.append(
                    Problem(
                        file=file,
                        kind=kind,
                        severity="error" if needed else "warning",
                        line=feature,
                        column=column,
                        found=text or None,
                        details=tuple(details.items()),
                        meanwhile=None if needed else "left-out",
                    )
                )
            values.append(value)
        if column == "precision":
            empty = "indicative" if stated else "official"
            values = [value or empty for value in values]
        numeric = column in {"population", "mairie_lon", "mairie_lat"}
        data[column] = pd.Series(
            [np.nan if v is None else v for v in values] if numeric else values,
            dtype="float64" if numeric else "object",
        )
    data["ligne"] = pd.Series(range(1, count + 1), dtype="int64")
    return gpd.GeoDataFrame(data), problems


def _texts(values: list[object]) -> list[str]:
    """Return a column as text: a number without its ``.0``, nothing for what is missing."""
    return ["" if _is_missing(value) else as_text(value).strip() for value in values]


def _is_missing(value: object) -> bool:
    return (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float) and np.isnan(value))
    )


_NUMBERS = {
    "population": TypeAdapter(Amount),
    "mairie_lon": TypeAdapter(Degrees),
    "mairie_lat": TypeAdapter(Degrees),
}
_CODES: dict[str, Callable[[str], str]] = {
    "code_insee": codes.commune_code,
    "code_qp": codes.qpv_code,
}


def _read_cell(
    column: str, text: str, *, required: bool
) -> tuple[object, tuple[str, dict[str, str]] | None]:
    if not text:
        empty: object = () if column == "insee_com" else None
        return empty, ("missing-value", {}) if required else None
    try:
        if column in _NUMBERS:
            return _NUMBERS[column].validate_python(text), None
        if column in _CODES:
            return _CODES[column](text), None
        if column == "insee_com":
            items = read_items(text.replace(",", "|").replace(";", "|"))
            return tuple(codes.commune_code(item) for item in items), None
        if column == "precision":
            return _precision(text)
    except PydanticCustomError as error:
        return None if column != "insee_com" else (), (error.type, dict(error.context or {}))
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        return None, translate(detail, {"minimum": 0}, text)
    return text, None


def _precision(text: str) -> tuple[str | None, tuple[str, dict[str, str]] | None]:
    word = {
        "official": "official",
        "officiel": "official",
        "officielle": "official",
        "indicative": "indicative",
        "indicatif": "indicative",
    }.get(plain(text))
    if word is None:
        return None, ("unknown-word", {"allowed": "official, indicative", "suggestion": ""})
    return word, None
