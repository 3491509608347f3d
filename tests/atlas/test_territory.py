"""One territory of an atlas: done once, done again where something changed, killed anywhere."""

import json
import shutil

import pytest

import netmap.pipeline
from netmap.atlas.asked import projects_in, releases_in
from netmap.atlas.marks import code_mark
from netmap.atlas.territory import Order, folder_of, perform
from netmap.errors import InputError, Problem
from netmap.formats.releases import RELEASES

#: Stands in the place of a build: the same files for the same tables, and a line of the log.
BUILD = """
import netmap.pipeline
from netmap.exports.log import outlet
from netmap.formats.manifest import MANIFEST, Manifest, sha256
from netmap.formats.releases import Figures

def build(project, out, *, messages, single_file):
    with outlet(out, audience="public", project=project, waiting=int) as claim:
        table = (project / "data" / "partners.csv").read_bytes()
        files = {"netmap.html": table, "findings.json": b"{}"}
        figures = Figures(territoire="t", seuil=11, periodes=(), montres=(), masques=())
        log = claim.releases.followed_by(figures, manifest=sha256(table), date=None)
        files["releases.jsonl"] = log.text()
        said = Manifest(netmap="0", edition="public", reglages={}, entrees={}, couches={},
                        sorties={name: sha256(content) for name, content in files.items()})
        claim.put({**files, MANIFEST: said.model_dump_json().encode()})

netmap.pipeline.build = build
"""


@pytest.fixture
def build(monkeypatch):
    held = netmap.pipeline.build
    exec(BUILD, {})  # noqa: S102 - the text above, which another process runs too
    made = netmap.pipeline.build
    netmap.pipeline.build = held
    monkeypatch.setattr(netmap.pipeline, "build", made)


@pytest.fixture
def order(tmp_path):
    project = tmp_path / "p"
    (project / "data").mkdir(parents=True)
    (project / "netmap.toml").write_text('[territoire]\nnom = "Pays d’Essai"\n', encoding="utf-8")
    (project / "data" / "partners.csv").write_text("id;nom\n", encoding="utf-8")
    (asked,) = projects_in([project])
    return Order(asked, tmp_path / "atlas", code_mark(), "fr")


def test_a_territory_is_done_once_until_something_changes(order, build):
    project, out = order.asked.folder, folder_of(order.atlas, "pays-d-essai")
    assert [perform(order).state for _ in range(3)] == ["made", "kept", "kept"]
    (project / "data" / "partners.csv").write_text("id;nom\np1;Un\n", encoding="utf-8")
    assert [perform(order).state for _ in range(2)] == ["made", "kept"]
    (out / "findings.json").unlink()
    assert [perform(order).state for _ in range(2)] == ["made", "kept"]
    (project / "outputs").mkdir()
    shutil.copy(project / RELEASES, project / "outputs")
    assert perform(order).state == "kept"
    english = Order(order.asked, order.atlas, order.code, "en")
    assert [perform(english).state, perform(order).state] == ["made", "made"]


def test_a_change_by_hand_is_not_written_over(order, build):
    perform(order)
    page = folder_of(order.atlas, "pays-d-essai") / "netmap.html"
    page.write_bytes(b"mine")
    failed = perform(order)
    assert (failed.state, failed.kind) == ("failed", "output.changed")
    assert page.read_bytes() == b"mine"


def test_what_fails_is_told_and_other_code_does_nothing(order, monkeypatch):
    problem = Problem(file="data/partners.csv", kind="missing-file")

    def refuse(*_, **__):
        raise InputError((problem,))

    monkeypatch.setattr(netmap.pipeline, "build", refuse)
    assert perform(order).problems == (problem,)
    monkeypatch.setattr(netmap.pipeline, "build", lambda *_, **__: 1 / 0)
    failed = perform(order)
    assert (failed.kind, failed.reason) == ("unforeseen", "ZeroDivisionError: division by zero")
    other = Order(order.asked, order.atlas, "0" * 64, "fr")
    assert perform(other).kind == "other-code"
    assert not (order.atlas / "registre").exists()


def test_killed_at_any_moment_it_ends_with_the_same_bytes(order, build, dying, tree):
    perform(order)
    root = order.atlas.parent
    wanted = tree(root)
    fresh = {name for name in wanted if name.startswith("atlas") or name == f"p/{RELEASES}"}
    code = BUILD + (
        "from pathlib import Path\n"
        "from netmap.atlas.asked import projects_in\n"
        "from netmap.atlas.marks import code_mark\n"
        "from netmap.atlas.territory import Order, perform\n"
        f"(asked,) = projects_in([Path({str(order.asked.folder)!r})])\n"
        f"perform(Order(asked, Path({str(order.atlas)!r}), code_mark(), 'fr'))\n"
    )
    for event in range(1, 150, 4):
        for name in fresh:
            kind = wanted[name][0]
            if kind == "file":
                (root / name).unlink()
        shutil.rmtree(order.atlas)
        status, said = dying.run(code, root, event=event)
        assert status in (0, -9), said
        perform(order)
        assert tree(root) == wanted, event
        if status == 0:
            break
    else:
        pytest.fail("it has more moments than were tried")


def test_folders_are_named_after_territories_and_those_alike_are_numbered(tmp_path):
    for name, title in {"a": "La Rochelle", "b": "Communauté d'agglomération de La Rochelle",
                        "c": "", "d": "../.."}.items():  # fmt: skip
        (tmp_path / name).mkdir()
        (tmp_path / name / "netmap.toml").write_text(
            f'[territoire]\nnom = "{title}"\n', encoding="utf-8"
        )
    asked = projects_in([tmp_path])
    assert [one.name for one in asked] == ["la-rochelle", "la-rochelle-2", "c", "d"]
    with pytest.raises(InputError) as refused:
        releases_in([tmp_path, tmp_path / "nowhere"])
    assert [problem.kind for problem in refused.value.problems] == ["atlas-no-release"] * 2


def test_a_release_that_was_touched_is_not_received(order, build, tmp_path):
    perform(order)
    sent = folder_of(order.atlas, "pays-d-essai")
    (sent / "netmap.html").write_bytes(b"other")
    (asked,) = releases_in([sent])
    failed = perform(Order(asked, tmp_path / "second", order.code, "fr"))
    assert [problem.kind for problem in failed.problems] == ["atlas-unsafe"]
    assert json.loads((sent / "manifest.json").read_text("utf-8"))["edition"] == "public"
