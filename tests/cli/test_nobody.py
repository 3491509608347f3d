"""Of all that has columns of persons, taken in at once: nobody is in any file, page or message."""

import io
import zipfile
from dataclasses import replace

import lookalike
import pytest
from least import EPCI, TOWN, fill, quarter
from services import serving

from netmap.messages import Messages
from netmap.sources import recipes
from netmap.sources.recipes.model import Address

PERSONAL = [recipe for recipe in recipes.RECIPES if recipe.personal]


def written(recipe, folder):
    """A file of a source in which somebody stands in each personal column."""
    rng = lookalike.generator(2)
    row = lookalike.drawn(recipe, TOWN, rng) | {"date": "2024-05-14"}
    row |= {"prescripteur": "Foyer", "destinataire": "Mission", "statut": "VALIDÉE"}
    path = lookalike.write(recipe, folder, [row] * 2)
    assert is_told(path.read_bytes()), recipe.id
    return path


def is_told(content):
    """Whether somebody is in a file, in a part of an archive, or in a file of several bytes."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return any(is_told(parts.read(name)) for name in parts.namelist())
    wanted = lookalike.SOMEBODY
    return any(wanted.encode(code) in content for code in ("utf-8", "utf-16-le"))


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def service():
    with serving() as one:
        yield one


def test_nobody_is_in_any_file_page_cache_or_message(netmap, service, tmp_path, monkeypatch):
    project, cache, given = (tmp_path / name for name in ("projet", "cache", "recus"))
    given.mkdir()
    said = list(netmap("init", EPCI, project, "--qpv", quarter(given)))
    fill(project)
    paths = {recipe.id: written(recipe, given) for recipe in PERSONAL}
    asked = []
    for recipe in (one for one in PERSONAL if one.addresses):
        path = paths.pop(recipe.id)
        service.files[f"/{path.name}"] = path.read_bytes()
        address = Address(service.url(f"/{path.name}"), ending=path.suffix)
        monkeypatch.setitem(recipes.BY_ID, recipe.id, replace(recipe, addresses=(address,)))
        asked.append(recipe.id)
    assert {"rpps", "ameli", "finess", "service-public"} <= set(asked)
    assert {"coop-mediation", "dora-orientations"} <= paths.keys()
    own = ["--project", project]
    for words in (
        ["fetch", *asked, "--cache", cache, "--oui", *own],
        ["import", *paths.values(), "--oui", *own],
        ["check", *own],
        ["build", *own],
        ["build", "--audience", "interne", "--out", project / "interne", *own],
    ):
        status, out, err = netmap(*words)
        assert status == 0, (words[0], out, err)
        said += [out, err]
    assert len(service.asked) == len(asked)
    assert {"passages.csv", "annuaire.csv", "indicateurs.csv"} <= {p.name for p in files(project)}
    every = "".join(map(str, said))
    assert not is_told(every.encode())
    for recipe in PERSONAL:
        assert Messages("fr")(f"import.title.{recipe.id}") in every
    kept = files(project) + files(cache)
    assert [path for path in kept if is_told(path.read_bytes())] == []
    status, _, err = netmap("fetch", "rpps", "--offline", "--cache", cache, *own)
    assert status == 2
    assert "jamais gardé" in err


def test_a_file_of_persons_that_never_comes_whole_leaves_nothing(
    netmap, service, tmp_path, monkeypatch
):
    project, cache, given = (tmp_path / name for name in ("projet", "cache", "recus"))
    given.mkdir()
    netmap("init", EPCI, project, "--qpv", quarter(given))
    content = written(recipes.BY_ID["rpps"], given).read_bytes()
    service.files["/persons"], service.behaviour["/persons"] = 2 * content, "never-whole"
    rpps = replace(recipes.BY_ID["rpps"], addresses=(Address(service.url("/persons")),))
    monkeypatch.setitem(recipes.BY_ID, "rpps", rpps)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "recus"))
    before = files(given)
    status, out, err = netmap("fetch", "rpps", "--cache", cache, "--oui", "--project", project)
    assert status == 1
    assert service.asked
    assert files(given) == before
    kept = files(cache) + files(project)
    assert not [path for path in kept if is_told(path.read_bytes())]
    assert not is_told((out + err).encode())
