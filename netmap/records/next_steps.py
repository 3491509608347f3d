"""What comes next in each place: what the plan changes there, what would mend, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, get_args

from netmap.findings.concluded import conclude_parts
from netmap.records.sentences import label_of
from netmap.vocabulary import NextStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.edition import Edition
    from netmap.findings.concluded import Part
    from netmap.findings.model import Findings
    from netmap.findings.priority import Priority
    from netmap.messages import Messages
    from netmap.vocabulary import Level

_ORDER: tuple[NextStep, ...] = get_args(NextStep)
#: Fewer people than that round to nobody.
_A_PERSON = 0.5


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do in a place: a kind, and what fills its sentence, ``next.<kind>``."""

    kind: NextStep
    name: str = ""
    number: float = float("nan")
    needs: tuple[str, ...] = ()


def next_steps(edition: Edition) -> dict[tuple[str, str], list[Step]]:
    """Return what comes next in each commune and QPV, the first thing first; never nothing.

    Returns
    -------
        (``niveau``, ``code``) → steps.
    """
    findings = edition.findings
    territory = findings.release.territory
    parts = conclude_parts(findings)
    zones = territory.zones
    mendable: dict[str, set[str]] = {}
    for one in edition.advice.mobilisation.suggestions:
        for place, need in one.opened:
            mendable.setdefault(place, set()).add(need)
    found: dict[tuple[str, str], list[Step]] = {}
    levels: tuple[tuple[Level, str, pd.Index[str]], ...] = (
        ("commune", "code_insee", territory.communes.index),
        ("qpv", "code_qp", territory.qpv.index),
    )
    planned = _of_plan(edition)
    reached = {one.code for one in findings.planning.priorities if _is_reached(one)}
    for level, key, codes in levels:
        chains = dict(list(findings.chains[level].groupby("code", sort=False)))
        zones_of = zones.groupby(key, sort=False).groups
        for code in map(str, codes):
            own = [str(zone) for zone in zones_of.get(code, ())]
            told = [parts[zone] for zone in own]
            here = sorted(
                (place for zone in own for place in planned.get(zone, ())), key=itemgetter(0)
            )
            steps = [
                *(step for _, step in here),
                *_of_service(told, chains.get(code)),
                *_of_parts(told, reached=code in reached),
                *_of_chains(chains.get(code), mendable.get(code, set())),
            ]
            steps.sort(key=step_order)
            found[level, code] = steps or [Step(kind="suivre")]
    return found


def step_order(step: Step) -> int:
    """Return where a kind of step comes: what is told first is 0."""
    return _ORDER.index(step.kind)


def step_sentence(step: Step, findings: Findings, messages: Messages) -> str:
    """Return a step in words."""
    settings = findings.release.settings
    needs = [label_of("need", need, settings, messages) for need in step.needs]
    whole = len(needs) == len(findings.needs) > 1
    return messages(
        f"next.{step.kind}",
        name=step.name,
        number=messages.number(step.number, digits=int(step.number % 1 > 0)),
        needs=messages("reason.all-needs") if whole else messages.join(needs),
        count=messages.number(len(needs)),
    )


def _of_plan(edition: Edition) -> dict[str, list[tuple[int, Step]]]:
    """Return what the plan makes of the permanences of each zone, with their number in it."""
    if edition.plan is None:
        return {}
    sites = edition.plan.sites
    zone_of = edition.findings.release.territory.permanence_places["zone"].to_dict()
    held = {site for choice in edition.plan.choices if choice.holds for site in choice.sites}
    found: dict[str, list[tuple[int, Step]]] = {}
    for number, (site, row) in enumerate(sites.to_dict("index").items()):
        name, planned = str(row["nom"]), float(row["plan"])
        if row["role"] == "fermee":
            step = Step(kind="fermer", name=name)
        elif planned > row["aujourdhui"]:
            step = Step(kind="placer" if site in held else "essayer", name=name, number=planned)
        elif planned > 0:
            step = Step(kind="garder", name=name, number=planned)
        else:
            continue
        found.setdefault(str(zone_of.get(site)), []).append((number, step))
    return found


def _of_service(parts: list[Part], chain: pd.DataFrame | None) -> Iterator[Step]:
    """Yield whether to open the service, where it is not open or nobody mediates.

    Where it was open and no partner is said to mediate, that is to be said.
    """
    classes = {part.density_class for part in parts}
    closed = chain is not None and (chain["verdict"] == "closed").all()
    lacking = set(chain["etape"]) if chain is not None and closed else set()
    if lacking == {"mediation"} and not classes <= {"non-ouverte", "sans-donnee"}:
        yield Step(kind="declarer")
    elif closed or classes == {"non-ouverte"}:
        yield Step(kind="ouvrir")


def _is_reached(priority: Priority) -> bool:
    """Whether all who are expected of a commune are accompanied, to the person, and it is shown."""
    return not priority.estimated and not priority.in_parts and priority.unmet < _A_PERSON


def _of_parts(parts: list[Part], *, reached: bool) -> Iterator[Step]:
    """Yield what is to be found out; of a commune that is `reached`, not why its sector is not."""
    classes = {part.density_class for part in parts}
    if any(
        part.density_class == "sous-desservie" and not (reached and part.kind == "secteur")
        for part in parts
    ):
        yield Step(kind="comprendre")
    if "sans-donnee" in classes:
        yield Step(kind="donner")
    if classes & {"indeterminee", "masquee"}:
        yield Step(kind="compter")


def _of_chains(chain: pd.DataFrame | None, mendable: set[str]) -> Iterator[Step]:
    """Yield what chains ask for: to be mended as advised, a partner to be found, an answer."""
    if chain is None:
        return

    def needs(verdict: str) -> tuple[str, ...]:
        return tuple(chain.loc[chain["verdict"] == verdict, "thematique"])

    broken, unsure = needs("broken"), needs("unconfirmed")
    lacking = {*broken, *unsure} & mendable
    asked: tuple[tuple[NextStep, tuple[str, ...]], ...] = (
        ("reparer", tuple(need for need in chain["thematique"] if need in lacking)),
        ("partenaire", tuple(need for need in broken if need not in mendable)),
        ("confirmer", tuple(need for need in unsure if need not in mendable)),
    )
    for kind, own in asked:
        if own:
            yield Step(kind=kind, needs=own)
