"""A table of one's own: what its columns are taken for, from names, spellings and contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmap.inputs.codes import COMMUNE, QPV, SIRET
from netmap.inputs.headers import header_name, match_columns
from netmap.inputs.identity import tells_persons
from netmap.inputs.rows import (
    AccompanimentRow,
    ContactRow,
    DirectoryRow,
    PartnerRow,
    PermanenceRow,
    RelationRow,
)
from netmap.intake.columns import is_called
from netmap.sources.recipes.kinds import KNOWN
from netmap.sources.recipes.model import Figure, Recipe, Vintage, number, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netmap.inputs.rows import Row
    from netmap.intake.recognise import Look
    from netmap.settings import ImportSettings

#: the tables that a file of one's own may fill, by what ``--vers`` calls them
TARGETS: dict[str, type[Row]] = {
    "annuaire": DirectoryRow,
    "partners": PartnerRow,
    "accompagnements": AccompanimentRow,
    "relations": RelationRow,
    "passages": ContactRow,
    "permanences": PermanenceRow,
}
#: columns by which a table is told, and that it cannot do without
_TELLING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("relations", ("source_id", "cible_id")),
    ("accompagnements", ("code", "personnes")),
    ("permanences", ("nom", "demi_journees")),
    ("passages", ("date", "code")),
    ("passages", ("date", "latitude", "longitude")),
    ("annuaire", ("nom",)),
)
#: what cells of a column look like, where its name says nothing
_LIKE = (("siret", SIRET), ("code_insee", COMMUNE), ("code_qp", QPV))
_MOSTLY = 0.8
#: what people call columns in lists of their own
_SPELT = {
    "nom": frozenset(
        {"structure", "organisme", "partenaire", "denomination", "intitule", "etablissement",
         "association", "nom_de_la_structure", "nom_de_l_organisme", "nom_du_partenaire",
         "nom_etablissement", "nom_association", "nom_organisme", "nom_usuel", "organisation"}
    ),
    "code_insee": frozenset(
        {"commune_insee", "insee_commune", "code_insee_commune", "code_insee_de_la_commune",
         "n_insee", "insee_de_la_commune"}
    ),
    "thematiques": frozenset({"thematique", "besoins", "themes", "services"}),
}  # fmt: skip
#: columns that may name or reach a person: never taken from elsewhere
NEVER = frozenset({"contact", "telephone", "courriel"})


@dataclass(frozen=True)
class Meaning:
    """What a table is taken for.

    Attributes
    ----------
    target
        A key of :data:`TARGETS`, or ``indicateurs``.
    columns
        Our column → its title in the file.
    values
        Our column → what stands in all rows.
    header
        The row of the header, from 0; `look`, the table.
    left
        Titles that are not taken; `personal`, those that may be of persons.
    recipe
        How figures are read; None for other tables.
    name
        Its name in ``netmap.toml``; `kept`: it was read from there.
    """

    target: str
    look: Look
    header: int
    columns: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    recipe: Recipe | None = None
    name: str = ""
    kept: bool = False


def slug(stem: str) -> str:
    """Return the name of a mapping, the same for the exports of each month.

    >>> slug("Suivi asso 2024-05"), slug("2024")
    ('suivi-asso', 'fichier')
    """
    words = [word for word in header_name(stem).split("_") if not word.isdigit()]
    return "-".join(words) or "fichier"


def propose(
    looks: Sequence[Look],
    stem: str,
    *,
    target: str | None = None,
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    kept: Mapping[str, ImportSettings] | None = None,
) -> Meaning | None:
    """Return what a table is taken for; None where it holds nothing that is known.

    Parameters
    ----------
    target, columns, values
        What the user says of it, which comes first.
    kept
        Mappings of ``netmap.toml``: one whose titles are all there is taken as it is.
    """
    said, constants = dict(columns or {}), dict(values or {})
    for name, one in (kept or {}).items():
        held = _holding(looks, list(one.columns.values()))
        if held is not None and target in {None, one.target} and name == slug(stem):
            said, constants = {**one.columns, **said}, {**one.values, **constants}
            found = _laid(held[0], held[1], one.target, said, constants)
            new = bool(columns or values)
            return Meaning(**{**vars(found), "name": name, "kept": not new})
    best: tuple[int, Meaning] | None = None
    for look in looks:
        for place, row in enumerate(look.rows):
            found_one = _best(look, place, row, target, said, constants)
            if found_one is not None and (best is None or found_one[0] > best[0]):
                best = found_one
    if best is None:
        return None
    return Meaning(**{**vars(best[1]), "name": slug(stem)})


def absent_titles(looks: Sequence[Look], titles: Sequence[str]) -> list[str]:
    """Return the titles that no row of a file's tables holds."""
    held = {header_name(cell) for look in looks for row in look.rows for cell in row}
    return [title for title in titles if header_name(title) not in held]


