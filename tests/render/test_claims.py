"""What a page says against what the file states: each way of saying more is told by name."""

import pytest
from files import findings_file

from netmap.outsider.claims import claims_of_map, claims_of_tables
from netmap.outsider.page_tables import numbers_in, read_tables
from netmap.outsider.stated import records_of

FINDINGS = findings_file(
    densite=[
        {"niveau": "commune", "code": "01001", "nom": "Bourg 2", "classe": "masquee",
         "population": 900, "personnes": None, "taux": None, "taux_bas": None, "taux_haut": None,
         "p_sous_desserte": None},
        {"niveau": "commune", "code": "01002", "nom": "Ville", "classe": "desservie",
         "population": 12_000, "personnes": 60, "taux": 2.57, "taux_bas": 1.96, "taux_haut": 3.31,
         "p_sous_desserte": 0.998},
    ],
    secteurs=[{"secteur": "01001", "communes": ["01001"], "taux": None, "classe": "masquee"}],
    periodes=[{"periode": "2023", "personnes": None, "situations_cloturees": 20}],
    priorites=[{"code": "01001", "a_accompagner": None}],
    indicateurs=[{"indicateur": "part_cloturee", "periode": "2023", "valeur": 0.6123,
                  "bas": 0.51, "haut": None}],
    aller_vers=[{"code": None, "chiffres": [{"chiffre": "refus", "valeur": 13.0}]}],
    plan={"zones": [{"code": "01001", "besoin": 3.2, "comme_aujourdhui": 2.0,
                     "comme_attendu": 4.4}],
          "retour": [],
          "personnes": {"aujourdhui": 4.0, "plan": 5.6},
          "lieux": [{"id": "a b", "demi_journees": {"plan": 2.0}}],
          "gain": {"points": [{"demi_journees": 11.0, "personnes": 164.2}]}},
    manques=[],
)  # fmt: skip
HIDDEN = frozenset({("commune", "01001"), ("secteur", "01001")})


def claims(of, tells, cell, *, heading="Bourg", language="fr"):
    """What is told of a table of one row, whose second column is `tells`."""
    attribute = f' data-tells="{tells}"' if tells else ""
    row = f' data-of="{of}"' if of else ""
    page = (
        f'<html lang="{language}"><table><caption>T</caption><thead><tr><th>Lieu</th>'
        f"<th{attribute}>Nombre</th></tr></thead><tbody><tr{row}><th>{heading}</th>"
        f"<td><b>{cell}</b></td></tr></tbody></table>"
    )
    language, tables = read_tables(page)
    found = claims_of_tables(tables, language, records_of(FINDINGS), HIDDEN)
    return [kind for kind, _ in found]


RATE = "taux taux_bas taux_haut"


@pytest.mark.parametrize(
    ("of", "tells", "cell"),
    [
        ("densite commune 01001", "personnes", "masqué"),
        ("densite commune 01001", "population", "900"),
        ("densite commune 01001", "@travel", "36"),
        ("densite commune 01001", "", "masqué"),
        ("densite commune 01002", "population", "12\u202f000"),
        ("densite commune 01002", RATE, "2,57 (entre 1,96 et 3,31)"),
        ("densite commune 01002", RATE, "2,6"),
        ("densite commune 01002", "p_sous_desserte", "plus de 99 sur 100"),
        ("densite commune 01002", "@shown", "3"),
        ("periodes 2023", "situations_cloturees", "20"),
        ("indicateurs part_cloturee", "2023/valeur bas haut", "61 % (au moins 51 %)"),
        ("indicateurs part_cloturee", "2024/valeur bas haut", "—"),
        ("aller_vers refus", "/valeur bas haut", "13"),
        ("lieux a b", "demi_journees.plan", "2"),
        ("gain 11", "personnes", "164"),
        ("total", "besoin", "3"),
        ("total", "aujourdhui", "4"),
        ("total", "personnes.plan", "6"),
        ("", "@chains", "7"),
    ],
)
def test_what_the_file_states_may_be_written(of, tells, cell):
    assert claims(of, tells, cell) == []


