"""A dataset of data.gouv.fr, of whose files the newest that fits is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from netmap.errors import FetchError
from netmap.inputs.headers import header_name
from netmap.intake.columns import is_called

if TYPE_CHECKING:
    from collections.abc import Collection

    from netmap.download.client import Client

_HOST = "www.data.gouv.fr"
_PAGE = "/datasets/"
_ANSWER_BYTES = 20_000_000


class _File(BaseModel):
    title: str
    format: str | None = None
    latest: str | None = None
    url: str
    last_modified: str = ""


class _Dataset(BaseModel):
    resources: list[_File]


def is_dataset(url: str) -> bool:
    """Tell whether an address is that of a dataset, not of a file.

    >>> is_dataset("https://www.data.gouv.fr/datasets/annuaire-sante-ameli")
    True
    """
    parts = urlsplit(url)
    return parts.hostname == _HOST and parts.path.startswith(_PAGE)


def newest_file(
    url: str, client: Client, *, titled: str, endings: Collection[str]
) -> tuple[str, str]:
    """Return the address and the ending of the newest file of a dataset that fits.

    Parameters
    ----------
    titled
        A pattern of plain titles.
    endings
        Those that are read, the preferred first.

    Raises
    ------
    FetchError
        The dataset cannot be had (``changed``: it has no such file any more).
    """
    slug = urlsplit(url).path.removeprefix(_PAGE).strip("/")
    host = urlsplit(url).hostname or ""
    answer = client.get(f"https://{host}/api/1/datasets/{slug}/")
    content = answer.read(_ANSWER_BYTES)
    answer.release_conn()
    return chosen(content, host=host, titled=titled, endings=endings)


def chosen(content: bytes, *, host: str, titled: str, endings: Collection[str]) -> tuple[str, str]:
    """Return the address and the ending of a file that a dataset's description names.

    >>> described = b'''{"resources": [
    ...  {"title": "APL 2023", "format": "xlsx", "url": "https://a/1", "last_modified": "2024"},
    ...  {"title": "APL 2024", "format": "xlsx", "url": "https://a/2", "last_modified": "2025"}]}'''
    >>> chosen(described, host="a", titled="apl*", endings=[".xlsx"])
    ('https://a/2', '.xlsx')
    """
    try:
        files = _Dataset.model_validate_json(content).resources
    except ValidationError:
        files = []
    for ending in endings:
        fitting = [
            file
            for file in files
            if _ending(file) == ending and is_called(titled, header_name(file.title))
        ]
        if fitting:
            file = max(fitting, key=lambda one: (one.last_modified, one.title))
            return file.latest or file.url, ending
    raise FetchError("changed", host=host)


def _ending(file: _File) -> str:
    said = (file.format or "").strip().casefold().lstrip(".")
    return f".{said or urlsplit(file.url).path.rpartition('.')[2].casefold()}"
