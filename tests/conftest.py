"""Projects and builds that several rooms' tests share."""

import csv
import fcntl
import gc
import json
import os
import pickle
import random
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
#: What is drawn is the same in every run, and no example is judged by the clock.
settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same")
#: Cycles are looked for as seldom as in a command (``netmap.cli``): else it takes a tenth of all.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish():
    """Leave all that is there before the first test out of those looks."""
    gc.collect()
    gc.freeze()


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
def once(tmp_path_factory):
    """Make a folder once for the workers of a run: a function (name, make) → the folder.

    It is everybody's: a test that changes a file copies it first.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "once"
    shared.mkdir(exist_ok=True)

    def made(name, make):
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                begun = shared / f"{name}.begun"
                begun.mkdir()
                make(begun)
                begun.rename(folder)
        return folder

    return made


def build_sample(project, folder):
    """Build a sample as pages and, from the same edition, as one page; keep the edition.

    It is built from a copy, `project`: the log of a project's releases stands in its folder.
    """
    from netmap.exports import export
    from netmap.exports.folder import claimed
    from netmap.messages import Messages
    from netmap.pipeline import build
    from netmap.render import render

    own = folder / "project"
    shutil.copytree(project / "data", own / "data")
    shutil.copy2(project / "netmap.toml", own)
    messages = Messages("fr")
    edition = build(own, folder / "outputs", messages=messages).edition
    pages = render(edition, messages, single_file=True)
    with claimed(folder / "single", audience="public", project=project, waiting=int) as claim:
        claim.replace(export(edition, pages, messages))
    (folder / "edition.pickle").write_bytes(pickle.dumps(edition))


@pytest.fixture(scope="session")
def samples(once):
    """Both samples, built: name → folder."""
    projects = {"la-rochelle": ROOT, "roanne": ROOT / "examples" / "roanne"}
    return {
        name: once(name, lambda folder, project=project: build_sample(project, folder))
        for name, project in projects.items()
    }


@pytest.fixture(scope="session")
def built(samples):
    """The outputs of both samples; as one page, the name ends with ``-single``."""
    forms = {"": "outputs", "-single": "single"}
    return {
        f"{name}{ending}": folder / form
        for name, folder in samples.items()
        for ending, form in forms.items()
    }


@pytest.fixture(scope="session")
def editions(samples):
    """The public edition of both samples: name → edition. Nobody changes one."""
    return {
        name: pickle.loads((folder / "edition.pickle").read_bytes())  # noqa: S301  (our own)
        for name, folder in samples.items()
    }


@pytest.fixture
def released(la_rochelle, once, netmap):
    """La Rochelle with its public outputs and its log, as a build has just left them."""

    def build(folder):
        project = folder / "project"
        shutil.copytree(la_rochelle.folder, project)
        assert netmap("build", "--quiet", "--project", project)[0] == 0

    shutil.copytree(once("released", build) / "project", la_rochelle.folder, dirs_exist_ok=True)
    return la_rochelle


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


class Dying:
    """Runs code in a process that is killed, or is refused by the disk, at a moment of its work.

    The moments are counted in events of the interpreter that change the disk (`event`), in
    bytes of a file (`size`: killed there; `full`: refused there), or in seconds of the
    processor (`cpu`): never in the time of a clock. A process that is `watched` lives in a
    folder of its own, is killed beyond 20 s of the processor, and tells each connection and each
    file written out of `root`. It has imported all that a build needs, and read what no
    project changes, before it is born; what is its parent's is looked at for cycles by nobody.
    """

    PROGRAM = """
