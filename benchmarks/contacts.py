"""Contacts placed in all communes and priority neighbourhoods of France, against peers, in a run.

    python benchmarks/contacts.py [--points 300000] [--zones FILE] [--without NAME,…]
        [--departments 17,79,…]

Contacts are made up: half where people live, a quarter in neighbourhoods, a quarter anywhere. Each
way of placing them is a process of its own, that starts from the same Parquet file of degrees and
ends with the zone of each point; CPU is that of one thread, memory the peak of the process. The
*rule* asks each point of each zone near it, as netmap places a partner: every point of every way is
held against it. *netmap, whole* is what a build does: the file is tried apart, read and checked,
read again and counted by year and place; its counts are held against those of the rule.

Peers: ``geopandas.sjoin``, as it is called first (``intersects``) and as it is quickest
(``within``); DuckDB and its extension for space, if both are installed (they are packages:
``pip install duckdb duckdb-extension-spatial``, of one version). Outlines of neighbourhoods are
read from ``--zones``, or from beside the repository; without them there are communes alone.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from peers import tell
from pyproj import CRS, Transformer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
QUARTERS = ROOT.parent / "shared" / "data" / "national" / "qpv2024.parquet"
METRIC = 2154
AT_ONCE = 400_000
DAYS = np.arange("2021-01-01", "2025-01-01", dtype="datetime64[D]")
PACKAGES = ("geopandas", "shapely", "numpy", "pandas", "pyproj", "pyarrow")


def made_zones(quarters: Path, departments: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    from netmap.sources.base import communes, department, outlined
    from netmap.territory.zones import partition

    codes = communes().index
    towns = outlined(one for one in codes if not departments or department(one) in departments)
    qpv = gpd.GeoDataFrame({"code_qp": []}, geometry=[], crs=4326)
    if quarters.is_file():
        qpv = gpd.read_parquet(quarters)
        if departments:
            qpv = qpv[qpv["insee_dep"].isin(departments)]
    else:
        print(f"no outlines of neighbourhoods at {quarters}: communes alone")
    return partition(towns, qpv, crs=CRS.from_epsg(METRIC)).zones


def made_points(zones: gpd.GeoDataFrame, count: int, file: Path) -> None:
    """Write contacts, in groups of a million rows."""
    random = np.random.default_rng(1)
    box = zones.bounds.to_numpy()
    people = zones["population"].fillna(0).to_numpy(dtype=float) + 1
    quarter = zones["code_qp"].notna().to_numpy()
    weights = [people, people * quarter if quarter.any() else people, zones["area_km2"].to_numpy()]
    back = Transformer.from_crs(METRIC, 4326, always_xy=True)
    schema = pa.schema(
        {
            "date": pa.date32(),
            "latitude": pa.float64(),
            "longitude": pa.float64(),
            "code": pa.string(),
        }
    )
    with pq.ParquetWriter(file, schema) as writer:
        for start in range(0, count, 1_000_000):
            rows = min(1_000_000, count - start)
            shares = [rows // 2, rows // 4, rows - rows // 2 - rows // 4]
            zone = np.concatenate(
                [
                    random.choice(len(zones), share, p=weight / weight.sum())
                    for share, weight in zip(shares, weights, strict=True)
                ]
            )
            random.shuffle(zone)
            spot = box[zone, :2] + random.random((rows, 2)) * (box[zone, 2:] - box[zone, :2])
            longitude, latitude = back.transform(spot[:, 0], spot[:, 1])
            columns = [random.choice(DAYS, rows), latitude, longitude, pa.nulls(rows, pa.string())]
            writer.write_table(pa.table(dict(zip(schema.names, columns, strict=True)), schema))


def degrees(file: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield longitudes and latitudes, so many rows at a time."""
    for batch in pq.ParquetFile(file).iter_batches(AT_ONCE, columns=["longitude", "latitude"]):
        yield batch.column(0).to_numpy(), batch.column(1).to_numpy()


def by_netmap(zones: gpd.GeoDataFrame, file: Path) -> np.ndarray:
    from netmap.territory.finder import ZoneFinder

    finder = ZoneFinder(zones, points=pq.read_metadata(file).num_rows)
    return np.concatenate([finder.find(*batch).astype(np.int32) for batch in degrees(file)])


