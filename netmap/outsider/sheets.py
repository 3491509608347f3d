"""Partners' sheets read back: each tells its own partner and relations, and counts nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netmap.formats.sheet_book import SHEET_BOOK
from netmap.outsider.claims import view_data
from netmap.outsider.sheet_book import claims_of_sheet_book
from netmap.outsider.titles import bears_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netmap.outsider.claims import WrongClaim
    from netmap.outsider.pages import Json

_NAME = re.compile(r"fiche-[a-z0-9-]+\.html")
_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset(
        {"messages", "review", "partner", "file", "statuses", "relations", "nommables"}
    ),
    "review": frozenset({"projet", "empreinte"}),
    "partner": frozenset({"id", "nom", "statut", "facts"}),
    "relations": frozenset({"source_id", "cible_id", "nature", "sens", "autre", "facts"}),
}  # fmt: skip
_FACTS = frozenset(
    {"categorie", "position", "statut", "thematiques", "couvre", "nature", "etat", "date_verif"}
)


def are_sheets(names: Iterable[str]) -> bool:
    """Tell whether files are those of ``netmap fiches``, by their names.

    >>> are_sheets(["fiche-cpam.html"]), are_sheets(["fiche-cpam.html", "map.html"]), are_sheets([])
    (True, False, False)
    """
    given = {*names} - {SHEET_BOOK}
    return bool(given) and all(map(_NAME.fullmatch, given))


def claims_of_sheets(
    files: Mapping[str, bytes], data: Mapping[str, list[Json]]
) -> Iterator[tuple[str, WrongClaim]]:
    """Yield what the files of a folder of sheets tell and should not, with the name of each."""
    pages = {
        name: content.decode("utf-8", errors="replace")
        for name, content in files.items()
        if _NAME.fullmatch(name)
    }
    for name in pages:
        yield from ((name, one) for value in data[name] for one in claims_of_sheet(value))
    if SHEET_BOOK in files:
        wrong = claims_of_sheet_book(files[SHEET_BOOK], pages, data)
        yield from ((SHEET_BOOK, one) for one in wrong)


def claims_of_sheet(page: Json) -> Iterator[WrongClaim]:
    """Yield what a sheet tells and should not, from the data of its page."""
    data = view_data(page, "fiche")
    if data is None or set(page.get("views", {})) != {"fiche"}:
        yield "bad-data", ""
        return
    relations = [one for one in data.get("relations", ()) if isinstance(one, dict)]
    partner = data.get("partner")
    if not isinstance(partner, dict):
        yield "bad-data", "partner"
        return
    parts = [("", data), ("review", data.get("review", {})), ("partner", partner)]
    for part, told in [*parts, *(("relations", one) for one in relations)]:
        yield from (("unknown", key) for key in sorted(told.keys() - _KEYS[part]))
    for told in (partner, *relations):
        names = {str(fact[0]) for fact in told.get("facts", ()) if fact}
        yield from (("personal", name) for name in sorted(names - _FACTS))
    own = partner.get("id")
    for one in relations:
        if own not in {one.get("source_id"), one.get("cible_id")}:
            yield "unknown", f"{one.get('source_id')} → {one.get('cible_id')}"
    told = {str(partner.get("nom")), *(str(one.get("autre")) for one in relations)}
    for name in sorted(told - set(map(str, data.get("nommables", ())))):
        if bears_title(name):
            yield "person", name
    yield from (("untied", number) for number in _numbers({**data, "messages": {}}))


def _numbers(value: Json) -> Iterator[str]:
    """Yield the numbers of a value, whatever their depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
