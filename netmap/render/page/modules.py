"""Our scripts, put together: small ES modules beside their page become one inline script.

A module imports from others by ``import { a, b } from "./x.mjs";`` and exports the functions,
classes and constants that it defines. Both lines are those of the language, so that Node and
editors read the modules as they are; a page, which may send no request, carries them as one
text, in the order of what they need and in one scope. What this reader does not know for sure
is refused. Styles lie beside their page likewise.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from netmap.errors import AssetError
from netmap.render.page.libraries import inline_script, inline_style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_OWN = re.compile(r"(?:[a-z]+/)+[a-z][a-z0-9-]*\.(?:mjs|css)")
_IMPORT = re.compile(r'^import \{([\w$,\s]+)\} from "(\.{1,2}/[\w./-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function\b|(?:const|let|class) \w)", re.MULTILINE)
_DEFINED = re.compile(
    r"^(export )?(?:(?:async )?function\b\*? ?|(?:const|let|class) )([A-Za-z_$][\w$]*)",
    re.MULTILINE,
)
#: What would stand outside of what is read above, or would ask for something.
_UNREAD = re.compile(
    r"^(?:import|export)\b.*|^(?:const|let) *[{\[].*|^var\b.*|\bimport *[(.].*", re.MULTILINE
)


def read_own(path: str) -> str:
    """Return a script or a style sheet of the package, by its path in ``netmap/``.

    Raises
    ------
    AssetError
        There is no such file.
    """
    if not _OWN.fullmatch(path):
        message = f"{path!r} does not name a script or a style of ours"
        raise AssetError(message)
    return _read_own(path)


@cache
def _read_own(path: str) -> str:
    file = resources.files("netmap").joinpath(path)
    if not file.is_file():
        message = f"netmap carries no {path!r}"
        raise AssetError(message)
    return file.read_text(encoding="utf-8")


def read_style(path: str) -> str:
    """Return a style sheet of the package, as it can stand between tags."""
    return inline_style(read_own(path))


def link(entries: Iterable[str], *, read: Callable[[str], str] = read_own) -> str:
    r"""Return the script that `entries` and all that they import make, each module once.

    Parameters
    ----------
    entries
        Paths of modules, run in this order.
    read
        Gives the text of a module by its path.

    Raises
    ------
    AssetError
        A module is missing or asks for itself in the end; an imported name is not exported;
        two modules define the same name; a line is not one that this reader knows.

    Examples
    --------
    >>> given = {
    ...     "page/n.mjs": "export const one = 1;\n",
    ...     "map/map.mjs": 'import { one } from "../page/n.mjs";\nshow(one);\n',
    ... }
    >>> print(link(["map/map.mjs"], read=given.__getitem__))
    (function () {
    "use strict";
    const one = 1;
    show(one);
    })();
    """
    bodies = [_EXPORT.sub("", _IMPORT.sub("", text)) for text in modules(entries, read).values()]
    text = "".join(body.strip("\n") + "\n" for body in bodies)
    return inline_script(f'(function () {{\n"use strict";\n{text}}})();')


def modules(entries: Iterable[str], read: Callable[[str], str] = read_own) -> dict[str, str]:
    """Return what `entries` need, themselves included: path → text, in the order of need.

    Raises
    ------
    AssetError
        As :func:`link` says.
    """
    found: dict[str, str] = {}
    exported: dict[str, frozenset[str]] = {}
    owners: dict[str, str] = {}

    def add(path: str, askers: tuple[str, ...]) -> None:
        if path in found:
            return
        if path in askers:
            raise AssetError("a circle of imports: " + " → ".join((*askers, path)))
        text = read(path)
        unread = _UNREAD.search(_EXPORT.sub("", _IMPORT.sub("", text)))
        if unread:
            raise AssetError(f"{path}: cannot be put together: {unread.group()[:80]!r}")
        for names, target in _IMPORT.findall(text):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            add(other, (*askers, path))
            unknown = {name.strip() for name in names.split(",")} - {""} - exported[other]
            if unknown:
                raise AssetError(f"{path}: {other} does not export {', '.join(sorted(unknown))}")
        defined = _DEFINED.findall(text)
        for _, name in defined:
            if owners.setdefault(name, path) != path:
                raise AssetError(f"{name} is defined in {owners[name]} and in {path}")
        exported[path] = frozenset(name for exports, name in defined if exports)
        found[path] = text

    for entry in entries:
        add(entry, ())
    return found
