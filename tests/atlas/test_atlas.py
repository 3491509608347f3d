"""An atlas of both samples, from their public editions alone, through Dask."""

import json
import shutil
import sqlite3

import pytest

from netmap.atlas import making
from netmap.atlas.joint import Joint
from netmap.atlas.running import LEAST_BYTES, OWN_BYTES, Where
from netmap.cli import run
from netmap.formats.atlas import MarginRecord, TerritoryRecord
from netmap.messages import Messages
from netmap.outsider.pages import read_page

FRENCH = Messages("fr")


@pytest.fixture(scope="module")
def atlas(built, once):
    def make(folder):
        given = [word for name in ("la-rochelle", "roanne") for word in ("--de", built[name])]
        words = ["atlas", *given, "--out", folder / "atlas", "--fils", "--quiet"]
        assert run(list(map(str, words))) == 0

    return once("atlas", make) / "atlas"


@pytest.fixture
def again(atlas, built, tmp_path):
    """A copy of the atlas, and the words that make it again."""
    shutil.copytree(atlas, tmp_path / "atlas")
    given = ["--de", built["la-rochelle"], "--de", built["roanne"], "--fils"]
    return tmp_path / "atlas", ["atlas", *given, "--out", tmp_path / "atlas"]


def record(**said):
    """A territory of which nothing is known but `said`."""
    nothing = dict.fromkeys(TerritoryRecord.model_fields)
    given = {"dossier": "t", "etat": "montre", "nom": "T", "exemple": False, "masque": False,
             "departements": ("17",), "communes": (), "periodes": ()}  # fmt: skip
    return TerritoryRecord(**{**nothing, **given, **said})


def test_each_territory_has_its_page_and_the_overview_says_what_they_show(atlas, built):
    said = json.loads((atlas / "atlas.json").read_text("utf-8"))
    assert [one["etat"] for one in said["territoires"]] == ["montre", "montre"]
    for one, name in zip(said["territoires"], ("la-rochelle", "roanne"), strict=True):
        assert (atlas / one["page"]).read_bytes() == (built[name] / "map.html").read_bytes()
        found = json.loads((built[name] / "findings.json").read_text("utf-8"))
        whole = next(row for row in found["densite"] if row["niveau"] == "territoire")
        assert (one["personnes"], one["taux"]) == (whole["personnes"], whole["taux"])
        assert one["communes"] == [r["code"] for r in found["densite"] if r["niveau"] == "commune"]
    page = read_page((atlas / "atlas.html").read_text("utf-8"))
    assert page.audience == "public"
    assert not page.faults
    assert "exemple" in (atlas / "atlas.html").read_text("utf-8")


SECTOR = [f"17{code}" for code in ("010", "028", "190", "193", "200", "264", "274", "291", "391")]


@pytest.mark.parametrize(
    ("name", "told", "sector"), [("la-rochelle", "17300", SECTOR), ("roanne", "42187", [])]
)
def test_who_lives_where_it_is_under_served_is_what_the_page_concludes(
    atlas, built, name, told, sector
):
    """What is left of the town, and the communes of a sector; the neighbourhoods are served."""
    territories = json.loads((atlas / "atlas.json").read_text("utf-8"))["territoires"]
    (said,) = [one for one in territories if told in one["communes"]]
    rows = json.loads((built[name] / "findings.json").read_text("utf-8"))["densite"]
    people = {row["code"]: row["population"] for row in rows if row["niveau"] == "zone"}
    under = sum(people[code] for code in (told, *sector))
    served = sum(number for code, number in people.items() if code.startswith(f"{told}:"))
    whole = sum(people.values())
    assert said["sous_desservies"] == 1 + len(sector)
    assert said["part_sous_desservie"] == pytest.approx(under / whole, abs=1e-4)
    assert said["part_conclue"] == pytest.approx((under + served) / whole, abs=1e-4)


def test_where_nothing_is_concluded_no_territory_looks_served():
    from netmap.render.atlas import _territory
    from netmap.render.page.style import rate_scale

    scales = dict.fromkeys(("taux", "part_sous_desservie"), rate_scale(1.0, [1.0, 2.0], FRENCH))
    unknown = record(part_sous_desservie=0.0, part_conclue=0.0, sous_desservies=0)
    assert _territory(unknown, scales)["classes"]["part_sous_desservie"] is None
    served = record(part_sous_desservie=0.0, part_conclue=0.4, sous_desservies=0)
    assert _territory(served, scales)["classes"]["part_sous_desservie"] == 0


