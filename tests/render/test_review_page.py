"""A working group reviews the partner page: offline, by mouse and by keyboard, until the tables."""

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from editions import altered, edition_of

from netmap import pipeline
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.render.network.view import network_view
from netmap.render.page.compose import compose
from netmap.render.page.view import View

ROOT = Path(__file__).parents[2]
HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)> ${alert(3)} {{7*7}} '
    "</script><!-- abc\u202edcb =HYPERLINK(1) constructor"
)
REFUSE_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); } });"""

READY = "#net-relations-box tbody tr"

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(chromium, tabs):
    """Open a file offline, and record all that it asks for and says.

    A page before which a script runs has a browser profile of its own.
    """
    pages, contexts = [], []

    def opener(path, hash_="", *, size=(1440, 900), script=None, wait=READY):
        seen = []
        listeners = {
            "request": lambda request: seen.append(request.url.split("#")[0]),
            "console": lambda message: seen.append(f"console: {message.text}"),
            "pageerror": lambda error: seen.append(f"error: {error}"),
            "dialog": lambda one: (seen.append(f"dialog {one.type}"), one.accept()),
        }
        if script is None:
            page = tabs.take(size, listeners)
            pages.append(page)
        else:
            contexts.append(chromium.new_context(offline=True))
            contexts[-1].add_init_script(script)
            page = contexts[-1].new_page()
            for event, listener in listeners.items():
                page.on(event, listener)
        page.set_default_timeout(10_000)
        whole = "&".join(filter(None, [hash_.removeprefix("#"), "reseau=entier"]))
        page.goto(f"file://{path}#{whole}")
        page.wait_for_selector(wait, state="attached")
        return page, seen

    yield opener
    for page in pages:
        tabs.give_back(page)
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def squared(square_edition):
    """The hand-made release without its permanences, which stand on no map."""
    territory = dataclasses.replace(
        square_edition.findings.release.territory,
        permanence_places=pd.DataFrame({"x_m": [], "y_m": []}, dtype=float),
    )
    empty = square_edition.findings.release.permanences.iloc[:0]
    return altered(square_edition, territory=territory, permanences=empty)


@pytest.fixture(scope="module")
def squared_page(squared):
    """Its page."""
    return network_page(squared)


def network_page(edition):
    messages = Messages()
    return compose(edition.findings, [network_view(edition, messages)], messages, siblings={})


@pytest.fixture
def squares(meeting, squared_page, tmp_path):
    """Open the page of the hand-made release, or of another one."""

    def opener(edition=None, hash_="", **options):
        path = tmp_path / "network.html"
        text = squared_page if edition is None else network_page(edition)
        path.write_text(text, encoding="utf-8")
        return meeting(path, hash_, **options)

    return opener


def released(folder, audience):
    found = pipeline.find(read_inputs(folder), audience=audience)
    return edition_of(found, plan=None, plan_problems=())  # this page shows no plan


def noted(page):
    return page.locator("#net-review-list .net-target").all_inner_texts()


def kept_noted(page, count):
    """What is noted, once that many corrections are there and the browser keeps them."""
    page.wait_for_function(
        f"""() => document.querySelectorAll('#net-review-list .net-target').length === {count}
          && Object.keys(localStorage).length === 1"""
    )
    return noted(page)


def begin(page, *, author="Groupe de travail", day="2025-03-04"):
    page.click("#net-review-toggle")
    page.fill("#net-review-author", author)
    page.fill("#net-review-date", day)


def export(page, path):
    with page.expect_download() as download:
        page.click("#net-review-export")
    assert download.value.suggested_filename == "revue.json"
    download.value.save_as(path)
    return json.loads(path.read_text(encoding="utf-8"))


def add_partner(page, name, *, category="netmap--association", position="aval"):
    page.click("#net-add-partner")
    form = page.locator("#net-review-add-partner form")
    form.locator("input[type=text]").fill(name)
    form.locator("select").nth(0).select_option(category)
    form.locator("select").nth(1).select_option(position)
    form.locator("button[type=submit]").click()


def add_relation(page, source, target):
    page.click("#net-add-relation")
    form = page.locator("#net-review-add-relation form")
    form.locator("select").nth(0).select_option(source)
    form.locator("select").nth(1).select_option(target)
    form.locator("button[type=submit]").click()


def row_of(page, source, target):
    rows = page.locator("#net-relations-box tbody tr:not([hidden])")
    found = rows.filter(has=page.get_by_role("rowheader", name=source, exact=True))
    return found.filter(has=page.locator("td:nth-child(2)", has_text=target)).first


def schema():
    return json.loads((ROOT / "docs" / "revue.schema.json").read_text(encoding="utf-8"))


# ---- from the meeting to the tables, and back on the page ----


class Plan:
    """What the meeting of the acceptance test will say, chosen from the tables as they are."""

    def __init__(self, project):
        partners = project.rows("partners.csv")
        self.names = {r["id"]: r["nom"] for r in partners if r["categorie"] != "netmap--medecin"}
        relations = project.rows("relations.csv")
        ends = [(row["source_id"], row["cible_id"]) for row in relations]
        alone = [
            row
            for row, pair in zip(relations, ends, strict=True)
            if ends.count(pair) == 1 and {*pair} <= self.names.keys()
        ]
        self.doubtful = next(row for row in alone if row["etat"] == "inconnue")
        self.working = next(row for row in alone if row["etat"] == "active")
        self.moved = next(row for row in partners if row["statut"] == "a-mobiliser")
        linked = {one for pair in ends for one in pair}
        self.lone = next(one for one in self.names if one not in linked | {self.moved["id"]})

    def line(self, page, row):
        return row_of(page, self.names[row["source_id"]], self.names[row["cible_id"]])


def test_a_meeting_reviews_for_real(la_rochelle, built, netmap, meeting, tmp_path):
    folder = la_rochelle.folder
    shutil.copytree(built["la-rochelle"], folder / "outputs")
    tables = {name: folder / "data" / f"{name}.csv" for name in ("partners", "relations")}
    before = {name: path.read_bytes().splitlines() for name, path in tables.items()}
    plan = Plan(la_rochelle)
    path = folder / "outputs" / "network.html"
    page, seen = meeting(path)
    assert not page.locator("#net-review").is_visible(), "quiet until asked for"
    assert not page.locator(".net-review-cell").first.is_visible()

    page.select_option("#net-statut", "a-mobiliser")
    page.wait_for_function("() => document.querySelector('#net-partners-box tr[hidden]')")
    begin(page)
    page.locator("#net-partners-box tbody tr:not([hidden]) th button").filter(
        has_text=re.compile(f"^{re.escape(plan.moved['nom'])}$")
    ).click()
    page.select_option("#net-card .net-review-box select", "actif")
    page.click("#net-reset")
    page.wait_for_function("() => !document.querySelector('#net-relations-box tr[hidden]')")
    for row, word in ((plan.doubtful, "Confirmer"), (plan.working, "Dépassée")):
        line = plan.line(page, row)
        line.locator(".net-note", has_text=word).click()
        assert line.locator(".net-mark").count() == 1
    add_relation(page, plan.lone, plan.working["cible_id"])
    kept_noted(page, 4)

    page.reload()
    page.wait_for_selector("#net-relations-box tbody tr", state="attached")
    kept_noted(page, 4)
    assert page.input_value("#net-review-author") == "Groupe de travail"
    assert page.input_value("#net-review-date") == "2025-03-04"
    other, _ = meeting(path)
    page.close()
    kept_noted(other, 4)  # a closed tab loses nothing either

    review = tmp_path / "revue.json"
    content = export(other, review)
    pytest.importorskip("jsonschema").validate(content, schema())
    status, out, err = netmap("review", review, "--yes", "--project", folder)
    assert status == 0, err + out
    after = {name: path.read_bytes().splitlines() for name, path in tables.items()}
    changed = {
        name: [k for k, line in enumerate(before[name]) if line != after[name][k]] for name in after
    }
    assert len(changed["partners"]) == 1
    assert len(changed["relations"]) == 2
    assert len(after["partners"]) == len(before["partners"])
    assert len(after["relations"]) == len(before["relations"]) + 1

    assert netmap("build", "--quiet", "--project", folder)[0] == 0
    rebuilt, seen_again = meeting(path, f"#partenaire={plan.moved['id']}")
    assert not rebuilt.locator("#net-review").is_visible(), "these tables have no review yet"
    assert "Actif" in rebuilt.inner_text("#net-card .net-facts")
    rebuilt.click("#net-reset")
    for row, state in ((plan.doubtful, "Active"), (plan.working, "Rompue")):
        assert plan.line(rebuilt, row).locator("td:nth-child(3)").inner_text() == state
    added = {"source_id": plan.lone, "cible_id": plan.working["cible_id"]}
    assert plan.line(rebuilt, added).count() == 1
    assert {*seen, *seen_again} <= {f"file://{path}"}


def test_new_partners_and_hostile_text_go_all_the_way_as_text(
    la_rochelle, built, netmap, meeting, tmp_path
):
    folder = la_rochelle.folder
    path = built["la-rochelle"] / "network.html"
    page, seen = meeting(path, "#partenaire=csapa")
    begin(page, author=HOSTILE)
    page.locator("#net-card .net-review-box .net-note", has_text="Commenter").click()
    page.fill("#net-card .net-review-box textarea", f"{HOSTILE}\u2028\n\x1b[31m deux")
    page.click("#net-card .net-review-box .net-comment button")
    add_partner(page, f"  {HOSTILE}\x07 ")
    add_relation(page, "csapa", "nouveau-1")
    assert page.locator("#net-review-list .typed").first.is_visible()
    kept_noted(page, 3)
    page.reload()
    page.wait_for_selector("#net-relations-box tbody tr", state="attached")
    assert HOSTILE[:60] in kept_noted(page, 3)[-1]
    assert page.evaluate("document.images.length") == 0
    content = export(page, tmp_path / "revue.json")
    pytest.importorskip("jsonschema").validate(content, schema())
    plain = HOSTILE.replace("\u202e", "")
    assert content["corrections"][1]["nom"] == content["auteur"] == plain
    assert content["corrections"][0]["texte"] == f"{plain}\n\n[31m deux"
    status, out, err = netmap("review", tmp_path / "revue.json", "--yes", "--project", folder)
    assert status == 0, err + out
    rebuilt = tmp_path / "rebuilt.html"
    rebuilt.write_text(network_page(released(folder, "public")), encoding="utf-8")
    again, seen_again = meeting(rebuilt)
    assert any(HOSTILE[:20] in name for name in again.locator("th .typed").all_inner_texts())
    assert {*seen, *seen_again} <= {f"file://{path}", f"file://{rebuilt}"}


# ---- marks, undo, additions ----


def test_a_mark_is_seen_everywhere_and_can_be_undone(squares):
    page, seen = squares(hash_="#partenaire=med")
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    first = page.locator("#net-card .net-list .net-notes").first
    first.locator(".net-note", has_text="Dépassée").click()
    assert first.locator(".net-mark").inner_text() == "✗ dépassée"
    line = row_of(page, "CCAS de Ville", "Médiation")
    assert line.locator(".net-mark").inner_text() == "✗ dépassée"
    assert page.locator("#net-partners-box .net-mark").all_inner_texts() == ["✓ confirmé"]
    pressed = line.locator('.net-note[aria-pressed="true"]')
    assert pressed.count() == 1
    line.locator(".net-note", has_text="Confirmer").click()
    assert line.locator(".net-mark").inner_text() == "✓ confirmée", "one verdict a relation"
    assert len(noted(page)) == 2
    page.locator(".net-undo").nth(1).click()
    assert line.locator(".net-mark").count() == 0
    assert page.evaluate("document.activeElement.className").count("net-undo") == 1
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    assert noted(page) == []
    page.click("#net-review-close")
    assert not page.locator(".net-review-cell").first.is_visible()
    assert page.evaluate("document.activeElement.id") == "net-review-toggle"
    assert len(seen) == 1


def test_a_mark_changes_the_drawing(squares):
    page, _ = squares(hash_="#partenaire=med")
    begin(page)
    picture = "() => document.querySelector('#net-stage canvas').toDataURL()"
    before = page.evaluate(picture)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    page.wait_for_function(f"before => ({picture})() !== before", arg=before)
    legend = page.inner_text("#net-legend-box")
    assert "Revue\u00a0: confirmé." in legend


def test_what_a_new_partner_carries_goes_with_it(squares):
    page, _ = squares()
    begin(page)
    add_partner(page, "Maison des femmes")
    add_relation(page, "med", "nouveau-1")
    assert noted(page) == ["Maison des femmes", "Médiation → Maison des femmes"]
    page.locator(".net-undo").first.click()
    assert noted(page) == [], "a relation to nobody would be refused"


PLACES = """(name) => {
  const data = tested.viewData("network");
  const layout = Object.assign({ name }, data.layouts[name]);
  const one = (id, position, code_insee) => ({ id, nom: id, position, code_insee });
  const list = [one("a", "amont"), one("b", "aval"), one("c", "aval"), one("d", "mediation"), one("e", "pilotage", "17002")];
  const found = tested.makeNewcomers(tested.makeModel(data));
  found.place(layout, list);
  const at = Object.fromEntries(list.map(({ id }) => [id, [found.at(id).x, found.at(id).y]]));
  const ring = (layout.outlines || []).filter(({ code }) => code === "17002").flatMap((item) => item.ring);
  return { at, bands: layout.bands, lowest: Math.max(...layout.y), ring };
}"""  # noqa: E501


@pytest.mark.parametrize("layout", ["etapes", "etroit", "carte"])
def test_a_proposed_partner_has_a_place_of_its_own(squares, expose, layout):
    page, _ = squares()
    expose(
        page,
        viewData="render/page/payload.mjs",
        makeModel="render/network/model.mjs",
        makeNewcomers="render/network/newcomers.mjs",
    )
    found = page.evaluate(PLACES, layout)
    at = {name: tuple(point) for name, point in found["at"].items()}
    assert len(set(at.values())) == len(at), "none over another"
    waiting = at if layout != "carte" else {name: at[name] for name in "abcd"}
    assert all(y > found["lowest"] + 30 for _, y in waiting.values()), "none over the partners"
    if layout == "etapes":
        bands = {band["name"]: band for band in found["bands"]}
        for name, position in {"a": "amont", "b": "aval", "d": "mediation"}.items():
            band = bands[position]
            assert band["x"] - 90 <= at[name][0] <= band["x"] + band["width"] + 90
        assert at["a"][0] < at["d"][0] < min(at["b"][0], at["c"][0])
    if layout == "carte":
        xs, ys = found["ring"][::2], found["ring"][1::2]
        assert min(xs) < at["e"][0] < max(xs)
        assert min(ys) < at["e"][1] < max(ys)


def test_a_proposed_partner_and_its_relation_are_drawn(squares):
    page, seen = squares()
    begin(page)
    picture = "document.querySelector('#net-stage canvas').toDataURL()"
    before = page.evaluate(picture)
    add_partner(page, "Maison des femmes")
    page.wait_for_function(f"before => {picture} !== before", arg=before)
    with_partner = page.evaluate(picture)
    add_relation(page, "med", "nouveau-1")
    page.wait_for_function(f"before => {picture} !== before", arg=with_partner)
    assert "partenaire proposé" in page.inner_text("#net-legend-box")
    page.locator(".net-undo").first.click()
    page.wait_for_function(f"before => {picture} === before", arg=before)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [("", "med", "Choisissez qui oriente"), ("med", "med", "deux différents")],
)
def test_a_relation_that_cannot_be_is_not_added(squares, source, target, said):
    page, _ = squares()
    begin(page)
    add_relation(page, source, target)
    assert said in page.inner_text("#net-review-add-relation .net-said")
    assert noted(page) == []


@pytest.mark.parametrize(
    ("name", "said"), [("", "Écrivez le nom"), ("🙂 —", "Écrivez le nom"), ("cpam", "déjà")]
)
def test_a_partner_that_cannot_be_is_not_added(squares, name, said):
    page, _ = squares()
    begin(page)
    add_partner(page, name)
    assert said in page.inner_text("#net-review-add-partner .net-said")
    assert noted(page) == []


def test_a_review_is_signed_and_dated_before_it_leaves(squares):
    page, _ = squares(hash_="#partenaire=med")
    page.click("#net-review-toggle")
    page.click("#net-review-export")
    assert page.evaluate("document.activeElement.id") == "net-review-author"
    page.fill("#net-review-author", "Nous")
    page.click("#net-review-export")
    assert "date" in page.inner_text("#net-review-said")
    assert page.evaluate("document.activeElement.id") == "net-review-date"
    page.fill("#net-review-date", "2025-03-04")
    page.click("#net-review-export")
    assert "Rien à exporter" in page.inner_text("#net-review-said")


def test_two_tabs_do_not_overwrite_each_other(squares, meeting, tmp_path):
    page, _ = squares(hash_="#partenaire=med")
    begin(page)
    other, _ = meeting(tmp_path / "network.html", "#partenaire=cpam")
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    other.wait_for_function("() => document.querySelectorAll('.net-undo').length === 1")
    other.click("#net-review-toggle")
    other.locator("#net-card .net-review-box .net-note", has_text="Dépassé").click()
    page.wait_for_function("() => document.querySelectorAll('.net-undo').length === 2")
    assert noted(page) == ["Médiation", "CPAM"]


# ---- a browser that keeps nothing ----


def test_a_browser_that_keeps_nothing_is_said_to_and_warns(squares):
    page, seen = squares(hash_="#partenaire=med", script=REFUSE_STORAGE)
    begin(page)
    assert "refuse de garder" in page.inner_text("#net-review-kept")
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    assert noted(page) == ["Médiation"]
    page.close(run_before_unload=True)
    page.context.pages  # noqa: B018  (the dialog is on its way)
    for _ in range(50):
        if "dialog beforeunload" in seen:
            break
        try:
            page.wait_for_timeout(50)
        except Exception:  # noqa: BLE001  (the page is closed once the dialog was accepted)
            break
    assert "dialog beforeunload" in seen


def test_a_review_that_was_exported_needs_no_warning(squares, tmp_path):
    page, seen = squares(hash_="#partenaire=med", script=REFUSE_STORAGE)
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    export(page, tmp_path / "revue.json")
    page.goto("about:blank")
    assert [one for one in seen if one.startswith("dialog")] == []


# ---- one store for all pages of a disk ----

STATUS = {"type": "changer-statut", "id": "cpam", "statut": "inactif"}
FORMER = {"projet": "Le Pays carré", "auteur": "Marie", "date": "2025-01-02"}
#: Another local page: it reads all that is kept, and puts its own in every place it knows.
INTRUDER = """<!DOCTYPE html><meta charset="utf-8"><script>
document.title = JSON.stringify(localStorage);
for (const key of [...Object.keys(localStorage), "netmap-revue:FINGERPRINT"]) {
  localStorage.setItem(key, JSON.stringify(REVIEW));
}
</script>"""


def test_another_local_page_reads_and_plants_nothing(squares, squared, meeting, tmp_path):
    page, seen = squares(hash_="#partenaire=med")
    begin(page, author="Marie Secret")
    page.locator("#net-card .net-review-box .net-note", has_text="Commenter").click()
    page.fill("#net-card .net-review-box textarea", "Propos confidentiel")
    page.click("#net-card .net-review-box .net-comment button")
    kept_noted(page, 1)
    (tmp_path / "other.html").write_text(
        INTRUDER.replace("FINGERPRINT", squared.findings.fingerprint).replace(
            "REVIEW", json.dumps(FORMER | {"corrections": [STATUS], "exporte": False})
        ),
        encoding="utf-8",
    )
    other, _ = meeting(tmp_path / "other.html", wait="script")
    assert "netmap-revue:" in other.title(), "the store is shared: it has seen something"
    assert not re.search("Secret|confidentiel|commentaire|2025", other.title())
    assert noted(page) == ["Médiation"], "what is on the page stays"
    page.wait_for_selector("#net-review-kept.alert")
    assert "ne garde plus ces notes" in page.inner_text("#net-review-kept")

    again, seen_again = meeting(tmp_path / "network.html")
    again.click("#net-review-toggle")
    assert noted(again) == []
    assert again.input_value("#net-review-author") == ""
    page.fill("#net-review-author", "Marie")
    again.wait_for_selector("#net-review-list .net-target")
    assert again.input_value("#net-review-author") == "Marie"
    assert "jusqu’à l’export" in again.inner_text("#net-review-kept")
    assert {*seen, *seen_again} == {page.url.split("#")[0]}


def test_what_was_exported_is_kept_on_the_page_only(squares, tmp_path):
    page, seen = squares(hash_="#partenaire=med")
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    kept_noted(page, 1)
    export(page, tmp_path / "revue.json")
    page.wait_for_function("() => localStorage.length === 0")
    assert noted(page) == ["Médiation"]
    assert "Vérifiez" in page.inner_text("#net-review-said")
    page.reload()
    page.wait_for_selector(READY, state="attached")
    page.click("#net-review-toggle")
    assert noted(page) == []
    assert page.input_value("#net-review-author") == ""
    assert [one for one in seen if not one.startswith(("file:", "blob:"))] == []


def test_notes_of_another_version_are_said_to_be_there_and_forgotten_when_asked(squares):
    page, seen = squares()
    box = page.locator("#net-review-others")
    assert not box.is_visible()
    page.evaluate(
        "entries => entries.forEach(([k, v]) => localStorage.setItem('netmap-revue:' + k, v))",
        [
            ["1" * 64, json.dumps(FORMER | {"corrections": [STATUS]})],
            ["2" * 64, json.dumps({"projet": "Un autre territoire"})],
            ["3" * 64, "{"],
        ],
    )
    page.reload()
    page.wait_for_selector(READY, state="attached")
    box.get_by_role("button", name="Les oublier").click()
    assert "rouvertes que là où elles ont été prises" in box.inner_text(), "asked twice"
    assert page.evaluate("localStorage.length") == 3
    box.get_by_role("button", name="Confirmer").click()
    assert not box.is_visible()
    assert page.evaluate("Object.keys(localStorage).sort().map(key => key.at(-1))") == ["2", "3"]
    assert noted(page) == []
    assert len(seen) == 2


# ---- import ----


def given(edition, *corrections, **changes):
    return {
        "format": 1,
        "projet": "Le Pays carré",
        "empreinte": edition.findings.fingerprint,
        "auteur": "Eux",
        "date": "2025-01-02",
        "corrections": list(corrections),
    } | changes


def take_in(page, value, tmp_path):
    path = tmp_path / "autre.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    page.set_input_files("#net-review-import", path)
    page.wait_for_function("() => document.getElementById('net-review-said').textContent")
    return page.inner_text("#net-review-said")


def test_a_review_continues_from_a_file(squares, squared, tmp_path):
    page, seen = squares()
    page.click("#net-review-toggle")
    newcomer = {
        "type": "ajouter-partenaire",
        "id": "x",
        "nom": "Maison des femmes",
        "categorie": "netmap--association",
        "position": "aval",
        "statut": "actif",
    }
    relation = {"type": "ajouter-relation", "source_id": "med", "cible_id": "x"}
    unknown = {"type": "changer-statut", "id": "personne", "statut": "actif"}
    value = given(squared, relation, STATUS, unknown, newcomer)
    said = take_in(page, value, tmp_path)
    assert "reprises du fichier\u00a0: 3" in said
    assert "pas dans cette page\u00a0: 1" in said
    assert sorted(noted(page)) == ["CPAM", "Maison des femmes", "Médiation → Maison des femmes"]
    assert page.input_value("#net-review-author") == "Eux"
    page.evaluate("document.getElementById('net-review-said').textContent = ''")
    said = take_in(page, given(squared, STATUS | {"statut": "actif"}), tmp_path)
    assert "laissées comme ici\u00a0: 1" in said
    content = export(page, tmp_path / "revue.json")
    assert STATUS in content["corrections"]
    pytest.importorskip("jsonschema").validate(content, schema())
    assert len(seen) == 1 or seen[1:] == [one for one in seen[1:] if one.startswith("blob:")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("not json {", "n’est pas une revue"),
        ({"format": 2}, "forme"),
        ({"date": "2025-02-30"}, "forme"),
        ({"empreinte": "0" * 64, "projet": HOSTILE}, "autre projet"),
        ({"intrus": 1}, "forme"),
        ({"corrections": [STATUS | {"statut": "parti"}]}, "forme"),
        ({"corrections": [STATUS | {"intrus": 1}]}, "forme"),
        ({"corrections": [{"type": "__proto__"}]}, "forme"),
        ({"corrections": [{"type": "commentaire", "id": "cpam", "texte": "a\u0007"}]}, "forme"),
    ],
)
def test_a_file_that_is_no_review_of_this_page_is_refused(squares, squared, tmp_path, change, said):
    page, seen = squares()
    page.click("#net-review-toggle")
    value = change if isinstance(change, str) else given(squared) | change
    assert said in take_in(page, value, tmp_path)
    assert noted(page) == []
    assert len(seen) == 1


def test_an_older_file_of_this_project_is_taken_with_a_word(squares, squared, tmp_path):
    page, _ = squares()
    page.click("#net-review-toggle")
    value = given(squared, STATUS, empreinte="0" * 64)
    assert "relisez la liste" in take_in(page, value, tmp_path)
    assert noted(page) == ["CPAM"]


# ---- who may be reviewed where ----


def test_the_public_edition_reviews_no_lone_practitioner(built, meeting):
    page, _ = meeting(built["la-rochelle"] / "network.html", "#partenaire=professionnel-1")
    begin(page)
    box = page.locator("#net-card .net-review-box")
    assert "édition interne" in box.inner_text()
    assert box.locator("button, select").count() == 0
    page.click("#net-add-relation")
    offered = page.locator("#net-review-add-relation option").evaluate_all(
        "options => options.map(option => option.value)"
    )
    assert not [one for one in offered if one.startswith("professionnel-")]
    assert "csapa" in offered
    refused = page.locator("#net-relations-box .net-refused")
    assert refused.count() >= 1


def test_the_internal_edition_reviews_everybody(tmp_path, meeting):
    path = tmp_path / "network-interne.html"
    path.write_text(network_page(released(ROOT, "interne")), encoding="utf-8")
    page, _ = meeting(path)
    page.click("#net-review-toggle")
    assert page.locator("#net-relations-box .net-refused").count() == 0
    page.select_option("#net-categorie", "netmap--medecin")
    page.wait_for_function("() => document.querySelector('#net-partners-box tr[hidden]')")
    page.locator("#net-partners-box tbody tr:not([hidden]) th button").first.click()
    assert page.locator("#net-card .net-review-box .net-note").count() > 2


def test_supposed_relations_are_not_reviewed(squares, squared):
    supposed = altered(
        squared,
        relations=squared.findings.release.relations.assign(supposee=True, etat=None),
        relations_supposed=True,
    )
    page, _ = squares(supposed, "#partenaire=med")
    begin(page)
    assert "data/relations.csv" in page.inner_text("#net-card .net-list .net-refused >> nth=0")
    page.click("#net-add-relation")
    assert page.locator("#net-review-add-relation form").count() == 0
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    assert noted(page) == ["Médiation"]


# ---- keyboard, assistive technology, telephone, paper ----


def tab_to(page, wanted, *, most=120):
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({json.dumps(wanted)})"):
            return
    pytest.fail(f"the keyboard never reaches {wanted}")


def test_the_keyboard_alone_reviews(squares, tmp_path):
    page, seen = squares(hash_="#partenaire=med")
    address = page.url
    tab_to(page, "#net-review-toggle")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "net-review-title"
    tab_to(page, "#net-review-author")
    page.keyboard.type("Le groupe")
    page.keyboard.press("Enter")
    tab_to(page, "#net-review-date")
    page.keyboard.type("03042025")
    assert re.fullmatch(r"2025-0[34]-0[34]", page.input_value("#net-review-date"))
    tab_to(page, "#net-review-add-relation summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#net-review-add-relation option[value=asso]", state="attached")
    page.keyboard.press("Tab")
    page.keyboard.type("Entr")
    page.keyboard.press("Tab")
    page.keyboard.type("Méd")
    tab_to(page, "#net-review-add-relation input[type=text]")
    page.keyboard.type("orientation")
    page.keyboard.press("Enter")
    assert noted(page) == ["Entraide → Médiation (orientation)"]
    page.evaluate("document.getElementById('net-card-title').focus()")
    tab_to(page, "#net-card .net-review-box .net-note")
    page.keyboard.press("Space")
    tab_to(page, "#net-card .net-review-box .net-note[aria-expanded]")
    page.keyboard.press("Enter")
    page.keyboard.type("À revoir\nà deux")
    page.keyboard.press("Control+Enter")
    assert noted(page) == ["Entraide → Médiation (orientation)", "Médiation", "Médiation"]
    tab_to(page, "#net-review-export")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "revue.json")
    assert '"À revoir\\nà deux"' in (tmp_path / "revue.json").read_text(encoding="utf-8")
    tab_to(page, ".net-undo")
    page.keyboard.press("Enter")
    assert len(noted(page)) == 2
    assert page.url == address
    assert [one for one in seen if not one.startswith(("file:", "blob:"))] == []


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_assistive_technology_finds_no_fault_in_a_review(squares, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page, _ = squares(hash_="#partenaire=med", size=size)
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    page.locator("#net-card .net-list .net-note", has_text="Commenter").first.click()
    add_partner(page, "Maison des femmes")
    add_relation(page, "med", "nouveau-1")
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true;")
    found = axe.Axe().run(page, context="#view-network")
    faults = [
        (v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found.response["violations"]
    ]
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_paper_gets_the_list_of_corrections(squares):
    page, _ = squares(hash_="#partenaire=med")
    begin(page)
    add_relation(page, "asso", "med")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#net-review-list .net-target").is_visible()
    assert page.inner_text("#net-review-signed") == "Groupe de travail, 4 mars 2025"
    for hidden in ("#net-review-bar", "#net-review-export", ".net-undo", ".net-add"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("#net-annex-box dl").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#net-annex").get_attribute("open") is None


def test_paper_has_the_rows_of_a_table_that_waits(squares, squared):
    many = pd.concat([squared.findings.release.relations] * 1_501, ignore_index=True)
    page, _ = squares(altered(squared, relations=many), wait="#net-relations-box button")
    rows = page.locator("#net-relations-box tbody tr")
    assert rows.count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert rows.count() == len(many)
    assert page.locator("#net-relations-box .count").inner_text().count("3\u202f002") == 2


def test_paper_writes_the_headings_as_text_on_each_sheet(squares):
    """A browser repeats the text of a table's head on each sheet, not what its buttons hold."""
    page, _ = squares()
    told = []
    for way in ("entier", ""):
        page.click(f"[data-whole='{way}']")
        page.emulate_media(media="print")
        heads = page.locator(".net-part:not([hidden]) thead th").evaluate_all(
            "list => list.map(th => [th.innerText.trim(),"
            " getComputedStyle(th, '::before').content])"
        )
        told += [text or content.strip('"') for text, content in heads]
        page.emulate_media(media="screen")
    assert {"Lieu, par enjeu", "Soins dentaires", "Nom", "De", "Vers", "Statut"} <= set(told)
    assert all(told)
    page.emulate_media(media="print")
    assert page.locator(".net-part thead button:visible").count() == 0


