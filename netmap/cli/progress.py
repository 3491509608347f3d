"""What is being done, on a terminal, while it lasts."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.messages import Messages
    from netmap.pipeline import Progress


@contextlib.contextmanager
def steps(messages: Messages, *, quiet: bool) -> Iterator[Progress]:
    """Show the name of each step of the pipeline; silent when `quiet` or when not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda step: status.update(messages(f"progress.{step}"))


def _nothing(step: str) -> None:
    """Show nothing of `step`."""
