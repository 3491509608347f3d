"""One page outside the folder of outputs: written whole, and only over one that netmap wrote.

Its last line is the SHA-256 of all before it. A name proves nothing, and a page that somebody
changed since is theirs.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from netmap.disk.lock import held, lock_of
from netmap.disk.plain import NotPlainError, TooLargeError, read_plain
from netmap.disk.together import Replacement, together, undo
from netmap.errors import InputError, OutputError
from netmap.exports.rights import Rights

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.vocabulary import Audience

_BYTES = 200_000_000


def former_page(page: Path, audience: Audience) -> bytes | None:
    """Return the page that may be replaced; None: there is none.

    Raises
    ------
    OutputError
        ``page-foreign``: netmap did not write it, or it changed since.
        ``page-other-edition``: it is one of the other edition.
    OSError
        It cannot be read.
    """
    if not os.path.lexists(page):
        return None
    try:
        content = read_plain(page, limit=_BYTES, follow=False)
    except (NotPlainError, TooLargeError):
        content = b""
    document = content[: content.rfind(b"\n", 0, -1) + 1]
    if not document or content != _sealed(document):
        raise OutputError("page-foreign", path=str(page))
    if f' data-audience="{audience}">'.encode() not in document[:200]:
        raise OutputError("page-other-edition", path=str(page))
    return content


def write_page(page: Path, document: str, *, audience: Audience, project: Path) -> None:
    """Write a page, whole or not at all; what a killed command left of it is undone first.

    Parameters
    ----------
    page
        The file; the folder that it lies in is there.
    document
        What :func:`netmap.render.page.compose.compose` made of this edition.
    project
        The project's folder: nobody reads the internal edition who cannot read that.

    Raises
    ------
    OutputError
        As :func:`former_page`; ``busy``: another command is writing it.
    OSError
        The disk refused; all is as it was.
    """
    home = page.parent.resolve(strict=True)
    page = home / page.name
    record = page.with_name(f".netmap-{page.name}.json")
    with held(lock_of(page), of=page):
        try:
            undo(home, record)
            former = former_page(page, audience)
            with together(home, record, [Replacement(page, former, _sealed(document.encode()))]):
                if former is None:
                    page.chmod(0o644)
                Rights(None, project, audience).lower([page])
        except InputError as error:
            raise OutputError("page-foreign", path=str(home / error.problems[0].file)) from None


def _sealed(document: bytes) -> bytes:
    return b"%s<!-- netmap %s -->\n" % (document, hashlib.sha256(document).hexdigest().encode())
