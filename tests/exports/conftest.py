"""Folders of outputs as a build writes them, a few bytes each."""

import hashlib
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from netmap.exports.folder import claimed

ROOT = Path(__file__).parents[2]
ALL = os.environ.get("NETMAP_FOREIGN") == "all"
WORLDS = [
    (project, audience, language)
    for project in ("la-rochelle", "roanne", "least")
    for audience in ("public", "interne")
    for language in ("fr", "en")
][: None if ALL else 1]
collect_ignore = [] if os.environ.get("NETMAP_FOREIGN") else ["test_office.py"]


def outputs(edition="public", **contents):
    """Files of a build: `contents` is name (``map`` for ``map.html``) → text."""
    mark = "" if edition == "public" else f"-{edition}"
    files = {f"{name}{mark}.html": text.encode() for name, text in contents.items()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    empty = {"reglages": {}, "entrees": {}, "couches": {}}
    manifest = {"netmap": "0", "edition": edition, **empty, "sorties": sums}
    return {**files, "manifest.json": json.dumps(manifest, indent=1).encode()}


def write(files, out, *, edition="public", project=None):
    """Write a folder as a build does."""
    project = project or out.parent
    with claimed(out, audience=edition, project=project, waiting=lambda: None) as claim:
        claim.replace(files)


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(outputs=outputs, write=write)


@pytest.fixture(scope="module", params=WORLDS, ids="-".join)
def world(request, once):
    """A project built with all that may be asked for, and its partners' sheets."""
    project, audience, language = request.param

    def make(folder):
        from netmap.cli import run

        source = ROOT / "examples" / "roanne" if project == "roanne" else ROOT
        own = folder / "project"
        shutil.copytree(source / "data", own / "data")
        given = (source / "netmap.toml").read_text("utf-8")
        quick = "[implantation]\ntirages = 1\ndemi_journees_de_plus = 0\n"
        given = given if ALL else given.replace("[implantation]\n", quick)
        (own / "netmap.toml").write_text(given, "utf-8")
        if project == "least":
            for table in (own / "data").glob("*.csv"):
                if table.name != "partners.csv":
                    table.unlink()
        where = ["--project", str(own), "--lang", language, "--quiet"]
        asked = [*where, "--audience", audience, "--tout", "--pdf"]
        (folder / "asked.json").write_text(json.dumps(asked), "utf-8")
        assert run(["build", *asked, "--out", str(folder / "outputs")]) == 0
        assert run(["fiches", *where, "--classeur", "--out", str(folder / "fiches")]) == 0

    return once("foreign-" + "-".join(request.param), make)
