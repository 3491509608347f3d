"""What was shown before stays known: releases are audited together, by one who kept them all."""

from itertools import product

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from many import cases

from netmap.errors import InputError
from netmap.formats.releases import Log, read_log

THRESHOLD = 11
NO_HASH = "0" * 64
SIZES = {"01001": 9_000, "01002": 8_000, "01003": 7_000, "01004": 6_000}
#: Everybody comes alone and once: each commune is a sector of its own.
ALONE = {"densite": {"menage": 1.0, "retours": 0.0}}


def years(make_world, table, **settings):
    """The world of a table year → counts of the four communes."""
    people = {
        (year, code): count
        for year, counts in table.items()
        for code, count in zip(SIZES, counts, strict=True)
    }
    return make_world(communes=SIZES, people=people, settings={**ALONE, **settings})


def after(release, *, date=None):
    """The log once a release has gone out."""
    return release.log.followed_by(release.figures, manifest=NO_HASH, date=date)


def people_of(release):
    return release.counts.places.shown.xs("commune")["personnes"].to_dict()


def test_what_a_year_adds_is_not_told_by_the_difference_of_two_releases(make_world):
    former = years(make_world, {"2022": (60, 40, 30, 50)}).publish()
    assert not any(np.isnan(n) for n in people_of(former).values())
    now = years(make_world, {"2022": (60, 40, 30, 50), "2023": (40, 3, 30, 25)})
    careless, careful = now.publish(), now.publish(log=after(former))
    assert people_of(careless)["01002"] - people_of(former)["01002"] == 3, "the leak is there"
    assert np.isnan(people_of(careful)["01002"])
    assert sum(np.isnan(n) for n in people_of(careful).values()) == 2, "one more protects it"
    assert people_of(careful)["01001"] == 100


def test_counts_shown_before_are_known_and_cannot_protect_another(make_world):
    former = years(make_world, {"2023": (60, 14, 30, 17)}).publish()
    now = years(make_world, {"2023": (60, 3, 30, 17)})
    alone, joint = now.publish(), now.publish(log=after(former))
    partner = next(c for c, n in people_of(alone).items() if np.isnan(n) and c != "01002")
    assert not np.isnan(people_of(joint)[partner]), "it was shown: everybody knows it"
    assert np.isnan(people_of(joint)["01002"])
    totals = (
        joint.counts.places.shown.loc[("territoire", "territoire"), "personnes"],
        joint.counts.periods.shown["personnes"],
    )
    assert np.isnan(totals[0])
    assert totals[1].isna().all(), "the sum would give it back"


def test_what_a_lower_threshold_let_out_is_said_to_be_out(make_world):
    table = {"2023": (60, 7, 30, 50)}
    lax = years(make_world, table, secret={"seuil": 5}).publish()
    assert people_of(lax)["01002"] == 7
    strict = years(make_world, table).publish(log=after(lax))
    assert np.isnan(people_of(strict)["01002"]), "pages do not say it again"
    # the commune, its only zone and the sector that it is alone
    assert (strict.hidden.told, strict.hidden.cells) == (3, 0), "nothing else is hidden in vain"
    assert strict.hidden.shown == lax.hidden.shown


@pytest.mark.parametrize(("was", "shown"), [(40, True), (37, False), (29, True), (44, True)])
def test_a_revised_count_hides_what_was_added_if_it_is_small(make_world, was, shown):
    former = years(make_world, {"2023": (60, was, 30, 50)}).publish()
    now = years(make_world, {"2023": (60, 40, 30, 50)}).publish(log=after(former))
    assert np.isnan(people_of(now)["01002"]) != shown


def test_nothing_changed_nothing_hidden_and_no_new_line(make_world):
    world = years(make_world, {"2022": (60, 3, 30, 14), "2023": (9, 30, 12, 25)})
    former = world.publish()
    again = world.publish(log=after(former))
    assert again.figures == former.figures
    assert again.hidden == former.hidden
    assert after(again).text() == after(former).text()


def test_three_builds_of_a_morning_are_one_release(make_world):
    """What pages say besides counts may change; the log grows when what is shown changes."""
    table = {"2022": (60, 3, 30, 14), "2023": (9, 30, 12, 25)}
    log = Log()
    for changed in ({}, {"acces": {"loin_minutes": 25}}, {}):
        log = after(years(make_world, table, **changed).publish(log=log))
    assert len(log.lines) == 1
    more = years(make_world, {**table, "2024": (40, 30, 30, 30)}).publish(log=log)
    assert len(after(more).lines) == 2


def test_a_half_year_then_the_whole_tells_no_other_half(make_world):
    half = years(make_world, {"2023-S1": (60, 40, 30, 50)}).publish()
    whole = years(make_world, {"2023": (100, 45, 60, 80)})
    assert people_of(whole.publish())["01002"] == 45
    assert np.isnan(people_of(whole.publish(log=after(half)))["01002"])


def test_a_year_taken_out_is_not_told_either(make_world):
    long = years(make_world, {"2022": (40, 4, 30, 30), "2023": (60, 40, 30, 50)}).publish()
    assert people_of(long)["01002"] == 44
    short = years(make_world, {"2023": (60, 40, 30, 50)})
    assert people_of(short.publish())["01002"] == 40
    assert np.isnan(people_of(short.publish(log=after(long)))["01002"])


