"""Made-up projects of any size, on real communes of the bundled base: no figure in them is real.

    python benchmarks/made_project.py FOLDER --communes 300 [--partners 600] [--least]

The communes are those nearest to Poitiers. A rich project has four periods, two indicators,
neighbourhoods, partners, three relations a partner, open and candidate places, and a budget; a
least one has communes and twenty partners.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netmap.sources.base import communes, outlined
from netmap.vocabulary import CATEGORIES, NEEDS, PRACTITIONERS

CENTRE = (0.34, 46.58)
MAINLAND = 96
PERIODS = ("2021", "2022", "2023", "2024")
EXAMINED = NEEDS[:8]
POSITIONS = ("amont", "mediation", "aval", "amont-aval", "pilotage")
SHARES = (0.4, 0.04, 0.42, 0.1, 0.04)
STATUSES = ("actif", "a-mobiliser", "a-remobiliser", "inactif")
SOURCES = 'producteur = "essai"\nmillesime = "2026"\nlicence = "essai"\n'
SETTINGS = """exemple = true
besoins = {needs}
[territoire]
nom = "Essai"
[lecture]
commune_comprend_qpv = false
[densite]
reference = 9.0
[indicateurs.taux_pauvrete]
libelle = "Taux de pauvreté"
sens = "besoin"
unite = "%"
millesime = "essai"
source = "essai"
[indicateurs.revenu_median]
libelle = "Revenu médian"
sens = "ressource"
unite = "€ par an"
millesime = "essai"
source = "essai"
[population_cible]
taux = "taux_pauvrete"
revenu = "revenu_median"
[besoin]
distribution = "territoire"
[implantation]
etp = {posts}
"""


@dataclass(frozen=True)
class Size:
    """How many of each a rich project has; `candidates` are places of permanence not yet open."""

    communes: int
    partners: int
    candidates: int


def rich(folder: Path, size: Size, *, seed: int = 7) -> None:
    """Write a rich project."""
    random = np.random.default_rng(seed)
    places = near(size.communes)
    quarters = _quarters(places, count=max(2, size.communes // 40))
    needs = json.dumps(EXAMINED)
    posts = round(max(1.0, size.communes / 50), 1)
    _lay(folder, SETTINGS.format(needs=needs, posts=posts), communes=places, qpv=quarters)
    partners = _partners(random, places, size.partners)
    tables = {
        "accompagnements": _people(random, places, quarters),
        "indicateurs": _indicators(random, places),
        "partners": partners,
        "relations": _relations(random, partners),
        "permanences": _permanences(random, places, partners, size.candidates),
    }
    for name, table in tables.items():
        table.to_csv(folder / "data" / f"{name}.csv", sep=";", index=False)


def least(folder: Path, count: int, *, seed: int = 7) -> None:
    """Write a least project: communes, their names, their populations, twenty partners."""
    places = near(count)
    _lay(folder, '[territoire]\nnom = "Essai"\n', communes=places)
    partners = _partners(np.random.default_rng(seed), places, 20)
    partners.to_csv(folder / "data" / "partners.csv", sep=";", index=False)


def near(count: int) -> gpd.GeoDataFrame:
    """Return the communes of the mainland nearest to the centre, in order of code (EPSG:4326)."""
    known = communes()[["contour", "population", "mairie_lon", "mairie_lat"]].dropna()
    known = known[(known["contour"] == known.index) & ~known.index.str.startswith("97")]
    x = (known["mairie_lon"] - CENTRE[0]) * np.cos(np.radians(CENTRE[1]))
    away = np.hypot(x, known["mairie_lat"] - CENTRE[1]).sort_values(kind="stable")
    frame = outlined(away.index[:count])
    at = known.loc[frame.index]
    return frame.assign(mairie_lon=at["mairie_lon"], mairie_lat=at["mairie_lat"])


def _lay(folder: Path, settings: str, **layers: gpd.GeoDataFrame) -> None:
    geo = folder / "data" / "geo"
    geo.mkdir(parents=True)
    (folder / "netmap.toml").write_text(settings, encoding="utf-8")
    for name, layer in layers.items():
        layer.reset_index().to_file(geo / f"{name}.geojson", driver="GeoJSON")
    said = "\n".join(f'["{name}.geojson"]\n{SOURCES}' for name in layers)
    (geo / "SOURCES.toml").write_text(said, encoding="utf-8")


def _quarters(places: gpd.GeoDataFrame, *, count: int) -> gpd.GeoDataFrame:
    """Return one neighbourhood in each of the most populous communes: a disc inside it."""
    largest = places.nlargest(count, "population")
    inside = largest.geometry.to_crs(2154).representative_point()
    room = shapely.distance(inside.to_numpy(), largest.geometry.to_crs(2154).boundary.to_numpy())
    discs = gpd.GeoSeries(
        shapely.buffer(inside.to_numpy(), np.minimum(350.0, room * 0.8), quad_segs=2), crs=2154
    )
    return gpd.GeoDataFrame(
        {
            "lib_qp": [f"Quartier {name}" for name in largest["nom"]],
            "population": (largest["population"] * 0.12).round().to_numpy(),
            "precision": "indicative",
        },
        index=pd.Index([f"QN{i:05d}M" for i in range(1, count + 1)], name="code_qp"),
        geometry=discs.to_crs(4326).to_numpy(),
        crs=4326,
    )


def _people(
    random: np.random.Generator, places: gpd.GeoDataFrame, quarters: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return counts a period and place: a rate that differs from place to place."""
    population = pd.concat([places["population"], quarters["population"] * 3])
    rate = random.gamma(3.0, 1 / 3.0, len(population))
    tables = []
    for year, period in enumerate(PERIODS, 1):
        people = random.poisson(population.to_numpy() * 0.0004 * year * rate)
        new = random.binomial(people, 0.6)
        tables.append(
            pd.DataFrame(
                {
                    "periode": period,
                    "code": population.index,
                    "personnes": people,
                    "nouvelles": new,
                    "situations_cloturees": random.binomial(people, 0.5),
                }
            )
        )
    return pd.concat(tables)


