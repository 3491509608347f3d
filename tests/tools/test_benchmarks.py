"""The programs behind the figures of the documentation still run on what the package is."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "national"


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
