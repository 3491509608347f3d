"""The words that make the one-folder executable name all that netmap looks up at run time."""

import importlib.util
import itertools
from importlib.util import find_spec
from pathlib import Path

import pytest

from netmap.cli.versions import _LIBRARIES
from netmap.render.page.libraries import _ORIGINS

SCRIPT = Path(__file__).parents[2] / "tools" / "executable.py"


@pytest.fixture(scope="module")
def executable():
    spec = importlib.util.spec_from_file_location("executable", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_looked_up_by_name_is_inside(executable):
    wanted = {*_LIBRARIES, *(origin.distribution for origin in _ORIGINS.values())}
    assert wanted <= {*executable.NAMED}


def test_what_is_named_is_there_to_be_put_inside(executable):
    assert [name for name in (*executable.DATA, *executable.WHOLE) if not find_spec(name)] == []


def test_assets_keep_the_place_that_pages_look_for(executable, tmp_path):
    words = executable.command(tmp_path / "entry.py", tmp_path)
    (assets,) = [word for before, word in itertools.pairwise(words)
                 if before == "--add-data"]  # fmt: skip
    folder, _, name = assets.rpartition(executable.os.pathsep)
    assert name == "xstatic"
    files = (file for origin in _ORIGINS.values() for file in origin.files)
    inside = [file.removeprefix("xstatic/") for file in files if file.startswith("xstatic/")]
    assert inside
    assert all((Path(folder) / file).is_file() for file in inside)
