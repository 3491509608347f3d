"""Recipes of activity: what other tools count, of which no person is kept."""

from __future__ import annotations

from netmap.sources.recipes.model import Recipe, items, text

ACTIVITY = (
    Recipe(
        id="coop-mediation",
        producer="La Coop de la médiation numérique (export des activités)",
        licence="Données du service, à ne pas diffuser",
        target="passages",
        grain="activity",
        formats=(".xlsx", ".csv"),
        sheets=("activites", "*"),
        columns=(
            text("date", required=True),
            text("code_insee", "code_insee_du_beneficiaire", required=True),
            items("thematiques", "thematique_s_d_accompagnement"),
            text("reoriente", "beneficiaire_reoriente"),
        ),
        personal=(
            "prenom*",
            "nom_du_mediateur",
            "beneficiaire",
            "notes",
            "genre",
            "tranche_d_age",
            "id_*",
            "statut",
            "adresse",
        ),
    ),
    Recipe(
        id="dora-orientations",
        producer="DORA, export des orientations",
        licence="Données du service, à ne pas diffuser",
        target="relations",
        grain="activity",
        formats=(".csv", ".xlsx"),
        columns=(
            text(
                "prescripteur",
                "structure_prescriptrice",
                "prescripteur_structure",
                "nom_structure_prescriptrice",
                required=True,
            ),
            text(
                "destinataire",
                "structure_destinataire",
                "structure",
                "nom_structure_destinataire",
                required=True,
            ),
            text("statut", "statut", "status", "statut_de_la_demande", required=True),
            text("cree", "date_de_creation", "creation_date", "date_de_la_demande", required=True),
            text("traite", "date_de_traitement", "processing_date"),
        ),
        personal=(
            "*nom_beneficiaire*",
            "*prenom*",
            "beneficiaire*",
            "referent*",
            "*courriel*",
            "*mail*",
            "*telephone*",
            "motif*",
        ),
        code=(),
    ),
)
