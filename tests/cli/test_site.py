"""Where the half-days go, as a planner asks it, foolish requests included."""

import csv
import io
import json
from pathlib import Path

import pytest

from netmap.cli.site import EtpType, YearsType
from netmap.edition import complete
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.pipeline import find
from netmap.records.planning import plan_record
from netmap.siting.stated import ONE_YEAR

ROOT = Path(__file__).parents[2]
LOCKED = {
    "ouverte-mireuil-adultes",
    "ouverte-mireuil-jeunes",
    "ouverte-port-neuf-adultes",
    "ouverte-villeneuve-adultes",
}


def plan_of(netmap, project, *words):
    words = ("--json", "--audience", "interne", "--project", project.folder, *words)
    status, out, err = netmap("site", *words)
    assert status == 0, err
    return json.loads(out)


def public_plan(project):
    plan = complete(find(read_inputs(project.folder), audience="public")).plan
    assert plan is not None
    return plan_record(plan).plain()


def held(plan):
    return {p["id"]: list(p["demi_journees"].values())[-1] for p in plan["lieux"]}


def last(plan):
    return list(plan["personnes"].values())[-1]


def test_what_is_locked_is_in_every_plan_and_more_half_days_never_serve_fewer(netmap, la_rochelle):
    plans = [plan_of(netmap, la_rochelle, "--etp", etp) for etp in ("1.1", "1,3")]
    for plan in plans:
        assert plan["preuve"]["ecart"] <= 0.01
        assert plan["preuve"]["statut"] in {"optimal", "within-gap"}
        assert {one for one, days in held(plan).items() if days} >= LOCKED, "locked is kept"
    words = ("--csv", "--audience", "interne", "--project", la_rochelle.folder, "--etp", "1.1")
    told = netmap("site", *words)[1].removeprefix("\ufeff")
    table = csv.DictReader(io.StringIO(told), delimiter=";")
    listed = {row["id"]: float(row["demi_journees plan"].replace(",", ".")) for row in table}
    assert listed == held(plans[0])
    assert last(plans[1]) >= last(plans[0]), "two more half-days never serve fewer"
    gains = [point["personnes"] for point in plans[1]["gain"]["points"]]
    assert gains == sorted(gains)


def test_years_are_nested_and_never_serve_fewer(netmap, la_rochelle):
    plan = plan_of(netmap, la_rochelle, "--years", "2026:1.1,2027:1.2")
    assert list(plan["personnes"]) == ["aujourdhui", "2026", "2027"]
    assert plan["personnes"]["2027"] >= plan["personnes"]["2026"]
    for site in plan["lieux"]:
        assert site["demi_journees"]["2027"] >= site["demi_journees"]["2026"]


def test_the_order_of_rows_changes_nothing(netmap, la_rochelle):
    before = plan_of(netmap, la_rochelle, "--etp", "1.2")
    for table in ("permanences.csv", "accompagnements.csv"):
        la_rochelle.write(table, la_rochelle.rows(table)[::-1])
    assert plan_of(netmap, la_rochelle, "--etp", "1.2") == before


def test_without_an_open_site_nobody_is_reached_today(netmap, la_rochelle):
    def close(row):
        return row | {"statut": "candidate", "verrouillee": "non"}

    la_rochelle.change("permanences.csv", close)
    plan = plan_of(netmap, la_rochelle, "--etp", "0.1")
    assert plan["personnes"]["aujourdhui"] == 0
    assert all(row["minutes_aujourdhui"] is None for row in plan["zones"])


