"""Whatever count is hidden, everything that moves with it is gone: from findings, pages, files.

Two projects are told apart by one count alone. It is hidden, all others are shown: whatever is
concluded must be the same, to the last byte. Nothing here knows the name of a figure.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from made import changed
from many import cases
from solved import solved_once
from worlds import World

from netmap.counts import count
from netmap.counts.figure import Figure
from netmap.counts.model import PUBLIC, Counts
from netmap.disclosure import publish
from netmap.disclosure.cells import RATED, STRATA, Cell
from netmap.disclosure.protected import count_systems
from netmap.disclosure.shown import ShownCounts, show
from netmap.edition import Edition
from netmap.exports import export
from netmap.findings import advise, conclude, network_of
from netmap.findings.charts import draw_charts
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.render import render
from netmap.siting.planned import planned
from netmap.territory import build_territory
from netmap.vocabulary import Extra

EXTRAS = get_args(Extra)
ROOT = Path(__file__).parents[2]
SAMPLES = {"la-rochelle": ROOT, "roanne": ROOT / "examples" / "roanne"}
#: What a project is made of besides counts.
NO_COUNTS = {"territory", "settings", "accompaniments"}
#: Counts that are no cell of a table.
SCALARS = {"reference", "elsewhere", "outside", "counted"}
#: Counts that only protection reads: what is shown has no room for them.
NEVER_SHOWN = {"visits", "by_period"}
#: One count of people, and what is known of it.
PEOPLE = ["personnes", "comptees", "au_moins", "au_plus"]


def cells_of(counts):
    """Yield each count with the cells that it is: name, cells, the counts with another value."""
    for field in dataclasses.fields(Counts):
        name, value = field.name, getattr(counts, field.name)
        if name in NO_COUNTS | SCALARS | NEVER_SHOWN or value is None:
            continue
        if isinstance(value, pd.DataFrame):
            yield from _of_a_table(counts, name, value)
        elif isinstance(value, Mapping):
            yield from _of_rounds(counts, name, value)
        else:
            pytest.fail(f"counts.{name}: a kind of table that this test does not know")
    yield from _of_the_reference(counts)


def _of_a_table(counts, name, table):
    columns = [column for column in table.columns if column not in PUBLIC[name]]
    if name == "places":  # the columns are one count, but for a territory partly unknown
        assert columns == PEOPLE
        columns = ["personnes"]
    for row in table.index:
        for column in columns:
            if pd.isna(table.loc[row, column]):
                if name == "places":
                    yield from _of_an_unknown_place(counts, row)
                continue
            yield _moved(counts, name, row, column, PEOPLE if name == "places" else [column])


def _moved(counts, name, row, column, moved):
    table = getattr(counts, name).copy()
    table.loc[[row], moved] += 7.0
    changes = {name: table}
    if name == "places" and row[0] == "territoire" and counts.reference.kind == row[0]:
        reference = counts.reference
        changes["reference"] = dataclasses.replace(reference, people=reference.people + 7)
    return f"{name} {row} {column}", _names(name, row, column), changes


def _of_an_unknown_place(counts, row):
    """Yield what bounds a count that nobody knows: no public edition tells it; and its rate's."""
    bounds = ["au_moins", "au_plus"]
    if not counts.places.loc[row, bounds].isna().all():
        table = counts.places.copy()
        table.loc[[row], bounds] += 7.0
        yield f"places {row} bounds", set(), {"places": table}
    if not np.isnan(counts.places.loc[row, "comptees"]):
        yield _moved(counts, "places", row, "comptees", ["comptees"])


def _of_rounds(counts, name, rounds):
    for group, own in rounds.items():
        for key, figure in own.items():
            if key not in PUBLIC[name] and figure.value is not None:
                other = {**own, key: Figure(value=figure.value + 7)}
                changes = {name: {**rounds, group: other}}
                yield f"{name} {group} {key}", {Cell("outreach", key, group)}, changes


def _of_the_reference(counts):
    if counts.reference.kind == "qpv":
        other = dataclasses.replace(counts.reference, people=counts.reference.people + 7)
        yield "reference", {STRATA[0]}, {"reference": other}


def _names(name, row, column):
    if name == "places":
        return {Cell("density", *row), *([RATED] if row[0] == "territoire" else [])}
    if name == "strata":
        return {Cell("derived", "numerateur", row)}
    if name == "sectors":
        return {Cell("sectors", "secteur", row)}
    if name == "contacts":
        period, level, code = row
        return {Cell("contacts", level, f"{period} {code}")}
    return {Cell(name, column, row)}


