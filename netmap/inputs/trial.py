"""A reader that cannot be bounded is tried first in a process of its own, under limits.

Readers written for other trades take what a file declares at its word: memory for a cell
seventeen thousand million cells away, or an abort that ends the whole program. Such a reader
meets a file apart first. Where it gets through, the same bytes are read again here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.limits import TRIAL_BYTES, TRIAL_PATIENCE, TRIAL_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable


class Trial(Enum):
    """How a reader fared, and the status by which its process says so.

    It got through; it refused the file as readers do; it had to be stopped, or it died; no
    process of ours could be started here, so that nothing is known.
    """

    READ = 100
    REFUSED = 101
    STOPPED = 102
    UNTRIED = 1


def try_apart(reader: Callable[..., object], content: bytes, *words: str) -> Trial:
    """Read `content` in another process, bounded in time and, where the system can, in memory.

    Parameters
    ----------
    reader
        A function of the content and of `words`, at the top of an importable module. What it
        returns is thrown away, what it prints too.

    Examples
    --------
    >>> from netmap.inputs.sheets import read_sheets
    >>> try_apart(read_sheets, b"no workbook")
    <Trial.REFUSED: 101>
    """
    if not sys.executable:
        return Trial.UNTRIED
    command = [sys.executable, "-P", "-m", __name__, reader.__module__, reader.__qualname__, *words]
    paths = os.pathsep.join(path for path in sys.path if path)
    # one thread each: what they reserve in advance would count as memory
    quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RUST_BACKTRACE": "0"}
    try:
        end = subprocess.run(  # noqa: S603 - our own interpreter, our own names
            command,
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **quiet, "PYTHONPATH": paths},
            timeout=TRIAL_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Trial.STOPPED
    except OSError:
        return Trial.UNTRIED
    known = {trial.value: trial for trial in Trial}
    return known.get(end.returncode, Trial.STOPPED)


def refuse_reader(
    reader: Callable[..., object], content: bytes, refusal: Problem, *words: str
) -> Problem | None:
    """Return `refusal` where a reader tried apart refuses a file, and that it was stopped.

    None where it got through.
    """
    trial = try_apart(reader, content, *words)
    if trial is Trial.STOPPED:
        details = (
            ("seconds", str(TRIAL_SECONDS)),
            ("limit", str(TRIAL_BYTES // 1_000_000)),
        )
        return Problem(file=refusal.file, kind="too-heavy", details=details)
    return refusal if trial is Trial.REFUSED else None


def main(module: str, name: str, *words: str) -> Trial:
    """Read the standard input with a reader, under the limits of this process."""
    reader = getattr(import_module(module), name)
    content = sys.stdin.buffer.read()
    _limit()
    try:
        reader(content, *words)
    except MemoryError:
        return Trial.STOPPED
    except BaseException:  # noqa: BLE001 - a panic of a reader is no Exception
        return Trial.REFUSED
    return Trial.READ


def _limit() -> None:
    """Bound this process; what it has taken to start is not counted."""
    try:
        import resource
    except ImportError:
        return
    taken = 0
    with suppress(OSError, ValueError):
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, TRIAL_SECONDS + 1),
        (resource.RLIMIT_AS, taken + TRIAL_BYTES),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]).value)
