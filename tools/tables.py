"""The tables of the base: communes, their groups, and codes and names of former times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packages import Packages

#: A town hall may stand this far outside a simplified outline: about 100 m.
_NEAR_DEGREES = 0.001
_KINDS = {
    "commune-deleguee": ("deleguee", "chefLieu"),
    "commune-associee": ("associee", "chefLieu"),
    "arrondissement-municipal": ("arrondissement", "commune"),
}


def department(code: str) -> str:
    """Return the code of a commune's department."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def commune_rows(
    known: Mapping[str, dict[str, Any]],
    halls: Mapping[str, tuple[float, float]],
    outlines: Mapping[str, shapely.Geometry],
    groups: Mapping[str, tuple[str, str, list[str]]],
    drawn_in: Mapping[str, str],
    *,
    per_degree: int,
) -> Iterator[tuple[object, ...]]:
    """Yield a header and a row a commune.

    ``contour`` says whose outline holds its land: nothing where it has its own, one of
    `drawn_in` where it became a commune again since outlines were drawn, else ``aucun``.
    """
    epci = {m: code for code, (_, nature, own) in groups.items() if nature != "EPT" for m in own}
    ept = {m: code for code, (_, nature, own) in groups.items() if nature == "EPT" for m in own}
    yield (
        *("code_insee", "nom", "population", "code_epci", "code_ept"),
        *("mairie_lon", "mairie_lat", "contour"),
    )
    for code, place in sorted(known.items()):
        population = place.get("population")
        outline = outlines.get(code)
        lon, lat = _hall(halls.get(code), outline, per_degree)
        yield (
            code,
            place["nom"],
            "" if population is None else population,
            epci.get(code, ""),
            ept.get(code, ""),
            lon,
            lat,
            "" if outline is not None else drawn_in.get(code, "aucun"),
        )


def _hall(
    hall: tuple[float, float] | None, outline: shapely.Geometry | None, per_degree: int
) -> tuple[str, str]:
    """Return a town hall's place, or nothing where it is not in its commune.

    A lost sign of the longitude is put back.
    """
    if hall is None or outline is None:
        return "", ""
    lon, lat = hall
    for place in ((lon, lat), (-lon, lat)):
        point = shapely.Point(place[0] * per_degree, place[1] * per_degree)
        if shapely.dwithin(outline, point, _NEAR_DEGREES * per_degree):
            return f"{place[0]:.4f}", f"{place[1]:.4f}"
    return "", ""


def bound_rows(
    by_department: Mapping[str, Mapping[str, shapely.Geometry]], per_degree: int
) -> Iterator[tuple[object, ...]]:
    """Yield a header and, for each department, the box that holds its outlines, in degrees."""
    yield "departement", "west", "south", "east", "north"
    for code, outlines in sorted(by_department.items()):
        yield code, *(shapely.total_bounds(list(outlines.values())) / per_degree).round(4)


def group_rows(groups: Mapping[str, tuple[str, str, list[str]]]) -> Iterator[tuple[object, ...]]:
    """Yield a header and a row a group of communes."""
    yield "code", "nom", "nature"
    yield from ((code, name, nature) for code, (name, nature, _) in sorted(groups.items()))


def former_rows(packages: Packages) -> Iterator[tuple[object, ...]]:
    """Yield a header and a row a code of former times, of a part or of an arrondissement.

    A part that bears the code of its commune has a row, for its name.
    """
    yield "code", "code_insee", "nature", "nom"
    drawn = packages.drawn()
    rows: dict[tuple[str, str], tuple[str, str]] = {}
    for code, place in packages.communes().items():
        for old in place.get("anciensCodes", ()):
            rows[old, code] = ("fusionnee", drawn[old]["nom"] if old in drawn else "")
    for place in packages.places:
        if place["type"] in _KINDS:
            nature, key = _KINDS[place["type"]]
            rows[place["code"], place[key]] = (nature, place["nom"])
    yield from ((*codes, *said) for codes, said in sorted(rows.items()))
