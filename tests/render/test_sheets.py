"""A sheet a partner: its own and public facts, answered with no network, taken back by review."""

import columns
import pytest

from netmap.messages import Messages
from netmap.render.network.data import anonymous
from netmap.render.sheet import sheets
from netmap.review import read_review

FR = Messages("fr")


def data_of(page):
    return columns.data_of(page)["views"]["fiche"]["data"]


@pytest.fixture(scope="module", params=["la-rochelle", "roanne"])
def made(request, editions):
    findings = editions[request.param].findings
    return findings, {name: page.decode() for name, page in sheets(findings, FR).items()}


def test_each_partner_who_is_named_has_one_that_holds_its_own_relations_alone(made):
    findings, pages = made
    partners, relations = findings.release.partners, findings.release.relations
    hidden = {one for one in partners.index if anonymous(findings, one)}
    assert len(pages) == len(partners) - len(hidden) > 0
    seen = set()
    for page in pages.values():
        data = data_of(page)
        own = data["partner"]["id"]
        seen.add(own)
        told = sorted((one["source_id"], one["cible_id"]) for one in data["relations"])
        ends = zip(relations["source_id"], relations["cible_id"], strict=True)
        wanted = sorted(pair for pair in ends if own in pair and hidden.isdisjoint(pair))
        assert told == wanted
        assert len(page.encode()) < 150_000
    assert seen == set(partners.index) - hidden


def test_a_sheet_tells_nothing_of_the_partners_that_it_does_not_name(made):
    findings, pages = made
    names = findings.release.partners["nom"]
    for page in pages.values():
        data = data_of(page)
        named = {data["partner"]["nom"], *(one["autre"] for one in data["relations"])}
        others = [name for name in names if name not in named and len(name) > 12]
        assert not [one for one in others if one in page and not any(one in n for n in named)]
        assert "exemple" in page, "an example says that it is one"


@pytest.mark.browser
def test_a_sheet_is_answered_by_keyboard_kept_and_taken_back(
    chromium, la_rochelle, netmap, tmp_path
):
    folder = tmp_path / "fiches"
    status, out, err = netmap("fiches", "--project", la_rochelle.folder, "--out", folder)
    assert status == 0, err
    assert "fiches dans" in out
    file = folder / "fiche-centre-de-sante-dentaire.html"
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{file}")
    page.focus("#sheet-relations input[type=radio]:checked")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.type("Trois semaines")
    page.wait_for_function("document.querySelector('#sheet-kept').textContent.includes('chiffr')")
    page.close()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{file}")
    page.wait_for_function("document.querySelector('#sheet-relations textarea').value !== ''")
    assert page.locator("#sheet-relations input[value=oui]").first.is_checked()
    page.click("#sheet button[type=submit]")
    assert page.text_content("#sheet-said") == FR("sheet.script.needs-day")
    page.fill("#sheet-day", "2026-03-04")
    with page.expect_download() as download:
        page.press("#sheet-day", "Enter")
    answer = tmp_path / download.value.suggested_filename
    download.value.save_as(answer)
    assert answer.name == "fiche-centre-de-sante-dentaire.json"
    assert all(url.startswith(("file:", "blob:")) for url in asked)
    context.close()
    review = read_review(answer)
    assert review.auteur == "Centre de santé dentaire"
    (only,) = review.corrections
    assert (only.type, only.commentaire) == ("confirmer-relation", "Trois semaines")
    relations = la_rochelle.rows("relations.csv")
    before = {(row["source_id"], row["cible_id"]): row["etat"] for row in relations}
    assert netmap("review", answer, "--yes", "--project", la_rochelle.folder)[0] == 0
    after = la_rochelle.rows("relations.csv")
    changed = {
        (row["source_id"], row["cible_id"]): row["etat"]
        for row in after
        if before[row["source_id"], row["cible_id"]] != row["etat"]
    }
    assert changed in ({}, {(only.source_id, only.cible_id): "active"})
    journal = (la_rochelle.folder / "data" / "revues.csv").read_text("utf-8-sig")
    assert "Centre de santé dentaire" in journal


@pytest.mark.browser
def test_hostile_names_are_text_and_the_sheet_is_quiet(open_page, editions):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    findings = editions["roanne"].findings
    pages = sheets(findings, FR)
    name, page = max(pages.items(), key=lambda one: len(one[1]))
    hostile = page.decode().replace("orientation", "\\u003cimg src=x onerror=alert(1)\\u003e")
    opened = open_page(hostile, name=name, size=(390, 844))
    assert opened.page.locator("#sheet-relations img").count() == 0
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = axe.Axe().run(opened.page)
    assert [(one["id"], one["nodes"]) for one in found.response["violations"]] == []
    opened.assert_quiet()


def test_the_folder_is_written_again_and_a_strangers_is_left_alone(netmap, la_rochelle, tmp_path):
    out = tmp_path / "fiches"
    words = ("fiches", "--project", la_rochelle.folder, "--out", out, "--quiet")
    assert netmap(*words)[0] == 0
    first = {file.name: file.read_bytes() for file in out.iterdir()}
    assert netmap(*words)[0] == 0
    assert {file.name: file.read_bytes() for file in out.iterdir()} == first
    (out / "these.docx").write_text("x")
    status, _, err = netmap(*words)
    assert status == 2
    assert "these.docx" in err
    assert (out / "these.docx").read_text() == "x"


def test_nobody_is_told_to_refer_people_who_does_not_or_not_yet(made):
    """Money and steering refer nobody; a planned, broken or unknown relation may do so."""
    findings, pages = made
    rows = findings.release.relations
    state = {(row.source_id, row.cible_id, row.nature): row.etat for row in rows.itertuples()}
    seen = set()
    for page in pages.values():
        data = data_of(page)
        for one in data["relations"]:
            key = (one["source_id"], one["cible_id"], one["nature"])
            way = "vers" if one["source_id"] == data["partner"]["id"] else "de"
            if any(stem in (one["nature"] or "") for stem in ("pilot", "financ", "coordin")):
                way = "appui"
            elif state[key] in {"en-projet", "rompue", "inconnue"}:
                way += "-possible"
            assert one["sens"] == way, key
            assert data["messages"][f"way.{way}"]
            seen.add(way)
    assert seen == {"vers", "de", "vers-possible", "de-possible", "appui"}
