"""How a whole build grows: CPU time, peak memory and weight of pages of made-up projects.

    python benchmarks/growth.py [--communes 10,100,300] [--partners 3000] [--least 1000]

Each build is a process of its own; times are user CPU. Sizes are those of
``benchmarks/made_project.py``. The exponent is the slope between two sizes of one kind, on a
logarithmic scale: 1 is a cost that doubles with the size.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from made_project import Size, least, rich

PAGES = ("map", "network", "report")


class Cost(NamedTuple):
    """What a build took: seconds, GiB, MB of each page."""

    seconds: float
    peak: float
    weights: tuple[float, ...]


def build(folder: Path) -> Cost:
    command = [sys.executable, "-m", "netmap", "build", "--quiet", "--project", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        message = f"the build of {folder} failed"
        raise SystemExit(message)
    weights = ((folder / "outputs" / f"{page}.html").stat().st_size / 1e6 for page in PAGES)
    return Cost(used.ru_utime, used.ru_maxrss / 2**20, tuple(weights))


def grown(kind: str, sizes: list[int], folder: Path) -> None:
    former: tuple[int, Cost] | None = None
    for size in sizes:
        project = folder / f"{kind}-{size}"
        if kind == "least":
            least(project, size)
        elif kind == "communes":
            rich(project, Size(size, 2 * size, 3 * size // 10))
        else:
            rich(project, Size(100, size, 0))
        cost = build(project)
        slope = ""
        if former is not None:
            ratio = cost.seconds / former[1].seconds
            slope = f"exponent {math.log(ratio) / math.log(size / former[0]):.2f}"
        weights = " ".join(
            f"{page} {mb:.1f} MB" for page, mb in zip(PAGES, cost.weights, strict=True)
        )
        print(
            f"{kind:8} {size:6} | {cost.seconds:6.1f} s {cost.peak:.2f} GiB | {weights} {slope}",
            flush=True,
        )
        former = size, cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--communes", default="10,100", help="sizes of rich projects")
    parser.add_argument("--partners", default="300,3000", help="partners on 100 communes")
    parser.add_argument("--least", default="100,1000", help="sizes of least projects")
    options = parser.parse_args()
    packages = ("highspy", "numpy", "pandas", "scipy")
    print(f"Python {platform.python_version()},", *(f"{name} {version(name)}" for name in packages))
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("communes", "partners", "least"):
            sizes = [int(part) for part in getattr(options, kind).split(",") if part]
            grown(kind, sizes, Path(folder))


if __name__ == "__main__":
    main()
