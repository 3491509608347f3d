"""Rows of directories as candidates: what they are, whom they serve; never a person."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from netmap.inputs.codes import FINESS, SIRET
from netmap.inputs.persons import one_person
from netmap.inputs.words import plain
from netmap.sources import base
from netmap.sources.recipes.kinds import KINDS, OF_RECIPE, Kind
from netmap.vocabulary import NATIONAL_NEEDS, NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.intake.reading import Taken

_WHOLE = frozenset({"france", "99100", "99", "metropole"})
_KNOWN_NEEDS = frozenset(NEEDS) | NATIONAL_NEEDS


@dataclass(frozen=True)
class Territory:
    """Where a project works: communes, neighbourhoods by commune, its EPCI (None: not said)."""

    communes: frozenset[str]
    quarters: Mapping[str, tuple[str, ...]]
    epci: str | None

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all its places."""
        return self.communes | {code for codes in self.quarters.values() for code in codes}

    @property
    def whole(self) -> tuple[str, ...]:
        """What says that all of it is served."""
        return (self.epci,) if self.epci else tuple(sorted(self.communes))


@dataclass
class Candidates:
    """Rows for the directory (column → text, and ``adresse``), and those that are left out."""

    rows: list[dict[str, str]] = field(default_factory=list)
    persons: int = 0
    elsewhere: int = 0
    kindless: Counter[str] = field(default_factory=Counter)


def candidates_of(taken: Taken, territory: Territory) -> Candidates:
    """Return the candidates of a directory that was read by a recipe."""
    found = Candidates()
    recipe = taken.recipe
    prefix = recipe.id.partition("-")[0]
    given: dict[str, dict[str, Any]] = {}
    for record in taken.frame.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        key = str(row.get(recipe.key or "nom") or row["nom"])
        same = given.get(key)
        if same is None:
            given[key] = row
            continue
        for column in ("thematiques", "couvre"):
            if column in row:
                same[column] = tuple(dict.fromkeys([*same[column], *row[column]]))
    for key, row in given.items():
        genre = row.get("genre") or OF_RECIPE.get(recipe.id) or ""
        said = " | ".join(genre) if isinstance(genre, tuple) else str(genre)
        served = row.get("couvre") or ()
        covered = _covered(served, territory) if "expand-areas" in recipe.traits else served
        if served and not covered:
            found.elsewhere += 1
            continue
        add(
            found,
            {
                "id": key if key.startswith(f"{prefix}-") else f"{prefix}-{key}",
                "nom": str(row.get("nom_long") or row["nom"] or ""),
                "code_insee": row.get("place") or "",
                "couvre": "|".join(covered),
                "thematiques": "|".join(t for t in row.get("thematiques", ()) if t in _KNOWN_NEEDS),
                "siret": row.get("siret") or "",
                "finess": row.get("finess") or "",
                "source": f"{recipe.producer}{f', {taken.vintage}' if taken.vintage else ''}",
                "adresse": _address(row),
            },
            said,
            territory,
        )
    return found


def add(
    found: Candidates, row: dict[str, str], genre: str, territory: Territory, *, category: str = ""
) -> None:
    """Add a row with its category, its place in the chain and whom it serves, or leave it out.

    A row that names a person, and one whose kind nobody knows, are left out and counted.
    """
    name = row["nom"].strip()
    kind = kind_of(genre) or kind_of(name)
    said = row.get("categorie") or category or (kind.category if kind else "")
    if not name:
        return
    if one_person(name, said):
        found.persons += 1
        return
    if not said:
        found.kindless[genre.strip() or name] += 1
        return
    row = {"categorie": said, "position": kind.position if kind else "amont-aval", **row}
    if not SIRET.fullmatch(row.get("siret", "")):
        row["siret"] = ""
    if not FINESS.fullmatch(row.get("finess", "")):
        row["finess"] = ""
    if kind is not None:
        row["thematiques"] = row.get("thematiques") or "|".join(kind.needs)
        if not row.get("couvre") and kind.serves == "department":
            row["couvre"] = "|".join(territory.whole)
        elif not row.get("couvre") and kind.serves == "commune":
            row["couvre"] = row.get("code_insee", "")
    found.rows.append({column: text for column, text in row.items() if text})


def kind_of(text: str) -> Kind | None:
    """Return the kind that a text says; None where it says none.

    >>> kind_of("Centre Médico-Psychologique (C.M.P.)").category
    'cmp'
    >>> kind_of("Boulangerie")
    """
    said = plain(text)
    return _kind(said) if said else None


@cache
def _kind(said: str) -> Kind | None:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(said)), None)


_PATTERNS = tuple(
    (kind, re.compile(rf"\b(?:{'|'.join(plain(word) for word in kind.words)})\b")) for kind in KINDS
)


def _covered(served: Iterable[str], territory: Territory) -> tuple[str, ...]:
    """Return the places of the territory that an eligibility names at any level."""
    departments = {base.department(code) for code in territory.communes}
    codes: list[str] = []
    for area in served:
        if plain(area) in _WHOLE or area == territory.epci or area in departments:
            return territory.whole
        today = base.today(area)
        if today in territory.communes:
            codes.append(str(today))
    return tuple(dict.fromkeys(codes))


def _address(row: Mapping[str, Any]) -> str:
    if row.get("adresse"):
        return str(row["adresse"])
    parts = (row.get(name) for name in ("numero", "type_voie", "voie"))
    return " ".join(str(part) for part in parts if part)
