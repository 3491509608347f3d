"""The figures: density, access, chains and the gaps that join them. No disk, no page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.findings.model import Findings
from netmap.vocabulary import NEEDS

if TYPE_CHECKING:
    from netmap.inputs.model import Inputs
    from netmap.network.model import PartnerNetwork
    from netmap.territory.model import Territory

__all__ = ["Findings", "analyse", "examined_needs"]


def analyse(inputs: Inputs, territory: Territory, network: PartnerNetwork) -> Findings:
    """Compute every figure from the checked inputs; nothing is hidden yet."""
    from netmap.counts.contacts import count_contacts
    from netmap.findings.chain import chain_matrix
    from netmap.findings.density import density_table, period_totals, reference_rate
    from netmap.findings.gaps import list_gaps
    from netmap.findings.half_days import half_days_within_reach
    from netmap.findings.nearest import nearest_permanence
    from netmap.findings.planning import find_planning

    settings = inputs.settings
    contacts = count_contacts(inputs.contacts, territory, perimeter=settings.perimeter)
    inputs = replace(inputs, contacts=None)
    needs = examined_needs(inputs)
    rate, kind = reference_rate(territory, inputs.accompaniments, settings=settings)
    density = density_table(territory, inputs.accompaniments, settings=settings)
    access = nearest_permanence(territory, inputs.permanences, settings=settings).join(
        half_days_within_reach(territory, inputs.permanences, access=settings.access)
    )
    chain = chain_matrix(network, territory, needs, access=settings.access)
    periods = period_totals(inputs.accompaniments)
    planning = find_planning(
        inputs,
        territory,
        density,
        access=access,
        chain=chain,
        periods=periods,
        reference=(rate, kind),
    )
    gaps = list_gaps(
        territory.communes,
        density,
        access,
        chain,
        planning=planning,
        reference_rate=rate,
        settings=settings,
    )
    return Findings(
        inputs=inputs,
        territory=territory,
        network=network,
        needs=needs,
        density=density,
        periods=periods,
        reference_rate=rate,
        reference_kind=kind,
        access=access,
        chain=chain,
        gaps=gaps,
        planning=planning,
        contacts=contacts,
    )


def examined_needs(inputs: Inputs) -> tuple[str, ...]:
    """Return the needs to examine: those of the settings, else those that partners name.

    The order is that of the vocabulary, then of the codes.
    """
    if inputs.settings.needs:
        return inputs.settings.needs
    named = {code for codes in inputs.partners["thematiques"] for code in codes}
    known = {code: place for place, code in enumerate(NEEDS)}
    return tuple(sorted(named, key=lambda code: (known.get(code, len(known)), code)))
