"""One writer at a time: the other waits for a while, or is refused; nobody who is dead counts."""

import os
import signal
import subprocess
import sys

import pytest

from netmap.disk.lock import held, spreadsheet_lock
from netmap.errors import OutputError

HOLDER = """
import sys
from pathlib import Path
from netmap.disk.lock import held
with held(Path(sys.argv[1]), of=Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path):
    return tmp_path / ".netmap-outputs.lock"


@pytest.fixture
def holder(lock):
    """Another process that has the lock, until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_another_holder_is_waited_for(lock, holder):
    told = []

    def waiting():
        told.append(lock.exists())
        holder.stdin.close()

    with held(lock, of=lock.parent, waiting=waiting):
        assert holder.wait() == 0
        assert lock.exists()
    assert told == [True]
    assert not lock.exists(), "nothing stays"


def test_who_waits_too_long_is_refused_with_what_and_how_long(lock, holder):
    with pytest.raises(OutputError) as refused, held(lock, of=lock.parent, wait_s=0):
        pytest.fail("two at once")
    assert refused.value.kind == "busy"
    assert refused.value.values == {"path": str(lock.parent), "seconds": "0"}
    assert lock.exists()
    assert holder.poll() is None


def test_a_lock_that_a_killed_holder_left_stops_nobody(lock, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert lock.exists()
    with held(lock, of=lock.parent, wait_s=0, waiting=lambda: pytest.fail("no wait")):
        pass
    assert not lock.exists()


def test_a_lock_goes_away_with_an_error_too(lock):
    with pytest.raises(KeyError), held(lock, of=lock.parent):
        raise KeyError
    assert not lock.exists()


@pytest.mark.parametrize("kind", ["file", "folder", "link", "pipe"])
def test_somebodys_thing_under_the_name_of_a_lock_is_left_alone(lock, kind, tree):
    match kind:
        case "file":
            lock.write_bytes(b"mine")
        case "folder":
            lock.mkdir()
        case "link":
            (lock.parent / "these.docx").write_bytes(b"")
            lock.symlink_to("these.docx")
        case "pipe":
            os.mkfifo(lock)
    before = tree(lock.parent)
    with pytest.raises(OutputError) as refused, held(lock, of=lock.parent):
        pytest.fail("held")
    assert refused.value.kind == "lock-taken"
    assert tree(lock.parent) == before


def test_locks_of_spreadsheets_are_known_by_the_whole_name(tmp_path):
    table = tmp_path / "partners.csv"
    for name in (
        ".~lock.partners.csv",
        ".~lock.partners.xlsx#",
        "~$partners.xlsx",
        "~partners.csv",
    ):
        (tmp_path / name).write_bytes(b"")
    assert spreadsheet_lock(table) is None
    for name in (".~lock.partners.csv#", "~$partners.csv"):
        (tmp_path / name).write_bytes(b"")
        assert spreadsheet_lock(table) == tmp_path / name
        (tmp_path / name).unlink()
    (tmp_path / ".~lock.partners.csv#").symlink_to("nowhere")
    assert spreadsheet_lock(table) is not None