def test_a_plan_is_made_of_what_may_be_shown_and_of_nothing_else(la_rochelle):
    """Two hidden communes of one hidden sum may swap their people: no figure moves."""
    la_rochelle.change("accompagnements.csv", lambda row: row | {"situations_cloturees": "0"})
    before = public_plan(la_rochelle)

    def swap(row):
        moved = {("2024", "17200"): "1", ("2024", "17264"): "2"}
        people = moved.get((row["periode"], row["code"]), row["personnes"])
        return row | {"personnes": people}

    la_rochelle.change("accompagnements.csv", swap)
    assert public_plan(la_rochelle) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--etp", "0"], "au-dessus de 0"),
        (["--etp", "0.5"], "au moins 1.1 ETP, soit 11 demi-journées"),
        (["--years", "2026:1.2,2026:1.3"], "chaque année une seule fois"),
        (["--years", "2026:2,2027:1.5"], "des ETP qui ne baissent pas"),
    ],
)
def test_a_foolish_request_is_told_with_its_remedy_before_any_solving(
    netmap, monkeypatch, words, told
):
    from netmap.siting import placement

    monkeypatch.setattr(placement, "search", lambda *_, **__: pytest.fail("solving began"))
    status, out, err = netmap("site", *words, "--project", ROOT)
    assert (status, out) == (1, "")
    assert told in err
    assert err.count("à faire") == 1


def test_posts_of_the_settings_that_do_not_fit_are_told_there(netmap, la_rochelle):
    toml = la_rochelle.folder / "netmap.toml"
    toml.write_text(toml.read_text("utf-8").replace("etp = 1.2", "etp = 0.3"), "utf-8")
    status, _, err = netmap("site", "--project", la_rochelle.folder)
    assert status == 1
    assert err.strip().startswith("netmap.toml")
    status, out, _ = netmap("build", "--project", la_rochelle.folder)
    assert status == 0, "a plan that cannot be is told, and keeps no map from being built"
    findings = json.loads((la_rochelle.folder / "outputs" / "findings.json").read_text("utf-8"))
    assert findings["plan"] is None
    assert "au moins 1.1 ETP" in out


def test_a_candidate_outside_the_territory_is_told(netmap, la_rochelle):
    def move(row):
        if row["id"] == "mairie-thaire":
            return row | {"latitude": "45.7", "longitude": "-0.3", "code_insee": ""}
        return row

    la_rochelle.change("permanences.csv", move)
    status, _, err = netmap("site", "--etp", "1.2", "--project", la_rochelle.folder)
    assert status == 1
    assert "mairie-thaire" in err
    assert err.count("à faire") == 1


def test_a_matrix_with_holes_is_told(netmap, la_rochelle):
    (la_rochelle.folder / "data" / "temps.csv").write_text(
        "de;vers;minutes;mode\n17300;mairie-thaire;12;voiture\n", "utf-8"
    )
    status, _, err = netmap("site", "--etp", "1.2", "--project", la_rochelle.folder)
    assert status == 1
    assert "de 17010 à" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--etp", "beaucoup"], "n’est pas un nombre d’ETP"),
        (["--years", "2026=1.2"], "2026:1.0,2027:1.5"),
        (["--years", "2026:1,2027"], "n’a pas d’ETP"),
        (["--scenario", "a.toml", "--compare", "a.toml", "b.toml"], "pas les deux"),
        (["--time-limit", "0"], "--time-limit"),
    ],
)
def test_a_malformed_option_has_status_2(netmap, words, told):
    status, out, err = netmap("site", *words, "--project", ROOT)
    assert (status, out) == (2, "")
    assert told in err


def test_posts_are_read_as_people_write_them():
    etp, years = EtpType(Messages("fr")), YearsType(Messages("fr"))
    assert etp.convert("1,5", None, None) == ((ONE_YEAR, 1.5),)
    wanted = (("2026", 1.0), ("2027", 1.5))
    for text in ("2026:1.0,2027:1.5", "2026:1,0,2027:1,5", "2026:1 2027:1.5", "2026:1;2027:1.5"):
        assert years.convert(text, None, None) == wanted
    assert years.convert("2026,2027:1,5", None, None) == (("2026", None), ("2027", 1.5))


