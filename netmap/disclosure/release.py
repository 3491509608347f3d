"""From counts to what may leave the office; the only maker of a Release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.disclosure.few_doors import without_few_dwellings
from netmap.disclosure.model import Release
from netmap.disclosure.outside import of_the_territory
from netmap.disclosure.partners import (
    Aliases,
    aliases,
    anonymous_places,
    assessment_table,
    directory_table,
    partner_table,
    place_table,
    relation_table,
)
from netmap.disclosure.protected import protect
from netmap.disclosure.provenance import (
    absent_inputs,
    public_files,
    public_warnings,
    without_people,
)
from netmap.disclosure.shown import SEAL, show
from netmap.formats.releases import Log

if TYPE_CHECKING:
    from netmap.counts.model import Counts
    from netmap.inputs.model import Inputs
    from netmap.vocabulary import Audience


def publish(
    inputs: Inputs, counts: Counts, *, audience: Audience = "public", log: Log | None = None
) -> Release:
    """Return what `audience` may read of a project and its counts.

    In the public edition a reader cannot infer that a hidden count lies between 1 and the
    threshold − 1: whatever is computed from all that is shown, each such count may be the
    threshold or more, and its interval spans at least threshold − 1, so that it is not told
    to within a few people either. People who are in no rate (of elsewhere, or where the service
    was not open) are in no public count at all: what comes with them from one release to the
    next would be told by what a total has beyond those of places. Counts of 0 are always shown:
    a hidden one is 1 or more, and a reader is taken to know it. Where the public population
    itself bounds a count more tightly, that bound is all that can be asked for. The internal
    edition is the same, with nothing hidden.

    Parameters
    ----------
    inputs
        The tables of partners, relations and places of permanence; not its tables of people.
    counts
        Everything that was counted.
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
    known = Log() if log is None or not public else log
    rated = of_the_territory(counts) if public else counts
    told = without_few_dwellings(rated) if public else counts
    done = protect(told, [line.figures for line in known.lines]) if public else None
    shown = counts if done is None else done.counts
    if shown.accompaniments is None:
        inputs = without_people(inputs)
    territory = counts.territory
    known_as = aliases(inputs, territory) if public else Aliases({}, {})
    places = anonymous_places(territory, known_as)
    notes = (*inputs.warnings, *territory.notes)
    return Release(
        audience=audience,
        settings=counts.settings,
        territory=replace(
            territory,
            partner_places=places,
            notes=() if public else territory.notes,
        ),
        counts=show(shown, None if done is None else done.shown),
        partners=partner_table(inputs, territory, places, known_as, internal=not public),
        relations=relation_table(inputs, known_as, internal=not public),
        permanences=place_table(inputs, territory, known_as),
        indicators=inputs.indicators,
        indicators_elsewhere=inputs.indicators_elsewhere,
        absent=absent_inputs(inputs),
        sources=inputs.sources,
        files=public_files(inputs) if public else inputs.files,
        warnings=public_warnings(notes, inputs, known_as) if public else notes,
        hidden=None if done is None else replace(done.summary, outside=rated is not counts),
        figures=None if done is None else done.figures,
        log=known,
        directory=directory_table(inputs, internal=not public),
        assessment=assessment_table(inputs, internal=not public),
        between=None if public else counts.between,
        by_period=None if public else counts.by_period,
        seal=SEAL,
    )
