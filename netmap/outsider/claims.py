"""What a page says, held against ``findings.json``: no figure is shown that the file hides.

A cell of a table names its record and its figures (``data-of``, ``data-tells``); the data of
the map are keyed by place. A number that names neither is not taken on trust: it is a fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.outsider.page_tables import WrittenNumber, numbers_in
from netmap.outsider.stated import NOTHING, StatedFigure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netmap.formats.findings import FindingsFile
    from netmap.outsider.page_tables import Line, PageTable
    from netmap.outsider.pages import Json
    from netmap.outsider.stated import Records, Stated

#: What numbers follow from that no record holds: public populations, travel times, the list of
#: partners, and names; `@shown` is worked out from shown counts, so never for a hidden place.
_FOLLOW = frozenset({"@residents", "@travel", "@chains", "@names", "@places", "@shown"})
_FROM_SHOWN = "@shown"
_HARDLY, _IN_ALL = 0.01, 100.0
#: Figures that the map's data tell of places, and of priorities.
_OF_A_PLACE = (
    "personnes", "attendues", "taux", "taux_bas", "taux_haut", "taux_lisse", "p_sous_desserte",
    "population",
)  # fmt: skip
_OF_A_PRIORITY = ("a_accompagner", "a_accompagner_bas", "a_accompagner_haut")

#: A fault's kind (``stated, differs, untied``) and where it is.
WrongClaim = tuple[str, str]


def claims_of_tables(
    tables: Sequence[PageTable], language: str, records: Records, hidden: frozenset[tuple[str, str]]
) -> Iterator[WrongClaim]:
    """Yield what the tables of a page say and ``findings.json`` does not.

    Parameters
    ----------
    hidden
        Level and code of hidden places and sectors.
    """
    for table in tables:
        for line in table.lines:
            for place, cell in enumerate(line.cells):
                tells = table.tells[place] if place < len(table.tells) else ""
                written = numbers_in(cell, language)
                named = written == numbers_in(_name(line.of, records), language)
                kind = _wrong(line, tells, written, records, hidden, heads=place == 0, named=named)
                if kind:
                    of = line.of or line.cells[0]
                    yield kind, f"{of}: {tells or cell} ({table.caption})"


def claims_of_map(data: Json, findings: FindingsFile, records: Records) -> Iterator[WrongClaim]:
    """Yield what the data of the map say of places and ``findings.json`` does not."""
    for place, said in _said_places(data):
        record = records.get(f"densite {place}")
        if record is None:
            yield "untied", place
        else:
            yield from _unlike(said, record, _OF_A_PLACE, place.partition(" ")[2])
    for code, said in _mapping(data.get("places")).items():
        priority = _mapping(_mapping(said).get("priorite"))
        record = records.get(f"priorites {code}", NOTHING)
        yield from _unlike(priority, record, _OF_A_PRIORITY, code)
        for row in _rows(_mapping(said).get("passages")):
            place = f"{_mapping(said).get('niveau')} {code} {row.get('periode')}"
            record = records.get(f"passages {place}", NOTHING)
            yield from _unlike(row, record, ("passages",), place)
        told = _mapping(priority.get("secteur"))
        for sector in findings.secteurs:
            if code in sector.communes:
                record = records[f"secteurs {sector.secteur}"]
                yield from _unlike(told, record, ("taux",), code)
    if data.get("gaps") != [gap.plain() for gap in findings.manques]:
        yield "differs", "gaps"
    yield from (("untied", f"outlines: {name}") for name in _beside_outlines(data.get("outlines")))


#: What the outlines of a map are told with: their layer, how it is drawn, their lines.
_OF_OUTLINES = frozenset(
    {
        "key", "style", "dashed", "lines", "shape", "part", "x", "y", "stroke", "color", "weight",
        "dashArray", "fill", "fillColor", "fillOpacity",
    }
)  # fmt: skip


def _beside_outlines(outlines: Json) -> list[str]:
    """Return the names under which outlines say anything else."""
    layers = _rows(outlines)
    lines = [line for layer in layers for line in _rows(layer.get("lines"))]
    styles = [_mapping(layer.get("style")) for layer in layers]
    return sorted(set[str]().union(*layers, *styles, *lines) - _OF_OUTLINES)


def view_data(page: Json, view: str) -> Mapping[str, Any] | None:
    """Return the data of a view of a page; None where the page does not have it."""
    data = _mapping(_mapping(_mapping(page).get("views")).get(view)).get("data")
    return data if isinstance(data, dict) else None


def _wrong(
    line: Line,
    tells: str,
    written: list[WrittenNumber],
    records: Records,
    hidden: frozenset[tuple[str, str]],
    *,
    heads: bool,
    named: bool,
) -> str | None:
    """Return the kind of what is wrong with a cell; None: nothing is.

    Parameters
    ----------
    heads, named
        Whether the cell heads its row, and whether its numbers are those of the place's name.
    """
    before, _, names = tells.rpartition("/")
    figures = [name for name in names.split() if not name.startswith("@")]
    follows = {name for name in names.split() if name.startswith("@")}
    record = records.get(f"{line.of} {before}".strip())
    if figures:
        if record is None:
            # an indicator that is not told of a period: a dash
            return "untied" if written else None
        return _unlike_record(figures, record, written, free=bool(follows))
    if not written:
        return None
    if _is_hidden(line.of, hidden):
        public = follows and follows <= _FOLLOW - {_FROM_SHOWN}
        return None if public or (named and not names) else "stated"
    if follows <= _FOLLOW and (follows or heads or line.of):
        return None
    return "untied"


def _unlike_record(
    names: list[str], record: Stated, written: list[WrittenNumber], *, free: bool
) -> str | None:
    figures = [record[name] for name in names]
    first = figures[0].value
    if first is None:
        bounds = _bounds_of(record) if names[0] == "personnes" else None
        return "stated" if written and [number.value for number in written] != bounds else None
    if names[0].startswith("p_") and [n.value for n in written[1:]] == [_IN_ALL]:
        # "12 in 100", "under 1 in 100": no chance is written as none or as sure
        written = [WrittenNumber(written[0].value / _IN_ALL, 0.5 / _IN_ALL)]
        figures = [StatedFigure(min(max(first, _HARDLY), 1 - _HARDLY), figures[0].slack)]
    if not written or (len(written) > len(figures) and not free):
        return "differs"
    for figure, number in zip(figures, written, strict=False):
        if figure.value is None:
            return "stated"
        if abs(figure.value - number.value) > number.rounding + figure.slack:
            return "differs"
    return None


def _bounds_of(record: Stated) -> list[float] | None:
    """Return the numbers in which the bounds of people are written; None: there are none."""
    least, most = (record[end].value for end in ("au_moins", "au_plus"))
    if least is None:
        return None
    if most is None:
        return [least]
    return [least, most] if least > 0 else [most + 1]


def _unlike(
    said: Mapping[str, Any], record: Stated, names: Sequence[str], place: str
) -> Iterator[WrongClaim]:
    for name in names:
        told, true = _number(said.get(name)), record[name]
        if told is not None and true.value is None:
            yield "stated", f"{place}: {name}"
        elif told is not None and true.value is not None and abs(told - true.value) > true.slack:
            yield "differs", f"{place}: {name}"


def _said_places(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for code, row in _mapping(data.get("places")).items():
        yield f"{_mapping(row).get('niveau')} {code}", _mapping(row)
    for row in _rows(data.get("zones")):
        yield f"{row.get('niveau')} {row.get('code')}", row


def _is_hidden(of: str, hidden: frozenset[tuple[str, str]]) -> bool:
    """Tell whether a row tells of a hidden place, by the name of its record."""
    part, _, key = of.partition(" ")
    level, _, code = key.rpartition(" ")
    if part == "secteurs":
        level = "secteur"
    return (level or "commune", code) in hidden


def _name(of: str, records: Records) -> str:
    """Return the name of what a row tells of: its record's, or that of its place."""
    code = of.rpartition(" ")[2]
    keys = (of, *(f"densite {level} {code}" for level in ("commune", "qpv", "zone")))
    names = (records.get(key, NOTHING).name for key in keys)
    return next((name for name in names if name is not None), "")


def _number(value: Json) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number else None


def _mapping(value: Json) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Json) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
