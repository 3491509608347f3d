"""The table of travel times: read as people write it, used whole or not at all."""

import numpy as np
import pytest

from netmap.errors import InputError
from netmap.inputs import read_inputs
from netmap.territory import build_territory


def write_times(project, rows, header="de;vers;minutes;mode"):
    text = "\n".join([header, *(";".join(map(str, row)) for row in rows)]) + "\n"
    (project.folder / "data" / "temps.csv").write_text(text, encoding="utf-8")


def communes(project):
    return [f["properties"]["code_insee"] for f in project.layer()["features"]]


def pairs(project, minutes=10.0, mode="voiture"):
    return [
        (code, row["id"], minutes, mode)
        for code in communes(project)
        for row in project.rows("permanences.csv")
    ]


def refused(project):
    with pytest.raises(InputError) as refusal:
        read_inputs(project.folder)
    return {p.kind: p for p in refusal.value.problems if p.severity == "error"}


def set_mode(project, mode):
    toml = project.folder / "netmap.toml"
    text = toml.read_text("utf-8").replace("[acces]\n", f'[acces]\nmode = "{mode}"\n')
    toml.write_text(text, "utf-8")


def test_without_the_table_times_are_estimated(roanne):
    assert read_inputs(roanne.folder).times is None


def test_times_are_spread_over_communes_quarters_and_zones(roanne):
    rows = pairs(roanne)
    rows.append(("QN04217M", "ouverte-bourgogne", 3, "voiture"))
    write_times(roanne, rows)
    times = build_territory(read_inputs(roanne.folder)).times
    assert times.loc[("commune", "42187"), "ouverte-bourgogne"] == 10
    assert times.loc[("qpv", "QN04217M"), "ouverte-bourgogne"] == 3
    assert times.loc[("zone", "42187:QN04217M"), "ouverte-bourgogne"] == 3
    assert times.loc[("zone", "42187"), "ouverte-bourgogne"] == 10
    assert times.loc[("qpv", "QN04217M"), "ouverte-le-parc"] == 10, "its commune's, if not its own"
    assert not times.isna().any(axis=None)


def test_english_headings_decimal_commas_and_out_of_reach(roanne):
    rows = pairs(roanne, minutes="12,5", mode="car")
    rows[0] = (*rows[0][:2], "inf", "car")
    write_times(roanne, rows, header="from;to;minutes;mode")
    times = read_inputs(roanne.folder).times
    assert times["minutes"].tolist() == [np.inf, *([12.5] * (len(rows) - 1))]


def test_a_hole_is_told_and_never_filled_in(roanne):
    rows = pairs(roanne)
    code, site, *_ = rows.pop(4)
    write_times(roanne, rows)
    problem = refused(roanne)["times-hole"]
    assert dict(problem.details) == {"count": "1", "code": code, "site": site}


def test_a_pair_given_twice_is_told_with_the_first(roanne):
    rows = pairs(roanne)
    write_times(roanne, [*rows, rows[0]])
    problem = refused(roanne)["same-time-twice"]
    assert (problem.line, dict(problem.details)["first"]) == (len(rows) + 2, "2")


def test_of_several_modes_one_must_be_chosen(roanne):
    write_times(roanne, [*pairs(roanne), *pairs(roanne, 30, "bus")])
    assert set(refused(roanne)) == {"times-modes"}
    set_mode(roanne, "bus")
    assert set(read_inputs(roanne.folder).times["minutes"]) == {30.0}
    set_mode_again = roanne.folder / "netmap.toml"
    text = set_mode_again.read_text("utf-8").replace('mode = "bus"', 'mode = "buss"')
    set_mode_again.write_text(text, "utf-8")
    problem = refused(roanne)["times-mode-unknown"]
    assert dict(problem.details)["suggestion"] == "bus"


def test_rows_of_elsewhere_are_left_aside(roanne):
    write_times(roanne, [*pairs(roanne), ("75056", "ouverte-le-parc", 1, "voiture")])
    inputs = read_inputs(roanne.folder)
    assert "75056" not in set(inputs.times["de"])
    assert any(w.kind == "rows-elsewhere" for w in inputs.warnings)


def test_a_negative_time_is_refused(roanne):
    rows = pairs(roanne)
    rows[0] = (*rows[0][:2], -1, "voiture")
    write_times(roanne, rows)
    assert refused(roanne)["negative-number"].column == "minutes"
