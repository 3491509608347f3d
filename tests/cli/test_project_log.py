"""What a project has released is known whatever folder it went to, and answers are no releases."""

import shutil

import pytest

from netmap import pipeline
from netmap.errors import InputError
from netmap.exports.log import known_releases, outlet
from netmap.formats.releases import RELEASES, Figures, Log, read_log


def nothing():
    """Wait for nobody."""


def log_of(*people):
    """A log with a release for each number of people shown."""
    log = Log()
    for number in people:
        shown = (("density", "territoire", "territoire", float(number)),)
        figures = Figures(territoire="t", seuil=11, periodes=("2024",), montres=shown, masques=())
        log = log.followed_by(figures, manifest="0" * 64, date=None)
    return log


def told(log):
    return [line.montres[0][3] for line in log.lines]


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "netmap.toml").write_text('[territoire]\nnom = "x"\n', "utf-8")
    return folder


@pytest.fixture
def small(tmp_path, built):
    """A copy of La Rochelle with its log and its outputs."""
    folder = tmp_path / "small"
    shutil.copytree(built["la-rochelle"].parent / "project", folder)
    return folder


def test_logs_of_former_folders_are_taken_over_once(project, tmp_path):
    for folder, people in ((project / "outputs", (30, 45)), (tmp_path / "envoi", (45, 60))):
        folder.mkdir()
        (folder / RELEASES).write_bytes(log_of(*people).text())
    assert told(known_releases(project)) == [30, 45]
    assert told(known_releases(project, tmp_path / "envoi", tmp_path / "none")) == [30, 45, 60]
    (project / RELEASES).write_bytes(log_of(45, 80).text())
    assert told(known_releases(project, tmp_path / "envoi")) == [30, 60, 45, 80]


def test_a_release_is_in_the_log_before_its_folder_has_its_name(project, tmp_path, monkeypatch):
    log, seen = log_of(30), []
    with outlet(tmp_path / "a", audience="public", project=project, waiting=nothing) as claim:
        assert claim.releases == Log()

        def replace(_, files):
            seen.append((project / RELEASES).read_bytes() == files[RELEASES])

        monkeypatch.setattr("netmap.exports.folder.Claim.replace", replace)
        claim.put({RELEASES: log.text()})
    assert seen == [True]
    assert [one.name for one in sorted(project.iterdir())] == ["netmap.toml", RELEASES]
    with outlet(tmp_path / "b", audience="public", project=project, waiting=nothing) as claim:
        assert claim.releases == log, "another folder knows it"


def test_the_internal_edition_neither_reads_nor_writes_it(project, tmp_path, monkeypatch):
    (project / RELEASES).write_bytes(b"damaged")
    monkeypatch.setattr("netmap.exports.folder.Claim.replace", lambda *_: None)
    with outlet(tmp_path / "a", audience="interne", project=project, waiting=nothing) as claim:
        assert claim.releases is None
        claim.put({})
    assert (project / RELEASES).read_bytes() == b"damaged"


@pytest.mark.parametrize("where", ["project", "outputs", "envoi"])
def test_a_damaged_log_is_never_passed_over(project, tmp_path, where):
    folder = {"project": project, "outputs": project / "outputs", "envoi": tmp_path / "envoi"}
    folder[where].mkdir(exist_ok=True)
    (folder[where] / RELEASES).write_bytes(log_of(30).text()[:-20])
    with pytest.raises(InputError) as refused:
        known_releases(project, tmp_path / "envoi")
    assert [one.kind for one in refused.value.problems] == ["release-log"]


def test_a_log_that_leads_elsewhere_is_not_written_through(project, tmp_path):
    (tmp_path / "mine").write_bytes(b"")
    (project / RELEASES).symlink_to(tmp_path / "mine")
    with (
        pytest.raises((InputError, OSError)),
        outlet(tmp_path / "a", audience="public", project=project, waiting=nothing),
    ):
        pass
    assert (tmp_path / "mine").read_bytes() == b""


def grown(small):
    """Add people to the tables of a project since its release."""
    file = small / "data" / "accompagnements.csv"
    rows = file.read_text("utf-8").splitlines()
    columns = rows[0].split(";")
    more = dict.fromkeys(columns, "") | {"periode": "2025", "code": "17300", "personnes": "4"}
    file.write_text("\n".join([*rows, ";".join(more[name] for name in columns)]) + "\n", "utf-8")


@pytest.mark.parametrize("asked", ["gaps", "diff", "site"])
def test_an_answer_that_no_release_tells_is_for_the_office(small, built, netmap, tmp_path, asked):
    scenario = tmp_path / "scenario.toml"
    scenario.write_text('nom = "2023"\n[densite]\nperiodes = ["2023"]\n', "utf-8")
    words = {
        "gaps": ("gaps",),
        "diff": ("diff", built["la-rochelle"]),
        "site": ("site", "--etp", "1.2", "--scenario", scenario),
    }[asked]
    if asked != "site":
        grown(small)
    status, out, err = netmap(*words, "--json", "--project", small)
    assert (status, out) == (2, "")
    assert "netmap build" in err
    status, out, _ = netmap(*words, "--project", small)
    assert (status, out.startswith("RÉPONSE DE TRAVAIL")) == (0, True)


def test_what_the_last_release_tells_may_be_sent(small, built, netmap):
    for words in (("gaps", "--csv"), ("diff", built["la-rochelle"], "--json")):
        status, out, _ = netmap(*words, "--project", small)
        assert (status, "RÉPONSE DE TRAVAIL" in out) == (0, False), words


def test_a_question_reckons_with_the_log_of_the_folder_it_is_about(small, built, monkeypatch):
    (small / RELEASES).unlink()
    asked = []
    monkeypatch.setattr(pipeline, "find", lambda *_, log, **__: asked.append(log))
    pipeline.answer(small, audience="public", beside=(built["la-rochelle"],))
    pipeline.answer(small, audience="public")
    lines = read_log((built["la-rochelle"] / RELEASES).read_bytes(), file="x").lines
    assert lines
    assert [one.lines for one in asked] == [lines, ()]
