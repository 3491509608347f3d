"""Who may read a folder stays who may read it; nobody reads the internal one beyond the project."""

import os
import stat

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def usual_mask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir(mode=0o755)
    return folder


@pytest.mark.parametrize("edition", ["public", "interne"])
@pytest.mark.parametrize("rights", [0o700, 0o750, 0o755, 0o2750])
def test_a_folder_that_is_there_keeps_its_rights_and_so_do_its_files(
    project, make, edition, rights
):
    out = project / "out"
    out.mkdir()
    out.chmod(rights)
    name = "map.html" if edition == "public" else "map-interne.html"
    for text in ("one", "two"):
        make.write(
            make.outputs(edition, map=text, report=text), out, edition=edition, project=project
        )
        assert mode(out) == rights
        assert mode(out / name) == (0o640 if text == "two" else 0o644 & rights)
        (out / name).chmod(0o640)


def test_a_new_file_has_the_rights_of_those_that_are_there(project, make):
    out = project / "out"
    make.write(make.outputs(map="one"), out, project=project)
    for file in out.iterdir():
        file.chmod(0o600)
    make.write(make.outputs(map="one", report="new"), out, project=project)
    assert mode(out / "report.html") == 0o600


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_folder_has_the_rights_of_any_new_folder(project, make, mask):
    os.umask(mask)
    make.write(make.outputs(map="one"), project / "out", project=project)
    assert mode(project / "out") == 0o777 & ~mask
    assert mode(project / "out" / "map.html") == 0o666 & ~mask


@pytest.mark.parametrize("rights", [0o700, 0o750, 0o711, 0o755])
def test_a_new_internal_folder_is_read_by_nobody_who_cannot_read_the_project(
    tmp_path, project, make, rights
):
    project.chmod(rights)
    for out in (project / "out", tmp_path / "elsewhere"):
        make.write(make.outputs("interne", map="one"), out, edition="interne", project=project)
        for path in (out, *out.iterdir()):
            assert mode(path) & 0o077 & ~rights == 0, path
        assert mode(out) & 0o700 == 0o700


def test_an_internal_folder_open_to_more_people_than_the_project_is_closed(project, make):
    out = project / "out"
    make.write(make.outputs("interne", map="one"), out, edition="interne", project=project)
    assert (mode(out), mode(out / "map-interne.html")) == (0o755, 0o644)
    project.chmod(0o700)
    make.write(make.outputs("interne", map="two"), out, edition="interne", project=project)
    assert (mode(out), mode(out / "map-interne.html")) == (0o700, 0o600)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_group_of_another_folder_is_not_that_of_the_project(project, make):
    os.chown(project, -1, 12_345)
    project.chmod(0o750)
    out = project / "out"
    make.write(make.outputs("interne", map="one"), out, edition="interne", project=project)
    assert out.stat().st_gid != 12_345
    assert mode(out) == 0o700, "0o750 would let another group in"
    os.chown(out, -1, 12_345)
    out.chmod(0o750)
    make.write(make.outputs("interne", map="two"), out, edition="interne", project=project)
    assert (out.stat().st_gid, mode(out)) == (12_345, 0o750), "its group is kept, and may read"