def test_one_file_with_both_views_reviews_too(built, meeting, tmp_path):
    path = built["la-rochelle-single"] / "netmap.html"
    page, seen = meeting(path, "#vue=network&partenaire=csapa")
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    page.reload()
    page.wait_for_selector("#net-relations-box tbody tr", state="attached")
    assert noted(page) == ["CSAPA"]
    content = export(page, tmp_path / "revue.json")
    assert content["corrections"] == [{"type": "changer-statut", "id": "csapa", "statut": "actif"}]
    assert {*seen} <= {f"file://{path}"} | {one for one in seen if one.startswith("blob:")}


def test_a_review_of_the_tab_waits_for_its_tab(squared, meeting, tmp_path):
    messages = Messages()
    other = View(name="map", title="Carte", html="<p>carte</p>", data={})
    views = [other, network_view(squared, messages)]
    path = tmp_path / "netmap.html"
    path.write_text(compose(squared.findings, views, messages, siblings={}), encoding="utf-8")
    page, _ = meeting(path, "#vue=network&partenaire=med")
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    page.click('[data-view="map"]')
    assert not page.locator("#net-review-bar").is_visible()


# ---- weak points, whom to mobilise, long names ----


def test_weak_points_and_their_pairs_lead_to_the_chains(built, meeting):
    page, seen = meeting(built["la-rochelle"] / "network.html")
    findings = json.loads((built["la-rochelle"] / "findings.json").read_text(encoding="utf-8"))
    breaks = {}
    for row in findings["chaine"]:
        for partner in row["fragile"] if row["niveau"] != "zone" else ():
            breaks[partner] = breaks.get(partner, 0) + 1
    counts = page.locator("#net-weak-box tbody td:nth-child(2)").all_inner_texts()
    assert sorted(map(int, counts)) == sorted(breaks.values())
    page.click("[data-whole='']")
    first = page.locator("#net-weak-box tbody tr").first
    assert "Médiation santé adultes" in first.locator("th").inner_text()
    first.locator("summary").click()
    pairs = first.locator(".net-pairs button")
    pairs.nth(int(counts[0]) - 1).wait_for()
    assert pairs.count() == int(counts[0])
    pairs.first.click()
    card = page.inner_text("#net-card")
    assert "Une seule chaîne complète" in card
    assert "Médiation santé adultes" in card.split("rompt\u00a0:")[1]
    assert len(seen) == 1


