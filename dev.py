#!/usr/bin/env python3
"""Set everything up and run it, from a machine that has Python 3.11 or newer and nothing else.

    python3 dev.py run     build La Rochelle into outputs/ (what follows is given to netmap build)
    python3 dev.py test    all checks: ruff, mypy, oxlint, node, pytest (what follows is given
                           to pytest, which then runs alone)
    python3 dev.py shell   print the command that opens the environment
    python3 dev.py lock    renew the locked requirements

Only the standard library is used here. On Debian and its kin, what the system lacks
(the venv module, the browser and the Node of the tests) is installed from its packages.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
LOCK = HERE / "requirements-dev.txt"
STAMP = ENVIRONMENT / "netmap.stamp"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OXLINT = BIN / ("oxlint.exe" if os.name == "nt" else "oxlint")
SCRIPT_TESTS = HERE / "tests" / "js"
#: Bytes that all that the tests write takes, and some more.
ROOM_OF_TESTS = 4 * 1024**3
#: The oldest Node whose own test runner reads our tests.
NODE = 18
#: Programs that open what we write, and the packages that have them.
READERS = {"ogrinfo": "gdal-bin", "qpdf": "qpdf", "pdftoppm": "poppler-utils"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(words: list[str]) -> int:
    """Run one of the tasks and return its exit status."""
    if sys.version_info < (3, 11):
        print("Python 3.11 ou plus récent est nécessaire / Python 3.11 or newer is needed")
        return 2
    task, rest = (words[0], words[1:]) if words else ("", [])
    if task == "run":
        set_up()
        status = call([PYTHON, "-m", "netmap", "build", "--project", HERE, *rest])
        print(f"\nPour que « netmap » réponde dans ce terminal / to call netmap here:  {opening()}")
        return status
    if task == "test":
        set_up()
        set_up_browser()
        set_up_node()
        set_up_readers()
        return test(rest)
    if task == "shell":
        set_up()
        print(opening())
        return 0
    if task == "lock":
        return lock()
    print(__doc__)
    return 2


def opening() -> str:
    """Return the command that opens the environment in a terminal."""
    return f"{BIN / 'Activate.ps1'}" if os.name == "nt" else f". {BIN / 'activate'}"


def set_up() -> None:
    """Make the environment, once for each state of the lock."""
    state = hashlib.sha256(
        LOCK.read_bytes() + (HERE / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == state:
        return
    make_environment()
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    check([*pip, "--require-hashes", "-r", LOCK])
    check([*pip, "--no-deps", "--no-build-isolation", "--editable", HERE])
    STAMP.write_text(state, encoding="utf-8")


def make_environment() -> None:
    """Create ``.venv``; Debian keeps what this needs in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        install_from_debian(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    check([sys.executable, "-m", "venv", "--clear", ENVIRONMENT])


def set_up_browser() -> None:
    """Find a Chromium for the page tests and what its driver needs, or install Debian's."""
    if not (os.environ.get("NETMAP_BROWSER") or any(map(shutil.which, BROWSERS))):
        install_from_debian("chromium")
    if sys.platform == "linux" and not has_library("libatomic.so.1"):
        install_from_debian("libatomic1")


def set_up_node() -> None:
    """Find a Node that is recent enough for the tests of the scripts, or install Debian's."""
    if node_version() < NODE:
        install_from_debian("nodejs")
    if node_version() < NODE:
        sys.exit(f"À installer / please install: Node {NODE}")


def set_up_readers() -> None:
    """Install Debian's programs that open our files; a test says which is not there elsewhere."""
    python = shutil.which("python3", path="/usr/bin")
    if sys.platform != "linux" or shutil.which("apt-get") is None:
        return
    lacking = [package for program, package in READERS.items() if shutil.which(program) is None]
    probe = [python or "python3", "-c", "import qgis.core"]
    if subprocess.run(probe, check=False, capture_output=True).returncode:
        lacking.append("python3-qgis")
    if lacking:
        with contextlib.suppress(subprocess.CalledProcessError):
            install_from_debian(*lacking)


def node_version() -> int:
    """Return the major version of Node; 0 where there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    told = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    return int(told.removeprefix("v").partition(".")[0])


def has_library(name: str) -> bool:
    """Tell whether the system has a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_from_debian(*packages: str) -> None:
    """Install some of Debian's packages, as root or through sudo."""
    if shutil.which("apt-get") is None:
        sys.exit(f"À installer / please install: {' '.join(packages)}")
    root = [] if os.geteuid() == 0 else ["sudo"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*root, "apt-get", "-qq", "update"], check=True, env=quiet)
    subprocess.run(
        [*root, "apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages],
        check=True,
        env=quiet,
        stdout=subprocess.DEVNULL,
    )


def test(rest: list[str]) -> int:
    """Run every check, even after one has failed; what is given goes to pytest alone.

    Each worker of pytest takes one core, as a command does.
    """
    workers = str(min(os.cpu_count() or 1, 4))
    checks: list[list[object]] = (
        []
        if rest
        else [
            [PYTHON, "-m", "ruff", "check", HERE],
            [PYTHON, "-m", "ruff", "format", "--check", HERE],
            [PYTHON, "-m", "mypy"],
            [OXLINT, "--deny-warnings", HERE / "netmap", SCRIPT_TESTS],
            ["node", "--test", *sorted(SCRIPT_TESTS.glob("*.test.mjs"))],
        ]
    )
    checks.append([PYTHON, "-m", "pytest", *(rest or ["-q", "-n", workers, "--dist", "worksteal"])])
    with folder_of_tests() as folder:
        return max([call(command, TMPDIR=folder, OPENBLAS_NUM_THREADS="1") for command in checks])


def folder_of_tests() -> tempfile.TemporaryDirectory[str]:
    """Make the folder that tests write in, in memory where it has room.

    Builds flush each file to the disk, and tests wait for thousands of them.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_OF_TESTS
    return tempfile.TemporaryDirectory(prefix="netmap-", dir=memory if roomy else None)


def lock() -> int:
    """Resolve the development set for every platform and Python, with hashes."""
    make_environment()
    check([PYTHON, "-m", "pip", "--quiet", "install", "uv"])
    command = [
        *(PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
        *("--no-emit-index-url", "--no-annotate", "--python-version", "3.11"),
        *("--custom-compile-command", "python3 dev.py lock"),
        *("--group", "dev", "--extra", "parquet", "--output-file", LOCK, "pyproject.toml"),
    ]
    return call(command)


def call(command: list[object], **environment: str) -> int:
    """Run a command from the project's folder and return its exit status."""
    words, whole = [str(word) for word in command], {**os.environ, **environment}
    return subprocess.run(words, check=False, cwd=HERE, env=whole).returncode


def check(command: list[object]) -> None:
    """Run a command, and stop here if it fails."""
    status = call(command)
    if status:
        sys.exit(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
