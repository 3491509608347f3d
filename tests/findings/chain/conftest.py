"""A hand-drawn territory of three square communes, and the networks that live on it."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import CRS
from shapely import box

from netmap.network.model import Partner, PartnerNetwork, Relation
from netmap.territory.model import Territory


class ChainWorld:
    """Builders: codes for communes and quarters, short words for partners and relations."""

    @staticmethod
    def territory(*, places=None, epci="200000001"):
        """Communes c1, c2, c3, side 10 km, west to east; Q1 inside c1, Q2 over c1 and c2."""
        crs = CRS.from_epsg(2154)
        codes = ["c1", "c2", "c3"]
        squares = [box(10_000 * i, 0, 10_000 * (i + 1), 10_000) for i in range(3)]
        communes = gpd.GeoDataFrame(
            {"nom": codes, "population": [3000.0, 2000.0, float("nan")]},
            geometry=squares,
            index=pd.Index(codes, name="code_insee"),
            crs=crs,
        )
        qpv = gpd.GeoDataFrame(
            {"lib_qp": ["Un", "Deux"], "population": [500.0, 400.0], "precision": "indicative"},
            geometry=[box(1000, 1000, 2000, 2000), box(9000, 4000, 11_000, 5000)],
            index=pd.Index(["Q1", "Q2"], name="code_qp"),
            crs=crs,
        )
        cut = [("c1", None), ("c1", "Q1"), ("c1", "Q2"), ("c2", None), ("c2", "Q2"), ("c3", None)]
        zones = gpd.GeoDataFrame(
            {
                "code_insee": [commune for commune, _ in cut],
                "code_qp": pd.Series([quarter for _, quarter in cut], dtype=object).to_numpy(),
            },
            geometry=[squares[codes.index(commune)] for commune, _ in cut],
            index=pd.Index([c if q is None else f"{c}:{q}" for c, q in cut], name="zone"),
            crs=crs,
        )
        origins = [("commune", code, 10_000 * i + 5000, 5000) for i, code in enumerate(codes)]
        origins += [("qpv", "Q1", 1500, 1500), ("qpv", "Q2", 10_000, 4500)]
        origins += [
            ("zone", zone, 10_000 * codes.index(zone[:2]) + 5000, 5000) for zone in zones.index
        ]
        frame = pd.DataFrame(origins, columns=["niveau", "code", "x_m", "y_m"]).astype(
            {"x_m": float, "y_m": float}
        )
        spots = places or {}
        return Territory(
            name="Essai",
            epci=epci,
            crs=crs,
            communes=communes,
            qpv=qpv,
            zones=zones,
            origins=frame.assign(origine="mairie").set_index(["niveau", "code"]),
            partner_places=pd.DataFrame(columns=["x_m", "y_m"]),
            permanence_places=pd.DataFrame(
                {"x_m": [x for x, _ in spots.values()], "y_m": [y for _, y in spots.values()]},
                index=pd.Index(list(spots), name="id", dtype=object),
                dtype=float,
            ),
            qpv_shares=pd.Series(dtype=float),
            notes=(),
        )

    @staticmethod
    def partner(identifier, position, covers=None, needs="", **fields):
        """Words are split by blanks; `covers` None is unknown."""
        fields = {"name": identifier, "category": "netmap--association", "status": "actif"} | fields
        return Partner(
            id=identifier,
            position=position,
            covers=None if covers is None else frozenset(covers.split()),
            needs=frozenset(needs.split()),
            **fields,
        )

    @staticmethod
    def network(partners, relations, permanences=None):
        """Relations are ``"A1>M1"``, or Relation values."""
        return PartnerNetwork(
            partners={partner.id: partner for partner in partners},
            relations=tuple(
                relation
                if isinstance(relation, Relation)
                else Relation(**dict(zip(("source", "target"), relation.split(">"), strict=True)))
                for relation in relations
            ),
            permanences=permanences or {},
        )

    def published(self):
        """Return the network of METHODS §4."""
        partner = self.partner
        return self.network(
            [
                partner("A1", "amont", "c1"),
                partner("A2", "amont", "c1 c2"),
                partner("A3", "amont", "c3"),
                partner("M1", "mediation", "c1 c2"),
                partner("M2", "mediation", "c1"),
                partner("D1", "aval", "c1", "dental"),
                partner("D2", "aval", "c1 c2", "dental rights"),
                partner("D3", "aval", "c1 c2 c3", "rights"),
            ],
            ["A1>M1", "A2>M1", "A2>M2", "A3>M1", "M1>D1", "M1>D2", "M2>D3", "M1>D3"],
        )

    def random(self, rng, *, dual=True, states=False, candidates=False, told=0.0):
        """Return a small network drawn from a seeded generator.

        `told`: share of the partners whose relations are all in the table.
        """
        codes = ["c1", "c2", "c3", "200000001", "Q1"]
        partners = []
        for prefix, position, most in [
            ("A", "amont", 4),
            ("M", "mediation", 3),
            ("D", "aval", 4),
            ("X", "amont-aval", 3 if dual else 0),
        ]:
            for i in range(rng.integers(0, most + 1)):
                covers = " ".join(rng.choice(codes, size=rng.integers(1, 4), replace=False))
                status = "actif"
                if candidates and rng.random() < 0.35:
                    status = str(rng.choice(["a-mobiliser", "a-remobiliser"]))
                partners.append(
                    self.partner(
                        f"{prefix}{i}",
                        position,
                        None if states and rng.random() < 0.15 else covers,
                        " ".join(n for n in ("dental", "rights") if rng.random() < 0.7),
                        status=status,
                        told=bool(told and rng.random() < told),
                    )
                )
        relations = []
        for source in partners:
            for target in partners:
                useful = (source.upstream and target.mediates) or (
                    source.mediates and target.downstream
                )
                if useful and rng.random() < 0.6:
                    state = (
                        str(rng.choice(["", "active", "inconnue", "rompue", "en-projet"]))
                        if states
                        else ""
                    )
                    relations.append(
                        Relation(
                            source=source.id,
                            target=target.id,
                            state=state or None,
                            needs=frozenset(["dental"] if states and rng.random() < 0.2 else []),
                        )
                    )
        return self.network(partners, relations)


@pytest.fixture(scope="session")
def world():
    return ChainWorld()
