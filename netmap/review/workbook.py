"""``fiches.xlsx`` as it comes back: a review of each sheet that somebody answered."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from netmap.errors import InputError, Problem
from netmap.formats.sheet_book import ANSWER, LABEL, MARK, REMARK
from netmap.inputs.files import Found
from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.workbooks import open_workbook
from netmap.messages import Messages
from netmap.review.reading import review_of
from netmap.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from netmap.review.model import Review

_TYPES = {"oui": "confirmer-relation", "non": "relation-depassee"}
_NAME = 250


def reviews_in(path: Path, content: bytes) -> list[tuple[str, Review]]:
    """Return the reviews of a workbook of sheets, each known by the file and the sheet.

    A sheet that nobody answered is none; one that is not dated is refused.

    Raises
    ------
    InputError
        It is no such workbook, or an answer is not what a sheet takes; all problems at once.
    """
    sheets = open_workbook(Found(str(path), path, content))
    if isinstance(sheets, Problem):
        raise InputError((sheets,))
    ours = {name: rows for name, rows in sheets.items() if rows and _cell(rows[0], 0) == MARK}
    if not ours:
        raise InputError((Problem(file=str(path), kind="review-no-sheet"),))
    problems: list[Problem] = []
    reviews = []
    for name, rows in ours.items():
        try:
            value = _value(rows)
            if value["corrections"]:
                where = f"{path.name} ({name})"
                reviews.append((where, review_of(value, file=where)))
        except InputError as refused:
            problems += refused.problems
    if problems:
        raise InputError(tuple(problems))
    return reviews


def _value(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what a sheet says, as a review file would."""
    _, project, fingerprint, partner = (_cell(rows[0], column) for column in range(4))
    name = _cell(rows[0], LABEL)
    asked = {_cell(row, 0): _cell(row, ANSWER) for row in rows[1:]}
    who = asked.get("qui", "")
    told = [one for row in rows[1:] if _cell(row, 0) == "relation" for one in _of_relation(row)]
    remarks = [asked.get("remarque", "")]
    if asked.get("manque"):
        remarks.append(f"{Messages()('sheet.script.missing-said')} {asked['manque']}")
    said = "\n".join(filter(None, remarks))
    status = asked.get("statut", "")
    own = [] if not status else [_status(partner, status, rows)]
    return {
        "format": 1,
        "projet": project,
        "empreinte": fingerprint,
        "auteur": f"{name[:_NAME]} ({who})" if who else name,
        "date": asked.get("date", ""),
        "corrections": [
            *filter(None, own),
            *told,
            *([{"type": "commentaire", "id": partner, "texte": said}] if said else []),
        ],
    }


def _status(partner: str, label: str, rows: Sequence[Sequence[str]]) -> dict[str, str] | None:
    """Return the change of status that a label means; None: it is the one that is held."""
    held = next((_cell(row, LABEL + 1) for row in rows if _cell(row, 0) == "statut"), "")
    if label == held:
        return None
    return {"type": "changer-statut", "id": partner, "statut": _codes()["statut"].get(label, label)}


def _of_relation(row: Sequence[str]) -> list[dict[str, str]]:
    source, target, nature = (_cell(row, column) for column in (1, 2, 3))
    aim = {"source_id": source, "cible_id": target} | ({"nature": nature} if nature else {})
    label, remark = _cell(row, ANSWER), _cell(row, REMARK)
    answer = _codes()["answer"].get(label, label)
    if answer not in {"", "silence"}:
        more = {"commentaire": remark} if remark else {}
        return [{"type": _TYPES.get(answer, answer), **aim, **more}]
    return [{"type": "commentaire", **aim, "texte": remark}] if remark else []


@cache
def _codes() -> dict[str, dict[str, str]]:
    """Return codes by what they are called, in any language of ours."""
    spoken = [Messages(language) for language in LANGUAGES]
    return {
        kind: {word: code for one in spoken for code, word in one.section(section).items()}
        for kind, section in (("statut", "vocabulary.status"), ("answer", "sheet.script.answer"))
    }


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip()[:CELL_CHARACTERS] if column < len(row) else ""
