"""A difference as plain records: what ``netmap diff --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.diff.compare import Difference, Edit
    from netmap.diff.snapshot import Snapshot
    from netmap.formats.record import Record


def difference_records(found: Difference, after: Snapshot) -> dict[str, Any]:
    """Return the difference as JSON says it."""

    def edits(changed: Sequence[tuple[Record, Sequence[Edit]]]) -> list[dict[str, Any]]:
        return [
            {
                **record.plain(),
                "changements": [
                    {"champ": one.field, "avant": one.before, "apres": one.after} for one in each
                ],
            }
            for record, each in changed
        ]

    def records(rows: Sequence[Record]) -> list[dict[str, Any]]:
        return [row.plain() for row in rows]

    places = after.places
    return {
        "territoire": after.territoire,
        "edition": after.edition,
        "partenaires": {
            "nouveaux": records(found.partners_added),
            "perdus": records(found.partners_removed),
            "changes": edits(found.partners_changed),
        },
        "relations": {
            "nouvelles": records(found.relations_added),
            "perdues": records(found.relations_removed),
            "changees": edits(found.relations_changed),
        },
        "chaines": [
            {
                "mouvement": change.move,
                "code": change.code,
                "nom": places[change.code].nom if change.code in places else None,
                "thematique": change.need,
                "kappa_avant": change.before,
                "kappa_apres": change.after,
                "etape": change.step,
            }
            for change in found.chains
        ],
        "besoins": {"nouveaux": list(found.needs_added), "perdus": list(found.needs_removed)},
        "manques": {
            "ouverts": records(found.gaps_opened),
            "resolus": records(found.gaps_closed),
        },
        "classes": [
            {
                "niveau": one.level,
                "code": one.code,
                "nom": one.name,
                "avant": one.before,
                "apres": one.after,
            }
            for one in found.classes
        ],
    }
