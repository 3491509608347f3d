"""Projects and builds that several rooms' tests share."""

import csv
import fcntl
import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("NETMAP_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Project:
    """A copy of a sample project that a test may change."""

    def __init__(self, folder):
        self.folder = folder

    def rows(self, table):
        with (self.folder / "data" / table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def write(self, table, rows):
        with (self.folder / "data" / table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=";")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table, edit):
        """Rewrite a table with `edit(row)` for each row; None drops it."""
        self.write(table, [kept for row in self.rows(table) if (kept := edit(dict(row)))])

    def layer(self, name="communes.geojson"):
        return json.loads((self.folder / "data" / "geo" / name).read_text(encoding="utf-8"))

    def write_layer(self, layer, name="communes.geojson"):
        (self.folder / "data" / "geo" / name).write_text(json.dumps(layer), encoding="utf-8")
        self.forget_sha256()

    def forget_sha256(self):
        """A layer was changed on purpose: its recorded SHA-256 no longer holds."""
        sources = self.folder / "data" / "geo" / "SOURCES.toml"
        lines = sources.read_text(encoding="utf-8").splitlines(keepends=True)
        sources.write_text("".join(x for x in lines if not x.startswith("sha256")), "utf-8")


def copy_sample(source, target):
    """Copy a sample, with the least of what stands behind its plan: that takes most of a build."""
    target.mkdir(parents=True)
    given = (source / "netmap.toml").read_text("utf-8")
    assert given.count("[implantation]\n") == 1
    quick = "[implantation]\ntirages = 1\ndemi_journees_de_plus = 0\n"
    (target / "netmap.toml").write_text(given.replace("[implantation]\n", quick), "utf-8")
    shutil.copytree(source / "data", target / "data")
    return Project(target)


@pytest.fixture
def la_rochelle(tmp_path):
    return copy_sample(ROOT, tmp_path / "la-rochelle")


@pytest.fixture
def roanne(tmp_path):
    return copy_sample(ROOT / "examples" / "roanne", tmp_path / "roanne")


@pytest.fixture
def netmap(capfd):
    """Run a command in this process; give back its status and what it printed."""

    def run_command(*words):
        from netmap.cli import run

        status = run([str(word) for word in words])
        out, err = capfd.readouterr()
        return status, out, err

    return run_command


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The outputs of both samples, built once by the first worker that asks: name → folder.

    They are everybody's: a test that changes one copies it first.
    """
    from netmap.cli import run

    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "built"
    folders = {}
    for name, project in {"la-rochelle": ROOT, "roanne": ROOT / "examples" / "roanne"}.items():
        for key, form in {name: (), f"{name}-single": ("--un-seul-fichier",)}.items():
            out = shared / key / "outputs"
            out.parent.mkdir(parents=True, exist_ok=True)
            with (out.parent / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not out.exists():
                    words = ["build", "--quiet", *form, "--project", str(project)]
                    assert run([*words, "--out", str(out)]) == 0
            folders[key] = out
    return folders


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, one for the session."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
