"""``netmap review`` and ``netmap diff`` as a coordinator runs them after a meeting."""

import json
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATUS = {"type": "changer-statut", "id": "groupe-hospitalier", "statut": "actif"}
LINK = {
    "type": "ajouter-relation",
    "source_id": "mediation-adultes",
    "cible_id": "groupe-hospitalier",
}


@pytest.fixture
def meeting(released, tmp_path):
    """A build, and the review of its page."""
    project = released.folder
    out = (project / "outputs").rename(tmp_path / "avant")
    findings = json.loads((out / "findings.json").read_text("utf-8"))

    def review(*corrections, author="Marie", **changes):
        path = tmp_path / f"revue-{len(list(tmp_path.glob('revue-*')))}.json"
        value = {
            "format": 1,
            "projet": findings["territoire"],
            "empreinte": findings["empreinte"],
            "auteur": author,
            "date": "2025-03-04",
            "corrections": list(corrections),
        }
        path.write_text(json.dumps(value | changes), "utf-8")
        return path

    return project, out, review


def tables(project):
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted((project / "data").rglob("*.csv"))
    }


def test_without_a_terminal_and_without_yes_it_only_shows(netmap, meeting):
    project, _, review = meeting
    before = tables(project)
    status, out, _ = netmap("review", review(STATUS), "--project", project)
    assert status == 0
    assert "statut changé" in out
    assert "--yes" in out
    assert "les tableaux ont changé" not in out, "the page and the tables agree"
    assert tables(project) == before


@pytest.mark.parametrize(
    ("answer", "written"), [("o", True), ("yes", True), ("n", False), ("", False)]
)
def test_on_a_terminal_it_asks_before_writing(netmap, meeting, monkeypatch, answer, written):
    import io

    project, _, review = meeting
    before = tables(project)

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    status, out, _ = netmap("review", review(STATUS), "--project", project)
    assert status == 0
    assert "Écrire ces changements" in out
    assert (tables(project) != before) == written


def test_several_files_are_merged_and_conflicts_are_named(netmap, meeting):
    project, _, review = meeting
    one = review(STATUS, LINK)
    two = review({**STATUS, "statut": "inactif"}, author="Karim")
    words = ("review", one, two, "--yes", "--project", project)
    status, out, _ = netmap(*words)
    assert status == 0
    assert "DÉSACCORD" in out
    assert "Marie" in out
    assert "Karim" in out
    text = (project / "data" / "partners.csv").read_text("utf-8")
    assert "groupe-hospitalier;Groupe hospitalier;netmap--hopital;aval;a-mobiliser" in text or (
        ";actif;" not in next(x for x in text.splitlines() if x.startswith("groupe-hospitalier;"))
    )
    assert "data/relations.csv" in out


def test_as_json_it_says_what_it_would_do_and_does_it_only_with_yes(netmap, meeting):
    project, _, review = meeting
    before = tables(project)
    words = ("review", review(STATUS), "--json", "--project", project)
    shown = json.loads(netmap(*words)[1])
    assert tables(project) == before
    assert shown["ecrits"] is None
    (change,) = shown["changements"]
    assert change["cellules"] == {"statut": "actif", "date_maj": "2025-03-04"}
    done = json.loads(netmap(*words, "--yes")[1])
    assert done["ecrits"] == ["data/partners.csv", "data/revues.csv"]
    assert done["sauvegardes"] == ["data/sauvegardes/partners-2025-03-04.csv"]


def test_the_day_can_be_told(netmap, meeting):
    project, _, review = meeting
    words = ("review", review(STATUS), "--json", "--date", "2025-06-01", "--project", project)
    (change,) = json.loads(netmap(*words)[1])["changements"]
    assert change["cellules"]["date_maj"] == "2025-06-01"
    assert netmap("review", review(STATUS), "--date", "hier", "--project", project)[0] == 2


def test_an_older_page_is_merged_with_a_warning_another_project_refused(netmap, meeting):
    project, _, review = meeting
    status, out, _ = netmap("review", review(STATUS, empreinte="0" * 64), "--project", project)
    assert status == 0
    assert "les tableaux ont changé" in out
    other = review(STATUS, empreinte="0" * 64, projet="Roanne")
    status, out, err = netmap("review", other, "--project", project)
    assert (status, out) == (1, "")
    assert "Roanne" in err


