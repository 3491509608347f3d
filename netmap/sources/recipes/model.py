"""The words in which a source is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a row of the file is about.
Grain = Literal["commune", "qpv", "commune-qpv", "iris", "establishment", "person", "activity"]
#: The table or layer of a project that a file fills.
Target = Literal[
    "annuaire", "indicateurs", "communes", "qpv", "passages", "relations", "codes", "iris",
    "adresses",
]  # fmt: skip
#: Targets that are no table and no layer: files that check, that are of no use, or that answer.
UNFILLED: frozenset[Target] = frozenset({"codes", "iris", "adresses"})
#: Why a figure is not there.
Missing = Literal["secret", "absent", "not-applicable", "unknown"]
#: What is sent with a request, besides the address of a file that is the same for everybody.
Sent = Literal["nothing", "epci", "department", "communes"]

#: A rule that a source needs and others do not; without it the file is misread.
#:
#: ``excel-text``: codes stand as ``="60057"``. ``several-codes``: a cell holds several.
#: ``python-lists``: lists are written as Python or PostgreSQL writes them. ``headerless``:
#: columns are told by their place. ``sections``: rows of two kinds, joined by a number.
#: ``crs-in-text``: coordinates are in the system that another column names.
#: ``commune-centre``: a place found at the commune only says no address.
#: ``random-points``: a place may be drawn at random in its commune. ``overseas-letters``: the
#: department overseas is a letter. ``units-under``: a row of units stands under the header.
#: ``shared-persons``: a person of n rows counts 1/n in each. ``mixed-levels``: a value speaks
#: of the commune, or of its neighbourhoods only. ``town-names``: the place is a postal line.
#: ``expand-areas``: codes of departments, EPCIs and of France stand among those of communes.
#: ``no-outline``: the answer may be a point. ``names-one-commune``: of the communes of an
#: outline one may be named.
Trait = Literal[
    "excel-text",
    "several-codes",
    "python-lists",
    "headerless",
    "sections",
    "crs-in-text",
    "commune-centre",
    "random-points",
    "overseas-letters",
    "units-under",
    "shared-persons",
    "mixed-levels",
    "town-names",
    "expand-areas",
    "no-outline",
    "names-one-commune",
]


@dataclass(frozen=True)
class Column:
    """A column that is kept.

    Attributes
    ----------
    name
        What it is called here.
    said
        What files call it, in order of preference, as plain names; ``#`` is a digit and ``*``
        anything.
    required
        Without it the file is not read.
    numbers
        Its cells are numbers; else text.
    many
        A cell holds a list.
    added
        Every column of such a name counts, and they are added up.
    """

    name: str
    said: tuple[str, ...]
    required: bool = False
    numbers: bool = False
    many: bool = False
    added: bool = False


def text(name: str, *said: str, required: bool = False) -> Column:
    """Return a column of text, called by its own name where nothing else is said."""
    return Column(name, said or (name,), required)


def number(name: str, *said: str, required: bool = False) -> Column:
    """Return a column of numbers."""
    return Column(name, said or (name,), required, numbers=True)


def sums(name: str, *said: str, required: bool = False) -> Column:
    """Return the sum of all the columns of such names."""
    return Column(name, said, required, numbers=True, added=True)


def items(name: str, *said: str) -> Column:
    """Return a column of lists."""
    return Column(name, said or (name,), many=True)


@dataclass(frozen=True)
class Vintage:
    """Where the vintage of a file is written: the first pattern that is found in its place.

    ``name``: the file's name; ``sheet``: the sheet's; ``header``: one of its columns; ``top``:
    the first line. Where none is found, nothing is known but the file.
    """

    places: tuple[tuple[Literal["name", "sheet", "header", "top"], str], ...]


@dataclass(frozen=True)
class Figure:
    """A figure of a commune or a neighbourhood, declared in ``netmap.toml`` with what it is.

    Attributes
    ----------
    name
        Its column of ``data/indicateurs``; its label is ``import.figure.<name>``.
    direction
        As ``[indicateurs]`` says it: ``besoin``, ``ressource`` or ``effectif``.
    unit
        In French, as the settings hold it.
    of
        The column that it is drawn from; several are added up.
    how
        ``mean``: of the rows of a place, weighted by `over` (one row needs no weight). ``ratio``:
        of the sums of `of` and `over`. ``sum``. ``count``: of the rows whose `of` is one of
        `among` (all where it is empty).
    times
        What it is multiplied by.
    per
        People of the commune that it is given for; 0: it is as it is.
    digits
        Decimals that are kept.
    """

    name: str
    direction: Literal["besoin", "ressource", "effectif"]
    unit: str
    of: tuple[str, ...]
    how: Literal["mean", "ratio", "sum", "count"] = "mean"
    over: str | None = None
    among: tuple[str, ...] = ()
    times: float = 1.0
    per: int = 0
    digits: int = 1


@dataclass(frozen=True)
class Address:
    """Where a file is, and what asking for it tells.

    Attributes
    ----------
    url
        By a stable number where there is one; ``{epci}``, ``{department}`` and ``{communes}``
        are filled with codes.
    sent
        What of the territory is in it.
    a_second
        Requests that the service allows, where it says so.
    resumes
        Whether it can go on where it stopped.
    ending
        Of the file, where it is not the first of those that the recipe is read in.
    titled
        Of a dataset, the plain title of the files that are meant, as a pattern.
    """

    url: str
    sent: Sent = "nothing"
    a_second: int | None = None
    resumes: bool = True
    ending: str = ""
    titled: str = "*"


@dataclass(frozen=True)
class Recipe:
    """A source.

    Attributes
    ----------
    id
        Its title is ``import.title.<id>``.
    formats
        Endings that it is read in, the preferred first.
    member
        The file to take from an archive, as a pattern of names.
    separator, encoding
        Of a text; None: found.
    sheets
        Patterns of plain sheet names; of several the last in order of name, the newest.
    titles
        Rows that usually stand above the header, which is found by its columns; None: the header
        is the first row, whatever it holds.
    fields
        Columns by place, for a file without header, by the kind of its rows.
    code
        Columns that make the code of the place, put one after the other.
    width
        Digits of a code whose leading zeros may be lost; 0: as it is.
    missing
        Marks that stand for a figure, and what each means.
    personal
        Columns dropped before anything else, as patterns of plain names.
    key
        The column that tells rows apart.
    inside
        Of a JSON text, the key of the list of rows.
    """

    id: str
    producer: str
    licence: str
    target: Target
    grain: Grain
    columns: tuple[Column, ...]
    formats: tuple[str, ...]
    addresses: tuple[Address, ...] = ()
    vintage: Vintage = Vintage(())
    member: str = "*"
    separator: str | None = None
    encoding: str | None = None
    sheets: tuple[str, ...] = ()
    titles: int | None = 0
    fields: tuple[tuple[str, str], ...] = ()
    code: tuple[str, ...] = ("code_insee",)
    width: int = 5
    missing: tuple[tuple[str, Missing], ...] = ()
    personal: tuple[str, ...] = ()
    traits: frozenset[Trait] = frozenset()
    figures: tuple[Figure, ...] = ()
    key: str | None = None
    inside: str | None = None
    outline: bool = False

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns without which it is not read."""
        return tuple(column for column in self.columns if column.required)


#: The licence of most of French open data.
OPEN = "Licence Ouverte 2.0"
#: What INSEE writes where a figure is hidden or is not there.
INSEE_MISSING: tuple[tuple[str, Missing], ...] = (
    ("ns", "secret"),
    ("s", "secret"),
    ("nd", "absent"),
    ("n/a", "not-applicable"),
    ("", "absent"),
)


def data_gouv(resource: str, *, ending: str = "") -> Address:
    """Return the address of a file of data.gouv.fr, by the number that does not change."""
    return Address(f"https://www.data.gouv.fr/api/1/datasets/r/{resource}", ending=ending)
