"""The two sample projects hold the facts they claim."""

import csv
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

import geopandas as gpd
import pytest
import shapely

from netmap import vocabulary
from netmap.settings import Settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
POSITIONS = set(get_args(vocabulary.Position))
STATUSES = set(get_args(vocabulary.PartnerStatus))
STATES = set(get_args(vocabulary.RelationState))
HEADERS = {
    "partners.csv": "id nom categorie position statut code_insee latitude longitude adresse couvre "
    "thematiques publics implication siret finess reseaux_porteurs date_maj source",
    "relations.csv": "source_id cible_id nature thematiques formalisation etat nb_orientations "
    "nb_acceptees delai_median_j date_debut date_fin date_verif source",
    "accompagnements.csv": "periode code personnes nouvelles situations_cloturees thematique "
    "public",
    "permanences.csv": "id nom latitude longitude code_insee demi_journees statut verrouillee "
    "itinerante mediateur_id",
}
ROUNDS_HEADER = (
    "date code batiment logements rencontres refus absents vacants inaccessibles "
    "personnes_rencontrees accompagnements"
)


@dataclass(frozen=True)
class Published:
    """What official sources publish about a pilot, typed by hand."""

    folder: Path
    shared: str
    epci: str
    communes: int
    population: int
    names: dict[str, str]
    qpv: dict[str, tuple[str, int, float]]
    least: dict[str, int]
    no_town_hall: frozenset[str] = field(default_factory=frozenset)


PILOTS = {
    "la-rochelle": Published(
        folder=ROOT,
        shared="la-rochelle",
        epci="241700434",
        communes=28,
        population=182_435,
        names={
            "17190": "L'Houmeau",
            "17193": "La Jarne",
            "17194": "La Jarrie",
            "17300": "La Rochelle",
        },
        qpv={
            "QN01701M": ("Mireuil", 7077, 44.5),
            "QN01702M": ("Villeneuve-les-Salines", 4851, 47.8),
            "QN01707M": ("Port-Neuf", 2282, 18.1),
        },
        least={"partners.csv": 40, "relations.csv": 80, "candidate": 42},
    ),
    "roanne": Published(
        folder=ROOT / "examples" / "roanne",
        shared="roanne",
        epci="200035731",
        communes=40,
        population=102_001,
        names={
            "42071": "Le Coteau",
            "42078": "Le Crozet",
            "42158": "Les Noës",
            "42163": "La Pacaudière",
        },
        qpv={
            "QN04217M": ("Bourgogne", 1722, 10.0),
            "QN04218M": ("Le Parc", 1461, 13.5),
            "QN04219I": ("Saint-Clair", 1300, 19.0),
        },
        least={"partners.csv": 28, "relations.csv": 50, "candidate": 42},
        no_town_hall=frozenset({"42008"}),
    ),
}


@pytest.fixture(params=PILOTS.values(), ids=PILOTS)
def pilot(request: pytest.FixtureRequest) -> Published:
    return request.param


def layer(pilot: Published, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(pilot.folder / "data" / "geo" / name).to_crs(2154)


def table(pilot: Published, name: str) -> list[dict[str, str]]:
    with (pilot.folder / "data" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";", strict=True))


def codes_of(pilot: Published) -> set[str]:
    communes = set(layer(pilot, "communes.geojson")["code_insee"])
    return communes | set(pilot.qpv) | {pilot.epci}


def points(rows: list[dict[str, str]]) -> gpd.GeoSeries:
    placed = [row for row in rows if row["latitude"]]
    return gpd.GeoSeries(
        gpd.points_from_xy(
            [float(row["longitude"]) for row in placed], [float(row["latitude"]) for row in placed]
        ),
        index=[row["id"] for row in placed],
        crs=4326,
    ).to_crs(2154)


def test_settings_are_valid_and_marked_as_an_example(pilot):
    settings = Settings.model_validate(
        tomllib.loads((pilot.folder / "netmap.toml").read_text("utf-8"))
    )
    assert settings.example
    assert settings.territory.epci == pilot.epci
    assert set(settings.needs) <= set(vocabulary.NEEDS)
    assert {code for codes in settings.perimeter.values() for code in codes} <= codes_of(pilot)


def test_communes_are_complete_named_and_counted(pilot):
    communes = layer(pilot, "communes.geojson")
    assert len(communes) == pilot.communes
    assert list(communes["code_insee"]) == sorted(set(communes["code_insee"]))
    assert communes["population"].dtype.kind == "i"
    assert communes["population"].sum() == pilot.population
    assert set(communes["code_epci"]) == {pilot.epci}
    names = dict(zip(communes["code_insee"], communes["nom"], strict=True))
    assert {code: names[code] for code in pilot.names} == pilot.names


