"""From findings to what may leave the office; the only maker of a Release."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from netmap.disclosure.audit import intervals
from netmap.disclosure.cells import Cell, CountSystem
from netmap.disclosure.contacts import contact_systems, mask_contacts
from netmap.disclosure.history import Figures, Log, figures_of
from netmap.disclosure.joint import join_earlier, made_known
from netmap.disclosure.mask import (
    mask_density,
    mask_periods,
    mask_sectors,
    reference_is_shown,
    supposed_people,
)
from netmap.disclosure.merging import groupings, untold
from netmap.disclosure.model import Audience, Hidden, Release
from netmap.disclosure.outreach import mask_indicators, mask_outreach, outreach_system
from netmap.disclosure.papers import absent_inputs, public_files, public_warnings
from netmap.disclosure.partners import (
    Aliases,
    aliases,
    anonymous_places,
    directory_table,
    partner_table,
    place_table,
    relation_table,
    rename_partners,
)
from netmap.disclosure.protect import Protection, suppress
from netmap.disclosure.tables import count_system, pooled_periods
from netmap.errors import DisclosureError
from netmap.findings.gaps import list_gaps
from netmap.findings.indicators import people_figures
from netmap.findings.planning import make_planning, service_years
from netmap.findings.territory_need import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import pandas as pd
    from numpy.typing import NDArray

    from netmap.findings.model import Findings
    from netmap.findings.planning import Planning

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_TOLERANCE = 1e-6
_TIME_LIMIT_S = 20.0
_ATTEMPTS = 3


def protect_findings(
    findings: Findings, *, audience: Audience = "public", log: Log | None = None
) -> Release:
    """Return what `audience` may read of `findings`.

    In the public edition a reader cannot infer that a hidden count lies between 1 and the
    threshold − 1: whatever is computed from all that is shown, each such count may be the
    threshold or more, and its interval spans at least threshold − 1, so that it is not told
    to within a few people either. Counts of 0 are shown where they can be; a reader is
    therefore taken to know that a hidden one is 1 or more. Where the public population
    itself bounds a count more tightly, that bound is all that can be asked for.

    Parameters
    ----------
    findings
        Everything that was computed.
    audience
        Who may read it.
    log
        The earlier public releases, which a reader is taken to have kept. What they already
        tell cannot be hidden any more: it counts as shown.

    Raises
    ------
    DisclosureError
        The attacker found an interval too narrow; it names the cell.
    """
    public = audience == "public"
    known = Log() if log is None else log
    done = None
    if public:
        findings, done = _protected_with_sectors(findings, [line.figures for line in known.lines])
    hidden = frozenset[Cell]() if done is None else done.hidden
    known_as = aliases(findings) if public else Aliases({}, {})
    places = anonymous_places(findings.territory, known_as)
    notes = (*findings.inputs.warnings, *findings.territory.notes)
    warnings = public_warnings(notes, findings.inputs, known_as) if public else notes
    density = mask_density(findings, hidden)
    chain = rename_partners(findings.chain, known_as)
    rate = findings.reference_rate if reference_is_shown(findings, hidden) else float("nan")
    settings = findings.inputs.settings
    periods = mask_periods(findings.periods, hidden)
    planning = _planning(findings, density, chain, periods, rate=rate, hidden=hidden)
    return Release(
        audience=audience,
        settings=settings,
        territory=replace(
            findings.territory,
            partner_places=places,
            notes=() if public else findings.territory.notes,
        ),
        needs=findings.needs,
        partners=partner_table(findings, places, known_as, internal=not public),
        relations=relation_table(findings, known_as, internal=not public),
        relations_supposed=findings.network.supposed,
        permanences=place_table(findings, known_as),
        density=density,
        periods=periods,
        reference_rate=rate,
        reference_kind=findings.reference_kind,
        access=findings.access.copy(),
        chain=chain,
        gaps=list_gaps(
            findings.territory.communes,
            density,
            findings.access,
            chain,
            planning=planning,
            reference_rate=rate,
            settings=settings,
        ),
        planning=planning,
        contacts=mask_contacts(findings.contacts, hidden),
        absent=absent_inputs(findings),
        sources=findings.inputs.sources,
        files=public_files(findings.inputs) if public else findings.inputs.files,
        warnings=warnings,
        hidden=None if done is None else done.summary,
        figures=None if done is None else done.figures,
        log=known if public else Log(),
        directory=directory_table(findings, internal=not public),
    )


def _planning(
    findings: Findings,
    density: pd.DataFrame,
    chain: pd.DataFrame,
    periods: pd.DataFrame,
    *,
    rate: float,
    hidden: AbstractSet[Cell],
) -> Planning:
    """Compute the planner's tables again from what is shown; need is public as it is."""
    found = findings.planning
    need = None
    if found.need is not None and found.need_values is not None and found.need_scale is not None:
        need = Need(table=found.need, indicators=found.need_values, scale=found.need_scale)
    sectors = mask_sectors(findings, hidden)
    told = findings.inputs.accompaniments is not None
    people = {
        (period, key): figure
        for period, figures in people_figures(periods if told else None).items()
        for key, figure in figures.items()
    }
    return make_planning(
        findings.territory,
        density,
        sectors=sectors,
        need=need,
        access=findings.access,
        chain=chain,
        reference=(rate, findings.reference_kind),
        years=service_years(periods, findings.inputs.settings),
        outreach=mask_outreach(found.outreach, hidden),
        indicators=mask_indicators(found.indicators, hidden, people),
        settings=findings.inputs.settings,
        supposed=supposed_people(findings, density, sectors, hidden) if hidden else None,
    )


