"""What a planner is told, at the level of the whole tool: each direction with its reason."""

import json
import shutil
from pathlib import Path

import pytest
from needless import without_need

from netmap import pipeline
from netmap.inputs import read_inputs
from netmap.siting.planned import planned

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
INDICATORS = {
    "part_sans_bac": "besoin",
    "taux_chomage_15_64": "besoin",
    "part_menages_monoparentaux": "besoin",
    "revenu_median_2021": "ressource",
}


def release_of(project, audience="interne"):
    inputs = read_inputs(project.folder)
    return pipeline.find(inputs, audience=audience)


def edit_settings(project, *changes):
    toml = project.folder / "netmap.toml"
    text = toml.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    toml.write_text(text, "utf-8")


def properties(layer):
    return [feature["properties"] for feature in layer["features"]]


def open_everywhere(project, people):
    """Write one period in which the service was open everywhere, with `people(residents)`."""
    toml = project.folder / "netmap.toml"
    lines = toml.read_text("utf-8").splitlines()
    toml.write_text(
        "\n".join(x for x in lines if not x.startswith(("2021", "2022", "2023", "2024")))
        + "\n[lecture]\ncommune_comprend_qpv = false\n"
    )
    blank = {"situations_cloturees": "", "thematique": "", "public": ""}
    quarters = properties(project.layer("qpv.geojson"))
    places = {p["code_insee"]: p["population"] for p in properties(project.layer())}
    for quarter in quarters:
        places[quarter["code_qp"]] = quarter["population"]
        places[quarter["insee_com"]] -= quarter["population"]
    rows = [
        {"periode": "2024", "code": code, "personnes": people(residents), **blank}
        for code, residents in places.items()
    ]
    project.write("accompagnements.csv", rows)


@pytest.mark.parametrize("audience", ["interne", "public"])
def test_the_same_chance_for_all_who_are_poor_calls_nobody_under_served(la_rochelle, audience):
    zones = release_of(la_rochelle).planning.zones
    target = zones["cible"].groupby(zones["code_qp"].fillna(zones["code_insee"])).sum()
    open_everywhere(la_rochelle, lambda _: 0)
    rows = la_rochelle.rows("accompagnements.csv")
    for row in rows:
        row["personnes"] = round(9.0 * target[row["code"]] / 1_000)
    la_rochelle.write("accompagnements.csv", rows)
    findings = release_of(la_rochelle, audience)
    assert "sous-desservie" not in set(findings.density["classe"])
    assert "sous-desservie" not in set(findings.planning.sectors["classe"])


@pytest.mark.parametrize("audience", ["interne", "public"])
def test_equal_rates_everywhere_call_nobody_under_served(la_rochelle, audience):
    without_need(la_rochelle)
    open_everywhere(la_rochelle, lambda residents: round(residents / 250))
    findings = release_of(la_rochelle, audience)
    assert "sous-desservie" not in set(findings.density.xs("commune")["classe"])
    assert "sous-desservie" not in set(findings.planning.sectors["classe"])
    kinds = {reason.kind for gap in findings.gaps for reason in gap.reasons}
    assert not [kind for kind in kinds if "sous-desservie" in kind]


@pytest.mark.parametrize("name", ["la_rochelle", "roanne"])
@pytest.mark.parametrize("audience", ["interne", "public"])
def test_each_line_has_its_reasons_and_who_cannot_conclude_says_so(request, name, audience):
    findings = release_of(request.getfixturevalue(name), audience)
    sectors = findings.planning.sectors
    parts = {"sous-desservie-qpv", "sous-desservie-hors-qpv"}
    unmet = []
    for gap in findings.gaps:
        assert gap.reasons
        kinds = [reason.kind for reason in gap.reasons]
        if gap.density_class in {"indeterminee", "masquee"}:
            assert gap.sector is not None
            assert gap.code in sectors.loc[gap.sector, "communes"]
            assert sectors.loc[gap.sector, "suffisant"], "its sector expects enough people"
            start = {"indeterminee": ("seule", "petite"), "masquee": "masquee"}[gap.density_class]
            assert any(kind.startswith(start) or kind in parts for kind in kinds)
        if not parts.intersection(kinds):
            unmet.append(gap.priority.unmet)
    assert unmet == sorted(unmet, reverse=True), "the most expected unmet people first"


