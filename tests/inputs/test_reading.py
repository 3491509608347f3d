"""What a project that is in order gives: the columns, types and meanings that others build on."""

import datetime as dt
import time
from pathlib import Path

import pytest

from netmap.errors import InputError
from netmap.inputs import check_project, read_inputs

SAMPLES = Path(__file__).parents[2]
SHARED = SAMPLES.parent / "shared"


def test_the_least_project_reads(least):
    inputs = read_inputs(least.path)
    assert inputs.settings.territory.name == "Quatre communes"
    assert list(inputs.communes.index) == ["17300", "2A004", "01053", "17010"]
    assert list(inputs.partners.index) == ["ccas"]
    assert inputs.relations is None
    assert inputs.indicators is None
    assert inputs.qpv.empty
    assert inputs.lived.empty
    assert inputs.qpv.crs == inputs.communes.crs
    assert [source.layer for source in inputs.sources] == ["communes.geojson"]
    assert [file.path for file in inputs.files] == [
        "data/geo/SOURCES.toml",
        "data/geo/communes.geojson",
        "data/partners.csv",
        "netmap.toml",
    ]


def test_communes_keep_their_declared_system_and_their_unknowns(full):
    communes = read_inputs(full.path).communes
    assert communes.crs.to_epsg() == 2154
    assert communes.geometry.area.tolist() == [1e8] * 4
    assert communes["population"].isna().tolist() == [False, False, False, True]
    assert communes["code_epci"].tolist() == [None] * 4
    assert communes["mairie_lon"].dtype == float


def test_a_published_outline_is_official_and_an_empty_cell_is_not(full):
    assert read_inputs(full.path).qpv["precision"].tolist() == ["official"]
    full.replace("data/geo/qpv.geojson", '"population"', '"precision": null, "population"')
    assert read_inputs(full.path).qpv["precision"].tolist() == ["indicative"]


def test_columns_are_those_of_the_models_in_their_order(full):
    inputs = read_inputs(full.path)
    assert list(inputs.partners.columns) == [
        "nom", "categorie", "position", "statut", "organisation", "code_insee", "latitude",
        "longitude", "adresse", "couvre", "thematiques", "relations_completes", "publics",
        "implication", "evaluation", "siret", "finess", "reseaux_porteurs", "date_maj", "source",
        "contact", "telephone", "courriel", "ligne",
    ]  # fmt: skip
    assert list(inputs.accompaniments.columns) == [
        "periode", "code", "personnes", "au_plus", "nouvelles", "situations_cloturees",
        "thematique", "public", "ligne",
    ]  # fmt: skip


def test_missing_text_is_none_missing_lists_are_empty_missing_numbers_are_nan(full):
    partner = read_inputs(full.path).partners.loc["ccas"]
    assert partner["adresse"] is None
    assert partner["thematiques"] == ()
    assert partner["couvre"] == ("17300", "QN01701M")
    assert partner["latitude"] != partner["latitude"]
    assert partner["date_maj"].date() == dt.date(2024, 5, 14)
    assert partner["ligne"] == 2


def test_zero_is_not_missing(full):
    counts = read_inputs(full.path).accompaniments
    assert counts["personnes"].tolist() == [40, 30, 0]
    assert counts["periode"].tolist() == ["2023", "2023", "2024"]


def test_a_contact_keeps_its_year_and_loses_its_day(full):
    sealed = read_inputs(full.path).contacts
    contacts = sealed.frame
    assert list(contacts.columns) == ["periode", "latitude", "longitude", "code"]
    assert contacts["periode"].tolist() == ["2024", "2024"]
    assert contacts["latitude"].iloc[0] == pytest.approx(46.16)


def test_a_place_of_unknown_status_never_counts_as_open(full):
    full.replace("data/permanences.csv", ";ouverte;oui;", ";;;")
    inputs = read_inputs(full.path)
    assert inputs.permanences.loc["mairie", "statut"] == "candidate"
    assert [p.kind for p in inputs.warnings if p.line == 2] == ["assumed-candidate"]


