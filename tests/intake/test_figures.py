"""Figures drawn from files read together, against naive loops over their rows."""

import csv
import io

import lookalike
import numpy as np
import pytest

from netmap.intake.deprivation import FEWEST
from netmap.intake.figures import figures_of
from netmap.intake.reading import read
from netmap.sources import base
from netmap.sources.recipes import BY_ID


def iris_files(folder, communes, seed=1):
    """Write the four files of FDep; return their paths and their rows by IRIS."""
    rng = lookalike.generator(seed)
    places = [(code, f"{code}{number:04}") for code in communes for number in range(1, 4)]
    rows = {name: [] for name in ("rp-population", "rp-diplomes", "rp-activite", "filosofi-iris")}
    for code, iris in places:
        poor = rng.gauss(0, 1)
        people = rng.randint(800, 3_000)
        active, out = people // 2, people // 2 + 100
        hidden = rng.random() < 0.05
        values = {
            "rp-population": {"pop": people, "pop65p": people // 5, "pop75p": people // 9},
            "rp-diplomes": {
                "nscol15p": out,
                "nscol15p_bac": int(out * 0.2),
                "sup": int(out * max(0.05, 0.3 - 0.08 * poor)),
            },
            "rp-activite": {
                "act1564": active,
                "chom1564": int(active * max(0.02, 0.12 + 0.04 * poor)),
                "act1564_cs6": int(active * max(0.02, 0.2 + 0.06 * poor)),
            },
            "filosofi-iris": {
                "taux_pauvrete": "ns" if hidden else f"{15 + 3 * poor:.1f}".replace(".", ","),
                "revenu_median": int(22_000 - 2_000 * poor),
            },
        }
        for name, cells in values.items():
            row = lookalike.drawn(BY_ID[name], code, rng)
            rows[name].append(row | {k: str(v) for k, v in cells.items()} | {"code_iris": iris})
    paths = {n: lookalike.write(BY_ID[n], folder, r, ending=".csv") for n, r in rows.items()}
    return paths, rows


@pytest.fixture(scope="module")
def france(tmp_path_factory):
    communes = sorted(base.communes().index[base.communes()["population"] > 5_000])[: FEWEST + 20]
    return iris_files(tmp_path_factory.mktemp("france"), communes)


def taken(paths, *names):
    return [read(BY_ID[name], paths[name], None) for name in names or paths]


def by_commune(rows, column):
    found = {}
    for row in rows:
        found.setdefault(row["code_insee"], []).append(row[column])
    return found


def test_a_share_is_of_the_sums_of_its_iris(france):
    paths, rows = france
    table, _ = figures_of(taken(paths, "rp-activite"))
    above, below = (by_commune(rows["rp-activite"], c) for c in ("chom1564", "act1564"))
    for code in above:
        naive = 100 * sum(map(int, above[code])) / sum(map(int, below[code]))
        assert table.loc[code, "taux_chomage"] == pytest.approx(naive, abs=0.051)


def test_every_higher_diploma_is_added_up(france):
    paths, rows = france
    table, _ = figures_of(taken(paths, "rp-diplomes"))
    recipe = BY_ID["rp-diplomes"]
    text = paths["rp-diplomes"].read_text("utf-8")
    header = next(csv.reader(io.StringIO(text), delimiter=";"))
    row = rows["rp-diplomes"][0]
    two = [*header, "P22_NSCOL15P_SUP5"]
    path = paths["rp-diplomes"].with_name("base-ic-diplomes-2.csv")
    called = {lookalike.title(column.said[0]): column.name for column in recipe.columns}
    cells = [row.get(called.get(name, ""), lookalike.DECOY) for name in header]
    path.write_text(";".join(two) + "\n" + ";".join([*cells, "100"]) + "\n", "utf-8")
    frame = read(recipe, path, None).frame
    assert frame["sup"].tolist() == [float(row["sup"]) + 100]
    assert table["part_bacheliers"].between(0, 100).all()


def test_an_income_of_several_iris_is_weighed_by_their_people(france):
    paths, rows = france
    table, _ = figures_of(taken(paths, "filosofi-iris", "rp-population"))
    people = {r["code_iris"]: int(r["pop"]) for r in rows["rp-population"]}
    for code in ("01004", rows["filosofi-iris"][-1]["code_insee"]):
        mine = [r for r in rows["filosofi-iris"] if r["code_insee"] == code]
        weights = [people[r["code_iris"]] for r in mine]
        naive = np.average([int(r["revenu_median"]) for r in mine], weights=weights)
        assert table.loc[code, "revenu_median"] == pytest.approx(naive, abs=0.5)
    alone, _ = figures_of(taken(paths, "filosofi-iris"))
    assert alone["revenu_median"].isna().all()  # nothing weighs its IRIS: no mean is made up


def test_a_hidden_iris_of_a_tenth_of_the_people_hides_the_commune(france):
    paths, rows = france
    table, _ = figures_of(taken(paths, "filosofi-iris", "rp-population"))
    people = {r["code_iris"]: int(r["pop"]) for r in rows["rp-population"]}
    seen = set()
    for code in by_commune(rows["filosofi-iris"], "taux_pauvrete"):
        mine = [r for r in rows["filosofi-iris"] if r["code_insee"] == code]
        total = sum(people[r["code_iris"]] for r in mine)
        known = sum(people[r["code_iris"]] for r in mine if r["taux_pauvrete"] != "ns")
        assert np.isnan(table.loc[code, "taux_pauvrete"]) == (known < 0.9 * total)
        seen.add(known < 0.9 * total)
    assert seen == {True, False}


def test_the_four_files_together_give_the_index_and_say_what_it_is(france):
    paths, _ = france
    table, declared = figures_of(taken(paths))
    said = {one.figure.name: one for one in declared}
    assert table["fdep"].notna().sum() > FEWEST
    assert np.corrcoef(table["fdep"], -table["revenu_median"])[0, 1] > 0.7
    assert (said["fdep"].figure.direction, said["fdep"].vintage) == ("besoin", "2022")
    assert "recalculé sur" in said["fdep"].source
    three, declared = figures_of(taken(paths, "rp-activite", "rp-diplomes"))
    assert "fdep" not in three
    assert "fdep" not in {one.figure.name for one in declared}


def test_every_figure_fits_the_settings():
    from netmap.settings import IndicatorSettings

    for recipe in BY_ID.values():
        for figure in recipe.figures:
            IndicatorSettings(
                label=figure.name,
                direction=figure.direction,
                unit=figure.unit,
                vintage="2024",
                source=recipe.producer,
            )
