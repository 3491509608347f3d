"""What is said of neighbouring communes that conclude together."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import World, log_after

from netmap.disclosure.cells import Cell
from netmap.disclosure.shown import show
from netmap.findings.density import density_table
from netmap.findings.sectors import sector_table


def strip_of(counts, *, closed=()):
    """Findings of a strip of communes of 1,000 people, the last ones never open."""
    codes = [f"0100{i}" for i in range(1, len(counts) + len(closed) + 1)]
    opened = codes[: len(counts)]
    return World(
        communes=dict.fromkeys(codes, 1_000.0),
        people={("2023", code): n for code, n in zip(opened, counts, strict=True)},
        settings={"perimetre": {"2023": opened}, "densite": {"reference": 8.0, "menage": 1.0}},
    ).findings(audience="interne")


def test_communes_that_cannot_conclude_are_in_a_sector_that_can():
    findings = strip_of([4, 4, 4, 4, 12, 12, 12, 12], closed=["01009"])
    table, found = findings.planning.sectors, findings.density
    # eight expected in each commune: four are needed, and the closed one is no part of any
    assert table["communes"].sum() == tuple(f"0100{i}" for i in range(1, 9))
    assert table["suffisant"].all()
    assert (table["attendues"] >= 25).all()
    assert table["personnes"].sum() == found.loc["commune", "personnes"].sum() == 64
    low = table.loc["01001"]
    assert low["personnes"] == 4 * len(low["communes"])
    assert low["taux"] == pytest.approx(4)
    assert low["taux_bas"] < low["taux"] < low["taux_haut"]
    assert low["rapport"] == pytest.approx(0.5)
    assert low["classe"] == "sous-desservie"
    assert low["p_sous_desserte"] > found.loc[("commune", "01001"), "p_sous_desserte"]


def test_equal_rates_call_no_sector_under_served():
    table = strip_of([8] * 7).planning.sectors
    assert len(table) > 0
    assert "sous-desservie" not in set(table["classe"])


def test_a_hidden_commune_with_an_under_served_part_that_is_shown_makes_its_sector_uneven():
    """Its remainder, shown beside a hidden quarter, is surely under-served."""
    world = World(
        communes={"01001": 3_000, "01002": 40},
        quarters={"QN0": {"01001": 200}, "QN1": {"01001": 200}},
        people={
            ("2023", "01001"): 5, ("2023", "QN0"): 60, ("2023", "QN1"): 50, ("2023", "01002"): 8,
        },
        settings={"densite": {"reference": 10.0, "menage": 1.0}},
    )  # fmt: skip
    counts = world.counts()
    hidden = {("commune", "01001"), ("qpv", "QN0"), ("zone", "01001:QN0")}
    cells = {Cell("density", *place) for place in counts.places.index if place not in hidden}
    cells |= {Cell("sectors", "secteur", code) for code in counts.sectors.index}
    shown, options = show(counts, cells), counts.settings.density
    density = density_table(shown, options=options)
    assert density.loc[("commune", "01001"), "classe"] == "masquee"
    assert density.loc[("zone", "01001"), "classe"] == "sous-desservie"
    sector = sector_table(shown, density, options=options).loc["01001"]
    assert sector["p_sous_desserte"] < 0.05, "on the whole it would be called served"
    assert sector["classe"] == "inegale"


def test_a_sector_of_which_a_part_was_never_open_is_not_called_served():
    """The quarter alone was open in 01001: whoever lives around it saw nobody."""
    told = {
        "communes": {"01001": 3_000, "01002": 3_000},
        "quarters": {"QN1": {"01001": 1_000}},
    }
    people = {("2023", "QN1"): 40, ("2023", "01002"): 60}
    options = {"densite": {"reference": 8.0}}
    everywhere = World(**told, people={**people, ("2023", "01001"): 30}, settings=options).findings(
        audience="interne"
    )
    somewhere = World(
        **told, people=people, settings=options | {"perimetre": {"2023": ["QN1", "01002"]}}
    ).findings(audience="interne")

    def said(findings):
        table = findings.planning.sectors
        return {code: own for codes, own in zip(table["communes"], table["classe"], strict=True)
                for code in codes}  # fmt: skip

    assert said(everywhere)["01002"] == "desservie"
    assert said(somewhere)["01001"] == "indeterminee"
    assert somewhere.planning.sectors.loc["01001", "p_sous_desserte"] < 0.2


def test_a_sector_with_a_hidden_part_is_not_called_served_for_what_is_shown_of_it():
    """Whoever lives in the hidden communes may be those who saw nobody: 01002 has 11 of 36."""
    world = World(
        communes={"01001": 3_000, "01002": 8_000, "01003": 900, "01004": 3_000},
        quarters={"QN0": {"01002": 200}},
        people={
            ("2022", "01001"): 40, ("2022", "01002"): 3, ("2022", "01003"): 12,
            ("2022", "01004"): 5, ("2022", "QN0"): 8,
        },
    )  # fmt: skip
    public = world.findings()
    communes = public.density.xs("commune")["classe"]
    assert "masquee" in set(communes)
    for codes, said in public.planning.sectors[["communes", "classe"]].itertuples(index=False):
        if (communes[list(codes)] == "masquee").any():
            assert said != "desservie"


def test_a_sector_whose_mean_is_hidden_expects_nobody_knows_how_many():
    """Once 17004 has gone, the mean outside the quarters would tell of it: nothing is expected."""
    told = {"QP1": 6, "QP2": 9, "17001": 0, "17002": 6, "17003": 8, "17005": 0, "17006": 8}
    world = World(
        communes={"17001": 6_637, "17002": 11_497, "17003": 3_494, "17004": 7_180,
                  "17005": 11_239, "17006": 2_875},
        quarters={"QP1": {"17001": 2_643}, "QP2": {"17002": 733}},
        people={("2023", code): n for code, n in {**told, "17004": 10}.items()},
    )  # fmt: skip
    fewer = replace(
        world,
        communes={code: n for code, n in world.communes.items() if code != "17004"},
        people={("2023", code): n for code, n in told.items()},
    )
    found = fewer.findings(log=log_after(world.publish()))
    assert np.isnan(found.release.counts.reference.rates).any()
    sectors = found.planning.sectors
    assert len(sectors)
    assert sectors["attendues"].isna().all()
    for table in (sectors, found.density):
        assert not np.isinf(table.select_dtypes("number")).any(axis=None)


@pytest.mark.parametrize(
    ("reference", "quarters"), [("territoire", ["QN1", "QN2"]), ("qpv", ["QN1"]), (8.0, ["QN1"])]
)
def test_whoever_holds_all_that_the_reference_is_made_of_is_not_served_by_it(reference, quarters):
    """Any rate is the mean of its own territory: twice as many people change nothing."""
    for people in (100, 200):
        findings = World(
            communes={"01001": 9_000.0, "01002": 100.0},
            quarters={code: {"01001": 1_000.0} for code in quarters},
            people={
                ("2023", "01001"): 2 * people,
                ("2023", "01002"): 2,
                **{("2023", code): people for code in quarters},
            },
            settings={"densite": {"reference": reference, "menage": 1.0}},
        ).findings(audience="interne")
        sector = findings.planning.sectors.loc["01001"]
        quarter = findings.density.loc[("qpv", "QN1"), "classe"]
        assert sector["communes"] == ("01001", "01002")
        assert sector["seul"] == np.isnan(sector["p_sous_desserte"]) == (reference == "territoire")
        assert (sector["classe"] == "desservie") == (reference == 8.0)
        assert (quarter == "desservie") == (reference != "qpv"), "the one quarter is its reference"
