"""Small worlds, made by hand: communes, quarters over one or more of them, counts by period."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import box

from netmap.counts import count
from netmap.disclosure import publish
from netmap.findings import conclude, network_of
from netmap.inputs.model import InputFile, Inputs
from netmap.settings import Settings
from netmap.territory.model import Territory

if TYPE_CHECKING:
    from netmap.counts.model import Counts
    from netmap.disclosure import Release
    from netmap.errors import Problem
    from netmap.findings.model import Findings
    from netmap.formats.releases import Log
    from netmap.vocabulary import Audience

PARTNER_COLUMNS = [
    "nom", "categorie", "position", "statut", "code_insee", "latitude", "longitude", "adresse",
    "couvre", "thematiques", "publics", "implication", "siret", "finess", "reseaux_porteurs",
    "date_maj", "source", "contact", "telephone", "courriel", "contact_nom", "notes", "ligne",
]  # fmt: skip
RELATION_COLUMNS = [
    "source_id", "cible_id", "nature", "thematiques", "formalisation", "etat", "nb_orientations",
    "nb_acceptees", "delai_median_j", "date_debut", "date_fin", "date_verif", "source", "ligne",
]  # fmt: skip
PLACE_COLUMNS = [
    "nom", "latitude", "longitude", "code_insee", "demi_journees", "statut", "verrouillee",
    "itinerante", "mediateur_id", "accueil_id", "ligne",
]  # fmt: skip


#: A table that has a row of everybody: a commune's row is of those outside its quarters.
EVERY_ROW = {"lignes_absentes": "zero", "commune_comprend_qpv": False}


@dataclass(frozen=True)
class World:
    """Residents of communes and of the parts of quarters, and rows ``(period, code): people``.

    `at_most` are rows that tell no number, and people at most. `contacts` are already counted,
    as in Counts.
    """

    communes: dict[str, float]
    quarters: dict[str, dict[str, float]] = field(default_factory=dict)
    people: dict[tuple[str, str], int] = field(default_factory=dict)
    closed: dict[tuple[str, str], int] = field(default_factory=dict)
    at_most: dict[tuple[str, str], float] = field(default_factory=dict)
    fresh: dict[tuple[str, str], int] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    partners: tuple[dict[str, object], ...] = ()
    relations: tuple[dict[str, object], ...] | None = None
    permanences: tuple[dict[str, object], ...] | None = None
    rounds: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None
    warnings: tuple[Problem, ...] = ()

    def counts(self) -> Counts:
        """Count everything; nothing is hidden."""
        counts = count(self.inputs(), self.territory())
        return replace(counts, contacts=self.contacts)

    def publish(self, *, audience: Audience = "public", log: Log | None = None) -> Release:
        """Return what an audience may read of it."""
        return publish(self.inputs(), self.counts(), audience=audience, log=log)

    def findings(self, *, audience: Audience = "public", log: Log | None = None) -> Findings:
        """Return what is concluded of it before an audience."""
        return findings_of(self.publish(audience=audience, log=log))

    def residents(self) -> dict[tuple[str, str, str], float]:
        """Return the residents of each place, by the key of its count."""
        people = self.counts().places["population"].dropna()
        return {("density", level, code): n for (level, code), n in people.items()}

    def territory(self) -> Territory:
        communes = gpd.GeoDataFrame(
            {"nom": [f"Commune {c}" for c in self.communes], "population": self.communes.values()},
            index=pd.Index(list(self.communes), name="code_insee"),
            geometry=[box(1_000 * int(c), 0, 1_000 * int(c) + 1_000, 1_000) for c in self.communes],
            crs=2154,
        )
        qpv = pd.DataFrame(
            {
                "lib_qp": [f"Quartier {q}" for q in self.quarters],
                "population": [sum(parts.values()) for parts in self.quarters.values()],
                "precision": "official",
            },
            index=pd.Index(list(self.quarters), name="code_qp", dtype=object),
        )
        rows = [
            (f"{code}:{quarter}", code, quarter, people)
            for quarter, parts in self.quarters.items()
            for code, people in parts.items()
        ]
        inside = {code: sum(r[3] for r in rows if r[1] == code) for code in self.communes}
        rows += [
            (code, code, None, total - inside[code])
            for code, total in self.communes.items()
            if total != inside[code]
        ]
        zones = pd.DataFrame(
            [row[1:] for row in sorted(rows)],
            columns=["code_insee", "code_qp", "population"],
            index=pd.Index([row[0] for row in sorted(rows)], name="zone"),
        ).astype({"code_qp": object, "population": float})
        zones["code_qp"] = [q if isinstance(q, str) else None for q in zones["code_qp"]]
        zones["nom"] = zones.index
        zones["origine_population"] = "published"
        shares = {
            (quarter, code): people / sum(parts.values())
            for quarter, parts in self.quarters.items()
            for code, people in parts.items()
        }
        index = (
            pd.MultiIndex.from_tuples(shares, names=["code_qp", "code_insee"])
            if shares
            else (pd.MultiIndex.from_arrays([[], []], names=["code_qp", "code_insee"]))
        )
        origins = pd.DataFrame(
            {"x_m": 380_000.0, "y_m": 6_570_000.0, "origine": "mairie"},
            index=pd.MultiIndex.from_tuples(
                [
                    *(("commune", code) for code in self.communes),
                    *(("qpv", code) for code in self.quarters),
                    *(("zone", code) for code in zones.index),
                ],
                names=["niveau", "code"],
            ),
        )
        return Territory(
            name="Essai",
            epci="200000000",
            crs=CRS(2154),
            communes=communes,
            qpv=qpv,
            zones=zones,
            origins=origins,
            partner_places=_places(self.partners),
            permanence_places=_places(self.permanences or ()),
            qpv_shares=pd.Series(list(shares.values()), index=index, dtype=float),
            notes=(),
        )

    def inputs(self) -> Inputs:
        rows = [
            {
                "periode": period, "code": code, "personnes": count,
                "au_plus": self.at_most.get((period, code), count),
                "nouvelles": self.fresh.get((period, code), np.nan),
                "situations_cloturees": self.closed.get((period, code), np.nan),
                "thematique": None, "public": None,
            }
            for (period, code), count in {
                **self.people, **dict.fromkeys(self.at_most, np.nan)
            }.items()
        ]  # fmt: skip
        return Inputs(
            settings=Settings.model_validate(
                {"territoire": {"nom": "Essai"}, "lecture": EVERY_ROW, **self.settings}
            ),
            communes=pd.DataFrame(),
            qpv=pd.DataFrame(index=list(self.quarters)),
            lived=pd.DataFrame(),
            partners=_keyed(self.partners, PARTNER_COLUMNS),
            relations=None
            if self.relations is None
            else _keyed(self.relations, RELATION_COLUMNS).reset_index(drop=True),
            accompaniments=pd.DataFrame(rows) if rows else None,
            contacts=None,
            permanences=None
            if self.permanences is None
            else _keyed(self.permanences, PLACE_COLUMNS),
            rounds=self.rounds,
            indicators=None,
            sources=(),
            files=(
                *([InputFile("data/accompagnements.csv", "a" * 64, len(rows))] if rows else []),
                InputFile("data/geo/communes.geojson", "b" * 64, len(self.communes)),
                InputFile("data/partners.csv", "c" * 64, len(self.partners)),
            ),
            warnings=self.warnings,
        )

    def shuffled(self, seed: int) -> World:
        """Return the same world with every table in another order."""
        order = np.random.default_rng(seed).permutation

        def mixed(table: dict) -> dict:
            return {list(table)[i]: table[list(table)[i]] for i in order(len(table))}

        return replace(
            self,
            communes=mixed(self.communes),
            quarters=mixed(self.quarters),
            people=mixed(self.people),
            partners=tuple(self.partners[i] for i in order(len(self.partners))),
        )


def _keyed(rows: tuple[dict[str, object], ...], columns: list[str]) -> pd.DataFrame:
    index = pd.Index([row.get("id") for row in rows], name="id", dtype=object)
    table = pd.DataFrame(list(rows), columns=columns, index=index, dtype=object)
    for name in ("couvre", "thematiques", "publics", "reseaux_porteurs"):
        if name in table:
            table[name] = [v if isinstance(v, tuple) else () for v in table[name]]
    return table.astype(object).where(table.notna(), None)


def _places(rows: tuple[dict[str, object], ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (380_500.0, 6_570_500.0, row.get("code_insee"), None, row.get("code_insee"), "point")
            for row in rows
        ],
        columns=["x_m", "y_m", "code_insee", "code_qp", "zone", "lieu"],
        index=pd.Index([row["id"] for row in rows], name="id", dtype=object),
    ).astype({"x_m": float, "y_m": float})


def log_after(release: Release) -> Log:
    """Return the log once a release has gone out."""
    return release.log.followed_by(release.figures, manifest="0" * 64, date=None)


def findings_of(release: Release) -> Findings:
    """Return what is concluded from a release."""
    return conclude(release, network_of(release))