def told(value):
    """Return all that a value says, in one text: floats to the last digit, frames cell by cell."""
    if isinstance(value, pd.DataFrame):
        return [*map(str, value.columns), told(list(value.index)), told(value.to_numpy().tolist())]
    if isinstance(value, pd.Series):
        return told([*value.index, *value])
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: told(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): told(one) for key, one in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [told(one) for one in value]
    return repr(value)


class Project:
    """A project's counts, and what is concluded once some of them are hidden."""

    def __init__(self, inputs, counts):
        self.counts = counts
        self.release = publish(inputs, counts, audience="interne")
        release = self.release
        self.network = network_of(release)
        self.all = frozenset(
            cell
            for system in count_systems(counts)
            for cell, published in zip(system.cells, system.published, strict=True)
            if published
        )

    def findings(self, hidden, **changes):
        shown = show(dataclasses.replace(self.counts, **changes), self.all - hidden)
        release = changed(self.release, counts=shown, audience="public")
        return conclude(release, self.network)

    def concluded(self, hidden, **changes):
        findings = self.findings(hidden, **changes)
        return told([findings.release.counts, findings.density, findings.contacts,
                     findings.planning, findings.gaps, self.charts(findings)])  # fmt: skip

    def charts(self, findings):
        return draw_charts(findings)

    def files(self, hidden, **changes):
        findings = self.findings(hidden, **changes)
        plan, problems = planned(findings)
        edition = Edition(
            findings=findings, advice=advise(findings), charts=draw_charts(findings),
            plan=plan, plan_problems=problems,
        )  # fmt: skip
        french = Messages("fr")
        return export(edition, render(edition, french, also=EXTRAS), french, also=EXTRAS)


class Small(Project):
    """One whose charts are left to the samples: their thousands of draws take longest."""

    def charts(self, findings):
        return None


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request):
    inputs = read_inputs(SAMPLES[request.param])
    least = inputs.settings.siting.model_copy(update={"draws": 1, "further": 0})
    inputs = dataclasses.replace(
        inputs, settings=inputs.settings.model_copy(update={"siting": least})
    )
    return Project(inputs, count(inputs, build_territory(inputs)))


@pytest.fixture(scope="module", autouse=True)
def _chains_are_worked_out_once():
    """No chain, access or need draws on a count: they are the same in every world."""
    from netmap.findings import chain, half_days, nearest, territory_need

    patch = pytest.MonkeyPatch()
    for module, name in (
        (chain, "chain_matrix"), (half_days, "half_days_within_reach"),
        (nearest, "nearest_permanence"), (territory_need, "territory_need"),
    ):  # fmt: skip
        patch.setattr(module, name, _once(getattr(module, name)))
    with solved_once():
        yield
    patch.undo()


def _once(function):
    known = {}

    def first(*words, **options):
        ids = tuple(id(word) for word in words if not isinstance(word, tuple))
        key = (ids, options.get("level"))
        if key not in known:
            known[key] = (words, function(*words, **options))
        return known[key][1]

    return first


