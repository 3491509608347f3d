"""The traps of official sources, each with the rule that it needs.

``without`` takes a rule out of a recipe; every test then shows the wrong answer that it gives.
"""

from dataclasses import replace

import lookalike
import numpy as np
import pytest
import shapely

from netmap.errors import InputError
from netmap.intake.figures import figures_of
from netmap.intake.reading import read
from netmap.messages import Messages, describe
from netmap.sources import base
from netmap.sources.recipes import BY_ID

ROCHELLE, AYTRE = "17300", "17028"


def without(recipe, *traits):
    return replace(recipe, traits=recipe.traits - set(traits))


def row(recipe, place=ROCHELLE, **cells):
    return lookalike.drawn(recipe, place, lookalike.generator(1)) | cells


# FINESS

#: La Rochelle town hall (or thereabouts) and one place overseas a system, in degrees, and where
#: PROJ puts them; told by another way than the code's: constants that were worked out once
POINTS = {
    "EPSG:2154 RGF93 Lambert 93": (379_800.0, 6_570_900.0, -1.15, 46.16),
    "EPSG:5490 RGAF09 UTM 20N": (656_000.0, 1_796_000.0, -61.54, 16.24),
    "EPSG:2975 RGR92 UTM 40S": (338_500.0, 7_690_000.0, 55.45, -20.88),
    "EPSG:2972 RGFG95 UTM 22N": (354_000.0, 545_000.0, -52.32, 4.93),
    "EPSG:4471 RGM04 UTM 38S": (523_500.0, 8_587_500.0, 45.22, -12.78),
    "UTM 21N": (562_000.0, 5_180_000.0, -56.19, 46.77),
    "UTM 1S": (590_000.0, 8_528_000.0, -176.17, -13.31),
}


def finess_rows(recipe):
    rows = []
    for number, (system, (x, y, *_)) in enumerate(POINTS.items()):
        said = f"1,ATLASANTE,96,BAN,{system},x"
        rows.append(
            row(recipe, finess=f"17000{number:04}", x=f"{x:.1f}", y=f"{y:.1f}", place_source=said)
        )
    return rows


@pytest.mark.parametrize("name", ["finess", "finess-classique"])
def test_finess_names_seven_projections_inside_a_column(name, tmp_path):
    recipe = BY_ID[name]
    path = lookalike.write(recipe, tmp_path, finess_rows(recipe), ending=".csv")
    frame = read(recipe, path, None).frame
    expected = np.array([point[2:] for point in POINTS.values()])
    assert np.allclose(frame[["longitude", "latitude"]], expected, atol=0.01)
    wrong = read(without(recipe, "crs-in-text"), path, None).frame
    # read as if all were in mainland France: what is not there is nowhere, or elsewhere
    assert np.allclose(wrong[["longitude", "latitude"]][:1], expected[:1], atol=0.01)
    assert not np.isclose(wrong["longitude"][1:], expected[1:, 0], atol=0.01).any()


#: a commune of each territory that has outlines, and the system in which FINESS places it
SYSTEMS = {
    "17300": (2154, "EPSG:2154"), "2A004": (2154, "EPSG:2154"), "97105": (5490, "EPSG:5490"),
    "97209": (5490, "EPSG:5490"), "97302": (2972, "EPSG:2972"), "97411": (2975, "EPSG:2975"),
    "97608": (4471, "EPSG:4471"),
}  # fmt: skip


def test_a_point_that_is_not_in_its_commune_is_told_in_every_system(tmp_path):
    recipe = BY_ID["finess"]
    inside = base.outlined(SYSTEMS).geometry.representative_point()
    rows, strays = [], []
    for code, (epsg, said) in SYSTEMS.items():
        at = inside[[code]].to_crs(epsg).iloc[0]
        letters = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9F"}
        department, commune = letters.get(code[:3], code[:2]), code[-3:]
        for shift in (0, 60_000):  # metres to the east: no commune is so wide
            strays += [shift > 0]
            rows.append(row(
                recipe, departement=department, commune=commune, x=str(at.x + shift), y=str(at.y),
                place_source=f"1,ATLASANTE,96,BAN,{said} ...",
            ))  # fmt: skip
    taken = read(recipe, lookalike.write(recipe, tmp_path, rows, ending=".csv"), frozenset(SYSTEMS))
    assert taken.frame["place"].tolist() == [code for code in SYSTEMS for _ in range(2)]
    assert list(taken.strayed) == [line for line, stray in enumerate(strays, 2) if stray]
    known = taken.frame["longitude"].notna()
    assert known[::2].all()
    assert not known.all(), "some are nowhere in France, and are told as well"


