"""Whole build of La Rochelle against the bare import of what it is built with, in the same run.

    python benchmarks/build.py [RUNS]

Both are whole processes, in turn; the median of the ratios is what to quote.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from peers import tell

ROOT = Path(__file__).parents[1]
IMPORTS = "import geopandas, folium, networkx, pyvis.network"
PACKAGES = ("geopandas", "folium", "networkx", "pyvis", "pandas", "numpy", "scipy")


def seconds(command: list[str]) -> float:
    # as for whoever installed it: modules are compiled once, by the first run
    kept = {key: word for key, word in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=kept)
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "outputs"
        build = [sys.executable, "-m", "netmap", "build", "--quiet"]
        build += ["--project", str(ROOT), "--out", str(out)]
        bare = [sys.executable, "-c", IMPORTS]
        seconds(build), seconds(bare)
        pairs = [(seconds(build), seconds(bare)) for _ in range(runs)]
        weights = {page.name: page.stat().st_size for page in sorted(out.glob("*"))}
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    print(f"Python {platform.python_version()}, {versions}; {runs} runs, La Rochelle")
    print(f"build        median {statistics.median(a for a, _ in pairs):6.2f} s")
    print(f"bare import  median {statistics.median(b for _, b in pairs):6.2f} s")
    print(
        f"ratio        median {statistics.median(a / b for a, b in pairs):6.2f}  (aim: 3 or less)"
    )
    tell("whole build", "La Rochelle", "bare import of its packages", (b / a for a, b in pairs))
    for name, size in weights.items():
        print(f"{name:<20} {size / 1e6:6.3f} MB")


if __name__ == "__main__":
    main()
