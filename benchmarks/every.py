"""Every comparison with a peer, in one table: printed, and written into docs/performance.md.

    python benchmarks/every.py [--only zones,chain] [--long]

Each benchmark is a process of its own, one after the other: the machine should have nothing else
to do. ``--long`` asks for national sizes too. One whose peer or data are not
there is told, and its former line goes: the table is what one machine measured in one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from peers import told

if TYPE_CHECKING:
    from peers import Comparison

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- every.py: begin -->", "<!-- every.py: end -->"
#: Benchmark → the words that it is asked with, and with ``--long``.
ASKED = {
    "build": ([], []),
    "zones": ([], []),
    "chain": ([], ["--national"]),
    "suppression": (["20"], []),
    "contacts": (["--points", "300000", "--departments", "17,79,85"], ["--points", "10000000"]),
    "access": ([], []),
    "siting": ([], []),
    "buses": (["--lines", "10"], []),
    "addresses": (["300", "20000"], []),
}
PACKAGES = (
    "numpy", "scipy", "pandas", "geopandas", "shapely", "networkx", "highspy", "pytauargus",
    "access", "spopt", "duckdb",
)  # fmt: skip


def run(name: str, words: list[str]) -> list[Comparison]:
    """Run one benchmark, and show what it prints as it comes."""
    print(f"\n{name} {' '.join(words)}", flush=True)
    command = [sys.executable, str(HERE / f"{name}.py"), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            sys.stdout.write(line)
            sys.stdout.flush()
    found = told("".join(lines))
    if process.returncode or not found:
        print(f"{name}: nothing to compare with (status {process.returncode})")
    return found


def table(found: dict[str, list[Comparison]]) -> str:
    """Return the comparisons as Markdown, with when and where they were made."""
    lines = [BEGIN, ""]
    there = []
    for name in PACKAGES:
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    day = datetime.now(UTC).date().isoformat()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines += [f"{day}; {machine}; {', '.join(there)}.", ""]
    lines += ["| what (program) | data | peer | peer ÷ netmap: median | least to most, pairs |"]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| {one.what} (`{name}.py`) | {one.data} | {one.peer} | {one.median:.3g} "
        f"| {one.least:.3g} to {one.most:.3g}, {one.pairs} |"
        for name, some in found.items()
        for one in some
    ]
    return "\n".join([*lines, "", END])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=",".join(ASKED))
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    found = {
        name: run(name, ASKED[name][1] if options.long and ASKED[name][1] else ASKED[name][0])
        for name in options.only.split(",")
    }
    written = table(found)
    print(f"\n{written}")
    page = PAGE.read_text("utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[-1]
    PAGE.write_text(f"{before}{written}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