def test_another_set_of_communes_is_compared_place_by_place(make_world):
    former = make_world(
        communes={"01001": 9_000, "01002": 8_000},
        people={("2023", "01001"): 60, ("2023", "01002"): 37},
    ).publish()
    now = years(make_world, {"2023": (60, 40, 30, 50)}).publish(log=after(former))
    assert np.isnan(people_of(now)["01002"]), "37 were shown: 3 more came"
    assert not np.isnan(people_of(now)["01001"])


def test_the_log_holds_what_is_shown_and_nothing_of_what_is_hidden(make_world):
    published = years(make_world, {"2023": (61, 3, 30, 17)}).publish()
    log = after(published, date="2024-05-01")
    line = log.lines[0]
    shown = {(level, code): n for block, level, code, n in line.montres if block == "density"}
    hidden = {(level, code) for block, level, code in line.masques if block == "density"}
    rows = published.counts.places.shown["personnes"]
    assert shown == rows.dropna().to_dict()
    assert hidden == set(rows.index[rows.isna()])
    assert line.date == "2024-05-01"
    assert read_log(log.text(), file="x") == log


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-40],
        lambda text: text.replace(b"61.0", b"62.0"),
        lambda text: b"{}\n" + text,
        lambda text: text.replace(b"2023", b"20x3"),
        lambda text: b"\xff\xfe" + text,
        lambda text: text.replace(b'"seuil":11', b'"seuil":"11"'),
    ],
)
def test_a_damaged_log_is_a_problem_and_never_passed_over(make_world, damage):
    text = after(years(make_world, {"2023": (61, 3, 30, 17)}).publish()).text()
    assert damage(text) != text
    with pytest.raises(InputError) as refusal:
        read_log(damage(text), file="outputs/releases.jsonl")
    assert [p.kind for p in refusal.value.problems] == ["release-log"]


def test_the_internal_edition_reads_and_writes_no_log(make_world):
    world = years(make_world, {"2023": (61, 3, 30, 17)})
    internal = world.publish(audience="interne", log=after(world.publish()))
    assert internal.figures is None
    assert internal.log == Log()


def tables_that_fit(releases, table):
    """Return every table (commune × year) that fits the counts of all releases, by trying all.

    `releases` are pairs of the years pooled and the release; `table` is the truth, and only
    bounds what is tried: 17 more than it, nobody where nobody was counted.
    """
    all_years = sorted(table)
    ranges = [
        range(count + 18) if count else range(1) for year in all_years for count in table[year]
    ]
    size = len(table[all_years[0]])
    totals = {}
    releases = [one for one in releases if one[1].counts.counted]  # others say nothing
    for pooled, release in releases:
        for year in pooled:
            shown = release.counts.periods.shown.loc[year, "personnes"]
            if not np.isnan(shown):
                totals[year] = shown
    by_year = []
    for place, year in enumerate(all_years):
        rows = np.array(list(product(*ranges[place * size : (place + 1) * size])), dtype=float)
        by_year.append(rows[rows.sum(axis=1) == totals[year]] if year in totals else rows)
    first, second = by_year
    a = np.repeat(np.arange(len(first)), len(second))
    b = np.tile(np.arange(len(second)), len(first))
    fits = np.ones(len(a), dtype=bool)
    for pooled, release in releases:
        people = sum(
            ({all_years[0]: first[a], all_years[1]: second[b]}[year] for year in pooled),
            start=np.zeros((len(a), size)),
        )
        shown = release.counts.places.shown["personnes"]
        for column, code in enumerate(list(SIZES)[:size]):
            if not np.isnan(shown["commune", code]):
                fits &= people[:, column] == shown["commune", code]
            else:
                fits &= people[:, column] >= 1
        if not np.isnan(shown["territoire", "territoire"]):
            fits &= people.sum(axis=1) == shown["territoire", "territoire"]
    return {all_years[0]: first[a[fits]], all_years[1]: second[b[fits]]}


COUNTS = st.integers(0, 13) | st.sampled_from([0, 4, 15])


@settings(max_examples=cases(7), phases=[Phase.generate])
@given(rows=st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=2))
def test_one_who_tries_every_table_of_two_releases_infers_no_small_count(make_world_type, rows):
    """Two releases of two communes, a year apart, read together by exhaustion."""
    sizes = dict(list(SIZES.items())[:2])
    table = {"2022": tuple(r[0] for r in rows), "2023": tuple(r[1] for r in rows)}

    def release(chosen, log):
        people = {
            (year, code): n for year in chosen for code, n in zip(sizes, table[year], strict=True)
        }
        return make_world_type(communes=sizes, people=people).publish(log=log)

    former = release(["2022"], None)
    later = release(["2022", "2023"], after(former))
    worlds = tables_that_fit([(["2022"], former), (["2022", "2023"], later)], table)
    assert len(worlds["2022"])
    for year, counts in table.items():
        for column, count in enumerate(counts):
            if 0 < count < THRESHOLD:
                guesses = worlds[year][:, column]
                assert guesses.max() >= THRESHOLD, (table, year, column)
                assert np.ptp(guesses) >= THRESHOLD - 1, (table, year, column)
