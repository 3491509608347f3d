"""What every page says about itself: what is hidden, supposed, absent; sources and period."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

from netmap.inputs.book import is_book
from netmap.records.sentences import compared_rate

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.inputs.model import LayerSource
    from netmap.messages import Messages


def notices(findings: Findings, messages: Messages) -> list[str]:
    """Return, as sentences, what a reader must know before reading a figure of the page."""
    lines: list[str] = []
    if findings.release.hidden is not None:
        hidden = findings.release.hidden
        lines.append(
            messages(
                "page.notice.hidden",
                below=hidden.threshold,
                cells=messages.number(hidden.cells),
                shown=messages.number(hidden.shown),
            )
        )
        if hidden.outside:
            lines.append(messages("page.notice.outside"))
    if findings.network.supposed:
        lines.append(messages("page.notice.supposed"))
    qpv = findings.release.territory.qpv
    if len(qpv) and (qpv["precision"] == "indicative").any():
        lines.append(messages("page.notice.indicative"))
    rests = findings.density["repartie"]
    shared = rests[rests].index.to_list()
    for key, own in (
        ("shared", {code.partition(":")[0] for level, code in shared if level != "qpv"}),
        ("beyond", {code for level, code in shared if level == "qpv"}),
    ):
        if own:
            lines.append(messages(f"page.notice.{key}", count=messages.number(len(own))))
    lines += [
        messages("page.notice.absent", what=messages(f"absent.{key}"))
        for key in findings.release.absent
        if f"absent.{key}" in messages
    ]
    by_file = Counter(problem.file for problem in findings.release.warnings)
    lines += [
        messages("page.notice.warnings", file=file, count=messages.number(count))
        for file, count in sorted(by_file.items())
    ]
    return lines


def provenance(findings: Findings, messages: Messages) -> list[str]:
    """Return, as sentences, where the figures come from: period, reference, layers, tables."""
    lines: list[str] = []
    periods = pooled_periods(findings)
    if periods:
        lines.append(
            messages(
                "page.source.rates",
                periods=messages.join(list(periods)),
                level=messages.number(100 * findings.release.settings.density.level),
                phi=messages.number(findings.planning.dispersion, digits=1),
            )
        )
    if isfinite(findings.reference_rate):
        lines.append(compared_rate(findings, messages, key="page.source.reference"))
    access = findings.release.settings.access
    lines.append(
        messages(
            "page.source.access",
            detour=messages.number(access.detour, digits=1),
            speed=messages.number(access.speed_km_h),
        )
    )
    lines += [source_line(source, messages) for source in findings.release.sources]
    tables = [
        file.path if file.rows is None else f"{file.path} ({messages.number(file.rows)})"
        for file in findings.release.files
        if (file.path.startswith("data/") and not file.path.startswith("data/geo/"))
        or is_book(file.path)
    ]
    if tables:
        lines.append(messages("page.source.tables", tables=messages.join(tables)))
    return lines


def pooled_periods(findings: Findings) -> tuple[str, ...]:
    """Return the periods that the rates add up, in order."""
    known = tuple(str(period) for period in findings.release.counts.periods.shown.index)
    chosen = findings.release.settings.density.periods
    return tuple(period for period in known if not chosen or period in chosen)


def source_line(source: LayerSource, messages: Messages) -> str:
    """Return who made a layer, when, under which licence, as a line."""
    line = messages(
        "page.source.layer",
        layer=source.layer,
        producer=source.producer,
        vintage=source.vintage,
        licence=source.licence,
    )
    return " – ".join([line, *(part for part in (source.link, source.note) if part)])
