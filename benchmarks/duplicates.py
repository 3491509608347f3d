"""How long it takes to find the duplicates of 100,000 rows of directories.

Rows are spread over France as people are, so that a large town has thousands of them; one in
five is told twice. Beside it, in the same run, all pairs of one town's rows, compared one by one.

    python benchmarks/duplicates.py [ROWS]
"""

from __future__ import annotations

import random
import resource
import sys
import time
from itertools import combinations
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import twins

from netmap.intake.duplicates import find_pairs
from netmap.sources import base

SETS = (twins.FIRST, twins.SECOND, twins.THIRD, twins.FOURTH)


def made(count: int) -> pd.DataFrame:
    rng = random.Random(1)  # noqa: S311
    people = base.communes()["population"].dropna()
    places = rng.choices(list(people.index), weights=list(people), k=count)
    rows: list[dict[str, object]] = []
    while len(rows) < count:
        for one, other, same in twins.pairs(rng.choice(SETS), rng.random(), 200):
            if len(rows) < count - 1 and (same and rng.random() < 0.4):  # noqa: PLR2004
                place = places[len(rows)]
                rows += [vars(one) | {"code_insee": place}, vars(other) | {"code_insee": place}]
            elif len(rows) < count:
                rows.append(vars(one) | {"code_insee": places[len(rows)]})
    return pd.DataFrame(rows)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rows = made(count)
    towns = rows["code_insee"].value_counts()
    start = time.perf_counter()
    pairs = find_pairs(rows)
    took = time.perf_counter() - start
    sure = sum(pair.likeness == "sure" for pair in pairs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} rows, {len(towns)} communes, {towns.iloc[0]} rows in the largest")
    print(f"found: {sure} sure, {len(pairs) - sure} perhaps, in {took:.1f} s; {memory:.0f} MiB")
    names = rows.loc[rows["code_insee"] == towns.index[0], "nom"].tolist()
    start = time.perf_counter()
    for one, other in combinations(names, 2):
        fuzz.token_sort_ratio(one, other)
    took = time.perf_counter() - start
    print(f"all pairs of that one commune, one by one: {took:.1f} s")


if __name__ == "__main__":
    main()
