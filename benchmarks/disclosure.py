"""What an outsider recovers of hidden counts: naive practice against ours.

    python benchmarks/disclosure.py [TERRITORIES] [BIG_LIMIT_S]

Naive practice hides the cells below the threshold and nothing else. Both are attacked by the
same attacker (``netmap.disclosure.intervals``): he knows M·a = 0, whole numbers, and that a
hidden count is not 0. The pilots come from their own tables; the other territories are drawn
from ``../shared`` (real communes, populations and QPVs) with simulated counts, and left out
where that folder is absent. The last table is made up: communes × years × needs with totals.
"""

from __future__ import annotations

import platform
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import CRS
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.counts import count
from netmap.counts.model import Counts
from netmap.counts.places import count_places
from netmap.counts.rows import period_totals
from netmap.disclosure import Protection, suppress
from netmap.disclosure.people import people_system
from netmap.disclosure.protected import hide
from netmap.settings import Settings
from netmap.territory.model import Territory

if TYPE_CHECKING:
    from netmap.disclosure.cells import CountSystem

ROOT = Path(__file__).parents[1]
NATIONAL = ROOT.parent / "shared" / "data" / "national"
THRESHOLD = 11
YEARS = ("2022", "2023", "2024")


@dataclass(frozen=True)
class Attacked:
    """What the attacker makes of the small counts of one release."""

    small: int
    exact: int
    known_small: int
    shown: float
    people: float


def attack(system: CountSystem, hidden: np.ndarray) -> Attacked:
    counts = np.asarray(system.values)
    low, high = intervals(
        counts,
        system.equations,
        hidden & ~system.known,
        lower=system.lower,
        upper=system.upper,
        integer=system.whole,
    )
    small = system.sensitive
    shown = system.published & ~hidden
    places = system.published & np.array([c.level in {"commune", "qpv"} for c in system.cells])
    return Attacked(
        small=int(small.sum()),
        exact=int((small & (high - low < 1 - 1e-6)).sum()),
        known_small=int((small & (high < THRESHOLD - 1e-6)).sum()),
        shown=float(shown.sum() / system.published.sum()),
        people=float(counts[places & shown].sum() / max(counts[places].sum(), 1)),
    )


def compare(system: CountSystem) -> tuple[Attacked, Attacked, float]:
    start = time.perf_counter()
    ours = hide(system, threshold=THRESHOLD)
    seconds = time.perf_counter() - start
    naive = system.sensitive | ~system.published
    return attack(system, naive), attack(system, ours), seconds


def pilot(project: Path) -> Counts:
    from netmap.inputs import read_inputs
    from netmap.territory import build_territory

    inputs = read_inputs(project)
    return count(inputs, build_territory(inputs))


def drawn(communes: pd.DataFrame, quarters: pd.DataFrame, rng: np.random.Generator) -> Counts:
    """Return simulated counts in real places, no sector among them."""
    people = communes.set_index("code_insee")["population"].fillna(0.0).astype(float)
    parts: dict[tuple[str, str], float] = {}
    for quarter in quarters.itertuples():
        homes = [c for c in str(quarter.insee_com).split(",") if c in people.index]
        for home in homes:
            parts[home, quarter.code_qp] = min(quarter.population / len(homes), people[home] / 3)
    rows = [(f"{c}:{q}", c, q, n) for (c, q), n in parts.items()]
    inside = pd.Series(dict.fromkeys(people.index, 0.0)).add(
        pd.Series({c: n for (c, _), n in parts.items()}, dtype=float), fill_value=0
    )
    rows += [(c, c, None, n - inside[c]) for c, n in people.items()]
    zones = pd.DataFrame(sorted(rows), columns=["zone", "code_insee", "code_qp", "population"])
    zones = zones.set_index("zone")
    zones["code_qp"] = [q if isinstance(q, str) else None for q in zones["code_qp"]]
    zones["nom"] = zones.index
    codes = sorted({q for _, q in parts})
    of_quarter = {q: sum(n for (_, k), n in parts.items() if k == q) for q in codes}
    shares = pd.Series(
        {(q, c): n / of_quarter[q] for (c, q), n in sorted(parts.items())}, dtype=float
    )
    if not len(shares):
        shares.index = pd.MultiIndex.from_arrays([[], []])
    shares.index.names = ["code_qp", "code_insee"]
    territory = Territory(
        name="drawn",
        epci=None,
        crs=CRS(2154),
        communes=pd.DataFrame({"nom": people.index, "population": people}, index=people.index),
        qpv=pd.DataFrame({"lib_qp": codes, "population": list(of_quarter.values())}, index=codes),
        zones=zones,
        origins=pd.DataFrame(),
        partner_places=pd.DataFrame(),
        permanence_places=pd.DataFrame(),
        qpv_shares=shares,
        notes=(),
    )
    rates = {c: rng.gamma(0.7, 0.6e-3) for c in people.index} | dict.fromkeys(codes, 0.007)
    residents = {c: people[c] - inside[c] for c in people.index} | of_quarter
    table = pd.DataFrame(
        [
            (year, code, float(rng.poisson(rates[code] * residents[code])), np.nan, None, None)
            for year in YEARS
            for code in sorted(residents)
        ],
        columns=["periode", "code", "personnes", "situations_cloturees", "thematique", "public"],
    )
    settings = Settings.model_validate({"territoire": {"nom": "drawn"}})
    found = count_places(territory, table, settings=settings, periods=())
    return Counts(
        territory=territory,
        settings=settings,
        accompaniments=table,
        **found._asdict(),
        sectors=pd.DataFrame({"communes": [], "personnes": [], "reunies": []}),
        periods=period_totals(table),
        rounds=None,
        visits={},
        contacts=None,
    )


