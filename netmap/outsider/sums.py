"""What binds the counts of a release, as an outsider writes it from codes alone.

The zone ``17300:QN01701M`` is a part of the commune and of the quarter; the rounds of all are
those of the places, and those of the years; situations closed, people accompanied and doors met
are no more than people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from netmap.periods import months, within_another

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from netmap.formats.releases import Key

#: The count of all people.
TOTAL = ("density", "territoire", "territoire")
#: Blocks that are sums over the pooled periods; all others say their own.
POOLED = frozenset({"density", "sectors", "derived"})
#: Dwellings visited: everybody knows them.
DWELLINGS = ("outreach", "logements")
#: Dwellings where nobody lives: hidden beside others, they betray nobody.
VACANT = ("outreach", "vacants")
DOORS = ("rencontres", "refus", "absents", "vacants", "inaccessibles")

Periods = frozenset[str]


class Term(NamedTuple):
    """A count; `when` says which, where it is not that of the release that is attacked.

    It holds the periods that are summed, or a mark: ``*`` for what a release said of them,
    ``@3`` for what the fourth release said, ``+3`` for what has come since.
    """

    key: Key
    when: Periods | None = None


@dataclass(frozen=True)
class Sum:
    """``whole`` = Σ ``parts``, and something more where it is `open`."""

    whole: Term
    parts: tuple[Term, ...]
    supposed: str | None = None
    open: bool = False


@dataclass(frozen=True)
class Ground:
    """What files say of places, whatever is hidden.

    Attributes
    ----------
    zones
        All of them, counted or not.
    rated
        Zones and communes whose target population is known: a rate counts their people.
    silent
        Zones where the service is open, and of which nobody knows how many people came.
    former
        What places of today were in earlier releases, by code.
    """

    zones: frozenset[Key] = frozenset()
    rated: frozenset[Key] = frozenset()
    silent: frozenset[Key] = frozenset()
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def all_sums(
    keys: Iterable[Key],
    *,
    pooled: Periods,
    ground: Ground,
    when: Periods | None = None,
) -> Iterator[Sum]:
    """Yield every sum that binds the counts of one release.

    Parameters
    ----------
    keys
        Of its counts, shown or hidden.
    pooled
        The periods that the counts of places are the sums of.
    when
        Of all terms.
    """
    given = frozenset(keys)
    yield from sums_of_places(given, ground, when=when)
    yield from _sums_of_periods(given, pooled, when)
    yield from _rounds(given, when)
    yield from _contacts(given | ground.zones, when)


def sums_of_places(
    keys: Iterable[Key], ground: Ground, *, when: Periods | None = None
) -> Iterator[Sum]:
    """Yield territory, communes, quarters and sectors as the sums of their parts.

    What is known of a place need not be known of each of its zones: those of which nothing is
    told may hold somebody too.
    """
    given = frozenset(keys)
    silent = ground.silent - given
    zones = [key for key in sorted(given) if key[:2] == ("density", "zone")]
    for key in sorted(given):
        block, level, _ = key
        if (block, level) in {("density", "commune"), ("density", "qpv")}:
            own = [zone for zone in zones if _is_part(zone, key)]
            partly = any(_is_part(zone, key) for zone in silent)
            yield Sum(Term(key, when), _terms(own, when), open=partly)
        elif block == "sectors":
            yield Sum(Term(key, when), _terms(members(key, given), when))
    if TOTAL in given:
        total = Term(TOTAL, when)
        communes, quarters = (
            _terms([key for key in sorted(given) if key[:2] == ("density", level)], when)
            for level in ("commune", "qpv")
        )
        yield Sum(total, communes, supposed="elsewhere")
        yield Sum(total, communes, open=True)
        yield Sum(total, quarters, open=True)
    yield from _sums_of_rates(given, zones, silent, ground, when)


def _sums_of_rates(
    given: AbstractSet[Key],
    zones: list[Key],
    silent: AbstractSet[Key],
    ground: Ground,
    when: Periods | None,
) -> Iterator[Sum]:
    """Yield the people behind the rates of all and of both strata, as sums of their places.

    Of a commune that is known as a whole, and not in each of its zones, all are counted at once.
    Whether a place of another day was counted is not known.
    """
    rated, inside, outside = (
        ("derived", "numerateur", of) for of in ("territoire", "qpv", "hors-qpv")
    )
    counted = [zone for zone in zones if zone in ground.rated]
    for key, own in (
        (inside, [zone for zone in counted if ":" in zone[2]]),
        (outside, [zone for zone in counted if ":" not in zone[2]]),
    ):
        if key in given:
            yield Sum(Term(key, when), _terms(own, when), open=not ground.zones.issuperset(zones))
    if rated not in given or not ground.zones.issuperset(zones):
        return
    homes = {zone[2].partition(":")[0] for zone in silent}
    whole = [key for key in sorted(given) if key[:2] == ("density", "commune") and key[2] in homes]
    alone = {key[2] for key in whole}
    parts = [zone for zone in zones if zone[2].partition(":")[0] not in alone] + whole
    told = [part for part in parts if part in ground.rated]
    yield Sum(Term(rated, when), _terms(told, when), supposed="elsewhere")
    yield Sum(Term(rated, when), _terms(told, when), open=True)
    if TOTAL in given:
        others = [part for part in parts if part not in ground.rated]
        yield Sum(Term(TOTAL, when), _terms([rated, *others], when), supposed="elsewhere")
        yield Sum(Term(TOTAL, when), _terms([rated, *others], when), open=True)


def _is_part(zone: Key, place: Key) -> bool:
    """Whether a zone is of a commune or of a quarter: ``17300:QN01701M`` is of both."""
    commune, _, quarter = zone[2].partition(":")
    return place[2] == (commune if place[1] == "commune" else quarter)


def members(sector: Key, given: AbstractSet[Key]) -> list[Key]:
    """Return the communes of a sector among the given counts."""
    communes = [("density", "commune", code) for code in sector[2].split("+")]
    return [key for key in communes if key in given]


def longest(periods: Periods) -> Periods:
    """Return the periods that are inside no other of them."""
    return frozenset(period for period in periods if not within_another(period, periods))


def _sums_of_periods(
    given: AbstractSet[Key], pooled: Periods, when: Periods | None
) -> Iterator[Sum]:
    dated = {key[2] for key in given if key[0] == "periods"}
    parts = [("periods", "personnes", period) for period in sorted(longest(pooled))]
    if parts and {*parts, TOTAL} <= given:
        yield Sum(Term(TOTAL, when), _terms(parts, when), supposed="periods")
    for key in sorted(given):
        if key[0] == "periods":
            inside = longest(frozenset(p for p in dated if months(p) < months(key[2])))
            own = [(*key[:2], period) for period in sorted(inside)]
            known = _terms([k for k in own if k in given], when)
            yield Sum(Term(key, when), known, open=True)
            if key[1] != "personnes":
                people = Term(("periods", "personnes", key[2]), when)
                yield Sum(people, _terms([key], when), open=True)


def _rounds(given: AbstractSet[Key], when: Periods | None) -> Iterator[Sum]:
    """Yield counts of rounds as sums of places and years, and dwellings as sums of doors."""
    rounds = sorted(key for key in given if key[0] == "outreach")
    for key in rounds:
        if key[2] == "":
            for kind in ("lieu:", "annee:"):
                own = [k for k in rounds if k[1] == key[1] and k[2].startswith(kind)]
                if own:
                    yield Sum(Term(key, when), _terms(own, when), supposed="elsewhere")
        if key[:2] == DWELLINGS:
            doors = [("outreach", door, key[2]) for door in DOORS]
            known = _terms([door for door in doors if door in given], when)
            if len(known) == len(DOORS):
                yield Sum(Term(key, when), known, supposed="elsewhere")
            elif known:
                yield Sum(Term(key, when), known, open=True)
        met = ("outreach", "personnes_rencontrees", key[2])
        if key[1] in {"rencontres", "accompagnements"} and met in given:
            yield Sum(Term(met, when), _terms([key], when), open=True)
        if key[1] == "rencontres" and met in given:
            yield Sum(Term(met, when), _terms([key], when), supposed="one-a-door")


def _contacts(given: AbstractSet[Key], when: Periods | None) -> Iterator[Sum]:
    """Yield contacts of a year as sums of places; those of zones are shown nowhere."""
    found = sorted(key for key in given if key[0] == "contacts")
    zones = sorted({key[2] for key in given if key[:2] == ("density", "zone")})
    for key in found:
        year, _, code = key[2].partition(" ")
        if key[1] == "territoire":
            own = [k for k in found if k[1] == "commune" and k[2].startswith(f"{year} ")]
            yield Sum(Term(key, when), _terms(own, when), supposed="placed")
            yield Sum(Term(key, when), _terms(own, when), open=True)
        elif key[1] in {"commune", "qpv"}:
            end = 0 if key[1] == "commune" else 1
            parts = [zone for zone in zones if zone.split(":")[end:][:1] == [code]]
            if parts:
                zoned = [("contacts", "zone", f"{year} {part}") for part in parts]
                yield Sum(Term(key, when), _terms(zoned, when), supposed="placed")


def _terms(keys: Iterable[Key], when: Periods | None) -> tuple[Term, ...]:
    return tuple(Term(key, when) for key in keys)
