"""Small tables as reading leaves them: tuples for lists, None, NaN and NaT for what is missing."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest


@pytest.fixture
def tables():
    """Return a stand-in for Inputs with the three tables that the network reads."""
    partners = pd.DataFrame(
        {
            "nom": ["CCAS", "Médiation", "Dentiste", "École", "Maison"],
            "categorie": [
                "ccas-cias",
                "netmap--association",
                "netmap--medecin",
                "netmap--ecole",
                "mdph",
            ],
            "position": ["amont", "mediation", "aval", "amont", "amont-aval"],
            "statut": ["actif", "actif", "actif", "a-mobiliser", "actif"],
            "couvre": [("17300",), ("17300", "17010"), (), ("17300",), ("241700434",)],
            "thematiques": [(), (), ("netmap--soins-dentaires",), (), ("mdph",)],
            "ligne": [2, 3, 4, 5, 7],
        },
        index=pd.Index(["ccas", "med", "dent", "ecole", "mdph"], name="id"),
    )
    relations = pd.DataFrame(
        {
            "source_id": ["ccas", "med"],
            "cible_id": ["med", "dent"],
            "nature": ["orientation", None],
            "thematiques": [(), ("netmap--soins-dentaires",)],
            "formalisation": [None, "convention"],
            "etat": ["active", None],
            "nb_orientations": [12.0, float("nan")],
            "nb_acceptees": [7.0, float("nan")],
            "delai_median_j": [4.5, float("nan")],
            "date_verif": pd.to_datetime(["2024-03-01", None]),
            "ligne": [2, 3],
        }
    )
    permanences = pd.DataFrame(
        {
            "mediateur_id": ["med", "med", None, "med"],
            "statut": ["ouverte", "candidate", "ouverte", "ouverte"],
        },
        index=pd.Index(["p2", "p3", "p4", "p1"], name="id"),
    )
    return SimpleNamespace(partners=partners, relations=relations, permanences=permanences)
