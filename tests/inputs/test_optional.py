"""A wrong value that a row can do without never stops a build: it is left out, and said."""

import csv
import io
from itertools import chain

import pandas as pd
import pytest

from netmap.errors import InputError
from netmap.inputs import check_project, read_inputs
from netmap.inputs.rows import TABLES, IndicatorRow
from netmap.messages import Messages, describe

#: what each column of a table must hold in a row
REQUIRED = {
    "partners": {
        "id": "x", "nom": "Structure", "categorie": "cmp", "position": "aval", "statut": "actif",
    },
    "annuaire": {"id": "x", "nom": "Structure", "categorie": "cmp", "position": "aval"},
    "relations": {"source_id": "ccas", "cible_id": "cmp"},
    "accompagnements": {"periode": "2023", "code": "01053", "personnes": "12"},
    "passages": {"date": "2024-02-29"},
    "permanences": {"id": "x", "nom": "Salle"},
    "porte_a_porte": {"date": "2024-02-29", "code": "17300"},
    "indicateurs": {"code_insee": "17300"},
    "populations": {"periode": "2023", "code": "17300", "population": "7900"},
    "temps": {"de": "17300", "vers": "mairie", "minutes": "12"},
    "bilan": {"nature": "force", "texte": "x"},
}  # fmt: skip
#: what is read where an empty cell would say something
SAFE = {"etat": "inconnue", "thematique": "#REF!", "public": "#REF!"}
NOTHING = {"organisation", "relations_completes", "verrouillee", "itinerante"}


def name_of(model):
    return model.stem.rpartition("/")[2]


def columns_of(model):
    own = [*model.model_fields, *(["taux_pauvrete"] if model is IndicatorRow else [])]
    return [column for column in own if column not in REQUIRED[name_of(model)]]


def table_of(model, values):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*REQUIRED[name_of(model)], *columns_of(model)], delimiter=";")
    writer.writeheader()
    writer.writerow(REQUIRED[name_of(model)] | values)
    return stream.getvalue()


@pytest.mark.parametrize("model", TABLES, ids=name_of)
def test_every_column_that_may_be_empty_may_be_wrong(full, model):
    name, columns = name_of(model), columns_of(model)
    wrong = table_of(model, dict.fromkeys(columns, "#REF!"))
    if name == "partners":
        full.remove("data/relations.csv").remove("data/permanences.csv")
    full.write(f"data/{name}.csv", wrong)
    if name == "temps":
        full.remove("data/permanences.csv")
    report = check_project(full.path)
    assert report.errors == ()
    unread = [p for p in report.problems if p.is_unread and p.file == f"data/{name}.csv"]
    assert {(p.line, p.column, p.severity) for p in unread} == {(2, c, "warning") for c in columns}
    for problem in unread:
        assert "en attendant" in describe(problem, Messages("fr")).remedy
        assert "meanwhile" in describe(problem, Messages("en")).remedy
    assert set(unread) <= set(read_inputs(full.path).warnings)


def row_of(frame, at=0):
    return frame.reset_index().iloc[at]


def test_what_is_left_out_is_missing_and_the_rest_of_its_row_is_read(full):
    for model in TABLES[2:6]:
        wrong = table_of(model, dict.fromkeys(columns_of(model), "#REF!"))
        full.write(f"data/{name_of(model)}.csv", wrong)
    inputs = read_inputs(full.path)
    contacts = inputs.contacts.frame[["latitude", "longitude", "code"]]
    assert contacts.isna().all().all()
    for frame in (inputs.relations, inputs.accompaniments, inputs.permanences):
        row = row_of(frame)
        for column, value in row.items():
            if column in SAFE:
                assert value == SAFE[column], column
            elif column in NOTHING:
                assert not value, column
            elif column == "statut":
                assert value == "candidate"
            elif column not in {*chain(*REQUIRED.values()), "ligne", "au_plus", "index"}:
                assert len(value) == 0 if isinstance(value, tuple) else pd.isna(value), column
    assert row_of(inputs.accompaniments)["personnes"] == 12


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [
        ("partners", {"latitude": "46,1"}, "longitude"),
        ("partners", {"latitude": "-1,15", "longitude": "46,16"}, "latitude"),
        ("permanences", {"latitude": "46,1", "longitude": "61,5"}, "latitude"),
        ("permanences", {"code_insee": "75056"}, "code_insee"),
        ("permanences", {"mediateur_id": "nobody"}, "mediateur_id"),
        ("permanences", {"statut": "candidate", "verrouillee": "oui"}, "verrouillee"),
        ("permanences", {"demi_journees": "-1"}, "demi_journees"),
        ("relations", {"nb_orientations": "3", "nb_acceptees": "5"}, "nb_acceptees"),
        ("relations", {"date_debut": "2024-02-01", "date_fin": "2023-02-01"}, "date_fin"),
        ("relations", {"date_debut": "1900-01-01"}, "date_debut"),
        ("relations", {"date_verif": "2042-01-01"}, "date_verif"),
        ("accompagnements", {"nouvelles": "13"}, "nouvelles"),
        ("passages", {"code": "75056"}, "code"),
        ("passages", {"latitude": "46,1", "longitude": "61,5"}, "latitude"),
        ("porte_a_porte", {"logements": "3", "refus": "4"}, "logements"),
        ("indicateurs", {"taux_pauvrete": "150"}, "taux_pauvrete"),
        ("indicateurs", {"taux_pauvrete": "-2"}, "taux_pauvrete"),
    ],
)
def test_a_value_that_cannot_be_is_left_out_of_its_row(full, table, values, column):
    model = next(one for one in TABLES if name_of(one) == table)
    if table == "partners":
        full.remove("data/relations.csv").remove("data/permanences.csv")
    full.write(f"data/{table}.csv", table_of(model, values))
    inputs = read_inputs(full.path)
    (problem,) = [p for p in inputs.warnings if p.is_unread]
    assert (problem.line, problem.column, problem.meanwhile) == (2, column, "left-out")
    stem = {
        "porte_a_porte": "rounds", "passages": "contacts", "accompagnements": "accompaniments",
        "indicateurs": "indicators",
    }.get(table, table)  # fmt: skip
    frame = getattr(inputs, stem)
    row = row_of(frame.frame if table == "passages" else frame)
    gone = ["latitude", "longitude"] if "latitude" in values else [column]
    for name in gone:
        assert pd.isna(row[name]) or row[name] is False or not row[name]
    for name in set(values) - set(gone):
        assert not pd.isna(row[name])


