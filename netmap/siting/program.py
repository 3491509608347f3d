"""The plan as a mixed-integer program, and the best use of half-days already placed.

max Σ_t Σ w_i f(d_ij) x_ijt, where x are places offered to people of origin i at site j:
no more than its need; no more than the capacity of the half-days s_j; s_j between a step
and the most where the site is open; travel and half-days within the year's budget.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netmap.solver import Bools, Floats, Program, minimise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.siting.instance import Instance


def plan_program(instance: Instance, *, refused: tuple[NDArray[np.bool_], ...] = ()) -> Program:
    """Return the program of all years; variables, a year: added steps, open or not, places.

    `refused` are sets of open sites that the last year may not repeat.
    """
    years = len(instance.budgets)
    one, upper = _year_rows(instance)
    matrix = sparse.csr_array(sparse.block_diag([one] * years))
    tops = [_year_tops(instance, upper, budget.half_days) for budget in instance.budgets]
    extra, extra_tops = _rows_between_years(instance, one.shape[1])
    cuts, cut_tops = _refusals(instance, one.shape[1], refused)
    matrix = sparse.csr_array(sparse.vstack([matrix, extra, cuts]))
    sites, pairs = len(instance.sites), pairs_of(instance)[0].size
    value = (instance.weight[:, None] * instance.share)[pairs_of(instance)]
    top = np.concatenate([*tops, extra_tops, cut_tops])
    return Program(
        objective=np.tile(np.concatenate([np.zeros(2 * sites), -value]), years),
        matrix=matrix,
        lower=np.full(len(top), -np.inf),
        upper=top,
        least=np.tile(
            np.concatenate([np.zeros(sites), instance.must_open.astype(float), np.zeros(pairs)]),
            years,
        ),
        most=np.tile(
            np.concatenate(
                [
                    np.floor((instance.most - instance.locked) / instance.step + 1e-9),
                    np.ones(sites),
                    np.full(pairs, np.inf),
                ]
            ),
            years,
        ),
        whole=_whole(instance, openings=bool(refused)),
    )


def read_half_days(instance: Instance, values: Floats) -> Floats:
    """Return half-days, years × sites, from the values of the program's variables."""
    sites = len(instance.sites)
    steps = values.reshape(len(instance.budgets), -1)[:, :sites].round()
    return np.asarray(instance.locked + instance.step * steps, dtype=np.float64)


def allocate(instance: Instance, half_days: Floats) -> Floats:
    """Return the places offered, origins × sites, that make the most of placed half-days."""
    return np.asarray(allocate_each(instance, half_days[np.newaxis])[0], dtype=np.float64)


def allocate_each(instance: Instance, plans: Floats) -> Floats:
    """Return the places offered, plans × origins × sites, by each row of half-days on its own.

    One program serves all plans, which share nothing in it: setting one up takes longer than
    solving it.
    """
    origin, site = pairs_of(instance)
    plan, pair = np.nonzero(plans[:, site] > 0)
    origin, site = origin[pair], site[pair]
    count, (n, m) = len(plans), instance.share.shape
    places = np.zeros((count, n, m))
    if not origin.size:
        return places
    used = np.arange(origin.size)
    ones = np.ones(used.size)
    row = plan * n + origin
    demand = sparse.csr_array((ones, (row, used)), shape=(count * n, used.size))
    supply = sparse.csr_array((ones, (plan * m + site, used)), shape=(count * m, used.size))
    rows = [demand, supply]
    top = [
        np.tile(instance.need, count),
        (instance.rules.capacity_per_half_day * plans).ravel(),
    ]
    if instance.rules.equity_floor > 0:
        share = -instance.share[origin, site]
        rows.append(sparse.csr_array((share, (row, used)), shape=demand.shape))
        top.append(np.tile(np.where(instance.reachable, _floor_of(instance), 0.0), count))
    tops = np.concatenate(top)
    answer = minimise(
        Program(
            objective=-(instance.weight[:, None] * instance.share)[origin, site],
            matrix=sparse.csr_array(sparse.vstack(rows)),
            lower=np.full(len(tops), -np.inf),
            upper=tops,
            least=np.zeros(used.size),
            most=np.full(used.size, np.inf),
        )
    )
    places[plan, origin, site] = answer.required("places within the floor").clip(min=0.0)
    return places


def without_floor(instance: Instance) -> Instance:
    """Return the instance with no floor of equity."""
    return dataclasses.replace(
        instance, rules=dataclasses.replace(instance.rules, equity_floor=0.0)
    )


def highest_floor(instance: Instance) -> float:
    """Return the highest floor of equity that the budgets of all years allow."""
    free = plan_program(without_floor(instance))
    sites, pairs = len(instance.sites), pairs_of(instance)[0].size
    width = 2 * sites + pairs
    years = len(instance.budgets)
    rows = sparse.block_diag([_floor_rows(instance, 2 * sites, width, always=True)] * years)
    asked = np.tile(instance.need[_floored(instance)], years)
    matrix = sparse.vstack(
        [
            sparse.hstack([free.matrix, sparse.csr_array((len(free.upper), 1))]),
            sparse.hstack([rows, sparse.csr_array(asked[:, None])]),
        ]
    )
    answer = minimise(
        Program(
            objective=np.append(np.zeros(width * years), -1.0),
            matrix=sparse.csr_array(matrix),
            lower=np.full(len(free.upper) + len(asked), -np.inf),
            upper=np.append(free.upper, np.zeros(len(asked))),
            least=np.append(free.least, 0.0),
            most=np.append(free.most, 1.0),
            whole=np.append(_whole(instance), False),
        ),
        gap=instance.rules.gap,
        time_limit_s=instance.rules.time_limit_s,
    )
    return 0.0 if answer.point is None else float(answer.point[-1])


