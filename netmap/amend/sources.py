"""What ``data/geo/SOURCES.toml`` says of one layer, put in without touching the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.inputs.provenance import SOURCES_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_source(content: bytes, name: str, entry: Mapping[str, str]) -> bytes:
    """Return ``SOURCES.toml`` with what is said of a layer; all else stays as it is written.

    Parameters
    ----------
    content
        The file as it is; empty: there is none.
    name
        The layer's file.
    entry
        What is said of it, by key; what was said before is gone.

    Raises
    ------
    InputError
        The file is no TOML.

    Examples
    --------
    >>> print(with_source(b"# seen", "qpv.geojson", {"licence": "LO"}).decode(), end="")
    # seen
    <BLANKLINE>
    ["qpv.geojson"]
    licence = "LO"
    """
    import tomlkit

    try:
        document = tomlkit.parse(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError((Problem(file=SOURCES_FILE, kind="bad-toml"),)) from None
    table = tomlkit.table()
    table |= dict(entry)
    if name not in document and document.as_string().strip():
        document.add(tomlkit.nl())
    document[name] = table
    text: str = tomlkit.dumps(document)
    return text.encode()
