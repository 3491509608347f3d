"""What the tables and ``[perimetre]`` tell of each other."""

import json

import pytest

from netmap.inputs import check_project


@pytest.fixture
def told(full):
    """Return the lines and finds of a kind of warning, once ``[perimetre]`` is written."""

    def of(kind, perimeter):
        full.append("netmap.toml", f"[perimetre]\n{perimeter}\n")
        report = check_project(full.path)
        assert not report.errors, report.errors
        return [(p.file, p.line, p.found) for p in report.warnings if p.kind == kind]

    return of


def test_people_counted_where_the_mediation_was_not_open_are_told(told):
    """A contact tells neither its place nor its day; a QPV of unknown communes is not accused."""
    assert told("outside-perimeter", '2023 = ["17300"]\n2024 = ["17010"]') == [
        ("data/accompagnements.csv", 4, "2A004"),
        ("data/passages.csv", 3, None),
    ]


def test_people_of_elsewhere_live_in_no_place_that_opens(told, full):
    """A remedy that asks to add them to the perimeter would be refused there."""
    full.append("data/accompagnements.csv", "2023;hors territoire;3;1;;;\n")
    assert told("outside-perimeter", '2023 = ["17300"]') == []


def test_a_neighbourhood_is_open_with_the_commune_that_it_lies_in(told, full):
    layer = json.loads((full.path / "data/geo/qpv.geojson").read_text("utf-8"))
    layer["features"][0]["properties"]["insee_com"] = "17300"
    full.write("data/geo/qpv.geojson", json.dumps(layer))
    full.append("netmap.toml", "[lecture]\ncommune_comprend_qpv = false\n")
    period = '2024 = ["17010"]\n2023 = ["17300"]'
    lines = [found for _, _, found in told("outside-perimeter", period)]
    assert lines == ["2A004", None, "QN01701M"], "open in 2023, when its commune was"


def test_all_of_a_territory_is_open_with_its_epci_and_where_no_period_is_told(told):
    assert told("outside-perimeter", '2023 = ["241700434"]') == []


def test_a_place_that_is_open_and_covered_by_no_mediation_point_is_told(told, full):
    text = (full.path / "data/partners.csv").read_text("utf-8")
    full.write("data/partners.csv", text.replace("241700434", "17300"))
    assert told("unclaimed-perimeter", '2024 = ["17300", "17010"]') == [
        ("netmap.toml", 11, "17010")
    ]


def test_a_permanence_held_by_somebody_who_does_not_mediate_is_told(told, full):
    text = (full.path / "data/permanences.csv").read_text("utf-8")
    full.write("data/permanences.csv", text.replace(";asv", ";cmp"))
    assert told("holder-not-mediation", "") == [("data/permanences.csv", 2, "cmp")]


def test_the_former_column_of_a_permanence_is_read_as_its_mediation_point(told, full):
    text = (full.path / "data/permanences.csv").read_text("utf-8")
    full.write("data/permanences.csv", text.replace("mediateur_id", "partner_id"))
    (found,) = told("former-column", "")
    assert found[0] == "data/permanences.csv"
