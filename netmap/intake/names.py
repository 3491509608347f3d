"""Names and addresses of organisations as they compare: written out, in order, without places."""

from __future__ import annotations

import re
from functools import lru_cache

from netmap.inputs.words import plain

#: what a phrase is called in short; the longer first
_PHRASES = {
    "centre de soins d accompagnement et de prevention en addictologie": "csapa",
    "centre d accueil et d accompagnement a la reduction des risques": "caarud",
    "etablissement d hebergement pour personnes agees dependantes": "ehpad",
    "communaute professionnelle territoriale de sante": "cpts",
    "maison departementale des personnes handicapees": "mdph",
    "maison departementale de l autonomie": "mdph",
    "service de soins infirmiers a domicile": "ssiad",
    "centre intercommunal d action sociale": "cias",
    "centre medico psycho pedagogique": "cmpp",
    "centre communal d action sociale": "ccas",
    "caisse primaire d assurance maladie": "cpam",
    "caisse d allocations familiales": "caf",
    "protection maternelle et infantile": "pmi",
    "maison de sante pluriprofessionnelle": "msp",
    "maison de sante pluridisciplinaire": "msp",
    "centre hospitalier universitaire": "chu",
    "centre hospitalier regional": "chr",
    "centre medico psychologique": "cmp",
    "permanence d acces aux soins de sante": "pass",
    "institut medico educatif": "ime",
    "dispositif d appui a la coordination": "dac",
    "centre hospitalier": "ch",
    "maison france services": "franceservices",
    "france services": "franceservices",
    "france service": "franceservices",
    "maison de sante": "msp",
    "centre de sante": "cds",
    "centre social": "centresocial",
    "centre socio culturel": "centresocial",
    "centre socioculturel": "centresocial",
    "espace de vie sociale": "evs",
    "mission locale": "missionlocale",
    "hotel de ville": "mairie",
}
_SHORT = {
    "st": "saint", "ste": "sainte", "ctre": "centre", "cntre": "centre", "centr": "centre",
    "asso": "association", "assoc": "association", "ass": "association", "dept": "departement",
    "departemental": "departement", "departementale": "departement", "dr": "docteur",
    "hop": "hopital", "hosp": "hopital", "med": "medical", "soc": "social", "serv": "service",
    "ets": "etablissement", "etab": "etablissement", "gpe": "groupe", "res": "residence",
    "resid": "residence", "mais": "maison", "pharm": "pharmacie", "labo": "laboratoire",
    "mun": "municipal", "municipale": "municipal", "nat": "national", "reg": "regional",
    "ndame": "notredame", "cab": "cabinet", "dep": "departement", "fs": "franceservices",
}  # fmt: skip
#: phrases as they stand once their words are written out
_SAID = {" ".join(_SHORT.get(w, w) for w in text.split()): word for text, word in _PHRASES.items()}
_PHRASE = re.compile(rf"\b(?:{'|'.join(sorted(_SAID, key=len, reverse=True))})\b")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "de du des la le les l d et a au aux en pour par sur un une the of scm selarl sarl sas "
        "association",
    )
)  # fmt: skip
#: what an organisation is: two that are not the same are not one
TYPES = frozenset(
    re.findall(
        r"\w+",
        "ccas cias ehpad cmp cmpp mdph csapa caarud chu chr ch pmi cpam caf msp cds cpts ssiad ime "
        "esat sessad pharmacie laboratoire creche ecole college lycee mairie mediatheque residence "
        "foyer clinique hopital franceservices centresocial evs missionlocale pass dac crous "
        "prefecture bibliotheque maternite cabinet dentaire urgences samsah savs itep",
    )
)  # fmt: skip
#: words of which each side must have the same: two services of one house differ by them
_APART = (
    frozenset({"adulte", "enfant", "adolescent", "ado", "jeune", "infanto", "senior", "bebe"}),
    frozenset({"nord", "sud", "est", "ouest", "centre"}),
    frozenset({"femme", "homme", "mixte"}),
    frozenset({"jour", "nuit"}),
    frozenset({"maternelle", "elementaire", "primaire"}),
    frozenset({"haut", "bas"}),
)