def test_all_results_are_in_one_geopackage(atlas, built):
    with sqlite3.connect(atlas / "atlas.gpkg") as book:
        communes = book.execute("SELECT territoire, code, personnes FROM communes").fetchall()
        shapes = book.execute("SELECT code, etat, geom FROM territoires").fetchall()
    found = [json.loads((built[name] / "findings.json").read_text("utf-8")) for name in
             ("la-rochelle", "roanne")]  # fmt: skip
    shown = {(r["code"], r["personnes"]) for one in found for r in one["densite"]
             if r["niveau"] == "commune"}  # fmt: skip
    assert {row[1:] for row in communes} == shown
    assert len(communes) == len(shown)
    assert [row[:2] for row in shapes] == [
        ("la-rochelle", "montre"),
        ("roannais-agglomeration", "montre"),
    ]
    assert all(row[2] for row in shapes)


def test_it_is_gone_on_with_to_the_same_bytes(again, netmap, tree):
    folder, words = again
    before = tree(folder)
    (folder / "atlas.gpkg").unlink()
    status, out, err = netmap(*words)
    assert (status, err) == (0, "")
    assert "déjà à jour : 2" in out.replace("\xa0", " ")
    assert tree(folder) == before


def test_what_is_no_atlas_is_not_touched(built, netmap, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x", encoding="utf-8")
    assert netmap("atlas", "--de", built["roanne"], "--out", tmp_path / "mine")[0] == 2
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_what_is_held_back_stands_apart_and_comes_back(again, netmap, tree, monkeypatch):
    folder, words = again
    before = tree(folder)
    states = {"la-rochelle": "montre", "roannais-agglomeration": "total-seul"}
    with monkeypatch.context() as patched:
        patched.setattr(making, "joint_states", lambda *_: Joint(states, 9, 1))
        status, out, _ = netmap(*words)
    assert status == 0
    assert "retenus/" in out
    assert [one.name for one in (folder / "territoires").iterdir()] == ["la-rochelle"]
    assert [one.name for one in (folder / "retenus").iterdir()] == ["roannais-agglomeration"]
    (shown, held) = json.loads((folder / "atlas.json").read_text("utf-8"))["territoires"]
    assert (held["page"], held["taux"]) == (None, None)
    assert held["personnes"] is not None
    page = (folder / "atlas.html").read_text("utf-8")
    assert shown["page"] in page
    assert "territoires/roannais" not in page
    assert netmap(*words, "--quiet")[0] == 0
    assert tree(folder) == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["p", "--france"],
        ["p", "--tables", "t"],
        ["p", "--memoire", "beaucoup"],
        ["p", "--memoire", "1 Gio"],
    ],
)
def test_what_cannot_be_meant_is_refused(netmap, words):
    assert netmap("atlas", *words)[0] == 2


@pytest.mark.parametrize("workers", [1, 2, 8, 64])
@pytest.mark.parametrize("memory", [1_500_000_000, 4 * 1024**3, 64 * 1024**3])
def test_workers_have_room_and_together_no_more_than_what_is_given(workers, memory):
    where = Where(workers=workers, memory=memory)
    assert 1 <= where.most <= workers
    assert where.share >= LEAST_BYTES
    assert OWN_BYTES + where.most * where.share <= memory


def test_sums_are_of_what_is_shown_each_commune_once():
    from netmap.atlas.gathered import margins

    several, whole = margins(
        [
            record(dossier="a", communes=("17001",), population=100, personnes=20,
                   periodes=("2024",)),
            record(dossier="b", communes=("17002",), population=50, periodes=("2024",),
                   masque=True),
            record(dossier="c", communes=("17001", "17002", "17003"), population=900,
                   personnes=90, periodes=("2024",)),
            record(dossier="d", communes=("86001",), departements=("86",), population=10,
                   personnes=15, periodes=("2023",)),
            record(dossier="e", communes=("86002",), departements=("86",), etat="retenu"),
        ]
    )  # fmt: skip
    assert several == (
        MarginRecord(code="17", territoires=2, muets=1, population=150, periodes=("2024",),
                     personnes=20),
        MarginRecord(code="86", territoires=1, muets=0, population=10, periodes=("2023",),
                     personnes=15),
    )  # fmt: skip
    assert (whole.territoires, whole.personnes, whole.periodes) == (3, None, ())


@pytest.mark.browser
def test_the_overview_opens_from_a_disk_and_leads_to_territories(atlas, chromium):
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    seen = []
    page.on("request", lambda request: seen.append(request.url.split("#")[0]))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(f"file://{atlas / 'atlas.html'}")
    page.fill("#atlas-search", "rochelle")
    page.press("#atlas-search", "Enter")
    link = page.locator("#atlas-card h2 a")
    assert link.get_attribute("href") == "territoires/la-rochelle/map.html"
    assert "territoire=la-rochelle" in page.url
    assert page.locator("#atlas-drawing .territory").count() == 2
    assert page.locator("#atlas-tables tbody tr").count() >= 3
    assert seen == [f"file://{atlas / 'atlas.html'}"]
    context.close()