def test_finess_has_places_in_the_middle_of_their_commune(tmp_path):
    recipe = BY_ID["finess"]
    said = "1,ATLASANTE,96,ADMIN-EXPRESS-2023,EPSG:2154,."
    rows = [row(recipe, x="379800", y="6570900", place_source=said)]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv")
    assert read(recipe, path, None).frame["precision"].tolist() == ["commune"]
    # taken for an address
    wrong = read(without(recipe, "commune-centre"), path, None)
    assert wrong.frame["precision"].tolist() == ["point"]


@pytest.mark.parametrize(
    ("department", "commune", "code"),
    [
        ("17", "300", "17300"),
        ("9A", "105", "97105"),
        ("9B", "209", "97209"),
        ("9D", "411", "97411"),
        ("9F", "608", "97608"),
        ("2A", "004", "2A004"),
    ],
)
def test_finess_spells_overseas_with_letters(department, commune, code, tmp_path):
    recipe = BY_ID["finess"]
    rows = [row(recipe, departement=department, commune=commune)]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv")
    assert read(recipe, path, {code}).frame["place"].tolist() == [code]
    wrong = read(without(recipe, "overseas-letters"), path, {code}).frame
    # lost where the department is a letter of FINESS's own
    assert len(wrong) == (department not in {"9A", "9B", "9D", "9F"})


def test_finess_has_its_places_in_rows_of_another_kind(tmp_path):
    recipe = BY_ID["finess-classique"]
    path = lookalike.write(recipe, tmp_path, finess_rows(recipe))
    taken = read(recipe, path, None)
    assert taken.frame["precision"].eq("point").all()
    assert taken.vintage == "2026-03-11"
    wrong = read(without(recipe, "sections"), path, None).frame
    assert "longitude" not in wrong  # no place at all
    with pytest.raises(InputError):  # and with no header, its first line would be one
        read(without(recipe, "headerless", "sections"), path, None)


# Accessibility


def apl(tmp_path, rows=None):
    recipe = BY_ID["apl-generalistes"]
    rows = rows or [row(recipe, apl="3.3", standard="80000")]
    return recipe, lookalike.write(recipe, tmp_path, rows)


def test_apl_has_its_header_on_the_ninth_row(tmp_path):
    recipe, path = apl(tmp_path)
    assert read(recipe, path, {ROCHELLE}).frame["apl"].tolist() == [3.3]
    with pytest.raises(InputError):  # the first title would be the header
        read(replace(recipe, titles=None), path, {ROCHELLE})


def test_apl_has_a_row_of_units_under_its_header(tmp_path):
    recipe, path = apl(tmp_path)
    assert read(recipe, path, None).unplaced == 0
    assert read(without(recipe, "units-under"), path, None).unplaced == 1


def test_the_headline_of_apl_is_that_of_doctors_up_to_65(tmp_path):
    recipe, path = apl(tmp_path)
    assert read(recipe, path, None).frame["apl"].tolist() == [3.3]
    all_ages = replace(
        recipe,
        columns=tuple(
            replace(c, said=c.said[::-1]) if c.name == "apl" else c for c in recipe.columns
        ),
    )
    assert read(all_ages, path, None).frame["apl"].tolist() == [float(lookalike.DECOY)]


