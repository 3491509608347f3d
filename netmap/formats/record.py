"""A record of a file that netmap writes and reads back, and how its numbers are rounded.

The same model writes, reads and documents. What netmap writes is checked to the letter: every
key that the model names, and no other. What it reads (:meth:`Record.read`) is checked for kinds
and for missing keys; a key that it does not know is left aside, since a later version may write
more. A word that a closed list does not know is an error: nothing could be said of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isnan
from typing import TYPE_CHECKING, Annotated, Any, Self, get_args

from pydantic import BaseModel, ConfigDict
from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


class Record(BaseModel):
    """A record of a file; see the module.

    Examples
    --------
    >>> class Place(Record):
    ...     nom: str
    ...     taux: Hundredths
    >>> Place(nom="Aytré", taux=0.4567)
    Place(nom='Aytré', taux=0.46)
    >>> Place.read('{"nom": "Aytré", "taux": null, "couleur": "bleu"}')
    Place(nom='Aytré', taux=None)
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def read(cls, content: bytes | str) -> Self:
        """Read a record from JSON; keys that the model does not name are left aside.

        Raises
        ------
        ValidationError
            Pydantic's: it is no JSON, a key is missing, or a value is of another kind.
        """
        return cls.model_validate_json(content, extra="ignore")

    def plain(self) -> dict[str, Any]:
        """Return the record as JSON says it, in the order of its fields."""
        return self.model_dump(mode="json")


@dataclass(frozen=True)
class Rounded:
    """A number written with at most so many decimals; 0: a whole number; NaN: none (null).

    It is rounded where netmap makes the record. A file that is read keeps its numbers as they
    are: what somebody changed is seen.
    """

    decimals: int

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Round in the records that netmap makes, not in the files that it reads."""
        number = handler(source)
        made = core_schema.no_info_before_validator_function(self._written, number)
        return core_schema.json_or_python_schema(json_schema=number, python_schema=made)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say the rounding beside the type."""
        return {**handler(schema), "x-decimals": self.decimals}

    def _written(self, value: float | None) -> float | int | None:
        if value is None or isnan(value):
            return None
        rounded = round(float(value), self.decimals)
        return rounded if self.decimals else int(rounded)


#: Numbers by their rounding; None: hidden, or missing.
Count = Annotated[int | None, Rounded(0)]
Tenths = Annotated[float | None, Rounded(1)]
Hundredths = Annotated[float | None, Rounded(2)]
Thousandths = Annotated[float | None, Rounded(3)]
TenThousandths = Annotated[float | None, Rounded(4)]


@cache
def decimals_of(model: type[BaseModel], field: str) -> int | None:
    """Return to how many decimals a number is rounded; None: it is written as it is.

    Parameters
    ----------
    field
        Of a number, or of numbers by name (by year).

    Examples
    --------
    >>> class Plan(Record):
    ...     objectif: Hundredths
    ...     personnes: dict[str, Tenths]
    ...     etp: float
    >>> [decimals_of(Plan, field) for field in ("objectif", "personnes", "etp")]
    [2, 1, None]
    """
    info = model.model_fields[field]
    inner: tuple[Any, ...] = get_args(info.annotation)
    marks = (*info.metadata, *(get_args(inner[-1]) if inner else ()))
    return next((mark.decimals for mark in marks if isinstance(mark, Rounded)), None)
