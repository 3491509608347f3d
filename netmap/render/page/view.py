"""A view of a release: what a page holds besides its frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

#: What JSON can say: None, bool, int, float, str, list and dict of these.
Json = Any
JsonObject = dict[str, Json]


@dataclass(frozen=True, kw_only=True)
class View:
    """One view (the map, the partner network), ready to be laid in a page.

    Attributes
    ----------
    name
        Short word of ours (``map``, ``network``): ``viewData(name)`` in scripts,
        ``#vue=name`` in an address, ``view-name`` as the id of its section.
    title
        Title of the tab, from the catalogues.
    html
        Markup of ours: empty containers that the script fills with ``textContent``.
        A value of a table that must stand here went through :func:`html.escape`.
    data
        What the script reads; see :func:`plain`.
    styles
        Paths of style sheets in ``netmap/``, in order.
    script
        Path in ``netmap/`` of the module that makes the view work, and that says what it
        imports (:mod:`netmap.render.page.modules`); None: nothing moves.
    prelude
        Text of a script that runs before ours: what folium wrote.
    libraries
        Third-party assets, as named by :mod:`netmap.render.page.libraries`.
    """

    name: str
    title: str
    html: str
    data: Mapping[str, Json]
    styles: tuple[str, ...] = ()
    script: str | None = None
    prelude: str = ""
    libraries: tuple[str, ...] = ()


_DIGITS = 9


def plain(value: object) -> Json:
    """Return `value` as JSON can say it; whatever is missing or not finite is None.

    Numbers keep nine digits, which the order in which a machine adds does not reach.

    Raises
    ------
    TypeError
        The value is of a kind that a page has no use for.

    >>> plain({"n": float("nan"), "codes": ("17300",), 3: True, "p": 0.1 + 0.2})
    {'n': None, 'codes': ['17300'], '3': True, 'p': 0.3}
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return float(f"{value:.{_DIGITS}g}") if isfinite(value) else None
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return [plain(item) for item in sorted(value)]
        case date() if value == value:  # noqa: PLR0124
            return value.isoformat()[:10]
        case _ if type(value).__name__ in {"NAType", "NaTType"}:
            return None
        case _ if hasattr(value, "item"):
            return plain(value.item())
    message = f"a page cannot hold a {type(value).__name__}"
    raise TypeError(message)
