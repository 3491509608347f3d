"""What every page says about itself: what is hidden, supposed, absent; sources and period."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.disclosure.model import Release
    from netmap.inputs.model import LayerSource
    from netmap.messages import Messages


def notices(release: Release, messages: Messages) -> list[str]:
    """Return, as sentences, what a reader must know before reading a figure of the page."""
    lines: list[str] = []
    if release.hidden is not None:
        hidden = release.hidden
        lines.append(
            messages(
                "page.notice.hidden",
                below=hidden.threshold,
                cells=messages.number(hidden.cells),
                shown=messages.number(hidden.shown),
            )
        )
    if release.relations_supposed:
        lines.append(messages("page.notice.supposed"))
    qpv = release.territory.qpv
    if len(qpv) and (qpv["precision"] == "indicative").any():
        lines.append(messages("page.notice.indicative"))
    lines += [
        messages("page.notice.absent", what=messages(f"absent.{key}"))
        for key in release.absent
        if f"absent.{key}" in messages
    ]
    by_file = Counter(problem.file for problem in release.warnings)
    lines += [
        messages("page.notice.warnings", file=file, count=messages.number(count))
        for file, count in sorted(by_file.items())
    ]
    return lines


def provenance(release: Release, messages: Messages) -> list[str]:
    """Return, as sentences, where the figures come from: period, reference, layers, tables."""
    lines: list[str] = []
    periods = pooled_periods(release)
    if periods:
        lines.append(
            messages(
                "page.source.rates",
                periods=messages.join(list(periods)),
                level=messages.number(100 * release.settings.density.level),
            )
        )
    if isfinite(release.reference_rate):
        lines.append(
            messages(
                "page.source.reference",
                rate=messages.number(release.reference_rate, digits=2),
                kind=messages(f"page.reference.{release.reference_kind}"),
            )
        )
    access = release.settings.access
    lines.append(
        messages(
            "page.source.access",
            detour=messages.number(access.detour, digits=1),
            speed=messages.number(access.speed_km_h),
        )
    )
    lines += [_layer(source, messages) for source in release.sources]
    tables = [
        file.path if file.rows is None else f"{file.path} ({messages.number(file.rows)})"
        for file in release.files
        if file.path.startswith("data/") and not file.path.startswith("data/geo/")
    ]
    if tables:
        lines.append(messages("page.source.tables", tables=messages.join(tables)))
    return lines


def pooled_periods(release: Release) -> tuple[str, ...]:
    """Return the periods that the rates add up, in order."""
    known = tuple(str(period) for period in release.periods.index)
    chosen = release.settings.density.periods
    return tuple(period for period in known if not chosen or period in chosen)


def _layer(source: LayerSource, messages: Messages) -> str:
    line = messages(
        "page.source.layer",
        layer=source.layer,
        producer=source.producer,
        vintage=source.vintage,
        licence=source.licence,
    )
    return " – ".join([line, *(part for part in (source.link, source.note) if part)])
