"""Whoever reads a format learns nothing of what writes it: by imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "netmap"
#: What a room may import of netmap, and of others besides the standard library.
ALLOWED = {
    "formats": ({"formats", "errors", "text", "vocabulary"}, {"pydantic", "pydantic_core"}),
    "outsider": (
        {"outsider", "formats", "disk", "attack", "periods", "errors", "text", "vocabulary",
         "messages"},
        {"numpy", "pyarrow", "pypdf", "python_calamine", "scipy"},
    ),
    "attack": ({"solver"}, {"numpy", "scipy"}),
    "solver": ({"errors", "vocabulary"}, {"numpy", "scipy"}),
}  # fmt: skip
STANDARD = {
    "__future__", "base64", "collections", "contextlib", "csv", "dataclasses", "datetime", "errno",
    "functools", "hashlib", "html", "io", "itertools", "json", "math", "pathlib", "re",
    "sqlite3", "time", "typing", "unicodedata", "xml", "zipfile", "zlib",
}  # fmt: skip


def files_of(room):
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            names = [node.module or ""]
            if node.module == "netmap":
                names = [f"netmap.{alias.name}" for alias in node.names]
            yield from names


@pytest.mark.parametrize("room", ALLOWED)
def test_a_reader_imports_nothing_of_what_writes(room):
    ours, others = ALLOWED[room]
    files = files_of(room)
    assert files
    for path in files:
        for name in imports_of(path):
            if name.startswith("netmap"):
                part = name.removeprefix("netmap.")
                assert part in ours or part.partition(".")[0] in ours, f"{path.name}: {name}"
            else:
                assert name.partition(".")[0] in others | STANDARD, f"{path.name}: {name}"


def test_reading_a_folder_back_loads_nothing_that_writes_one():
    program = (
        "import sys, netmap.outsider.inspection, netmap.outsider.attacker; "
        "print({name.split('.')[1] for name in sys.modules if name.startswith('netmap.')})"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = ast.literal_eval(answer.stdout)
    low = {"disk", "errors", "text", "version", "vocabulary", "messages"}
    assert (
        {"outsider", "formats"}
        <= loaded
        <= {"outsider", "formats", "attack", "solver", "periods"} | low
    )
