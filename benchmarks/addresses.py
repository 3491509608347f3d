"""How many addresses a second are answered, for each way in which people damage them.

The address base is made up: 100,000 addresses over the sample's communes, half of their streets
near an edge of a neighbourhood. Each way has a file of its own: read, looked up, placed, on one
core, then by the processes that a file of so many rows has. Beside it, in the same run, the naive
scan: each name of a street of the base compared with the one typed, one by one.

    python benchmarks/addresses.py [ROWS [ADDRESSES]]
"""

from __future__ import annotations

import gc
import random
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import shapely
from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import addresses
from peers import tell

from netmap.locate.answer import Asked, answers
from netmap.locate.index import build_index
from netmap.locate.many import answers_of_many
from netmap.locate.project import matching, ready
from netmap.locate.spelling import address_of, street_key

ROOT = Path(__file__).parents[1]
_NAIVE = 100
_PROCESSES = 2


def made(count: int) -> list[addresses.Home]:
    geo = ROOT / "data" / "geo"
    communes = gpd.read_file(geo / "communes.geojson").set_index("code_insee").to_crs(2154)
    quarters = gpd.read_file(geo / "qpv.geojson").to_crs(2154)
    near = shapely.union_all(quarters.boundary.to_numpy())
    return addresses.homes(communes, count=count, seed=5, near=near)


def naive(asked: list[Asked], streets: list[str]) -> float:
    """Return how many addresses a second the scan looks at."""
    start = time.perf_counter()
    for one in asked[:_NAIVE]:
        assert one.address is not None  # noqa: S101
        max(fuzz.ratio(one.address.street, street) for street in streets)
    return _NAIVE / (time.perf_counter() - start)


def main() -> None:
    gc.set_threshold(50_000, 20, 100)
    said = dict(enumerate(sys.argv[1:]))
    rows, count = int(said.get(0, "1000")), int(said.get(1, "100000"))
    homes = made(count)
    codes = sorted({home.postcode for home in homes})
    streets = [street_key(name) for _, name in sorted({(h.code_insee, h.voie) for h in homes})]
    print(f"{len(homes)} addresses, {len(streets)} streets; {rows} rows of each kind")
    every: list[Asked] = []
    alone, ratios = 0.0, []
    with TemporaryDirectory() as folder:
        index = Path(folder) / "adresses.sqlite"
        base = Path(folder) / "adresses-17.csv.gz"
        base.write_bytes(addresses.base_file(homes))
        build_index([base], index, had=date(2026, 1, 1))
        here = ready(ROOT)
        with matching(ROOT, index) as matcher:
            for kind, damage in addresses.DAMAGES.items():
                draw = random.Random(kind)  # noqa: S311
                texts = [damage(home, draw, codes) for home in draw.choices(homes, k=rows)]
                start = time.perf_counter()
                asked = [Asked(address_of(text, known=matcher.communes)) for text in texts]
                answers(asked, here.grounds, here.settings.inclusion, matcher)
                took = time.perf_counter() - start
                alone += took
                every += asked
                scan = naive(asked, streets)
                ratios.append(rows / took / scan)
                print(
                    f"{kind:24} {rows / took:7.0f} a second;"
                    f" the scan {scan:4.0f}: × {rows / took / scan:.0f}"
                )
        start = time.perf_counter()
        answers_of_many(every, ROOT, index, processes=_PROCESSES)
        took = time.perf_counter() - start
    tell("addresses", f"{count:,} made up, by kind of damage", "scan of all streets", ratios)
    print(f"all {len(every)}: {alone:.1f} s on one core; {took:.1f} s by {_PROCESSES} processes")


if __name__ == "__main__":
    main()
