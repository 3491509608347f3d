"""Arrows go down only: the order of the rooms, read from the code's own import statements."""

import ast
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).parents[1] / "netmap"

_TABLES = {"numpy", "pandas"}
_SPACE = {"geopandas", "shapely", "pyproj"}
_FILES = {"pathlib", "os", "shutil", "tempfile", "subprocess"}
_NET = {"urllib", "http", "socket", "ssl"}

#: The rooms, from the ground up, and what each may use from outside: a room may import those
#: that stand on a lower step, and itself. Of the standard library, only what touches the disk or
#: the network is counted.
STEPS = [
    {
        "version": set(),
        "errors": set(),
        "vocabulary": set(),
        "defaults": set(),
        "text": set(),
        "sections": {"pydantic"},
    },
    {
        "messages": set(),
        "periods": set(),
        "settings": {"pydantic"},
        "frames": _TABLES,
        "formats": {"pydantic", "pydantic_core", "pathlib"},
        "solver": {"numpy", "scipy"},
        "disk": {"pydantic", "filelock"} | _FILES,
        "sources": _TABLES | _SPACE | _FILES | {"pyogrio", "pydantic"},
    },
    {
        "attack": {"numpy", "scipy"},
        "inputs": _TABLES
        | _SPACE
        | _FILES
        | {"pyogrio", "pyarrow", "pydantic", "pydantic_core", "python_calamine"},
    },
    {
        "starter": _TABLES | _SPACE | _FILES | {"pydantic", "rapidfuzz", "xlsxwriter"},
        "amend": {"pydantic", "tomlkit"} | _FILES,
        "territory": _TABLES | _SPACE | {"scipy"},
        "network": {"pandas", "networkx"},
    },
    {
        "counts": _TABLES | {"geopandas", "shapely"},
        "intake": _TABLES
        | _SPACE
        | _FILES
        | {"pyarrow", "pydantic", "pydantic_core", "rapidfuzz", "tomlkit"},
        "locate": _TABLES | _FILES | {"rapidfuzz", "shapely", "geopandas"},
        "transit": _TABLES | _FILES | {"pyproj", "scipy", "shapely"},
    },
    {
        "download": _TABLES
        | _FILES
        | _NET
        | {"platformdirs", "pydantic", "pyproj", "truststore", "urllib3"},
    },
    {"disclosure": _TABLES | {"highspy", "networkx", "pyproj", "scipy"}},
    {"findings": _TABLES | {"scipy"}},
    {"siting": _TABLES | {"highspy", "scipy"}},
    {"edition": set(), "layers": _TABLES | _SPACE, "methods": set()},
    {
        "outsider": {"numpy", "scipy", "pathlib", "python_calamine", "pyarrow", "pypdf"},
        "records": {"pandas"},
    },
    {
        "render": _TABLES
        | {"branca", "folium", "geopandas", "matplotlib", "pyvis", "scipy", "shapely", "typst"}
    },
    {"exports": _TABLES | {"geopandas", "pyogrio", "shapely", "xlsxwriter"} | _FILES},
    {
        "pipeline": {"pathlib"},
        "review": {"pydantic", "pydantic_core"} | _FILES,
        "diff": {"pydantic", "pathlib"},
    },
    {
        "library": {"pandas", "geopandas"} | _FILES,
        "atlas": _TABLES | _SPACE | _FILES | {"distributed", "pydantic", "pyogrio", "tomlkit"},
    },
    {"cli": {"click", "rich"} | _FILES},
]
STEP_OF = {room: step for step, rooms in enumerate(STEPS) for room in rooms}
OUTSIDE = {room: packages for rooms in STEPS for room, packages in rooms.items()}
_FREE = sys.stdlib_module_names - _FILES - _NET


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path):
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def name_of(path):
    inside = path.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(inside.parts).removesuffix(".__init__")


def imports_of(path):
    """Yield what a module imports, down to the name: also what only a type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_lower_rooms_and_what_it_may_use(path):
    room = room_of(path)
    if room in {"__init__", "__main__"}:
        return
    for name in imports_of(path):
        package, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if package == "netmap":
            lower = target not in STEP_OF or STEP_OF[target] < STEP_OF[room]
            assert target == room or lower, f"{room} imports {name}"
        else:
            assert package in OUTSIDE[room] | _FREE, f"{room} imports {name}"


def test_every_room_has_its_step():
    assert {room_of(path) for path in modules()} - {"__init__", "__main__"} <= set(STEP_OF)


def test_no_modules_import_each_other_in_a_circle():
    known = {name_of(path) for path in modules()}
    arrows = nx.DiGraph()
    for path in modules():
        for name in imports_of(path):
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target != name_of(path):
                arrows.add_edge(name_of(path), target)
    circles = [sorted(group) for group in nx.strongly_connected_components(arrows)]
    assert not [group for group in circles if len(group) > 1]


def test_only_disclosure_makes_what_may_be_shown():
    for path in modules():
        if room_of(path) == "disclosure":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"Release", "ShownCounts", "ShownTable"}
        ]
        assert not made, path


@pytest.mark.parametrize("room", ["findings", "siting", "edition", "records", "render", "exports"])
def test_nothing_above_disclosure_sees_what_it_may_hide(room):
    raw = {"Counts", "Inputs", "count", "read_inputs"}
    for path in (path for path in modules() if room_of(path) == room):
        seen = {
            name.rpartition(".")[2]
            for name in imports_of(path)
            if name.startswith(("netmap.inputs", "netmap.counts"))
        }
        assert not seen & raw, path


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
