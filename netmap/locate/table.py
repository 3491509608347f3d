"""A file of people's addresses: read where it stands, answered by line, never copied.

Nothing of a row goes further than its line: no name, no address, no point. What is refused says
where, not what stands there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from netmap.errors import InputError, OutputError, Problem
from netmap.inputs.files import open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.table_files import read_grids
from netmap.locate.answer import Answer, Asked
from netmap.locate.spelling import address_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from netmap.inputs.grid import Grid

#: what a column is called, as headers are compared; the first that is there is read
COLUMNS: dict[str, tuple[str, ...]] = {
    "address": (
        "adresse", "adresse_complete", "adresse_postale", "adresse_du_beneficiaire", "domicile",
        "adresse_1", "adresse1", "ligne_adresse", "address", "lieu",
    ),
    "number": ("numero", "num", "numvoie", "numero_voie", "no_voie"),
    "suffix": ("rep", "indice", "bis_ter"),
    "street": ("voie", "nom_voie", "rue", "libelle_voie", "street"),
    "postcode": (
        "code_postal", "cp", "codepostal", "code_postal_du_beneficiaire", "postcode", "zip",
    ),
    "commune": (
        "commune", "ville", "nom_commune", "localite", "commune_du_beneficiaire", "city", "town",
    ),
    "lat": ("latitude", "lat"),
    "lon": ("longitude", "lon", "lng", "long"),
}  # fmt: skip
_ENDINGS = frozenset({".csv", ".xlsx", ".ods"})


@dataclass(frozen=True, repr=False)
class People:
    """Rows of a file: the line of each, and what is asked about it."""

    lines: tuple[int, ...]
    asked: tuple[Asked, ...]


def read_people(path: Path, known: frozenset[str] = frozenset()) -> People:
    """Read a file of addresses or points, whatever its other columns.

    Parameters
    ----------
    path
        CSV, XLSX or ODS, anywhere.
    known
        Keys of communes, for addresses in one column.

    Raises
    ------
    InputError
        It cannot be read, or has neither addresses nor points; nothing that stands in it is told.
    """
    names = frozenset(name for several in COLUMNS.values() for name in several)
    found = open_file(path.parent, path.name, limit=TABLE_BYTES)
    if isinstance(found, Problem):
        raise InputError((replace(found, file=str(path)),))
    if found.ending not in _ENDINGS:
        raise InputError((Problem(file=str(path), kind="locate-format"),))
    (grid, _), *others = read_grids(found, names)
    if others:
        raise InputError((Problem(file=str(path), kind="locate-sheets"),))
    if isinstance(grid, Problem) and grid.kind != "no-header":
        raise InputError((replace(grid, file=str(path), found=None),))
    if isinstance(grid, Problem):
        raise InputError((Problem(file=str(path), kind="locate-columns"),))
    columns = {
        key: grid.cells(name)
        for key, several in COLUMNS.items()
        if (name := next((one for one in several if one in grid.columns.where), None))
    }
    if not ({"address", "street"} & columns.keys() or {"lat", "lon"} <= columns.keys()):
        raise InputError((Problem(file=str(path), kind="locate-columns"),))
    return People(grid.lines, tuple(_rows(grid, columns, known)))


def _rows(grid: Grid, columns: dict[str, list[str]], known: frozenset[str]) -> list[Asked]:
    asked = []
    for place in range(len(grid.rows)):
        cell = {key: values[place].strip() for key, values in columns.items()}
        street = " ".join(filter(None, (cell.get(k, "") for k in ("number", "suffix", "street"))))
        text = cell.get("address", "") or street
        point = point_of(f"{cell.get('lat', '')} {cell.get('lon', '')}")
        address = address_of(
            text, postcode=cell.get("postcode", ""), commune=cell.get("commune", ""), known=known
        )
        asked.append(Asked(address if text else None, point))
    return asked


def point_of(text: str) -> tuple[float, float] | None:
    """Return a latitude and a longitude that a text says; None where it is no point.

    >>> point_of("46.16,-1.15"), point_of("46,16 -1,15"), point_of("46.16 ; -1.15")
    ((46.16, -1.15), (46.16, -1.15), (46.16, -1.15))
    >>> point_of("12 rue Jean Moulin"), point_of("146.16, -1.15"), point_of("46")
    (None, None, None)
    """
    bare = text.strip().strip("()")
    for sign in (";", None, ","):
        pieces = [piece.strip(" ,") for piece in bare.split(sign) if piece.strip(" ,")]
        if len(pieces) == 2:  # noqa: PLR2004 - a latitude and a longitude
            try:
                lat, lon = (float(piece.replace(",", ".")) for piece in pieces)
            except ValueError:
                continue
            inside = math.isfinite(lat) and abs(lat) <= _POLE and abs(lon) <= 2 * _POLE
            return (lat, lon) if inside else None
    return None


_POLE = 90.0


def record(answer: Answer, names: dict[str, str]) -> dict[str, Any]:
    """Return what is said of an address as data: no point, no street, no number.

    Parameters
    ----------
    names
        What communes, neighbourhoods and permanences are called, by code or id.
    """
    there = answer.standing
    told: dict[str, Any] = {
        "resultat": answer.result,
        "score": None if math.isnan(answer.score) else round(answer.score, 2),
        "inclusion": answer.included.value,
        "motif": answer.reason,
        "code_insee": None, "commune": None, "qpv": "a-verifier", "code_qp": None, "quartier": None,
        "vecu": "a-verifier", "code_vecu": None, "distance_bord_m": None, "zone": None,
        "permanence": None, "minutes": None,
    }  # fmt: skip
    if there is None:
        return told
    return told | {
        "code_insee": there.commune,
        "commune": names.get(there.commune or ""),
        "qpv": there.qpv.value,
        "code_qp": there.qpv_code,
        "quartier": names.get(there.qpv_code or ""),
        "vecu": there.lived.value,
        "code_vecu": there.lived_code,
        "distance_bord_m": None if math.isnan(there.edge_m) else there.edge_m,
        "zone": there.zone,
        "permanence": names.get(there.site or ""),
        "minutes": None if math.isnan(there.minutes) else round(there.minutes),
    }


def refuse_target(target: Path, project: Path) -> None:
    """Refuse to write answers about people where others would read them, or over a file.

    Raises
    ------
    OutputError
        It is there, or stands in a folder of outputs.
    """
    real = target.resolve()
    public = (project / "outputs").resolve()
    inside = real.is_relative_to(public) or any(
        (folder / "manifest.json").is_file() and (folder / "findings.json").is_file()
        for folder in real.parents
    )
    if inside:
        raise OutputError("locate-public", path=str(target))
    if target.exists():
        raise OutputError("locate-there", path=str(target))


def rows_of(people: People, told: Sequence[Answer], names: dict[str, str]) -> list[dict[str, Any]]:
    """Return a record a row, with the line that it stands on."""
    return [
        {"ligne": line} | record(answer, names)
        for line, answer in zip(people.lines, told, strict=True)
    ]
