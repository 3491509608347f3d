"""French addresses as people type them, taken apart and written one way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from netmap.inputs.words import plain

_TYPES = {
    "av": "avenue", "ave": "avenue", "aven": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard", "pl": "place", "plc": "place",
    "r": "rue", "all": "allee", "al": "allee", "allees": "allee", "ch": "chemin", "che": "chemin",
    "chem": "chemin", "imp": "impasse", "sq": "square", "rte": "route", "crs": "cours",
    "qu": "quai", "fg": "faubourg", "fbg": "faubourg", "pass": "passage", "res": "residence",
    "resid": "residence", "lot": "lotissement", "lotiss": "lotissement", "rpt": "rond point",
    "esp": "esplanade", "prom": "promenade", "vla": "villa", "cite": "cite", "ctre": "centre",
    "ham": "hameau", "dom": "domaine", "mte": "montee", "vc": "venelle", "ven": "venelle",
    "sent": "sentier", "trav": "traverse", "rle": "ruelle",
}  # fmt: skip
_WORDS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "dr": "docteur",
    "gal": "general", "gen": "general", "mal": "marechal", "pdt": "president",
    "pres": "president", "cdt": "commandant", "col": "colonel", "cap": "capitaine",
    "lt": "lieutenant", "prof": "professeur", "mgr": "monseigneur", "amal": "amiral",
    "gd": "grand", "gde": "grande", "pt": "petit", "pte": "petite", "vx": "vieux",
    "s": "sur", "n": "notre", "nd": "notre dame", "1er": "premier",
}  # fmt: skip
#: words that stand before a name and that people leave out or change
_SMALL = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "au", "aux", "et", "en", "a"})
_KINDS = frozenset(_TYPES.values()) | {"rond", "venelle", "mail", "parvis", "clos", "cour", "porte"}
_SUFFIXES = {"b": "bis", "t": "ter", "q": "quater"}

#: what says where in a building, and never where a building is
_INSIDE = re.compile(
    r"\b(?:apt|appt|app|appart|appartement|bat|batiment|bt|esc|escalier|etage|etg|porte|hall"
    r"|entree|cage|log|logement|boite|bal|bp|cs|tsa|chez)\b(?: (?:n|no|numero))? [a-z]?[0-9]*[a-z]?"
    r"(?= |$)|\b[0-9]{1,2}(?:e|eme|er|ere) (?:etage|etg)\b|\brdc\b"
)
_POSTCODE = re.compile(r"(?<![0-9])(?:f )?((?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3})(?![0-9])")
_CEDEX = re.compile(r"\bcedex(?: [0-9]{1,2})?\b|\bfrance$")
_NUMBER = re.compile(r"([0-9]{1,4}) ?(bis|ter|quater|[a-d]|q|t)?(?: |$)(.*)")
_STREET = re.compile(
    r"(?:^| )([0-9]{1,4}(?: ?(?:bis|ter|quater|[a-d]|q|t))? (?:"
    + "|".join(sorted({*_TYPES, *_KINDS}, key=len, reverse=True))
    + r") .*)"
)


@dataclass(frozen=True, repr=False)
class Address:
    """An address taken apart; ``""`` or None: not given. It says nothing of itself when printed.

    Attributes
    ----------
    number, suffix
        House number, and ``bis``, ``ter``, ``a``…
    street, commune
        As :func:`street_key` and :func:`commune_key` write them.
    postcode
        Five digits.
    """

    number: int | None
    suffix: str
    street: str
    postcode: str
    commune: str


@lru_cache(maxsize=200_000)
def street_key(text: str) -> str:
    """Return the name of a street written one way: no accents, no abbreviations, no small words.

    >>> street_key("Av. du Gal-Leclerc"), street_key("avenue Général Leclerc")
    ('avenue general leclerc', 'avenue general leclerc')
    >>> street_key("Lieu-dit Le Bourg"), street_key("r. de l'Église St-Éloi")
    ('bourg', 'rue eglise saint eloi')
    """
    words = plain(text).removeprefix("lieu dit ").removeprefix("ld ").split()
    if words and words[0] in _TYPES:
        words[0] = _TYPES[words[0]]
    wide = [_WORDS.get(word, word) for word in words]
    # one at the end is the rest of a word that was cut
    kept = [word for word in wide[:-1] if word not in _SMALL] + wide[-1:]
    return " ".join(kept)


@lru_cache(maxsize=50_000)
def commune_key(text: str) -> str:
    """Return the name of a commune written one way.

    >>> commune_key("ST MEDARD D'AUNIS"), commune_key("La Rochelle Cedex 1")
    ('saint medard aunis', 'rochelle')
    """
    bare = _CEDEX.sub(" ", plain(text))
    wide = [_WORDS.get(word, word) for word in bare.split()]
    kept = [word for word in wide if word not in _SMALL]
    return " ".join(kept or wide)


def address_of(
    text: str, *, postcode: str = "", commune: str = "", known: frozenset[str] = frozenset()
) -> Address:
    """Take an address apart.

    Parameters
    ----------
    text
        All of it, or without the postcode and the commune where columns of their own hold them.
    known
        Keys of communes, to find the one at the end of a text without a postcode.

    Examples
    --------
    >>> one = address_of("Rés. les Pins, apt 12, 4 ter bd de la Mer 17000 LA ROCHELLE CEDEX")
    >>> one.number, one.suffix, one.street, one.postcode, one.commune
    (4, 'ter', 'boulevard mer', '17000', 'rochelle')
    >>> one = address_of("rue Jean Moulin, Aytré", known=frozenset({"aytre"}))
    >>> one.number, one.street, one.commune
    (None, 'rue jean moulin', 'aytre')
    """
    pieces = [plain(piece) for piece in re.split(r"[,;\n]", text)]
    words = " ".join(filter(None, pieces))
    code, town = _digits(postcode), commune
    if not code and (found := list(_POSTCODE.finditer(words))):
        last = found[-1]
        # five digits that begin an address are no postcode
        if last.start() or not words[last.end() :].strip():
            code, town = last[1], town or words[last.end() :]
            words = words[: last.start()]
    if not town:
        words, town = _without_commune(words, known)
    words = " ".join(_INSIDE.sub(" ", words).split())
    if found_street := _STREET.search(words):
        words = found_street[1]
    number, suffix = None, ""
    if numbered := _NUMBER.fullmatch(words):
        number, suffix = int(numbered[1]), suffix_key(numbered[2] or "")
        words = numbered[3]
    return Address(number, suffix, street_key(words), code, commune_key(town))


def suffix_key(text: str) -> str:
    """Return what follows a house number written one way.

    >>> suffix_key("B"), suffix_key("ter"), suffix_key("a")
    ('bis', 'ter', 'a')
    """
    bare = plain(text)
    return _SUFFIXES.get(bare, bare)


def _without_commune(words: str, known: frozenset[str]) -> tuple[str, str]:
    """Return a text without the commune that it ends with, and that commune; as it is if none."""
    pieces = _CEDEX.sub(" ", words).split()
    for at in range(1, len(pieces)):
        if commune_key(" ".join(pieces[at:])) in known:
            # an article before the name is the name's
            start = at
            while start > 1 and pieces[start - 1] in _SMALL:
                start -= 1
            return " ".join(pieces[:start]), " ".join(pieces[at:])
    return words, ""


def _digits(text: str) -> str:
    """Return a postcode of a column: five digits, a lost zero given back.

    >>> _digits("1000"), _digits("17000.0"), _digits("17 000"), _digits("x")
    ('01000', '17000', '17000', '')
    """
    bare = re.sub(r"\s", "", text.removesuffix(".0"))
    return bare.zfill(5) if bare.isascii() and bare.isdecimal() and 4 <= len(bare) <= 5 else ""  # noqa: PLR2004
