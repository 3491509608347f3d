"""Frames that go from one room to another: their columns and their index, checked in one way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from netmap.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    FrameT = TypeVar("FrameT", bound=pd.DataFrame)
    ValueT = TypeVar("ValueT")

#: What a column holds, missing values apart.
Kind = Literal["text", "number", "bool", "geometry", "any"]
Columns: TypeAlias = "Mapping[str, Kind]"
#: Frames by the name of the attribute that holds them: index, and columns.
Tables: TypeAlias = "Mapping[str, tuple[str | tuple[str, ...], Columns]]"

_SHOWN = 3


def checked(
    frame: FrameT,
    *,
    index: str | tuple[str, ...],
    columns: Sequence[str] | Columns,
    name: str,
) -> FrameT:
    """Return a frame as it is, once its index and columns are those that are stated.

    Parameters
    ----------
    index
        Name of the index, or names of the levels of a MultiIndex, in order. Each row must have
        one of its own, without a hole.
    columns
        Those that must be there, in any order and maybe among others; with what each holds.
        ``number`` may be missing (NaN), ``text`` too (None, NaN); ``bool`` may not.
    name
        What the frame is called where something is wrong with it.

    Raises
    ------
    ColumnError
        Everything that is wrong, at once.

    Examples
    --------
    >>> import pandas as pd
    >>> communes = pd.DataFrame({"nom": ["Aytré"]}, index=pd.Index(["17028"], name="code_insee"))
    >>> checked(communes, index="code_insee", columns=["nom"], name="communes") is communes
    True
    >>> wanted = {"nom": "number", "population": "number"}
    >>> checked(communes, index="code", columns=wanted, name="communes")
    Traceback (most recent call last):
    netmap.errors.ColumnError: communes: index code_insee where code is expected; no column
        population; nom holds 'Aytré' where number is expected
    """
    kinds: Columns = columns if isinstance(columns, Mapping) else dict.fromkeys(columns, "any")
    wrong = [*_of_index(frame.index, index), *_of_columns(frame, kinds)]
    if wrong:
        raise ColumnError(f"{name}: {'; '.join(wrong)}")
    return frame


def checked_tables(value: ValueT, tables: Tables, *, name: str) -> ValueT:
    """Return a value as it is, once its frames are those that are stated; None: there is none.

    Raises
    ------
    ColumnError
        As :func:`checked`, of the first frame at fault.
    """
    for attribute, (index, columns) in tables.items():
        frame = getattr(value, attribute)
        if frame is not None:
            checked(frame, index=index, columns=columns, name=f"{name}, {attribute}")
    return value


def _of_index(index: pd.Index[Any], expected: str | tuple[str, ...]) -> Iterator[str]:
    wanted = [expected] if isinstance(expected, str) else list(expected)
    if list(index.names) != wanted:
        yield f"index {_listed(index.names)} where {_listed(wanted)} is expected"
    twice = index[index.duplicated()].unique()
    if len(twice):
        yield f"{_listed([repr(one) for one in twice])} there twice"
    if index.to_frame().isna().any(axis=None):
        yield "a row without an index"


def _of_columns(frame: pd.DataFrame, kinds: Columns) -> Iterator[str]:
    absent = [column for column in kinds if column not in frame.columns]
    if absent:
        yield f"no column {', '.join(absent)}"
    for column, kind in kinds.items():
        if column in frame.columns:
            odd = _odd(frame[column], kind)
            if odd:
                yield f"{column} holds {odd} where {kind} is expected"


def _odd(column: pd.Series[Any], kind: Kind) -> str | None:
    """Return what in a column is of another kind; None: nothing is."""
    import pandas as pd

    match kind:
        case "number":
            fits = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        case "bool":
            fits = pd.api.types.is_bool_dtype(column)
        case "geometry":
            fits = str(column.dtype) == "geometry"
        case "text":
            fits = all(isinstance(value, str) for value in column.dropna())
        case _:
            fits = True
    if fits or column.empty:
        return None
    other = [value for value in column.dropna() if kind != "text" or not isinstance(value, str)]
    return repr(other[0]) if other else "nothing"


def _listed(names: Sequence[Any]) -> str:
    shown = ", ".join(str(name) for name in names[:_SHOWN])
    return f"{shown}…" if len(names) > _SHOWN else shown