@pytest.mark.parametrize("audience", ["interne", "public"])
def test_a_fifth_of_the_activity_in_the_quarters_is_said_of_them_alone(la_rochelle, audience):
    """The reference was fixed before counting: nothing said outside the quarters moves."""
    known = release_of(la_rochelle, audience)
    before = known.density

    def fifth(row):
        if row["code"].startswith("QN"):
            few = {"personnes": int(row["personnes"]) // 5}
            row |= few | {"nouvelles": "", "situations_cloturees": ""}
        return row

    la_rochelle.change("accompagnements.csv", fifth)
    few = release_of(la_rochelle, audience)
    after = few.density
    assert known.planning.strata.loc["qpv", "classe"] == "indeterminee"
    assert few.planning.strata.loc["qpv", "classe"] == "sous-desservie", "all three together"
    assert set(before.xs("qpv")["classe"]) == {"desservie"}
    assert "desservie" not in set(after.xs("qpv")["classe"])
    assert {"QN01701M", "QN01702M"} <= set(
        after.xs("qpv").query("classe == 'sous-desservie'").index
    )
    told = ["personnes", "attendues", "classe"]
    aytre = [found.loc[("commune", "17028"), told].tolist() for found in (before, after)]
    assert aytre[0] == aytre[1]
    assert aytre[0][2] == "sous-desservie"


def test_communes_alike_lack_as_many_and_twice_the_poor_are_twice_the_expected(la_rochelle):
    """Four communes at 10.0 to 10.3 % lacked −15, −5, +5 and +15 people by their percentile."""
    rates = {"17059": 10.0, "17109": 10.1, "17136": 10.2, "17245": 10.3, "17413": 20.0}
    layer = la_rochelle.layer()
    for one in properties(layer):
        one["population"] = 2_000 if one["code_insee"] in rates else one["population"]
    la_rochelle.write_layer(layer)

    def poor(row):
        return row | {"taux_pauvrete": rates.get(row["code_insee"], row["taux_pauvrete"])}

    la_rochelle.change("indicateurs.csv", poor)
    found = release_of(la_rochelle)
    unmet = {one.code: one.unmet for one in found.planning.priorities if one.code in rates}
    assert unmet == pytest.approx({code: 9 * 2 * rate / 100 for code, rate in rates.items()})


def test_halving_a_commune_s_people_never_lowers_its_place(la_rochelle):
    def place(findings, code):
        return next(gap.rank for gap in findings.gaps if gap.code == code)

    before = release_of(la_rochelle)

    def halve(row):
        if row["code"] == "17028":
            row |= {"personnes": str(int(row["personnes"]) // 2), "nouvelles": ""}
            row |= {"situations_cloturees": "0"}
        return row

    la_rochelle.change("accompagnements.csv", halve)
    after = release_of(la_rochelle)
    assert place(after, "17028") <= place(before, "17028"), "fewer are met, so more are not"


def test_a_faster_road_never_lengthens_the_way_nor_lowers_what_a_plan_reaches(
    la_rochelle, monkeypatch
):
    edit_settings(la_rochelle, ("etp = 1.2", "etp = 1.2\necart = 0.0"))
    slow = release_of(la_rochelle)
    before, _ = planned(slow)
    # Who would come is found from those who do: at the same demand, the way is all that differs.
    monkeypatch.setattr("netmap.siting.planned.demand_of", lambda _: before.demand)
    edit_settings(la_rochelle, ("vitesse_km_h = 30.0", "vitesse_km_h = 40.0"))
    fast = release_of(la_rochelle)
    assert (fast.access["minutes"] <= slow.access["minutes"]).all()
    after, _ = planned(fast)
    assert after.placement.objective >= before.placement.objective - 1e-6


def test_half_days_within_reach_add_up_to_those_that_are_held(la_rochelle):
    edit_settings(la_rochelle, ("bassin_minutes = 15.0", "bassin_minutes = 200.0"))
    findings = release_of(la_rochelle)
    communes = findings.access.xs("commune")["accessibilite"]
    people = findings.release.territory.communes["population"]
    opened = findings.release.permanences[findings.release.permanences["statut"] == "ouverte"]
    assert (communes * people).sum() / 1_000 == pytest.approx(opened["demi_journees"].sum())
    assert communes.max() == pytest.approx(communes.min()), "everybody reaches everything"


def test_without_indicators_need_is_unknown_and_said_so(la_rochelle):
    findings = release_of(without_need(la_rochelle))
    assert findings.planning.need is None
    assert findings.planning.equity is None
    assert (findings.reference_kind, findings.target_kind) == ("strate", "habitants")
    assert "indicateurs" in findings.release.absent
    assert {one.need_tier for one in findings.planning.priorities} == {"sans-donnee"}
    assert not any(one.weighted for one in findings.planning.priorities)


@pytest.fixture
def with_indicators(request):
    if not SHARED.is_dir():
        pytest.skip("no indicators beside the repository: they may not be part of it")

    def prepare(name):
        project = without_need(request.getfixturevalue(name))
        folder = name.replace("_", "-")
        shutil.copy(SHARED / folder / "indicateurs.csv", project.folder / "data")
        sections = "".join(
            f'\n[indicateurs.{column}]\nlibelle = "{column}"\nsens = "{sense}"\n'
            f'unite = "{"€" if sense == "ressource" else "%"}"\n'
            'millesime = "2022"\nsource = "INSEE"\n'
            for column, sense in INDICATORS.items()
        )
        toml = project.folder / "netmap.toml"
        toml.write_text(toml.read_text("utf-8") + sections, "utf-8")
        return project

    return prepare


@pytest.mark.parametrize("name", ["la_rochelle", "roanne"])
def test_need_is_told_where_it_is_great_and_moves_no_line(with_indicators, name):
    """A score is one axis of two: only people who could come change what is expected."""
    weighed = release_of(with_indicators(name))
    need = weighed.planning.need
    assert sorted(need.index) == list(weighed.release.territory.communes.index)
    assert set(need["palier"]) <= {"fort", "moyen", "faible", "indeterminee", "sans-donnee"}
    assert (need["rang_bas"] <= need["rang_haut"]).all()
    assert weighed.planning.need_scale == "territoire"

    assert not any(one.weighted for one in weighed.planning.priorities)
    strong = set(need.index[need["palier"] == "fort"])
    told = {g.code for g in weighed.gaps if any(r.kind == "besoin-fort" for r in g.reasons)}
    assert told == strong & {gap.code for gap in weighed.gaps}


def test_the_need_of_a_project_is_in_its_findings(netmap, with_indicators):
    import jsonschema

    project = with_indicators("roanne")
    status, _, err = netmap("build", "--quiet", "--project", project.folder)
    assert status == 0, err
    findings = json.loads((project.folder / "outputs" / "findings.json").read_text("utf-8"))
    schema = Path(__file__).parents[1] / "docs" / "findings.schema.json"
    jsonschema.validate(findings, json.loads(schema.read_text("utf-8")))
    assert [one["colonne"] for one in findings["besoin"]["indicateurs"]] == sorted(INDICATORS)
    assert len(findings["besoin"]["communes"]) == 40
    assert findings["plan"]["hypotheses"]["pondere_par_besoin"] is False
    assert findings["aller_vers"][0]["code"] is None


def test_a_size_behind_a_percentage_must_be_declared(with_indicators, netmap):
    project = with_indicators("roanne")
    edit_settings(project, ('sens = "ressource"', 'sens = "ressource"\neffectif = "menages"'))
    status, _, err = netmap("gaps", "--project", project.folder)
    assert status == 1
    assert "« menages »" in err
