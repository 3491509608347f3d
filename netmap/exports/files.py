"""The files for machines: what was found, protected, and where it comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from netmap.formats.findings import FindingsFile, HiddenRecord, ReferenceRecord
from netmap.formats.manifest import InputEntry, LayerEntry, Manifest, sha256
from netmap.records.advice import mobilise_record
from netmap.records.found import (
    chain_records,
    contact_records,
    gap_records,
    partner_records,
    period_records,
    place_records,
    relation_records,
    stratum_records,
    trend_records,
)
from netmap.records.planning import (
    equity_record,
    indicator_records,
    need_record,
    plan_record,
    priority_records,
    rounds_records,
    sector_records,
    sizing_record,
)
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from netmap.disclosure.model import Release
    from netmap.edition import Edition
    from netmap.formats.releases import Figures
    from netmap.messages import Messages


def findings_file(edition: Edition, messages: Messages) -> FindingsFile:
    """Return what ``findings.json`` holds: every figure, protected as the pages are."""
    findings, plan = edition.findings, edition.plan
    release, hidden = findings.release, findings.release.hidden
    return FindingsFile(
        format=1,
        edition=release.audience,
        exemple=release.settings.example,
        territoire=release.territory.name,
        besoins=findings.needs,
        reference=ReferenceRecord(
            taux=findings.reference_rate,
            origine=findings.reference_kind,
            population=findings.target_kind,
        ),
        relations_supposees=findings.network.supposed,
        masquage=None
        if hidden is None
        else HiddenRecord(seuil=hidden.threshold, masques=hidden.cells, montres=hidden.shown),
        absent=release.absent,
        manques=gap_records(findings, messages),
        strates=stratum_records(findings),
        densite=place_records(findings),
        periodes=period_records(findings),
        tendances=trend_records(edition),
        passages=contact_records(findings),
        secteurs=sector_records(findings),
        equite=equity_record(findings),
        besoin=need_record(findings),
        priorites=priority_records(findings),
        dimensionnement=sizing_record(findings),
        indicateurs=indicator_records(findings, messages),
        aller_vers=rounds_records(findings, messages),
        plan=None if plan is None else plan_record(plan),
        chaine=chain_records(findings),
        partenaires=partner_records(findings),
        relations=relation_records(findings),
        mobilisation=mobilise_record(findings, edition.advice, messages),
        empreinte=findings.fingerprint,
    )


def manifest_json(release: Release, files: Mapping[str, bytes]) -> bytes:
    """Return ``manifest.json``: what was read and written, with SHA-256, settings, vintages."""
    manifest = Manifest(
        netmap=__version__,
        edition=release.audience,
        reglages=release.settings.model_dump(mode="json", by_alias=True),
        entrees={
            file.path: InputEntry(sha256=file.sha256, lignes=file.rows) for file in release.files
        },
        couches={
            source.layer: LayerEntry(
                producteur=source.producer,
                millesime=source.vintage,
                licence=source.licence,
                lien=source.link,
            )
            for source in release.sources
        },
        sorties={name: sha256(content) for name, content in files.items()},
    )
    return json_bytes(manifest.plain())


def releases_jsonl(
    release: Release, figures: Figures, *, manifest: bytes, date: str | None
) -> bytes:
    """Return ``releases.jsonl``: the log of public releases, this one's figures last.

    Parameters
    ----------
    release
        The log before it.
    figures
        What it shows and hides.
    manifest
        The build's manifest, the log not yet in it: what a line is known by.
    date
        What the line says of the day; a clock is never asked.
    """
    return release.log.followed_by(figures, manifest=sha256(manifest), date=date).text()


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """Return JSON as UTF-8 text with a final line break; the same value gives the same bytes."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