def test_apl_is_averaged_by_standardised_people_of_arrondissements(tmp_path):
    recipe = BY_ID["apl-generalistes"]
    rows = [
        row(recipe, "69381", apl="2", standard="10000"),
        row(recipe, "69382", apl="6", standard="30000"),
    ]
    _, path = apl(tmp_path, rows)
    taken = read(recipe, path, {"69123"})
    table, _ = figures_of([taken])
    assert table.loc["69123", "apl_generalistes"] == 5.0  # (2 × 1 + 6 × 3) / 4
    plain = replace(recipe, figures=tuple(replace(f, over=None) for f in recipe.figures))
    table, _ = figures_of([replace(taken, recipe=plain)])
    assert np.isnan(table.loc["69123", "apl_generalistes"])  # with no weight there is no mean


def test_the_newest_sheet_is_read(tmp_path):
    recipe = BY_ID["apl-generalistes"]
    import xlsxwriter

    path = tmp_path / "apl.xlsx"
    names = [name for name, *_ in lookalike.headers(recipe)]
    with xlsxwriter.Workbook(path) as book:
        for year, value in (("2023", "1"), ("2024", "2")):
            page = book.add_worksheet(f"APL {year}")
            page.write_row(8, 0, names)
            page.write_row(9, 1, ["unité"])
            page.write_row(10, 0, [ROCHELLE if n.startswith("code") else value for n in names])
    taken = read(recipe, path, None)
    assert (taken.vintage, taken.frame["apl"].tolist()) == ("2024", [2.0])


# Outlines


@pytest.mark.parametrize("name", ["geo-api", "admin-express"])
def test_points_in_place_of_outlines_are_refused_in_one_sentence(name, tmp_path):
    recipe = BY_ID[name]
    outlined = base.outlined([ROCHELLE, AYTRE])
    columns = {
        "code_insee": list(outlined.index),
        "nom": list(outlined["nom"]),
        "population": [80_000, 9_000],
        "code_epci": ["241700434"] * 2,
        "departement": ["17"] * 2,
    }
    shapes = list(outlined.geometry)
    good = lookalike.outlines(recipe, tmp_path / "communes.geojson", shapes, **columns)
    assert set(read(recipe, good, None).frame["place"]) == {ROCHELLE, AYTRE}
    centres = [shapely.Point(-1.15, 46.16), shapely.Point(-1.11, 46.13)]
    bad = lookalike.outlines(recipe, tmp_path / "points.geojson", centres, **columns)
    with pytest.raises(InputError) as caught:
        read(recipe, bad, None)
    (problem,) = caught.value.problems
    assert problem.kind == "import-points"
    assert "geometry=contour" in describe(problem, Messages("fr")).remedy
    with pytest.raises(InputError) as caught:  # else a problem a place, with no reason
        read(without(recipe, "no-outline"), bad, None)
    assert len(caught.value.problems) > 1 or caught.value.problems[0].kind != "import-points"


def test_a_neighbourhood_lies_in_two_communes_though_its_layer_names_one(tmp_path):
    recipe = BY_ID["qpv-2024"]
    both = base.outlined([ROCHELLE, AYTRE]).geometry
    border = shapely.intersection(both.loc[ROCHELLE], both.loc[AYTRE])
    astride = border.centroid.buffer(0.004)
    path = lookalike.outlines(
        recipe,
        tmp_path / "qpv.geojson",
        [astride],
        code_qp=["QN01799N"],
        lib_qp=["À cheval"],
        insee_com=[ROCHELLE],
    )
    frame = read(recipe, path, {AYTRE}).frame
    assert frame["code_qp"].tolist() == ["QN01799N"]
    assert frame["insee_com"].tolist() == [(ROCHELLE, AYTRE)]
    # by what the layer names, Aytré would have no neighbourhood
    assert read(without(recipe, "names-one-commune"), path, {AYTRE}).frame.empty


def test_excel_protects_codes_and_a_cell_holds_several(tmp_path):
    recipe = BY_ID["qpv-liste"]
    rows = [row(recipe, code_qp='="QN01301M"', insee_com='="13055;13070"')]
    path = lookalike.write(recipe, tmp_path, rows)
    frame = read(recipe, path, None).frame
    assert frame[["place", "insee_com"]].to_numpy().tolist() == [["QN01301M", ("13055", "13070")]]
    wrong = read(without(recipe, "excel-text"), path, None).frame
    assert wrong["place"].tolist() == [None]  # « ="QN01301M" » is no code
    joined = read(without(recipe, "several-codes"), path, None).frame
    assert joined["insee_com"].tolist() == [("13055;13070",)]


