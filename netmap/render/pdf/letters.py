"""The letters that a PDF can hold: those of the fonts that the typst package carries.

PDF/UA forbids a letter that no font draws. Libertinus Serif and DejaVu Sans Mono have those of
Europe and the signs of our sentences; any other is told as U+FFFD, never dropped.
"""

from __future__ import annotations

import re
import unicodedata

FONT = "Libertinus Serif"

#: Whole runs of letters that the two fonts draw: first and last of each.
RUNS = (
    ("\u0020", "\u007e"), ("\u00a0", "\u0483"), ("\u048a", "\u04ff"), ("\u0531", "\u0556"),
    ("\u0561", "\u0586"), ("\u0621", "\u063a"), ("\u0641", "\u064a"), ("\u0660", "\u0669"),
    ("\u10d0", "\u10f0"), ("\u1e00", "\u1fbc"), ("\u2000", "\u200a"), ("\u2010", "\u2027"),
    ("\u202f", "\u203f"), ("\u20a0", "\u20bf"), ("\u2190", "\u21ff"), ("\u2200", "\u22ff"),
    ("\u2500", "\u257f"), ("\u25a0", "\u25ff"), ("\ufb00", "\ufb06"), ("\ufffd", "\ufffd"),
)  # fmt: skip

_HELD = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in RUNS)
_ABSENT = re.compile(f"[^{_HELD}]")
_BLANK = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
#: Characters that draw nothing: direction marks, joiners, controls, soft hyphens.
_UNSEEN = frozenset({"Cf", "Cc"})


def printable(text: str) -> str:
    r"""Return a text as a PDF can hold it; breaks of lines are spaces, what draws nothing goes.

    >>> printable("Aytré\u202e, 漢\n12"), printable("e\u0301")
    ('Aytré, \ufffd 12', 'é')
    """
    spaced = _BLANK.sub(" ", unicodedata.normalize("NFC", text))
    kinds = ((one, unicodedata.category(one)) for one in spaced)
    seen = "".join(one if kind != "Cn" else "\ufffd" for one, kind in kinds if kind not in _UNSEEN)
    return _ABSENT.sub("\ufffd", seen)
