"""No contact, no note, no person, no count of referrals in the public edition."""

import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from netmap.disclosure import publish
from netmap.errors import Problem
from netmap.inputs.model import InputFile
from netmap.messages import Messages

NAME = "Dupré"


@pytest.fixture
def world(make_world):
    """A doctor whose id, name, address and source say who it is, among organisations."""
    return make_world(
        communes={"01001": 4000, "01002": 2000},
        settings={"besoins": ["netmap--soins-dentaires"]},
        partners=(
            {
                "id": "accueil", "nom": "Accueil", "categorie": "ccas-cias", "position": "amont",
                "statut": "actif", "code_insee": "01001", "couvre": ("01001", "01002"), "ligne": 2,
                "contact": NAME, "telephone": "0500000000", "contact_nom": NAME, "notes": NAME,
                "adresse": "1 place de la Mairie", "source": "enquête",
            },
            {
                "id": "mediation", "nom": "Médiation", "categorie": "communes",
                "position": "mediation", "statut": "actif", "code_insee": "01001",
                "couvre": ("01001", "01002"), "ligne": 3,
            },
            {
                "id": "cabinet-dupre", "nom": f"Cabinet {NAME}", "categorie": "netmap--medecin",
                "position": "aval", "statut": "actif", "code_insee": "01002",
                "couvre": ("01001", "01002"), "thematiques": ("netmap--soins-dentaires",),
                "adresse": "3 rue du Cabinet", "siret": "12345678901234", "source": NAME,
                "contact": NAME, "telephone": "0511111111",
                "ligne": 4,
            },
        ),
        relations=(
            {"source_id": "accueil", "cible_id": "mediation", "nb_orientations": 4, "ligne": 2},
            {
                "source_id": "mediation", "cible_id": "cabinet-dupre", "nb_orientations": 3,
                "nb_acceptees": 2, "delai_median_j": 9, "etat": "active", "ligne": 3,
            },
        ),
        permanences=(
            {
                "id": "cabinet", "nom": f"Chez {NAME}", "code_insee": "01002", "demi_journees": 1,
                "statut": "ouverte", "mediateur_id": "cabinet-dupre",
                "accueil_id": "cabinet-dupre", "ligne": 2,
            },
        ),
    )  # fmt: skip


def everything(findings):
    """Return all that findings and their release say, as text."""
    release = findings.release
    tables = [
        release.partners.reset_index(), release.relations, release.permanences.reset_index(),
        findings.chain, findings.access.reset_index(), findings.density.reset_index(),
        release.territory.partner_places.reset_index(),
        release.territory.permanence_places.reset_index(),
    ]  # fmt: skip
    return "\n".join(
        [*(table.astype(str).to_csv() for table in tables), repr(findings.network),
         repr(findings.gaps), repr(release.warnings), repr(release.territory.notes)]
    )  # fmt: skip


def test_nobody_is_named_or_found(world):
    findings = world.findings()
    published = findings.release
    said = everything(findings).casefold()
    for word in (NAME.casefold(), "dupre", "rue du cabinet", "12345678901234", "0500000000"):
        assert word not in said
    row = published.partners.loc["professionnel-1"]
    assert row["nom"] == "Professionnels de santé (Commune 01002)"
    place = published.territory.partner_places.loc["professionnel-1"]
    assert (place["x_m"], place["y_m"], place["lieu"]) == (380_000, 6_570_000, "code")
    assert row["lieu"] == "code"
    organisation = published.territory.partner_places.loc["accueil"]
    assert (organisation["x_m"], organisation["lieu"]) == (380_500, "point")
    assert published.partners["adresse"].isna().all()
    assert published.partners["source"].isna().all()


def test_the_alias_is_the_same_everywhere(world):
    findings, published = world.findings(audience="interne"), world.findings()
    assert "cabinet-dupre" in {one for ids in findings.chain["fragile"] for one in ids}
    assert "professionnel-1" in {one for ids in published.chain["fragile"] for one in ids}
    assert "professionnel-1" in set(published.release.relations["cible_id"])
    held = published.release.permanences.loc["cabinet", ["mediateur_id", "accueil_id"]]
    assert held.tolist() == ["professionnel-1"] * 2
    assert published.chain["kappa"].tolist() == findings.chain["kappa"].tolist()