def test_communes_are_a_coverage_with_neither_gap_nor_overlap(pilot):
    outlines = layer(pilot, "communes.geojson").geometry
    assert outlines.is_valid.all()
    assert shapely.coverage_is_valid(outlines.values)
    whole = shapely.union_all(outlines.values)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_town_halls_lie_in_their_commune(pilot):
    communes = layer(pilot, "communes.geojson").set_index("code_insee")
    unknown = communes.index[communes["mairie_lon"].isna() | communes["mairie_lat"].isna()]
    assert set(unknown) == pilot.no_town_hall
    known = communes.drop(index=unknown)
    halls = gpd.GeoSeries.from_xy(
        known["mairie_lon"], known["mairie_lat"], index=known.index, crs=4326
    ).to_crs(2154)
    assert known.geometry.contains(halls).all()


def test_neighbourhoods_have_the_published_figures(pilot):
    qpv = layer(pilot, "qpv.geojson")
    assert set(qpv["precision"]) == {"indicative"}
    found = {
        row.code_qp: (row.lib_qp, row.population, row.geometry.area / 1e4)
        for row in qpv.itertuples()
    }
    assert found == {
        code: (name, population, pytest.approx(hectares, rel=1e-3))
        for code, (name, population, hectares) in pilot.qpv.items()
    }


def test_indicative_outlines_are_plain_and_inside_their_commune(pilot):
    communes = layer(pilot, "communes.geojson").set_index("code_insee").geometry
    qpv = layer(pilot, "qpv.geojson")
    for row in qpv.itertuples():
        assert communes[row.insee_com].contains(row.geometry)
        assert row.geometry.equals(row.geometry.convex_hull)
        assert len(row.geometry.exterior.coords) == 9
    assert shapely.union_all(qpv.geometry.values).area == pytest.approx(qpv.area.sum())


def test_every_layer_has_its_source_and_its_fingerprint(pilot):
    folder = pilot.folder / "data" / "geo"
    sources = tomllib.loads((folder / "SOURCES.toml").read_text("utf-8"))
    assert set(sources) == {path.name for path in folder.glob("*.geojson")}
    for name, source in sources.items():
        assert {"producteur", "millesime", "licence", "lien", "sha256", "note"} == set(source)
        assert source["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("name", HEADERS)
def test_tables_are_plain_sorted_csv(pilot, name):
    text = (pilot.folder / "data" / name).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0].split(";") == HEADERS[name].split()
    assert text.endswith("\n")
    assert not any(line != line.strip() or not line for line in lines)
    keys = [tuple(row.values())[:2] for row in table(pilot, name)]
    assert keys == sorted(set(keys))


def test_there_is_enough_to_work_on(pilot):
    permanences = Counter(row["statut"] for row in table(pilot, "permanences.csv"))
    assert permanences["candidate"] >= pilot.least["candidate"]
    for name in ("partners.csv", "relations.csv"):
        assert len(table(pilot, name)) >= pilot.least[name]


def test_partners_use_known_words_and_codes(pilot):
    known = codes_of(pilot)
    for row in table(pilot, "partners.csv"):
        assert row["position"] in POSITIONS
        assert row["statut"] in STATUSES
        assert row["categorie"] in vocabulary.CATEGORIES
        assert set(filter(None, row["thematiques"].split("|"))) <= set(vocabulary.NEEDS)
        assert set(filter(None, row["couvre"].split("|"))) <= known
        assert row["implication"] in set("0123")
        assert date.fromisoformat(row["date_maj"]) <= date(2024, 12, 31)


def test_partners_name_no_person_and_no_address(pilot):
    for row in table(pilot, "partners.csv"):
        assert (row["adresse"], row["siret"], row["finess"]) == ("", "", "")
        assert "@" not in "".join(row.values())


def test_partners_show_every_position_and_status(pilot):
    partners = table(pilot, "partners.csv")
    assert {row["position"] for row in partners} == POSITIONS
    assert {row["statut"] for row in partners} == STATUSES
    assert any(not row["couvre"] for row in partners)
    assert any(not row["latitude"] and not row["code_insee"] for row in partners)


def test_relations_join_declared_partners(pilot):
    ids = {row["id"] for row in table(pilot, "partners.csv")}
    relations = table(pilot, "relations.csv")
    assert {row["etat"] for row in relations} == STATES
    for row in relations:
        assert {row["source_id"], row["cible_id"]} <= ids
        assert row["source_id"] != row["cible_id"]
        assert int(row["nb_acceptees"] or 0) <= int(row["nb_orientations"] or 0)
        assert set(filter(None, row["thematiques"].split("|"))) <= set(vocabulary.NEEDS)


