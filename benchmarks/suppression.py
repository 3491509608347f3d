"""Which cells to hide with the small ones: netmap against τ-Argus, on the same tables.

    python benchmarks/suppression.py [TABLES] [LIMIT_MINUTES]

50 made up tables of counts with totals, of two and three ways in turn, from small to large. Counts
of 1 to 10 are hidden, and a reader must hold 11 possible of each; in half of the tables, 0 too.
What a cell costs is its count, and 1 for a zero. Both know that no count is negative and none
is more than twice the grand total, so both are asked for the same optimum. All patterns are
attacked with ``netmap.attack.intervals``; those that do not protect are named.

τ-Argus is asked through the file that it writes for itself when it is told ``OPT``: its front end
would scale the costs, round them, and bound every cell by the least and the greatest of its
table. Its seconds are those of the optimisation, which reads that file and writes its answer and
a log; those of netmap are those of ``suppress``. Each is the least of three runs where the first
took less than a second. The limit of τ-Argus is of processor time, that of netmap of the clock: on
a busy machine τ-Argus gets more. The median of the ratios where costs are equal is what to quote.
"""

from __future__ import annotations

import importlib.metadata
import platform
import statistics
import sys
import tempfile
import time
from contextlib import chdir
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from peers import tell
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.disclosure import Protection, suppress

if TYPE_CHECKING:
    from collections.abc import Callable

THRESHOLD = 11
PACKAGES = ("pytauargus", "numpy", "scipy", "highspy")
#: the least and the greatest table, totals aside
TWO_WAYS = (5, 4), (60, 12)
THREE_WAYS = (4, 3, 3), (28, 4, 3)
#: τ-Argus holds what lacks less than that for protected
SLACK = 1e-3
RUNS = 3
#: median of the counts inside a table
MEDIAN = 15.0


@dataclass(frozen=True)
class Table:
    """Counts with totals, flat, what binds them, and how far the sensitive ones must reach."""

    shape: tuple[int, ...]
    values: np.ndarray
    equations: csr_array
    sensitive: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """What hiding each cell costs."""
        return np.maximum(self.values, 1.0)

    @property
    def most(self) -> np.ndarray:
        """What everybody knows that each cell does not exceed."""
        return np.full(len(self.values), 2.0 * self.values.max())

    def lacking(self, hidden: np.ndarray) -> int:
        """Count the sensitive cells that a pattern does not protect."""
        low, high = intervals(self.values, self.equations, hidden, upper=self.most)
        low, high, true = low[self.sensitive], high[self.sensitive], self.values[self.sensitive]
        short = np.maximum(low - (true - self.lower), (true + self.upper) - high)
        return int((short > SLACK).sum())


@dataclass(frozen=True)
class Found:
    """A pattern, what is claimed of it, and the seconds that it took."""

    hidden: np.ndarray
    status: str
    seconds: float


def with_totals(inner: np.ndarray) -> tuple[np.ndarray, csr_array]:
    """Return a table with a total at the end of each line, flat, and its equations."""
    full = inner
    for axis in range(inner.ndim):
        full = np.concatenate((full, full.sum(axis=axis, keepdims=True)), axis=axis)
    place = np.arange(full.size).reshape(full.shape)
    lines = [
        line
        for axis in range(inner.ndim)
        for line in np.moveaxis(place, axis, -1).reshape(-1, full.shape[axis])
    ]
    ends = np.cumsum([0, *(len(line) for line in lines)])
    factors = np.ones(ends[-1])
    factors[ends[1:] - 1] = -1.0
    equations = csr_array((factors, np.concatenate(lines), ends), shape=(len(lines), full.size))
    return full.ravel(), equations