@pytest.mark.parametrize(
    ("kind", "of", "tells", "cell"),
    [
        ("stated", "densite commune 01001", "personnes", "4"),
        ("stated", "densite commune 01001", RATE, "0,13"),
        ("stated", "densite commune 01001", "@shown", "4"),
        ("stated", "densite commune 01001", "", "4"),
        ("stated", "priorites 01001", "a_accompagner", "2"),
        ("stated", "secteurs 01001", "taux", "0,4"),
        ("stated", "periodes 2023", "personnes @shown", "112 (entre 92 et 135)"),
        ("stated", "indicateurs part_cloturee", "2023/valeur bas haut", "61 % (entre 51 % et 7 %)"),
        ("differs", "densite commune 01002", "personnes", "61"),
        ("differs", "densite commune 01002", "personnes", "60,4"),
        ("differs", "densite commune 01002", "personnes", "60 (dont 4)"),
        ("differs", "densite commune 01002", "personnes", "masqué"),
        ("differs", "densite commune 01002", RATE, "2,57 (entre 1,96 et 3,41)"),
        ("differs", "densite commune 01002", "p_sous_desserte", "90 sur 100"),
        ("differs", "aller_vers refus", "/valeur bas haut", "14"),
        ("differs", "total", "besoin", "4"),
        ("differs", "total", "aujourdhui", "4,2"),
        ("differs", "lieux a b", "demi_journees.plan", "2,1"),
        ("stated", "total", "personnes.2031", "4"),
        ("untied", "densite commune 01009", "personnes", "4"),
        ("untied", "", "personnes", "4"),
        ("untied", "", "", "4"),
        ("untied", "", "@mine", "4"),
        ("untied", "aller_vers refus", "01001/valeur bas haut", "4"),
    ],
)
def test_what_it_does_not_state_is_told(kind, of, tells, cell):
    assert claims(of, tells, cell) == [kind]


def test_a_heading_may_name_a_hidden_place_and_say_nothing_more():
    row = ("densite commune 01001", "personnes", "masqué")
    assert claims(*row, heading="Bourg 2") == []
    assert claims(*row, heading="Bourg 2 : 4") == ["stated"]


def test_english_numbers_are_read_as_english():
    row = ("densite commune 01002", "population")
    assert claims(*row, "12,000", language="en") == []
    assert claims(*row, "12.000", language="en") == ["differs"]
    assert [n.value for n in numbers_in("1,234.5 (over −3)", "en")] == [1234.5, -3]


def test_the_data_of_the_map_say_what_the_file_states():
    def told(places=None, **more):
        data = {"places": places or {}, "zones": [], "gaps": [], **more}
        return list(claims_of_map(data, FINDINGS, records_of(FINDINGS)))

    hidden = {"niveau": "commune", "personnes": None, "population": 900.0}
    shown = {"niveau": "commune", "personnes": 60, "taux": 2.5689}
    assert told({"01001": hidden, "01002": shown}) == []
    assert told({"01001": hidden | {"personnes": 4}}) == [("stated", "01001: personnes")]
    assert told({"01002": shown | {"taux": 2.4}}) == [("differs", "01002: taux")]
    assert told({"01001": hidden | {"priorite": {"a_accompagner": 2.0}}}) == [
        ("stated", "01001: a_accompagner")
    ]
    priority = {"secteur": {"taux": 0.2}}
    assert told({"01001": hidden | {"priorite": priority}}) == [("stated", "01001: taux")]
    assert told({"01009": shown}) == [("untied", "commune 01009")]
    assert told(zones=[{"niveau": "zone", "code": "01002:QN1", "personnes": 4}]) == [
        ("untied", "zone 01002:QN1")
    ]
    assert told(gaps=[{"code": "01001"}]) == [("differs", "gaps")]
