"""Every recipe reads what it declares, and says in one sentence what its source has changed."""

import itertools
import zipfile

import lookalike
import pytest

from netmap.errors import InputError
from netmap.inputs.headers import header_name
from netmap.intake.columns import find_columns, is_personal
from netmap.intake.reading import read
from netmap.messages import Messages, describe
from netmap.sources.recipes import BY_ID, RECIPES

TABLES = [recipe for recipe in RECIPES if not recipe.outline]
HERE = ("17300", "17028", "17010")
THERE = "42187"
ROWS = 12


def places(recipe):
    return ("QN01701M", "QN01702M") if recipe.grain == "qpv" else HERE


def rows_of(recipe, seed=1):
    rng = lookalike.generator(seed)
    every = itertools.islice(itertools.cycle((*places(recipe), THERE)), ROWS)
    return [lookalike.drawn(recipe, place, rng) for place in every]


@pytest.mark.parametrize(
    ("recipe", "ending"),
    [
        pytest.param(recipe, ending, id=f"{recipe.id}{ending}")
        for recipe in TABLES
        for ending in (".csv", ".xlsx", ".parquet", ".json", ".txt")
        if ending in recipe.formats
    ],
)
def test_a_recipe_reads_what_it_declares(recipe, ending, tmp_path):
    rows = rows_of(recipe)
    path = lookalike.write(recipe, tmp_path, rows, ending=ending)
    taken = read(recipe, path, None if not recipe.code else frozenset(places(recipe)))
    there = [r for r in rows if not recipe.code or THERE not in "".join(r[c] for c in recipe.code)]
    if recipe.code == ("code_postal", "ville"):
        there = [r for r in rows if r["ville"] != "ROANNE"]
    assert len(taken.frame) == len(there) > 0
    assert taken.elsewhere + taken.unplaced == len(rows) - len(there)
    for column in recipe.columns:
        if column.name in {"x", "y", "longitude", "latitude"} or column.many:
            continue
        said = [row[column.name] for row in there]
        if column.numbers:
            assert taken.frame[column.name].tolist() == [float(text) for text in said]
        elif column.name not in {"code_insee", "code_iris"}:
            assert taken.frame[column.name].tolist() == said
    assert lookalike.SOMEBODY not in taken.frame.to_csv()


@pytest.mark.parametrize(
    "recipe", [one for one in TABLES if not one.fields], ids=lambda recipe: recipe.id
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_column_that_is_gone_is_one_sentence(recipe, language, tmp_path):
    for column in recipe.needed:
        names = [name for name, one, _ in lookalike.headers(recipe) if one is column]
        renamed = {name: f"nouveau {name} (v2)" for name in names}
        fuzzy = [said for said in column.said if "*" in said]
        if fuzzy or len(names) > 1:
            renamed = {name: f"zz {name[::-1]}" for name in names}
        path = lookalike.write(recipe, tmp_path, rows_of(recipe), renamed=renamed)
        with pytest.raises(InputError) as caught:
            read(recipe, path, None)
        (problem,) = caught.value.problems
        assert problem.kind == "import-changed"
        text = describe(problem, Messages(language))
        assert recipe.producer in text.expected
        assert dict(problem.details)["wanted"].split(", ")[0] in text.expected
        if len(names) == 1 and not fuzzy:
            assert f"nouveau {names[0]} (v2)" in text.remedy


def test_ids_are_all_different_and_every_recipe_has_a_title():
    assert len(BY_ID) == len(RECIPES)
    for recipe, language in itertools.product(RECIPES, ("fr", "en")):
        assert f"import.title.{recipe.id}" in Messages(language)
        for figure in recipe.figures:
            assert f"import.figure.{figure.name}" in Messages(language)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_no_column_that_is_kept_is_personal(recipe):
    titles = [name for name, _, preferred in lookalike.headers(recipe) if preferred]
    kept = find_columns(recipe, titles)
    assert set(kept) == {column.name for column in recipe.columns}
    assert not [name for name in titles if is_personal(recipe, header_name(name))]


def test_an_archive_gives_the_file_that_the_recipe_names(tmp_path):
    recipe = BY_ID["rp-population"]
    rows = rows_of(recipe)
    inner = lookalike.write(recipe, tmp_path, rows, ending=".csv", name="base-ic-evol-2022")
    packed = tmp_path / "base.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("meta_base-ic.txt", "COD_VAR;LIB_VAR")
        archive.write(inner, "dossier/base-ic-evol-2022.csv")
    assert len(read(recipe, packed, None).frame) == len(rows)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("autre.txt", "x")
    with pytest.raises(InputError) as caught:
        read(recipe, packed, None)
    assert caught.value.problems[0].kind == "import-no-member"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "empty-file"), (b"PK\x03\x04broken", "import-unreadable")],
)
def test_a_file_that_is_none_is_one_problem(content, kind, tmp_path):
    path = tmp_path / "base.zip"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(BY_ID["rp-population"], path, None)
    assert [problem.kind for problem in caught.value.problems] == [kind]


def test_a_line_without_end_is_refused_before_memory_suffers(tmp_path):
    path = tmp_path / "finess.csv"
    with path.open("wb") as stream:
        stream.write(b"nofinesset;rs\n")
        for _ in range(40):
            stream.write(b"x" * 100_000)
    with pytest.raises(InputError) as caught:
        read(BY_ID["finess"], path, None)
    assert caught.value.problems[0].kind == "import-too-large"