def test_a_project_may_name_a_professional(world):
    named = replace(
        world, settings={**world.settings, "secret": {"professionnels_nommes": ["cabinet-dupre"]}}
    )
    published = named.publish()
    assert published.partners.loc["cabinet-dupre", "nom"] == f"Cabinet {NAME}"


def test_two_professionals_of_a_commune_are_told_apart(world):
    other = {**world.partners[2], "id": "b-autre", "nom": "Autre"}
    published = replace(world, partners=(*world.partners, other)).publish()
    names = published.partners.loc[["professionnel-1", "professionnel-2"], "nom"].tolist()
    label = "Professionnels de santé (Commune 01002)"
    assert names == [label, f"{label} 2"]


def test_an_alias_never_takes_an_id_that_is_there(world):
    taken = {**world.partners[0], "id": "professionnel-1"}
    published = replace(world, partners=(*world.partners, taken)).publish()
    assert published.partners.loc["professionnel-1", "nom"] == "Accueil"
    assert published.partners.loc["professionnel-2", "categorie"] == "netmap--medecin"


CONTACTS = {"contact", "telephone", "courriel", "contact_nom", "notes"}
EVERY = ("adresse", "source", "contact", "telephone", "courriel")


def asking(world, *columns, named=()):
    secret = {"colonnes_partenaires": columns, "professionnels_nommes": named}
    return replace(world, settings={**world.settings, "secret": secret})


def test_contacts_and_notes_are_in_no_edition(world):
    for audience in ("public", "interne"):
        table = world.publish(audience=audience).partners
        assert not CONTACTS & set(table.columns)
    internal = world.publish(audience="interne").partners
    assert internal.loc["accueil", "adresse"] == "1 place de la Mairie"
    assert internal.loc["cabinet-dupre", "source"] == NAME


@pytest.mark.parametrize("column", EVERY)
def test_a_column_is_public_where_the_project_asks_for_it_by_name(world, column):
    table = asking(world, column).publish().partners
    given = {"adresse": "1 place de la Mairie", "source": "enquête", "contact": NAME,
             "telephone": "0500000000"}  # fmt: skip
    shown = {one for one in EVERY if one in table and table[one].notna().any()}
    assert shown == {column} & given.keys()
    assert table.get(column, {}).get("accueil") == given.get(column)
    assert CONTACTS & set(table.columns) == {column} & CONTACTS


def test_what_is_asked_for_says_nothing_of_a_professional_who_is_not_named(world):
    said = everything(asking(world, *EVERY).findings())
    for word in ("rue du Cabinet", "0511111111", "cabinet-dupre"):
        assert word not in said
    table = asking(world, *EVERY, named=("cabinet-dupre",)).publish().partners
    told = table.loc["cabinet-dupre", ["adresse", "source", "telephone"]].tolist()
    assert told == ["3 rue du Cabinet", NAME, "0511111111"]
    alone = asking(world, named=("cabinet-dupre",)).publish().partners
    assert alone.loc["cabinet-dupre", ["adresse", "source"]].isna().all()


def test_referrals_are_for_the_office(world):
    public = world.publish().relations
    internal = world.publish(audience="interne").relations
    assert not {"nb_orientations", "nb_acceptees", "delai_median_j"} & set(public.columns)
    assert internal["nb_orientations"].tolist() == [4, 3]
    assert internal["cible_id"].tolist() == ["mediation", "cabinet-dupre"]


def test_tables_say_unknown_as_documented(world):
    published = world.publish()
    assert published.partners.index.is_monotonic_increasing
    assert published.partners.loc["accueil", "couvre"] == ("01001", "01002")
    assert published.relations["etat"].tolist() == [None, "active"]
    assert not published.relations["supposee"].any()
    nowhere = replace(world, partners=tuple({**one, "couvre": ()} for one in world.partners))
    assert nowhere.publish().partners["couvre"].tolist() == [None, None, None]
    assert "couvre" in nowhere.publish().absent


def test_without_a_table_of_relations_they_are_supposed_and_said_so(world):
    findings = replace(world, relations=None).findings()
    published = findings.release
    assert findings.network.supposed
    assert published.relations["supposee"].all()
    assert set(published.relations["cible_id"]) == {"mediation", "professionnel-1"}
    assert "relations" in published.absent


def test_without_places_of_permanence_the_table_is_empty(world):
    published = replace(world, permanences=None).publish()
    assert len(published.permanences) == 0
    assert "permanences" in published.absent