# Figures


def test_marks_of_secrecy_are_not_zeros_and_say_why(tmp_path):
    recipe = BY_ID["filosofi-iris"]
    marks = [("173000101", "ns"), ("173000102", "nd"), ("173000103", "12,5")]
    rows = [row(recipe, code_iris=code, taux_pauvrete=mark) for code, mark in marks]
    taken = read(recipe, lookalike.write(recipe, tmp_path, rows, ending=".csv"), {ROCHELLE})
    assert np.isnan(taken.frame["taux_pauvrete"][:2]).all()
    assert taken.frame["taux_pauvrete"][2] == 12.5
    assert set(taken.missing) == {("taux_pauvrete", "secret", 1), ("taux_pauvrete", "absent", 1)}
    assert not taken.problems
    wrong = read(replace(recipe, missing=()), tmp_path / "filosofi-iris.csv", {ROCHELLE})
    assert [problem.kind for problem in wrong.problems] == ["import-not-a-number"]


def test_an_iris_without_its_leading_zero_is_still_of_its_commune(tmp_path):
    recipe = BY_ID["filosofi-iris"]
    rows = [row(recipe, code_iris="10040101")]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv")
    assert read(recipe, path, {"01004"}).frame["place"].tolist() == ["01004"]
    assert read(replace(recipe, width=0), path, {"01004"}).frame.empty


def test_equipment_has_marks_of_its_own_and_points_drawn_at_random(tmp_path):
    recipe = BY_ID["bpe"]
    place = {"longitude": "-1.15", "latitude": "46.16"}
    rows = [
        row(recipe, qualite="11", **place),
        row(recipe, qualite="33", **place),
        row(recipe, qualite="_Z", longitude="_Z", latitude="_U"),
    ]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv", name="BPE25")
    taken = read(recipe, path, {ROCHELLE})
    assert taken.frame["precision"].tolist() == ["point", "commune", ""]
    assert np.isnan(taken.frame["longitude"][1])
    assert taken.vintage == "2025"
    assert set(taken.missing) == {("longitude", "not-applicable", 1), ("latitude", "unknown", 1)}
    # a point that INSEE drew would pass for that of the equipment
    wrong = read(without(recipe, "random-points"), path, {ROCHELLE}).frame
    assert wrong["precision"].tolist() == ["point", "point", ""]


def test_a_person_on_two_sites_counts_half_on_each(tmp_path):
    recipe = BY_ID["rpps"]
    doctor = {"profession": "10", "savoir_faire": "SM54", "personne": "810001"}
    rows = [row(recipe, **doctor), row(recipe, AYTRE, **doctor)]
    path = lookalike.write(recipe, tmp_path, rows, ending=".txt")
    taken = read(recipe, path, None)
    assert "personne" in taken.frame  # and no longer in what is made of it
    table, _ = figures_of([taken])
    people = base.communes()["population"]
    for code in (ROCHELLE, AYTRE):
        assert table.loc[code, "medecins_generalistes"] == pytest.approx(
            0.5 * 10_000 / people[code], abs=0.05
        )
    wrong, _ = figures_of([replace(taken, recipe=without(recipe, "shared-persons"))])
    assert wrong.loc[AYTRE, "medecins_generalistes"] == pytest.approx(
        10_000 / people[AYTRE], abs=0.05
    )


def test_a_person_with_a_site_elsewhere_is_not_whole_here(tmp_path):
    recipe = BY_ID["rpps"]
    doctor = {"profession": "60", "savoir_faire": "", "personne": "810001"}
    rows = [row(recipe, **doctor), row(recipe, "42187", **doctor)]
    path = lookalike.write(recipe, tmp_path, rows, ending=".txt")
    table, _ = figures_of([read(recipe, path, None)])
    people = base.communes()["population"][ROCHELLE]
    assert table.loc[ROCHELLE, "infirmiers"] == pytest.approx(0.5 * 10_000 / people, abs=0.05)