def test_a_year_without_posts_takes_those_of_etp(netmap, la_rochelle):
    plan = plan_of(netmap, la_rochelle, "--etp", "1.3", "--years", "2026:1.2,2027")
    assert plan["annees"] == [{"annee": "2026", "etp": 1.2}, {"annee": "2027", "etp": 1.3}]


def test_etp_beside_years_that_tell_all_is_said_to_be_unused(netmap, la_rochelle):
    words = ("--etp", "1.3", "--years", "2026:1.2", "--json", "--audience", "interne")
    status, out, err = netmap("site", *words, "--project", la_rochelle.folder)
    assert status == 0
    assert "--etp n’a pas servi" in err
    assert json.loads(out)["annees"] == [{"annee": "2026", "etp": 1.2}]


def test_a_scenario_closes_locks_and_adds(netmap, la_rochelle):
    words = ("--scenario", ROOT / "examples" / "scenario-la-jarrie.toml")
    plan = plan_of(netmap, la_rochelle, *words)
    sites = {site["id"]: site for site in plan["lieux"]}
    assert plan["scenario"] == "Une permanence à La Jarrie"
    assert held(plan)["france-services-la-jarrie"] >= 1
    assert sites["ouverte-centre-ville-adultes"]["role"] == "fermee"
    assert sites["ouverte-centre-ville-adultes"]["aujourdhui"] == 1
    assert "bus-sante-sainte-soulle" in sites
    assert (
        plan["personnes"]["aujourdhui"] == plan_of(netmap, la_rochelle)["personnes"]["aujourdhui"]
    ), "today is today, whatever the scenario closes"


def test_two_scenarios_side_by_side_and_the_terminal_tells_how_good_it_is(netmap, la_rochelle):
    both = [ROOT / "examples" / f"scenario-{name}.toml" for name in ("la-jarrie", "equite")]
    status, out, err = netmap("site", "--project", la_rochelle.folder, "--compare", *both)
    assert status == 0, err
    assert "Une permanence à La Jarrie" in out
    assert "Un quart du besoin partout" in out
    status, out, _ = netmap("site", "--project", la_rochelle.folder)
    assert status == 0
    for told in ("prouvé" if "prouvé" in out else "au plus de la meilleure", "Brut :", "Net :",
                 "Cumulé :", "Calcul :", "vol d’oiseau", "Solidité\N{NO-BREAK SPACE}:",
                 "Retour sur aujourd’hui", "Villeneuve-les-Salines"):  # fmt: skip
        assert told in out


def test_interrupted_it_says_so_and_leaves_the_outputs(netmap, released, monkeypatch):
    before = {p.name: p.read_bytes() for p in (released.folder / "outputs").iterdir()}

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("netmap.siting.search.minimise", interrupted)
    status, _, err = netmap("site", "--etp", "1.6", "--project", released.folder)
    assert status == 130
    assert "Interrompu" in err
    assert {p.name: p.read_bytes() for p in (released.folder / "outputs").iterdir()} == before
    # A build, too: while it plans, while it makes pages, and when it would put them in place.
    for moment in ("siting.search.minimise", "render.page.compose", "exports.exchange.swap"):
        with monkeypatch.context() as patch:
            patch.setattr(f"netmap.{moment}", interrupted)
            status, _, err = netmap("build", "--quiet", "--project", released.folder)
        assert (status, err.strip().count("\n")) == (130, 0), moment
        after = {p.name: p.read_bytes() for p in (released.folder / "outputs").iterdir()}
        assert after == before, moment
        assert not [
            p for p in released.folder.iterdir() if "outputs" in p.name and p.name != "outputs"
        ]


def test_interrupted_before_its_words_are_read_it_says_so_all_the_same(netmap, monkeypatch):
    asked = []

    def read(language):
        asked.append(language)
        if len(asked) == 1:
            raise KeyboardInterrupt
        return Messages(language)

    monkeypatch.setattr("netmap.cli.Messages", read)
    status, out, err = netmap("check")
    assert (status, out) == (130, "")
    assert err == "Interrompu : les fichiers précédents sont intacts.\n"
