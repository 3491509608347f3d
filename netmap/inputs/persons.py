"""Whether a partner is, or may be, one person: never named on what is public.

A centre may bear the name of somebody, and a doctor be filed as a centre: a title or the form
of a person's name counts, whatever the category, until the row says ``organisation = oui``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from netmap.inputs.draft import rows_where
from netmap.inputs.given_names import GIVEN_NAMES
from netmap.inputs.rows import PartnerRow
from netmap.inputs.words import plain
from netmap.vocabulary import PRACTITIONERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft

_TITLE = re.compile(
    r"(?<!\w)(?:drs?|dre|docteure?s?|doctor|pr|prof|professeure?s?|mmes?|mlle|mrs?|ms|miss|monsieur"
    r"|madame|mademoiselle|maître|maitre)(?!\w)|(?<![\w'’&.-])(?:mm?\.\s*|me\s+)[A-ZÀ-Ý][\w'’-]+",
    re.IGNORECASE,
)
_INITIAL = re.compile(
    r"^[A-ZÀ-Ý]\.?(?:-?[A-ZÀ-Ý]\.?)?\s+[A-ZÀ-Ý][\w'’-]+$|^[A-ZÀ-Ý][\w'’-]+\s+[A-ZÀ-Ý]\.$"
)
_BREAK = re.compile(r"[,:;()/–—]|\s-\s")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.UNICODE)
#: what organisations are called, as plain words: a name that holds one is that of no person
_ORGANISATIONS = frozenset(
    re.findall(
        r"[a-z]+",
        """
        accueil action agence aide ambulances amicale antenne assoc association atelier
        ateliers bailleur bibliotheque bureau bus caarud cada caf cafe caisse camsp
        carrefour ccas cegidd centre centres chru chu cias cidff clinique club cmp cmpea
        cmpp collectif college comite communaute commune compagnons conseil cooperative cpam
        cpts creche croix csapa dac delegation departement direction dispositif ecole ehpad
        emmaus entraide epicerie equipe esat espace etablissement federation fondation forum
        foyer france gem groupe groupement habitat halte hopital hospice hospitalier hotel
        ifsi ime institut laboratoire ligue local logement lycee mairie maison maisons
        maternite mdph mediatheque mission mjc msa msp mutuelle oeuvre office organisme pass
        permanence plateforme pmi point pole polyclinique prefecture programme projet regie
        relais reseau residence residences restos sante secours section service services
        sessad social societe solidarite solidarites structure syndicat tiers transport
        union unite universite villa ville
        """,
    )
)
#: what stands between the words of a person's name
_PARTICLES = frozenset({"de", "d", "du", "des", "la", "le", "el", "al", "van", "von", "da", "dos"})
#: what makes a given name that of a saint, hence of a place
_SAINTS = frozenset({"saint", "sainte", "st", "ste", "notre"})


def one_person(name: str, category: str, *, organisation: bool = False) -> bool:
    """Tell whether a partner is, or may be, one person.

    >>> one_person("Cabinet du Dr Durand", "netmap--msp"), one_person("DURAND Claire", "cmp")
    (True, True)
    >>> one_person("Centre social Jean Moulin", "netmap--centre-social"), one_person("CPAM", "cpam")
    (False, False)
    >>> one_person("Maison du Docteur Roux", "netmap--msp", organisation=True)
    False
    """
    if organisation:
        return False
    return category == PRACTITIONERS or bool(_TITLE.search(name)) or _named_like_one(name)


def persons(table: pd.DataFrame) -> pd.Series[Any]:
    """Tell which rows of a table of partners are, or may be, one person.

    Parameters
    ----------
    table
        Columns ``nom, categorie`` and, where rows say it, ``organisation``; or ``personne``, as
        a release has it, whose names are perhaps no longer those of the table.
    """
    import pandas as pd

    if "personne" in table:
        return table["personne"].astype(bool)
    said = table["organisation"] if "organisation" in table else [False] * len(table)
    rows = zip(table["nom"], table["categorie"], said, strict=True)
    found = [one_person(str(n), str(c), organisation=o is True or o == 1) for n, c, o in rows]
    return pd.Series(found, index=table.index, dtype=bool)


def doubt_persons(draft: Draft) -> Iterator[Problem]:
    """Yield the partners that are taken for one person because of their names."""
    table = draft.tables[PartnerRow]
    if table.frame is None:
        return
    named = () if draft.settings is None else draft.settings.disclosure.named
    told = table.frame[table.frame["nom"].notna() & (table.frame["categorie"] != PRACTITIONERS)]
    for line, key, name in rows_where(told, persons(told), "id", "nom"):
        if key not in named:
            yield table.problem(
                "perhaps-a-person", severity="warning", line=line, column="nom", found=name
            )


def _named_like_one(name: str) -> bool:
    """Tell whether a name has the form of a person's: an initial or a given name, and another."""
    words = _WORD.findall(name)
    said = [plain(word).split() for word in words]
    if any(not _ORGANISATIONS.isdisjoint(parts) for parts in said):
        return False
    segments = (segment.strip() for segment in _BREAK.split(name))
    return any(_INITIAL.match(one) or _given_and_surname(one) for one in segments)


def _given_and_surname(text: str) -> bool:
    words = _WORD.findall(text)
    said = [plain(word).split() for word in words]
    lower = text == text.casefold()
    for place, parts in enumerate(said):
        if not parts or not GIVEN_NAMES.issuperset(parts):
            continue
        before = said[place - 1] if place else []
        if before and before[-1] in _SAINTS:
            continue
        if any(
            0 <= other < len(said) and _is_surname(words[other], said[other], lower=lower)
            for other in (place - 1, _next(said, place))
        ):
            return True
    return False


def _next(said: list[list[str]], place: int) -> int:
    """Return the place of the word after one, particles passed over."""
    place += 1
    while place < len(said) - 1 and said[place] and said[place][0] in _PARTICLES:
        place += 1
    return place


def _is_surname(word: str, parts: list[str], *, lower: bool) -> bool:
    capital = word[:1].isupper() or lower
    return capital and len(word) > 1 and bool(parts) and parts[0] not in _PARTICLES | _SAINTS
