"""What was found as records: the same in the terminal, in JSON, in CSV and on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.findings.concluded import conclude_parts
from netmap.formats.partners import ChainRecord, PartnerRecord, RelationRecord
from netmap.formats.places import (
    ContactRecord,
    GapRecord,
    PeriodRecord,
    PlaceRecord,
    StratumRecord,
    TrendRecord,
)
from netmap.records.rows import record_of, rows_of
from netmap.records.sentences import gap_sentences

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.vocabulary import PartClass


def gap_records(findings: Findings, messages: Messages) -> tuple[GapRecord, ...]:
    """Return the list of gaps, in order of rank."""
    ways = dict(rows_of(findings.access))
    settings, needs = findings.release.settings, findings.needs
    return tuple(
        GapRecord(
            rang=gap.rank,
            code=gap.code,
            nom=gap.name,
            classe=gap.density_class,
            minutes=ways["commune", gap.code]["minutes"],
            secteur=gap.sector,
            classe_secteur=gap.sector_class,
            palier_besoin=None if gap.priority is None else gap.priority.need_tier,
            a_accompagner=None if gap.priority is None else gap.priority.unmet,
            a_accompagner_bas=None if gap.priority is None else gap.priority.unmet_low,
            a_accompagner_haut=None if gap.priority is None else gap.priority.unmet_high,
            raisons=tuple(gap_sentences(gap, messages, settings, needs=needs)),
            besoins_rompus=gap.broken_needs,
            besoins_a_confirmer=gap.unconfirmed_needs,
        )
        for gap in findings.gaps
    )


def chain_records(findings: Findings) -> tuple[ChainRecord, ...]:
    """Return a record a place and need: communes, QPVs, zones."""
    return tuple(
        record_of(ChainRecord, row, niveau=level)
        for level, chain in findings.chains.items()
        for row in chain.to_dict("records")
    )


def partner_records(findings: Findings) -> tuple[PartnerRecord, ...]:
    """Return a record a partner, by id: what a later build is compared on."""
    rows = sorted(rows_of(findings.release.partners))
    return tuple(record_of(PartnerRecord, row, id=identifier) for identifier, row in rows)


def relation_records(findings: Findings) -> tuple[RelationRecord, ...]:
    """Return a record a relation."""
    rows = findings.release.relations.to_dict("records")
    return tuple(record_of(RelationRecord, row) for row in rows)


def place_records(findings: Findings) -> tuple[PlaceRecord, ...]:
    """Return a record a place: the territory, its communes, its QPVs and their zones."""
    concluded = _conclusions(findings)
    return tuple(
        record_of(
            PlaceRecord, row, niveau=level, code=code, conclusion=concluded.get((level, str(code)))
        )
        for (level, code), row in rows_of(findings.density)
    )


def _conclusions(findings: Findings) -> dict[tuple[str, str], PartClass]:
    """Return what is concluded of each place that is one part, by level and code."""
    told: dict[tuple[str, str], PartClass] = {}
    for zone, part in conclude_parts(findings).items():
        told["zone", zone] = part.density_class
        if part.code_qp is not None:
            told["qpv", part.code_qp] = part.density_class
        elif part.kind != "reste":
            told["commune", zone] = part.density_class
    return told


def stratum_records(findings: Findings) -> tuple[StratumRecord, ...]:
    """Return a record a stratum."""
    rows = rows_of(findings.planning.strata)
    return tuple(record_of(StratumRecord, row, strate=str(stratum)) for stratum, row in rows)


def period_records(findings: Findings) -> tuple[PeriodRecord, ...]:
    """Return a record a period: the territory's totals."""
    rows = rows_of(findings.release.counts.periods.shown)
    return tuple(record_of(PeriodRecord, row, periode=str(period)) for period, row in rows)


def trend_records(edition: Edition) -> tuple[TrendRecord, ...] | None:
    """Return a record a commune and QPV; None: the public edition, or no table."""
    if edition.charts.places is None:
        return None
    names = edition.findings.release.territory.names
    return tuple(
        record_of(TrendRecord, row, niveau=level, code=code, nom=names[code])
        for (level, code), row in rows_of(edition.charts.places)
    )


def contact_records(findings: Findings) -> tuple[ContactRecord, ...] | None:
    """Return a record a period and place; None: no table."""
    if findings.contacts is None:
        return None
    names = findings.release.territory.names
    return tuple(
        record_of(ContactRecord, row, periode=period, niveau=level, code=code, nom=names.get(code))
        for (period, level, code), row in rows_of(findings.contacts)
    )
