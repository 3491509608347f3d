"""Words as people type them: compared without case, accents or punctuation; the closest known."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from netmap.inputs.limits import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def plain(text: str) -> str:
    """Return `text` in small letters, without accents, with one space where signs stood.

    >>> plain("  Code INSEE "), plain("À re-mobiliser")
    ('code insee', 'a re mobiliser')
    """
    if not text.isascii():
        bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
        text = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


_KIND_OF_GROUP = re.compile(
    r"^(?:(?i:communauté (?:d'agglomération|de communes|urbaine)) (?:du |de la |de l'|des |de |d')?"
    r"|(?i:métropole) (?:du |de la |de l'|des |de |d'))"
)


def without_kind(group: str) -> str:
    """Return the name of a group of communes without what it is.

    >>> without_kind("Communauté d'agglomération du Grand Angoulême")
    'Grand Angoulême'
    """
    return _KIND_OF_GROUP.sub("", group)


#: words that stand where a row is about all the others
TOTALS = frozenset(
    {
        "total", "totaux", "total general", "sous total", "ensemble", "somme", "cumul", "tous",
        "toutes", "total annuel", "total commune", "tous publics", "tout public",
        "toutes thematiques",
        "grand total", "sum", "all",
    }
)  # fmt: skip


#: what a whole territory is called
WHOLE = frozenset(
    {
        "epci",
        "agglomeration",
        "l agglomeration",
        "territoire",
        "le territoire",
        "tout le territoire",
    }
)


def code_of(text: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the code that `text` is, or of which it is a label; None where none is, or several.

    A label that names two things (``CCAS, CIAS``) may be said by one of them, a code by what
    stands after its ``--``.

    Case, accents and signs do not count in words; a code with ``--`` is itself or nothing.

    >>> needs = {"sante--sante-mentale": ("Santé mentale", "Mental health")}
    >>> code_of("Santé mentale", needs), code_of("sante--mentale", needs)
    ('sante--sante-mentale', None)
    >>> code_of("ccas", {"ccas-cias": ("CCAS, CIAS",)})
    'ccas-cias'
    >>> code_of("MSP", {"netmap--msp": ("Maison ou centre de santé",)})
    'netmap--msp'
    >>> code_of("à mobiliser", {"a-mobiliser": ()}), code_of("?", {"a": ("?",), "b": ("?",)})
    ('a-mobiliser', None)
    """
    if text in known:
        return text
    asked = "" if "--" in text else plain(text)
    readings: tuple[Callable[[str], Iterable[str]], ...] = (
        lambda code: (code,),
        known.__getitem__,
        lambda code: _parts(known[code]),
        lambda code: (code.rpartition("--")[2],),
    )
    for said in readings:
        codes = [code for code in known if asked and asked in map(plain, said(code))]
        if codes:
            return codes[0] if len(codes) == 1 else None
    return None


def _parts(labels: Iterable[str]) -> list[str]:
    """Return what labels name one by one, and what stands before what they explain."""
    return [part for label in labels for part in label.partition("(")[0].split(",")]


def closest(text: str, known: Mapping[str, tuple[str, ...]] | Iterable[str]) -> str:
    """Return the known code that `text` most looks like, by code or by label; else ``""``.

    >>> closest("sante--adiction", ["sante--addictions", "sante--sante-mentale"])
    'sante--addictions'
    >>> closest("Soins dentaires", {"netmap--soins-dentaires": ("Soins dentaires", "Dental care")})
    'netmap--soins-dentaires'
    """
    return _closest(text, _names(known))


class Closest:
    """:func:`closest` for many texts and the same known codes; silent once it has worked enough.

    A table may hold a million words that nobody knows, and a few suggestions are read.

    >>> nearest = Closest(["oui", "non"])
    >>> nearest("ouii"), nearest("zzz")
    ('oui', '')
    """

    def __init__(self, known: Mapping[str, tuple[str, ...]] | Iterable[str]) -> None:
        self._known = known
        self._told: dict[str, str] = {}
        self._left = COMPARISONS

    def __call__(self, text: str) -> str:
        """Return the known code that `text` most looks like; ``""`` where none does."""
        if text not in self._told and self._left > 0:
            self._left -= max(len(self._looked_at), 1)
            self._told[text] = _closest(text, self._looked_at) if self._left >= 0 else ""
        return self._told.get(text, "")

    @cached_property
    def _looked_at(self) -> dict[str, str]:
        return _names(self._known)


def _names(known: Mapping[str, tuple[str, ...]] | Iterable[str]) -> dict[str, str]:
    """Return the code of each name that a code may be called by."""
    labels = known if isinstance(known, Mapping) else dict.fromkeys(known, ())
    names: dict[str, str] = {}
    for code, spoken in labels.items():
        for name in (code, code.rpartition("--")[2], *spoken):
            names.setdefault(plain(name), code)
    return names


def _closest(text: str, names: Mapping[str, str]) -> str:
    matches = difflib.get_close_matches(plain(text[:_LONGEST]), names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else ""


_LONGEST = 200
