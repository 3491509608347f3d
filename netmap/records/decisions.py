"""What there is to decide: each choice with what it brings, how sure that is, what it closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netmap.records.advice import mobilise_record, repair_words
from netmap.records.plan_sentences import choices, closures, losses, reached_words, robustness
from netmap.records.sentences import label_of, place_word

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.formats.advice import SuggestionRecord
    from netmap.messages import Messages
    from netmap.siting.plan import Plan

#: Places named first.
_FIRST = 4


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A choice that somebody may make, in sentences.

    Attributes
    ----------
    kind
        Where half-days go; which chain is mended first; how many posts are paid for.
    """

    kind: Literal["demi-journees", "chaines", "postes"]
    choice: tuple[str, ...]
    gain: tuple[str, ...]
    robustness: tuple[str, ...]
    closes: tuple[str, ...]


def decisions(edition: Edition, messages: Messages) -> list[Decision]:
    """Return the choices that the tables of a project allow to put, three at most."""
    findings = edition.findings
    mending = mobilise_record(findings, edition.advice, messages).suggestions
    put = [
        _half_days(edition.plan, messages),
        _mend(mending[0], findings, messages) if mending else None,
        _posts(findings, messages),
    ]
    return [one for one in put if one is not None]


def _half_days(plan: Plan | None, messages: Messages) -> Decision | None:
    """Return where half-days go; None: there is no plan, or nobody is expected anywhere."""
    if plan is None or not plan.reached_as_expected > 0:
        return None
    return Decision(
        kind="demi-journees",
        choice=tuple(choices(plan, messages)),
        gain=(_reached(plan, messages),),
        robustness=tuple(robustness(plan, messages)),
        closes=(*closures(plan, messages), losses(plan, messages)),
    )


def _reached(plan: Plan, messages: Messages) -> str:
    key, values = reached_words(plan, messages)
    return messages(f"decision.{key}", **values)


def _mend(first: SuggestionRecord, findings: Findings, messages: Messages) -> Decision:
    settings = findings.release.settings
    key = "ouvre" if first.ouvre else "consolide"
    pairs = first.ouvre or first.consolide
    needs = dict.fromkeys(pair.thematique for pair in pairs)
    quarters = findings.release.territory.qpv.index
    places = dict.fromkeys(
        place_word(pair.nom, messages, quarter=pair.code in quarters) for pair in pairs
    )
    return Decision(
        kind="chaines",
        choice=tuple(
            messages("decision.mend", repair=repair_words(one, messages)) for one in first.gestes
        ),
        gain=(
            messages(
                f"decision.{key}",
                count=messages.number(len(pairs)),
                needs=messages.join([label_of("need", n, settings, messages) for n in needs]),
                places=_some([*places], messages),
            ),
        ),
        robustness=(messages(f"decision.{'supposed' if findings.network.supposed else 'stated'}"),),
        closes=(messages("decision.mend-closes", steps=messages.number(first.demarches)),),
    )


def _posts(findings: Findings, messages: Messages) -> Decision | None:
    """Return what it takes to reach people outside the QPVs as those inside are."""
    found = findings.planning.equity
    if found is None or found.missing <= 0:
        return None
    number = messages.number
    named = [
        messages("decision.lacking", name=row["nom"], people=number(row["manquent"]))
        for row in found.places.head(_FIRST).to_dict("records")
        if row["manquent"] >= 1
    ]
    gain = messages(
        "decision.equal-gain",
        people=number(found.missing),
        low=number(max(found.missing_low, 0.0)),
        high=number(found.missing_high),
    )
    where = [messages("decision.equal-where", places=messages.join(named))] if named else []
    return Decision(
        kind="postes",
        choice=(
            messages(
                "decision.equal",
                inside=number(found.inside, digits=1),
                outside=number(found.outside, digits=1),
            ),
        ),
        gain=(gain, *where),
        robustness=(
            messages(
                "decision.equal-sure", people=number(findings.planning.caseload.people_a_post)
            ),
        ),
        closes=(
            messages(
                "decision.equal-closes",
                posts=number(found.posts, digits=1),
                low=number(found.posts_low, digits=1),
                high=number(found.posts_high, digits=1),
            ),
        ),
    )


def _some(names: list[str], messages: Messages) -> str:
    """Return the first of some names, and how many more there are."""
    left = len(names) - _FIRST
    if left <= 1:
        return messages.join(names)
    return f"{', '.join(names[:_FIRST])} {messages('plan.more', count=messages.number(left))}"
