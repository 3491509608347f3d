"""Recipes of care: accessibility, under-served zones, professionals and equipment."""

from __future__ import annotations

from netmap.sources.recipes.model import OPEN, Address, Figure, Recipe, Vintage, number, text

_PEOPLE = 10_000
_DATA = "https://www.data.gouv.fr/datasets"


def _apl(who: str, *said: str, titled: str, unit: str, standard: tuple[str, ...]) -> Recipe:
    """Return a workbook of accessibility: `said`, its columns in order of preference."""
    return Recipe(
        id=f"apl-{who}",
        producer="DREES, accessibilité potentielle localisée",
        licence=OPEN,
        target="indicateurs",
        grain="commune",
        formats=(".xlsx",),
        addresses=(
            Address(
                f"{_DATA}/accessibilite-potentielle-localisee-apl-aux-professionnels-de-sante",
                titled=titled,
            ),
        ),
        sheets=("apl_####",),
        titles=8,
        columns=(
            text("code_insee", "code_commune_insee*", required=True),
            number("apl", *said, required=True),
            number("standard", *standard, required=True),
            number("total", "population_totale*"),
        ),
        traits=frozenset({"units-under"}),
        vintage=Vintage((("sheet", r"(20\d\d)"),)),
        figures=(Figure(f"apl_{who}", "ressource", unit, ("apl",), over="standard", digits=2),),
    )


_CONSULTATIONS = "consultations/an/habitant standardisé"
_POSTS = "ETP pour 100 000 habitants standardisés"

CARE = (
    _apl(
        "generalistes",
        "apl_aux_medecins_generalistes_de_65_ans*",
        "apl_aux_medecins_generalistes",
        titled="*generalistes*",
        unit=_CONSULTATIONS,
        standard=("population_standardisee_####_pour_la_medecine_generale*",),
    ),
    _apl(
        "sages_femmes",
        "apl_aux_sages_femmes_de_65_ans*",
        "apl_aux_sages_femmes",
        titled="*sages_femmes*",
        unit="ETP pour 100 000 femmes standardisées",
        standard=("population_feminine_standardisee*",),
    ),
    _apl(
        "infirmiers",
        "apl_aux_infirmier*_de_65_ans*",
        "apl_aux_infirmier*",
        titled="*infirmi*",
        unit=_POSTS,
        standard=("population_standardisee*",),
    ),
    _apl(
        "kinesitherapeutes",
        "apl_aux_*kinesitherapeutes_de_65_ans*",
        "apl_aux_*kinesitherapeutes",
        titled="*kinesitherapeutes*",
        unit=_POSTS,
        standard=("population_standardisee*",),
    ),
    _apl(
        "dentistes",
        "apl_aux_chirurgiens_dentistes_de_65_ans*",
        "apl_aux_chirurgiens_dentistes",
        titled="*dentistes*",
        unit=_POSTS,
        standard=("population_standardisee*",),
    ),
    Recipe(
        id="zonage-medecins",
        producer="ARS, zonage médecins (ZIP et ZAC)",
        licence=OPEN,
        target="indicateurs",
        grain="commune-qpv",
        formats=(".xlsx", ".csv", ".ods"),
        columns=(
            text("code_insee", "code", "code_insee", required=True),
            text("code_qp", "code_qp", "code_qpv"),
            text("zonage", "zonage_mg*", required=True),
        ),
        traits=frozenset({"mixed-levels"}),
        vintage=Vintage((("name", r"(20\d{6}|20\d\d)"), ("header", r"(20\d\d)"))),
        figures=(
            Figure(
                "zone_sous_dense",
                "besoin",
                "2 : ZIP, 1 : ZAC, 0 : hors zone",
                ("zonage",),
                digits=0,
            ),
        ),
    ),
    Recipe(
        id="rpps",
        producer="ANS, Annuaire Santé (RPPS), sommes par commune",
        licence=OPEN,
        target="indicateurs",
        grain="person",
        formats=(".txt", ".csv", ".zip"),
        addresses=(
            Address(
                f"{_DATA}/annuaire-sante-extractions-des-donnees-en-libre-acces-"
                "des-professionnels-intervenant-dans-le-systeme-de-sante-rpps",
                titled="*ps_libreacces*",
            ),
        ),
        member="PS_LibreAcces_Personne_activite_*.txt",
        separator="|",
        columns=(
            text("personne", "identification_nationale_pp", required=True),
            text("profession", "code_profession", required=True),
            text("savoir_faire", "code_savoir_faire"),
            text("code_insee", "code_commune_coord_structure", required=True),
        ),
        personal=(
            "nom*",
            "prenom*",
            "libelle_civilite*",
            "code_civilite*",
            "*telephone*",
            "*mail*",
            "identifiant_pp",
        ),
        traits=frozenset({"shared-persons"}),
        vintage=Vintage((("name", r"(20\d{6})"),)),
        figures=tuple(
            Figure(
                name,
                "ressource",
                "pour 10 000 habitants",
                (of,),
                "count",
                among=among,
                per=_PEOPLE,
            )
            for name, of, among in (
                ("medecins_generalistes", "savoir_faire", ("SM53", "SM54")),
                ("infirmiers", "profession", ("60",)),
                ("chirurgiens_dentistes", "profession", ("40",)),
                ("sages_femmes", "profession", ("50",)),
            )
        ),
    ),
    Recipe(
        id="ameli",
        producer="CNAM, Annuaire santé d’Ameli, sommes par commune",
        licence=OPEN,
        target="indicateurs",
        grain="person",
        formats=(".csv", ".zip", ".parquet"),
        addresses=(Address(f"{_DATA}/annuaire-sante-ameli"),),
        columns=(
            text("specialite", "specialite_code", required=True),
            text("code_postal", "coordonnees_code_postal", required=True),
            text("ville", "coordonnees_ville", required=True),
        ),
        personal=("*nom*", "*prenom*", "coordonnees_num_tel", "coordonnees_voie"),
        code=("code_postal", "ville"),
        width=0,
        traits=frozenset({"town-names"}),
        vintage=Vintage((("name", r"(20\d{6}|20\d\d-\d\d-\d\d)"),)),
        figures=(
            Figure(
                "medecins_generalistes",
                "ressource",
                "pour 10 000 habitants",
                ("specialite",),
                "count",
                among=("01", "1", "22", "23"),
                per=_PEOPLE,
            ),
        ),
    ),
    Recipe(
        id="bpe",
        producer="INSEE, Base permanente des équipements, sommes par commune",
        licence=OPEN,
        target="indicateurs",
        grain="establishment",
        formats=(".parquet", ".csv", ".zip"),
        addresses=(
            Address(
                "https://www.insee.fr/fr/statistiques/fichier/8217525/BPE25.zip", resumes=False
            ),
        ),
        separator=";",
        member="BPE*.csv",
        columns=(
            text("code_insee", "depcom", required=True),
            text("equipement", "typequ", required=True),
            number("longitude"),
            number("latitude"),
            text("qualite", "qualite_geoloc", required=True),
            text("annee", "an"),
        ),
        missing=(("_Z", "not-applicable"), ("_U", "unknown"), ("", "absent")),
        traits=frozenset({"random-points"}),
        vintage=Vintage((("name", r"bpe[_ ]?(\d\d)"),)),
        figures=tuple(
            Figure(
                name,
                "ressource",
                "pour 10 000 habitants",
                ("equipement",),
                "count",
                among=(code,),
                per=_PEOPLE,
            )
            for name, code in (("pharmacies", "D307"), ("services_urgences", "D106"))
        ),
    ),
)
