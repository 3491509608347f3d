"""``data/doublons.csv``: what was decided of rows that may be one, kept for next time."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netmap.errors import InputError, Problem
from netmap.inputs.files import Found, open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "data/doublons.csv"
#: ``meme``: one organisation; ``differents``: two; "": nobody has said yet.
Decision = Literal["meme", "differents", ""]
_COLUMNS = ("un", "autre", "nom_un", "nom_autre", "decision")
_WORDS: dict[str, Decision] = {
    "meme": "meme", "memes": "meme", "oui": "meme", "same": "meme", "yes": "meme",
    "differents": "differents", "different": "differents", "non": "differents",
    "no": "differents", "": "",
}  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """The decisions of a project by pair of ids (the smaller first), and the file as it stands."""

    pairs: Mapping[tuple[str, str], Decision]
    names: Mapping[tuple[str, str], tuple[str, str]]
    file: Found


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return a pair of ids, the smaller first."""
    return (one, other) if one <= other else (other, one)


def read_decisions(project: Path) -> Decided:
    """Return what was decided; nothing where there is no such file.

    Raises
    ------
    InputError
        A decision is none.
    """
    location = project / FILE
    if not os.path.lexists(location):
        return Decided({}, {}, Found(FILE, location, b""))
    found = open_file(project, FILE, limit=TABLE_BYTES)
    if isinstance(found, Problem):
        raise InputError((found,))
    text = found.content.decode("utf-8-sig", "replace")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    pairs: dict[tuple[str, str], Decision] = {}
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=mark), start=2):
        one, other = (row.get("un") or "").strip(), (row.get("autre") or "").strip()
        word = plain(row.get("decision") or "")
        if word not in _WORDS or not one or not other:
            found_text = (row.get("decision") or "").strip() or None
            raise InputError(
                (Problem(file=FILE, kind="import-decision", line=line, column="decision",
                         found=found_text),)
            )  # fmt: skip
        key = pair_of(one, other)
        pairs[key] = _WORDS[word]
        told = ((row.get("nom_un") or ""), (row.get("nom_autre") or ""))
        names[key] = told if (one, other) == key else told[::-1]
    return Decided(pairs, names, found)


def decisions_bytes(
    pairs: Mapping[tuple[str, str], Decision], names: Mapping[tuple[str, str], tuple[str, str]]
) -> bytes:
    r"""Return the file, in order of ids.

    >>> pair = ("a", "b")
    >>> decisions_bytes({pair: "meme"}, {pair: ("CCAS", "C.C.A.S.")}).decode("utf-8-sig")
    'un;autre;nom_un;nom_autre;decision\r\na;b;CCAS;C.C.A.S.;meme\r\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_COLUMNS)
    for key, decision in sorted(pairs.items()):
        writer.writerow([*key, *names.get(key, ("", "")), decision])
    return text.getvalue().encode("utf-8-sig")