def test_indicators_are_the_declared_ones_for_the_communes_of_the_territory(full):
    full.append("data/indicateurs.csv", "75056;14,2\n")
    inputs = read_inputs(full.path)
    assert inputs.indicators["taux_pauvrete"].dropna().to_dict() == {
        "17300": 21.5, "01053": 12.0, "17010": 9.0,
    }  # fmt: skip
    assert "rows-elsewhere" in {p.kind for p in inputs.warnings}


def test_an_undeclared_indicator_is_not_read(full):
    full.replace("data/indicateurs.csv", "code_insee;taux_pauvrete", "code_insee;taux_pauvrete;x")
    inputs = read_inputs(full.path)
    assert list(inputs.indicators.columns) == ["taux_pauvrete", "ligne"]
    assert "undeclared-indicator" in {p.kind for p in inputs.warnings}


def test_an_absent_table_is_none_and_an_empty_one_is_empty(full):
    full.write("data/relations.csv", "source_id;cible_id\n")
    assert len(read_inputs(full.path).relations) == 0
    full.remove("data/relations.csv")
    assert read_inputs(full.path).relations is None


def test_row_order_changes_no_row(full):
    before = read_inputs(full.path).partners.drop(columns="ligne").sort_index()
    path = full.path / "data/partners.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    full.write("data/partners.csv", "\n".join([header, *reversed(rows)]))
    after = read_inputs(full.path).partners.drop(columns="ligne").sort_index()
    assert after.equals(before)


def test_two_readings_are_equal(full):
    first, second = read_inputs(full.path), read_inputs(full.path)
    assert first.files == second.files
    assert first.warnings == second.warnings
    assert first.partners.equals(second.partners)


def test_reading_writes_nothing(full):
    def state():
        return sorted((p, p.stat().st_mtime_ns) for p in full.path.rglob("*"))

    before = state()
    read_inputs(full.path)
    check_project(full.path)
    assert state() == before


def test_a_projects_own_words_are_known(full):
    full.replace("data/partners.csv", "sante--sante-mentale", "local--yoga")
    full.append(
        "netmap.toml", '[vocabulaire.thematiques."local--yoga"]\nfr = "Yoga"\nen = "Yoga"\n'
    )
    assert read_inputs(full.path).partners.loc["cmp", "thematiques"] == ("local--yoga",)


def test_own_words_still_count_when_another_setting_is_wrong(full):
    full.replace("data/partners.csv", "sante--sante-mentale", "local--yoga")
    full.append("netmap.toml", '[vocabulaire.thematiques."local--yoga"]\nfr = "Yoga"\n[zut]\n')
    assert {p.kind for p in check_project(full.path).errors} == {"unknown-key"}


@pytest.mark.parametrize("project", [SAMPLES, SAMPLES / "examples/roanne"], ids=["root", "roanne"])
def test_the_samples_are_in_order(project):
    report = check_project(project)
    assert not report.errors
    tables = {table.name: table for table in report.tables}
    assert tables["partners"].rows >= 30
    assert dict(tables["partners"].filled)["nom"] == 1


def test_the_sample_reads_well_under_half_a_second():
    read_inputs(SAMPLES)
    best = min(_seconds(SAMPLES) for _ in range(3))
    assert best < 0.5


def _seconds(project):
    start = time.process_time()
    read_inputs(project)
    return time.process_time() - start


@pytest.mark.parametrize("town", ["la-rochelle", "roanne"])
def test_official_layers_read_as_they_come(least, town):
    folder = SHARED / "data" / town
    if not folder.is_dir():
        pytest.skip("the real layers are not beside the repository")
    least.write("data/geo/communes.geojson", (folder / "communes.geojson").read_bytes())
    least.write("data/geo/qpv.geojson", (folder / "qpv.geojson").read_bytes())
    least.source_of("qpv.geojson")
    inputs = read_inputs(least.path)
    assert len(inputs.communes) == {"la-rochelle": 28, "roanne": 40}[town]
    assert inputs.qpv["population"].notna().all()
    assert set(inputs.qpv["precision"]) == {"official"}
    assert {p.kind for p in inputs.warnings} == {"unplaced"}


def test_an_error_carries_the_warnings_too(full):
    full.replace("data/accompagnements.csv", ";40;", ";-40;")
    with pytest.raises(InputError) as caught:
        read_inputs(full.path)
    assert {p.severity for p in caught.value.problems} == {"error", "warning"}
