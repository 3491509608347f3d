"""Mending that is killed at any moment: the tables are the old ones or the new ones, whole."""

import os

import openpyxl
import pytest

from netmap.inputs.rest import LOCK, at_rest

#: mendings that are killed; half of them at a step of their writing
KILLS = max(2, int(os.environ.get("NETMAP_KILLS", "3")) // 2)


@pytest.fixture
def damaged(roanne):
    """Relations as CSV and partners as a workbook, each with cells to mend."""
    rows = roanne.rows("partners.csv")
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for number, row in enumerate(rows):
        cells = row | {"date_maj": "03/02/2023"} if number % 2 else row
        book.active.append([cell or None for cell in cells.values()])
    (roanne.folder / "data" / "partners.csv").unlink()
    book.save(roanne.folder / "data" / "partners.xlsx")
    roanne.change("relations.csv", lambda row: row | {"date_verif": "03/02/2023"})
    return roanne.folder


def test_what_is_left_is_all_old_or_all_new(damaged, dying, tree):
    before = tree(damaged)
    words = ("check", "--corriger", "--oui", "-q", "--project", damaged)
    assert dying.command(*words, root=damaged)[0] == 0
    after = tree(damaged)
    changed = {name for name in after if after[name] != before.get(name)} - {LOCK}
    assert {"data/partners.xlsx", "data/relations.csv"} <= changed
    moments = dying.moments(12, events=(2, 40), seconds=(0.2, 1.5))
    killed = number = 0
    while killed < KILLS:
        number += 1
        for name in after.keys() - before.keys():
            if after[name][0] == "file":
                (damaged / name).unlink(missing_ok=True)
        for name in changed & before.keys():
            (damaged / name).write_bytes(before[name][2])
        moment = next(moments)
        killed += dying.struck(*words, root=damaged, moment=moment)
        with at_rest(damaged):
            left = tree(damaged)
        for whole in (left, before, after):
            whole.pop(LOCK, None)
        backups = {name for name in left if name.startswith("data/sauvegardes")}
        kept = {name: left[name] for name in left if name not in backups}
        assert kept in (
            {name: before[name] for name in before},
            {name: after[name] for name in after if not name.startswith("data/sauvegardes")},
        ), moment
    assert number < 3 * KILLS + 6, "most of them are killed"
