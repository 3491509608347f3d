"""``netmap import``: shown, agreed to, written whole or not at all; and nobody's name anywhere.

NETMAP_TERRITORIES=50 draws that many territories to be given the national figures, instead of two.
"""

import csv
import io
import os
import random
import statistics
from pathlib import Path

import lookalike
import pytest
from click.testing import CliRunner

from netmap.cli import commands
from netmap.inputs.project import read_settings
from netmap.messages import Messages
from netmap.sources import base
from netmap.sources.recipes import BY_ID, RECIPES

NATIONAL = Path(__file__).parents[3] / "shared" / "data" / "national"
ROCHELLE, AYTRE, ROANNE = "17300", "17028", "42187"


def rows(name, places, **columns):
    """Return rows of a recipe; a list gives a value a row."""
    recipe, rng = BY_ID[name], lookalike.generator(1)
    found = []
    for i, place in enumerate(places):
        given = {c: v[i] if isinstance(v, list) else v for c, v in columns.items()}
        found.append(lookalike.drawn(recipe, place, rng) | given)
    return recipe, found


def finess(folder, *, name="finess_etablissements"):
    recipe, made = rows(
        "finess",
        [ROCHELLE, ROCHELLE, AYTRE, ROANNE, ROCHELLE, ROCHELLE],
        finess=[f"17000000{i}" for i in range(6)],
        nom=["CMP LAFOND", "CSAPA SYNERGIE", "MAISON DE SANTE D'AYTRE", "CMP", "X", "EHPAD Y"],
        nom_long=["Centre médico-psychologique Lafond", "", "", "", "Cabinet du Dr Durand", ""],
        genre=[
            "Centre Médico-Psychologique (C.M.P.)",
            "Centre soins accompagnement prévention addictologie (CSAPA)",
            "Maison de santé (L.6223-3)",
            "Centre Médico-Psychologique (C.M.P.)",
            "Centre de santé",
            "Etablissement pour personnes âgées",
        ],
        siret="",
    )
    return lookalike.write(recipe, folder, made, ending=".csv", name=name)


