"""Time and memory of the enhanced 2SFCA against the `access` package, on real communes.

Run ``python benchmarks/access.py [communes.parquet]`` with `access` and `pyarrow` installed.
The layer has a row a commune: ``mairie_lon``, ``mairie_lat``, ``population``. Each contender
runs alone in a fresh process on the same pairs, already in the form that it reads best
(a table of pairs for `access`, a sparse array here); only the measure itself is timed.
The process is started with ``-P``, or this file would hide the package of the same name.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from peers import tell
from pyproj import Transformer
from scipy import sparse
from scipy.spatial import cKDTree

SHARED = Path(__file__).parents[2] / "shared" / "data" / "national" / "communes.parquet"
SIZES = (5_000, 35_000)
SITE_EVERY = 7
REACH_KM = 60.0
BANDS = (15.0, 30.0, 60.0)
WEIGHTS = (1.0, 0.68, 0.22)


def read_instance(path: Path, size: int) -> tuple[sparse.coo_array, np.ndarray, np.ndarray]:
    """Return km between communes and sites (every seventh commune), residents, half-days."""
    communes = pd.read_parquet(
        path, columns=["code_insee", "mairie_lon", "mairie_lat", "population"]
    )
    communes = communes.dropna().sort_values("code_insee")
    communes = communes[communes["mairie_lat"] > 40].head(size)  # noqa: PLR2004
    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(
        communes["mairie_lon"], communes["mairie_lat"]
    )
    points = np.column_stack([x, y]) / 1_000
    sites = points[::SITE_EVERY]
    pairs = cKDTree(points).sparse_distance_matrix(
        cKDTree(sites), REACH_KM, output_type="coo_matrix"
    )
    cost = sparse.coo_array((pairs.data, (pairs.row, pairs.col)), shape=pairs.shape)
    half_days = np.random.default_rng(1).integers(1, 11, len(sites)).astype(float)
    return cost, communes["population"].to_numpy(float), half_days


def run_netmap(cost: sparse.coo_array, people: np.ndarray, half_days: np.ndarray) -> np.ndarray:
    from netmap.findings.access import enhanced_two_step_fca

    return enhanced_two_step_fca(cost, people, half_days, bands=BANDS, weights=WEIGHTS)


def peer_tables(
    cost: sparse.coo_array, people: np.ndarray, half_days: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    row, column = cost.coords
    pairs = pd.DataFrame({"origin": row, "dest": column, "cost": cost.data})
    demand = pd.DataFrame({"demand": people})
    supply = pd.DataFrame({"supply": half_days})
    return demand, supply, pairs


def run_peer(demand: pd.DataFrame, supply: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    from access import weights
    from access.fca import two_stage_fca

    result = two_stage_fca(
        demand,
        supply,
        pairs,
        max_cost=BANDS[-1],
        demand_index=True,
        demand_name="demand",
        supply_index=True,
        supply_name="supply",
        weight_fn=weights.step_fn(dict(zip(BANDS, WEIGHTS, strict=True))),
    )
    return result.reindex(demand.index).fillna(0).to_numpy(float)


def measure(contender: str, path: Path, size: int) -> None:
    """Print, as JSON, the time and memory of one contender, and what it found."""
    warnings.simplefilter("ignore")
    inputs = read_instance(path, size)
    if contender == "access":
        tables = peer_tables(*inputs)
        run = lambda: run_peer(*tables)  # noqa: E731
        small = peer_tables(sparse.coo_array(np.ones((2, 2))), np.ones(2), np.ones(2))
        run_peer(*small)
    else:
        run = lambda: run_netmap(*inputs)  # noqa: E731
        run_netmap(sparse.coo_array(np.ones((2, 2))), np.ones(2), np.ones(2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    repeats = [seconds]
    for _ in range(2):
        start = time.perf_counter()
        run()
        repeats.append(time.perf_counter() - start)
    found = {
        "origins": inputs[0].shape[0],
        "sites": inputs[0].shape[1],
        "pairs": inputs[0].nnz,
        "seconds": min(repeats),
        "added_mib": (peak - before) / 1024,
        "peak_mib": peak / 1024,
        "digest": [float(result.sum()), float(result.max()), float(np.median(result))],
    }
    print(json.dumps(found))


def compare(path: Path) -> None:
    """Print one line a size: both times, both memories, their ratios."""
    print(f"access {version('access')}, scipy {version('scipy')}, numpy {version('numpy')}")
    for size in SIZES:
        found = {}
        for contender in ("netmap", "access"):
            command = [sys.executable, "-P", __file__, str(path), contender, str(size)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[contender] = json.loads(done.stdout)
        ours, peer = found["netmap"], found["access"]
        data = f"{ours['origins']:,} origins × {ours['sites']:,} sites"
        tell("accessibility (2SFCA)", data, "access", [peer["seconds"] / ours["seconds"]])
        np.testing.assert_allclose(ours["digest"], peer["digest"], rtol=1e-9)
        print(
            f"{ours['origins']:,} origins × {ours['sites']:,} sites, {ours['pairs']:,} pairs: "
            f"{ours['seconds']:.3f} s against {peer['seconds']:.2f} s "
            f"({peer['seconds'] / ours['seconds']:.0f}×); added memory "
            f"{ours['added_mib']:.0f} MiB against {peer['added_mib']:.0f} MiB "
            f"({peer['added_mib'] / max(ours['added_mib'], 1):.0f}×); "
            f"whole process {ours['peak_mib']:.0f} MiB"
        )


if __name__ == "__main__":
    layer = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if len(sys.argv) > 2:  # noqa: PLR2004
        measure(sys.argv[2], layer, int(sys.argv[3]))
    else:
        compare(layer)
