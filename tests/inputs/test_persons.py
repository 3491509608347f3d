"""Names that are, or may be, those of persons; columns that name or reach persons."""

import itertools
import random

import pytest

from netmap.inputs.identity import tells_persons
from netmap.inputs.persons import one_person

SURNAMES = ("Dupont", "LE GOFF", "Ben Ali", "O'Brien", "de La Tour", "Petit-Jean", "Ñuñez")
GIVEN = ("Claire", "Jean-Pierre", "Fatoumata", "Mohamed", "Élodie", "NOÉMIE", "Anne Marie")
TITLES = ("Dr", "Dr.", "DR", "Docteur", "Docteure", "Mme", "Madame", "M.", "Monsieur", "Pr", "Mlle")
BEFORE = ("", "Cabinet de ", "Cabinet du ", "MSP ", "Centre de santé, ", "Permanence : ")
AFTER = ("", ", infirmière libérale", " (Aytré)", " – médecine générale")


def test_whoever_bears_a_title_is_a_person_wherever_the_title_stands():
    rng = random.Random(20240607)
    every = list(itertools.product(BEFORE, TITLES, ("", *GIVEN), SURNAMES, AFTER))
    for before, title, given, surname, after in rng.sample(every, 1_500):
        name = f"{before}{title} {given} {surname}{after}".replace("  ", " ")
        assert one_person(name, "netmap--msp"), name
        assert not one_person(name, "netmap--msp", organisation=True), name


def test_a_given_name_and_a_surname_are_a_person_in_either_order():
    for given, surname, after in itertools.product(GIVEN, SURNAMES, AFTER):
        for name in (f"{given} {surname}{after}", f"{surname} {given}{after}"):
            assert one_person(name, "cmp"), name
    for name in ("claire dupont", "J. Dupont", "J.-P. Dupont", "Karim B.", "Cabinet Claire Dupont"):
        assert one_person(name, "cmp"), name


@pytest.mark.parametrize(
    "name",
    [
        "Centre social Jean Moulin", "École Paul Bert", "MJC Claude Nougaro", "Emmaüs Thouars",
        "Mairie de Saint-Martin-de-Ré", "Saint Jean d'Angély", "M.J.C. Centre", "Rose des vents",
        "France Travail", "Secours catholique", "Hôpital Édouard-Herriot", "UDAF", "Le Relais",
        "Médecins du Monde", "Croix-Rouge", "Espace Simone Veil", "Pharmacie de la Place",
    ],
)  # fmt: skip
def test_organisations_and_places_are_no_persons(name):
    assert not one_person(name, "netmap--association")
    assert one_person(name, "netmap--medecin")


@pytest.mark.parametrize(
    "header",
    [
        "nom", "Nom", "NOM Prénom", "Prénom", "nom_usager", "Nom de l'usager", "Nom marital",
        "Tél.", "tel_port", "N° de téléphone", "Portable", "Mail", "E-mail", "courriel",
        "Adresse", "adresse postale", "Rue", "Date de naissance", "DDN", "né(e) le",
        "lieu de naissance", "NIR", "N° SS", "N° sécu", "Numéro de sécurité sociale", "INS",
        "Carte vitale", "n° allocataire", "id_usager", "Numéro dossier", "Bénéficiaire",
        "patient", "Civilité", "Initiales", "contact", "first name", "LastName", "full_name",
        "surname", "phone number", "address", "birthdate", "DOB", "SSN", "social security number",
        "patient id", "e-mail address",
    ],
)  # fmt: skip
def test_a_column_of_persons_is_known_by_its_header(header):
    assert tells_persons(header)


@pytest.mark.parametrize(
    "header",
    [
        "nom_commune", "Nom de la commune", "nom du quartier", "nom_qpv", "libellé", "libgeo",
        "Nombre de personnes", "nb personnes", "Adresse de la permanence", "Nom de la structure",
        "Mode de contact", "Nombre de contacts", "thématique", "motif", "commentaire", "âge",
        "personnes_rencontrees", "Immeuble", "ville", "origine", "instance", "observations",
    ],
)  # fmt: skip
def test_a_column_of_places_or_of_counts_is_none_of_persons(header):
    assert not tells_persons(header)
