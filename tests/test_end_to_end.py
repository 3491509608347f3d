"""From a project's folder to its outputs, as a coordinator runs it."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[1]
RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"


def contents(folder):
    return {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir())}


def gaps_of(netmap, project):
    status, out, _ = netmap("gaps", "--json", "--audience", "interne", "--project", project.folder)
    assert status == 0
    return {gap["code"]: gap for gap in json.loads(out)}


def chain_of(netmap, project):
    status, out, _ = netmap("chain", "--json", "--project", project.folder)
    assert status == 0
    rows = [row for row in json.loads(out) if row["niveau"] == "commune"]
    return {(row["code"], row["thematique"]): row for row in rows}


@pytest.mark.parametrize("name", ["la-rochelle", "roanne"])
def test_findings_follow_their_schema(built, name):
    schema = json.loads((ROOT / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
    findings = json.loads((built[name] / "findings.json").read_text(encoding="utf-8"))
    jsonschema.validate(findings, schema)
    assert findings["exemple"] is True
    assert findings["manques"]


@pytest.mark.parametrize("name", ["la-rochelle", "roanne"])
def test_the_manifest_names_what_was_read_and_written(built, name):
    from hashlib import sha256

    manifest = json.loads((built[name] / "manifest.json").read_text(encoding="utf-8"))
    project = ROOT if name == "la-rochelle" else ROOT / "examples" / "roanne"
    assert {"netmap.toml", "data/partners.csv", "data/geo/communes.geojson"} <= set(
        manifest["entrees"]
    )
    for path, entry in manifest["entrees"].items():
        if entry["sha256"] is not None:
            assert entry["sha256"] == sha256((project / path).read_bytes()).hexdigest()
    written = contents(built[name])
    del written["manifest.json"]
    assert {file: sha256(text).hexdigest() for file, text in written.items()} == manifest["sorties"]


def test_the_public_manifest_does_not_let_small_counts_be_guessed_from_a_hash(built):
    manifest = json.loads((built["la-rochelle"] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["entrees"]["data/accompagnements.csv"]["sha256"] is None


@pytest.fixture(scope="module")
def shut():
    """Run a command where there is no network at all, not even that of this machine."""
    before = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*before, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody take the network away")

    def run(*words):
        where = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
        program = [*before, sys.executable, "-m", "netmap", *map(str, words)]
        return subprocess.run(program, check=False, env=where, capture_output=True)

    return run


def test_two_builds_are_the_same_bytes_whether_there_is_a_network_or_not(built, shut, tmp_path):
    project = built["la-rochelle"].parent / "project"
    again = tmp_path / "again"
    assert shut("build", "--quiet", "--project", project, "--out", again).returncode == 0
    assert contents(again) == contents(built["la-rochelle"])


@pytest.mark.parametrize(
    "words",
    [("check", "--json"), ("gaps", "--json"), ("chain", "--json"), ("site", "-q", "--json")],
)
def test_every_answer_is_the_same_whether_there_is_a_network_or_not(built, shut, netmap, words):
    project = built["la-rochelle"].parent / "project"
    status, out, _ = netmap(*words, "--project", project)
    alone = shut(*words, "--project", project)
    assert (alone.returncode, alone.stdout.decode()) == (status, out)


def test_a_build_killed_at_random_moments_leaves_the_former_outputs_whole(released, netmap):
    out = released.folder / "outputs"
    old = contents(out)
    toml = released.folder / "netmap.toml"
    toml.write_text(toml.read_text("utf-8").replace('nom = "La', 'nom = "Nouvelle'), "utf-8")
    program = [sys.executable, "-m", "netmap", "build", "--quiet", "--project"]
    generator = random.Random(4)
    for _ in range(4):
        build = subprocess.Popen([*program, str(released.folder)])
        with pytest.raises(subprocess.TimeoutExpired):
            build.wait(timeout=generator.uniform(0.2, 1.5))
        build.send_signal(signal.SIGKILL)
        build.wait()
        assert contents(out) == old
    assert netmap("build", "--quiet", "--project", released.folder)[0] == 0
    new = contents(out)
    assert new.keys() == old.keys()
    assert new["map.html"] != old["map.html"]
    assert [x.name for x in released.folder.iterdir() if x.name.startswith(".netmap")] == []


def test_damaged_tables_leave_the_former_outputs_and_tell_all_at_once(released, netmap):
    old = contents(released.folder / "outputs")
    partners = released.rows("partners.csv")
    partners[0]["position"] = "dessous"
    partners[1]["code_insee"] = "1730"
    partners[2]["id"] = partners[3]["id"]
    released.write("partners.csv", partners)
    status, out, err = netmap("build", "--project", released.folder)
    assert status == 1
    assert out == ""
    for line, found in ((2, "dessous"), (3, "1730"), (5, partners[3]["id"])):
        assert any(f"ligne {line}" in told and found in told for told in err.splitlines()), err
    assert contents(released.folder / "outputs") == old
    status, out, _ = netmap("check", "--json", "--project", released.folder)
    assert status == 1
    problems = json.loads(out)["problems"]
    errors = [problem for problem in problems if problem["severity"] == "error"]
    assert {(p["line"], p["column"]) for p in errors if p["file"] == "data/partners.csv"} == {
        (2, "position"),
        (5, "id"),
    }
    assert (3, "code_insee", "warning") in {
        (problem["line"], problem["column"], problem["severity"]) for problem in problems
    }, "what a row can do without is left out and said"
    assert all({"found", "expected", "remedy", "sheet"} <= set(problem) for problem in problems)


def test_the_least_project_builds_and_says_what_is_absent(la_rochelle, netmap):
    for table in (la_rochelle.folder / "data").glob("*.*"):
        if table.name != "partners.csv":
            table.unlink()
    (la_rochelle.folder / "data" / "geo" / "qpv.geojson").unlink()
    (la_rochelle.folder / "netmap.toml").write_text(
        '[territoire]\nnom = "Mon territoire"\n', "utf-8"
    )
    sources = la_rochelle.folder / "data" / "geo" / "SOURCES.toml"
    sources.write_text(
        '["communes.geojson"]\nproducteur = "IGN"\nmillesime = "2026"\nlicence = "LO 2.0"\n',
        "utf-8",
    )
    columns = ("id", "nom", "categorie", "position", "statut")
    rows = [{name: row[name] for name in columns} for row in la_rochelle.rows("partners.csv")]
    la_rochelle.write("partners.csv", rows)
    status, _, err = netmap("build", "--project", la_rochelle.folder)
    assert status == 0, err
    for page in ("map.html", "network.html"):
        text = (la_rochelle.folder / "outputs" / page).read_text(encoding="utf-8")
        for missing in ("relations.csv", "accompagnements.csv", "permanences.csv"):
            assert missing in text, (page, missing)
    findings = json.loads((la_rochelle.folder / "outputs" / "findings.json").read_text("utf-8"))
    assert {row["classe"] for row in findings["densite"]} == {"sans-donnee"}
    assert all(row["personnes"] is None for row in findings["densite"])


def test_without_the_cpam_rights_and_family_doctor_break_where_it_alone_took_people(
    la_rochelle, netmap
):
    before = chain_of(netmap, la_rochelle)
    gaps_before = gaps_of(netmap, la_rochelle)
    hung = {key for key, row in before.items() if row["fragile"] and "cpam" in row["fragile"]}
    assert hung, "the sample has chains that hang on the CPAM"
    la_rochelle.change("partners.csv", lambda row: row if row["id"] != "cpam" else None)
    la_rochelle.change(
        "relations.csv",
        lambda row: row if "cpam" not in (row["source_id"], row["cible_id"]) else None,
    )
    after = chain_of(netmap, la_rochelle)
    broken = {key for key, row in after.items() if row["kappa"] == 0 < before[key]["kappa"]}
    assert broken == hung, "exactly the chains that named it as their weak point break"
    gaps_after = gaps_of(netmap, la_rochelle)
    for code, need in sorted(hung):
        told = gaps_after[code]["besoins_rompus"] + gaps_after[code]["besoins_a_confirmer"]
        assert need in told
        assert need not in gaps_before.get(code, {"besoins_rompus": []})["besoins_rompus"]


def test_closing_every_permanence_lengthens_the_way_and_never_mends_a_chain(la_rochelle, netmap):
    before = gaps_of(netmap, la_rochelle)
    kappa = {key: row["kappa"] for key, row in chain_of(netmap, la_rochelle).items()}
    open_places = [r for r in la_rochelle.rows("permanences.csv") if r["statut"] == "ouverte"]
    kept = open_places[0]["id"]
    la_rochelle.change(
        "permanences.csv",
        lambda row: row if row["statut"] != "ouverte" or row["id"] == kept else None,
    )
    after = gaps_of(netmap, la_rochelle)
    for code in before.keys() & after.keys():
        assert after[code]["minutes"] >= before[code]["minutes"], "fewer places are never nearer"
    assert any(after[code]["minutes"] > before[code]["minutes"] for code in before.keys() & after)
    for key, row in chain_of(netmap, la_rochelle).items():
        assert row["kappa"] <= kappa[key], "a place that closes serves nobody more"


def test_doubling_a_population_never_makes_a_commune_look_better_served(la_rochelle, netmap):
    code = "17010"
    findings = "findings-interne.json"

    def rate():
        words = ("--quiet", "--audience", "interne", "--project", la_rochelle.folder)
        assert netmap("build", *words)[0] == 0
        text = (la_rochelle.folder / "outputs-interne" / findings).read_text("utf-8")
        rows = json.loads(text)["densite"]
        return next(r for r in rows if r["niveau"] == "commune" and r["code"] == code)

    before = rate()
    layer = la_rochelle.layer()
    for feature in layer["features"]:
        if feature["properties"]["code_insee"] == code:
            feature["properties"]["population"] *= 2
    la_rochelle.write_layer(layer)
    after = rate()
    assert after["personnes"] == before["personnes"]
    assert after["taux"] == pytest.approx(before["taux"] / 2, abs=0.01)
    assert after["p_sous_desserte"] > before["p_sous_desserte"], (
        "as many people among twice as many"
    )


def test_the_internal_edition_is_marked_and_apart(la_rochelle, netmap):
    status, out, _ = netmap("build", "--audience", "interne", "--project", la_rochelle.folder)
    assert status == 0
    assert "INTERNE" in out
    folder = la_rochelle.folder / "outputs-interne"
    assert {"map-interne.html", "network-interne.html"} <= set(contents(folder))
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "interne" in text.split("</title>")[0].lower()
        assert "NE PAS DIFFUSER" in text.upper()
    status, _, err = netmap("build", "--project", la_rochelle.folder, "--out", folder)
    assert status == 2
    assert "autre édition" in err


def test_a_commune_served_by_its_neighbourhoods_alone_is_not_called_served(built):
    findings = json.loads((built["la-rochelle"] / "findings.json").read_text(encoding="utf-8"))
    classes = {(row["niveau"], row["code"]): row["classe"] for row in findings["densite"]}
    assert classes["zone", "17300"] == "sous-desservie"
    assert classes["qpv", "QN01701M"] == "desservie"
    assert classes["commune", "17300"] == "inegale"
    assert findings["manques"][0]["code"] == "17300", "some 67 people a year lack outside the QPVs"
