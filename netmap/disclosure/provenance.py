"""What a release says about the project's files: which are absent, which may be fingerprinted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.inputs.book import is_book, table_name
from netmap.inputs.rows import ContactRow
from netmap.vocabulary import PARTNER_LISTS

if TYPE_CHECKING:
    from netmap.disclosure.partners import Aliases
    from netmap.errors import Problem
    from netmap.inputs.model import InputFile, Inputs

#: Tables of people: neither their fingerprint, nor their length, nor a cell of them is shown.
_COUNT_TABLES = frozenset({"accompagnements", "passages", "porte_a_porte"})
#: Tables of which the public edition shows all but some columns, or rows.
_PARTLY_SHOWN = frozenset({"partners", "relations", "annuaire"})
#: Tables that may name one person, whom the edition renames: a guess could be tried on their hash.
_GUESSABLE = _PARTLY_SHOWN | {"permanences", "bilan"}
#: Tables of which no doubt is told: a row of the directory may be one person, a sheet that is no
#: table (``""``) may be named after one, and a doubt about the assessment quotes it.
_UNSAID = _COUNT_TABLES | {"annuaire", "bilan", ""}
#: The folder of a table of contacts in parts.
_PARTS = ContactRow.stem
_SHOWN_COLUMNS = frozenset(
    {
        None, "id", "categorie", "position", "statut", "code_insee", "latitude", "longitude",
        "couvre", "thematiques", *PARTNER_LISTS, "implication", "siret", "finess",
        "reseaux_porteurs", "date_maj", "source_id", "cible_id", "nature", "formalisation",
        "etat", "date_debut", "date_fin", "date_verif",
    }
)  # fmt: skip


def absent_inputs(inputs: Inputs) -> tuple[str, ...]:
    """Return the keys of what the project does not have, in a fixed order."""
    has = {
        "partenaires": len(inputs.partners) > 0,
        "accompagnements": inputs.accompaniments is not None,
        "relations": inputs.relations is not None,
        "couvre": inputs.partners.empty or inputs.partners["couvre"].map(bool).any(),
        "qpv": len(inputs.qpv) > 0,
        "permanences": inputs.permanences is not None,
        "indicateurs": inputs.indicators is not None,
        "porte_a_porte": inputs.rounds is not None,
        "passages": inputs.contacts is not None,
    }
    return tuple(key for key, present in has.items() if not present)


def without_people(inputs: Inputs) -> Inputs:
    """Return a project without its table of people accompanied."""
    kept = (file for file in inputs.files if table_name(file.path, None) != "accompagnements")
    return replace(inputs, accompaniments=None, files=tuple(kept))


def public_files(inputs: Inputs) -> tuple[InputFile, ...]:
    """Return the files that were read, without what would let a reader test guesses.

    The SHA-256 of a small table of counts tells which of a few possible tables is the true
    one; so does that of partners, relations and places for the few cells that the edition
    leaves out or renames.
    The workbook may hold any of them. Parts of a table of contacts are one file: their names are
    free, and may tell what they hold.
    """
    files = {
        named.path: named
        for file in inputs.files
        for named in (replace(file, path=_PARTS) if _is_part(file.path) else file,)
    }
    return tuple(
        replace(file, sha256=None, rows=None)
        if is_book(file.path) or table_name(file.path, None) in _COUNT_TABLES
        else replace(file, sha256=None)
        if table_name(file.path, None) in _GUESSABLE
        else file
        for file in files.values()
    )


def _is_part(path: str) -> bool:
    return path.casefold().startswith(f"{_PARTS}/")


def public_warnings(
    notes: tuple[Problem, ...], inputs: Inputs, known_as: Aliases
) -> tuple[Problem, ...]:
    """Return the doubts that quote nothing of what the edition hides.

    Left out: all about tables of people and about the directory; about columns that the
    edition does not show; and those that quote the id or the name of a partner with an
    alias, or come from its row.
    """
    secret = [
        *known_as.ids,
        *(str(name) for name in inputs.partners.loc[list(known_as.ids), "nom"]),
    ]
    rows = set(inputs.partners.loc[list(known_as.ids), "ligne"])
    return tuple(
        note
        for note in notes
        if (table := table_name(note.file, note.sheet)) not in _UNSAID
        and (table not in _PARTLY_SHOWN or note.column in _SHOWN_COLUMNS)
        and not (table == "partners" and note.line in rows)
        and not any(word in text for text in _texts(note) for word in secret)
    )


def _texts(note: Problem) -> list[str]:
    return [note.found or "", *(value for _, value in note.details)]
