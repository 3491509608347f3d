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


def carless(project, shares, second):
    """Roanne by car in ten minutes, and by bus for the households of `shares` (% by code)."""
    rows = project.rows("indicateurs.csv")
    project.write(
        "indicateurs.csv", [row | {"sans": shares.get(row["code_insee"], "")} for row in rows]
    )
    write_times(project, [*pairs(project), *second])
    toml = project.folder / "netmap.toml"
    about = (
        'libelle = "Sans voiture"\nsens = "besoin"\nunite = "%"\nmillesime = "2021"\nsource = "x"'
    )
    keys = 'mode = "voiture"\nmode_sans_voiture = "bus"\nmenages_sans_voiture = "sans"\n'
    text = toml.read_text("utf-8").replace("[acces]\n", f"[acces]\n{keys}")
    toml.write_text(f"{text}\n[indicateurs.sans]\n{about}\n", "utf-8")


def minutes_from(project, code, site="ouverte-le-parc"):
    times = read_inputs(project.folder).times
    return float(times.loc[(times["de"] == code) & (times["vers"] == site), "minutes"].iloc[0])


def test_minutes_are_those_of_the_mean_household(roanne):
    codes = communes(roanne)
    first, second, third = codes[:3]
    shares = dict.fromkeys(codes, "0") | {first: "25", second: "100", third: ""}
    carless(roanne, shares, pairs(roanne, 30.0, "bus"))
    assert minutes_from(roanne, first) == pytest.approx(0.75 * 10 + 0.25 * 30)
    assert minutes_from(roanne, second) == pytest.approx(30)
    mean = (25 + 100) / (len(codes) - 1) / 100
    assert minutes_from(roanne, third) == pytest.approx((1 - mean) * 10 + mean * 30)
    assert minutes_from(roanne, codes[5]) == 10


def test_a_bus_that_does_not_go_there_is_twice_far_and_never_an_empty_road(roanne):
    codes = communes(roanne)
    carless(roanne, dict.fromkeys(codes, "50"), pairs(roanne, "inf", "bus"))
    assert minutes_from(roanne, codes[0]) == pytest.approx((10 + 2 * 20) / 2)


def test_where_nobody_has_a_car_no_road_is_needed(roanne):
    codes = communes(roanne)
    rows = [(*row[:2], "inf", row[3]) for row in pairs(roanne)]
    carless(roanne, dict.fromkeys(codes, "100"), pairs(roanne, 30.0, "bus"))
    write_times(roanne, [*rows, *pairs(roanne, 30.0, "bus")])
    assert minutes_from(roanne, codes[0]) == 30


def test_a_bus_that_lacks_a_pair_and_keys_that_lack_each_other_are_told(roanne):
    codes = communes(roanne)
    carless(roanne, dict.fromkeys(codes, "50"), pairs(roanne, 30.0, "bus")[1:])
    assert dict(refused(roanne)["times-hole"].details)["count"] == "1"
    toml = roanne.folder / "netmap.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace('menages_sans_voiture = "sans"\n', ""), "utf-8")
    assert refused(roanne)["times-carless-lacking"].column == "acces.menages_sans_voiture"
    toml.write_text(text.replace('"sans"\n', '"nulle"\n').replace('"bus"', '"tram"'), "utf-8")
    assert {"target-column-unknown", "times-mode-unknown"} <= set(refused(roanne))