def test_ameli_has_postal_lines_and_no_code(tmp_path):
    recipe = BY_ID["ameli"]
    lines = [("17028", "LA ROCHELLE CEDEX 1"), ("17440", "AYTRE"), ("75011", "PARIS")]
    rows = [row(recipe, code_postal=p, ville=v, specialite="01") for p, v in lines]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv")
    assert read(recipe, path, None).frame["place"].tolist() == [ROCHELLE, AYTRE, "75056"]
    wrong = read(without(recipe, "town-names"), path, None)
    assert (len(wrong.frame), wrong.unplaced) == (0, 3)


@pytest.mark.parametrize(
    ("value", "commune", "quarter"),
    [
        ("1_ZIP", 2, 2),
        ("2_ZAC", 1, 1),
        ("3_QPV_ZIP", 0, 2),
        ("4_QPV_ZAC", 0, 1),
        ("5_ZV", 0, 0),
        ("6_HZ", 0, 0),
    ],
)
def test_zones_speak_of_the_commune_or_of_its_neighbourhoods_only(
    value, commune, quarter, tmp_path
):
    recipe = BY_ID["zonage-medecins"]
    rows = [row(recipe, AYTRE, zonage=value, code_qp="")]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv")
    taken = read(recipe, path, {AYTRE})
    table, _ = figures_of([taken], quarters={AYTRE: ("QN01798N",)})
    assert table["zone_sous_dense"].to_dict() == {AYTRE: commune, "QN01798N": quarter}
    flat = replace(taken, recipe=without(recipe, "mixed-levels"))
    wrong, _ = figures_of([flat], quarters={AYTRE: ("QN01798N",)})
    assert wrong["zone_sous_dense"].to_dict() == {AYTRE: max(commune, quarter)}


def test_which_of_two_neighbourhoods_is_in_the_zone_is_not_guessed(tmp_path):
    recipe = BY_ID["zonage-medecins"]
    rows = [row(recipe, AYTRE, zonage="3_QPV_ZIP", code_qp="")]
    path = lookalike.write(recipe, tmp_path, rows, ending=".csv")
    two = {AYTRE: ("QN01797N", "QN01798N")}
    table, _ = figures_of([read(recipe, path, {AYTRE})], quarters=two)
    assert table["zone_sous_dense"].dropna().to_dict() == {AYTRE: 0}


# Lists


@pytest.mark.parametrize(
    "written", ["['sante--addictions', 'famille--garde-denfants']",
                "['sante--addictions' 'famille--garde-denfants']",
                '{sante--addictions,"famille--garde-denfants"}',
                '["sante--addictions", "famille--garde-denfants"]',
                "sante--addictions|famille--garde-denfants"]
)  # fmt: skip
def test_lists_are_text_of_a_program(written, tmp_path):
    recipe = BY_ID["data-inclusion-services"]
    path = lookalike.write(recipe, tmp_path, [row(recipe, thematiques=written)], ending=".csv")
    (read_list,) = read(recipe, path, None).frame["thematiques"]
    assert read_list == ("sante--addictions", "famille--garde-denfants")
    (wrong,) = read(without(recipe, "python-lists"), path, None).frame["thematiques"]
    assert (wrong == read_list) == ("|" in written)


def test_a_former_commune_and_an_arrondissement_are_those_of_today(tmp_path):
    recipe = BY_ID["france-services"]
    rows = [row(recipe, "13204"), row(recipe, "93059"), row(recipe, "99999")]
    path = lookalike.write(recipe, tmp_path, rows)
    taken = read(recipe, path, {"13055", "93066"})
    assert (taken.frame["place"].tolist(), taken.unplaced) == (["13055", "93066"], 1)


def test_a_point_of_zero_is_none(tmp_path):
    recipe = BY_ID["france-services"]
    rows = [
        row(recipe, longitude="0", latitude="0"),
        row(recipe, longitude="-1.15", latitude="46.16"),
    ]
    frame = read(recipe, lookalike.write(recipe, tmp_path, rows), None).frame
    assert np.isnan(frame["longitude"]).tolist() == [True, False]
