"""Addresses as people damage them: what is found, and no wrong word about a neighbourhood.

NETMAP_ADDRESSES=28000 looks at that many of each damage instead of 400.
"""

import os
import random

import pytest
from addresses import DAMAGES

from netmap.locate.answer import Asked, answers
from netmap.locate.grounds import Said
from netmap.locate.match import SURE
from netmap.locate.project import matching, ready
from netmap.locate.spelling import address_of

MANY = int(os.environ.get("NETMAP_ADDRESSES", "400"))
#: at least so many of a hundred are found without a doubt; all that are must be right
FOUND = {
    "intacte": 99, "une faute": 75, "deux fautes": 60, "commune avec une faute": 97,
    "abréviations": 99, "capitales sans accents": 99, "sans numéro": 97, "sans code postal": 97,
    "sans commune": 90, "sans commune ni code": 0, "mauvais code postal": 90, "mots échangés": 90,
    "tout ensemble": 65, "bâtiment et résidence": 99,
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_sure_is_right_and_no_verdict_is_wrong(quarter, made, damage):
    draw = random.Random(damage)
    codes = sorted({home.postcode for home in made.homes})
    chosen = draw.sample(made.near, min(MANY, len(made.near)))
    here = ready(quarter.folder)
    with matching(quarter.folder, made.index) as matcher:
        asked = [
            Asked(address_of(DAMAGES[damage](made.homes[k], draw, codes), known=matcher.communes))
            for k in chosen
        ]
        told = answers(asked, here.grounds, here.settings.inclusion, matcher)
    sure = wrong = verdicts = 0
    for k, answer in zip(chosen, told, strict=True):
        home = made.homes[k]
        if answer.result == "trouvee":
            sure += 1
            best = answer.candidates[0]
            right = home.voie in best.label and best.code_insee == home.code_insee
            assert right, (home, best.label)
        if answer.standing is None:
            assert not answer.score >= SURE
            assert answer.included is Said.CHECK
            continue
        assert answer.score >= SURE
        said = answer.standing.qpv
        verdicts += said is not Said.CHECK
        wrong += said is not Said.CHECK and (said is Said.YES) != made.inside[k]
    assert wrong == 0
    assert 100 * sure >= FOUND[damage] * len(chosen)
    assert (verdicts > 0) == (FOUND[damage] > 0)


def test_without_its_place_an_address_is_only_ever_a_question(quarter, made):
    here = ready(quarter.folder)
    with matching(quarter.folder, made.index) as matcher:
        home = made.homes[made.near[0]]
        found = matcher.find(address_of(f"{home.numero} {home.voie}"))
    assert found
    assert max(one.score for one in found) < SURE
    assert here.settings.inclusion.buffer_m == 300


def test_a_street_that_two_communes_have_is_asked_about_where_the_code_is_anothers(made, quarter):
    """The commune says one, the postcode the other: both stand, and neither is taken."""
    streets = {}
    for home in made.homes:
        streets.setdefault(home.voie, {})[home.code_insee] = home
    with matching(quarter.folder, made.index) as matcher:
        seen = 0
        for name, by_commune in streets.items():
            places = list(by_commune.values())
            if len(places) < 2 or places[0].postcode == places[1].postcode:
                continue
            typed = f"1 {name}, {places[1].postcode} {places[0].commune}"
            found = matcher.find(address_of(typed))
            assert {places[0].code_insee, places[1].code_insee} <= {f.code_insee for f in found}
            seen += 1
            if seen == 50:
                break
    assert seen > 10


def test_a_small_word_mistyped_leaves_its_short_street_among_those_that_may_be_meant(tmp_path):
    """« Rue ud Puits » is a letter away from « Rue du Puits Sud », three from « Rue du Puits »."""
    from addresses import HAD, Home, base_file

    from netmap.locate.index import build_index, open_index
    from netmap.locate.match import Matcher

    names = ["Rue du Puits", "Rue du Puits Sud", "Rue Jean Moulin"]
    homes = [Home(16, "", name, "17000", "17300", "La Rochelle", -1.1, 46.1) for name in names]
    (tmp_path / "a.csv.gz").write_bytes(base_file(homes))
    build_index([tmp_path / "a.csv.gz"], tmp_path / "i", had=HAD)
    found = Matcher(open_index(tmp_path / "i")).find(
        address_of("16 Rue ud Puits, 17000 La Rochelle")
    )
    assert {one.label.partition(",")[0] for one in found} == {
        "16 Rue du Puits",
        "16 Rue du Puits Sud",
    }