def by_build(zones: gpd.GeoDataFrame, file: Path) -> np.ndarray:
    """Return the contacts of each zone, as a build counts them."""
    from netmap.counts.contacts import count_contacts
    from netmap.inputs.contacts.checked import with_contacts
    from netmap.inputs.draft import read_draft

    with tempfile.TemporaryDirectory(dir=file.parent) as place:
        data = Path(place) / "data"
        data.mkdir()
        (data / file.name).hardlink_to(file)
        draft = read_draft(Path(place))
        # the layers of a project have fewer points than those of France
        draft.__dict__["commune_codes"] = frozenset(zones["code_insee"])
        draft.__dict__["qpv_codes"] = frozenset(zones["code_qp"].dropna())
        draft = with_contacts(draft)
        names = {"communes": "code_insee", "qpv": "code_qp"}
        layers = {
            name: pd.DataFrame(index=zones[key].dropna().unique()) for name, key in names.items()
        }
        territory = SimpleNamespace(zones=zones, epci=None, edges=None, **layers)
        counts = count_contacts(draft.contacts, territory)["passages"]
    by_zone = counts.xs("zone", level="niveau").groupby(level="code").sum()
    # a point off all coasts is none of France, and is left out of its row
    outside = counts.xs("ailleurs", level="niveau").sum()
    return np.append(by_zone.reindex(zones.index, fill_value=0), outside)


def by_rule(zones: gpd.GeoDataFrame, file: Path) -> np.ndarray:
    from netmap.territory.finder import ZoneFinder

    finder = ZoneFinder(zones, points=1)
    return np.concatenate([finder.find(*batch).astype(np.int32) for batch in degrees(file)])


def by_sjoin(zones: gpd.GeoDataFrame, file: Path, predicate: str) -> np.ndarray:
    table = pd.read_parquet(file, columns=["longitude", "latitude"])
    points = gpd.points_from_xy(table["longitude"], table["latitude"])
    frame = gpd.GeoDataFrame(geometry=points, crs=4326).to_crs(zones.crs)
    ranked = gpd.GeoDataFrame(
        {"rank": ranks(zones)}, geometry=zones.geometry.to_numpy(), crs=METRIC
    )
    joined = gpd.sjoin(frame, ranked, predicate=predicate)
    return lowest(joined.index.to_numpy(), joined["rank"].to_numpy(), len(table), zones)


def by_intersects(zones: gpd.GeoDataFrame, file: Path) -> np.ndarray:
    return by_sjoin(zones, file, "intersects")


def by_within(zones: gpd.GeoDataFrame, file: Path) -> np.ndarray:
    return by_sjoin(zones, file, "within")


def by_duckdb(zones: gpd.GeoDataFrame, file: Path) -> np.ndarray:
    import duckdb

    (folder,) = find_spec("duckdb_extension_spatial").submodule_search_locations
    (extension,) = Path(folder).rglob("spatial.duckdb_extension")
    outlines = pa.table(
        {"rank": ranks(zones), "shape": shapely.to_wkb(zones.geometry.to_numpy())},
        schema=pa.schema({"rank": pa.int32(), "shape": pa.binary()}),
    )
    with duckdb.connect(config={"threads": 1, "allow_unsigned_extensions": "true"}) as base:
        base.load_extension(str(extension))
        base.register("outlines", outlines)
        base.execute(
            "CREATE TABLE zones AS SELECT rank, ST_GeomFromWKB(shape) AS shape FROM outlines"
        )
        joined = base.execute(
            f"""
            SELECT point.file_row_number AS at, zones.rank AS rank
            FROM (
                SELECT file_row_number, ST_Transform(
                    ST_Point(longitude, latitude), 'EPSG:4326', 'EPSG:{METRIC}', always_xy := true
                ) AS shape
                FROM read_parquet(?, file_row_number = true)
            ) AS point JOIN zones ON ST_Intersects(zones.shape, point.shape)
            """,  # noqa: S608 - a number of ours
            [str(file)],
        ).fetchnumpy()
    return lowest(joined["at"], joined["rank"], pq.read_metadata(file).num_rows, zones)


