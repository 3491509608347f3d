"""A table that has grown since a release does not tell what the release hid.

Whoever kept an earlier release has its sums. Where he knows, or guesses, that nothing happened
in a place since, what is shown of it today is what was hidden then.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from many import cases
from worlds import World, log_after

from netmap.findings.contacts import contact_table
from netmap.outsider.attacker import attack

SIZES = {"17001": 9_000, "17002": 8_000, "17003": 7_000, "17004": 6_000}


def rounds(*rows):
    """Rows ``(day, code, dwellings, people met)``."""
    return pd.DataFrame(rows, columns=["date", "code", "logements", "personnes_rencontrees"])


FIRST = (
    ("2024-03-01", "17001", 30, 15),
    ("2024-03-02", "17002", 20, 5),
    ("2024-03-03", "17003", 25, 12),
)


def met(release):
    return {
        group.removeprefix("lieu:"): sums["personnes_rencontrees"].value
        for group, sums in release.counts.rounds.items()
        if not group.startswith("annee:")
    }


def test_a_later_round_elsewhere_does_not_tell_what_the_first_release_hid():
    before = World(communes=SIZES, rounds=rounds(*FIRST))
    first = before.publish()
    assert met(first) == {"": 32, "17001": 15, "17002": None, "17003": None}
    after = replace(before, rounds=rounds(*FIRST, ("2024-09-02", "17002", 40, 20)))
    careless = met(after.publish())
    told = met(first)[""] - met(first)["17001"] - careless["17003"]
    assert told == 5, "whoever knows that no door was knocked at in 17003 has the hidden count"
    careful = met(after.publish(log=log_after(first)))
    assert careful["17003"] is None
    assert careful["17002"] is None or careful[""] is None


def test_the_reader_of_files_finds_it_where_the_log_was_passed_over():
    before = World(communes=SIZES, rounds=rounds(*FIRST))
    first = before.publish()
    after = replace(before, rounds=rounds(*FIRST, ("2024-09-02", "17002", 40, 20)))
    careless, careful = after.publish(), after.publish(log=log_after(first))
    found = attack([first.figures, careless.figures], {}, {}).betrayed
    assert {(one.key, one.low, one.high, one.release) for one in found} >= {
        (("outreach", "personnes_rencontrees", "lieu:17002"), 5.0, 5.0, 0)
    }
    assert attack([first.figures, careful.figures], {}, {}).betrayed == ()


def test_a_place_that_has_surely_grown_is_shown_again():
    """17002 had at most 17 people, all that the first release left: 40 are others as well."""
    before = World(communes=SIZES, rounds=rounds(*FIRST))
    grown = rounds(*FIRST, ("2024-09-02", "17002", 60, 35), ("2024-09-03", "17003", 60, 35))
    careful = met(replace(before, rounds=grown).publish(log=log_after(before.publish())))
    assert (careful["17002"], careful["17003"]) == (40, 47)


def test_a_year_that_is_not_over_does_not_tell_either():
    """The same table, the same period, revised: accompanied people instead of rounds."""
    people = {("2024", code): n for code, n in zip(SIZES, (60, 5, 12, 40), strict=True)}
    alone = {"densite": {"menage": 1.0, "retours": 0.0}}  # each commune is a sector of its own
    first = World(communes=SIZES, people=people, settings=alone).publish()
    hidden = first.counts.places.hidden.xs("commune")["personnes"]
    assert set(hidden.index[hidden]) == {"17002", "17003"}
    after = World(communes=SIZES, people={**people, ("2024", "17002"): 25}, settings=alone)
    careless, careful = after.publish(), after.publish(log=log_after(first))
    assert not careless.counts.places.hidden.xs("commune")["personnes"].any()
    total = first.counts.places.shown.loc[("territoire", "territoire"), "personnes"]
    then = first.counts.places.shown.xs("commune")["personnes"]
    now = careless.counts.places.shown.xs("commune")["personnes"]
    told = total - then[["17001", "17004"]].sum() - now["17003"]
    assert told == 5, "whoever knows that nobody new came in 17003 has the hidden count"
    assert careful.counts.places.hidden.xs("commune")["personnes"]["17003"]
    assert attack([first.figures, careful.figures], after.residents(), {}).betrayed == ()


def contacts(**counts):
    rows = {("2024", "territoire", "territoire"): sum(counts.values())}
    for code in SIZES:
        number = float(counts.get(f"c{code}", 0))
        rows["2024", "commune", code] = rows["2024", "zone", code] = number
    index = pd.MultiIndex.from_tuples(rows, names=["periode", "niveau", "code"])
    return pd.DataFrame({"passages": list(rows.values())}, index=index, dtype=float)


def test_contacts_noted_later_in_the_year_do_not_tell_either():
    before = World(communes=SIZES, contacts=contacts(c17001=40, c17002=5, c17003=12, c17004=50))
    first = before.publish()
    after = replace(before, contacts=contacts(c17001=40, c17002=25, c17003=12, c17004=50))
    careful = contact_table(after.publish(log=log_after(first)).counts.contacts)
    assert careful["etat"]["2024", "commune", "17003"] == "masquee"
    careless = contact_table(after.publish().counts.contacts)
    assert careless["etat"]["2024", "commune", "17003"] == "montree"


@st.composite
def growing(draw):
    """Rounds of a first release, and of a second, in places drawn by chance."""

    def some(day):
        return [
            (day, code, 40 + people, people)
            for code in SIZES
            if draw(st.booleans())
            for people in [draw(st.integers(0, 30))]
        ]  # fmt: skip

    first = some("2024-03-01") or [("2024-03-01", "17001", 30, 15)]
    return rounds(*first), rounds(*first, *some("2024-10-01"))


@settings(max_examples=cases(15), phases=[Phase.generate])
@given(growing())
def test_no_pair_of_releases_betrays_a_count(tables):
    before, after = (World(communes=SIZES, rounds=table) for table in tables)
    first = before.publish()
    second = after.publish(log=log_after(first))
    try:
        found = attack([first.figures, second.figures], {}, {})
    except ValueError:
        pytest.fail("the two releases contradict each other")
    assert found.betrayed == ()
    assert not np.any([one.people < 11 for one in found.added])