def _whole(instance: Instance, *, openings: bool = False) -> Bools:
    """Tell which variables are whole numbers: steps are, places are not.

    An opening that costs nothing need not be whole: half-days are or are not held without it.
    """
    pairs = pairs_of(instance)[0].size
    each = np.concatenate(
        [
            np.ones(len(instance.sites), bool),
            (instance.travel_weekly > 0) | openings,
            np.zeros(pairs, bool),
        ]
    )
    return np.tile(each, len(instance.budgets))


def pairs_of(instance: Instance) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the origin and the site of each pair between which somebody would go."""
    origin, site = np.nonzero((instance.share > 0) & (instance.need[:, None] > 0))
    return origin, site


def _year_rows(instance: Instance) -> tuple[sparse.csr_array[np.float64], Floats]:
    """Return the rows of one year and their upper bounds; the budget's is filled later."""
    n, m = instance.share.shape
    origin, site = pairs_of(instance)
    pair = 2 * m + np.arange(origin.size)
    each = np.arange(m)
    capacity = instance.rules.capacity_per_half_day
    row = np.concatenate([origin, n + site, n + each, *[n + m + each] * 2, *[n + 2 * m + each] * 2])
    column = np.concatenate([pair, pair, each, each, m + each, each, m + each])
    value = np.concatenate(
        [
            np.ones(2 * pair.size),
            -capacity * instance.step,
            instance.step,
            -instance.most,
            -instance.step,
            instance.step,
        ]
    )
    width = 2 * m + origin.size
    rows = sparse.csr_array((value, (row, column)), shape=(n + 3 * m, width))
    budget = np.concatenate(
        [(1 + instance.travel_each) * instance.step, instance.travel_weekly, np.zeros(origin.size)]
    )
    floor = sparse.vstack([_floor_rows(instance, 2 * m, width), _open_near(instance, m, width)])
    matrix = sparse.csr_array(sparse.vstack([rows, floor, sparse.csr_array(budget[None, :])]))
    upper = np.concatenate(
        [
            instance.need,
            capacity * instance.locked,
            -instance.locked,
            instance.locked,
            _floor_tops(instance),
            np.full(_open_near(instance, m, width).shape[0], -1.0),
            [np.nan],
        ]
    )
    return matrix, upper


def _year_tops(instance: Instance, upper: Floats, half_days: float) -> Floats:
    kept = ((1 + instance.travel_each) * instance.locked).sum()
    return np.append(upper[:-1], half_days - kept + 1e-9)


def _floored(instance: Instance) -> NDArray[np.bool_]:
    return np.asarray(instance.reachable & (instance.need > 0), dtype=bool)


def _floor_rows(
    instance: Instance, before: int, width: int, *, always: bool = False
) -> sparse.csr_array[np.float64]:
    """Return rows that hold minus the people reached, an origin that the floor protects."""
    floored = _floored(instance)
    if not (always or instance.rules.equity_floor > 0):
        return sparse.csr_array((0, width))
    origin, site = pairs_of(instance)
    rank = floored.cumsum() - 1
    return sparse.csr_array(
        (-instance.share[origin, site], (rank[origin], before + np.arange(origin.size))),
        shape=(int(floored.sum()), width),
    )


def _open_near(instance: Instance, before: int, width: int) -> sparse.csr_array[np.float64]:
    """Return rows that ask a whole open site near each protected origin: implied, and tighter."""
    floored = _floored(instance)
    if not instance.rules.equity_floor > 0:
        return sparse.csr_array((0, width))
    row, site = np.nonzero(instance.share[floored] > 0)
    return sparse.csr_array(
        (-np.ones(row.size), (row, before + site)), shape=(int(floored.sum()), width)
    )


def _floor_tops(instance: Instance) -> Floats:
    if not instance.rules.equity_floor > 0:
        return np.zeros(0)
    return _floor_of(instance)[_floored(instance)]


def _floor_of(instance: Instance) -> Floats:
    """Return minus the least people to reach, an origin, with a hair for rounding."""
    return np.asarray(-instance.rules.equity_floor * instance.need + 1e-7, dtype=np.float64)


def _rows_between_years(
    instance: Instance, width: int
) -> tuple[sparse.csr_array[np.float64], Floats]:
    """Half-days of a year are at most those of the next, unless they may be taken back."""
    years, m = len(instance.budgets), len(instance.sites)
    if instance.rules.allow_withdrawal or years == 1 or not m:
        return sparse.csr_array((0, width * years)), np.zeros(0)
    count = (years - 1) * m
    row = np.arange(count)
    former = (row // m) * width + row % m
    matrix = sparse.csr_array(
        (
            np.repeat([1.0, -1.0], count),
            (np.tile(row, 2), np.concatenate([former, former + width])),
        ),
        shape=(count, width * years),
    )
    return matrix, np.zeros(count)


def _refusals(
    instance: Instance, width: int, refused: tuple[NDArray[np.bool_], ...]
) -> tuple[sparse.csr_array[np.float64], Floats]:
    """At least one site opens or closes against each refused set."""
    years, m = len(instance.budgets), len(instance.sites)
    rows = np.zeros((len(refused), width * years))
    start = (years - 1) * width + m
    for place, opened in enumerate(refused):
        rows[place, start : start + m] = np.where(opened, 1.0, -1.0)
    tops = np.array([float(opened.sum()) - 1 for opened in refused])
    return sparse.csr_array(rows), tops
