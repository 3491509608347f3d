"""Zones of all communes and priority neighbourhoods of France, against ``geopandas.overlay``.

    python benchmarks/zones.py [--runs 3]

Both cut the same communes by the same neighbourhoods, in Lambert-93, in turn in one process: the
median of the ratios is what to quote. ``overlay(how="identity")`` gives the outlines; the zones of
netmap have people, names and doubts beside. Areas are held against each other, part by part, but
for slivers that netmap gives to the commune that a neighbourhood lies in. Outlines of
neighbourhoods are read from ``../shared``.
"""

from __future__ import annotations

import argparse
import platform
import time
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import pandas as pd
from peers import tell
from pyproj import CRS

from netmap.sources.base import communes, outlined
from netmap.territory.zones import partition

QUARTERS = Path(__file__).parents[2] / "shared" / "data" / "national" / "qpv2024.parquet"
METRIC = CRS.from_epsg(2154)
#: 100 m², in km²
_UNLIKE = 1e-4


def overlay(towns: gpd.GeoDataFrame, quarters: gpd.GeoDataFrame) -> pd.Series:
    """Return the areas of parts and remainders, in km²."""
    towns = towns[["geometry"]].to_crs(METRIC).reset_index(names="code_insee")
    quarters = quarters[["code_qp", "geometry"]].to_crs(METRIC)
    cut = gpd.overlay(towns, quarters, how="identity", keep_geom_type=True)
    names = cut["code_insee"].where(cut["code_qp"].isna(), cut["code_insee"] + ":" + cut["code_qp"])
    return (cut.geometry.area / 1e6).groupby(names.to_numpy()).sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not QUARTERS.is_file():
        raise SystemExit(f"no outlines of neighbourhoods at {QUARTERS}")
    towns, quarters = outlined(communes().index), gpd.read_parquet(QUARTERS)
    # overseas is far from Lambert-93
    quarters = quarters[quarters["insee_dep"].str.len() == len("17")]
    towns = towns[~towns.index.str.startswith("97")]
    ratios = []
    for _ in range(options.runs):
        start = time.process_time()
        zones = partition(towns, quarters, crs=METRIC).zones
        middle = time.process_time()
        areas = overlay(towns, quarters)
        end = time.process_time()
        ratios.append((end - middle) / (middle - start))
        print(f"netmap {middle - start:.2f} s, overlay {end - middle:.2f} s", flush=True)
    both = pd.DataFrame({"netmap": zones["area_km2"], "overlay": areas}).fillna(0.0)
    apart = (both["netmap"] - both["overlay"]).abs()
    packages = ", ".join(f"{name} {version(name)}" for name in ("geopandas", "shapely", "numpy"))
    print(f"Python {platform.python_version()}, {packages}")
    print(f"{len(towns)} communes, {len(quarters)} neighbourhoods, {len(zones)} zones")
    tell("zones", f"{len(towns)} communes, {len(quarters)} QPVs", "geopandas.overlay", ratios)
    print(
        f"areas unlike by more than 100 m²: {(apart > _UNLIKE).sum()} of {len(both)}; "
        f"largest {apart.max():.3f} km²; sums {both.sum().round(3).to_dict()}"
    )


if __name__ == "__main__":
    main()
