"""Earlier releases as systems of their own, bound to today's by what each place became.

What a release hid is not known any more: its tables have changed. But whoever kept it knows the
sums that it showed, what places became, and that nobody was taken out of the tables. So each
release is a system of unknown counts, a count of the next release is that of the one before
and what came since, and of all tables that fit one is enough to reckon with. A former count,
or what has come, must stay in doubt where it would surely be small if all of today's counts were
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.disclosure.company import hidden_together
from netmap.disclosure.states import Term
from netmap.solver import Program, minimise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.disclosure.cells import Company
    from netmap.disclosure.states import Bond, State

_CLOSE = 1e-5
#: a sum that does not hold, or somebody taken out, is supposed only where no table fits else
_UNLIKELY = 1_000.0
#: that a bond of ground that may have changed does not hold is likelier than that, not than a rise
_DOUBTED = 2.0
_NOBODY = frozenset({"vacants", "personnes-de-plus"})


@dataclass(frozen=True, kw_only=True)
class Past:
    """A world that fits all that was shown, and what binds it.

    Attributes
    ----------
    values
        Of terms that are not today's.
    shown
        Those that are constants to a reader.
    least
        What each is at least.
    positive
        Counts of today that are 1 at least, since an earlier release hid them.
    doubtful
        Those that must stay in doubt.
    equations
        Σ factors · terms = 0.
    together
        What each earlier release hid together.
    """

    values: Mapping[Term, float]
    shown: frozenset[Term]
    least: Mapping[Term, float]
    positive: frozenset[Term]
    doubtful: frozenset[Term]
    equations: tuple[Mapping[Term, float], ...]
    together: tuple[Company[Term], ...]


def imagine(
    states: Sequence[State],
    today: Mapping[Term, float],
    bonds: Iterable[Bond],
    *,
    threshold: int,
) -> Past:
    """Return a past that fits what was shown, today's counts, and as many bonds as can be.

    Parameters
    ----------
    states
        Oldest first; the last is today.
    today
        The true counts of today.
    """
    known = {
        Term(number, -1, key): value
        for number, state in enumerate(states[:-1])
        for key, value in state.shown.items()
    }
    hidden = {
        Term(number, -1, key) for number, state in enumerate(states[:-1]) for key in state.hidden
    }
    told = dict(today) | known
    given = tuple(bonds)
    found, slack = _fitting(given, told, hidden, least=1.0)
    least = 1.0
    if slack:
        other, less = _fitting(given, told, hidden, least=0.0)
        if less < slack - _CLOSE:
            found, least = other, 0.0
    values = dict(found.values)
    equations: list[Mapping[Term, float]] = []
    for number, (bond, rise) in enumerate(zip(given, found.rises, strict=True)):
        if not found.holds[number]:
            continue
        came = Term(-1, number, ("history", "came", str(number)))
        if rise > _CLOSE:
            values[came] = rise
        equations.append({**bond.terms, **({came: 1.0} if rise > _CLOSE else {})})
    same = _same(equations, values.keys())
    equations = list(_in_few(equations, same))
    values = {term: value for term, value in values.items() if term not in same}
    positive = {same.get(term, term) for term in hidden} if least else set()
    lowest = {term: float(term in positive) for term in values}
    small = _surely_small(values, lowest, equations, told, threshold=threshold)
    together = tuple(
        one.under(lambda term: same.get(term, term)) for one in hidden_together(states, given)
    )
    used = {term for one in equations for term in one}
    used = used.union(*(one.members for one in together)) & known.keys()
    return Past(
        values=values | {term: known[term] for term in used},
        shown=frozenset(used),
        least=lowest | {term: known[term] for term in used},
        positive=frozenset(positive & today.keys()),
        doubtful=small,
        equations=tuple(equations),
        together=together,
    )


def _same(
    equations: Iterable[Mapping[Term, float]], unknown: AbstractSet[Term]
) -> dict[Term, Term]:
    """Return the unknown counts that an equation says are another one, and which."""
    found: dict[Term, Term] = {}

    def end(term: Term) -> Term:
        while term in found:
            term = found[term]
        return term

    for one in equations:
        if len(one) == 2 and sum(one.values()) == 0:  # noqa: PLR2004
            pair = [end(term) for term in one]
            some = next((term for term in pair if term in unknown), None)
            if some is not None and pair[0] != pair[1]:
                found[some] = pair[1 - pair.index(some)]
    return {term: end(term) for term in found}


def _in_few(
    equations: Iterable[Mapping[Term, float]], same: Mapping[Term, Term]
) -> Iterator[Mapping[Term, float]]:
    """Yield the equations once each, without the counts that are others."""
    seen: set[frozenset[tuple[Term, float]]] = set()
    for one in equations:
        factors: dict[Term, float] = {}
        for term, factor in one.items():
            of = same.get(term, term)
            factors[of] = factors.get(of, 0.0) + factor
        left = {term: factor for term, factor in factors.items() if factor}
        if left and (mark := frozenset(left.items())) not in seen:
            seen.add(mark)
            yield left


class _Fit(NamedTuple):
    values: dict[Term, float]
    rises: np.ndarray
    holds: np.ndarray


def _fitting(
    bonds: Sequence[Bond], told: Mapping[Term, float], hidden: set[Term], *, least: float
) -> tuple[_Fit, float]:
    """Find the world that needs fewest people taken out, and fewest that came."""
    unknown = list(dict.fromkeys(t for bond in bonds for t in bond.terms if t not in told))
    at = {term: i for i, term in enumerate(unknown)}
    size, count = len(unknown), len(bonds)
    entries = [
        (row, at[term], factor)
        for row, bond in enumerate(bonds)
        for term, factor in bond.terms.items()
        if term in at
    ]
    # each bond may lack, and may exceed: columns of its own
    entries += [(row, size + row, 1.0) for row in range(count)]
    entries += [(row, size + count + row, -1.0) for row in range(count)]
    right = [-sum(told.get(t, 0.0) * f for t, f in bond.terms.items()) for bond in bonds]
    rises = np.array([bond.rise for bond in bonds], dtype=np.bool_)
    price = np.array([_UNLIKELY if bond.sure else _DOUBTED for bond in bonds])
    lowest = np.zeros(size + 2 * count)
    lowest[:size] = [least if term in hidden else 0.0 for term in unknown]
    answer = minimise(
        Program(
            objective=np.concatenate((np.zeros(size), np.where(rises, 1.0, price), price)),
            matrix=_matrix(entries, count, size + 2 * count),
            lower=np.array(right, dtype=float),
            upper=np.array(right, dtype=float),
            least=lowest,
            most=np.full(size + 2 * count, np.inf),
        )
    )
    point = answer.required("what earlier releases hid")
    lacks, exceeds = point[size : size + count], point[size + count :]
    unlikely = exceeds + np.where(rises, 0.0, lacks)
    values = dict(zip(unknown, point[:size].tolist(), strict=True))
    return _Fit(values, lacks, unlikely <= _CLOSE), float(unlikely.sum())


def _matrix(
    entries: Sequence[tuple[int, int, float]], rows: int, columns: int
) -> csr_array[np.float64]:
    at, places, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array(
        (np.array(factors, dtype=float), (np.array(at, int), np.array(places, int))),
        shape=(rows, columns),
    )


def _surely_small(
    values: Mapping[Term, float],
    least: Mapping[Term, float],
    equations: Sequence[Mapping[Term, float]],
    told: Mapping[Term, float],
    *,
    threshold: int,
) -> frozenset[Term]:
    """Return the counts that are from 1 to the threshold − 1, whatever is hidden today."""
    terms = [*values, *dict.fromkeys(t for one in equations for t in one if t not in values)]
    at = {term: i for i, term in enumerate(terms)}
    hidden = np.arange(len(terms)) < len(values)
    counts = np.array([values.get(term, told.get(term, 0.0)) for term in terms])
    entries = [(row, at[t], f) for row, one in enumerate(equations) for t, f in one.items()]
    matrix = _matrix(entries, len(equations), len(terms))
    lowest = np.array([least.get(term, 0.0) for term in terms])
    people = hidden & np.array([term.key[1] not in _NOBODY for term in terms], dtype=np.bool_)
    beyond = np.full(len(terms), np.inf)
    some = np.where(people, 1 - 2 * _CLOSE, beyond)
    low, _ = intervals(counts, matrix, hidden, lower=lowest, enough=(some, -beyond))
    sure = people & (low >= 1 - _CLOSE)
    many = np.where(sure, float(threshold), -beyond)
    _, high = intervals(counts, matrix, hidden, lower=lowest, enough=(beyond, many))
    return frozenset(terms[i] for i in np.flatnonzero(sure & (high < threshold - _CLOSE)))
