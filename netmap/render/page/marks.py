"""How partners and relations look: fixed words only, so that pyvis can be handed them.

Nothing is told by colour alone. Position has a shape, status an outline, state of a
relation a dash; colour tells the family of the category. The colours are those of Okabe
and Ito (2008), which people with the common colour deficiencies tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.vocabulary import Position

#: family → fill
FAMILY_COLOURS: Mapping[str, str] = {
    "soins": "#0072b2",
    "social": "#007a58",
    "droits": "#e69f00",
    "education": "#cc79a7",
    "institution": "#46107a",
    "autre": "#5f6b7a",
}

#: category → family; a project's own categories are `autre`
FAMILIES: Mapping[str, str] = {
    "cpam": "droits",
    "ccas-cias": "social",
    "csapa": "soins",
    "caarud": "soins",
    "cmp": "soins",
    "mdph": "droits",
    "france-service": "droits",
    "maisons-des-solidarites": "social",
    "communes": "institution",
    "departements": "institution",
    "netmap--cpts": "soins",
    "netmap--dac": "soins",
    "netmap--hopital": "soins",
    "netmap--msp": "soins",
    "netmap--medecin": "soins",
    "netmap--centre-social": "social",
    "netmap--bailleur": "social",
    "netmap--ecole": "education",
    "netmap--association": "social",
    "netmap--agence-regionale": "institution",
    "netmap--agglomeration": "institution",
    "netmap--police": "institution",
}

#: position → shape, in the words of vis-network
SHAPES: Mapping[Position, str] = {
    "amont": "triangle",
    "mediation": "hexagon",
    "aval": "square",
    "amont-aval": "diamond",
    "pilotage": "star",
    "financement": "dot",
}

#: Key of a relation that says no state, and of one that nobody declared.
UNSTATED = "declaree"
SUPPOSED = "supposee"

#: Key of a relation along which nobody is referred: it is drawn, but is no link of a chain.
ASIDE = "appui"

#: state of a relation → colour, width, dashes
RELATION_STYLES: Mapping[str, tuple[str, float, tuple[int, ...]]] = {
    "active": ("#51677f", 1.4, ()),
    UNSTATED: ("#51677f", 1.4, ()),
    "en-projet": ("#0072b2", 1.6, (9, 5)),
    "rompue": ("#b3261e", 2.2, (2, 5)),
    "inconnue": ("#6b7684", 1.4, (4, 5)),
    SUPPOSED: ("#7a6a9b", 1.1, (1, 4)),
    ASIDE: ("#76818d", 0.9, (6, 3, 1, 3)),
}


def family(category: str | None) -> str:
    """Return the family of a category, `autre` for one that is not in the common list."""
    return FAMILIES.get(category or "", "autre")


def relation_key(state: str | None, *, supposed: bool) -> str:
    """Return the key of a relation's look: its state, declared without one, or supposed."""
    return SUPPOSED if supposed else (state or UNSTATED)
