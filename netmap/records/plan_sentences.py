"""What is said first of a plan: who would come, who would lose, what holds, how good it is."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.messages import Messages
    from netmap.siting import Plan
    from netmap.siting.choices import Choice
    from netmap.siting.explore import RunnerUp

#: Places named of those that are as good.
_NAMED = 6


def plan_sentences(plan: Plan, messages: Messages) -> list[str]:
    """Return the sentences of a plan, those that lose before those that gain."""
    return [
        _reached(plan, messages),
        *closures(plan, messages),
        losses(plan, messages),
        *choices(plan, messages),
        *robustness(plan, messages),
    ]


def beside(loss: float, messages: Messages) -> str:
    """Return how many fewer people another set of places reaches than the plan, as a share.

    >>> from netmap.messages import Messages
    >>> [beside(loss, Messages("en")) for loss in (0.012, 0.0004, -0.002)]
    ['1.2% fewer', 'as many', '0.2% more']
    """
    share = round(100 * loss, 1)
    kind = "fewer" if share > 0 else "more" if share < 0 else "as-many"
    return messages(f"plan.beside.{kind}", share=messages.number(abs(share), digits=1))


def runner_up(other: RunnerUp, plan: Plan, messages: Messages) -> str:
    """Return another plan in words: the places that it has and lacks, and whom it reaches."""
    names = plan.sites["nom"]
    opens, closes = (
        messages.join([str(names[site]) for site in sites]) for sites in (other.opens, other.closes)
    )
    kind = "both" if opens and closes else "opens" if opens else "closes"
    return messages(
        f"plan.other.{kind}",
        opens=opens,
        closes=closes,
        people=messages.number(other.reached),
        beside=beside(other.loss, messages),
    )


def place_name(name: str, kind: str, messages: Messages) -> str:
    """Return the name of a zone or of a group of them; what is left of a commune says so."""
    if kind == "autres":
        return messages("plan.other-zones")
    return messages("plan.rest", name=name) if kind == "reste" else name


def assumptions(plan: Plan, messages: Messages) -> list[str]:
    """Return what a plan counts on, and how far the search went."""
    rules, demand, number = plan.placement.instance.rules, plan.demand, messages.number
    told = [
        messages(
            "plan.counts-on",
            capacity=number(rules.capacity_per_half_day, digits=1),
            near=number(rules.near_minutes),
            far=number(rules.far_minutes),
            journeys=messages(f"plan.journeys.{'told' if demand.fitted else 'stated'}"),
            rate=number(plan.rate, digits=2),
            kind=messages(f"page.reference.{plan.rate_kind}"),
        )
    ]
    if demand.known:
        uses = demand.uses["usage"].to_dict()
        present = set(demand.zones["strate"])
        words = [
            messages(f"plan.use.{kind}", value=number(use, digits=2))
            for kind, use in uses.items()
            if kind in present
        ]
        told.append(messages("plan.uses", uses=messages.join(words)))
    gap = number(100 * plan.placement.gap, digits=2)
    status = messages(f"plan.status.{plan.placement.status}", gap=gap)
    return [*told, messages("plan.search", status=status)]


def closures(plan: Plan, messages: Messages) -> list[str]:
    """Return a sentence a place that closes, with the people who are accompanied there."""
    closed = plan.sites[plan.sites["role"] == "fermee"].to_dict("records")
    return [
        messages("plan.closes-hidden", name=row["nom"])
        if isnan(row["servies"])
        else messages("plan.closes", name=row["nom"], people=messages.number(row["servies"]))
        for row in closed
    ]


def reached_words(plan: Plan, messages: Messages) -> tuple[str, dict[str, str]]:
    """Return which sentence tells the people reached, and what fills it.

    Two readings tell them, which may be equal; one alone where nobody is counted.
    """
    number, expected = messages.number, plan.reached_as_expected
    readings = (plan.reached_as_today, expected) if plan.demand.known else (expected,)
    low, high = number(min(readings)), number(max(readings))
    kind = "-unknown" if len(readings) == 1 else "-same" if low == high else ""
    return f"reached{kind}", {
        "today": number(plan.placement.reached["aujourdhui"]),
        "low": low,
        "high": high,
        "as_today": number(plan.reached_as_today),
        "as_expected": number(expected),
    }


def _reached(plan: Plan, messages: Messages) -> str:
    from netmap.siting.stated import ONE_YEAR

    year, posts = plan.posts[-1]
    key, values = reached_words(plan, messages)
    return messages(
        f"plan.{key}",
        posts=messages(
            "plan.posts" if year == ONE_YEAR else "plan.posts-year",
            posts=messages.number(posts, digits=1),
            year=year,
        ),
        **values,
    )


def losses(plan: Plan, messages: Messages) -> str:
    """Return who would lose, place by place, or that nobody would."""
    if plan.losses.empty:
        return messages("plan.nobody-loses")
    kinds = plan.demand.zones["strate"].to_dict()
    places = [
        messages(
            "plan.loss",
            name=place_name(row["nom"], kinds[code], messages),
            today=messages.number(row["aujourdhui"], digits=1),
            plan=messages.number(row["plan"], digits=1),
        )
        for code, row in plan.losses.to_dict("index").items()
    ]
    return messages("plan.losses", places=messages.join(places))


def choices(plan: Plan, messages: Messages) -> list[str]:
    """Return what the plan adds to today, what does not hold last."""
    if not plan.choices:
        return [messages("plan.as-today")]
    told = held_choices(plan, messages)
    left = sum(choice.half_days for choice in plan.choices if not choice.holds)
    if left:
        key = "plan.undecided" if told else "plan.all-undecided"
        told.append(messages(key, half_days=messages.number(left, digits=int(left % 1 > 0))))
    return told


def held_choices(plan: Plan, messages: Messages) -> list[str]:
    """Return a sentence a choice that comes back in most draws."""
    return [_choice(choice, plan, messages) for choice in plan.choices if choice.holds]


def _choice(choice: Choice, plan: Plan, messages: Messages) -> str:
    names = plan.sites["nom"].to_dict()
    shown = [str(names[site]) for site in choice.sites[:_NAMED]]
    key = "plan.one" if len(choice.sites) == choice.count else "plan.either"
    more = len(choice.sites) - len(shown)
    if more:
        shown.append(messages("plan.more", count=messages.number(more)))
    return messages(
        key,
        half_days=messages.number(choice.half_days, digits=int(choice.half_days % 1 > 0)),
        places=messages.join(shown) if key == "plan.one" else ", ".join(shown),
        count=messages.number(choice.count),
        among=messages.number(len(choice.sites)),
        frequency=_percent(choice.frequency, messages),
    )


def robustness(plan: Plan, messages: Messages) -> list[str]:
    """Return how much of the best a plan keeps in draws of need, and what it finds again."""
    kept = _percent(plan.kept, messages)
    solid = messages("plan.solid", draws=messages.number(plan.draws), kept=kept)
    return [solid, _back_test(plan, messages)]


def _back_test(plan: Plan, messages: Messages) -> str:
    groups = plan.back_test
    if groups.empty:
        return messages("plan.no-back-test")
    missed = groups[~groups["retrouve"]]
    said = messages(
        "plan.back-test",
        found=messages.number(len(groups) - len(missed)),
        groups=messages.number(len(groups)),
    )
    if missed.empty:
        return said
    names = [place_name(row["nom"], row["kind"], messages) for row in missed.to_dict("records")]
    return f"{said} {messages('plan.missed', places=messages.join(names))}"


def _percent(share: float, messages: Messages) -> str:
    return messages("plan.percent", value=messages.number(100 * share))
