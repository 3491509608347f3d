"""A file from a service onto the shelf: resumed where it was cut, checked, replaced whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from urllib3.exceptions import HTTPError

from netmap.download.client import host_of, kind_of
from netmap.download.keeping import About
from netmap.errors import FetchError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from urllib3 import BaseHTTPResponse

    from netmap.download.client import Client
    from netmap.download.keeping import Shelf

    Progress = Callable[[int, int | None], object]

#: bytes of a file, at most; bytes that are read at once
MOST_BYTES = 2_000_000_000
_PIECE = 1 << 16
#: so often may an answer be cut in a row, with nothing more of it read
_CUTS = 4
_UNCHANGED, _PARTIAL, _BEYOND = 304, 206, 416
_PAGES = (b"<!doctype html", b"<html")


def _silent(done: int, of: int | None) -> None:
    """Tell nothing of `done` bytes `of` so many."""


@dataclass(frozen=True)
class Wanted:
    """A file to fetch.

    Attributes
    ----------
    name
        What it is called on the shelf.
    url
        Where it is.
    ending
        Of its name, as the reader wants it.
    a_second
        Requests that the service allows, where it says so.
    resumes
        Whether the service goes on where it stopped.
    """

    name: str
    url: str
    ending: str
    a_second: int | None = None
    resumes: bool = True


@dataclass(frozen=True)
class Fetched:
    """A file on the shelf, what is known of it, and whether it is newer than the one before."""

    path: Path
    about: About
    new: bool


def fetch(
    wanted: Wanted,
    shelf: Shelf,
    client: Client,
    *,
    today: dt.date,
    most: int = MOST_BYTES,
    progress: Progress = _silent,
) -> Fetched:
    """Bring a file onto the shelf, or learn that the one there is still the right one.

    What was fetched of it before goes on where the service can, and as long as it is the same
    file; else it begins anew. The former file stays until the new one is whole.

    Parameters
    ----------
    today
        Kept with the file.
    most
        Bytes beyond which it is refused.
    progress
        Called with the bytes that are there, and how many there will be (None: nobody says).

    Raises
    ------
    FetchError
        The file could not be had; the shelf keeps what it had.
    """
    kept = shelf.kept(wanted.name)
    kept = kept if kept is not None and kept[1].url == wanted.url else None
    cuts, why = 0, "cut"
    while cuts <= _CUTS:
        before = _size(shelf.part(wanted.name)[0])
        answer = client.get(wanted.url, _asking(wanted, shelf, kept), a_second=wanted.a_second)
        if answer.status == _UNCHANGED and kept is not None:
            answer.release_conn()
            about = kept[1].model_copy(update={"day": today.isoformat()})
            shelf.confirm(wanted.name, about)
            return Fetched(kept[0], about, new=False)
        if answer.status == _BEYOND:
            answer.release_conn()
            shelf.part(wanted.name)[0].unlink(missing_ok=True)
        elif not (why := _received(answer, wanted, shelf, most=most, progress=progress)):
            about = _about(wanted, answer).model_copy(update={"day": today.isoformat()})
            path, about = shelf.keep(wanted.name, about, ending=wanted.ending)
            return Fetched(path, about, new=kept is None or kept[1].sha256 != about.sha256)
        cuts = 0 if _size(shelf.part(wanted.name)[0]) > before else cuts + 1
    raise FetchError(why, host=host_of(wanted.url))


def _asking(wanted: Wanted, shelf: Shelf, kept: tuple[Path, About] | None) -> dict[str, str]:
    """Return what is asked: to go on, or whether something changed."""
    part, about = shelf.part(wanted.name)
    done = _size(part)
    if wanted.resumes and done and about is not None and about.url == wanted.url:
        mark = about.validator
        if mark is not None:
            return {"Range": f"bytes={done}-", "If-Range": mark}
    if kept is None:
        return {}
    said = {"If-None-Match": kept[1].etag, "If-Modified-Since": kept[1].modified}
    return {name: value for name, value in said.items() if value is not None}


def _about(wanted: Wanted, answer: BaseHTTPResponse) -> About:
    return About(
        url=wanted.url,
        etag=answer.headers.get("ETag"),
        modified=answer.headers.get("Last-Modified"),
    )


def _received(
    answer: BaseHTTPResponse, wanted: Wanted, shelf: Shelf, *, most: int, progress: Progress
) -> str:
    """Write the body of an answer behind the part that is there; say why it stopped, or ``""``.

    Raises
    ------
    FetchError
        It is too large, or a page of words instead of a file.
    """
    part, _ = shelf.part(wanted.name)
    if not (answer.status == _PARTIAL and _goes_on(answer, _size(part))):
        part = shelf.begin(wanted.name, _about(wanted, answer))
    done = _size(part)
    whole = _whole(answer, done)
    try:
        with part.open("ab", buffering=0) as stream:
            for piece in _pieces(answer, wanted, done=done, whole=whole, most=most):
                stream.write(piece)
                done += len(piece)
                progress(done, whole)
    except HTTPError as error:
        kind = kind_of(error)
        return kind if kind == "slow" else "cut"
    except FetchError:
        part.unlink(missing_ok=True)
        raise
    finally:
        answer.release_conn()
    return "" if whole is None or done == whole else "cut"


def _pieces(
    answer: BaseHTTPResponse, wanted: Wanted, *, done: int, whole: int | None, most: int
) -> Iterator[bytes]:
    """Yield the body of an answer.

    Raises
    ------
    FetchError
        As :func:`_received`.
    """
    host = host_of(wanted.url)
    large = FetchError("too-large", host=host, most=str(most // 1_000_000))
    if whole is not None and whole > most:
        raise large
    for piece in answer.stream(_PIECE):
        if not done and piece.lstrip()[:20].lower().startswith(_PAGES):
            raise FetchError("page", host=host)
        done += len(piece)
        if done > most:
            raise large
        yield piece


def _goes_on(answer: BaseHTTPResponse, done: int) -> bool:
    """Whether an answer is what follows a part.

    >>> from urllib3 import HTTPResponse
    >>> _goes_on(HTTPResponse(headers={"Content-Range": "bytes 10-99/100"}), 10)
    True
    """
    unit, _, place = answer.headers.get("Content-Range", "").partition(" ")
    return unit == "bytes" and place.partition("-")[0] == str(done)


def _whole(answer: BaseHTTPResponse, done: int) -> int | None:
    """Return how many bytes the file has, a part before the answer's body; None: unsaid."""
    length = answer.headers.get("Content-Length", "")
    return done + int(length) if length.isdecimal() else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
