"""A count of people that a table does not tell exactly, in words: ``<5`` is neither 0 nor 5."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.messages import Messages


def bounded_people(row: Mapping[Any, Any], messages: Messages) -> str | None:
    """Say within which bounds people lie, from ``au_moins`` and ``au_plus``.

    Returns
    -------
        None: nothing bounds them, their number is known, or may not be said.

    Examples
    --------
    >>> from netmap.messages import Messages
    >>> nan = float("nan")
    >>> english = Messages("en")
    >>> [bounded_people({"au_moins": low, "au_plus": high}, english)
    ...  for low, high in ((0.0, 4.0), (30.0, 34.0), (30.0, nan), (0.0, nan), (nan, nan))]
    ['under 5', 'between 30 and 34', 'at least 30', None, None]
    """
    least, most = (float(row.get(end, "nan")) for end in ("au_moins", "au_plus"))
    if isnan(least):
        return None
    low = messages.number(least)
    if isnan(most):
        return messages("page.people.least", least=low) if least > 0 else None
    if least > 0:
        return messages("page.people.between", least=low, most=messages.number(most))
    return messages("page.people.under", under=messages.number(most + 1))