def made_up(number: int, of: int) -> Table:
    """Return a table: the more of them there are before it, the larger."""
    rng = np.random.default_rng(number)
    least, greatest = (TWO_WAYS, THREE_WAYS)[number % 2]
    sizes = zip(least, greatest, strict=True)
    shape = tuple(round(a + (b - a) * number / max(of - 1, 1)) for a, b in sizes)
    skew = (0.5, 1.0, 1.5)[number // 2 % 3]
    spread = skew / len(shape) ** 0.5
    effects = [rng.normal(0, spread, _along(shape, axis)) for axis in range(len(shape))]
    level = np.exp(sum(effects, np.zeros(shape)))
    values, equations = with_totals(rng.poisson(MEDIAN * level).astype(np.float64))
    sensitive = np.flatnonzero((values > 0) & (values < THRESHOLD))
    true = values[sensitive]
    lower = true if number // 2 % 2 else np.zeros(len(true))
    return Table(shape, values, equations, sensitive, lower, THRESHOLD - true)


def _along(shape: tuple[int, ...], axis: int) -> list[int]:
    return [size if at == axis else 1 for at, size in enumerate(shape)]


def ask_netmap(table: Table, limit_s: float) -> Found:
    start = time.perf_counter()
    found = suppress(
        table.values,
        table.equations,
        table.sensitive,
        weights=table.weights,
        upper=table.most,
        protection=Protection(lower=table.lower, upper=table.upper),
        time_limit_s=limit_s,
    )
    return Found(found.suppressed, found.status, time.perf_counter() - start)


def ask_tau_argus(table: Table, limit_minutes: int, solver: Any) -> Found:  # noqa: ANN401
    """Ask from within an empty folder: τ-Argus leaves its logs where it stands."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("table.jj").write_text(as_jj(table), encoding="ascii")
        start = time.perf_counter()
        code = solver.full_jj(in_file_jj="table.jj", out_file="found.txt", max_time=limit_minutes)
        seconds = time.perf_counter() - start
        hidden = np.zeros(len(table.values), dtype=np.bool_)
        hidden[table.sensitive] = True
        answer = Path("found.txt")
        if answer.is_file():
            hidden[[int(cell) for cell in answer.read_text(encoding="ascii").split()]] = True
    status = {0: "optimal", 1: "time-limit"}.get(code, f"error {code}")
    return Found(hidden, status, seconds)


def as_jj(table: Table) -> str:
    """Write a table as τ-Argus does for its solver.

    A line a cell: number, value, cost, status (u: unsafe, s: safe), least and greatest value that
    everybody knows, lower and upper protection level, sliding one. A line an equation.
    """
    lower, upper = np.zeros(len(table.values)), np.zeros(len(table.values))
    lower[table.sensitive], upper[table.sensitive] = table.lower, table.upper
    unsafe = set(table.sensitive.tolist())
    lines = ["0", str(len(table.values))]
    for cell, (value, cost, most, down, up) in enumerate(
        zip(table.values, table.weights, table.most, lower, upper, strict=True)
    ):
        status = "u" if cell in unsafe else "s"
        lines.append(f"{cell} {value:.0f} {cost:.0f} {status} 0 {most:.0f} {down:.3f} {up:.3f} 0")
    lines.append(str(table.equations.shape[0]))
    for start, end in pairwise(table.equations.indptr):
        terms = zip(
            table.equations.indices[start:end], table.equations.data[start:end], strict=True
        )
        lines.append(f"0 {end - start} : " + " ".join(f"{cell} ({by:.0f})" for cell, by in terms))
    return "\n".join(lines) + "\n"


def quickest(ask: Callable[[], Found]) -> Found:
    found = [ask()]
    if found[0].seconds < 1:
        found += [ask() for _ in range(RUNS - 1)]
    return min(found, key=lambda one: one.seconds)


def published_example() -> Table:
    """Return the example of Fischetti and Salazar (2000), whose optimum is 59."""
    inner = np.array([[20.0, 50.0, 10.0], [8.0, 19.0, 22.0], [17.0, 32.0, 12.0]])
    values, equations = with_totals(inner)
    return Table((3, 3), values, equations, np.array([6]), np.array([5.0]), np.array([8.0]))


def main() -> None:
    try:
        from pytauargus.engine import HiTaSCtrl
    except ImportError:
        print("τ-Argus is not here: pip install pytauargus, outside the project's environment.")
        sys.exit(1)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else 1  # noqa: PLR2004
    solver = HiTaSCtrl()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    print(f"python {platform.python_version()}, {versions}, τ-Argus solver {solver.version()}")
    example = published_example()
    answers = [ask_netmap(example, 60.0), ask_tau_argus(example, 1, solver)]
    for name, found in zip(("netmap", "τ-Argus"), answers, strict=True):
        cells = np.flatnonzero(found.hidden).tolist()
        print(f"published example, {name}: {example.weights[found.hidden].sum():.0f}, {cells}")
    print(f"{'table':>9} {'cells':>5} {'small':>5} | {'netmap':^28} | {'τ-Argus':^28} | ratio")
    pairs = []
    for number in range(wanted):
        table = made_up(number, wanted)
        ours = quickest(lambda t=table: ask_netmap(t, 60.0 * minutes))
        theirs = quickest(lambda t=table: ask_tau_argus(t, minutes, solver))
        costs = tuple(float(table.weights[one.hidden].sum()) for one in (ours, theirs))
        name = "x".join(map(str, table.shape))
        print(
            f"{name:>9} {len(table.values):5} {len(table.sensitive):5} | "
            + " | ".join(
                f"{cost:7.0f} {one.status:>10} {one.seconds:7.3f} s"
                for cost, one in zip(costs, (ours, theirs), strict=True)
            )
            + f" | {ours.seconds / theirs.seconds:5.2f}"
            + "".join(
                f"  {whose}: {lacking} cells not protected"
                for whose, one in (("netmap", ours), ("τ-Argus", theirs))
                if (lacking := table.lacking(one.hidden))
            ),
            flush=True,
        )
        pairs.append((costs, ours.seconds / theirs.seconds))
    equal = [ratio for (ours, theirs), ratio in pairs if ours == theirs]
    cheaper = sum(ours < theirs for (ours, theirs), _ in pairs)
    dearer = wanted - len(equal) - cheaper
    print(f"equal costs {len(equal)} of {wanted}; netmap cheaper {cheaper}, dearer {dearer}")
    if equal:
        print(f"netmap/τ-Argus, median of the ratios where equal: {statistics.median(equal):.2f}")
        data = f"{wanted} tables of two and three ways, equal costs"
        tell("suppression", data, "τ-Argus (HiGHS)", (1 / ratio for ratio in equal))
    print(
        f"netmap no slower: {statistics.mean(ratio <= 1 for _, ratio in pairs):.0%} of the tables"
    )


if __name__ == "__main__":
    main()