def territories(wanted: int) -> list[Counts]:
    communes = pd.read_parquet(
        NATIONAL / "communes.parquet", columns=["code_insee", "population", "code_epci"]
    )
    quarters = pd.read_parquet(
        NATIONAL / "qpv2024.parquet", columns=["code_qp", "insee_com", "population", "siren_epci"]
    ).dropna(subset=["population"])
    groups = {code: own for code, own in communes.groupby("code_epci") if 3 <= len(own) <= 100}  # noqa: PLR2004
    rng = np.random.default_rng(20_240_101)
    with_quarters = sorted(set(quarters["siren_epci"].astype(str)) & set(groups))
    others = sorted(set(groups) - set(with_quarters))
    half = wanted // 2
    chosen = [*rng.choice(with_quarters, half, replace=False)]
    chosen += [*rng.choice(others, wanted - half, replace=False)]
    return [
        drawn(groups[c], quarters[quarters["siren_epci"].astype(str) == c], rng) for c in chosen
    ]


def cube(communes: int, years: int, needs: int) -> tuple[np.ndarray, csr_array, np.ndarray]:
    """Return counts by commune, year and need, with totals at index 0, and what binds them."""
    shape = (communes + 1, years + 1, needs + 1)
    rng = np.random.default_rng(0)
    counts = np.zeros(shape)
    level = np.exp(rng.normal(0, 1, (communes, 1, 1)))
    counts[1:, 1:, 1:] = rng.poisson(level, (communes, years, needs))
    for axis in range(3):
        total = [slice(None)] * 3
        total[axis] = 0
        counts[tuple(total)] = counts.sum(axis=axis)
    place = np.arange(counts.size).reshape(shape)
    rows = [
        line for axis in range(3) for line in np.moveaxis(place, axis, -1).reshape(-1, shape[axis])
    ]
    entries = [
        (r, c, -1.0 if k == 0 else 1.0) for r, row in enumerate(rows) for k, c in enumerate(row)
    ]
    at, columns, factors = zip(*entries, strict=True)
    equations = csr_array((factors, (at, columns)), shape=(len(rows), counts.size))
    weights = np.maximum(counts, 1.0).ravel()
    return counts.ravel(), equations, weights


def print_line(name: str, naive: Attacked, ours: Attacked, seconds: float) -> None:
    print(
        f"{name:34} {naive.small:6} | {naive.exact:6} {naive.known_small:6} {naive.shown:6.0%} "
        f"{naive.people:6.0%} | {ours.exact:6} {ours.known_small:6} {ours.shown:6.0%} "
        f"{ours.people:6.0%} | {seconds:6.2f} s",
        flush=True,
    )


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    limit_s = float(sys.argv[2]) if len(sys.argv) > 2 else 45.0  # noqa: PLR2004
    print(f"python {platform.python_version()}, {platform.machine()}; threshold {THRESHOLD}")
    print("small: counts of 1 to 10; exact: recovered to the unit; 1-10: known to be small;")
    print("cells: published cells kept; people: share of people in shown communes and QPVs")
    print(f"{'':34} {'':6} | {'naive practice':27} | {'netmap':27} |")
    heads = f"{'exact':>6} {'1-10':>6} {'cells':>6} {'people':>6}"
    print(f"{'territory':34} {'small':>6} | {heads} | {heads} | time")
    for name, project in (("La Rochelle", ROOT), ("Roanne", ROOT / "examples" / "roanne")):
        print_line(name, *compare(people_system(pilot(project))))
    if NATIONAL.is_dir():
        results = [compare(people_system(one)) for one in territories(wanted)]
        naive, ours = ([result[side] for result in results] for side in (0, 1))
        print_line(
            f"{wanted} drawn territories, sums", _sum(naive), _sum(ours), sum(r[2] for r in results)
        )
        print(f"slowest of them: {max(r[2] for r in results):.2f} s; territories that give away")
        print(
            f"a count: naive {sum(a.exact > 0 for a in naive)}, "
            f"ours {sum(a.exact > 0 for a in ours)}"
        )
    values, equations, weights = cube(100, 5, 4)
    small = np.flatnonzero((values > 0) & (values < THRESHOLD))
    lower = np.minimum(values, 1.0)
    start = time.perf_counter()
    levels = Protection(upper=THRESHOLD - values[small], sliding=THRESHOLD - 1.0)
    found = suppress(
        values,
        equations,
        small,
        weights=weights,
        lower=lower,
        protection=levels,
        time_limit_s=limit_s,
    )
    protected = time.perf_counter()
    everywhere = np.ones(len(values)), np.full(len(values), float(THRESHOLD))
    low, high = intervals(values, equations, found.suppressed, lower=lower, enough=everywhere)
    end = time.perf_counter()
    narrow = (high[small] < THRESHOLD - 1e-6) | (high[small] - low[small] < THRESHOLD - 1 - 1e-6)
    print(
        f"100 communes x 5 years x 4 needs: {len(values)} cells, {len(small)} small, "
        f"{int(found.suppressed.sum())} hidden, {int(narrow.sum())} badly; {found.status}, "
        f"gap {found.gap:.0%}; {protected - start:.1f} s + audit {end - protected:.1f} s"
    )


def _sum(parts: list[Attacked]) -> Attacked:
    return Attacked(
        small=sum(a.small for a in parts),
        exact=sum(a.exact for a in parts),
        known_small=sum(a.known_small for a in parts),
        shown=float(np.mean([a.shown for a in parts])),
        people=float(np.mean([a.people for a in parts])),
    )


if __name__ == "__main__":
    main()