def _holding(looks: Sequence[Look], titles: Sequence[str]) -> tuple[Look, int] | None:
    """Return the table and the row that hold all titles; None where none does."""
    wanted = {header_name(title) for title in titles}
    for look in looks:
        for place, row in enumerate(look.rows):
            if wanted and wanted <= {header_name(cell) for cell in row}:
                return look, place
    return None


def _best(  # noqa: PLR0917
    look: Look,
    place: int,
    row: Sequence[str],
    target: str | None,
    said: Mapping[str, str],
    values: Mapping[str, str],
) -> tuple[int, Meaning] | None:
    """Return the table that a row of titles is best read as, and how many columns tell it."""
    found: list[tuple[int, Meaning]] = []
    figures = _figures(row)
    code = _code(look, place, row)
    if figures and code and target in {None, "indicateurs"}:
        recipe = _recipe(code, figures, row)
        mapped = {"code_insee": code, **figures}
        left = _left(row, mapped)
        one = Meaning("indicateurs", look, place, mapped, values, *left, recipe=recipe)
        found.append((10 + len(figures), one))
    for name, telling in _TELLING:
        wanted = target or name
        if wanted == "indicateurs" or (target and name not in (target, "annuaire")):
            continue
        one = _laid(look, place, wanted, said, values)
        held = set(one.columns) | set(values)
        if all(column in held for column in (telling if wanted == name else ("nom",))):
            found.append((2 * len(telling) + len(one.columns), one))
    return max(found, key=lambda pair: pair[0], default=None)


def _laid(
    look: Look, place: int, target: str, said: Mapping[str, str], values: Mapping[str, str]
) -> Meaning:
    """Return the columns of a row of titles: as said, by name, then by what cells hold."""
    model = TARGETS.get(target)
    row = look.rows[place]
    known = [name for name in model.model_fields if name not in NEVER] if model else []
    matched = match_columns(row, known)
    columns = {name: row[at] for name, at in matched.where.items()}
    taken = set(columns.values())
    for name, spellings in _SPELT.items():
        other = next((t for t in row if header_name(t) in spellings and t not in taken), None)
        if name in known and name not in columns and other is not None:
            columns[name] = other
            taken.add(other)
    for title in row:
        like = _like(look, place, row.index(title)) if title.strip() else None
        if like in known and like not in columns and title not in taken:
            columns[str(like)] = title
            taken.add(title)
    titles = {header_name(title): title for title in row}
    columns |= {
        name: titles[header_name(t)] for name, t in said.items() if header_name(t) in titles
    }
    columns = {name: title for name, title in columns.items() if name not in values}
    left, personal = _left(row, columns)
    return Meaning(target, look, place, columns, values, left, personal)


def _left(
    row: Sequence[str], columns: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rest = [title.strip() for title in row if title.strip() and title not in columns.values()]
    personal = [title for title in rest if tells_persons(title)]
    return tuple(title for title in rest if title not in personal), tuple(personal)


def _like(look: Look, place: int, at: int) -> str | None:
    """Return the column whose codes most cells of a column look like."""
    cells = [row[at].strip() for row in look.rows[place + 1 :] if at < len(row) and row[at].strip()]
    for name, pattern in _LIKE:
        if cells and sum(bool(pattern.fullmatch(cell)) for cell in cells) >= _MOSTLY * len(cells):
            return name
    return None


def _figures(row: Sequence[str]) -> dict[str, str]:
    """Return the figures that a row of titles says, by name."""
    found: dict[str, str] = {}
    for known in KNOWN:
        for title in row:
            if any(is_called(said, header_name(title)) for said in known.said):
                found.setdefault(known.name, title)
    return found


def _code(look: Look, place: int, row: Sequence[str]) -> str | None:
    where = match_columns(row, ("code_insee",)).where
    if "code_insee" in where:
        return row[where["code_insee"]]
    return next((t for i, t in enumerate(row) if _like(look, place, i) == "code_insee"), None)


_YEAR = re.compile(r"(20\d\d)")


def _recipe(code: str, figures: Mapping[str, str], row: Sequence[str]) -> Recipe:
    """Return the recipe of a table of figures of one's own."""
    by_name = {known.name: known for known in KNOWN}
    weight = next((t for t in row if is_called("population*", header_name(t))), None)
    columns = [text("code_insee", header_name(code), required=True)]
    columns += [number(name, header_name(title)) for name, title in figures.items()]
    if weight is not None:
        columns.append(number("population", header_name(weight)))
    return Recipe(
        id="tableau",
        producer="",
        licence="",
        target="indicateurs",
        grain="commune",
        columns=tuple(columns),
        formats=(".csv", ".xlsx", ".ods", ".parquet"),
        missing=(("ns", "secret"), ("nd", "absent"), ("nc", "absent"), ("", "absent")),
        figures=tuple(
            Figure(
                name,
                by_name[name].direction,
                by_name[name].unit,
                (name,),
                digits=by_name[name].digits,
            )
            for name in figures
        ),
        vintage=Vintage((("name", _YEAR.pattern),)),
    )
