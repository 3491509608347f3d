"""What a page says, held against ``findings.json``: no figure is shown that the file hides.

A cell of a table names its record and its figures (``data-of``, ``data-tells``); the data of
the map are keyed by place. A number that names neither is not taken on trust: it is a fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.audit.page_tables import Written, numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netmap.audit.page_tables import Line, PageTable
    from netmap.render.page.view import Json

#: What numbers follow from that no record holds: public populations, travel times, the list of
#: partners, and names; `@shown` is worked out from shown counts, so never for a hidden place.
_FOLLOW = frozenset({"@residents", "@travel", "@chains", "@names", "@shown"})
_FROM_SHOWN = "@shown"
#: Digits to which ``findings.json`` rounds, by part of it, then by figure.
_DIGITS = {
    "densite": 2, "secteurs": 2, "dimensionnement": 2, "indicateurs": 4, "aller_vers": 4,
    "total": -1,
}  # fmt: skip
_FINER = {"p_sous_desserte": 3, "p_quart": 3, "ecart": 3, "frequence": 3, "valeurs": 3}
_HARDLY, _IN_ALL = 0.01, 100.0
_EXACT = 1e-6
_COUNTED = frozenset({"densite", "secteurs", "periodes", "passages"})
_WHOLE = frozenset({"personnes", "population", "situations_cloturees", "passages"})
#: Figures that the map's data tell of places, and of priorities.
_OF_A_PLACE = (
    "personnes", "attendues", "taux", "taux_bas", "taux_haut", "taux_lisse", "p_sous_desserte",
    "population",
)  # fmt: skip
_OF_A_PRIORITY = ("a_accompagner", "a_accompagner_bas", "a_accompagner_haut")

#: A fault's kind (``stated, differs, untied``) and where it is.
Claim = tuple[str, str]
Records = dict[str, dict[str, Any]]


def records_of(findings: Json) -> Records:
    """Return the records of ``findings.json`` by the names that rows of tables give them."""
    found = findings if isinstance(findings, dict) else {}
    records: Records = {}
    for part, names in (
        ("densite", ("niveau", "code")),
        ("secteurs", ("secteur",)),
        ("periodes", ("periode",)),
        ("priorites", ("code",)),
        ("indicateurs", ("indicateur", "periode")),
        ("passages", ("niveau", "code", "periode")),
    ):
        for row in _rows(found.get(part)):
            records[_named(part, row, names)] = row
    for part, inside, where, names in (
        ("besoin", "communes", "besoin", ("code",)),
        ("dimensionnement", "lieux", "dimensionnement", ("niveau", "code")),
        ("plan", "lieux", "lieux", ("id",)),
        ("plan", "communes", "avant-apres", ("code",)),
    ):
        for row in _rows(_inside(found, part, inside)):
            records[_named(where, row, names)] = row
    for row in _rows(_inside(found, "plan", "gain", "points")):
        records[f"gain {row.get('demi_journees')}".removesuffix(".0")] = row
    records["total"] = _totals(found)
    for place in _rows(found.get("aller_vers")):
        for row in _rows(place.get("chiffres")):
            records[_named(f"aller_vers {row.get('chiffre')}", place, ("code",))] = row
    return records


def claims_of_tables(
    tables: Sequence[PageTable], language: str, records: Records, hidden: frozenset[tuple[str, str]]
) -> Iterator[Claim]:
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
                kind = _wrong(line, tells, written, records, hidden, heads=place == 0)
                if kind:
                    of = line.of or line.cells[0]
                    yield kind, f"{of}: {tells or cell} ({table.caption})"


def claims_of_map(data: Json, findings: Json, records: Records) -> Iterator[Claim]:
    """Yield what the data of the map say of places and ``findings.json`` does not."""
    for place, said in _said_places(data):
        record = records.get(f"densite {place}")
        if record is None:
            yield "untied", place
        else:
            code = place.partition(" ")[2]
            yield from _unlike(said, record, _OF_A_PLACE, "densite", code)
    for code, said in _mapping(data.get("places")).items():
        priority = _mapping(_mapping(said).get("priorite"))
        record = records.get(f"priorites {code}", {})
        yield from _unlike(priority, record, _OF_A_PRIORITY, "priorites", code)
        for row in _rows(_mapping(said).get("passages")):
            place = f"{_mapping(said).get('niveau')} {code} {row.get('periode')}"
            record = records.get(f"passages {place}", {})
            yield from _unlike(row, record, ("passages",), "passages", place)
        for sector in _rows(_mapping(findings).get("secteurs")):
            if code in (sector.get("communes") or ()) and priority.get("secteur"):
                told = _mapping(priority["secteur"])
                yield from _unlike(told, sector, ("taux",), "secteurs", code)
    if data.get("gaps") != _mapping(findings).get("manques"):
        yield "differs", "gaps"


def view_data(page: Json, view: str) -> Mapping[str, Any] | None:
    """Return the data of a view of a page; None where the page does not have it."""
    data = _inside(page, "views", view, "data")
    return data if isinstance(data, dict) else None


def _wrong(
    line: Line,
    tells: str,
    written: list[Written],
    records: Records,
    hidden: frozenset[tuple[str, str]],
    *,
    heads: bool,
) -> str | None:
    """Return the kind of what is wrong with a cell; None: nothing is."""
    before, _, names = tells.rpartition("/")
    figures = [name for name in names.split() if not name.startswith("@")]
    follows = {name for name in names.split() if name.startswith("@")}
    of = f"{line.of} {before}".strip()
    record = records.get(of)
    if figures:
        if record is None:
            # an indicator that is not told of a period: a dash
            return "untied" if written else None
        return _unlike_record(of.partition(" ")[0], figures, record, written, free=bool(follows))
    if not written:
        return None
    if _is_hidden(line.of, hidden):
        public = follows and follows <= _FOLLOW - {_FROM_SHOWN}
        named = not names and _same(written, _name(line.of, records))
        return None if public or named else "stated"
    if follows <= _FOLLOW and (follows or heads or line.of):
        return None
    return "untied"


def _unlike_record(
    part: str, figures: list[str], record: Mapping[str, Any], written: list[Written], *, free: bool
) -> str | None:
    values = [_figure(record, name) for name in figures]
    if values[0] is None:
        return "stated" if written else None
    if figures[0].startswith("p_") and [n.value for n in written[1:]] == [_IN_ALL]:
        # "12 in 100", "under 1 in 100": no chance is written as none or as sure
        written = [Written(written[0].value / _IN_ALL, 0.5 / _IN_ALL)]
        values = [min(max(values[0], _HARDLY), 1 - _HARDLY)]
    if not written or (len(written) > len(values) and not free):
        return "differs"
    for name, value, number in zip(figures, values, written, strict=False):
        if value is None:
            return "stated"
        if abs(value - number.value) > number.rounding + _slack(part, name):
            return "differs"
    return None


def _slack(part: str, name: str) -> float:
    """Return how far rounding in the file may have taken a figure; counts of people are exact."""
    if part in _COUNTED and name in _WHOLE:
        return _EXACT
    return 0.5 * 10.0 ** -_FINER.get(name.partition(".")[0], _DIGITS.get(part, 1)) + _EXACT


def _unlike(
    said: Mapping[str, Any],
    record: Mapping[str, Any],
    names: Sequence[str],
    part: str,
    place: str,
) -> Iterator[Claim]:
    for name in names:
        told, value = _number(said.get(name)), _figure(record, name)
        if told is not None and value is None:
            yield "stated", f"{place}: {name}"
        elif told is not None and value is not None and abs(told - value) > _slack(part, name):
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
    return next((str(records[key]["nom"]) for key in keys if "nom" in records.get(key, {})), "")


def _same(written: list[Written], name: str) -> bool:
    return [n.value for n in written] == [n.value for n in numbers_in(name, "fr")]


def _totals(findings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the last row of the table of before and after: the sums of a plan."""
    people = _mapping(_inside(findings, "plan", "personnes"))
    communes = _rows(_inside(findings, "plan", "communes"))
    needs = [_number(row.get("besoin")) or 0.0 for row in communes]
    return {
        "besoin": sum(needs),
        "aujourdhui": people.get("aujourdhui"),
        "personnes": {year: n for year, n in people.items() if year != "aujourdhui"},
    }


def _named(part: str, row: Mapping[str, Any], names: Sequence[str]) -> str:
    return " ".join([part, *(str(row.get(name) or "") for name in names)]).strip()


def _figure(record: Mapping[str, Any], path: str) -> float | None:
    """Return a figure of a record by its name, a dot leading into what it holds."""
    outer, _, inner = path.partition(".")
    value = record.get(outer)
    return _number(_mapping(value).get(inner) if inner else value)


def _number(value: Json) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number else None


def _mapping(value: Json) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Json) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _inside(value: Json, *names: str) -> Json:
    for name in names:
        value = _mapping(value).get(name)
    return value
