"""Who serves which place: declared coverage, and open permanences within reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.network.model import Partner, PartnerNetwork
    from netmap.sections import AccessSettings
    from netmap.territory.model import Territory
    from netmap.vocabulary import Level

_TOLERANCE = 1 + 1e-9


@dataclass(frozen=True)
class Serving:
    """The active partners that serve each place.

    Attributes
    ----------
    surely
        A place's code → ids of the partners that surely serve it, in the order of the territory.
        Partners that serve the same places share one frozenset wherever they do.
    perhaps
        Ids of the partners of which nobody said whom they serve: in the best case, all places.
        They may also be among `surely` of a place, by an open permanence.
    closed
        Places where the mediation does not work today; no mediation point serves them.
    unclaimed
        Places where the network says that the mediation works, and no mediation point says
        that it serves them: each of them may be the one.
    """

    surely: Mapping[str, frozenset[str]]
    perhaps: frozenset[str]
    closed: frozenset[str]
    unclaimed: frozenset[str]


def serving(
    network: PartnerNetwork, territory: Territory, *, access: AccessSettings, level: Level
) -> Serving:
    """Tell which active partners serve each commune, QPV or zone.

    A partner covers a commune when it declares its code or the EPCI's: the code of a QPV does
    not make it cover the commune around. It covers a QPV when it declares its code, the EPCI's,
    or those of all the communes it lies in; a zone, when it declares its commune, its QPV or the
    EPCI. The places where the network is opened are read alike, and no mediation point serves
    another. One that declares no coverage serves the places that have one of its open
    permanences within the catchment, bound included: straight line × detour, at a stated
    speed, or the times of ``data/temps``; one that declares whom it serves serves nobody else.

    Parameters
    ----------
    network
        Partners and their open permanences; only active partners are read.
    territory
        Codes, inhabited points and places of permanence.
    access
        Detour, speed and catchment.
    level
        Which kind of place.

    Returns
    -------
    Serving
        A partner with no declared coverage is in `perhaps`.
    """
    places = _alternatives(territory, level)
    by_code: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for place, alternatives in places.items():
        for codes in alternatives:
            by_code.setdefault(min(codes), []).append((place, codes))

    def covered(by: frozenset[str]) -> set[str]:
        return {place for code in by for place, codes in by_code.get(code, ()) if codes <= by}

    found: dict[str, set[str]] = {place: set() for place in places}
    active = sorted((p for p in network.partners.values() if p.active), key=lambda p: p.id)
    for partner in active:
        for place in covered(partner.covers or frozenset()):
            found[place].add(partner.id)

    mediation = [partner for partner in active if partner.mediates]
    undeclared = [partner for partner in mediation if partner.covers is None]
    near = _within_catchment(network, undeclared, territory, access=access, level=level)
    for place, ids in near.items():
        found[place] |= ids
    opened = places.keys() if network.opened is None else covered(network.opened)
    points = {partner.id for partner in mediation}
    for place in places.keys() - opened:
        found[place] -= points
    shared: dict[frozenset[str], frozenset[str]] = {}
    surely = {}
    for place, ids in found.items():
        same = frozenset(ids)
        surely[place] = shared.setdefault(same, same)
    unknown = {partner.id for partner in active if partner.covers is None}
    return Serving(
        surely=surely,
        perhaps=frozenset(unknown),
        closed=frozenset(places.keys() - opened),
        unclaimed=frozenset()
        if network.opened is None
        else frozenset(place for place in opened if points.isdisjoint(found[place])),
    )


def _alternatives(territory: Territory, level: Level) -> dict[str, list[frozenset[str]]]:
    """Give each place the sets of codes any one of which covers it whole."""
    whole = [] if territory.epci is None else [frozenset({territory.epci})]
    if level == "commune":
        return {code: [frozenset({code}), *whole] for code in territory.communes.index}
    zones = territory.zones
    if level == "zone":
        return {
            zone: [frozenset({code}) for code in (commune, qpv) if isinstance(code, str)] + whole
            for zone, commune, qpv in zip(
                zones.index, zones["code_insee"], zones["code_qp"], strict=True
            )
        }
    communes = zones.groupby("code_qp")["code_insee"].agg(frozenset)
    return {
        code: [frozenset({code}), *([communes[code]] if code in communes.index else []), *whole]
        for code in territory.qpv.index
    }


def _within_catchment(
    network: PartnerNetwork,
    mediation: list[Partner],
    territory: Territory,
    *,
    access: AccessSettings,
    level: Level,
) -> dict[str, set[str]]:
    """Give each place the mediation points that have an open permanence near it."""
    near: dict[str, set[str]] = {}
    held = [(m.id, place) for m in mediation for place in network.permanences.get(m.id, ())]
    if not held:
        return near
    if territory.times is not None:
        times = territory.times.loc[[level]].droplevel(0)
        for partner, place in held:
            within = times.index[times[place] <= access.catchment_minutes * _TOLERANCE]
            for code in within:
                near.setdefault(str(code), set()).add(partner)
        return near
    points = territory.permanence_places[["x_m", "y_m"]].reindex([place for _, place in held])
    places = points.to_numpy(float)
    placed = np.isfinite(places).all(axis=1)
    origins = territory.origins[territory.origins.index.get_level_values("niveau") == level]
    origins = origins[["x_m", "y_m"]].droplevel("niveau")
    if origins.empty:
        return near
    reach_m = access.catchment_minutes / 60 * access.speed_km_h * 1_000 / access.detour
    tree = KDTree(origins.to_numpy(float))
    for i in np.flatnonzero(placed):
        for position in tree.query_ball_point(places[i], reach_m * _TOLERANCE):
            near.setdefault(str(origins.index[position]), set()).add(held[i][0])
    return near
