"""A project of a few rows, and review files made by hand."""

import json
from functools import cached_property
from types import SimpleNamespace

import pytest

from netmap.inputs import read_inputs
from netmap.review import read_review, read_tables


class Reviewed:
    """La Rochelle's tables, and the reviews that a test makes of them."""

    def __init__(self, project, folder):
        self.folder = project.folder
        self.project = project
        self._files = folder

    @property
    def tables(self):
        return read_tables(read_inputs(self.folder))

    @cached_property
    def empreinte(self):
        """What the page of the first build carries."""
        return self.tables.fingerprint

    def review(self, *corrections, author="Marie", day="2025-03-04", name=None, **changes):
        """Write a review file and return its path."""
        value = {
            "format": 1,
            "projet": "La Rochelle",
            "empreinte": self.empreinte,
            "auteur": author,
            "date": day,
            "corrections": list(corrections),
        } | changes
        self._files.mkdir(exist_ok=True)
        path = self._files / (name or f"{author.lower()}.json")
        path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        return path

    def read(self, *paths):
        return [(path.name, read_review(path)) for path in paths]

    def bytes_of(self, name):
        return (self.folder / "data" / name).read_bytes()

    def all_bytes(self):
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted((self.folder / "data").rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def reviewed(la_rochelle, tmp_path):
    return Reviewed(la_rochelle, tmp_path / "reviews")


@pytest.fixture(scope="session")
def corrections():
    """One correction of each kind that La Rochelle's tables can take."""
    return SimpleNamespace(
        confirm={
            "type": "confirmer-relation",
            "source_id": "aide-alimentaire",
            "cible_id": "mediation-adultes",
        },
        outdate={
            "type": "relation-depassee",
            "source_id": "aide-alimentaire",
            "cible_id": "mediation-adultes",
        },
        relation={
            "type": "ajouter-relation",
            "source_id": "mediation-adultes",
            "cible_id": "groupe-hospitalier",
            "nature": "orientation",
        },
        partner={
            "type": "ajouter-partenaire",
            "id": "p1",
            "nom": "Dentistes mutualistes",
            "categorie": "netmap--association",
            "position": "aval",
            "statut": "actif",
            "couvre": ["17300"],
            "thematiques": ["netmap--soins-dentaires"],
        },
        link={
            "type": "ajouter-relation",
            "source_id": "mediation-adultes",
            "cible_id": "p1",
        },
        status={"type": "changer-statut", "id": "cpts", "statut": "actif"},
        comment={"type": "commentaire", "id": "cpam", "texte": "À rappeler en mai"},
    )