def test_hostile_text_does_not_reach_the_terminal(netmap, meeting):
    project, _, review = meeting
    path = review(
        {"type": "commentaire", "id": "cpam", "texte": "a\u202eb{0}%s[bold]"}, author="x\u2066y"
    )
    status, out, _ = netmap("review", path, "--project", project)
    assert status == 0
    assert "\u202e" not in out
    assert "\u2066" not in out
    assert "{0}%s[bold]" in out


def test_all_files_in_error_are_told_together(netmap, meeting, tmp_path):
    project, _, _ = meeting
    bad = tmp_path / "bad.json"
    bad.write_text("{", "utf-8")
    status, _, err = netmap("review", bad, tmp_path / "none.json", "--project", project)
    assert status == 1
    assert "bad.json" in err
    assert "none.json" in err


def test_an_alias_of_the_public_page_is_refused_and_the_internal_page_is_named(netmap, meeting):
    project, _, review = meeting
    path = review({"type": "changer-statut", "id": "professionnel-1", "statut": "actif"})
    status, _, err = netmap("review", path, "--project", project)
    assert status == 1
    assert "--audience interne" in err


def test_both_editions_carry_the_same_fingerprint(netmap, meeting):
    project, out, _ = meeting
    assert netmap("build", "-q", "--project", project, "--audience", "interne")[0] == 0
    internal = json.loads(
        (project / "outputs-interne" / "findings-interne.json").read_text("utf-8")
    )
    public = json.loads((out / "findings.json").read_text("utf-8"))
    assert internal["empreinte"] == public["empreinte"]


def test_after_a_review_the_difference_tells_what_was_corrected(netmap, meeting, tmp_path):
    project, out, review = meeting
    assert netmap("review", review(STATUS, LINK), "--yes", "-q", "--project", project)[0] == 0
    later = tmp_path / "apres"
    assert netmap("build", "--quiet", "--project", project, "--out", later)[0] == 0
    status, text, _ = netmap("diff", out, "--json", "--project", project)
    assert status == 0
    found = json.loads(text)
    (row,) = found["partenaires"]["changes"]
    assert row["id"] == "groupe-hospitalier"
    assert row["changements"] == [{"champ": "statut", "avant": "a-mobiliser", "apres": "actif"}]
    assert json.loads(netmap("diff", out, later, "--json")[1]) == found
    status, shown, _ = netmap("diff", out, later)
    assert "Partenaires modifiés" in shown
    assert "Groupe hospitalier" in shown
    back = json.loads(netmap("diff", later, out, "--json")[1])
    assert len(back["relations"]["perdues"]) == len(found["relations"]["nouvelles"])


def test_nothing_changed_is_an_answer(netmap, meeting):
    project, out, _ = meeting
    status, text, _ = netmap("diff", out, "--project", project)
    assert status == 0
    assert "Rien n’a changé" in text


def test_editions_and_territories_are_never_mixed(netmap, meeting, tmp_path):
    _, out, _ = meeting
    roanne = ROOT / "examples" / "roanne"
    status, _, err = netmap("diff", out, "--project", roanne)
    assert status == 2
    assert "territoires" in err
    internal = tmp_path / "interne"
    shutil.copytree(out, internal)
    text = (internal / "findings.json").read_text("utf-8")
    (internal / "findings.json").write_text(text.replace('"public"', '"interne"', 1), "utf-8")
    status, _, err = netmap("diff", out, internal)
    assert status == 2
    assert "édition" in err
    assert netmap("diff", out, out, out)[0] == 2


def test_the_page_of_a_difference_holds_all_it_needs(netmap, meeting, tmp_path):
    project, out, review = meeting
    name = "</script><img src=x onerror=alert(1)>${alert(2)}{{7*7}}"
    added = {
        "type": "ajouter-partenaire", "nom": name, "categorie": "cpam", "position": "aval",
        "statut": "actif",
    }  # fmt: skip
    assert netmap("review", review(added), "--yes", "-q", "--project", project)[0] == 0
    page = tmp_path / "changements.html"
    assert netmap("diff", out, "--page", page, "--project", project, "-q")[0] == 0
    first = page.read_bytes()
    text = first.decode()
    assert name not in text
    assert "Content-Security-Policy" in text
    assert "<img" not in text
    assert "alert(1)" in text, "told, as text in JSON"
    assert netmap("diff", out, "--page", page, "--project", project, "-q")[0] == 0
    assert page.read_bytes() == first
    assert not list(tmp_path.glob(".netmap-*"))
    page.write_bytes(first + b"a note\n")
    status, _, said = netmap("diff", out, "--page", page, "--project", project, "-q")
    assert (status, str(page) in said) == (2, True)
    assert page.read_bytes() == first + b"a note\n"