def test_whom_to_mobilise_names_no_lone_practitioner(built, meeting):
    page, _ = meeting(built["la-rochelle"] / "network.html")
    page.click("[data-whole='']")
    rows = page.locator("#net-mobilise-box tbody tr")
    joined = rows.filter(has_text=re.compile(r"Groupe hospitalier")).first
    first = joined.locator("td").all_inner_texts()
    assert re.fullmatch(r"Mobiliser\W+Groupe hospitalier", first[0])
    assert re.fullmatch(r"data/partners\.csv, ligne \d+", first[2]), "the row that it comes from"
    assert int(first[5]) > 0, "it opens something"
    joined.locator("summary").first.click()
    pairs = joined.locator(".net-pairs").first.locator("button")
    pairs.nth(int(first[5]) - 1).wait_for()
    assert pairs.count() == int(first[5])
    assert "Hypothèse" in page.inner_text("#net-mobilise-box")
    proposal = page.inner_text("#net-mobilise-box")
    assert "rofessionnel" not in proposal
    assert "À faire d’abord" in page.inner_text("#net-brief")


def test_measures_wait_folded_at_the_end(squares, squared):
    page, _ = squares()
    assert not page.locator("#net-annex-box").is_visible()
    page.click("#net-annex > summary")
    assert "Densité" in page.inner_text("#net-annex-box")
    assert page.locator("#net-annex-box dt").count() == 8
    last = page.evaluate("document.querySelector('.net').lastElementChild.id")
    assert last == "net-annex"


def test_names_of_any_length_leave_the_layout_whole(squares, squared):
    name = "é" * 10_000
    communes = squared.findings.release.territory.communes.assign(nom=name)
    edition = altered(
        squared,
        partners=squared.findings.release.partners.assign(nom=name),
        territory=dataclasses.replace(squared.findings.release.territory, communes=communes),
    )
    page, _ = squares(edition, "#partenaire=med")
    begin(page)
    page.locator("#net-card .net-review-box .net-note", has_text="Confirmer").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert page.locator("#net-relations-box tbody tr").first.bounding_box()["height"] < 260
    page.click("[data-whole='']")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    first = page.locator(".net-matrix tbody th").first
    assert first.bounding_box()["height"] < 100
    assert first.bounding_box()["width"] < 600
    assert page.locator("#net-card h2").bounding_box()["height"] < 300
    assert page.locator("#net-card h2").text_content() == name
    assert page.locator("#net-review-list li").first.bounding_box()["height"] < 120
    assert page.locator("#net-weak-box tbody tr").first.bounding_box()["height"] < 260
