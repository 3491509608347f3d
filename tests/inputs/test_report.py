"""The summary of quality and freshness that ``netmap check`` prints."""

import json

import pytest

from netmap.inputs import check_project
from netmap.messages import Messages


def test_a_table_is_summed_up(full):
    full.replace("data/partners.csv", "2024-05-14", "2001-05-14")
    full.replace("data/partners.csv", "actif;17300", "actif;")
    report = check_project(full.path)
    partners = next(table for table in report.tables if table.name == "partners")
    assert (partners.rows, partners.newest, partners.stale, partners.unplaced) == (
        3, "2024-05-14", 1, 1,
    )  # fmt: skip
    filled = dict(partners.filled)
    assert filled["nom"] == 1
    assert filled["code_insee"] == pytest.approx(2 / 3, abs=1e-4)
    assert filled["thematiques"] == pytest.approx(1 / 3, abs=1e-4)
    assert (partners.errors, partners.warnings) == (0, 2)


def test_a_layer_is_summed_up(full):
    communes, qpv, lived = check_project(full.path).layers
    assert (communes.rows, communes.crs) == (4, "EPSG:2154")
    assert (qpv.vintage, qpv.indicative) == ("2024", 0)
    assert (lived.file, lived.rows) == (None, None)


def test_an_absent_table_is_told_from_one_that_cannot_be_read(full):
    full.remove("data/relations.csv").write("data/accompagnements.csv", "\x00")
    tables = {table.name: table for table in check_project(full.path).tables}
    assert (tables["relations"].file, tables["relations"].rows) == (None, None)
    assert tables["accompagnements"].file == "data/accompagnements.csv"
    assert tables["accompagnements"].rows is None
    assert tables["accompagnements"].errors == 1


def test_the_report_is_plain_data_in_both_languages(full):
    full.replace("data/partners.csv", ";amont;", ";\x1b[31m<b>;")
    french, english = (check_project(full.path).to_json(Messages(lang)) for lang in ("fr", "en"))
    assert not french["ok"]
    assert json.loads(json.dumps(french)) == french
    problem = next(one for one in french["problems"] if one["kind"] == "unknown-word")
    assert problem["found"] == "\\x1b[31m<b>"
    assert "ligne 2" in problem["sentence"]
    assert "line 2" in english["problems"][french["problems"].index(problem)]["sentence"]


def test_no_folder_at_all(tmp_path):
    report = check_project(tmp_path / "none")
    assert [p.kind for p in report.problems] == ["missing-project"]
    assert report.tables == ()
