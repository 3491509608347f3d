"""Contacts are counts like others: nobody tells a small one from what is shown, now or before."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from worlds import log_after

from netmap.attack import intervals
from netmap.disclosure.contacts import contact_systems
from netmap.disclosure.protected import hide
from netmap.edition import complete
from netmap.exports.files import findings_file
from netmap.messages import Messages
from netmap.outsider.attacker import attack

THRESHOLD = 11
COMMUNES = {"01001": 9_000, "01002": 8_000, "01003": 7_000}
QUARTERS = {"QN1": {"01001": 2_000}, "QN2": {"01001": 500, "01002": 600}}


def noted(parts, period="2024", outside=0):
    """Counts.contacts from the contacts of each part, as places sum them."""
    homes = {part: part.partition(":")[::2] for part in parts}
    rows = {
        ("territoire", "territoire"): sum(parts.values()),
        **{
            ("commune", code): sum(n for part, n in parts.items() if homes[part][0] == code)
            for code in COMMUNES
        },
        **{
            ("qpv", code): sum(n for part, n in parts.items() if homes[part][1] == code)
            for code in QUARTERS
        },
        **{("zone", part): n for part, n in parts.items()},
        ("ailleurs", "hors-territoire"): outside,
        ("ailleurs", "inconnu"): 0,
    }
    index = pd.MultiIndex.from_tuples(
        [(period, *row) for row in rows], names=["periode", "niveau", "code"]
    )
    return pd.DataFrame({"passages": [*rows.values()]}, index=index, dtype=float)


PARTS = {
    "01001": 40, "01001:QN1": 30, "01001:QN2": 12, "01002": 25, "01002:QN2": 3, "01003": 60,
    ":QN2": 0,
}  # fmt: skip


@pytest.fixture
def world(make_world):
    return make_world(communes=COMMUNES, quarters=QUARTERS)


def figures(findings):
    """What is shown of each place, by period."""
    return findings.contacts["passages"].to_dict()


def test_a_small_count_is_hidden_and_so_is_what_would_give_it_back(world):
    contacts = noted(PARTS | {"01003": 4}, outside=3)
    findings = replace(world, contacts=contacts).findings()
    shown = figures(findings)
    states = findings.contacts["etat"].to_dict()
    assert np.isnan(shown["2024", "commune", "01003"])
    communes = [shown["2024", "commune", code] for code in COMMUNES]
    total = shown["2024", "territoire", "territoire"]
    assert total == sum(n for n in (*(PARTS | {"01003": 4}).values(),)), "totals are kept"
    assert sum(np.isnan(communes)) >= 2, "the total less the others would give it back"
    assert states["2024", "commune", "01003"] == "masquee"
    levels = {level for _, level, _ in shown}
    assert levels == {"territoire", "commune", "qpv"}, "no zones, and nothing that is in no sum"


def test_what_a_difference_tells_is_hidden_too(world):
    # 9 contacts of 01001 outside its quarter: the commune less the quarter would say it
    parts = {"01001": 9, "01001:QN1": 30, "01001:QN2": 0, "01002": 25, "01002:QN2": 0, "01003": 60}
    shown = figures(replace(world, contacts=noted(parts)).findings())
    pair = (shown["2024", "commune", "01001"], shown["2024", "qpv", "QN1"])
    assert np.isnan(pair).any()


def test_none_hidden_and_not_open_are_three_things(world):
    contacts = noted(PARTS | {"01002": 0, "01002:QN2": 0, "01003": 4, "01001:QN2": 0})
    contacts.loc[("2024", "qpv", "QN2"), "passages"] = np.nan
    table = replace(world, contacts=contacts).findings().contacts
    assert table.loc[("2024", "qpv", "QN2"), "etat"] == "non-ouverte"
    assert table.loc[("2024", "commune", "01003"), "etat"] == "masquee"
    assert table.loc[("2024", "commune", "01002")].tolist() == [0, "montree"]


def test_the_internal_edition_shows_all_and_no_table_is_none(world):
    contacts = noted(PARTS | {"01003": 4})
    internal = replace(world, contacts=contacts).findings(audience="interne")
    assert set(internal.contacts["etat"]) == {"montree"}
    assert figures(internal)["2024", "commune", "01003"] == 4
    assert world.findings().contacts is None


def test_the_log_remembers_and_a_count_that_grew_by_little_is_hidden(world):
    first = replace(world, contacts=noted(PARTS)).findings()
    log = log_after(first.release)
    grown = noted(PARTS | {"01003": 63})
    again = replace(world, contacts=grown).findings(log=log)
    assert figures(first)["2024", "commune", "01003"] == 60
    assert np.isnan(figures(again)["2024", "commune", "01003"]), "three more since would be told"
    alone = replace(world, contacts=grown).findings()
    assert figures(alone)["2024", "commune", "01003"] == 63


def test_two_years_are_two_systems(world):
    parts = PARTS | {"01003": 4}
    both = pd.concat([noted(parts, "2023"), noted(parts, "2024")])
    assert len([*contact_systems(both, threshold=THRESHOLD)]) == 2
    release = replace(world, contacts=both).publish()
    assert {row[2].partition(" ")[0] for row in release.figures.masques} == {"2023", "2024"}


def test_one_who_has_the_files_alone_finds_nothing_of_ours_and_all_of_careless_hiding(world):
    contacts = noted(PARTS | {"01003": 4})
    ours = replace(world, contacts=contacts).publish().figures
    assert any(key[0] == "contacts" for key in ours.masques)
    assert attack([ours], world.residents(), {}).betrayed == ()
    given = contacts["passages"]
    back = [
        key for key in ours.masques
        if given["2024", key[1], key[2].partition(" ")[2]] >= THRESHOLD
    ]  # fmt: skip
    naive = ours.model_copy(
        update={
            "masques": tuple(key for key in ours.masques if key not in back),
            "montres": (
                *ours.montres,
                *((*key, given["2024", key[1], key[2].partition(" ")[2]]) for key in back),
            ),
        }
    )
    found = attack([naive], world.residents(), {}).betrayed
    assert ("contacts", "commune", "2024 01003") in {one.key for one in found}


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_small_count_is_known_to_be_small(seed):
    rng = np.random.default_rng(seed)
    parts = {part: int(rng.choice([0, 3, 8, 15, 40])) for part in PARTS}
    (system,) = contact_systems(noted(parts, outside=2), threshold=THRESHOLD)
    hidden = hide(system, threshold=THRESHOLD)
    # oracle: the bounds of an outsider from the sums of places, each part unknown, by programme
    unknown = hidden | ~system.published
    low, high = intervals(
        system.values, system.equations, unknown, lower=np.zeros(len(unknown)),
        upper=np.full(len(unknown), np.inf), integer=system.whole,
    )  # fmt: skip
    small = system.sensitive
    assert (hidden | ~system.published)[small].all()
    assert (high[small] >= THRESHOLD).all()
    assert (high - low)[small].min(initial=np.inf) >= THRESHOLD - 1


def test_a_reader_who_tries_every_table_cannot_tell_a_small_count():
    parts = {"01001": 12, "01001:QN1": 4, "01002": 13, "01003": 14}
    (system,) = contact_systems(noted(parts), threshold=THRESHOLD)
    hidden = hide(system, threshold=THRESHOLD)
    shown = {
        (cell.level, cell.code.partition(" ")[2]): value
        for cell, value, is_hidden in zip(system.cells, system.values, hidden, strict=True)
        if not is_hidden
    }
    fitting = []
    for outside, inside, second in product(range(44), repeat=3):
        third = shown["territoire", "territoire"] - outside - inside - second
        if third < 0:
            continue
        table = {
            ("commune", "01001"): outside + inside, ("qpv", "QN1"): inside,
            ("commune", "01002"): second, ("commune", "01003"): third,
        }  # fmt: skip
        if all(shown.get(key, n) == n for key, n in table.items()):
            fitting.append(inside)
    assert max(fitting) >= THRESHOLD
    assert max(fitting) - min(fitting) >= THRESHOLD - 1


def test_findings_json_says_why_a_count_is_not_there(world):
    findings = replace(world, contacts=noted(PARTS | {"01003": 4})).findings()
    records = findings_file(complete(findings), Messages("fr")).plain()["passages"]
    own = {(row["niveau"], row["code"]): row for row in records}
    assert own["commune", "01003"]["passages"] is None
    assert own["commune", "01003"]["etat"] == "masquee"
    assert own["commune", "01003"]["nom"] == "Commune 01003"
    assert own["territoire", "territoire"]["passages"] == sum(PARTS.values()) - 56