def batches(counts):
    """Share the counts out: those that a reference is made of alone, the others some at a time."""
    alone, others = [], []
    for name, cells, changes in cells_of(counts):
        is_alone = "territoire" in name or name == "reference"
        (alone if is_alone else others).append((name, cells, changes))
    yield from ([one] for one in alone)
    size = max(1, len(others) // 8)
    for start in range(size):
        yield others[start::size]


def together(counts, batch):
    """Return the counts that differ in all of a batch, as changes of their tables."""
    moved = {}
    for _, _, changes in batch:
        for name, table in changes.items():
            now = moved.get(name, getattr(counts, name))
            if isinstance(table, pd.DataFrame):
                before = getattr(counts, name)
                number = table.select_dtypes("number").columns
                now = now.copy()
                now[number] += (table[number] - before[number]).fillna(0.0)
            elif isinstance(table, Mapping):
                differs = {group for group in table if table[group] != getattr(counts, name)[group]}
                now = {
                    group: own | {k: v for k, v in table[group].items()
                                  if v != getattr(counts, name)[group][k]}
                    if group in differs else own
                    for group, own in now.items()
                }  # fmt: skip
            else:
                now = table
            moved[name] = now
    return moved


def test_every_count_of_the_samples_takes_with_it_whatever_moves_with_it(sample):
    looked_at = 0
    for batch in batches(sample.counts):
        names = [name for name, _, _ in batch]
        hidden = frozenset().union(*(cells for _, cells, _ in batch))
        changes = together(sample.counts, batch)
        assert sample.concluded(hidden) == sample.concluded(hidden, **changes), names
        looked_at += len(batch)
    # La Rochelle has 39: 27 of places, 8 of periods, 2 of strata, and 2 sectors (5 before each had
    # to expect φ times as many people); Roanne has 61
    assert looked_at >= 39


def test_what_is_never_shown_has_no_room_in_what_is_shown():
    assert NEVER_SHOWN.isdisjoint(field.name for field in dataclasses.fields(ShownCounts))


def test_a_count_that_is_shown_does_move_something(sample):
    """The comparison can fail: with nothing hidden, each count is seen somewhere."""
    before = sample.concluded(frozenset())
    for name, _, changes in list(cells_of(sample.counts))[::9]:
        assert before != sample.concluded(frozenset(), **changes), name


def test_pages_and_files_are_the_same_bytes_whatever_the_hidden_count(sample):
    by_table = {}
    for name, cells, changes in cells_of(sample.counts):
        by_table.setdefault(name.split()[0], (name, cells, changes))
    for name, cells, changes in by_table.values():
        before, after = sample.files(cells), sample.files(cells, **changes)
        assert before.keys() == after.keys()
        assert {"report.pdf", "places.pdf", "layer-communes.parquet"} <= before.keys()
        assert not [file for file in before if before[file] != after[file]], name


@pytest.mark.parametrize("table", ["places", "strata", "sectors", "periods"])
def test_a_column_that_nobody_listed_is_hidden(sample, table):
    frame = getattr(sample.counts, table)
    counts = dataclasses.replace(sample.counts, **{table: frame.assign(absentes=5.0)})
    shown = getattr(show(counts, sample.all), table)
    assert shown.hidden["absentes"].all()
    assert shown.shown["absentes"].isna().all()


def test_a_count_of_rounds_that_nobody_listed_is_hidden(sample):
    rounds = sample.counts.rounds
    if rounds is None:
        pytest.skip("this sample has no table of rounds")
    more = {group: {**own, "nouvelles": Figure(value=5.0)} for group, own in rounds.items()}
    shown = show(dataclasses.replace(sample.counts, rounds=more), sample.all).rounds
    assert {own["nouvelles"].missing for own in shown.values()} == {"hidden"}


CODES = ("01001", "01002", "01003", "01004")
QUARTER = "QN00101M"


@st.composite
def worlds(draw):
    """Small worlds: four communes, a quarter over one or two of them, two years."""
    residents = {code: draw(st.integers(800, 9_000)) for code in CODES}
    parts = {code: draw(st.integers(100, 700)) for code in CODES[: draw(st.integers(1, 2))]}
    keys = [(year, code) for year in ("2023", "2024") for code in (*CODES, QUARTER)]
    people = {key: draw(st.integers(0, 60)) for key in keys if draw(st.booleans())}
    people = people or {("2024", CODES[0]): 20}
    unsure = [key for key in keys if key not in people and draw(st.integers(0, 3)) == 0]
    absent = draw(st.sampled_from(["zero", "inconnu"]))
    holds = draw(st.sampled_from([True, False]))
    reference = draw(st.sampled_from(["territoire", "qpv", 3.0]))
    return World(
        communes=residents,
        quarters={QUARTER: parts},
        people=people,
        closed={key: n // 2 for key, n in people.items()},
        fresh={key: 2 * n // 3 for key, n in people.items()},
        at_most={key: draw(st.sampled_from([4.0, np.inf])) for key in unsure},
        settings={
            "densite": {"reference": reference},
            "besoin": {},
            "lecture": {"lignes_absentes": absent, "commune_comprend_qpv": holds},
        },
    )


@settings(max_examples=cases(4), phases=[Phase.generate])
@given(worlds())
def test_every_count_of_random_worlds_takes_with_it_whatever_moves_with_it(world):
    counts = world.counts()
    project = Small(world.inputs(), counts)
    for name, cells, changes in cells_of(counts):
        assert project.concluded(cells) == project.concluded(cells, **changes), name
