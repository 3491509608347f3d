"""The package as a library: what it returns, and the page that tells how to use it."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import netmap

ROOT = Path(__file__).parents[1]
HEAVY = ["folium", "geopandas", "networkx", "numpy", "pandas", "pydantic", "scipy", "shapely"]
FIGURES = ["personnes", "taux", "taux_bas", "taux_haut", "taux_lisse", "rapport"]


def run_python(program):
    words = [sys.executable, "-c", program]
    return subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_importing_the_package_imports_nothing_heavy():
    found = run_python(
        f"import sys, netmap; print(sorted({set(HEAVY)!r} & set(sys.modules)), "
        "[m for m in sys.modules if m.startswith('netmap.')])"
    )
    assert found == "[] ['netmap.version']\n"


def test_a_name_brings_what_it_needs_and_a_wrong_one_is_refused():
    program = "import netmap; print(netmap.methods.garwood(0)[0], netmap.InputError.__name__)"
    assert run_python(program) == "0.0 InputError\n"
    assert netmap.__all__ == sorted(netmap.__all__)
    assert set(netmap.__all__) <= set(dir(netmap))
    for name in netmap.__all__:
        assert getattr(netmap, name).__doc__, name
    with pytest.raises(AttributeError, match="has no attribute 'analyze'"):
        _ = netmap.analyze


@pytest.fixture(scope="module")
def analyses():
    project = netmap.read(ROOT)
    return {name: netmap.analyse(project, audience=name) for name in ("public", "interne")}


def test_every_layer_is_on_one_metric_system_and_indexed_by_what_it_is(analyses):
    for analysis in analyses.values():
        layers = {
            "code_insee": analysis.communes,
            "code_qp": analysis.qpvs,
            "zone": analysis.zones,
            "secteur": analysis.sectors,
            "id": analysis.partners,
        }
        for name, layer in layers.items():
            assert layer.index.name == name
            assert layer.index.is_unique
            assert layer.crs == analysis.communes.crs
            assert layer.crs.axis_info[0].unit_name == "metre"
        assert analysis.permanences.index.name == "id"
        area = analysis.communes.area.sum()
        assert analysis.zones.area.sum() == pytest.approx(area, rel=1e-6)
        joined = analysis.communes.loc[[c for own in analysis.sectors["communes"] for c in own]]
        assert analysis.sectors.area.sum() == pytest.approx(joined.area.sum(), rel=1e-6)


def test_hidden_unknown_and_nobody_are_three_things(analyses):
    public, office = analyses["public"], analyses["interne"]
    assert (public.audience, office.audience) == ("public", "interne")
    for name in ("communes", "qpvs", "zones", "sectors"):
        shown, all_of_it = getattr(public, name), getattr(office, name)
        hidden = shown["etat"] == "masquee"
        figures = [column for column in FIGURES if column in shown]
        assert shown.loc[hidden, figures].isna().all(axis=None)
        assert shown["personnes"].notna().eq(shown["etat"] == "montree").all()
        assert "masquee" not in set(all_of_it["etat"])
    hidden = public.communes.index[public.communes["etat"] == "masquee"]
    assert len(hidden)
    assert office.communes.loc[hidden, "personnes"].gt(0).any(), "something was there to hide"
    closed = public.communes["etat"] == "non-ouverte"
    assert public.communes.loc[closed, "personnes"].isna().all()
    assert "nb_orientations" not in public.relations


def test_the_library_says_what_the_files_say(analyses, built):
    import json

    found = json.loads((built["la-rochelle"] / "findings.json").read_text("utf-8"))
    analysis = analyses["public"]
    assert [line["code"] for line in found["manques"]] == list(analysis.gaps.index)
    assert [line["rang"] for line in found["manques"]] == analysis.gaps["rang"].tolist()
    people = {
        row["code"]: row["personnes"] for row in found["densite"] if row["niveau"] == "commune"
    }
    ours = analysis.communes["personnes"].astype(object).where(lambda n: n.notna(), None)
    assert ours.to_dict() == people
    chains = [
        (row["niveau"], row["code"], row["thematique"], row["kappa"]) for row in found["chaine"]
    ]
    assert [(*key, n) for key, n in analysis.chains["kappa"].items()] == chains


def test_a_project_that_needs_work_says_all_of_it(la_rochelle):
    for table, column in (("partners.csv", "position"), ("accompagnements.csv", "periode")):
        rows = la_rochelle.rows(table)
        la_rochelle.write(table, [row | {column: "partout"} for row in rows[:2]] + rows[2:])
    with pytest.raises(netmap.InputError) as refusal:
        netmap.read(la_rochelle.folder)
    errors = [one for one in refusal.value.problems if one.severity == "error"]
    assert [(one.file, one.line, one.column) for one in errors] == [
        ("data/accompagnements.csv", 2, "periode"),
        ("data/accompagnements.csv", 3, "periode"),
        ("data/partners.csv", 2, "position"),
        ("data/partners.csv", 3, "position"),
    ]


def test_the_page_on_the_library_runs_as_it_is_written(tmp_path, monkeypatch, roanne):
    (tmp_path / "examples").mkdir()
    roanne.folder.rename(tmp_path / "examples" / "roanne")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "library.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "library.md", None, 0)
    told = []
    result = doctest.DocTestRunner().run(test, out=told.append)
    assert result.attempted > 10
    assert not result.failed, "".join(told)


def test_a_build_adds_what_is_asked_for(roanne, tmp_path):
    files = netmap.build(roanne.folder, tmp_path / "out", also=["geoparquet", "pdf"])
    names = {file.name for file in files}
    assert {"report.pdf", "places.pdf", "layer-communes.parquet"} <= names
    assert not [name for name in names if name.endswith((".geojson", ".qgz"))]
    assert netmap.audit(tmp_path / "out").safe
