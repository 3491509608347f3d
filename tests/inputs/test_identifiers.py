"""Identifiers left out are made from names; names stand for identifiers; sheets named by a year."""

import io
from datetime import date

import openpyxl
import pytest

from netmap.amend.mending import find_mends, write_mends
from netmap.inputs import check_project, read_inputs
from netmap.inputs.book import table_name

NAMED = """\
nom;categorie;position;statut;couvre
CCAS;ccas;amont;actif;17300
Atelier Santé Ville;association;médiation;actif;Quatre communes
CCAS;cias;amont;actif;tout le territoire
"""


@pytest.fixture
def named(full):
    """The full project, whose partners and places have names alone."""
    full.write("data/partners.csv", NAMED)
    full.write("data/relations.csv", "source_id;cible_id\natelier sante ville;ccas-2\n")
    places = "nom;code_insee;demi_journees;statut;mediateur_id\n"
    return full.write(
        "data/permanences.csv", f"{places}Mairie;Ville;2;ouverte;ATELIER SANTÉ VILLE\n"
    )


def test_identifiers_are_made_from_names_and_names_stand_for_them(named):
    inputs = read_inputs(named.path)
    assert list(inputs.partners.index) == ["ccas", "atelier-sante-ville", "ccas-2"]
    assert list(inputs.partners["categorie"]) == [
        "ccas-cias", "netmap--association", "ccas-cias",
    ]  # fmt: skip
    assert list(inputs.partners["couvre"]) == [("17300",), ("241700434",), ("241700434",)]
    relation = inputs.relations.iloc[0]
    assert (relation["source_id"], relation["cible_id"]) == ("atelier-sante-ville", "ccas-2")
    assert inputs.permanences.loc["mairie", "mediateur_id"] == "atelier-sante-ville"
    made = [problem for problem in inputs.warnings if problem.kind == "ids-made"]
    assert [(p.file, p.details) for p in made] == [
        ("data/partners.csv", (("count", "3"),)),
        ("data/permanences.csv", (("count", "1"),)),
    ]


def test_the_territory_is_known_by_its_name_without_what_it_is(named):
    toml = named.path / "netmap.toml"
    whole = 'nom = "Communauté de communes des Quatre communes"'
    toml.write_text(toml.read_text("utf-8").replace('nom = "Quatre communes"', whole), "utf-8")
    assert whole in toml.read_text("utf-8")
    assert read_inputs(named.path).partners["couvre"].iloc[1] == ("241700434",)


def test_a_name_that_two_partners_bear_is_nobodys(named):
    named.write("data/relations.csv", "source_id;cible_id\nCCAS;atelier-sante-ville\n")
    (problem,) = check_project(named.path).errors
    assert (problem.kind, problem.found, problem.column) == ("unknown-partner", "CCAS", "source_id")


def test_they_are_written_back_only_when_asked(named):
    path = named.path / "data/partners.csv"
    path.write_text(f"id;{NAMED}".replace("\nC", "\n;C").replace("\nA", "\nasv;A"), "utf-8")
    named.write("data/relations.csv", "source_id;cible_id\nasv;ccas\n")
    before = path.read_bytes()
    read_inputs(named.path)
    assert path.read_bytes() == before
    mending = find_mends(named.path)
    made = [(m.line, m.before, m.after, m.refused) for m in mending.mends if m.column == "id"]
    assert made == [(2, "", "ccas", False), (4, "", "ccas-2", False)]
    write_mends(named.path, mending, day=date(2025, 3, 4))
    assert list(read_inputs(named.path).partners.index) == ["ccas", "asv", "ccas-2"]
    assert find_mends(named.path).mends == ()


def book_of(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.strip("_"))
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


PARTNER = [["Nom", "Catégorie", "Position", "Statut"], ["CCAS", "CCAS", "Amont", "Actif"]]
EXAMPLE = [["Période", "Commune", "Personnes"], ["EXEMPLE", "Ville", 42]]


@pytest.mark.parametrize("left", [{}, {"Accompagnements": EXAMPLE}])
def test_a_sheet_a_year_of_the_workbook_is_the_table_and_its_name_the_period(least, left):
    least.remove("data/partners.csv")
    years = {
        "_2023": [["Commune ou quartier (code)", "Personnes"], ["Ville", "12 personnes"]],
        "Activité 2024": [["Code", "Personnes"], ["Bourg", 3], ["TOTAL", 3]],
    }
    least.write("netmap.xlsx", book_of(Partenaires=PARTNER, **left, **years))
    inputs = read_inputs(least.path)
    counted = inputs.accompaniments[["periode", "code", "personnes"]]
    assert counted.to_numpy().tolist() == [["2023", "17300", 12.0], ["2024", "2A004", 3.0]]
    kinds = {problem.kind for problem in inputs.warnings}
    assert {"sheets-together", "total-row"} <= kinds
    assert "sheet-not-read" not in kinds, "one that holds examples alone lacks to nobody"
    assert table_name("netmap.xlsx", "2023") == "accompagnements"


def test_a_sheet_made_like_a_table_is_never_left_in_silence(least):
    least.remove("data/partners.csv")
    counted = [["Période", "Commune", "Personnes"], [2023, "Ville", 42]]
    sheets = {"Partenaires": PARTNER, "Accompagnements": counted, "Brouillon": counted}
    least.write("netmap.xlsx", book_of(**sheets, _2024=counted))
    inputs = read_inputs(least.path)
    assert len(inputs.accompaniments) == 1
    unread = [p.sheet for p in inputs.warnings if p.kind == "sheet-not-read"]
    assert unread == ["2024", "Brouillon"]


def test_a_partner_of_elsewhere_is_placed_by_a_name_that_one_commune_bears(least):
    rows = "id;nom;categorie;position;statut;code_insee\n"
    least.write("data/partners.csv", f"{rows}a;A;cpam;aval;actif;Saint-Maixent-l'École\n")
    assert read_inputs(least.path).partners.loc["a", "code_insee"] == "79270"
    least.write("data/partners.csv", f"{rows}a;A;cpam;aval;actif;Sainte-Colombe\n")
    assert read_inputs(least.path).partners.loc["a", "code_insee"] is None
