"""The programs behind the figures of the documentation still run on what the package is."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "national"


@pytest.fixture(autouse=True)
def _beside(monkeypatch):
    """Programs find one another as they do when one is run."""
    monkeypatch.syspath_prepend(BENCHMARKS)


def program(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_contacts_are_placed_and_counted_as_by_the_rule(tmp_path):
    module, file = program("contacts"), tmp_path / "passages.parquet"
    zones = module.made_zones(tmp_path / "none", ("90",))
    module.made_points(zones, 2_000, file)
    rule = module.by_rule(zones, file)
    assert (module.by_netmap(zones, file) == rule).all()
    assert (module.by_within(zones, file) == rule).mean() > 0.95
    counts = module.by_build(zones, file)
    assert (counts == module.counted(rule, len(counts))).all()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the national tables are not there")
def test_the_operating_characteristics_are_simulated_with_the_rules_as_they_are(
    monkeypatch, capsys
):
    module = program("operating_characteristics")
    monkeypatch.setattr(module, "calibration", lambda *_: "")
    monkeypatch.setattr(sys, "argv", ["operating_characteristics.py", "--sets", "1"])
    module.main()
    table = capsys.readouterr().out
    rows = [line for line in table.splitlines() if line.startswith(("| target", "| residents"))]
    assert len(rows) == 24
    covered = [float(row.split("|")[-2].strip(" %")) for row in rows]
    assert min(covered) >= 93, "intervals of 95 %"


def test_comparisons_are_gathered_from_what_programs_print(monkeypatch, capsys):
    """One that tells nothing has no line; what was written before is replaced."""
    peers, every = program("peers"), program("every")
    peers.tell("zones", "France", "overlay", [2.0, 6.0, 4.0])
    found = every.told(f"something else\n{capsys.readouterr().out}")
    assert [(one.median, one.least, one.most, one.pairs) for one in found] == [(4.0, 2.0, 6.0, 3)]
    written = every.table({"zones": found, "access": []})
    assert "| zones (`zones.py`) | France | overlay | 4 | 2 to 6, 3 |" in written
    assert "access.py" not in written
    page = every.PAGE.read_text("utf-8")
    assert page.index(every.BEGIN) < page.index(every.END)