@dataclass(frozen=True)
class _Protected:
    """What is hidden of the cells of one or more systems, in figures and by name."""

    hidden: frozenset[Cell]
    summary: Hidden
    figures: Figures


def _protected_with_sectors(
    findings: Findings, earlier: Sequence[Figures]
) -> tuple[Findings, _Protected]:
    """Protect, with the sectors of which the least is hidden; they were put together or not."""
    done = _protected(findings, earlier)
    tried = [(findings, done)]
    if untold(findings, done.hidden):
        tried += [(one, _protected(one, earlier)) for one in groupings(findings, done.hidden)]
    return min(tried, key=lambda one: (untold(one[0], one[1].hidden), one[1].summary.cells))


def _protected(findings: Findings, earlier: Iterable[Figures]) -> _Protected:
    """Choose what to hide, earlier releases known, and let the attacker try."""
    threshold = findings.inputs.settings.disclosure.threshold
    periods = pooled_periods(findings)
    releases = tuple(earlier)
    pages: list[tuple[CountSystem, Bools]] = []
    told = 0
    for system in (
        count_system(findings),
        outreach_system(findings.inputs.rounds, threshold=threshold),
        *contact_systems(findings.contacts, threshold=threshold),
    ):
        joint = join_earlier(findings, system, releases, periods=periods)
        if joint is not system:
            joint = _without_told(joint, system, threshold=threshold)
        pattern = _audited(joint, threshold=threshold)[: len(system.cells)]
        small_and_told = system.sensitive & ~pattern
        told += int((small_and_told & system.published).sum())
        pages.append((system, pattern | small_and_told))
    published = sum(int(system.published.sum()) for system, _ in pages)
    cells = sum(int((system.published & hidden).sum()) for system, hidden in pages) - told
    return _Protected(
        hidden=frozenset(
            cell
            for system, hidden in pages
            for cell, is_hidden in zip(system.cells, hidden, strict=True)
            if is_hidden
        ),
        summary=Hidden(threshold=threshold, cells=cells, shown=published - cells, told=told),
        figures=figures_of(findings, pages, periods=periods),
    )


def _without_told(joint: CountSystem, system: CountSystem, *, threshold: int) -> CountSystem:
    """Take what earlier releases tell by themselves as shown: hiding it would be vain.

    `joint` begins with the cells of `system`; what `system` alone would betray is no news.
    """
    own = set(audit(system, ~system.known, threshold=threshold))
    while told := set(audit(joint, ~joint.known, threshold=threshold)) - own:
        known = joint.known.copy()
        known[sorted(told)] = True
        joint = made_known(joint, known)
    return joint


def _audited(system: CountSystem, *, threshold: int) -> Bools:
    """Choose what to hide of one system, and let the attacker try."""
    suppressed = hide(system, threshold=threshold)
    betrayed = audit(system, suppressed, threshold=threshold)
    if betrayed:
        cell = system.cells[betrayed[0]]
        message = (
            f"{len(betrayed)} hidden count(s) could be inferred from what would be shown; "
            f"the first is {cell.block}, {cell.level}, {cell.code}"
        )
        raise DisclosureError(message)
    return suppressed


def hide(system: CountSystem, *, threshold: int) -> Bools:
    """Return the cells to hide: the small ones, those never shown, and the cheapest others.

    The protector reasons with fractions. Where a reader of whole numbers infers more, he is
    asked for a wider berth, twice; after that everything is hidden.
    """
    forced = system.sensitive | (~system.published & ~system.known)
    berth = np.ones(len(system.cells))
    for _ in range(_ATTEMPTS):
        hidden = _suppressed(system, forced, berth, threshold=threshold)
        betrayed = audit(system, hidden, threshold=threshold)
        if not betrayed:
            return hidden
        berth[betrayed] *= 2
    return ~system.known


def _suppressed(system: CountSystem, forced: Bools, berth: Floats, *, threshold: int) -> Bools:
    """Suppress, and hide each place that would tell a hidden QPV by its fraction."""
    while True:
        cells = np.flatnonzero(forced)
        small = system.sensitive[cells]
        lacking = threshold - np.take(system.values, cells)
        found = suppress(
            system.values,
            system.equations,
            cells,
            weights=system.weights,
            lower=system.lower,
            upper=system.upper,
            protection=Protection(
                upper=np.where(small, berth[cells] * lacking, 0.0),
                sliding=np.where(small, berth[cells] * (threshold - 1.0), 0.0),
            ),
            time_limit_s=_TIME_LIMIT_S,
        )
        hidden = found.suppressed & ~system.known
        telling = [
            place for place, quarter in system.mixed if hidden[quarter] and not hidden[place]
        ]
        if not telling:
            return hidden
        forced = forced.copy()
        forced[telling] = True


def audit(system: CountSystem, suppressed: Bools, *, threshold: int) -> list[int]:
    """Return the sensitive cells of which a reader infers too much, in order.

    The attacker is given the system, what is shown and what everybody knows; what is asked
    of an interval is no more than what everybody's knowledge leaves open.
    """
    reached = np.minimum(float(threshold), system.upper)
    length = np.minimum(threshold - 1.0, system.upper - system.lower)
    low, high = intervals(
        system.values,
        system.equations,
        suppressed,
        lower=system.lower,
        upper=system.upper,
        integer=system.whole,
        enough=(reached - length, reached),
    )
    betrayed = system.sensitive & (
        (high < reached - _TOLERANCE) | (high - low < length - _TOLERANCE)
    )
    return [int(cell) for cell in np.flatnonzero(betrayed)]
