"""A new project's folder: all of it or none."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.errors import OutputError
from netmap.inputs.project import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_new(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises
    ------
    OutputError
        It is no folder, or is not empty.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("not-a-new-folder", path=str(folder))
    if folder.is_dir():
        held = sorted(entry.name for entry in folder.iterdir())
        if held:
            raise OutputError("not-empty", path=str(folder), count=str(len(held)), name=held[0])


def write_new(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files (paths inside `folder`, with ``/``) into a folder that is new or empty.

    They are written beside it first, and then take their place; ``netmap.toml``, which makes a
    project of a folder, is the last where the folder was there.

    Raises
    ------
    OutputError
        As :func:`check_new`.
    """
    check_new(folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".netmap-", dir=target.parent))
    try:
        for name, content in files.items():
            place = stage / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        stage.chmod(_FOLDER_MODE)
        if target.exists():
            _move_in(stage, target)
        else:
            stage.rename(target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move_in(stage: Path, target: Path) -> None:
    """Move what is in a folder into an empty one; what was moved is back if the rest cannot."""
    entries = sorted(stage.iterdir(), key=lambda entry: (entry.name == SETTINGS_FILE, entry.name))
    places = [target / entry.name for entry in entries]
    try:
        for entry, place in zip(entries, places, strict=True):
            entry.rename(place)
    except BaseException:
        for entry, place in zip(entries, places, strict=True):
            if not entry.exists():
                place.rename(entry)
        raise


_FOLDER_MODE = 0o755