def table(project, name):
    text = (project.folder / "data" / f"{name}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def contents(project):
    return {
        path.relative_to(project.folder).as_posix(): path.read_bytes()
        for path in sorted(project.folder.rglob("*"))
        if path.is_file() and path.name != ".netmap.lock"
    }


def taken(netmap, project, *files, status=0):
    found, out, err = netmap("import", *files, "--project", project.folder, "--oui")
    assert found == status, err
    return out + err


def test_candidates_go_to_the_directory_and_never_to_partners(netmap, la_rochelle, tmp_path):
    before = contents(la_rochelle)
    out = taken(netmap, la_rochelle, finess(tmp_path))
    after = contents(la_rochelle)
    assert after["data/partners.csv"] == before["data/partners.csv"]
    (row,) = table(la_rochelle, "annuaire")
    told = {name: row[name] for name in ("id", "nom", "categorie", "position", "code_insee")}
    assert told == {
        "id": "finess-170000000",
        "nom": "Centre médico-psychologique Lafond",
        "categorie": "cmp",
        "position": "aval",
        "code_insee": ROCHELLE,
    }
    # the health centre of Aytré is a partner already; whether this CSAPA is, nobody knows
    assert {d["decision"]: d["nom_autre"] for d in table(la_rochelle, "doublons")} == {
        "meme": "Maison de santé (Aytré)",
        "": "CSAPA SYNERGIE",
    }
    assert "1 ligne porte le nom d’une personne" in out
    assert "1 ligne dont la catégorie n’est pas connue" in out
    assert "Durand" not in out
    status, out, err = netmap("check", "--project", la_rochelle.folder)
    assert status == 0, err


def test_the_same_file_twice_changes_no_byte(netmap, la_rochelle, tmp_path):
    recipe, made = rows("filosofi-commune", [ROCHELLE, AYTRE], taux_pauvrete=["19,5", "ns"])
    figures = lookalike.write(recipe, tmp_path, made, ending=".csv", name="FILO2021_DISP_COM")
    recipe, made = rows("coop-mediation", [ROCHELLE] * 2, date=["14/05/2024", "2024-05-14"])
    activity = lookalike.write(recipe, tmp_path, made)
    files = [finess(tmp_path), figures, activity]
    taken(netmap, la_rochelle, *files)
    before = contents(la_rochelle)
    assert "Rien de nouveau" in taken(netmap, la_rochelle, *files)
    assert contents(la_rochelle) == before


def test_a_decision_is_kept_and_obeyed(netmap, la_rochelle, tmp_path):
    path = finess(tmp_path)
    taken(netmap, la_rochelle, path)
    decisions = la_rochelle.folder / "data" / "doublons.csv"
    text = decisions.read_text("utf-8-sig")
    assert text.count("CSAPA SYNERGIE;\n") + text.count("CSAPA SYNERGIE;\r\n") == 1
    decisions.write_text(text.replace("CSAPA SYNERGIE;", "CSAPA SYNERGIE;différents"), "utf-8")
    taken(netmap, la_rochelle, path)
    assert {r["finess"] for r in table(la_rochelle, "annuaire")} == {"170000000", "170000001"}
    decisions.write_text(text.replace("CSAPA SYNERGIE;", "CSAPA SYNERGIE;peut-être"), "utf-8")
    assert "colonne decision" in taken(netmap, la_rochelle, path, status=1)


@pytest.fixture
def answered(la_rochelle, monkeypatch):
    """Run import at a terminal where somebody types so many lines; give back what is printed."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)

    def run(path, *typed, language="fr"):
        words = ["import", str(path), "--project", str(la_rochelle.folder), "--lang", language]
        found = CliRunner().invoke(
            commands(Messages(language)), words, input="".join(f"{one}\n" for one in typed)
        )
        assert found.exit_code == 0, found.output
        return " ".join(found.output.split())

    return run


#: what is typed of the sure pair, then of the other, and what is kept of each
TYPED = [
    ("fr", ["", ""], {"Maison de santé (Aytré)": "meme", "CSAPA SYNERGIE": ""}),
    ("fr", ["n", "o"], {"Maison de santé (Aytré)": "differents", "CSAPA SYNERGIE": "meme"}),
    ("fr", ["OUI", " non "], {"Maison de santé (Aytré)": "meme", "CSAPA SYNERGIE": "differents"}),
    ("fr", ["peut-être", "?"], {"Maison de santé (Aytré)": "", "CSAPA SYNERGIE": ""}),
    ("en", ["y", "no"], {"Maison de santé (Aytré)": "meme", "CSAPA SYNERGIE": "differents"}),
]


@pytest.mark.parametrize("said", TYPED)
def test_each_pair_is_asked_about_and_the_answer_is_kept(answered, la_rochelle, tmp_path, said):
    language, typed, kept = said
    path = finess(tmp_path)
    out = answered(path, *typed, "y" if language == "en" else "o", language=language)
    found = {d["nom_autre"]: d["decision"] for d in table(la_rochelle, "doublons")}
    assert found == kept
    assert out.count("?") >= 3, "two pairs and a consent"
    written = {row["finess"] for row in table(la_rochelle, "annuaire")}
    new = {"170000000"}
    new |= {"170000001"} if kept["CSAPA SYNERGIE"] == "differents" else set()
    new |= {"170000002"} if kept["Maison de santé (Aytré)"] == "differents" else set()
    assert written == new
    # a pair that was decided is asked about no more; one that was left is
    left = [one for one in kept.values() if not one]
    again = answered(path, *[""] * len(left), "")
    assert again.count("le même organisme") == len(left)


def test_nothing_is_written_of_answers_without_consent(answered, la_rochelle, tmp_path):
    before = contents(la_rochelle)
    answered(finess(tmp_path), "o", "n", "n")
    assert contents(la_rochelle) == before


def test_a_point_that_is_not_in_its_commune_is_told_by_its_line(netmap, la_rochelle, tmp_path):
    at = ["379800", "400000", ""]
    said = ["1,ATLASANTE,96,BAN,EPSG:2154,x", "1,ATLASANTE,96,BAN,EPSG:2154,x", ""]
    recipe, made = rows(
        "finess", [ROCHELLE] * 3, nom=["CMP A", "CMP B", "CMP C"], finess=list("123"), x=at,
        y=["6570900", "6570900", ""], place_source=said, genre="Centre de santé", siret="",
    )  # fmt: skip
    path = lookalike.write(recipe, tmp_path, made, ending=".csv")
    status, out, _ = netmap("import", path, "--project", la_rochelle.folder, "--sans-ecrire")
    assert status == 0
    assert "1 ligne dont le point est à plus de 500 m" in out
    assert "(ligne 3)" in out


def test_figures_declare_themselves_and_leave_the_settings_as_they_are_written(
    netmap, la_rochelle, tmp_path
):
    recipe, made = rows("apl-generalistes", [ROCHELLE, AYTRE], apl=["3.41", "2.2"])
    path = lookalike.write(recipe, tmp_path, made)
    settings = la_rochelle.folder / "netmap.toml"
    before = settings.read_text("utf-8")
    out = taken(netmap, la_rochelle, path)
    after = settings.read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    declared = read_settings(la_rochelle.folder)[0].indicators["apl_generalistes"]
    assert (declared.direction, declared.vintage) == ("ressource", "2024")
    assert declared.source == recipe.producer
    found = {r["code_insee"]: r["apl_generalistes"] for r in table(la_rochelle, "indicateurs")}
    assert {code: text for code, text in found.items() if text} == {ROCHELLE: "3,41", AYTRE: "2,2"}
    assert "2 communes sur 28" in out
    assert "17010" in out  # which lacks it
    assert netmap("check", "--project", la_rochelle.folder)[0] == 0


def test_what_is_said_of_values_that_stay_is_kept(netmap, la_rochelle, tmp_path):
    former = read_settings(la_rochelle.folder)[0].indicators["taux_pauvrete"]
    recipe, made = rows("filosofi-commune", [ROCHELLE], taux_pauvrete=["19,5"])
    path = lookalike.write(recipe, tmp_path, made, ending=".csv")
    taken(netmap, la_rochelle, path)
    now = read_settings(la_rochelle.folder)[0].indicators["taux_pauvrete"]
    assert now.source == f"{recipe.producer} ; {former.source}"


def own(folder, name="suivi-2024-05"):
    path = folder / f"{name}.csv"
    path.write_text(
        "Structure;Lieu;Téléphone\nCentre social des Minimes;17300;05\n"
        "Le Phare;17028;\nDr Durand;17300;\n",
        "utf-8",
    )
    return path


def test_a_table_of_ones_own_is_mapped_once(netmap, la_rochelle, tmp_path):
    out = taken(netmap, la_rochelle, own(tmp_path))
    assert "nom ← « Structure »" in out.replace("\u00a0", " ")
    assert "code_insee ← « Lieu »" in out.replace("\u00a0", " ")  # by what its cells hold
    assert "Téléphone" in out
    assert [r["nom"] for r in table(la_rochelle, "annuaire")] == ["Centre social des Minimes"]
    words = ["--vers", "annuaire", "--valeur", "categorie=netmap--association"]
    status, _, err = netmap(
        "import", own(tmp_path), "--project", la_rochelle.folder, "--oui", *words
    )
    assert status == 0, err
    kept = read_settings(la_rochelle.folder)[0].imports["suivi"]
    assert kept.values == {"categorie": "netmap--association"}
    annuaire = la_rochelle.folder / "data" / "annuaire.csv"
    annuaire.unlink()
    taken(netmap, la_rochelle, own(tmp_path, "suivi-2024-06"))  # next month: one command
    names = {r["nom"]: r["categorie"] for r in table(la_rochelle, "annuaire")}
    assert names == {
        "Centre social des Minimes": "netmap--association",
        "Le Phare": "netmap--association",
    }


def test_partners_are_written_when_asked_with_nobodys_number(netmap, la_rochelle, tmp_path):
    words = ["--vers", "partners", "--valeur", "categorie=netmap--association"]
    status, _, err = netmap(
        "import", own(tmp_path), "--project", la_rochelle.folder, "--oui", *words
    )
    assert status == 0, err
    new = [r for r in table(la_rochelle, "partners") if r["nom"] == "Le Phare"]
    assert [(r["statut"], r["position"]) for r in new] == [("a-mobiliser", "amont")]
    assert "Durand" not in (la_rochelle.folder / "data" / "partners.csv").read_text("utf-8-sig")


def test_nothing_is_written_where_the_project_would_not_pass(netmap, la_rochelle, tmp_path):
    path = tmp_path / "activite.csv"
    path.write_text("periode;code;personnes\n2024;17300;douze\n2024;17028;4\n", "utf-8")
    before = contents(la_rochelle)
    out = taken(netmap, la_rochelle, path, status=1)
    assert "douze" in out
    assert contents(la_rochelle) == before


def test_showing_writes_nothing(netmap, la_rochelle, tmp_path):
    before = contents(la_rochelle)
    for words in (["--sans-ecrire", "--oui"], []):  # and nobody to ask
        status, out, _ = netmap("import", finess(tmp_path), "--project", la_rochelle.folder, *words)
        assert (status, contents(la_rochelle)) == (0, before)
        assert "CSAPA SYNERGIE" in out
        assert "Rien n’est écrit" in out


def test_referrals_become_facts_of_relations(netmap, la_rochelle, tmp_path):
    partners = {r["id"]: r["nom"] for r in table(la_rochelle, "partners")}
    relations = table(la_rochelle, "relations")
    one, other = relations[0]["source_id"], relations[0]["cible_id"]
    states = ["VALIDÉE", "REFUSÉE", "OUVERTE", "MODÉRATION_EN_COURS", "VALIDÉE", "EXPIRÉE"]
    days = [3, 10, None, None, 8, 30]
    recipe, made = rows(
        "dora-orientations",
        [""] * 7,
        prescripteur=[partners[one]] * 6 + ["Structure inconnue"],
        destinataire=partners[other],
        statut=[*states, "VALIDÉE"],
        cree="01/03/2024",
        traite=["" if d is None else f"{1 + d:02}/03/2024" for d in days] + [""],
    )
    out = taken(netmap, la_rochelle, lookalike.write(recipe, tmp_path, made, ending=".csv"))
    after = {(r["source_id"], r["cible_id"]): r for r in table(la_rochelle, "relations")}
    assert len(after) == len({(r["source_id"], r["cible_id"]) for r in relations})
    fact = after[one, other]
    known = [d for d in days if d is not None]
    assert (fact["nb_orientations"], fact["nb_acceptees"]) == ("5", "2")
    assert float(fact["delai_median_j"].replace(",", ".")) == statistics.median(known)
    assert "Structure inconnue" in out


def test_contacts_are_counted_and_nothing_of_persons_is_read(netmap, la_rochelle, tmp_path):
    days = ["14/05/2024", "14/05/2024", "2024-06-01", "bientôt", "2024-06-01"]
    recipe, made = rows("coop-mediation", [ROCHELLE, ROCHELLE, AYTRE, AYTRE, ROANNE], date=days)
    out = taken(netmap, la_rochelle, lookalike.write(recipe, tmp_path, made))
    found = [(r["date"], r["code"]) for r in table(la_rochelle, "passages")]
    assert found == [("2024-05-14", ROCHELLE)] * 2 + [("2024-06-01", AYTRE)]
    assert "1 ligne sans date" in out


def test_every_source_that_names_nobody_is_taken_in(netmap, la_rochelle, tmp_path):
    """Those that have columns of persons are in test_nobody."""
    some = [recipe for recipe in RECIPES if not (recipe.outline or recipe.personal)]
    paths = []
    for recipe in some:
        place = "QN01701M" if recipe.grain == "qpv" else ROCHELLE
        _, made = rows(recipe.id, [place] * 2, date="2024-05-14")
        paths.append(lookalike.write(recipe, tmp_path, made))
    out = taken(netmap, la_rochelle, *paths)
    for recipe in some:
        assert f" : {Messages('fr')(f'import.title.{recipe.id}')}" in out.replace("\u00a0", " ")
    assert netmap("check", "--project", la_rochelle.folder)[0] == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.csv", None, "absent.csv"),
        ("vide.csv", b"", "vide.csv"),
        ("photo.csv", b"%PDF-1.4 \x00\x01\x02" * 40, "photo.csv"),
        ("liste.xlsx", b"PK\x03\x04 no workbook", "liste.xlsx"),
        ("ancien.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "ancien.xls"),
        ("notes.csv", "Réunion du 3 mai\nOrdre du jour\n".encode(), "--vers annuaire"),
        ("donnees.json", b'{"a": 1}', "donnees.json"),
        ("archive.zip", b"PK\x05\x06" + b"\x00" * 18, "archive.zip"),
    ],
)
def test_a_wrong_file_is_one_plain_problem(  # noqa: PLR0917
    name, content, said, netmap, la_rochelle, tmp_path
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    before = contents(la_rochelle)
    out = taken(netmap, la_rochelle, path, status=1)
    assert said in out
    assert "1 erreur à corriger" in out
    assert "Traceback" not in out
    assert contents(la_rochelle) == before


def test_what_a_file_is_unknown_by_are_its_titles_and_no_row(netmap, la_rochelle, tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("Suivi;2024\nDurand;Zénobie;rue du Port;\n" * 2, "utf-8")
    out = taken(netmap, la_rochelle, path, status=1)
    assert "Suivi, 2024" in out
    assert "Durand" not in out


def test_a_table_of_the_project_is_not_taken_into_itself(netmap, la_rochelle):
    before = contents(la_rochelle)
    for name in ("data/partners.csv", "data/geo/communes.geojson"):
        out = taken(netmap, la_rochelle, la_rochelle.folder / name, status=1)
        assert "déjà une table ou une couche du projet" in out
    assert contents(la_rochelle) == before


def test_a_table_of_partners_of_another_project_is_one_of_ones_own(netmap, la_rochelle, tmp_path):
    path = tmp_path / "partenaires.csv"
    path.write_bytes((la_rochelle.folder / "data" / "partners.csv").read_bytes())
    status, out, _ = netmap("import", path, "--project", la_rochelle.folder, "--sans-ecrire")
    assert status == 0
    assert "un tableau à vous" in out


def test_a_title_that_is_not_there_is_told_with_those_that_are(netmap, la_rochelle, tmp_path):
    words = ["--colonne", "nom=Raison sociale"]
    status, _, err = netmap("import", own(tmp_path), "--project", la_rochelle.folder, *words)
    assert status == 1
    assert "Structure, Lieu, Téléphone" in err


def test_outlines_take_the_place_of_the_layer_with_their_source(netmap, la_rochelle, tmp_path):
    recipe = BY_ID["geo-api"]
    outlined = base.outlined(base.groups()["241700434"].communes)
    columns = {
        "code_insee": list(outlined.index),
        "nom": list(outlined["nom"]),
        "population": [int(p) for p in outlined["population"]],
        "code_epci": ["241700434"] * len(outlined),
    }
    shapes = list(outlined.geometry)
    path = lookalike.outlines(recipe, tmp_path / "communes.json", shapes, **columns)
    assert "28 contours" in taken(netmap, la_rochelle, path)
    sources = (la_rochelle.folder / "data/geo/SOURCES.toml").read_text("utf-8")
    assert recipe.producer in sources
    assert '["qpv.geojson"]' in sources
    assert netmap("check", "--project", la_rochelle.folder)[0] == 0
    points = [shape.representative_point() for shape in shapes]
    bad = lookalike.outlines(recipe, tmp_path / "points.json", points, **columns)
    before = contents(la_rochelle)
    assert "geometry=contour" in taken(netmap, la_rochelle, bad, status=1)
    assert contents(la_rochelle) == before


def quarters(project):
    """The neighbourhoods of the sample with all their communes, as the decree would list them."""
    return {
        f["properties"]["code_qp"]: f["properties"]["insee_com"]
        for f in project.layer("qpv.geojson")["features"]
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_list_of_neighbourhoods_checks_those_of_the_project(
    netmap, la_rochelle, tmp_path, language
):
    own = quarters(la_rochelle)
    first, second, *others = sorted(own)
    listed = {code: own[code] for code in [second, *others]}
    listed[second] = f"{own[second]};17010"
    listed |= {"QN01799N": f"42187;{AYTRE}", "QN04201M": ROANNE}
    recipe, made = rows(
        "qpv-liste", list(listed), lib_qp="Nom", insee_com=[f'="{v}"' for v in listed.values()],
        code_qp=[f'="{code}"' for code in listed],
    )  # fmt: skip
    path = lookalike.write(recipe, tmp_path, made)
    before = contents(la_rochelle)
    words = ("--project", la_rochelle.folder, "--oui", "--lang", language)
    status, out, err = netmap("import", path, *words)
    assert status == 0, err
    assert contents(la_rochelle) == before
    said = " ".join(out.split())
    assert {"fr": "ne remplit aucune table", "en": "fills no table"}[language] in said
    assert "QN01799N (Nom)" in said
    assert said.count(first) == 1
    assert f"{own[second]} dans" in said or f"{own[second]} in the project" in said
    assert f"17010, {own[second]}" in said or f"{own[second]}, 17010" in said
    assert "QN04201M" not in said
    same = {"fr": "1 quartier du projet est le même", "en": "1 neighbourhood of the project is"}
    assert len(others) == 1
    assert same[language] in said
    assert {"fr": "Rien à écrire", "en": "Nothing to write"}[language] in said


def test_outlines_of_iris_and_addresses_say_what_they_are_for(netmap, la_rochelle, tmp_path):
    recipe = BY_ID["iris"]
    shape = base.outlined([ROCHELLE]).geometry.iloc[0]
    columns = {"code_iris": ["173000101"], "code_insee": [ROCHELLE], "nom_iris": ["Centre"]}
    iris = lookalike.outlines(recipe, tmp_path / "iris.geojson", [shape], **columns)
    recipe, made = rows("ban", [ROCHELLE], lon="-1.15", lat="46.16")
    addresses = lookalike.write(recipe, tmp_path, made, name="adresses-17")
    before = contents(la_rochelle)
    out = taken(netmap, la_rochelle, iris, addresses).replace("\u00a0", " ")
    assert "ces contours ne remplissent aucune table : netmap ne compte rien par IRIS" in out
    assert "Pour en faire l’index : netmap locate --index adresses-17.csv" in out
    assert "Rien à écrire" in out
    assert contents(la_rochelle) == before


def test_a_folder_of_no_project_is_told(netmap, tmp_path):
    status, _, err = netmap("import", finess(tmp_path), "--project", tmp_path)
    assert status == 1
    assert "netmap.toml" in err


def territories():
    many = int(os.environ.get("NETMAP_TERRITORIES", "2"))
    groups = [code for code, group in base.groups().items() if group.nature != "EPT"]
    return random.Random(16).sample(sorted(groups), many)


@pytest.mark.skipif(not NATIONAL.is_dir(), reason="the national tables are not here")
@pytest.mark.parametrize("epci", territories())
def test_a_territory_of_france_gets_its_neighbourhoods_and_figures(epci, netmap, tmp_path):
    import geopandas as gpd
    import pandas as pd

    project = tmp_path / "projet"
    assert netmap("init", epci, project, "-q")[0] == 0
    files = [NATIONAL / "qpv2024.parquet", NATIONAL / "indicateurs_communes.parquet"]
    status, out, err = netmap("import", *files, "--project", project, "--oui")
    assert status == 0, err
    status, _, err = netmap("check", "--project", project)
    assert status == 0, err
    communes = base.groups()[epci].communes
    named = gpd.read_parquet(files[0]).set_index("code_qp")
    wanted = {
        code
        for code, said in named["insee_com"].items()
        if not {base.today(c.strip()) for c in said.split(",")}.isdisjoint(communes)
    }
    layer = project / "data" / "geo" / "qpv.geojson"
    assert (set(gpd.read_file(layer)["code_qp"]) if layer.exists() else set()) >= wanted
    given = pd.read_parquet(files[1])
    given = given.assign(code=given["code_insee"].map(base.today))
    here = given[given["code"].isin(communes)].groupby("code")["revenu_median_2021"]
    known = int(here.agg(lambda c: len(c) == 1 and c.notna().all()).sum())
    told = f"(revenu_median, € par an, 2021) : {known} communes sur {len(communes)}"
    assert told.replace(" :", "\u00a0:") in out or not known
    if known:  # what each lacks is listed
        _, _, after = out.partition("(revenu_median")
        said = after.split("→")[0]
        values = here.agg(lambda c: len(c) == 1 and c.notna().all())
        lacking = sorted(set(communes) - set(values.index[values.astype(bool)]))
        assert all(code in said for code in lacking[:12])
        assert ("sans valeur" in said) == bool(lacking)
