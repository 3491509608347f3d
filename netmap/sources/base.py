"""The base of France: communes, the groups that they form, their outlines, their former codes.

Its files, and who made them, are in ``netmap/sources/france/``.
"""

from __future__ import annotations

import gzip
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

from netmap.sources.topojson import outlines, read_topology

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import geopandas as gpd
    import pandas as pd
    from shapely import MultiPolygon, Polygon

_FOLDER = "france"
#: What a group of communes is: an EPCI with its own taxes, or a territory of Greater Paris.
Nature = Literal["CC", "CA", "CU", "METRO", "EPT"]


@dataclass(frozen=True)
class Origin:
    """Who made a part of the base, when, under which licence."""

    producer: str
    vintage: str
    licence: str
    link: str
    note: str | None = None


@dataclass(frozen=True)
class Group:
    """Communes that act together: a SIREN, a name, a nature, and the communes in order of code."""

    code: str
    name: str
    nature: Nature
    communes: tuple[str, ...]


@cache
def communes() -> pd.DataFrame:
    """Return today's communes, in order of code; never to be changed.

    Returns
    -------
        Index ``code_insee``; ``nom``; ``population`` (municipal, NaN: unknown); ``code_epci``
        and ``code_ept`` (None: in none); ``mairie_lon``, ``mairie_lat`` (EPSG:4326, NaN:
        unknown); ``contour``: whose outline holds the commune's land (itself but for four
        communes that were part of another when outlines were drawn; None: no outline).

    Examples
    --------
    >>> communes().loc["17300", ["nom", "code_epci"]].tolist()
    ['La Rochelle', '241700434']
    """
    frame = _table("communes").set_index("code_insee")
    for name in ("population", "mairie_lon", "mairie_lat"):
        frame[name] = frame[name].replace("", "nan").astype(float)
    for name in ("code_epci", "code_ept"):
        frame[name] = frame[name].where(frame[name] != "", None)
    own = frame["contour"].where(frame["contour"] != "", frame.index.to_series())
    return frame.assign(contour=own.where(own != "aucun", None))


@cache
def groups() -> dict[str, Group]:
    """Return every group of communes by its SIREN, in order.

    >>> groups()["241700434"].name, len(groups()["241700434"].communes)
    ("Communauté d'agglomération de La Rochelle", 28)
    """
    members: dict[str, list[str]] = {}
    for column in ("code_epci", "code_ept"):
        held = communes()[column].dropna()
        for commune, group in zip(held.index.to_list(), held.to_list(), strict=True):
            members.setdefault(group, []).append(commune)
    said = _table("groups")
    rows = zip(said["code"].tolist(), said["nom"].tolist(), said["nature"].tolist(), strict=True)
    return {
        code: Group(code, name, nature, tuple(members[code]))
        for code, name, nature in rows
        if code in members
    }


@cache
def former() -> pd.DataFrame:
    """Return codes that are, or were, of a part of a commune; never to be changed.

    Returns
    -------
        Columns ``code``; ``code_insee``, the commune that it belongs to today; ``nature``
        (fusionnee, deleguee, associee, arrondissement); ``nom`` (None: not known). A part may
        bear the code of its commune; it then has another name.
    """
    frame = _table("former")
    return frame.assign(nom=frame["nom"].where(frame["nom"] != "", None))


def today(code: str) -> str | None:
    """Return the commune that a code means today; None where there is none.

    >>> today("93059"), today("13204"), today("17300"), today("99999")
    ('93066', '13055', '17300', None)
    """
    if code in communes().index:
        return code
    return _today().get(code)


@cache
def _today() -> dict[str, str]:
    return dict(zip(former()["code"], former()["code_insee"], strict=True))


def department(code_insee: str) -> str:
    """Return the code of a commune's department, or of its territory overseas.

    >>> department("17300"), department("2A004"), department("97411")
    ('17', '2A', '974')
    """
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]


def outlined(codes: Iterable[str]) -> gpd.GeoDataFrame:
    """Return the outlines of communes; those that have none of their own are left out.

    Coordinates are whole ten-thousandths of a degree: borders that are shared, between
    departments too, have the same points on both sides.

    Parameters
    ----------
    codes
        Codes of today's communes.

    Returns
    -------
        Index ``code_insee``, in order; columns ``nom``, ``population``; polygons in EPSG:4326.

    Examples
    --------
    >>> outlined(["17300", "17028"])["nom"].tolist()
    ['Aytré', 'La Rochelle']
    """
    import geopandas as gpd

    wanted = frozenset(codes)
    shapes: dict[str, Polygon | MultiPolygon] = {}
    for code in sorted({department(code) for code in wanted}):
        shapes |= outlines_of(code, only=wanted)
    index = sorted(shapes)
    return gpd.GeoDataFrame(
        communes().loc[index, ["nom", "population"]],
        geometry=[shapes[code] for code in index],
        crs=4326,
    )


def outlines_of(
    department: str, *, only: Collection[str] | None = None
) -> dict[str, Polygon | MultiPolygon]:
    """Return the outlines of a department by code of commune; nothing where it has no file."""
    file = resources.files(__package__) / _FOLDER / f"{department}.topojson.gz"
    if not file.is_file():
        return {}
    return outlines(read_topology(file.read_bytes()), "communes", only=only)


@cache
def bounds() -> pd.DataFrame:
    """Return the box of each department: ``west, south, east, north``, degrees (EPSG:4326)."""
    return _table("departments").set_index("departement").astype(float)


@cache
def origins() -> dict[str, Origin]:
    """Return who made each part of the base: contours, communes, groupements, terres."""
    text = (resources.files(__package__) / _FOLDER / "SOURCES.toml").read_text(encoding="utf-8")
    return {
        name: Origin(
            producer=said["producteur"],
            vintage=said["millesime"],
            licence=said["licence"],
            link=said["lien"],
            note=said.get("note"),
        )
        for name, said in tomllib.loads(text).items()
    }


def _table(name: str) -> pd.DataFrame:
    import pandas as pd

    file = resources.files(__package__) / _FOLDER / f"{name}.csv.gz"
    text = io.BytesIO(gzip.decompress(file.read_bytes()))
    return pd.read_csv(text, dtype=str, keep_default_na=False)