def test_of_a_list_the_rest_is_kept(full):
    full.replace("data/partners.csv", ";17300|QN01701M;", ";17300|QN09999Z|blorp;")
    full.replace("data/partners.csv", "sante--sante-mentale", "sante--sante-mentale, blorp")
    inputs = read_inputs(full.path)
    assert inputs.partners.loc["ccas", "couvre"] == ("17300",)
    assert inputs.partners.loc["cmp", "thematiques"] == ("sante--sante-mentale",)
    unread = [(p.line, p.column, p.found) for p in inputs.warnings if p.is_unread]
    assert unread == [
        (2, "couvre", "blorp"),
        (2, "couvre", "QN09999Z"),
        (4, "thematiques", "blorp"),
    ]


@pytest.mark.parametrize(("written", "read"), [("rompu!", "inconnue"), ("active", "active")])
def test_a_relation_whose_state_is_lost_is_unknown(full, written, read):
    full.replace("data/relations.csv", "ccas;asv;active", f"ccas;asv;{written}")
    assert read_inputs(full.path).relations["etat"].tolist() == [read, "active"]


@pytest.mark.parametrize("table", ["partners", "permanences"])
def test_an_identifier_that_two_rows_bear_stops_the_build(full, table):
    line = (full.path / f"data/{table}.csv").read_text("utf-8").splitlines()[1]
    full.append(f"data/{table}.csv", f"{line}\n")
    with pytest.raises(InputError) as told:
        read_inputs(full.path)
    assert "duplicate-id" in {p.kind for p in told.value.problems if p.severity == "error"}


def test_beyond_many_wrong_cells_the_others_are_left_out_too(full):
    rows = "".join(f"ccas;asv;zut{i};;;;;\n" for i in range(2_010))
    full.append("data/relations.csv", rows)
    inputs = read_inputs(full.path)
    assert set(inputs.relations["etat"][2:]) == {"inconnue"}
    assert "bad-cells-untold" in {problem.kind for problem in inputs.warnings}


@pytest.mark.parametrize(
    ("table", "old", "new", "kind"),
    [
        ("accompagnements", "2023;17300", "1900;17300", "date-too-old"),
        ("accompagnements", "2023;17300", "2042;17300", "date-to-come"),
        ("passages", "2024-02-29", "1900-02-28", "date-too-old"),
        ("porte_a_porte", "2024-01-04", "2042-01-04", "date-to-come"),
    ],
)
def test_one_date_alone_before_or_after_all_service_is_refused(full, table, old, new, kind):
    full.replace(f"data/{table}.csv", old, new)
    with pytest.raises(InputError) as told:
        read_inputs(full.path)
    (problem,) = [p for p in told.value.problems if p.severity == "error"]
    assert (problem.kind, problem.line) == (kind, 2)


def test_an_end_may_be_agreed_on_for_later_and_a_date_to_come_makes_no_row_old(full):
    full.replace("data/relations.csv", "2023-01-01;;", "1980-01-01;2045-12-31;")
    full.replace("data/partners.csv", "2024-05-14\nasv", "2042-05-14\nasv")
    problems = read_inputs(full.path).warnings
    assert [p.kind for p in problems if p.is_unread] == ["date-to-come"]
    assert "stale-row" not in {problem.kind for problem in problems}


def test_a_layer_does_without_what_it_need_not_have(full):
    layer = full.path / "data/geo/communes.geojson"
    text = layer.read_text("utf-8").replace('"population": 8000', '"population": "beaucoup"', 1)
    layer.write_text(text, "utf-8")
    inputs = read_inputs(full.path)
    assert pd.isna(inputs.communes.loc["17300", "population"])
    (problem,) = [p for p in inputs.warnings if p.is_unread]
    assert (problem.line, problem.column) == (1, "population")