def ranks(zones: gpd.GeoDataFrame) -> np.ndarray:
    """Return the order of preference of each zone."""
    from netmap.territory.locate import quarters_first

    rank = np.empty(len(zones), dtype=np.int32)
    rank[quarters_first(zones)] = np.arange(len(zones), dtype=np.int32)
    return rank


def lowest(at: np.ndarray, rank: np.ndarray, count: int, zones: gpd.GeoDataFrame) -> np.ndarray:
    """Return the zone of each point: of several, the first in order of preference."""
    first = np.full(count, len(zones), dtype=np.int32)
    np.minimum.at(first, at, rank.astype(np.int32))
    place = np.append(np.argsort(ranks(zones)), -1).astype(np.int32)
    return place[first]


WAYS = {
    "netmap": by_netmap,
    "netmap, whole": by_build,
    "sjoin intersects": by_intersects,
    "sjoin within": by_within,
    "duckdb": by_duckdb,
    "rule": by_rule,
}


def counted(zone: np.ndarray, places: int) -> np.ndarray:
    """Return how many points lie in each zone, and, in the last place, in none."""
    return np.bincount(zone % places, minlength=places)


def one(way: str, folder: Path) -> None:
    """Place the points of a folder in one way and tell what it took."""
    zones = gpd.read_parquet(folder / "zones.parquet")
    start, cpu = time.perf_counter(), time.process_time()
    found = WAYS[way](zones, folder / "passages.parquet")
    apart = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    took = {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu + apart.ru_utime + apart.ru_stime,
        "MiB": max(own.ru_maxrss, apart.ru_maxrss) / 1024,
    }
    np.save(folder / f"{way}.npy", found)
    print(json.dumps(took))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=300_000)
    parser.add_argument("--zones", type=Path, default=QUARTERS)
    parser.add_argument("--without", default="")
    parser.add_argument("--departments", default="", help="of all France, where none is named")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    left_out = set(asked.without.split(","))
    if find_spec("duckdb") is None or find_spec("duckdb_extension_spatial") is None:
        print("duckdb and duckdb-extension-spatial are not both installed: DuckDB is left out")
        left_out.add("duckdb")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        zones = made_zones(asked.zones, tuple(filter(None, asked.departments.split(","))))
        zones.to_parquet(folder / "zones.parquet")
        made_points(zones, asked.points, folder / "passages.parquet")
        size = (folder / "passages.parquet").stat().st_size / 1e6
        quarters = int(zones["code_qp"].notna().sum())
        vertices = int(shapely.get_num_coordinates(zones.geometry.to_numpy()).sum())
        print(f"Python {platform.python_version()}, {', '.join(versions)}")
        print(
            f"{asked.points:,} points ({size:.0f} MB), {len(zones):,} zones, {quarters:,} of them"
        )
        print(f"parts of neighbourhoods, {vertices:,} vertices")
        took = {}
        for way in (name for name in WAYS if name not in left_out):
            command = [sys.executable, __file__, "--one", way, str(folder)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            took[way] = json.loads(said.splitlines()[-1])
        told = {way: np.load(folder / f"{way}.npy") for way in took}
    print(f"{'':<18}{'CPU s':>9}{'seconds':>9}{'MiB':>9}{'× netmap':>10}  unlike the rule")
    for way, cost in took.items():
        ratio = cost["cpu"] / took["netmap"]["cpu"]
        unlike = ""
        if "rule" in told:
            rule = told["rule"] if way != "netmap, whole" else counted(told["rule"], len(told[way]))
            unlike = f"{int((told[way] != rule).sum()):,}"
        if not way.startswith("netmap"):
            tell("contacts to zones", f"{asked.points:,} points", way, [ratio])
        print(
            f"{way:<18}{cost['cpu']:>9.1f}{cost['seconds']:>9.1f}{cost['MiB']:>9.0f}"
            f"{ratio:>10.1f}  {unlike}"
        )
    print(
        "A peer that asks for no tolerance and no nearest zone differs at borders and off coasts."
    )


if __name__ == "__main__":
    main()
