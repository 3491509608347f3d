"""A new folder takes the name of a former one, in one step where the system can."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def exchange(new: Path, former: Path, *, aside: Path, check: Callable[[Path], None]) -> Path:
    """Give the folder `new` the name of `former`; return where the former one is now.

    Parameters
    ----------
    new, former
        Folders beside each other.
    aside
        The name that the former one has for a moment, where two renames are needed.
    check
        Called with the former folder once nobody finds it under its name any more; where it
        raises, the former one has its name back.
    """
    if swap(new, former):
        try:
            check(new)
        except BaseException:
            swap(new, former)
            raise
        return new
    former.rename(aside)
    try:
        check(aside)
        new.rename(former)
    except BaseException:
        aside.rename(former)
        raise
    return aside


def swap(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    if sys.platform not in {"linux", "darwin"}:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            return bool(library.renamex_np(first, second, _RENAME_EXCHANGE) == 0)
        return bool(library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE) == 0)
    except AttributeError:
        return False
