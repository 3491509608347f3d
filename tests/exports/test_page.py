"""A page outside the folder: old or new, whenever the writer dies, and never over a stranger's."""

import hashlib
import os
import signal
import stat

import pytest

from netmap.errors import OutputError
from netmap.exports.page import former_page, write_page

OLD, NEW = ('<!DOCTYPE html>\n<html data-audience="public">\n' + x * 9_000 + "\n" for x in "on")
PROGRAM = """
from pathlib import Path
from netmap.exports.page import write_page
page = Path({page!r})
write_page(page, {document!r}, audience="public", project=page.parent)
"""


def write(page, document=OLD, audience="public"):
    write_page(page, document, audience=audience, project=page.parent)


def refusal(page, audience="public"):
    with pytest.raises(OutputError) as early:
        former_page(page, audience)
    with pytest.raises(OutputError) as late:
        write(page, NEW.replace("public", audience), audience)
    assert early.value.kind == late.value.kind
    return late.value.kind


def test_a_page_that_netmap_wrote_is_replaced(tmp_path):
    page = tmp_path / "page.html"
    write(page)
    page.chmod(0o640)
    write(page, NEW)
    body, _, seal = page.read_bytes()[:-1].rpartition(b"\n")
    assert body.decode() + "\n" == NEW
    assert hashlib.sha256(NEW.encode()).hexdigest() in seal.decode()
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def changed_page(page):
    write(page)
    page.write_bytes(page.read_bytes().replace(b"ooo", b"oOo", 1))


@pytest.mark.parametrize(
    "make",
    [
        changed_page,
        lambda page: (write(page), page.write_bytes(page.read_bytes() + b"note\n")),
        lambda page: page.write_bytes(b""),
        lambda page: page.write_bytes(b"mine"),
        lambda page: page.write_bytes(OLD.encode()),
        lambda page: page.symlink_to(page.parent / "elsewhere.html"),
        lambda page: (write(page.with_name("other")), page.symlink_to(page.with_name("other"))),
        os.mkfifo,
    ],
    ids=["changed", "longer", "empty", "text", "unsealed", "link", "link to a page", "pipe"],
)
def test_what_somebody_else_made_stays(tmp_path, tree, make):
    page = tmp_path / "page.html"
    make(page)
    before = tree(tmp_path)
    assert refusal(page) == "page-foreign"
    assert tree(tmp_path) == before


def test_two_editions_never_take_each_others_place(tmp_path):
    page = tmp_path / "page.html"
    write(page)
    assert refusal(page, "interne") == "page-other-edition"
    assert page.read_bytes().startswith(OLD.encode())


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_the_internal_edition_is_read_by_nobody_who_cannot_read_the_project(tmp_path):
    project = tmp_path / "project"
    project.mkdir(mode=0o750)
    for audience, rights in (("interne", 0o640), ("public", 0o644)):
        page = tmp_path / audience
        write_page(page, OLD, audience=audience, project=project)
        assert stat.S_IMODE(page.stat().st_mode) == rights


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write(tmp_path / "nowhere" / "page.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("former", [None, OLD])
def test_killed_at_each_step_it_is_the_old_page_or_the_new_one(tmp_path, dying, tree, former):
    page = tmp_path / "page.html"
    mine = tmp_path / ".netmap-0123456789abcdef-page.html.new"
    mine.write_bytes(b"mine")
    if former is not None:
        write(page, former)
    before = tree(tmp_path)
    program = PROGRAM.format(page=str(page), document=NEW)
    seen, event, status = [], 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        event += 1
        status, said = dying.run(program, tmp_path, event=event)
        assert said == ""
        found = page.read_bytes() if page.exists() else None
        text = None if found is None else found[: found.rfind(b"\n", 0, -1) + 1].decode()
        assert text in (former, NEW), event
        seen.append(text)
        write(page, NEW)
        assert set(tree(tmp_path)) == {page.name, mine.name}, event
        page.unlink()
        if former is not None:
            write(page, former)
        assert tree(tmp_path) == before
    assert (status, event > 8) == (0, True)
    assert {former, NEW} == set(seen)
