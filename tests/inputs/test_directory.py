"""A directory of possible partners: read as the other tables, told where it repeats them."""

import pytest

from netmap.inputs import check_project, read_inputs

HEADER = "id;nom;categorie;position;code_insee;couvre;thematiques;siret;finess;source\n"
PARTNERS = (
    "id;nom;categorie;position;statut;code_insee;siret;finess\n"
    "cmp;CMP;cmp;aval;actif;17300;21170028900012;\n"
    "msp;Maison de santé;netmap--msp;aval;actif;2A004;;170780001\n"
)


def directory(project, *rows):
    project.write("data/partners.csv", PARTNERS)
    return project.write("data/annuaire.csv", HEADER + "".join(f"{row}\n" for row in rows))


def doubts(project):
    report = check_project(project.path)
    assert not report.errors, report.errors
    return [(p.kind, p.line, p.column) for p in report.warnings if p.file == "data/annuaire.csv"]


def test_rows_keep_their_file_and_line_and_need_no_status(least):
    directory(least, "", "a;A;cmp;aval;17300;17300|241700434;sante--addictions;;;FINESS")
    found = read_inputs(least.path).directory
    assert found.index.tolist() == ["a"]
    row = found.loc["a"]
    assert (row["ligne"], row["fichier"]) == (3, "data/annuaire.csv")
    assert row["couvre"] == ("17300", "241700434")
    assert doubts(least) == []


def test_without_a_directory_there_is_none(least):
    assert read_inputs(least.path).directory is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("cmp;Autre nom;cmp;aval;17300;;;;;", "id"),
        ("x;CMP;cmp;aval;17300;;;21170028900012;;", "siret"),
        ("x;Autre nom;cmp;aval;17300;;;;170780001;", "finess"),
    ],
)
def test_a_partner_already_is_told_and_not_doubled(least, row, column):
    directory(least, row, "y;Y;cmp;aval;17300;17300;;;;")
    assert doubts(least) == [("directory-known", 2, column)]
    inputs = read_inputs(least.path)
    assert inputs.directory.index.tolist() == ["y"]
    assert inputs.partners.index.tolist() == ["cmp", "msp"]


def test_a_branch_with_the_number_of_its_seat_stays_and_is_told(least):
    directory(least, "x;Autre nom;cmp;aval;17300;;;21170028900012;;")
    assert doubts(least) == [("directory-same-siret", 2, "siret")]
    assert read_inputs(least.path).directory.index.tolist() == ["x"]


@pytest.mark.parametrize(("place", "alike"), [("2A004", True), ("", True), ("17300", False)])
def test_the_same_name_is_a_doubt_and_stays(least, place, alike):
    directory(least, f"x;MAISON DE SANTE;netmap--msp;aval;{place};;;;;")
    assert doubts(least) == ([("directory-alike", 2, "nom")] if alike else [])
    assert read_inputs(least.path).directory.index.tolist() == ["x"]


def test_rows_of_elsewhere_are_told_once(least):
    directory(least, *(f"x{i};N{i};cmp;aval;33063;33063;;;;" for i in range(3)))
    assert doubts(least) == [("directory-elsewhere", 2, "couvre")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a;A;cmp;ailleurs;;;;;;", "position"),
        ("a;A;cmp;aval;1730;;;;;", "code_insee"),
        ("a;A;cmp;aval;;;;123;;", "siret"),
        ("a;A;cmp;aval;;;;;;\na;B;cmp;aval;;;;;;", "id"),
    ],
)
def test_a_bad_cell_stops_or_is_left_out_as_in_the_other_tables(least, row, column):
    directory(least, row)
    refused = [problem for problem in check_project(least.path).problems if problem.is_unread]
    severity = "error" if column in {"position", "id"} else "warning"
    assert [(p.file, p.column, p.severity) for p in refused] == [
        ("data/annuaire.csv", column, severity)
    ]
