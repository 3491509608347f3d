"""Partners without a point get one where it is sure; the others are listed; all or nothing."""

import pytest


@pytest.fixture
def unplaced(quarter, made):
    plain = [home for home in made.homes if not home.rep]
    first, other = plain[0], next(h for h in plain if h.code_insee != plain[0].code_insee)
    rows = quarter.rows("partners.csv")
    for row in rows:
        row["latitude"], row["longitude"] = row["latitude"] or "46.16", row["longitude"] or "-1.15"
    blank = {"latitude": "", "longitude": ""}
    where = f"{first.numero} {first.voie}, {first.postcode} {first.commune}"
    rows[0] |= blank | {"adresse": where, "code_insee": first.code_insee}
    rows[1] |= blank | {"adresse": "99 rue Zorglub", "code_insee": first.code_insee}
    rows[2] |= blank | {"adresse": where, "code_insee": other.code_insee}
    rows[3] |= blank | {"adresse": first.voie, "code_insee": first.code_insee}
    quarter.write("partners.csv", rows)
    places = quarter.rows("permanences.csv")
    for place in places:
        place["accueil_id"] = ""
    places[0] |= blank | {"accueil_id": rows[0]["id"]}
    quarter.write("permanences.csv", places)
    return quarter, first, rows


def run(netmap, quarter, made, *words):
    return netmap(
        "locate", "--partenaires", *words, "--project", quarter.folder, "--base", made.index
    )


def test_only_what_is_sure_is_written_and_after_consent(netmap, unplaced, made, offline):
    quarter, home, before = unplaced
    status, out, _ = run(netmap, quarter, made)
    assert status == 0
    assert "Pour les écrire : netmap locate --partenaires --oui".replace("\u00a0", " ") in (
        out.replace("\u00a0", " ")
    )
    assert quarter.rows("partners.csv") == before
    status, out, err = run(netmap, quarter, made, "--oui")
    assert status == 0, err
    after = quarter.rows("partners.csv")
    assert float(after[0]["latitude"]) == pytest.approx(home.lat, abs=1e-5)
    assert float(after[0]["longitude"]) == pytest.approx(home.lon, abs=1e-5)
    assert [row["latitude"] for row in after[1:4]] == ["", "", ""]
    assert after[4:] == before[4:]
    place = quarter.rows("permanences.csv")[0]
    assert float(place["latitude"]) == pytest.approx(home.lat, abs=1e-5)


def test_a_table_that_a_spreadsheet_has_open_stops_all(netmap, unplaced, made):
    quarter, _, before = unplaced
    places = quarter.rows("permanences.csv")
    (quarter.folder / "data/.~lock.permanences.csv#").write_text(",somebody,")
    status, _, err = run(netmap, quarter, made, "--oui")
    assert status == 1
    assert "permanences.csv" in err
    assert quarter.rows("partners.csv") == before
    assert quarter.rows("permanences.csv") == places