def _indicators(random: np.random.Generator, places: gpd.GeoDataFrame) -> pd.DataFrame:
    poverty = np.clip(random.normal(13, 4, len(places)), 4, 35).round()
    income = (30_000 - poverty * 500 + random.normal(0, 800, len(places))).round(-1)
    known = places["population"].to_numpy() > places["population"].quantile(0.6)
    return pd.DataFrame(
        {
            "code_insee": places.index,
            "taux_pauvrete": pd.Series(poverty).where(known).to_numpy(),
            "revenu_median": income,
        }
    )


def _partners(random: np.random.Generator, places: gpd.GeoDataFrame, count: int) -> pd.DataFrame:
    """Return partners that each cover up to eight communes around their own."""
    points = np.column_stack([places["mairie_lon"], places["mairie_lat"]])
    own = random.integers(0, len(places), count)
    codes = places.index.to_numpy()
    covered = []
    for one, width in zip(own, random.integers(1, 9, count), strict=True):
        near_by = np.argsort(np.abs(points - points[one]).sum(axis=1), kind="stable")[:width]
        covered.append("|".join(codes[near_by]))
    named = [one for one in CATEGORIES if one != PRACTITIONERS]
    jitter = random.normal(0, 0.004, (count, 2))
    position = random.choice(POSITIONS, count, p=SHARES)
    position[:2] = "mediation"
    return pd.DataFrame(
        {
            "id": [f"p{i:05d}" for i in range(count)],
            "nom": [f"Partenaire d’essai numéro {i}" for i in range(count)],
            "categorie": random.choice(named, count),
            "position": position,
            "statut": random.choice(STATUSES, count, p=[0.7, 0.15, 0.1, 0.05]),
            "code_insee": codes[own],
            "latitude": (points[own, 1] + jitter[:, 1]).round(5),
            "longitude": (points[own, 0] + jitter[:, 0]).round(5),
            "couvre": covered,
            "thematiques": ["|".join(random.choice(EXAMINED, 2, replace=False)) for _ in own],
            "implication": random.integers(0, 4, count),
            "date_maj": random.choice(["2022-05-04", "2023-11-20", "2024-10-02"], count),
            "source": "essai",
        }
    )


def _relations(random: np.random.Generator, partners: pd.DataFrame) -> pd.DataFrame:
    """Return three relations a partner, most with the mediation points next to it."""
    position = partners["position"].to_numpy()
    order = np.lexsort((partners["longitude"], partners["latitude"].round(1)))
    rank = np.empty(len(order), dtype=int)
    rank[order] = np.arange(len(order))
    middle = order[position[order] == "mediation"]
    ends = []
    for one in np.repeat(np.arange(len(partners)), 3):
        at = np.searchsorted(rank[middle], rank[one]) + int(random.integers(-3, 3))
        mediation, other = int(middle[at % len(middle)]), int(random.integers(len(partners)))
        first, second = {"amont": (one, mediation), "aval": (mediation, one)}.get(
            position[one], (one, other)
        )
        if first != second:
            ends.append((int(first), int(second)))
    pairs = list(dict.fromkeys(ends))
    ids = partners["id"].to_numpy()
    return pd.DataFrame(
        {
            "source_id": ids[[first for first, _ in pairs]],
            "cible_id": ids[[second for _, second in pairs]],
            "etat": random.choice(
                ["active", "en-projet", "rompue", "inconnue"], len(pairs), p=[0.7, 0.1, 0.05, 0.15]
            ),
            "nature": "orientation",
            "date_verif": "2024-06-01",
            "source": "essai",
        }
    )


def _permanences(
    random: np.random.Generator,
    places: gpd.GeoDataFrame,
    partners: pd.DataFrame,
    candidates: int,
) -> pd.DataFrame:
    mediators = partners[(partners["position"] == "mediation") & (partners["statut"] == "actif")]
    opened = mediators.iloc[: max(1, len(places) // 25)]
    sites = places.sample(candidates, random_state=int(random.integers(1 << 30)), replace=True)
    numbers = range(candidates)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "id": [f"o-{one}" for one in opened["id"]],
                    "nom": [f"Permanence {one}" for one in opened["id"]],
                    "latitude": opened["latitude"],
                    "longitude": opened["longitude"],
                    "code_insee": opened["code_insee"],
                    "demi_journees": 1,
                    "statut": "ouverte",
                    "mediateur_id": opened["id"],
                }
            ),
            pd.DataFrame(
                {
                    "id": [f"c-{number:04d}" for number in numbers],
                    "nom": [f"Lieu {number} ({name})" for number, name in enumerate(sites["nom"])],
                    "latitude": sites["mairie_lat"].round(4).to_numpy(),
                    "longitude": sites["mairie_lon"].round(4).to_numpy(),
                    "code_insee": sites.index,
                    "statut": "candidate",
                }
            ),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--communes", type=int, default=100)
    parser.add_argument("--partners", type=int, help="two a commune, unless given")
    parser.add_argument("--candidates", type=int, help="three for ten communes, unless given")
    parser.add_argument("--least", action="store_true", help="communes and twenty partners alone")
    options = parser.parse_args()
    if options.least:
        least(options.folder, options.communes)
        return
    partners = 2 * options.communes if options.partners is None else options.partners
    candidates = 3 * options.communes // 10 if options.candidates is None else options.candidates
    rich(options.folder, Size(options.communes, partners, candidates))


if __name__ == "__main__":
    main()