def test_places_are_given_in_degrees(world):
    published = world.publish()
    accueil = published.partners.loc["accueil"]
    # 380 500, 6 570 500 in Lambert-93 lies beside La Rochelle
    assert accueil["longitude"] == pytest.approx(-1.15, abs=0.05)
    assert accueil["latitude"] == pytest.approx(46.16, abs=0.05)
    assert np.isfinite(published.permanences.loc["cabinet", "latitude"])


def test_doubts_quote_nothing_that_is_hidden(world):
    def doubt(file, **rest):
        return Problem(file=file, kind="doubt", severity="warning", **rest)

    kept = doubt("data/partners.csv", line=2, column="date_maj", found="2019-01-01")
    dropped = (
        doubt("data/accompagnements.csv", line=3, column="personnes", found="7"),
        doubt("data/passages.parquet", found="12"),
        doubt("data/partners.csv", line=2, column="contact_telephone", found="0500000000"),
        doubt("data/partners.csv", line=4, column="date_maj", found="2019-01-01"),
        doubt("data/relations.csv", line=3, column="nb_orientations", found="3"),
        doubt("data/relations.csv", line=9, column="cible_id", found="cabinet-dupre"),
        doubt("data/permanences.csv", line=2, details=(("name", f"Chez Cabinet {NAME}"),)),
    )
    doubtful = replace(world, warnings=(kept, *dropped))
    assert doubtful.publish().warnings == (kept,)
    assert doubtful.publish(audience="interne").warnings == (kept, *dropped)


def test_fingerprints_of_tables_with_secrets_are_not_given(world):
    files = {file.path: file for file in world.publish().files}
    counts = files.get("data/accompagnements.csv")
    assert counts is None or (counts.sha256, counts.rows) == (None, None)
    assert files["data/partners.csv"].sha256 is None
    assert files["data/geo/communes.geojson"].sha256 == "b" * 64


def test_parts_of_contacts_are_one_file_without_a_name(world):
    """A name of a part may say whom it is about; how many there are says how much was done."""
    named = ("data/passages/2023.parquet", "data/passages/Famille Dupré.csv")
    parts = tuple(InputFile(path, "c" * 64, 3) for path in named)
    inputs, counts = world.inputs(), world.counts()
    inputs = replace(inputs, files=(*inputs.files, *parts))
    told = [file for file in publish(inputs, counts).files if "passages" in file.path]
    assert told == [InputFile("data/passages", None, None)]
    office = publish(inputs, counts, audience="interne")
    assert {file.path for file in office.files} >= set(named)


def test_each_absence_has_its_sentence_in_both_languages(make_world):
    nobody = make_world(communes={"01001": 4000}).publish().absent
    row = {
        "id": "a", "nom": "A", "categorie": "cpam", "position": "amont", "statut": "actif",
        "code_insee": "01001",
    }  # fmt: skip
    somebody = make_world(communes={"01001": 4000}, partners=(row,)).publish().absent
    assert nobody == (
        "partenaires", "accompagnements", "relations", "qpv", "permanences", "indicateurs",
        "porte_a_porte", "passages",
    )  # fmt: skip
    assert somebody == (
        "accompagnements", "relations", "couvre", "qpv", "permanences", "indicateurs",
        "porte_a_porte", "passages",
    )  # fmt: skip
    absent = {*nobody, *somebody}
    for language in ("fr", "en"):
        said = Messages(language).section("absent")
        assert set(said) == set(absent)


def test_the_hash_of_no_table_that_may_name_one_person_is_published(make_world):
    """A place of permanence names its host: its hash would confirm a guess."""
    world = make_world(communes={"01001": 4000})
    inputs, counts = world.inputs(), world.counts()
    stems = ("partners", "relations", "annuaire", "permanences", "accompagnements")
    files = tuple(InputFile(f"data/{stem}.csv", "d" * 64, 3) for stem in stems)
    public = publish(dataclasses.replace(inputs, files=files), counts)
    assert len(public.files) >= len(stems) - 1, "counts that are not said are not listed either"
    assert {file.sha256 for file in public.files} == {None}
    internal = publish(dataclasses.replace(inputs, files=files), counts, audience="interne")
    assert {file.sha256 for file in internal.files} == {"d" * 64}
