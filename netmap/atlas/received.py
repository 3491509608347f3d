"""A public edition that somebody sent: read back as an outsider does, then copied as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.disk.lock import nothing
from netmap.disk.plain import read_plain
from netmap.errors import InputError, Problem
from netmap.exports.folder import claimed
from netmap.formats.manifest import MANIFEST, read_manifest
from netmap.outsider.verdict import judge

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 500_000_000


def receive(folder: Path, out: Path) -> None:
    """Copy a public edition into an atlas, where it keeps what it promises.

    Raises
    ------
    InputError
        It is not the public edition of a territory, a file is not as it was written, or a
        hidden count can be worked out from it.
    OutputError, OSError
        As :func:`netmap.exports.folder.claimed`.
    """
    verdict = judge(folder)
    if not verdict.safe or verdict.inspection.findings is None:
        raise InputError((Problem(file=str(folder), kind="atlas-unsafe"),))
    content = read_plain(folder / MANIFEST, limit=_BYTES, follow=False)
    manifest = read_manifest(content)
    names = () if manifest is None else manifest.sorties
    files = {name: read_plain(folder / name, limit=_BYTES, follow=False) for name in names}
    with claimed(out, audience="public", project=folder, waiting=nothing) as claim:
        claim.replace({**files, MANIFEST: content})
