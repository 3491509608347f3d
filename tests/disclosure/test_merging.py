"""Sectors that would be hidden are put together, neighbours first, before they are given up."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from netmap.formats.releases import Log

# Neighbours in a row, but for 01009, which touches none; each expects enough people by itself.
SIZES = {f"0100{i}": 10_000 for i in (1, 2, 3, 4)} | {"01009": 10_000}
# Everybody comes alone and once: a sector needs no more people than is stated.
ALONE = {"menage": 1.0, "retours": 0.0}
REFERENCE = {"densite": {"reference": 3.0, **ALONE}}


def world_of(make_world, counts):
    people = {("2023", code): n for code, n in zip(SIZES, counts, strict=True)}
    return make_world(communes=SIZES, people=people, settings=REFERENCE)


def shown(findings):
    rows = findings.planning.sectors
    return {
        tuple(row["communes"]): row["personnes"]
        for row in rows.to_dict("records")
        if not np.isnan(row["personnes"])
    }


def test_neighbours_that_would_be_hidden_are_put_together(make_world):
    findings = world_of(make_world, (60, 7, 8, 40, 50)).findings()
    assert shown(findings)["01002", "01003"] == 15
    row = findings.planning.sectors.loc["01002"]
    assert row["reunies"]
    assert row["suffisant"]
    assert row["classe"] == "sous-desservie"
    communes = findings.density.xs("commune")["personnes"]
    assert communes.loc[["01002", "01003"]].isna().all()
    assert shown(findings)["01001",] == 60, "what is shown stays alone"
    assert not findings.planning.sectors.loc["01001", "reunies"]


def test_those_that_touch_none_join_the_others(make_world):
    findings = world_of(make_world, (60, 7, 80, 40, 8)).findings()
    assert shown(findings)["01002", "01009"] == 15


def test_the_internal_edition_puts_nothing_together(make_world):
    findings = world_of(make_world, (60, 7, 8, 40, 50)).findings(audience="interne")
    assert shown(findings).keys() == {(code,) for code in SIZES}


def test_what_is_put_together_is_never_called_served(make_world):
    """One of two hidden places may owe the other its people."""
    served = world_of(make_world, (60, 7, 43, 10, 50)).findings()
    rows = served.planning.sectors
    assert not ((rows["classe"] == "desservie") & rows["reunies"]).any()
    joined = rows[rows["reunies"] & rows["personnes"].notna()]
    assert joined["rapport"].iloc[0] == pytest.approx(1 / 3, abs=0.7)
    lavish = {"densite": {"reference": 0.2, "attendues_secteur": 2.0, **ALONE}}
    people = {("2023", code): n for code, n in zip(SIZES, (60, 9, 9, 40, 50), strict=True)}
    rows = make_world(communes=SIZES, people=people, settings=lavish).findings().planning.sectors
    pair = rows.loc["01002"]
    assert (pair["communes"], pair["personnes"]) == (("01002", "01003"), 18)
    assert pair["p_sous_desserte"] < 0.01, "18 came of 4 expected"
    assert pair["classe"] == "indeterminee"
    assert rows.loc["01001", "classe"] == "desservie"


def test_a_sector_that_was_grouped_otherwise_stays_known(make_world):
    """A sum once shown binds the communes of today, however they are grouped now."""
    world = world_of(make_world, (60, 7, 80, 40, 8))
    alone = world.findings()
    assert shown(alone)["01001",] == 60
    former = alone.release.figures.model_copy(
        update={
            "montres": (("sectors", "secteur", "01001+01002", 67.0),),
            "masques": (),
        }
    )
    log = Log().followed_by(former, manifest="0" * 64, date=None)
    communes = world.findings(log=log).density.xs("commune")["personnes"]
    assert np.isnan(communes["01001"]), "67 was shown: 60 beside it would tell 7"


COUNTS = st.integers(0, 14) | st.sampled_from([4, 25])


@settings(max_examples=15, phases=[Phase.generate])
@given(counts=st.tuples(COUNTS, COUNTS, COUNTS, COUNTS))
def test_sums_of_sectors_and_what_is_shown_never_tell_a_small_count(make_world_type, counts):
    """Each hidden small count may be 11 or more, whatever is shown: found by trying all tables."""
    codes = ["01001", "01002", "01003", "01009"]
    people = {("2023", code): n for code, n in zip(codes, counts, strict=True)}
    sizes = dict.fromkeys(codes, 10_000)
    findings = make_world_type(communes=sizes, people=people, settings=REFERENCE).findings()
    communes = findings.density.xs("commune")["personnes"].to_numpy()
    gone = np.flatnonzero(np.isnan(communes))
    total = findings.density.loc[("territoire", "territoire"), "personnes"]
    sums = [([codes.index(c) for c in own], people) for own, people in shown(findings).items()]
    if not np.isnan(total):
        sums.append(([0, 1, 2, 3], total))
    tried = np.arange(1, max(counts) + 18, dtype=np.int16)
    tables = [np.full(1, n) for n in np.nan_to_num(communes).astype(np.int16)]
    for place in gone:
        tables[place] = tried
    tables = np.broadcast_arrays(*np.ix_(*tables))
    fits = np.ones(tables[0].shape, dtype=bool)
    for own, people in sums:
        fits &= sum(tables[place] for place in own) == people
    assert fits.any()
    for place in gone:
        if 0 < counts[place] < 11:
            guesses = tables[place][fits]
            assert guesses.max() >= 11, counts
            assert np.ptp(guesses) >= 10, counts
