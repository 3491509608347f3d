"""A difference in words: sections of rows, the same on the terminal and on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.records.sentences import place_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.diff.compare import ClassChange, Difference, Edit
    from netmap.diff.snapshot import Snapshot
    from netmap.formats.partners import RelationRecord
    from netmap.messages import Messages
    from netmap.vocabulary import Kind

#: From a need's code to what people call it.
NeedLabel = Callable[[str], str]

_CHAIN_MOVES = ("rompue", "affaiblie", "retablie", "consolidee")
_WORDS: Mapping[str, Kind] = {
    "statut": "status",
    "etat": "relation-state",
    "position": "position",
    "categorie": "category",
}


@dataclass(frozen=True)
class Section:
    """A table of what changed: `name` (``diff.section.<name>``), headers and rows of text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(
    difference: Difference,
    before: Snapshot,
    after: Snapshot,
    messages: Messages,
    *,
    need_label: NeedLabel,
) -> list[Section]:
    """Return every kind of change, in the order in which a meeting reads them.

    A section without a row is there too: nothing changed is also an answer.
    """
    writer = _Writer(before, after, messages, need_label)
    chains: dict[str, list[tuple[str, ...]]] = {move: [] for move in _CHAIN_MOVES}
    for change in difference.chains:
        step = messages(f"step.{change.step}") if change.step else "—"
        chains[change.move].append(
            (
                writer.place(change.code),
                need_label(change.need),
                f"{change.before} → {change.after}",
                step,
            )
        )
    chain_columns = ("place", "need", "chains", "step")
    return [
        *(Section(f"chain-{move}", chain_columns, tuple(chains[move])) for move in _CHAIN_MOVES),
        Section(
            "gap-opened",
            ("commune", "reasons"),
            tuple((row.nom, " ".join(row.raisons)) for row in difference.gaps_opened),
        ),
        Section("gap-closed", ("commune",), tuple((row.nom,) for row in difference.gaps_closed)),
        Section(
            "class",
            ("place", "before", "after"),
            tuple(
                (
                    f"{writer.judged(change)} ({change.code})",
                    writer.density_class(change.before),
                    writer.density_class(change.after),
                )
                for change in difference.classes
            ),
        ),
        *(
            Section(
                name,
                ("partner", "status"),
                tuple((f"{row.nom} ({row.id})", writer.word("statut", row.statut)) for row in rows),
            )
            for name, rows in (
                ("partner-added", difference.partners_added),
                ("partner-removed", difference.partners_removed),
            )
        ),
        Section(
            "partner-changed",
            ("partner", "field", "before", "after"),
            tuple(
                (f"{row.nom} ({row.id})", *writer.edit(edit))
                for row, edits in difference.partners_changed
                for edit in edits
            ),
        ),
        *(
            Section(
                name,
                ("relation", "state"),
                tuple((writer.relation(row), writer.word("etat", row.etat)) for row in rows),
            )
            for name, rows in (
                ("relation-added", difference.relations_added),
                ("relation-removed", difference.relations_removed),
            )
        ),
        Section(
            "relation-changed",
            ("relation", "field", "before", "after"),
            tuple(
                (writer.relation(row), *writer.edit(edit))
                for row, edits in difference.relations_changed
                for edit in edits
            ),
        ),
        Section(
            "need",
            ("need", "change"),
            tuple(
                (need_label(need), messages(f"diff.need-{change}"))
                for change, needs in (
                    ("added", difference.needs_added),
                    ("removed", difference.needs_removed),
                )
                for need in needs
            ),
        ),
    ]


class _Writer:
    """Names and labels of both builds."""

    def __init__(
        self, before: Snapshot, after: Snapshot, messages: Messages, need_label: NeedLabel
    ) -> None:
        self._messages = messages
        self._need_label = need_label
        self._places = before.places | after.places
        self._partners = {row.id: row.nom for row in (*before.partenaires, *after.partenaires)}

    def place(self, code: str) -> str:
        known = self._places.get(code)
        if known is None:
            return code
        return place_word(known.nom, self._messages, quarter=known.niveau == "qpv")

    def judged(self, change: ClassChange) -> str:
        if change.level == "zone":
            return self._messages("map.zone.rest", name=change.name)
        return place_word(change.name, self._messages, quarter=change.level == "qpv")

    def relation(self, row: RelationRecord) -> str:
        ends = (self._partners.get(end, end) for end in (row.source_id, row.cible_id))
        return " → ".join(ends) + (f" ({row.nature})" if row.nature else "")

    def density_class(self, name: str | None) -> str:
        key = f"class.{name}"
        return self._messages(key) if name and key in self._messages else name or "—"

    def word(self, field: str, value: str | None) -> str:
        return "—" if value is None else self._messages.label(_WORDS[field], value)

    def edit(self, edit: Edit) -> tuple[str, str, str]:
        name = self._messages(f"diff.field.{edit.field}")
        return (name, self._value(edit.field, edit.before), self._value(edit.field, edit.after))

    def _value(self, field: str, value: object) -> str:
        match value:
            case None | ():
                return "—"
            case bool():
                return self._messages("diff.yes" if value else "diff.no")
            case tuple():
                return self._list(field, value)
            case _ if field in _WORDS:
                return self.word(field, str(value))
        return str(value)

    def _list(self, field: str, values: Iterable[str]) -> str:
        label = self._need_label if field == "thematiques" else self.place
        return ", ".join(label(value) for value in values)
