"""An edition made by hand, and the same with other tables: what follows from them is made anew."""

from __future__ import annotations

from dataclasses import fields, replace

from made import chain_levels, changed, shown_table

from netmap.counts.model import Reference
from netmap.disclosure.model import Release
from netmap.edition import Edition
from netmap.findings import advise, network_of
from netmap.findings.charts import draw_charts
from netmap.findings.model import Findings
from netmap.network.fingerprint import fingerprint
from netmap.siting.planned import planned

_OF_A_RELEASE = {field.name for field in fields(Release)}
_OF_FINDINGS = {field.name for field in fields(Findings)}
_OF_AN_EDITION = {"plan", "plan_problems"}


def reference_of(rate: float, kind: str = "territoire") -> Reference:
    """Return a reference of this rate a year per 1,000 residents."""
    return Reference(kind=kind, people=rate, years=1_000.0)


def edition_of(findings: Findings, **plans: object) -> Edition:
    """Return the edition of findings whose tables were made by hand; its plan unless given."""
    release = findings.release
    network = network_of(release)
    mark = fingerprint(release.partners, release.relations)
    findings = replace(findings, network=network, fingerprint=mark)
    if not plans:
        plans = dict(zip(("plan", "plan_problems"), planned(findings), strict=True))
    return Edition(
        findings=findings, advice=advise(findings), charts=draw_charts(findings), **plans
    )


def altered(edition: Edition, **told: object) -> Edition:
    """Return an edition with other values, whichever of its parts holds them.

    `reference_rate` and `periods` are those of its counts; `relations_supposed` says it of all.
    """
    findings, release = edition.findings, edition.findings.release
    counts = release.counts
    if "reference_rate" in told:
        kind = findings.reference_kind
        counts = changed(counts, reference=reference_of(told.pop("reference_rate"), kind))
    if "periods" in told:
        counts = changed(counts, periods=shown_table(told.pop("periods")))
    if told.pop("relations_supposed", False):
        told.setdefault("relations", release.relations)
        told["relations"] = told["relations"].assign(supposee=True)
    if "chain" in told:
        zones = told.get("territory", release.territory).zones.index
        told["chains"] = chain_levels(told.pop("chain"), zones)
    of_release = {name: told.pop(name) for name in [*told] if name in _OF_A_RELEASE}
    of_findings = {name: told.pop(name) for name in [*told] if name in _OF_FINDINGS}
    plans = {name: told.pop(name) for name in [*told] if name in _OF_AN_EDITION}
    if plans:
        plans = {"plan": None, "plan_problems": ()} | plans
    assert not told, f"no part of an edition holds {sorted(told)}"
    release = changed(release, counts=counts, **of_release)
    return edition_of(replace(findings, release=release, **of_findings), **plans)