@lru_cache(maxsize=400_000)
def spelt(name: str, place: str = "") -> tuple[str, ...]:
    """Return the words of a name that tell it, in order of letters, written out.

    >>> spelt("Centre communal d'action sociale de La Rochelle", "la rochelle")
    ('ccas',)
    >>> spelt("C.C.A.S."), spelt("Ctre social St-Joseph")
    (('ccas',), ('centresocial', 'joseph', 'saint'))
    """
    text = plain(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", name))
    text = " ".join(_SHORT.get(word, _mended(word)) for word in text.split())
    text = _PHRASE.sub(lambda found: _SAID[found[0]], text)
    words = [_singular(word) for word in text.split() if word not in _EMPTY]
    there = {_singular(_SHORT.get(word, word)) for word in place.split()}
    kept = [word for word in words if word not in there]
    return tuple(sorted(set(kept or words)))


@lru_cache(maxsize=400_000)
def _mended(word: str) -> str:
    """Return the word of what organisations are called that a misspelt one is one slip from."""
    if len(word) <= _LONG or word in _CALLED:
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    near = process.extractOne(
        word, _CALLED, scorer=DamerauLevenshtein.distance, score_cutoff=1 + (len(word) > _LONGER)
    )
    return word if near is None else str(near[0])


def _singular(word: str) -> str:
    if word in TYPES or len(word) < _LONG:
        return word
    return word.removesuffix("s").removesuffix("x")


_LONG = 4
_LONGER = 9
#: the long words of phrases and kinds, which slips of the pen are led back to
_CALLED = sorted(
    {word for text in (*_PHRASES, *TYPES, *_SHORT.values()) for word in text.split()}
    - {"social", "sociale"}
)
_CALLED = [word for word in _CALLED if len(word) > _LONG]
_NUMBER = re.compile(r"^[0-9]+$|^(?:ii|iii|iv|vi|vii|viii)$")


def at_odds(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two names cannot be of one organisation: what it is, whom for, which number.

    >>> at_odds(frozenset({"ccas"}), frozenset({"ehpad", "ccas"}))
    True
    >>> at_odds(frozenset({"cmp", "adulte"}), frozenset({"cmp"}))
    False
    """
    types, others = one & TYPES, other & TYPES
    if types and others and types != others:
        return True
    for group in _APART:
        if one & group and other & group and one & group != other & group:
            return True
    differing = one ^ other
    return any(_NUMBER.match(word) for word in differing)


_WAYS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "r": "rue", "pl": "place", "ch": "chemin", "che": "chemin", "imp": "impasse", "all": "allee",
    "rte": "route", "sq": "square", "crs": "cours", "fg": "faubourg", "fbg": "faubourg",
    "qu": "quai", "res": "residence", "pas": "passage", "lot": "lotissement", "bat": "batiment",
    "st": "saint", "ste": "sainte", "gal": "general", "mal": "marechal", "dr": "docteur",
    "pdt": "president", "esp": "esplanade", "zi": "zone", "za": "zone",
}  # fmt: skip
_POST = re.compile(r"\b(?:bp|cs|cedex)\b.*|\b[0-9]{5}\b.*")


@lru_cache(maxsize=400_000)
def street(address: str) -> tuple[str, str]:
    """Return the number and the street of an address; empty where it says none.

    >>> street("12, bd. du Gal-de-Gaulle 17000 LA ROCHELLE")
    ('12', 'boulevard gaulle general')
    """
    text = _POST.sub("", plain(address))
    words = [_WAYS.get(word, word) for word in text.split()]
    number = next((word for word in words[:3] if word[0].isdigit()), "")
    rest = {word for word in words if word not in _EMPTY and word not in {number, "bis", "ter"}}
    return number, " ".join(sorted(rest))
