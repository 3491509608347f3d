"""p-median and maximal covering against spopt with CBC and spopt with HiGHS, same run.

Run ``python benchmarks/siting.py [folder]`` with `spopt` (and `highspy`) installed. The
folder holds the published problems: ``orlib/pmed1..5.txt`` and the San Francisco tables.
Times are whole: from the cost matrix to the chosen sites, the best of `REPEATS`.
Every optimum must be equal.
"""

from __future__ import annotations

import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pulp
from peers import tell
from scipy import sparse
from scipy.sparse import csgraph
from spopt.locate import MCLP, PMedian

from netmap.siting.reference import max_cover, p_median

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).parents[2] / "shared" / "reference"
REPEATS = 3


def read_orlib(path: Path) -> tuple[np.ndarray, int]:
    numbers = np.array(path.read_text().split(), dtype=float)
    n, p = int(numbers[0]), int(numbers[2])
    roads = np.zeros((n, n))
    for start, end, length in numbers[3:].reshape(-1, 3):
        roads[int(start) - 1, int(end) - 1] = roads[int(end) - 1, int(start) - 1] = length
    return csgraph.shortest_path(sparse.csr_array(roads), directed=False), p


def read_san_francisco(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    distances = pd.read_csv(
        folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    )
    people = pd.read_csv(folder / "SF_demand_205_centroid_uniform_weight.csv")
    cost = distances.pivot_table(values="distance", index="DestinationName", columns="name")
    weight = people.set_index("NAME")["POP2000"].reindex(cost.index)
    return cost.to_numpy(), weight.to_numpy(float)


def peer_median(cost: np.ndarray, weight: np.ndarray, p: int, solver: pulp.LpSolver) -> float:
    model = PMedian.from_cost_matrix(cost, weight, p_facilities=p)
    return float(pulp.value(model.solve(solver).problem.objective))


def peer_cover(
    cost: np.ndarray, weight: np.ndarray, p: int, solver: pulp.LpSolver, *, radius: float
) -> float:
    model = MCLP.from_cost_matrix(cost, weight, service_radius=radius, p_facilities=p)
    return abs(float(pulp.value(model.solve(solver).problem.objective)))


def best_time(run: Callable[[], float]) -> tuple[float, float]:
    seconds, found = np.inf, np.nan
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = run()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, found


def compare(
    name: str, ours: Callable[[], float], peer: Callable[[pulp.LpSolver], float]
) -> tuple[float, float]:
    """Print one problem's times, and return by how much each peer is slower."""
    seconds, value = best_time(ours)
    ratios = []
    parts = []
    for label, solver in (("CBC", pulp.PULP_CBC_CMD), ("HiGHS", pulp.HiGHS)):
        took, found = best_time(lambda solver=solver: peer(solver(msg=False)))
        np.testing.assert_allclose(found, value, rtol=1e-6)
        ratios.append(took / seconds)
        parts.append(f"spopt + {label} {took:.3f} s ({ratios[-1]:.1f}×)")
    print(f"{name}: {value:.10g}: netmap {seconds:.3f} s, {', '.join(parts)}", flush=True)
    return ratios[0], ratios[1]


def main(folder: Path) -> None:
    warnings.simplefilter("ignore")
    names = ("spopt", "pulp", "highspy", "scipy", "numpy")
    print(", ".join(f"{name} {version(name)}" for name in names))
    medians, covers = [], []
    for number in range(1, 6):
        cost, p = read_orlib(folder / "orlib" / f"pmed{number}.txt")
        ones = np.ones(len(cost))
        medians.append(
            compare(
                f"p-median pmed{number} (p={p})",
                lambda c=cost, w=ones, k=p: p_median(c, w, p=k).objective,
                lambda solver, c=cost, w=ones, k=p: peer_median(c, w, k, solver),
            )
        )
        radius = float(np.median(cost.min(axis=1, where=cost > 0, initial=np.inf)))
        covers.append(
            compare(
                f"max-cover pmed{number} (p={p}, radius {radius:g})",
                lambda c=cost, w=ones, k=p, r=radius: max_cover(c, w, radius=r, p=k).objective,
                lambda solver, c=cost, w=ones, k=p, r=radius: peer_cover(c, w, k, solver, radius=r),
            )
        )
    cost, weight = read_san_francisco(folder)
    medians.append(
        compare(
            "p-median San Francisco (p=4)",
            lambda: p_median(cost, weight, p=4).objective,
            lambda solver: peer_median(cost, weight, 4, solver),
        )
    )
    covers.append(
        compare(
            "max-cover San Francisco (p=4, radius 5000)",
            lambda: max_cover(cost, weight, radius=5000, p=4).objective,
            lambda solver: peer_cover(cost, weight, 4, solver, radius=5000),
        )
    )
    for name, ratios in (("p-median", medians), ("max-cover", covers)):
        cbc, highs = np.median(np.array(ratios), axis=0)
        least = np.min(np.array(ratios), axis=0)
        for place, peer in enumerate(("spopt, CBC", "spopt, HiGHS")):
            tell(name, "ORLIB and San Francisco", peer, (pair[place] for pair in ratios))
        print(
            f"{name}: median {cbc:.1f}× faster than CBC (least {least[0]:.1f}×), "
            f"{highs:.1f}× than HiGHS (least {least[1]:.1f}×)"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED)
