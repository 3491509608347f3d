"""From rows of frames to records whose fields bear the names of their columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.formats.record import Record

    AnyRecord = TypeVar("AnyRecord", bound=Record)


def rows_of(frame: pd.DataFrame) -> list[tuple[Any, dict[Any, Any]]]:
    """Return a frame's rows with their index, in order.

    >>> rows_of(pd.DataFrame({"personnes": [3.0]}, index=["17300"]))
    [('17300', {'personnes': 3.0})]
    """
    return list(frame.to_dict("index").items())


def record_of(model: type[AnyRecord], row: Mapping[Any, Any], **more: object) -> AnyRecord:
    """Return a record: its fields from the row's columns, or from `more`, which goes first.

    What is missing in a frame (NaN, NaT) is None in a record; a date is its day.

    Raises
    ------
    ValidationError
        Pydantic's: a field is in neither, or `more` has one that the model does not name.

    Examples
    --------
    >>> from netmap.formats.places import PeriodRecord
    >>> row = {"personnes": 12.0, "nouvelles": 9.0, "note": "…",
    ...        "situations_cloturees": float("nan")}
    >>> record_of(PeriodRecord, row, periode="2023")
    PeriodRecord(periode='2023', personnes=12, nouvelles=9, situations_cloturees=None)
    """
    own = {name: _said(row[name]) for name in model.model_fields if name in row}
    return model(**{**own, **more})


def _said(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, str | int | tuple):
        return value
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    return value.isoformat()[:10] if isinstance(value, date) else value
