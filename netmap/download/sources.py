"""The files that a project asks of a source, by its recipe."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from netmap.download.datasets import is_dataset, newest_file
from netmap.download.fetching import Wanted
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from netmap.download.client import Client
    from netmap.sources.recipes.model import Address, Recipe

#: codes of communes in an address, which services bound in length
_CODES = 100


@dataclass(frozen=True)
class Asking:
    """What a project may be asked to tell: the code of its EPCI, and those of its communes."""

    epci: str | None
    communes: tuple[str, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        """Those of its communes, in order."""
        return tuple(sorted({base.department(code) for code in self.communes}))


def address_of(recipe: Recipe) -> Address:
    """Return the address that is asked: the first of a format that can be read here."""
    readable = find_spec("pyarrow") is not None
    return next(
        (one for one in recipe.addresses if readable or ending_of(recipe, one) != ".parquet"),
        recipe.addresses[0],
    )


def ending_of(recipe: Recipe, address: Address) -> str:
    """Return the ending of the file at an address, as far as anything says it."""
    named = PurePosixPath(urlsplit(address.url).path).suffix.casefold()
    return address.ending or (named if named in recipe.formats else recipe.formats[0])


def wanted_of(recipe: Recipe, asking: Asking, client: Client | None) -> Iterator[Wanted]:
    """Yield the files to ask for.

    Parameters
    ----------
    client
        Who asks which file of a dataset is the newest; None: nothing is asked, and files are
        those that were fetched under the same names.

    Raises
    ------
    FetchError
        A dataset cannot be had.
    """
    address = address_of(recipe)
    url, ending = address.url, ending_of(recipe, address)
    if is_dataset(url) and client is not None:
        url, ending = newest_file(url, client, titled=address.titled, endings=recipe.formats)
    for name, filled in _filled(recipe.id, url, address, asking):
        yield Wanted(name, filled, ending, address.a_second, address.resumes)


def _filled(name: str, url: str, address: Address, asking: Asking) -> Iterable[tuple[str, str]]:
    match address.sent:
        case "epci":
            return [(name, url.format(epci=asking.epci))]
        case "department":
            return [(f"{name}.{one}", url.format(department=one)) for one in asking.departments]
        case "communes":
            blocks = list(_blocks(asking.communes))
            return [
                (
                    name if len(blocks) == 1 else f"{name}.{number}",
                    url.format(communes=quote(",".join(f"'{code}'" for code in block), safe=",")),
                )
                for number, block in enumerate(blocks, 1)
            ]
    return [(name, url)]


def _blocks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(codes), _CODES):
        yield codes[at : at + _CODES]
