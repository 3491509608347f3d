"""The opening: in sentences, who is under-served, how surely, how far help is, what breaks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from netmap.findings.nearest import far_communes
from netmap.messages import describe
from netmap.records.plan_sentences import plan_sentences
from netmap.render.page.notes import notices
from netmap.render.report.cells import percent, travel_words
from netmap.render.report.markup import items, paragraph, section, text, typed

if TYPE_CHECKING:
    import pandas as pd

    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages

_CLASSES = (
    "sous-desservie", "inegale", "desservie", "indeterminee", "masquee", "non-ouverte",
    "sans-donnee",
)  # fmt: skip
_NAMED = ("sous-desservie", "inegale", "desservie")
_LONGEST_LIST = 8
#: communes named outside the neighbourhoods
_FIRST = 4


def opening(edition: Edition, messages: Messages) -> str:
    """Return the first part of the report."""
    findings = edition.findings
    sure = percent(findings.release.settings.density.certainty, messages)
    told = notices(findings, messages)
    if findings.release.settings.example:
        told.insert(0, messages("page.example"))
    return section(
        "opening",
        messages("report.part.opening"),
        f'<div class="answers">{_who(findings, messages)}'
        f'<div class="answer"><h3>{text(messages("report.opening.how-far"))}</h3>'
        f"{items(map(typed, distances(findings, messages)))}"
        f"<h3>{text(messages('report.opening.chains'))}</h3>"
        f"{items(map(typed, chains(findings, messages)))}"
        f"<h3>{text(messages('report.opening.next'))}</h3>"
        f"{items(map(typed, next_half_days(edition, messages)))}</div></div>",
        paragraph(messages("report.opening.sure", certainty=sure), kind="hint"),
        f'<aside class="to-know" aria-labelledby="report-to-know"><h3 id="report-to-know">'
        f"{text(messages('report.opening.to-know'))}</h3>{items(map(typed, told))}</aside>"
        if told
        else "",
    )


def _who(findings: Findings, messages: Messages) -> str:
    blocks = []
    for level, places in places_by_level(findings).items():
        if places.empty:
            continue
        title = messages(f"report.opening.who-{level}", count=messages.number(len(places)))
        blocks.append(
            f"<h3>{text(title)}</h3>{items(tally(level, places, messages), kind='tally')}"
        )
    blocks.append(equal_reach(findings, messages))
    return f'<div class="answer">{"".join(blocks)}</div>'


def equal_reach(findings: Findings, messages: Messages) -> str:
    """Return what it would take to reach people outside the QPVs as those inside are."""
    found = findings.planning.equity
    if found is None or found.missing <= 0:
        return ""
    named = [
        messages(
            "report.opening.lacking",
            name=row["nom"],
            people=messages.number(row["manquent"]),
        )
        for row in found.places.head(_FIRST).to_dict("records")
        if row["manquent"] >= 1
    ]
    lines = [
        messages(
            "report.opening.equal-reach",
            inside=messages.number(found.inside, digits=1),
            outside=messages.number(found.outside, digits=1),
            people=messages.number(found.missing),
            low=messages.number(max(found.missing_low, 0.0)),
            high=messages.number(found.missing_high),
            posts=messages.number(found.posts, digits=1),
            posts_low=messages.number(found.posts_low, digits=1),
            posts_high=messages.number(found.posts_high, digits=1),
        )
    ]
    if named:
        lines.append(messages("report.opening.equal-reach-where", places=messages.join(named)))
    title = text(messages("report.opening.equal-reach-title"))
    return f"<h3>{title}</h3>{items(map(typed, lines), kind='equal-reach')}"


def places_by_level(findings: Findings) -> dict[str, pd.DataFrame]:
    """Return communes, sectors and QPVs with their names and classes."""
    by_level = findings.density.index.get_level_values("niveau")
    return {
        "communes": findings.density[by_level == "commune"],
        "sectors": findings.planning.sectors,
        "qpv": findings.density[by_level == "qpv"],
    }


def tally(level: str, places: pd.DataFrame, messages: Messages) -> list[str]:
    """Return a line a class that occurs: how many places, which where that concludes."""
    counts = Counter(str(value) for value in places["classe"])
    lines = []
    for key in _CLASSES:
        if not counts[key]:
            continue
        words = messages(f"report.tally.{key}")
        line = (
            f'<strong class="class class-{key}">{text(messages.number(counts[key]))}</strong>'
            f"<span>{text(words)}"
        )
        names = [str(name) for name in places.loc[places["classe"] == key, "nom"]]
        if level == "sectors":
            names = [messages("report.tally.sector", name=name) for name in names]
        if key in _NAMED:
            more = len(names) - _LONGEST_LIST
            shown = names[:_LONGEST_LIST]
            if more > 0:
                shown.append(messages("report.tally.more", count=messages.number(more)))
            line += f"{text(messages('report.tally.colon'))}{typed(messages.join(shown))}"
        lines.append(f"{line}</span>")
    return lines


def distances(findings: Findings, messages: Messages) -> list[str]:
    """Return how many communes are far from an open permanence, and which is the farthest."""
    by_level = findings.access.index.get_level_values("niveau")
    minutes = findings.access[by_level == "commune"].droplevel("niveau")["minutes"]
    known = minutes.dropna()
    if known.empty:
        return [messages("report.opening.no-permanence")]
    access = findings.release.settings.access
    limit = access.far_minutes
    names = findings.release.territory.communes["nom"]
    farthest = str(known.idxmax())
    lines = [
        messages(
            "report.opening.far",
            count=messages.number(far_communes(findings.access, limit=limit)),
            total=messages.number(len(minutes)),
            limit=messages.number(limit),
        ),
        messages(
            "report.opening.farthest",
            name=str(names[farthest]),
            minutes=messages.number(float(known.max())),
            travel=travel_words(findings, messages),
        ),
    ]
    if findings.release.territory.times is None:
        speeds = {
            name: access.speed_km_h / slower for name, slower in (("slow", 2.0), ("fast", 0.75))
        }
        lines.append(
            messages(
                "report.opening.far-speed",
                speed=messages.number(access.speed_km_h),
                **{f"{name}_speed": messages.number(speed) for name, speed in speeds.items()},
                **{
                    name: messages.number(
                        far_communes(findings.access, limit=limit, slower=access.speed_km_h / speed)
                    )
                    for name, speed in speeds.items()
                },
            )
        )
    if len(known) < len(minutes):
        unknown = messages.number(len(minutes) - len(known))
        lines.append(messages("report.opening.far-unknown", count=unknown))
    return lines


def chains(findings: Findings, messages: Messages) -> list[str]:
    """Return how often no chain is whole, where it breaks, and how often it hangs by one."""
    chain = findings.chain
    if chain.empty:
        return [messages("report.opening.no-chain")]
    closed = chain[chain["verdict"] == "closed"]
    broken = chain[chain["verdict"] == "broken"]
    unsure = chain[chain["verdict"] == "unconfirmed"]
    lines = [
        messages(
            "report.opening.broken",
            broken=messages.number(len(broken)),
            total=messages.number(len(chain) - len(closed)),
            needs=messages.number(len(findings.needs)),
        )
    ]
    if len(closed):
        count = messages.number(closed["code"].nunique())
        lines.append(messages("report.opening.closed", count=count))
    lacking = Counter(str(step) for steps in broken["manque"] for step in steps)
    if lacking:
        step, often = min(lacking.items(), key=lambda item: (-item[1], item[0]))
        lines.append(
            messages(
                "report.opening.step",
                step=messages(f"step.{step}"),
                count=messages.number(often),
                broken=messages.number(len(broken)),
            )
        )
    if len(unsure):
        lines.append(messages("report.opening.unsure", count=messages.number(len(unsure))))
    fragile = int((chain["kappa"] == 1).sum())
    if fragile:
        lines.append(messages("report.opening.fragile", count=messages.number(fragile)))
    return lines


def next_half_days(edition: Edition, messages: Messages) -> list[str]:
    """Return where the plan puts half-days, or why there is no plan."""
    site_plan = edition.plan
    if site_plan is None:
        refused = [describe(problem, messages).sentence for problem in edition.plan_problems]
        return refused or [messages("report.plan.none")]
    return plan_sentences(site_plan, messages)
