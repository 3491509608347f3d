"""Recipes of codes and outlines: communes, priority neighbourhoods, IRIS."""

from __future__ import annotations

from netmap.sources.recipes.model import (
    INSEE_MISSING,
    OPEN,
    Address,
    Figure,
    Recipe,
    Vintage,
    data_gouv,
    items,
    number,
    text,
)

_LAYERS = (".geojson", ".json", ".gpkg", ".parquet", ".shp", ".zip")

_POVERTY = Figure("taux_pauvrete", "besoin", "%", ("taux_pauvrete",))
_JOBS = Figure("taux_emploi", "ressource", "%", ("taux_emploi",))

OUTLINES = (
    Recipe(
        id="geo-api",
        producer="DINUM, API Découpage administratif, d’après IGN et INSEE",
        licence=OPEN,
        target="communes",
        grain="commune",
        formats=(".geojson", ".json"),
        addresses=(
            Address(
                "https://geo.api.gouv.fr/communes?codeEpci={epci}&fields=nom,code,population,"
                "codeEpci,centre&format=geojson&geometry=contour",
                sent="epci",
                a_second=50,
            ),
        ),
        columns=(
            text("code_insee", "code", required=True),
            text("nom", required=True),
            number("population", required=True),
            text("code_epci", "codeepci", required=True),
            items("codes_postaux", "codespostaux"),
        ),
        traits=frozenset({"no-outline"}),
        outline=True,
    ),
    Recipe(
        id="admin-express",
        producer="IGN, Admin Express COG",
        licence=OPEN,
        target="communes",
        grain="commune",
        formats=_LAYERS,
        addresses=(
            Address(
                "https://data.geopf.fr/wfs/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature"
                "&TYPENAMES=ADMINEXPRESS-COG-CARTO.LATEST:commune&OUTPUTFORMAT=application/json"
                "&SRSNAME=EPSG:4326&CQL_FILTER=code_insee+IN+({communes})",
                sent="communes",
            ),
        ),
        columns=(
            text("code_insee", "code_insee", "insee_com", required=True),
            text("nom", "nom_officiel", "nom", required=True),
            number("population", required=True),
            items("code_epci", "codes_siren_des_epci", "siren_epci"),
            text("departement", "code_insee_du_departement", "insee_dep", required=True),
        ),
        traits=frozenset({"no-outline"}),
        outline=True,
    ),
    Recipe(
        id="qpv-2024",
        producer="ANCT, quartiers prioritaires de la politique de la ville",
        licence=OPEN,
        target="qpv",
        grain="qpv",
        formats=(".zip", *_LAYERS),
        addresses=(data_gouv("942d4ee8-8142-4556-8ea1-335537ce1119"),),
        member="*qp*wgs84*.geojson",
        columns=(
            text("code_qp", "code_qp", "code_qpv", required=True),
            text("lib_qp", "lib_qp", "lib_qpv", "nom_qp", required=True),
            items("insee_com"),
            number("population", "population", "pop_mun*"),
        ),
        code=("code_qp",),
        width=0,
        key="code_qp",
        traits=frozenset({"no-outline", "several-codes", "names-one-commune"}),
        outline=True,
    ),
    Recipe(
        id="qpv-chiffres",
        producer="ANCT et INSEE, chiffres des QPV 2024",
        licence=OPEN,
        target="indicateurs",
        grain="qpv",
        formats=(".csv", ".xlsx", ".ods", ".parquet", ".geojson"),
        columns=(
            text("code_qp", "code_qp", "code_qpv", "codgeo", required=True),
            number("taux_pauvrete", "taux_pauvrete*", "tp60*", required=True),
            number("taux_emploi", "taux_emploi*"),
        ),
        code=("code_qp",),
        width=0,
        missing=INSEE_MISSING,
        figures=(_POVERTY, _JOBS),
        vintage=Vintage((("header", r"(20\d\d)"), ("name", r"(20\d\d)"))),
        key="code_qp",
    ),
    Recipe(
        id="qpv-liste",
        producer="ANCT, liste des quartiers prioritaires",
        licence=OPEN,
        target="codes",
        grain="qpv",
        formats=(".csv",),
        separator=";",
        columns=(
            text("code_qp", required=True),
            text("lib_qp", required=True),
            items("insee_com"),
            text("lib_epci", required=True),
        ),
        code=("code_qp",),
        width=0,
        key="code_qp",
        traits=frozenset({"excel-text", "several-codes"}),
    ),
    Recipe(
        id="iris",
        producer="IGN et INSEE, contours des IRIS",
        licence=OPEN,
        target="iris",
        grain="iris",
        formats=_LAYERS,
        addresses=(
            Address(
                "https://data.geopf.fr/wfs/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature"
                "&TYPENAMES=STATISTICALUNITS.IRIS:contours_iris&OUTPUTFORMAT=application/json"
                "&SRSNAME=EPSG:4326&CQL_FILTER=code_insee+IN+({communes})",
                sent="communes",
            ),
        ),
        columns=(
            text("code_iris", required=True),
            text("code_insee", required=True),
            text("nom_iris", required=True),
            text("type_iris"),
        ),
        key="code_iris",
        traits=frozenset({"no-outline"}),
        outline=True,
    ),
)
