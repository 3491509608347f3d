"""The recipe of the national address base, in which addresses are looked up on this computer."""

from __future__ import annotations

from netmap.sources.recipes.model import OPEN, Address, Recipe, text

ADDRESSES = (
    Recipe(
        id="ban",
        producer="Base Adresse Nationale",
        licence=OPEN,
        target="adresses",
        grain="establishment",
        formats=(".csv", ".gz"),
        addresses=(
            Address(
                "https://adresse.data.gouv.fr/data/ban/adresses/latest/csv/"
                "adresses-{department}.csv.gz",
                sent="department",
                ending=".csv.gz",
            ),
        ),
        separator=";",
        columns=(
            text("name", "nom_voie", "nom_lieu_dit", "nom_ld", required=True),
            text("code_insee", required=True),
            text("postcode", "code_postal"),
            text("commune", "nom_commune", required=True),
            text("lon", "lon", "long", "longitude", required=True),
            text("lat", "lat", "latitude", required=True),
            text("number", "numero"),
            text("suffix", "rep"),
            text("former", "nom_ancienne_commune"),
            text("kind", "type_position", "source_position"),
        ),
    ),
)