import gc, json, os, resource, signal, sys, tempfile
import netmap.cli, netmap.exports.folder, netmap.review
import netmap.pipeline, netmap.inputs.reading, netmap.findings, netmap.siting.plan
import netmap.render.map.view, netmap.render.network.view, netmap.render.report
import netmap.exports.files, netmap.exports.graph_files, netmap.render.page.compose
import netmap.inputs.parquet, netmap.inputs.geopackage, netmap.inputs.open_document
import netmap.inputs.office_open, netmap.outsider.verdict, netmap.library
import geopandas, folium, pyvis, networkx, scipy.optimize
import matplotlib.figure, matplotlib.font_manager, matplotlib.backends.backend_svg
import folium.plugins, netmap.edition, netmap.siting.planned, netmap.sources.base
import netmap.cli.audit, netmap.cli.build, netmap.cli.check, netmap.cli.chain, netmap.cli.site
from netmap.messages import Messages
from netmap.sources import base
Messages("fr"), base.groups(), base.today("17300"), base.bounds(), base.origins()
gc.set_threshold(50_000, 20, 100)
gc.collect()
gc.freeze()
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.utime"}
def arm(order):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if order.get("size") is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    limit = order.get("size") if order.get("full") is None else order["full"]
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if order.get("cpu") is not None:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, order["cpu"])
    seen = 0
    def hook(name, args):
        nonlocal seen
        writes = name == "open" and isinstance(args[2], int) and args[2] & (
            os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if name in CHANGES or writes:
            path = args[0] if isinstance(args[0], (str, bytes)) else ""
            if os.fsdecode(path).startswith(order["root"]):
                seen += 1
                if seen == order["event"]:
                    os.kill(os.getpid(), signal.SIGKILL)
        elif name == "ctypes.dlsym" and args[1] == "renameat2":
            seen += 1
            if seen == order["event"]:
                os.kill(os.getpid(), signal.SIGKILL)
    if order.get("event") is not None:
        sys.addaudithook(hook)
    if order.get("watched"):
        watch(order["root"])
def watch(root):
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    signal.alarm(300)
    os.chdir(root)
    os.environ["TMPDIR"] = root
    tempfile.tempdir = None
    def hook(name, args):
        if name in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            print("CONNECTION", args, file=sys.stderr)
        writes = name == "open" and isinstance(args[2], int) and args[2] & (
            os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if (name in CHANGES or writes) and isinstance(args[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(args[0]))
            if not path.startswith((os.path.realpath(root), os.devnull)):
                print("OUTSIDE", name, path, file=sys.stderr)
    sys.addaudithook(hook)
print("ready", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 2)
        os.dup2(write if order.get("watched") else os.open(os.devnull, os.O_WRONLY), 1)
        sys.stdout, sys.stderr = (os.fdopen(n, "w", closefd=False) for n in (1, 2))
        arm(order)
        status = 1
        try:
            exec(order["code"], {})
            status = 0
        except SystemExit as end:
            status = end.code or 0
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    os.close(write)
    told = b""
    while piece := os.read(read, 65536):
        told += piece
    os.close(read)
    _, status, used = os.wait4(child, 0)
    told = told.decode(errors="replace")
    print(json.dumps([os.waitstatus_to_exitcode(status), told, used.ru_maxrss]), flush=True)
"""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout.readline() == "ready\n"

    def run(self, code, root, **moment):
        """Return the status of the process (negative: the signal) and what it said."""
        order = {"code": code, "root": str(root)} | moment
        return self._last(order)[:2]

    def _last(self, order):
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def watch(self, *words, root):
        """Run a command of netmap, watched; return its status, what it said, its peak (KiB)."""
        code = f"import netmap.cli; raise SystemExit(netmap.cli.run({[str(w) for w in words]!r}))"
        return self._last({"code": code, "root": str(root), "watched": True})

    def command(self, *words, root, **moment):
        """Run a command of netmap; as :meth:`run`."""
        code = f"import netmap.cli; raise SystemExit(netmap.cli.run({[str(w) for w in words]!r}))"
        return self.run(code, root, **moment)

    @staticmethod
    def moments(seed, *, events, seconds):
        """Yield moments without end: by turns after some events, and some time of the processor."""
        generator = random.Random(seed)
        while True:
            yield {"event": generator.randrange(*events)}
            yield {"cpu": generator.uniform(*seconds)}

    def struck(self, *words, root, moment):
        """Run a command that may be killed at a moment, or end well; tell whether it was."""
        status, said = self.command(*words, root=root, **moment)
        assert status in (0, -signal.SIGKILL, -signal.SIGPROF), said
        return status < 0

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture(scope="session")
def dying():
    """Processes that die at a chosen moment."""
    one = Dying()
    yield one
    one.close()


def tree(folder):
    """All that is in a folder, whatever its kind: path → (kind, rights, bytes or target)."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        state = path.lstat()
        if path.is_symlink():
            found[name] = ("link", 0, str(path.readlink()))
        elif stat.S_ISREG(state.st_mode):
            found[name] = ("file", stat.S_IMODE(state.st_mode), path.read_bytes())
        else:
            kind = "folder" if path.is_dir() else "special"
            found[name] = (kind, stat.S_IMODE(state.st_mode), None)
    return found


@pytest.fixture(name="tree")
def tree_of():
    return tree
