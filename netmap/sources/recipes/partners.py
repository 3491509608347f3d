"""Recipes of possible partners: directories whose rows become candidates, never partners."""

from __future__ import annotations

from netmap.sources.recipes.model import (
    OPEN,
    Address,
    Recipe,
    Trait,
    Vintage,
    data_gouv,
    items,
    number,
    text,
)

_DAY = Vintage((("top", r"(20\d\d-\d\d-\d\d)"), ("name", r"(20\d\d-?\d\d-?\d\d)")))
_FINESS_FIELDS = (
    "typeet nofinesset nofinessej rs rslongue complrs compldistrib numvoie typvoie voie compvoie "
    "lieuditbp commune departement libdepartement ligneacheminement telephone telecopie categetab "
    "libcategetab categagretab libcategagretab siret codeape codemft libmft codesph libsph dateouv "
    "dateautor datemaj numuai"
)
_FINESS_PLACES = "typeet nofinesset coordxet coordyet sourcecoordet datemaj"
_FINESS = (
    text("finess", "nofinesset", required=True),
    text("nom_long", "rslongue"),
    text("nom", "rs", required=True),
    text("numero", "numvoie"),
    text("type_voie", "typvoie"),
    text("voie"),
    text("commune", required=True),
    text("departement", required=True),
    text("genre", "libcategetab", required=True),
    text("siret"),
    number("x", "coordxet"),
    number("y", "coordyet"),
    text("place_source", "sourcecoordet"),
)
_FINESS_RULES: frozenset[Trait] = frozenset({"crs-in-text", "commune-centre", "overseas-letters"})
_CLASSIC: tuple[Trait, ...] = ("headerless", "sections")
_PLACE = (
    text("code_insee", "code_insee", "insee_com", required=True),
    text("adresse"),
    number("longitude", "longitude"),
    number("latitude", "latitude"),
)
_REACH = ("*mail*", "*courriel*", "*telephone*", "contact*", "telecopie")

PARTNERS = (
    Recipe(
        id="finess-classique",
        producer="DREES, FINESS (extraction des établissements)",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".csv", ".zip"),
        addresses=(
            data_gouv("2ce43ade-8d2c-4d1d-81da-ca06c82abc68"),
            data_gouv("98f3161f-79ff-4f16-8f6a-6d571a80fea2"),
        ),
        separator=";",
        columns=_FINESS,
        fields=(
            ("structureet", _FINESS_FIELDS),
            ("geolocalisation", _FINESS_PLACES),
        ),
        code=("departement", "commune"),
        personal=_REACH,
        traits=_FINESS_RULES.union(_CLASSIC),
        vintage=_DAY,
        key="finess",
    ),
    Recipe(
        id="finess",
        producer="DREES, FINESS (réexposition avec en-tête)",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".csv", ".parquet", ".zip"),
        addresses=(
            Address(
                "https://data-pipeline-open.s3.sbg.io.cloud.ovh.net/finess/"
                "finess_etablissements.csv"
            ),
        ),
        separator=";",
        columns=_FINESS,
        code=("departement", "commune"),
        personal=_REACH,
        traits=_FINESS_RULES,
        vintage=_DAY,
        key="finess",
    ),
    Recipe(
        id="data-inclusion-services",
        producer="Plateforme de l’inclusion, data·inclusion (services)",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".parquet", ".csv", ".json", ".xlsx", ".geojson"),
        addresses=(
            data_gouv("de4856b8-bb67-4b79-83bd-038e846a1774"),
            data_gouv("5abc151a-5729-4055-b0a9-d5691276f461", ending=".csv"),
        ),
        columns=(
            text("origine", "source", required=True),
            text("structure", "structure_id", required=True),
            text("nom", required=True),
            items("thematiques"),
            items("publics"),
            items("couvre", "zone_eligibilite"),
            *_PLACE,
        ),
        personal=(*_REACH, "lien_*"),
        traits=frozenset({"python-lists", "expand-areas"}),
        key="structure",
    ),
    Recipe(
        id="data-inclusion",
        producer="Plateforme de l’inclusion, data·inclusion (structures)",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".parquet", ".csv", ".json", ".xlsx", ".geojson"),
        addresses=(
            data_gouv("915c05e8-77ea-44f6-9837-0f1eff897a54"),
            data_gouv("fd4cb3ef-5c31-4c99-92fe-2cd8016c0ca5", ending=".csv"),
        ),
        columns=(
            text("origine", "source", required=True),
            text("structure", "id", required=True),
            text("nom", required=True),
            text("siret", required=True),
            items("genre", "reseaux_porteurs", "typologie"),
            text("date_maj", required=True),
            text("code_postal", required=True),
            *_PLACE,
        ),
        personal=_REACH,
        traits=frozenset({"python-lists"}),
        key="structure",
    ),
    Recipe(
        id="mediation-numerique",
        producer="ANCT, cartographie nationale des lieux de médiation numérique",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".csv", ".json", ".xlsx"),
        columns=(
            text("structure", "id", required=True),
            text("siret", "pivot", required=True),
            text("nom", required=True),
            items("genre", "typologie"),
            text("services", required=True),
            *_PLACE,
        ),
        missing=(("00000000000000", "absent"), ("", "absent")),
        personal=_REACH,
        key="structure",
    ),
    Recipe(
        id="france-services",
        producer="ANCT, liste des structures France services",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".csv",),
        columns=(
            text("structure", "id_fs", required=True),
            text("nom", "lib_fs", required=True),
            text("forme", "format_fs"),
            *_PLACE,
        ),
        personal=_REACH,
        vintage=_DAY,
        key="structure",
    ),
    Recipe(
        id="service-public",
        producer="DILA, annuaire de l’administration (base de données locales)",
        licence=OPEN,
        target="annuaire",
        grain="establishment",
        formats=(".json", ".bz2"),
        addresses=(data_gouv("73302880-e4df-4d4c-8676-1a61bb997f3d"),),
        member="*.gouv_local.json",
        inside="service",
        columns=(
            text("structure", "id", required=True),
            text("nom", required=True),
            text("siret"),
            items("genre", "pivot_type_service_local"),
            text("code_insee", "code_insee_commune", required=True),
            text("adresse", "adresse_numero_voie"),
            number("longitude", "adresse_longitude"),
            number("latitude", "adresse_latitude"),
        ),
        personal=("adresse_courriel*", "telephone*", "affectation_personne*"),
        vintage=_DAY,
        key="structure",
    ),
)
