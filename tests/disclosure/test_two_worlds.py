"""Two worlds that agree on all that is shown, and on what is hidden, give the same bytes.

Nothing here knows the name of a figure: what differs between the worlds is hidden from the
reader of every file, whatever it moves (a class, an order, a sentence, a drawing).
"""

import json
from dataclasses import dataclass, field, replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from solved import solved_once
from worlds import findings_of

from netmap.counts import count
from netmap.disclosure import publish
from netmap.edition import complete
from netmap.exports import export
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.render import render
from netmap.territory import build_territory
from netmap.vocabulary import Extra

EXTRAS = get_args(Extra)
#: Residents, and the corner of a square of 0.1 degrees; quarters are small squares in them.
COMMUNES = {"17001": (9_000, 0), "17002": (6_000, 1), "17003": (4_000, 2), "17004": (2_500, 3)}
QUARTERS = {"QN01701M": (2_000, 0.02, 0.06), "QN01702M": (1_500, 0.18, 0.22)}
ZONES = ("17001", "17001:QN01701M", "17002", "17002:QN01702M", "17003", "17003:QN01702M", "17004")
CODES = (*COMMUNES, *QUARTERS)
YEARS = ("2023", "2024")
MET, DOORS = "personnes_rencontrees", ["rencontres", "refus", "absents"]


