"""Columns that name or reach persons: a table of people counted has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netmap.inputs.rows import AccompanimentRow, ContactRow, RoundRow
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from netmap.inputs.rows import Row

#: tables whose rows are, or count, people accompanied or met
_ABOUT_PEOPLE: frozenset[type[Row]] = frozenset({AccompanimentRow, ContactRow, RoundRow})

#: what only a person has, as whole words of a header
_ALWAYS = re.compile(
    r"\b(?:prenoms?|patronymes?|surnames?|civilite|naissance|nee? (?:le|a)|ddn|birth\w*|dob"
    r"|no? ss|nir|nia|ins|nss|ssn|securite sociale|secu|social security|insurance n\w*|carte vitale"
    r"|(?:first|last|given|family|full|middle|maiden)(?: ?name|name)s?|firstname|lastname"
    r"|identite|identity|initiales|initials|pseudo|passeport|passport"
    r"|(?:numero|num|n|no|id|identifiant|code|ref|reference) (?:de |du |d |des |of )?"
    r"(?:dossier|allocataire|beneficiaire|usager|usagere|patiente?|personne|assuree?|adherente?|file)"
    r"|(?:file|patient|user|person|client|case) (?:number|id|no))\b"
)
#: who somebody is, where the header says nothing else
_ALONE = re.compile(
    r"(?:les |the )?(?:usagere?s?|beneficiaires?|patiente?s?|personne(?: \w+)?|habitante?s?"
    r"|cliente?s?|beneficiary|person(?: \w+)?|user|resident|qui|who|mediateur|mediatrice"
    r"|famille|family)"
)
#: what reaches or names a person, unless the header says that it is of a place or a body
_UNLESS_PLACE = re.compile(
    r"\b(?:noms?|names?|adresses?|address(?:es)?|domiciles?|rues?|street|voie|complement"
    r"|tel|tels|telephones?|phones?|portables?|mobiles?|gsm|fax|whatsapp|facebook|instagram"
    r"|e ?mails?|mails?|courriels?|mel|contacts?|coordonnees|joindre)\b"
)
_PLACE = re.compile(
    r"\b(?:communes?|villes?|quartiers?|qpv|qp|epci|lieux?|sites?|permanences?|structures?|services?"
    r"|partenaires?|organismes?|departements?|regions?|batiments?|immeubles?|residences?|secteurs?"
    r"|bailleurs?|themes?|thematiques?|besoins?|publics?|zones?|iris|place|town|city|building|partner"
    r"|mode|type|motif|date|nature|origine|duree|district|neighbourhood|municipality|com|geo|nombre|nb|total)\b"
)


def about_persons(model: type[Row], header: str) -> bool:
    """Tell whether a table of people has, under a header of its own, what names or reaches them."""
    return model in _ABOUT_PEOPLE and tells_persons(header)


def tells_persons(header: str) -> bool:
    """Tell whether a column's header says that it names or reaches a person.

    >>> [tells_persons(text) for text in ("Prénom", "N° de téléphone", "nom", "Date de naissance")]
    [True, True, True, True]
    >>> [tells_persons(text) for text in ("nom_commune", "Nombre de personnes", "thématique")]
    [False, False, False]
    """
    said = plain(re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", header.replace("(e)", "e")))
    if _ALWAYS.search(said) or _ALONE.fullmatch(said):
        return True
    return bool(_UNLESS_PLACE.search(said)) and not _PLACE.search(said)
