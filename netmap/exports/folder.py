"""Writing a folder whole: the former one stays until the new one takes its name."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.errors import InputError, OutputError, Problem
from netmap.formats.manifest import MANIFEST, SYSTEM_FILES
from netmap.formats.releases import RELEASES, Log, read_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.vocabulary import Audience

#: bytes of a log of releases
_LOG_BYTES = 200_000_000
_STAGING = ".netmap-"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_folder(out: Path, *, audience: Audience) -> None:
    """Refuse a folder whose replacement would lose somebody's files or mix two editions.

    Raises
    ------
    OutputError
        ``not-a-folder``; ``foreign`` (it holds what no build wrote); ``other-edition``.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError("not-a-folder", path=str(out))
    manifest = _manifest(out)
    written = {MANIFEST, RELEASES, *manifest.get("sorties", {})}
    foreign = sorted(
        entry.name
        for entry in out.iterdir()
        if entry.name not in written and entry.name not in SYSTEM_FILES
    )
    if foreign:
        raise OutputError("foreign", path=str(out), name=foreign[0], count=str(len(foreign)))
    logged = audience == "interne" and (out / RELEASES).exists()
    if manifest.get("edition", audience) != audience or logged:
        raise OutputError("other-edition", path=str(out))


def former_log(out: Path) -> Log:
    """Return the log of public releases of the folder `out`; an empty one where there is none.

    Raises
    ------
    InputError
        The log is there and cannot be read whole: what was already shown is not known.
    """
    file = out / RELEASES
    try:
        if file.stat().st_size > _LOG_BYTES:
            raise InputError((Problem(file=str(file), kind="release-log"),))
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Log()
    return read_log(content, file=str(file))


def replace_folder(files: Mapping[str, bytes], out: Path) -> None:
    """Write `files` (name → content) as the folder `out`, whole or not at all.

    The new folder is written beside `out`, forced to disk, then exchanged with the former one
    in one step where the system can (Linux, macOS), else by two renames.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link at out itself)
    out.parent.mkdir(parents=True, exist_ok=True)
    _sweep(out.parent, out.name)
    staging = Path(tempfile.mkdtemp(prefix=f"{_STAGING}{out.name}-", dir=out.parent))
    try:
        staging.chmod(0o755)
        for name, content in files.items():
            with (staging / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        if out.exists():
            _exchange(staging, out)
        else:
            staging.rename(out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _manifest(out: Path) -> dict[str, dict[str, str]]:
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _sweep(parent: Path, name: str) -> None:
    """Remove what a killed build left, and give back the former folder if only that is left."""
    out = parent / name
    for left in sorted(parent.glob(f"{_STAGING}{name}-*")):
        if left.name.endswith("-former") and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _exchange(new: Path, old: Path) -> None:
    if sys.platform in {"linux", "darwin"} and _swap(new, old):
        return
    former = new.with_name(f"{new.name}-former")
    old.rename(former)
    new.rename(old)
    shutil.rmtree(former, ignore_errors=True)


def _swap(new: Path, old: Path) -> bool:
    """Exchange two names in one step; False where the system or file system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "darwin":
            return bool(
                library.renamex_np(os.fsencode(new), os.fsencode(old), _RENAME_EXCHANGE) == 0
            )
        return bool(
            library.renameat2(
                _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE
            )
            == 0
        )
    except AttributeError:
        return False
