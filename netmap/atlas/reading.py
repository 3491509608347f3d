"""A public edition read back from its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.disk.plain import read_plain
from netmap.exports.folder import log_in
from netmap.formats.findings import FINDINGS, FindingsFile, read_findings

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.formats.releases import Figures

_BYTES = 500_000_000


def findings_in(folder: Path) -> FindingsFile:
    """Return what a public edition found.

    Raises
    ------
    InputError
        As :func:`netmap.formats.findings.read_findings`.
    OSError
        The file cannot be read.
    """
    content = read_plain(folder / FINDINGS, limit=_BYTES, follow=False)
    return read_findings(content, file=str(folder / FINDINGS))


def log_of(folder: Path) -> tuple[Figures, ...]:
    """Return what its releases show and hide, oldest first; nothing where it has no log.

    Raises
    ------
    InputError
        The log cannot be read whole.
    """
    return tuple(line.figures for line in log_in(folder).lines)