def test_places_lie_in_the_commune_they_name_but_the_regional_agency(pilot):
    communes = layer(pilot, "communes.geojson").set_index("code_insee").geometry
    territory = shapely.union_all(communes.values)
    for name in ("partners.csv", "permanences.csv"):
        rows = table(pilot, name)
        place = points(rows)
        for row in rows:
            if row["id"].startswith("ars-"):
                assert not territory.contains(place[row["id"]])
            elif row["id"] in place.index:
                assert communes[row["code_insee"]].contains(place[row["id"]]), row["id"]


def test_only_open_places_have_half_days_and_a_mediator(pilot):
    mediators = {
        row["id"] for row in table(pilot, "partners.csv") if row["position"] == "mediation"
    }
    for row in table(pilot, "permanences.csv"):
        if row["statut"] == "ouverte":
            assert float(row["demi_journees"]) > 0
            assert row["mediateur_id"] in mediators
        else:
            assert (row["demi_journees"], row["mediateur_id"]) == ("", "")


def test_every_commune_has_a_candidate_place(pilot):
    candidates = {
        row["code_insee"] for row in table(pilot, "permanences.csv") if row["statut"] == "candidate"
    }
    assert candidates == set(layer(pilot, "communes.geojson")["code_insee"])


def test_accompaniments_match_the_perimeter(pilot):
    """A zero is written where the service was open, nothing where it was not."""
    perimeter = tomllib.loads((pilot.folder / "netmap.toml").read_text("utf-8"))["perimetre"]
    found: dict[str, list[str]] = {}
    for row in table(pilot, "accompagnements.csv"):
        found.setdefault(row["periode"], []).append(row["code"])
        assert 0 <= int(row["situations_cloturees"]) <= int(row["personnes"])
    assert found == {period: sorted(codes) for period, codes in perimeter.items()}


def test_la_rochelle_counts_the_published_adults():
    totals: Counter[str] = Counter()
    for row in table(PILOTS["la-rochelle"], "accompagnements.csv"):
        totals[row["periode"]] += int(row["personnes"])
    assert totals["2023"] == 160
    assert sorted(totals) == ["2021", "2022", "2023", "2024"]


def test_la_rochelle_works_one_post_in_the_neighbourhoods_and_a_day_in_mireuil():
    half_days: Counter[str] = Counter()
    for row in table(PILOTS["la-rochelle"], "permanences.csv"):
        if row["statut"] == "ouverte":
            half_days[row["mediateur_id"]] += int(row["demi_journees"])
    assert half_days == {"mediation-adultes": 10, "mediation-jeunes-mireuil": 2}


def rounds_of_roanne() -> Iterator[dict[str, int]]:
    for row in table(PILOTS["roanne"], "porte_a_porte.csv"):
        yield {name: int(row[name]) for name in ROUNDS_HEADER.split()[3:]}


def test_roanne_rounds_add_up_to_the_published_totals():
    rounds = list(rounds_of_roanne())
    assert sum(row["logements"] for row in rounds) == 669
    assert sum(row["personnes_rencontrees"] for row in rounds) == 313


def test_roanne_rounds_are_coherent_row_by_row():
    for row in rounds_of_roanne():
        doors = ("rencontres", "refus", "absents", "vacants", "inaccessibles")
        assert sum(row[name] for name in doors) == row["logements"]
        assert row["rencontres"] <= row["personnes_rencontrees"]
        assert 0 <= row["accompagnements"] <= row["personnes_rencontrees"]


def test_roanne_rounds_last_six_months_and_give_no_address():
    rows = table(PILOTS["roanne"], "porte_a_porte.csv")
    assert list(rows[0]) == ROUNDS_HEADER.split()
    dates = [date.fromisoformat(row["date"]) for row in rows]
    assert dates == sorted(dates)
    assert 170 <= (dates[-1] - dates[0]).days <= 190
    assert {row["code"] for row in rows} == set(PILOTS["roanne"].qpv)
    assert all(row["batiment"].startswith("Bâtiment ") for row in rows)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference layers are not beside the repository"
)
def test_communes_equal_the_reference_layer(pilot):
    reference = gpd.read_file(SHARED / pilot.shared / "communes.geojson").set_index("code_insee")
    communes = layer(pilot, "communes.geojson").set_index("code_insee")
    assert set(communes.index) == set(reference.index)
    assert communes["population"].to_dict() == reference["population"].astype(int).to_dict()
    moved = communes.geometry.hausdorff_distance(reference.geometry.to_crs(2154), align=True)
    assert moved.max() < 1.0


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference layers are not beside the repository"
)
def test_indicative_outlines_stand_where_the_neighbourhoods_are(pilot):
    reference = gpd.read_file(SHARED / pilot.shared / "qpv.geojson").set_index("code_qp")
    indicative = layer(pilot, "qpv.geojson").set_index("code_qp")
    assert indicative["population"].to_dict() == reference["population"].astype(int).to_dict()
    apart = indicative.centroid.distance(reference.to_crs(2154).centroid, align=True)
    assert apart.max() < 150
