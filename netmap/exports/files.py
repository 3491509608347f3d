"""The files for machines: what was found, protected, and where it comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import netmap
from netmap.exports.folder import sha256
from netmap.records.advice import mobilise_records
from netmap.records.found import (
    chain_records,
    contact_records,
    density_records,
    gap_records,
    number,
    partner_records,
    period_records,
    relation_records,
)
from netmap.records.planning import planning_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.disclosure.history import Figures
    from netmap.disclosure.model import Release
    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.render.page.view import Json

#: Version of the layout of findings.json; docs/findings.schema.json describes it.
FINDINGS_FORMAT = 1


def findings_json(edition: Edition, messages: Messages) -> bytes:
    """Return ``findings.json``: every figure of the release, protected as the pages are."""
    findings = edition.findings
    hidden = findings.release.hidden
    return json_bytes(
        {
            "format": FINDINGS_FORMAT,
            "edition": findings.release.audience,
            "exemple": findings.release.settings.example,
            "territoire": findings.release.territory.name,
            "besoins": list(findings.needs),
            "reference": {
                "taux": number(findings.reference_rate, digits=3),
                "origine": findings.reference_kind,
            },
            "relations_supposees": findings.network.supposed,
            "masquage": None
            if hidden is None
            else {
                "seuil": hidden.threshold,
                "masques": hidden.cells,
                "montres": hidden.shown,
            },
            "absent": list(findings.release.absent),
            "manques": gap_records(findings, messages),
            "densite": density_records(findings),
            "periodes": period_records(findings),
            "passages": contact_records(findings),
            **planning_records(edition, messages),
            "chaine": chain_records(findings),
            "partenaires": partner_records(findings),
            "relations": relation_records(findings),
            "mobilisation": mobilise_records(findings, edition.advice, messages),
            "empreinte": findings.fingerprint,
        }
    )


def manifest_json(release: Release, files: Mapping[str, bytes]) -> bytes:
    """Return ``manifest.json``: what was read and written, with SHA-256, settings, vintages."""
    return json_bytes(
        {
            "netmap": netmap.__version__,
            "edition": release.audience,
            "reglages": release.settings.model_dump(mode="json", by_alias=True),
            "entrees": {
                file.path: {"sha256": file.sha256, "lignes": file.rows} for file in release.files
            },
            "couches": {
                source.layer: {
                    "producteur": source.producer,
                    "millesime": source.vintage,
                    "licence": source.licence,
                    "lien": source.link,
                }
                for source in release.sources
            },
            "sorties": {name: sha256(content) for name, content in files.items()},
        }
    )


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


def json_bytes(value: Json) -> bytes:
    """Return JSON as UTF-8 text with a final line break; the same value gives the same bytes."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
