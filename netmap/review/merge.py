"""What several people's reviews would change in the tables, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from netmap.errors import InputError
from netmap.inputs.words import plain
from netmap.review.model import AddPartner, AddRelation, ChangeStatus
from netmap.review.targets import Tables, check_targets
from netmap.review.wishes import Outcome, Voice, Wish, WishReader
from netmap.text import spreadsheet_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from netmap.review.model import Review

Table = Literal["partners", "relations"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of a table on which all who spoke agree.

    `line` is the row that changes; None: a new one. `cells` are its new texts, by column.
    """

    table: Table
    line: int | None
    kind: str
    target: str
    before: str
    after: str
    authors: tuple[str, ...]
    cells: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One target, several wishes: nothing is changed there. `wishes` are (wish, authors)."""

    target: str
    wishes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was said of a declared relation; `line` is its row. `wishes` as in a conflict."""

    line: int
    target: str
    wishes: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def contradicted(self) -> bool:
        """Whether two of those who spoke disagree."""
        return len(self.wishes) > 1


@dataclass(frozen=True, kw_only=True)
class MergedReviews:
    """All that the reviews say, once merged: the same whatever the order of their files.

    `answers` are of declared relations, in the order of their table; one that is not there was
    not answered, which is no answer.

    `read` is the SHA-256 of each file that it was drawn from: lines are told by their number,
    so that it holds for these bytes alone.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    voices: tuple[Voice, ...]
    answers: tuple[Answer, ...]
    read: Mapping[str, str | None] = field(hash=False)


def merge_reviews(
    reviews: Sequence[tuple[str, Review]], tables: Tables, *, day: date | None = None
) -> MergedReviews:
    """Merge reviews of several people into one list of changes.

    Parameters
    ----------
    reviews
        (file, review).
    tables
        The project's partners and relations, as they are now.
    day
        Day of the review, where it is not that of the files.

    Raises
    ------
    InputError
        A correction aims at what the tables do not have, or says what they cannot hold; all
        problems of all files at once.
    """
    reviews = in_order(reviews)
    problems = [p for file, review in reviews for p in check_targets(file, review, tables)]
    if problems:
        raise InputError(tuple(problems))
    wishes: list[Wish] = []
    said: list[Voice] = []
    for file, review in reviews:
        reader = WishReader(tables, file, review, day or review.date)
        for correction in review.corrections:
            wishes += reader.wishes(correction)
        said += reader.said
    return _merge(wishes, said, tables)


def in_order(reviews: Iterable[tuple[str, Review]]) -> list[tuple[str, Review]]:
    """Return reviews by day, then author: in the same order, whatever that of their files."""
    return sorted(
        reviews, key=lambda one: (one[1].date, one[1].auteur, one[0], one[1].model_dump_json())
    )


def _merge(wishes: Sequence[Wish], said: Sequence[Voice], tables: Tables) -> MergedReviews:
    groups: dict[tuple[object, ...], list[Wish]] = {}
    for wish in wishes:
        groups.setdefault(wish.key, []).append(wish)
    writer = _Writer(tables)
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    voices = list(said)
    undecided: set[str] = set()
    order = {"new-partner": 0, "partner": 1, "relation": 2, "new-relation": 3}
    for key in sorted(groups, key=lambda one: order[str(one[0])]):
        group = groups[key]
        if len({wish.value for wish in group}) > 1 or undecided.intersection(group[0].after):
            if key[0] == "new-partner":
                undecided.add(str(key[1]))
            conflicts.append(_conflict(group))
            voices += [replace(wish.voice, outcome="conflit") for wish in group]
            continue
        change = writer.change(group)
        if change is not None:
            changes.append(change)
        outcome: Outcome = "deja-la" if change is None else "appliquee"
        voices += [replace(wish.voice, outcome=outcome) for wish in group]
    said_of = sorted((key[1], group) for key, group in groups.items() if key[0] == "relation")
    return MergedReviews(
        changes=tuple(changes),
        conflicts=tuple(conflicts),
        voices=tuple(voices),
        answers=tuple(
            Answer(line=int(str(line)), target=group[0].voice.target, wishes=_wishes(group))
            for line, group in said_of
        ),
        read=tables.read,
    )


def _conflict(group: Sequence[Wish]) -> Conflict:
    return Conflict(target=group[0].voice.target, wishes=_wishes(group))


def _wishes(group: Sequence[Wish]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    wishes: dict[str, list[str]] = {}
    for wish in group:
        wishes.setdefault(wish.value, []).append(wish.voice.author)
    return tuple((value, _unique(authors)) for value, authors in wishes.items())


class _Writer:
    """From agreed wishes to cells; new partners receive their ids here."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._taken = {identifier.casefold() for identifier in tables.partners}
        self._new: dict[str, str] = {}

    def change(self, group: Sequence[Wish]) -> Change | None:
        """Return the change, or None where the table says it already."""
        first = group[0]
        day = max(wish.voice.day for wish in group)
        match first.correction:
            case AddPartner() as correction:
                return self._partner(group, correction, day)
            case AddRelation() as correction if first.line is None:
                return self._relation(group, correction, day)
            case ChangeStatus():
                row = self._tables.partners[str(first.key[1])]
                return self._cells(group, row.status, row.checked, day)
            case _:
                line = first.line if first.line is not None else 0
                found = self._tables.relation_at(line)
                return self._cells(group, found.state, found.checked, day)

    def _cells(
        self, group: Sequence[Wish], now: str | None, checked: date | None, day: date
    ) -> Change | None:
        first = group[0]
        table: Table = "partners" if first.key[0] == "partner" else "relations"
        column = "statut" if table == "partners" else "etat"
        cells = {} if now == first.value else {column: first.value}
        if checked is None or checked < day:
            cells["date_maj" if table == "partners" else "date_verif"] = day.isoformat()
        if not cells:
            return None
        return _change(table, group, first.line, cells, before=now or "")

    def _partner(self, group: Sequence[Wish], correction: AddPartner, day: date) -> Change | None:
        name = plain(correction.nom)
        if self._tables.partner_named(("new", name)) is not None:
            return None
        identifier = self._free_id(name)
        self._new[name] = identifier
        cells = {
            "id": identifier,
            "nom": spreadsheet_safe(correction.nom),
            "categorie": correction.categorie,
            "position": correction.position,
            "statut": correction.statut,
            "code_insee": correction.code_insee or "",
            "couvre": "|".join(correction.couvre),
            "thematiques": "|".join(correction.thematiques),
            "date_maj": day.isoformat(),
            "source": f"revue du {day.isoformat()}",
        }
        return _change("partners", group, None, cells, before="")

    def _relation(self, group: Sequence[Wish], correction: AddRelation, day: date) -> Change | None:
        source, target = (self._id_of(end) for end in group[0].key[1:3])
        cells = {
            "source_id": source,
            "cible_id": target,
            "nature": spreadsheet_safe(correction.nature or ""),
            "thematiques": "|".join(correction.thematiques),
            "etat": correction.etat,
            "date_verif": day.isoformat(),
            "source": f"revue du {day.isoformat()}",
        }
        return _change("relations", group, None, cells, before="")

    def _id_of(self, end: object) -> str:
        kind, name = end if isinstance(end, tuple) else ("id", str(end))
        known = self._tables.partner_named((kind, name))
        return known.id if known else self._new[name]

    def _free_id(self, name: str) -> str:
        stem = name.replace(" ", "-")[:60].strip("-") or "partenaire"
        number = 1
        identifier = stem
        while identifier.casefold() in self._taken:
            number += 1
            identifier = f"{stem}-{number}"
        self._taken.add(identifier.casefold())
        return identifier


def _change(
    table: Table,
    group: Sequence[Wish],
    line: int | None,
    cells: Mapping[str, str],
    *,
    before: str,
) -> Change:
    first = group[0]
    return Change(
        table=table,
        line=line,
        kind=first.voice.kind,
        target=first.voice.target,
        before=before,
        after=first.value,
        authors=_unique(wish.voice.author for wish in group),
        cells=cells,
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
