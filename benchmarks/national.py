"""Made-up national tables, on the real communes of the bundled base: no figure in them is real.

    python benchmarks/national.py FOLDER [--departements 17 86 …]

Three periods of people accompanied, a figure of need, neighbourhoods in the most populous
communes, some partners and places of permanence in each group of communes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from netmap.sources import base
from netmap.starter.layers import geojson
from netmap.vocabulary import CATEGORIES, NEEDS, PRACTITIONERS

PERIODS = ("2022", "2023", "2024")
EXAMINED = NEEDS[:5]
POSITIONS = ("mediation", "amont", "aval", "amont-aval")
#: Residents of a commune that has a neighbourhood, and how wide one is, in degrees.
LARGE, WIDE = 15_000, 0.004
SOURCES = """["qpv.geojson"]
producteur = "essai"
millesime = "essai"
licence = "essai"
"""
SETTINGS = f"""exemple = true
besoins = {json.dumps(EXAMINED)}
[densite]
periodes = {json.dumps(PERIODS)}
[lecture]
commune_comprend_qpv = false
[indicateurs.taux_pauvrete]
libelle = "Taux de pauvreté"
sens = "besoin"
unite = "%"
millesime = "essai"
source = "essai"
[population_cible]
taux = "taux_pauvrete"
"""


def write(folder: Path, departments: list[str], *, seed: int = 7) -> None:
    """Write the tables, of some departments or of all."""
    random = np.random.default_rng(seed)
    places = communes(departments)
    quarters = neighbourhoods(places)
    tables = {
        "accompagnements": _people(random, places, quarters),
        "indicateurs": pd.DataFrame(
            {
                "code_insee": places.index,
                "taux_pauvrete": np.clip(random.normal(13, 4, len(places)), 4, 35).round(1),
            }
        ),
        **_partners(random, places),
    }
    (folder / "data" / "geo").mkdir(parents=True)
    (folder / "netmap.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "data" / "geo" / "SOURCES.toml").write_text(SOURCES, encoding="utf-8")
    (folder / "data" / "geo" / "qpv.geojson").write_bytes(
        geojson(quarters, "code_qp", ["lib_qp", "population", "precision", "insee_com"])
    )
    for name, table in tables.items():
        table.to_csv(folder / "data" / f"{name}.csv", sep=";", index=False)


def communes(departments: list[str]) -> pd.DataFrame:
    """Return communes of groups, in order of code."""
    known = base.communes().dropna(subset=["code_epci", "population", "mairie_lon", "contour"])
    if departments:
        known = known[[base.department(code) in departments for code in known.index]]
    return known[known["contour"] == known.index]


def neighbourhoods(places: pd.DataFrame) -> pd.DataFrame:
    """Return a square in each populous commune, inside it."""
    import geopandas as gpd

    large = places[places["population"] > LARGE]
    shapes = base.outlined(large.index).geometry
    middles = shapes.representative_point()
    squares = shapely.intersection(
        shapely.box(
            middles.x - WIDE, middles.y - 0.7 * WIDE, middles.x + WIDE, middles.y + 0.7 * WIDE
        ),
        shapes.array,
    )
    return gpd.GeoDataFrame(
        {
            "lib_qp": [f"Quartier d’essai de {large['nom'][code]}" for code in shapes.index],
            "population": (large["population"][shapes.index] * 0.12).round().to_numpy(),
            "precision": "indicative",
            "insee_com": shapes.index,
        },
        index=pd.Index([f"QN9{i:04d}M" for i in range(len(shapes))], name="code_qp"),
        geometry=np.asarray(squares),
        crs=4326,
    )


def _people(
    random: np.random.Generator, places: pd.DataFrame, quarters: pd.DataFrame
) -> pd.DataFrame:
    population = pd.concat([places["population"], quarters["population"] * 3])
    rate = random.gamma(3.0, 1 / 3.0, len(population))
    tables = []
    for year, period in enumerate(PERIODS, 1):
        people = random.poisson(population.to_numpy() * 0.0005 * year * rate)
        tables.append(
            pd.DataFrame(
                {
                    "periode": period,
                    "code": population.index,
                    "personnes": people,
                    "situations_cloturees": random.binomial(people, 0.5),
                }
            )
        )
    return pd.concat(tables)


def _partners(random: np.random.Generator, places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return five partners and two places of permanence in each group."""
    named = [one for one in CATEGORIES if one != PRACTITIONERS]
    partners, permanences = [], []
    for group, members in places.groupby("code_epci"):
        largest = members.nlargest(5, "population")
        for number, (code, place) in enumerate(largest.iterrows()):
            partners.append(
                {
                    "id": f"p{group}-{number}",
                    "nom": f"Partenaire d’essai {number} ({place['nom']})",
                    "categorie": named[int(random.integers(len(named)))],
                    "position": POSITIONS[number % 4],
                    "statut": "actif",
                    "code_insee": code,
                    "latitude": place["mairie_lat"],
                    "longitude": place["mairie_lon"],
                    "couvre": group if number else "|".join(members.index),
                    "thematiques": "|".join(random.choice(EXAMINED, 2, replace=False)),
                    "source": "essai",
                }
            )
        permanences += [
            {
                "id": f"l{group}-{number}",
                "nom": f"Lieu d’essai ({place['nom']})",
                "code_insee": code,
                "latitude": place["mairie_lat"],
                "longitude": place["mairie_lon"],
                "demi_journees": 1 if number == 0 else None,
                "statut": "ouverte" if number == 0 else "candidate",
                "mediateur_id": f"p{group}-0" if number == 0 else None,
            }
            for number, (code, place) in enumerate(largest.head(2).iterrows())
        ]
    return {"partners": pd.DataFrame(partners), "permanences": pd.DataFrame(permanences)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--departements", nargs="*", default=[])
    options = parser.parse_args()
    write(options.folder, options.departements)


if __name__ == "__main__":
    main()
