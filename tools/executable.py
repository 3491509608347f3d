"""netmap as one folder with its own Python, for computers on which nothing may be installed.

``python tools/executable.py`` writes ``dist/netmap/``: the folder is copied as it is, and
``netmap.exe`` (Windows) or ``netmap`` in it is run from a terminal. It is made on the system that
it is for: a folder for Windows is made on Windows. It takes PyInstaller, and netmap installed
with what the folder is to hold (``python -m pip install pyinstaller ".[parquet,pdf]"``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Packages of which files are read, and not only code.
DATA = ("netmap", "folium", "branca", "pyvis", "pyproj", "pyogrio", "xyzservices", "matplotlib")
#: Packages that bring files that no import names.
WHOLE = ("shapely", "pyogrio", "python_calamine", "scipy.optimize._highspy")
#: Packages that may be lacking.
OPTIONAL = ("pyarrow", "typst", "pypdf")
#: What others bring that no command needs.
LEFT_OUT = ("jedi", "tkinter", "pyarrow.tests", "numpy.tests", "pandas.tests")
#: Distributions of which files or versions are looked up by name.
NAMED = (
    "netmap-territoires", "XStatic-Leaflet", "XStatic-Leaflet-MarkerCluster", "pyvis", "numpy",
    "pandas", "scipy", "shapely", "pyproj", "pyogrio", "geopandas", "networkx", "folium",
    "matplotlib", "pydantic", "python-calamine", "XlsxWriter",
)  # fmt: skip
ENTRY = (
    "from multiprocessing import freeze_support\nfrom netmap.cli import main\n\n"
    "if __name__ == '__main__':\n    freeze_support()\n    main()\n"
)


def command(entry: Path, out: Path) -> list[str]:
    """Return the words that make the folder."""
    there = [name for name in OPTIONAL if find_spec(name)]
    assets = Path(next(iter(find_spec("xstatic").submodule_search_locations)))  # type: ignore[union-attr, arg-type]
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--onedir", "--name", "netmap"]
    words += ["--distpath", str(out), "--specpath", str(entry.parent)]
    words += ["--workpath", str(entry.parent / "work"), "--log-level", "WARN"]
    words += ["--collect-submodules", "netmap", "--add-data", f"{assets}{os.pathsep}xstatic"]
    words += [word for name in DATA for word in ("--collect-data", name)]
    words += [word for name in (*WHOLE, *there) for word in ("--collect-all", name)]
    words += [word for name in LEFT_OUT for word in ("--exclude-module", name)]
    words += [word for name in (*NAMED, *there) for word in ("--copy-metadata", name)]
    return [*words, str(entry)]


def main() -> int:
    """Make the folder; the status is PyInstaller's."""
    if find_spec("PyInstaller") is None:
        sys.stderr.write("python -m pip install pyinstaller\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        entry = Path(folder) / "netmap_entry.py"
        entry.write_text(ENTRY, encoding="utf-8")
        return subprocess.run(command(entry, ROOT / "dist"), check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
