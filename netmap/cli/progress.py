"""What is being done, on a terminal, while it lasts."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netmap.messages import Messages
    from netmap.pipeline import Progress


@dataclass(frozen=True)
class Stages:
    """Where long work tells its steps, and how much of a step is done."""

    step: Progress
    part: Callable[[str, int, int], None]


@contextlib.contextmanager
def steps(messages: Messages, *, quiet: bool) -> Iterator[Progress]:
    """Show the name of each step of the pipeline; silent when `quiet` or when not a terminal."""
    with stages(messages, quiet=quiet) as told:
        yield told.step


@contextlib.contextmanager
def stages(messages: Messages, *, quiet: bool) -> Iterator[Stages]:
    """Show each step, and how much of it is done; silent as :func:`steps`."""
    if quiet or not sys.stderr.isatty():
        yield Stages(_nothing, _no_part)
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:

        def part(name: str, done: int, of: int) -> None:
            told = messages(f"siting.step.{name}")
            status.update(f"{told} {done}/{of}" if of > 1 else told)

        yield Stages(lambda step: status.update(messages(f"progress.{step}")), part)


@contextlib.contextmanager
def counting(
    say: Callable[[int, int | None], str], *, quiet: bool
) -> Iterator[Callable[[int, int | None], None]]:
    """Show how much is done of so much (None: nobody says), as `say` words it."""
    if quiet or not sys.stderr.isatty():
        yield _no_count
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda done, of: status.update(say(done, of))


def _no_count(done: int, of: int | None) -> None:
    """Show nothing of `done` and `of`."""


def _nothing(step: str) -> None:
    """Show nothing of `step`."""


def _no_part(step: str, done: int, of: int) -> None:
    """Show nothing of `step`."""
