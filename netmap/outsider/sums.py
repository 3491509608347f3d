"""What binds the counts of a release, as an outsider writes it from codes alone.

The zone ``17300:QN01701M`` is a part of the commune and of the quarter; the rounds of all are
those of the places, and those of the years; situations closed, people accompanied and doors met
are no more than people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from netmap.periods import months, within_another

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from netmap.formats.releases import Key

#: The count of all people.
TOTAL = ("density", "territoire", "territoire")
#: Blocks that are sums over the pooled periods; all others say their own.
POOLED = frozenset({"density", "sectors", "derived"})
#: Dwellings visited: everybody knows them.
DWELLINGS = ("outreach", "logements")
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


def all_sums(
    keys: Iterable[Key],
    *,
    pooled: Periods,
    rated: AbstractSet[Key],
    when: Periods | None = None,
) -> Iterator[Sum]:
    """Yield every sum that binds the counts of one release.

    Parameters
    ----------
    keys
        Of its counts, shown or hidden.
    pooled
        The periods that the counts of places are the sums of.
    rated
        Zones whose residents are known.
    when
        Of all terms.
    """
    given = frozenset(keys)
    yield from sums_of_places(given, rated=rated, when=when)
    yield from _sums_of_periods(given, pooled, when)
    yield from _rounds(given, when)
    yield from _contacts(given | rated, when)


def sums_of_places(
    keys: Iterable[Key], *, rated: AbstractSet[Key], when: Periods | None = None
) -> Iterator[Sum]:
    """Yield territory, communes, quarters and sectors as the sums of their parts."""
    given = frozenset(keys)
    zones = [key for key in sorted(given) if key[:2] == ("density", "zone")]
    for key in sorted(given):
        block, level, code = key
        if (block, level) in {("density", "commune"), ("density", "qpv")}:
            end = 0 if level == "commune" else 1
            own = [zone for zone in zones if zone[2].split(":")[end:][:1] == [code]]
            yield Sum(Term(key, when), _terms(own, when))
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
    counted = [zone for zone in zones if zone in rated]
    for key, parts, rest in (
        (("derived", "numerateur", "territoire"), zones, [z for z in zones if z not in rated]),
        (("derived", "numerateur", "qpv"), [z for z in counted if ":" in z[2]], []),
        (("derived", "numerateur", "hors-qpv"), [z for z in counted if ":" not in z[2]], []),
    ):
        if key in given and rest and TOTAL in given:
            yield Sum(Term(TOTAL, when), _terms([key, *rest], when))
        elif key in given and not rest:
            yield Sum(Term(key, when), _terms(parts, when))


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
