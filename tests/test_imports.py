"""Arrows go down only: the order of the rooms, read from the code's own import statements."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "netmap"

#: A room may import those that stand on a lower step, and itself; models are seen from above.
STEPS = [
    {"errors", "vocabulary", "text"},
    {"messages", "settings", "disk"},
    {"inputs"},
    {"territory", "network"},
    {"analysis"},
    {"disclosure"},
    {"render"},
    {"pipeline", "review", "diff"},
    {"cli"},
]
STEP_OF = {room: step for step, rooms in enumerate(STEPS) for room in rooms}
OUTSIDE = {
    "territory": {"folium", "pyvis", "click", "branca", "rich", "networkx"},
    "network": {"folium", "pyvis", "click", "branca", "rich", "geopandas", "shapely"},
    "analysis": {"folium", "pyvis", "click", "branca", "rich", "pathlib", "os", "pyogrio"},
    "disclosure": {"folium", "pyvis", "click", "branca", "rich", "pathlib", "os", "pyogrio"},
    "render": {"click", "rich", "pyogrio"},
}


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path):
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def imports_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield node.module or ""
            if node.module == "netmap":
                yield from (f"netmap.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_lower_rooms(path):
    room = room_of(path)
    if room in {"__init__", "__main__"}:
        return
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "netmap" and len(parts) > 1 and parts[1] in STEP_OF:
            target = parts[1]
            lower = STEP_OF[target] < STEP_OF[room]
            assert target == room or lower, f"{room} imports {name}"
        assert parts[0] not in OUTSIDE.get(room, set()), f"{room} imports {name}"


def test_every_room_has_its_step():
    rooms = {room_of(path) for path in modules()} - {"__init__", "__main__"}
    assert rooms == set(STEP_OF)


def test_only_disclosure_makes_a_release():
    for path in modules():
        if room_of(path) == "disclosure":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Release"
        ]
        assert not made, path


@pytest.mark.parametrize("room", ["render", "cli"])
def test_no_renderer_sees_findings(room):
    for path in sorted((PACKAGE / room).rglob("*.py")):
        names = set(imports_of(path))
        assert not any(name.startswith("netmap.inputs.tables") for name in names)
        text = path.read_text(encoding="utf-8")
        assert "import Findings" not in text, path


def test_help_imports_nothing_heavy():
    program = (
        "import sys; from netmap.cli import run; run(['--help']); "
        "print(sorted({'pandas', 'numpy', 'geopandas', 'scipy', 'networkx', 'folium', 'pydantic'}"
        " & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"


def test_pipeline_reads_on_one_screen():
    text = (PACKAGE / "pipeline.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    longest = max(
        node.end_lineno - node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    )
    assert longest <= 45
