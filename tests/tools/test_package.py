"""The wheel: all that a command needs, nothing more, and no package of developers."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Packages that only developers, or those who ask for more, have.
LACKING = (
    "pytest", "hypothesis", "openpyxl", "odf", "playwright", "mypy", "uv", "build", "jsonschema",
    "pyarrow", "typst", "pypdf",
)  # fmt: skip
PROGRAM = """
import sys
sys.modules.update(dict.fromkeys({lacking!r}))
sys.path.insert(0, {folder!r})
import netmap
assert netmap.__file__.startswith({folder!r}), netmap.__file__
from netmap.cli import run
sys.exit(run({words!r}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (file,) = out.glob("*.whl")
    return file


def test_it_weighs_less_than_six_megabytes_and_holds_the_package_alone(wheel):
    assert wheel.stat().st_size < 6_000_000
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "netmap", "netmap_territoires",
    }  # fmt: skip
    held = {name for name in names if not name.endswith((".py", "/RECORD", "/METADATA", "/WHEEL"))}
    tracked = subprocess.run(
        ["git", "ls-files", "netmap"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert {name for name in tracked if not name.endswith(".py")} <= held


@pytest.mark.parametrize("words", [("build", "--tout", "-q"), ("fiches", "-q"), ("check", "-q")])
def test_it_works_with_no_package_of_developers(wheel, roanne, tmp_path, words):
    folder = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(folder)
    words = [*words, "--project", str(roanne.folder)]
    program = PROGRAM.format(lacking=LACKING, folder=str(folder), words=words)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    if words[0] == "build":
        names = {file.name for file in (roanne.folder / "outputs").iterdir()}
        assert "layer-communes.geojson" in names
        assert not [name for name in names if name.endswith((".pdf", ".parquet"))]