def feature(west, east, top, **properties):
    ring = [[west, 46.0], [east, 46.0], [east, top], [west, top], [west, 46.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    """A small project without tables of people, read and laid out once."""
    folder = tmp_path_factory.mktemp("two-worlds")
    (folder / "data" / "geo").mkdir(parents=True)
    (folder / "netmap.toml").write_text(
        '[territoire]\nnom = "Essai"\n[implantation]\ntirages = 1\ndemi_journees_de_plus = 0\n'
    )
    (folder / "data" / "partners.csv").write_text(
        "id;nom;categorie;position;statut;code_insee\n"
        "med;Médiation;netmap--association;mediation;actif;17001\n"
    )
    layers = {
        "communes": [
            feature(0.1 * at, 0.1 * at + 0.1, 46.1, code_insee=code, nom=code, population=people)
            for code, (people, at) in COMMUNES.items()
        ],
        "qpv": [
            feature(west, east, 46.04, code_qp=code, lib_qp=code, population=people)
            for code, (people, west, east) in QUARTERS.items()
        ],
    }
    said = 'producteur = "x"\nmillesime = "2026"\nlicence = "x"\n'
    for name, features in layers.items():
        content = {"type": "FeatureCollection", "features": features}
        (folder / "data" / "geo" / f"{name}.geojson").write_text(json.dumps(content))
    sources = "".join(f'["{name}.geojson"]\n{said}' for name in layers)
    (folder / "data" / "geo" / "SOURCES.toml").write_text(sources)
    inputs = read_inputs(folder)
    territory = build_territory(inputs)
    assert set(territory.zones.index) == set(ZONES)
    return inputs, territory


@pytest.fixture(scope="module", autouse=True)
def _plans_are_solved_once():
    with solved_once():
        yield


@dataclass(frozen=True)
class Tables:
    """People and closed situations by year and code, rounds by place, contacts by zone."""

    people: dict = field(default_factory=dict)
    closed: dict = field(default_factory=dict)
    rounds: pd.DataFrame | None = None
    contacts: dict = field(default_factory=dict)

    def publish(self, space):
        inputs, territory = space
        rows = [
            {"periode": year, "code": code, "personnes": n, "thematique": None, "public": None,
             "situations_cloturees": self.closed.get((year, code), np.nan)}
            for (year, code), n in self.people.items()
        ]  # fmt: skip
        given = replace(
            inputs, accompaniments=pd.DataFrame(rows) if rows else None, rounds=self.rounds
        )
        counts = replace(count(given, territory), contacts=self._contacts())
        return publish(given, counts)

    def _contacts(self):
        if not self.contacts:
            return None
        zones = {zone: self.contacts[zone] for zone in ZONES}
        table = {("territoire", "territoire"): sum(zones.values())}
        for level, codes in (("commune", COMMUNES), ("qpv", QUARTERS)):
            for code in codes:
                own = [n for zone, n in zones.items() if code in zone.split(":")]
                table[level, code] = sum(own)
        table |= {("zone", zone): n for zone, n in zones.items()}
        table["ailleurs", "inconnu"] = self.contacts["inconnu"]
        index = pd.MultiIndex.from_tuples(
            [("2024", *row) for row in table], names=["periode", "niveau", "code"]
        )
        return pd.DataFrame({"passages": [*table.values()]}, index=index, dtype=float)


def drawn(chance):
    """Draw a project with every table of people; many counts are small."""
    sizes = [0, 2, 4, 7, 12, 20, 45, 45]
    people = {(year, code): int(chance.choice(sizes)) for year in YEARS for code in CODES}
    rows = []
    for code in COMMUNES:
        doors = [int(chance.choice([2, 5, 14, 25])) for _ in DOORS]
        met = doors[0] + int(chance.choice([0, 3, 12]))
        rows.append(("2024-03-01", code, sum(doors) + int(chance.choice([0, 6])), *doors, met))
    return Tables(
        people=people,
        closed={key: min(n, int(chance.integers(0, 3))) for key, n in people.items()},
        rounds=pd.DataFrame(rows, columns=["date", "code", "logements", *DOORS, MET]),
        contacts={zone: float(chance.choice([0, 1, 5, 13, 30])) for zone in (*ZONES, "inconnu")},
    )


def moved(tables, chance, table, hidden):
    """Move a few people between hidden places of one table; the sums of all stay."""

    def shifted(counts, keys):
        one, other = (keys[i] for i in chance.choice(len(keys), 2, replace=False))
        some = min(int(chance.integers(1, 4)), int(counts[one]))
        return {**counts, one: counts[one] - some, other: counts[other] + some}

    match table:
        case "people":
            codes = [code for code in CODES if {("zone", code), ("qpv", code)} & hidden]
            year = YEARS[int(chance.integers(len(YEARS)))]
            people = shifted(tables.people, [(year, code) for code in codes])
            closed = {key: min(n, people[key]) for key, n in tables.closed.items()}
            return replace(tables, people=people, closed=closed)
        case "closed":
            key = list(tables.closed)[int(chance.integers(len(tables.closed)))]
            some = min(tables.people[key], int(chance.integers(0, 3)))
            return replace(tables, closed={**tables.closed, key: some})
        case "rounds":
            rounds = tables.rounds.copy()
            column = MET if chance.random() < 0.5 else "refus"
            places = [
                row for row, code in rounds["code"].items() if (column, f"lieu:{code}") in hidden
            ]
            rounds[column] = list(shifted(dict(rounds[column]), places).values())
            return replace(tables, rounds=rounds)
        case _:
            parts = shifted(tables.contacts, list(ZONES))
            return replace(tables, contacts={**parts, "inconnu": float(chance.integers(0, 40))})


def files_of(release):
    edition = complete(findings_of(release))
    french = Messages("fr")
    return export(edition, render(edition, french, also=EXTRAS), french, also=EXTRAS)


def differing(one, other):
    """Return the names of the files of which the bytes differ."""
    mine, yours = files_of(one), files_of(other)
    return sorted(name for name in mine.keys() | yours.keys() if mine.get(name) != yours.get(name))


@pytest.mark.parametrize("seed", [2, 3])
def test_every_file_is_the_same_in_worlds_that_only_hidden_counts_tell_apart(space, seed):
    chance = np.random.default_rng(seed)
    tables = other = drawn(chance)
    release = later = tables.publish(space)
    hidden = {(level, code) for _, level, code in release.figures.masques}
    told_apart = []
    for table in ("people", "closed", "rounds", "contacts"):
        step = moved(other, chance, table, hidden)
        told = step.publish(space)
        if told.figures == release.figures:
            other, later = step, told
            told_apart.append(table)
    assert len(set(told_apart)) >= 2, "they differ in hidden counts alone"
    assert differing(release, later) == []


PEOPLE = {("2024", code): 40 for code in CODES}


def test_few_people_in_all_give_the_files_of_a_project_that_counts_nobody(space):
    few = Tables(people={("2024", "17001"): 6, ("2024", "17003"): 2}).publish(space)
    assert differing(few, Tables().publish(space)) == []


def test_few_people_met_in_one_place_give_the_files_of_a_table_without_that_column(space):
    rows = pd.DataFrame({"date": ["2024-03-01"], "code": ["17001"], "logements": [30]})
    without = Tables(people=PEOPLE, rounds=rows).publish(space)
    few = Tables(people=PEOPLE, rounds=rows.assign(**{MET: [9]})).publish(space)
    assert differing(few, without) == []
    many = Tables(people=PEOPLE, rounds=rows.assign(**{MET: [40]})).publish(space)
    assert differing(many, without), "many are told"
