"""``findings.json`` held against the log of releases, and records against what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.outsider.sums import DWELLINGS, VACANT, Ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netmap.formats.findings import FindingsFile
    from netmap.formats.releases import Figures, Key
    from netmap.outsider.pages import Json

#: Names of figures that give a count back.
TELLING = frozenset(
    {
        "personnes", "taux", "taux_bas", "taux_haut", "taux_lisse", "rapport", "p_sous_desserte",
        "taux_habitants", "accompagnees", "manquent", "a_ajouter", "etp_a_ajouter",
        "demi_journees_a_ajouter",
    }
)  # fmt: skip
#: What is estimated of a hidden place from what is shown says so.
_ESTIMATES = frozenset({"a_accompagner", "a_accompagner_bas", "a_accompagner_haut"})
#: Classes that say why a place has no count, but for want of one.
_KNOWN_WHY = frozenset({"masquee", "non-ouverte"})
_EXACT = 1e-6
#: How far a count is told from what it is: people shared out between communes are fractions.
_ROUNDED = 0.5 + _EXACT
_NOT_PEOPLE = frozenset({VACANT, DWELLINGS})
_SHARE_CLOSED = ("personnes", "situations_cloturees")
_PEOPLE = frozenset({*_SHARE_CLOSED, "nouvelles"})
#: Counts of people of which another is a part: block, whole, part.
_PARTS = (
    ("periods", *_SHARE_CLOSED),
    ("periods", "personnes", "nouvelles"),
    ("outreach", "personnes_rencontrees", "accompagnements"),
)


def hidden_places(findings: FindingsFile) -> frozenset[tuple[str, str]]:
    """Return level and code of the hidden places and sectors (``secteur``)."""
    return frozenset(
        {(row.niveau, row.code) for row in findings.densite if row.classe == "masquee"}
        | {("secteur", row.secteur) for row in findings.secteurs if row.classe == "masquee"}
    )


def residents_of(findings: FindingsFile) -> dict[Key, float]:
    """Return the public populations of places and sectors, by key of their counts."""
    people: list[tuple[Key, float | None]] = [
        *((("density", row.niveau, row.code), row.population) for row in findings.densite),
        *(
            (("sectors", "secteur", "+".join(row.communes)), row.population)
            for row in findings.secteurs
        ),
    ]
    return {key: known for key, known in people if known is not None}


def ground_of(findings: FindingsFile, former: Mapping[str, tuple[str, ...]]) -> Ground:
    """Return what is told of places: zones, whom rates count, what nobody knows."""
    places = {("density", row.niveau, row.code): row for row in findings.densite}
    return Ground(
        zones=frozenset(key for key in places if key[1] == "zone"),
        rated=frozenset(
            key
            for key, row in places.items()
            if key[1] in {"zone", "commune"} and row.cible is not None
        ),
        silent=frozenset(
            key
            for key, row in places.items()
            if key[1] == "zone" and row.personnes is None and row.classe not in _KNOWN_WHY
        ),
        former=former,
    )


def dwellings_of(findings: FindingsFile) -> dict[str, float]:
    """Return the dwellings visited, by code of rounds (``""``: all, ``lieu:CODE``)."""
    return {
        "" if place.code is None else f"lieu:{place.code}": figure.valeur
        for place in findings.aller_vers
        for figure in place.chiffres
        if figure.chiffre == "logements_visites" and figure.valeur is not None
    }


def differences(findings: FindingsFile, figures: Figures) -> Iterator[str]:
    """Yield the counts of ``findings.json`` that the last line of the log does not show so."""
    shown: dict[Key, float] = {row[:3]: row[3] for row in figures.montres}
    hidden = frozenset(figures.masques)
    for row in findings.densite:
        key: Key = ("density", row.niveau, row.code)
        if row.personnes != _told(shown, key) or (row.classe == "masquee") != (key in hidden):
            yield f"{row.niveau} {row.code}"
    yield from (
        stratum.strate
        for stratum in findings.strates
        if stratum.personnes != _told(shown, ("derived", "numerateur", stratum.strate))
    )
    for count in findings.passages or ():
        key = ("contacts", count.niveau, f"{count.periode} {count.code}")
        if count.passages != _told(shown, key) or (count.etat == "masquee") != (key in hidden):
            yield f"{count.niveau} {count.code} {count.periode}"
    for key, said in _said(findings):
        if said is not None and (key in hidden or abs(said - shown.get(key, -1)) > _ROUNDED):
            yield " ".join(key[1:])
    for one in findings.indicateurs:
        drawn = {("periods", name, one.periode or "") for name in _SHARE_CLOSED}
        if one.indicateur == "part_cloturee" and one.valeur is not None and drawn & hidden:
            yield f"{one.indicateur} {one.periode}"


def small_counts(figures: Figures) -> Iterator[str]:
    """Yield the counts from 1 to the threshold − 1 that are shown, or left by two that are.

    Vacant dwellings are nobody; people whose situation is not closed, and people met who were
    not accompanied, are people. The parts of a quarter over several communes are its share by
    residents: they say no more than the quarter.
    """
    homes: dict[str, set[str]] = {}
    for block, level, zone in (*(row[:3] for row in figures.montres), *figures.masques):
        if (block, level) == ("density", "zone"):
            commune, *quarter = zone.split(":")
            for code in quarter:
                homes.setdefault(code, set()).add(commune)
    for block, level, code, count in figures.montres:
        shared = level == "zone" and len(homes.get(code.partition(":")[2], ())) > 1
        small = _EXACT < count < figures.seuil - _EXACT
        if small and not shared and (block, level) not in _NOT_PEOPLE:
            yield f"{level} {code}".strip()
    shown = {row[:3]: row[3] for row in figures.montres}
    for block, whole, part in _PARTS:
        for (_, _, code), count in [one for one in shown.items() if one[0][:2] == (block, whole)]:
            left = count - shown.get((block, part, code), count)
            if _EXACT < left < figures.seuil - _EXACT:
                yield f"{whole} − {part} {code}".strip()


def told_of(
    value: Json, hidden: frozenset[tuple[str, str]], key: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the figures that give back a hidden count: the place's code, the figure's name."""
    if isinstance(value, dict):
        if _place(value, key) & hidden:
            code = next(iter(sorted(_place(value, key) & hidden)))[1]
            names = TELLING if value.get("estime") is not False else TELLING | _ESTIMATES
            yield from (
                (code, name)
                for name in sorted(names & value.keys())
                if isinstance(value[name], int | float) and not isinstance(value[name], bool)
            )
        for name, inner in value.items():
            yield from told_of(inner, hidden, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from told_of(inner, hidden)


def _said(findings: FindingsFile) -> Iterator[tuple[Key, float | None]]:
    """Yield the counts that the file states of sectors, periods and rounds."""
    for sector in findings.secteurs:
        yield ("sectors", "secteur", "+".join(sector.communes)), sector.personnes
    for period in findings.periodes:
        yield ("periods", "personnes", period.periode), period.personnes
        yield ("periods", "nouvelles", period.periode), period.nouvelles
        yield ("periods", "situations_cloturees", period.periode), period.situations_cloturees
    for one in findings.indicateurs:
        if one.theme == "personnes" and one.indicateur in _PEOPLE and one.periode:
            yield ("periods", one.indicateur, one.periode), one.valeur
        elif one.theme == "porte-a-porte" and one.indicateur in _ROUNDS and one.periode:
            yield ("outreach", one.indicateur, f"annee:{one.periode}"), one.valeur
    for place in findings.aller_vers:
        code = "" if place.code is None else f"lieu:{place.code}"
        for figure in place.chiffres:
            if figure.chiffre in _ROUNDS:
                yield ("outreach", figure.chiffre, code), figure.valeur


_ROUNDS = frozenset(
    {
        "rencontres", "refus", "absents", "vacants", "inaccessibles", "personnes_rencontrees",
    }
)  # fmt: skip


def _told(shown: Mapping[Key, float], key: Key) -> float | None:
    told = shown.get(key)
    return None if told is None else round(told)


def _place(row: Mapping[str, Json], key: str) -> set[tuple[str, str]]:
    """Return which place a record tells of, as our files and pages write it."""
    level = row.get("niveau")
    if isinstance(row.get("code"), str):
        return {(level, row["code"])} if level else {("commune", row["code"]), ("qpv", row["code"])}
    if isinstance(row.get("secteur"), str):
        return {("secteur", row["secteur"])}
    return {("commune", key), ("qpv", key)}
