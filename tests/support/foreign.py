"""Programs that are not ours, run on files: LibreOffice, qpdf, poppler, GDAL, QGIS."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Debian's interpreter, which has Debian's QGIS.
SYSTEM = "/usr/bin/python3"
#: What LibreOffice asks of a CSV whose separator is ``;``, in UTF-8, from its first line.
_CSV = "CSV:59,34,76,1"


def needs(program: str) -> str:
    """Return a program's path; the test is skipped where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed here")
    return found


@cache
def has_qgis() -> bool:
    """Tell whether Debian's interpreter has QGIS."""
    if not shutil.which(SYSTEM):
        return False
    probe = [SYSTEM, "-c", "import qgis.core"]
    return not subprocess.run(probe, capture_output=True, check=False).returncode


def ran(*words: object) -> str:
    """Return what a program printed; it must have ended well."""
    end = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    assert end.returncode == 0, (words, end.stdout[-2000:], end.stderr[-2000:])
    return end.stdout


def by_office(files: Sequence[Path], kind: str, out: Path) -> list[Path]:
    """Return files as LibreOffice writes them anew: ``pdf``, ``ods``, ``xlsx``.

    Its profile is new: what another LibreOffice has open or has set changes nothing.
    """
    office = needs("soffice")
    out.mkdir(parents=True, exist_ok=True)
    asked = [f"--infilter={_CSV}"] if files[0].suffix == ".csv" else []
    profile = f"-env:UserInstallation=file://{out}/.profile"
    ran(office, profile, "--headless", *asked, "--convert-to", kind, "--outdir", out, *files)
    made = [out / f"{file.stem}.{kind}" for file in files]
    assert [one for one in made if not one.is_file()] == []
    return made


def only(world, pattern):
    (file,) = (world / "outputs").glob(pattern)
    return file


def kept(request, files):
    """Keep what was drawn, where somebody asked to look at it."""
    folder = os.environ.get("NETMAP_PICTURES")
    for file in files if folder else ():
        own = Path(folder) / request.node.callspec.id
        own.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, own)
