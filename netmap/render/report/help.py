"""How far help is, and where the chain of partners breaks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from netmap.findings.nearest import far_communes
from netmap.records.sentences import label_of
from netmap.render.page.headline import far_told
from netmap.render.report.cells import number_cell, rows_of, source_line, travel_words
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    block,
    details,
    paragraph,
    place,
    table,
    text,
    typed,
)
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece

_STEPS = ("amont", "mediation", "aval", "liaison")


@dataclass(frozen=True, kw_only=True)
class ChainCounts:
    """How many chains of a place and a need there are, by what is said of them.

    `examined` leaves out those of places without mediation, which are `closed` places.
    """

    examined: int
    broken: int
    unconfirmed: int
    fragile: int
    closed: int


def help_section(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the part on distances and chains."""
    findings = edition.findings
    far, broken = distances(findings, messages), chains(findings, messages)
    return block(
        "columns",
        _told("how-far", far, messages) if far else Absent(messages("report.help.no-permanence")),
        _told("chains", broken, messages) if broken else Absent(messages("report.help.no-chain")),
    )


def help_tables(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the tables behind it: minutes place by place, chains need by need."""
    findings = edition.findings
    known = findings.minutes.notna().any()
    return [
        *([_minutes(findings, messages)] if known else []),
        *([] if findings.chain.empty else [_chains(findings, messages)]),
    ]


def _told(key: str, sentences: list[str], messages: Messages) -> str:
    told = "".join(paragraph(sentence) for sentence in sentences)
    return f"<div><h3>{text(messages(f'report.help.{key}'))}</h3>{told}</div>"


def far_words(findings: Findings, messages: Messages) -> tuple[str, str] | None:
    """Return how many communes are far from help, and these words; None: nobody knows."""
    told = far_told(findings, messages)
    if told is None:
        return None
    key, values = told
    return values["count"], messages(f"report.help.{key}", **values)


def distances(findings: Findings, messages: Messages) -> list[str]:
    """Return how many communes are far from an open permanence, and which is the farthest."""
    told = far_words(findings, messages)
    return [] if told is None else [f"{' '.join(told)}.", *distance_doubts(findings, messages)]


def distance_doubts(findings: Findings, messages: Messages) -> list[str]:
    """Return which commune is the farthest, and what the count hangs on."""
    minutes = findings.minutes.xs("commune")
    known = minutes.dropna()
    reached = known[known < inf]
    access = findings.release.settings.access
    names = findings.release.territory.communes["nom"]
    lines = []
    if out := len(known) - len(reached):
        lines.append(messages("report.help.out-of-reach", count=messages.number(out)))
    if len(reached):
        lines.append(
            messages(
                f"report.help.farthest{'-reached' if out else ''}",
                name=str(names[str(reached.idxmax())]),
                minutes=messages.number(float(reached.max())),
                travel=travel_words(findings, messages),
            )
        )
    if findings.release.territory.times is None:
        speeds = {
            name: access.speed_km_h / slower for name, slower in (("slow", 2.0), ("fast", 0.75))
        }
        counts = {
            name: far_communes(known, limit=access.far_minutes, slower=access.speed_km_h / speed)
            for name, speed in speeds.items()
        }
        lines.append(
            messages(
                "report.help.far-speed",
                speed=messages.number(access.speed_km_h),
                **{f"{name}_speed": messages.number(speed) for name, speed in speeds.items()},
                **{name: messages.number(count) for name, count in counts.items()},
            )
        )
    if len(known) < len(minutes):
        unknown = messages.number(len(minutes) - len(known))
        lines.append(messages("report.help.far-unknown", count=unknown))
    return lines


def chain_counts(findings: Findings) -> ChainCounts:
    """Count the chains of communes and QPVs by what is said of them."""
    chain = findings.chain
    verdicts = Counter(chain["verdict"])
    return ChainCounts(
        examined=len(chain) - verdicts["closed"],
        broken=verdicts["broken"],
        unconfirmed=verdicts["unconfirmed"],
        fragile=int((chain["kappa"] == 1).sum()),
        closed=chain.loc[chain["verdict"] == "closed", "code"].nunique(),
    )


def chains(findings: Findings, messages: Messages) -> list[str]:
    """Return how often no chain is whole, where it breaks, and how often it hangs by one."""
    chain = findings.chain
    if chain.empty:
        return []
    counts = chain_counts(findings)
    lines = [
        messages(
            "report.help.broken",
            broken=messages.number(counts.broken),
            total=messages.number(counts.examined),
            needs=messages.number(len(findings.needs)),
        )
    ]
    if counts.closed:
        lines.append(messages("report.help.closed", count=messages.number(counts.closed)))
    broken = chain[chain["verdict"] == "broken"]
    lacking = Counter(str(step) for steps in broken["manque"] for step in steps)
    if lacking:
        step, often = min(lacking.items(), key=lambda item: (-item[1], item[0]))
        lines.append(
            messages(
                "report.help.step",
                step=messages(f"step.{step}"),
                count=messages.number(often),
                broken=messages.number(counts.broken),
            )
        )
    if counts.unconfirmed:
        lines.append(messages("report.help.unsure", count=messages.number(counts.unconfirmed)))
    if counts.fragile:
        lines.append(messages("report.help.fragile", count=messages.number(counts.fragile)))
    return lines


def _minutes(findings: Findings, messages: Messages) -> str:
    ways = findings.access.assign(told=findings.minutes)
    ways = ways[ways.index.get_level_values("niveau").isin(NAMED_PLACES)]
    names = findings.density["nom"]
    held = findings.release.permanences["nom"].to_dict()
    ordered = ways.sort_values("minutes", ascending=False, na_position="first", kind="stable")
    rows = []
    for (level, code), row in rows_of(ordered):
        nearest = row["permanence_id"]
        cells = [
            place(str(code), str(names[level, code]), level=str(level)),
            number_cell(row["told"], messages),
            number_cell(row["km"], messages, digits=1),
            typed(str(held.get(nearest, "—"))) if isinstance(nearest, str) else text("—"),
        ]
        rows.append(TableRow(f"densite {level} {code}", cells))
    title = messages("report.minutes.title")
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.minutes"), number=True, tells="@travel"),
        Column(label=messages("report.column.km"), number=True, tells="@travel"),
        Column(label=messages("report.column.nearest"), tells="@names"),
    ]
    source = paragraph(source_line(findings, messages, what="access"), kind="source")
    return details(title, table(title, columns, rows) + source)


def _chains(findings: Findings, messages: Messages) -> str:
    chain = findings.chain
    lacking = {step for steps in chain["manque"] for step in steps}
    steps = [*_STEPS, *({"seul"} & lacking)]
    rows = []
    for need in findings.needs:
        own = chain[chain["thematique"] == need]
        broken = own[own["verdict"] == "broken"]
        missing = Counter(step for told in broken["manque"] for step in told)
        rows.append(
            [
                typed(label_of("need", need, findings.release.settings, messages)),
                text(messages.number(int((own["kappa"] > 1).sum()))),
                text(messages.number(int((own["kappa"] == 1).sum()))),
                text(messages.number(int((own["verdict"] == "unconfirmed").sum()))),
                *(text(messages.number(missing[step])) for step in steps),
                text(messages.number(int((own["verdict"] == "closed").sum()))),
            ]
        )
    title = messages("report.chains.title")
    columns = [
        Column(label=messages("report.column.need")),
        Column(label=messages("report.column.holds"), number=True, tells="@chains"),
        Column(label=messages("report.column.fragile"), number=True, tells="@chains"),
        Column(label=messages("report.column.unsure"), number=True, tells="@chains"),
        *(Column(label=messages(f"step.{step}"), number=True, tells="@chains") for step in steps),
        Column(label=messages("network.script.matrix.state-closed"), number=True, tells="@chains"),
    ]
    key = "chains-supposed" if findings.network.supposed else "chains"
    source = paragraph(source_line(findings, messages, what=key), kind="source")
    return details(title, table(title, columns, rows) + source)
