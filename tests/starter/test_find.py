"""Which group of communes people mean."""

import pytest

from netmap.sources import base
from netmap.starter.find import alone, find, folder_name, nearest, short_name

GRAND_ANGOULEME, LA_ROCHELLE, ROANNE = "200071827", "241700434", "200035731"
GRAND_PARIS, PLAINE_COMMUNE = "200054781", "200057867"


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("Grand Angoulême", [GRAND_ANGOULEME]),
        ("  grand ANGOULEME ", [GRAND_ANGOULEME]),
        ("communauté d'agglomération du grand angoulême", [GRAND_ANGOULEME]),
        (GRAND_ANGOULEME, [GRAND_ANGOULEME]),
        ("Angoulême", [GRAND_ANGOULEME]),
        ("16015", [GRAND_ANGOULEME]),
        ("roannais", [ROANNE]),
        ("Aytré", [LA_ROCHELLE]),
        # its own name before the commune La Rochelle of Haute-Saône
        ("La Rochelle", [LA_ROCHELLE]),
        ("13204", ["200054807"]),  # the 4th arrondissement of Marseille
        ("Pierrefitte-sur-Seine", [GRAND_PARIS, PLAINE_COMMUNE]),  # merged into Saint-Denis
        ("93059", [GRAND_PARIS, PLAINE_COMMUNE]),
        ("2a004", [base.communes().loc["2A004", "code_epci"]]),
        ("Mamoudzou", ["200060457"]),
    ],
)
def test_a_name_a_siren_or_a_commune_is_enough(asked, codes):
    assert [group.code for group in find(asked)] == codes


def test_several_communes_of_one_name_are_several_candidates():
    named = base.communes()
    named = named[named["nom"] == "Saint-Denis"]
    wanted = set(named["code_epci"]) | set(named["code_ept"].dropna())
    assert len(wanted) > 3
    assert {group.code for group in find("saint denis")} == wanted


def test_a_part_of_a_name_finds_all_that_hold_it_whole():
    found = find("Quercy")
    assert len(found) > 2
    assert all("quercy" in group.name.lower() for group in found)
    assert [group.code for group in found] == sorted(group.code for group in found)


@pytest.mark.parametrize("asked", ["", "  ", "?", "a", "zzzz", "123456789", "99999", "or"])
def test_what_nobody_is_called_finds_nobody(asked):
    assert find(asked) == () or asked == "or"


def test_an_island_alone_is_told_from_an_unknown_name():
    assert find("Ouessant") == ()
    assert alone("ouessant") == ("Ouessant",)
    assert alone("zzzz") == ()


def test_a_misspelt_name_is_near_the_right_one():
    assert nearest("Grand Angoulaime")[0] == "Grand Angoulême"
    assert "Roanne" in nearest("roane")
    assert nearest("xyzzyplugh") == ()


def test_short_names_keep_the_article_that_is_in_a_name():
    assert short_name(base.groups()[LA_ROCHELLE]) == "La Rochelle"
    assert short_name(base.groups()["200046977"]) == "Lyon"
    assert folder_name(base.groups()[GRAND_ANGOULEME]) == "grand-angouleme"


def test_every_group_is_found_by_its_siren_and_its_folder_has_a_plain_name():
    for group in base.groups().values():
        assert find(group.code) == (group,)
        assert folder_name(group).replace("-", "").isalnum()
        assert folder_name(group).isascii()
