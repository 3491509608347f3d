"""Text of users, made safe to print on a terminal."""

from __future__ import annotations

import unicodedata

_SHOWN = 500


def visible(text: str, *, limit: int = _SHOWN) -> str:
    r"""Return `text` with what a terminal would obey (escapes, direction marks) made visible.

    A text over `limit` characters is shortened, with its true length.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    >>> visible("x" * 600, limit=3)
    'xxx… (600)'
    """
    shown = text[:limit]
    clean = shown
    if not shown.isprintable():
        clean = "".join(_escape(c) if unicodedata.category(c) in _OBEYED else c for c in shown)
    return clean if len(text) <= limit else f"{clean}… ({len(text)})"


#: control, format (direction marks), private use, lone surrogate, line and paragraph separators
_OBEYED = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def spreadsheet_safe(cell: str) -> str:
    """Return `cell` so that a spreadsheet shows it and never computes it.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("-12,5"), spreadsheet_safe("Aytré")
    ("'=1+1", '-12,5', 'Aytré')
    """
    if cell[:1] in _FORMULA_STARTS and not _is_number(cell):
        return f"'{cell}"
    return cell


_FORMULA_STARTS = frozenset("=+-@\t\r\n|")


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def file_name(stem: str, suffix: str, audience: str) -> str:
    """Return the name of an output: the internal edition is marked in it.

    >>> file_name("map", "html", "public"), file_name("map", "html", "interne")
    ('map.html', 'map-interne.html')
    """
    return f"{stem}.{suffix}" if audience == "public" else f"{stem}-{audience}.{suffix}"
