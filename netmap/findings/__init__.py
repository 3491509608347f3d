"""What is concluded, once, from counts that may be shown. No disk, no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from netmap.vocabulary import NAMED_PLACES, NEEDS, Level

if TYPE_CHECKING:
    import pandas as pd

    from netmap.disclosure.model import Release
    from netmap.findings.model import Advice, Findings
    from netmap.network.model import PartnerNetwork

__all__ = ["advise", "conclude", "examined_needs", "network_of"]


def network_of(release: Release) -> PartnerNetwork:
    """Return the network of a release's tables, with what its settings say of them."""
    from netmap.network import build_network
    from netmap.periods import open_today

    settings = release.settings
    return build_network(
        release.partners,
        release.relations,
        release.permanences,
        complete=settings.relations.complete,
        opened=open_today(settings.perimeter, release.counts.periods.shown.index),
    )


def conclude(release: Release, network: PartnerNetwork) -> Findings:
    """Work out every figure of a release.

    Parameters
    ----------
    network
        That of the release's tables.

    Raises
    ------
    InputError
        The settings of an indicator of need, or its values, do not fit together.
    """
    from netmap.findings.chain import chain_matrix
    from netmap.findings.contacts import contact_table
    from netmap.findings.density import density_table, with_residents
    from netmap.findings.gaps import chains_in_quarters, list_gaps
    from netmap.findings.half_days import half_days_within_reach
    from netmap.findings.model import Findings
    from netmap.findings.nearest import nearest_permanence
    from netmap.findings.planning import make_planning
    from netmap.findings.sectors import sector_table
    from netmap.findings.strata import strata_table
    from netmap.findings.territory_need import territory_need
    from netmap.network.fingerprint import fingerprint

    settings, territory, counts = release.settings, release.territory, release.counts
    needs = settings.needs or examined_needs(release.partners)
    density = with_residents(
        density_table(counts, options=settings.density),
        counts,
        options=settings.density,
        fair=territory.target is not None,
    )
    access = nearest_permanence(territory, release.permanences, settings=settings).join(
        half_days_within_reach(territory, release.permanences, access=settings.access)
    )
    chains = {
        level: chain_matrix(network, territory, needs, access=settings.access, level=level)
        for level in get_args(Level)
    }
    planning = make_planning(
        release,
        density,
        sectors=sector_table(counts, density, options=settings.density),
        strata=strata_table(counts, density, options=settings.density),
        need=territory_need(
            territory.communes.index,
            release.indicators,
            release.indicators_elsewhere,
            settings=settings,
        ),
        chain=chains["commune"],
    )
    return Findings(
        release=release,
        network=network,
        needs=needs,
        density=density,
        access=access,
        chains=chains,
        contacts=contact_table(counts.contacts),
        planning=planning,
        gaps=list_gaps(
            territory.communes,
            density,
            access,
            chains["commune"],
            inside=chains_in_quarters(territory, chains["qpv"]),
            planning=planning,
            settings=settings,
        ),
        fingerprint=fingerprint(release.partners, release.relations),
    )


def advise(findings: Findings) -> Advice:
    """Work out what a working group acts on."""
    from netmap.findings.criticality import criticality
    from netmap.findings.mobilise import mobilisation
    from netmap.findings.model import Advice
    from netmap.findings.weights import pair_weights, people_apart
    from netmap.network.build import read_directory
    from netmap.network.changes import as_declared
    from netmap.network.measures import measure

    release, network = findings.release, findings.network
    people = release.counts.places.shown["cible"]
    people = people_apart(people.xs("commune"), people.xs("zone"), release.territory.zones)
    weights = pair_weights(people, findings.needs)
    candidates = {
        one.id: one for one in read_directory(release.directory) if one.id not in network.partners
    }
    return Advice(
        candidates=candidates,
        criticality=criticality(findings.chain, weights=weights),
        mobilisation=mobilisation(
            as_declared(network) if network.supposed else network,
            release.territory,
            findings.needs,
            extra=candidates.values(),
            weights=weights,
            shareable_only=release.audience == "public",
            access=release.settings.access,
            levels=NAMED_PLACES,
        ),
        measures=measure(network),
    )


def examined_needs(partners: pd.DataFrame) -> tuple[str, ...]:
    """Return the needs that partners name, in the order of the vocabulary, then of the codes."""
    named = {code for codes in partners["thematiques"] for code in codes}
    known = {code: place for place, code in enumerate(NEEDS)}
    return tuple(sorted(named, key=lambda code: (known.get(code, len(known)), code)))
