"""How often what is concluded is wrong: simulated truth over real territories.

    python benchmarks/operating_characteristics.py [--sets N] [--territories N] [--years 1,4]

Both pilots, and territories drawn from ``../shared`` (left out where that folder is absent), at
160 people a year over the whole territory. Truth is a chance of being accompanied that is the
same for everybody (``equal``), or halved in neighbouring communes (``clustered``) or in as many
that lie anywhere (``scattered``), a quarter of the people expected in all. People come alone
(``alone``); 35 % of them come back the next year (``returns``); they come with their family, 1.5
on average (``families``); or both. The chance is the same for all people in poverty, and so are
they counted (``target``); or for all residents, with no figure of need given (``residents``).

A cell is a base, a truth, a dependence and a number of years, over all territories. Rows: share of
data sets with at least one false "sous-desservie" (communes, QPVs, zones and sectors together), and
that of the worst number of years; share of truly halved communes, QPVs and sectors called
"desservie"; share of truly halved sectors that are called so; coverage of the 95 % intervals;
calibration, where the chances of places are drawn from the law that the prior says: the largest
distance between the stated probability and the truth, over tenths. The variance factor is told by
the simulated tables (new people, size of households); ``--untold`` leaves it at its default.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from netmap.counts.dispersion import variance_factor
from netmap.counts.sectors import sectors, shared_borders
from netmap.defaults import RATIO
from netmap.findings.judging import Rules, judge, judgeable
from netmap.findings.posterior import RatePrior, classify, fit_prior
from netmap.findings.rates import garwood
from netmap.settings import DensitySettings, Settings
from netmap.territory.target import target_population

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[1]
NATIONAL = ROOT.parent / "shared" / "data" / "national"
PEOPLE_A_YEAR = 160.0
RETURNING, FAMILY = 0.35, 1.5
DEPENDENCE = {
    "alone": (0.0, 1.0),
    "returns": (RETURNING, 1.0),
    "families": (0.0, FAMILY),
    "both": (RETURNING, FAMILY),
}
TRUTHS = ("equal", "clustered", "scattered")
HALVED = 0.25


@dataclass(frozen=True)
class Ground:
    """A territory: zones, and which zones each place is made of (a row a place, by level)."""

    name: str
    residents: Floats
    target: Floats
    doubt: Floats
    inside: NDArray[np.bool_]
    levels: dict[str, Floats]
    sectors: dict[tuple[int, str], Floats]
    neighbours: list[list[int]]


class Seen(NamedTuple):
    """What was concluded of the places of a level in one data set."""

    classes: NDArray[np.object_]
    covered: NDArray[np.bool_]
    probability: Floats
    members: Floats


def ground(name: str, zones: pd.DataFrame, target: pd.DataFrame, communes: object) -> Ground:
    """Return a territory as arrays; its sectors are those that a build would make."""
    codes = sorted(set(zones["code_insee"]))
    quarters = sorted(set(zones["code_qp"].dropna()))
    borders = shared_borders(communes)
    due = target["cible"].groupby(zones["code_insee"]).sum()

    def members(key: pd.Series[str], values: list[str]) -> Floats:
        return np.array([(key == value).to_numpy(float) for value in values]).reshape(
            -1, len(zones)
        )

    def grouped(years: int, dispersion: float) -> Floats:
        people = years * PEOPLE_A_YEAR * due / due.sum()
        label = sectors(borders, people, minimum=DensitySettings().sector_expected * dispersion)
        return members(zones["code_insee"].map(label), sorted(set(label.dropna())))

    at = {code: i for i, code in enumerate(codes)}
    return Ground(
        name=name,
        residents=zones["population"].to_numpy(float),
        target=target["cible"].to_numpy(float),
        doubt=target["doute"].to_numpy(float),
        inside=zones["code_qp"].notna().to_numpy(),
        levels={
            "commune": members(zones["code_insee"], codes),
            "qpv": members(zones["code_qp"], quarters),
            "zone": np.eye(len(zones)),
        },
        sectors={
            (years, name): grouped(years, planned_dispersion(name, years))
            for years in (1, 2, 3, 4)
            for name in DEPENDENCE
        },
        neighbours=[[at[other] for other in borders[code]] for code in codes],
    )


def planned_dispersion(dependence: str, years: int) -> float:
    """Return the variance factor that the settings state, when they state the truth."""
    returning, family = DEPENDENCE[dependence]
    options = DensitySettings(returning=returning, household=family)
    return variance_factor(periods=years, options=options)


def pilot(project: Path) -> Ground:
    from netmap.inputs import read_inputs
    from netmap.territory import build_territory

    territory = build_territory(read_inputs(project))
    assert territory.target is not None  # noqa: S101
    return ground(territory.name, territory.zones, territory.target.zones, territory.communes)


def drawn(count: int) -> list[Ground]:
    """Return territories of France with QPVs, of 20 to 60 communes."""
    import geopandas as gpd

    if count == 0 or not NATIONAL.is_dir():
        return []
    communes = gpd.read_parquet(NATIONAL / "communes.parquet")
    figures = pd.read_parquet(NATIONAL / "indicateurs_communes.parquet").set_index("code_insee")
    figures = figures.rename(
        columns={"taux_pauvrete_2021": "taux_pauvrete", "revenu_median_2021": "revenu_median"}
    )
    quarters = pd.read_parquet(NATIONAL / "qpv2024.parquet").dropna(subset=["population"])
    sizes = communes.groupby("code_epci")["code_insee"].size()
    held = set(quarters["siren_epci"].astype(str)) & set(sizes[sizes.between(20, 60)].index)
    chosen = np.random.default_rng(12).choice(sorted(held), count, replace=False)
    return [
        _drawn(
            code,
            communes[communes["code_epci"] == code].set_index("code_insee").sort_index(),
            figures,
            quarters[quarters["siren_epci"].astype(str) == code],
        )
        for code in chosen
    ]


def _drawn(code: str, communes: object, figures: pd.DataFrame, quarters: pd.DataFrame) -> Ground:
    people = communes["population"].astype(float)
    rows = []
    for one in quarters.itertuples():
        homes = [home for home in str(one.insee_com).split(",") if home in people.index]
        rows += [
            (f"{home}:{one.code_qp}", home, one.code_qp, min(one.population, people[home] / 2))
            for home in homes[:1]
        ]
    inside = pd.Series(dict.fromkeys(people.index, 0.0))
    for _, home, _, residents in rows:
        inside[home] += residents
    rows += [(c, c, None, max(n - inside[c], 1.0)) for c, n in people.items()]
    zones = pd.DataFrame(rows, columns=["zone", "code_insee", "code_qp", "population"])
    zones = zones.set_index("zone").sort_index()
    declared = {"libelle": "x", "sens": "besoin", "unite": "%", "millesime": "2021", "source": "x"}
    settings = Settings.model_validate(
        {
            "territoire": {"nom": code},
            "indicateurs": {"taux_pauvrete": declared, "revenu_median": declared},
        }
    )
    rates = quarters.set_index("code_qp")[["taux_pauvrete"]].astype(float).assign(ligne=0)
    inputs = SimpleNamespace(
        settings=settings, indicators=figures.assign(ligne=0), indicators_qpv=rates
    )
    target = target_population(inputs, zones)
    assert target is not None  # noqa: S101
    return ground(code, zones, target.zones, communes.to_crs(2154))


def halved(place: Ground, truth: str, rng: np.random.Generator, due: Floats) -> NDArray[np.bool_]:
    """Return the communes whose chance is halved: a quarter of the people expected, or nearly."""
    of_commune = place.levels["commune"] @ due
    chosen = np.zeros(len(of_commune), bool)
    if truth == "equal":
        return chosen
    wanted = HALVED * of_commune.sum()
    if truth == "scattered":
        order = list(rng.permutation(len(of_commune)))
    else:
        order = [int(rng.integers(len(of_commune)))]
        for code in order:
            order += [n for n in rng.permutation(place.neighbours[code]) if n not in order]
    for code in order:
        if of_commune[chosen].sum() + of_commune[code] <= wanted:
            chosen[code] = True
    return chosen


def counted(
    mean: Floats, years: int, dependence: str, rng: np.random.Generator
) -> tuple[Floats, float]:
    """Return people by zone pooled over years of `mean` each, and distinct people over them."""
    returning, family = DEPENDENCE[dependence]
    size = {1.0: lambda n: n}.get(family, lambda n: n + rng.poisson((family - 1) * n))
    fresh = lambda share: rng.poisson(share * mean / family)  # noqa: E731
    households = fresh(1.0)
    # a household that comes back has as many people as before: its size is drawn once
    present = [size(households)]
    distinct = float(present[0].sum())
    pooled = present[0].astype(float)
    cohort_households, cohort_people = households, present[0]
    for _ in range(years - 1):
        back = rng.binomial(cohort_households, returning) if returning else 0 * households
        mean_size = np.divide(
            cohort_people, cohort_households, out=np.zeros(len(mean)), where=cohort_households > 0
        )
        returned = np.rint(back * mean_size).astype(int)
        new = fresh(1.0 - returning)
        new_people = size(new)
        distinct += float(new_people.sum())
        cohort_households, cohort_people = back + new, returned + new_people
        pooled += cohort_people
    return pooled, (distinct / pooled.sum() if pooled.sum() else 1.0)


def concluded(
    place: Ground, people: Floats, expected: Floats, mean: Floats, options: Options
) -> dict[str, Seen]:
    """Return what is concluded at each level, as a build does."""

    def law(own: NDArray[np.bool_]) -> RatePrior:
        return fit_prior(
            people[own], expected[own], mean=1.0, floor=options.floor, dispersion=options.dispersion
        )

    everywhere = np.ones(len(people), dtype=bool)
    rules = Rules(
        inside=law(place.inside),
        outside=law(~place.inside),
        mixed=law(everywhere),
        neutral=law(~everywhere),
        dispersion=options.dispersion,
        ratio=RATIO,
        certainty=options.certainty,
    )
    levels = {k: m for k, m in {**place.levels, "sector": options.sectors}.items() if len(m)}
    members = np.concatenate(list(levels.values()))
    observed, due = members @ people, members @ expected
    doubt = (members @ (expected * options.doubt)) / np.where(due > 0, due, 1)
    chance = judge(
        observed,
        due,
        doubt,
        inside=(members @ (place.target * place.inside)) / (members @ place.target),
        rules=rules,
    )
    too_small = ~judgeable(due, doubt, rules=rules)
    classes = classify(chance, observed, certainty=options.certainty, too_small=too_small)
    low, high = garwood(observed / options.dispersion)
    true = (members @ mean) / options.dispersion
    covered, seen, first = (low <= true) & (true <= high), {}, 0
    for level, own in levels.items():
        rows = slice(first, first := first + len(own))
        seen[level] = Seen(classes[rows], covered[rows], chance[rows], own)
    return seen


@dataclass(frozen=True)
class Options:
    """The rules that are tried."""

    doubt: Floats
    dispersion: float
    floor: float
    certainty: float
    sectors: Floats


@dataclass
class Tally:
    """What adds up over data sets."""

    sets: dict[int, int] = field(default_factory=Counter)
    alarms: dict[int, int] = field(default_factory=Counter)
    halved: dict[str, int] = field(default_factory=Counter)
    served: dict[str, int] = field(default_factory=Counter)
    found: dict[str, int] = field(default_factory=Counter)
    covered: int = 0
    intervals: int = 0

    def add(self, seen: dict[str, Seen], chance: Floats, due: Floats, years: int) -> None:
        """Add what was concluded of one data set to what is true of it."""
        self.sets[years] += 1
        alarm = False
        for level, one in seen.items():
            members = one.members
            weight = members @ due
            theta = (members @ (due * chance)) / np.where(weight > 0, weight, 1)
            low = theta <= 0.6  # noqa: PLR2004
            classes = one.classes
            alarm |= bool(((classes == "sous-desservie") & (theta >= 0.8)).any())  # noqa: PLR2004
            self.covered += int(one.covered.sum())
            self.intervals += len(members)
            self.halved[level] += int(low.sum())
            self.served[level] += int((low & (classes == "desservie")).sum())
            self.found[level] += int((low & (classes == "sous-desservie")).sum())
        self.alarms[years] += alarm

    def line(self, name: str) -> str:
        """Return a row of the table."""

        def share(part: int, whole: int) -> str:
            return f"{100 * part / whole:.1f} %" if whole else "—"

        def served(level: str) -> str:
            return share(self.served[level], self.halved[level])

        worst = max(self.sets, key=lambda year: self.alarms[year] / self.sets[year])
        columns = (
            name,
            share(sum(self.alarms.values()), sum(self.sets.values())),
            f"{share(self.alarms[worst], self.sets[worst])} ({worst})",
            *map(served, ("commune", "qpv", "sector")),
            share(self.found["sector"], self.halved["sector"]),
            share(self.covered, self.intervals),
        )
        return f"| {' | '.join(columns)} |"


def expected_of(place: Ground, base: str, people: Floats) -> Floats:
    """Return the people expected of each zone: the territory's rate, or that of its stratum."""
    if base == "target":
        return place.target * people.sum() / place.target.sum()
    due = np.zeros(len(people))
    for own in (place.inside, ~place.inside):
        if own.sum() > 1:
            due[own] = place.residents[own] * people[own].sum() / place.residents[own].sum()
    return due


def dispersion_of(args: argparse.Namespace, dependence: str, years: int, share: float) -> float:
    if args.untold:
        return variance_factor(periods=years, options=DensitySettings())
    options = DensitySettings(household=DEPENDENCE[dependence][1])
    return variance_factor(periods=years, options=options, distinct_share=share)


def simulate(  # noqa: PLR0917
    args: argparse.Namespace, place: Ground, base: str, truth: str, dependence: str, years: int,
    rng: np.random.Generator, tally: Tally,
) -> None:  # fmt: skip
    for _ in range(args.sets):
        weight = place.target if base == "target" else place.residents
        if base == "target":
            weight = weight * np.exp(place.doubt * rng.standard_normal(len(weight)))
        due = PEOPLE_A_YEAR * weight / weight.sum()
        low = halved(place, truth, rng, due)
        chance = np.where((low.astype(float) @ place.levels["commune"]) > 0, 0.5, 1.0)
        people, share = counted(due * chance, years, dependence, rng)
        options = Options(
            doubt=place.doubt if base == "target" else np.zeros(len(weight)),
            dispersion=dispersion_of(args, dependence, years, share),
            floor=args.floor, certainty=args.certainty, sectors=place.sectors[years, dependence],
        )  # fmt: skip
        expected = expected_of(place, base, people)
        seen = concluded(place, people, expected, years * due * chance, options)
        tally.add(seen, chance, due, years)


def calibration(args: argparse.Namespace, places: list[Ground], dependence: str) -> str:
    """Return the largest distance between stated probability and truth, over tenths."""
    rng = np.random.default_rng(args.seed)
    said: list[Floats] = []
    true: list[NDArray[np.bool_]] = []
    for place in places:
        due = PEOPLE_A_YEAR * place.target / place.target.sum()
        for years in np.repeat(args.years, args.sets).tolist():
            members = place.levels["commune"]
            shape = 1 / rng.uniform(args.floor, 1) ** 2
            theta = rng.gamma(shape, 1 / shape, len(members))
            chance = theta @ members
            people, share = counted(due * chance, years, dependence, rng)
            options = Options(
                np.zeros(len(due)), dispersion_of(args, dependence, years, share), args.floor,
                args.certainty, place.sectors[years, dependence],
            )  # fmt: skip
            seen = concluded(place, people, years * due, years * due * chance, options)
            said.append(seen["commune"].probability)
            true.append(theta < 0.8)  # noqa: PLR2004
    p, under = np.concatenate(said), np.concatenate(true)
    tenth = np.minimum((10 * p).astype(int), 9)
    apart = [
        (abs(p[tenth == k].mean() - under[tenth == k].mean()), k)
        for k in range(10)
        if (tenth == k).sum() >= 200  # noqa: PLR2004
    ]
    worst, k = max(apart)
    return f"| {dependence} | {100 * worst:.1f} points (tenth {k + 1}), {len(apart)} tenths |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--territories", type=int, default=5)
    parser.add_argument("--years", default="1,2,3,4")
    parser.add_argument("--floor", type=float, default=DensitySettings().spread_floor)
    parser.add_argument("--certainty", type=float, default=DensitySettings().certainty)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dependence", default=",".join(DEPENDENCE))
    parser.add_argument("--untold", action="store_true")
    args = parser.parse_args()
    args.years = [int(year) for year in str(args.years).split(",")]
    places = [pilot(ROOT), pilot(ROOT / "examples" / "roanne"), *drawn(args.territories)]
    print(
        f"python {platform.python_version()}, {platform.machine()}; {args.sets} data sets a "
        "territory and number of years;"
    )
    print(f"territories: {', '.join(place.name for place in places)}; years {args.years};")
    print(f"floor {args.floor}, certainty {args.certainty}")
    print(
        "| base, truth, dependence | false alarm | worst (years) | halved commune called served | "
        "QPV | sector | halved sector found | coverage |\n|---|---|---|---|---|---|---|---|"
    )
    for base in ("target", "residents"):
        for truth in TRUTHS:
            for dependence in args.dependence.split(","):
                rng = np.random.default_rng(args.seed)
                tally = Tally()
                for place in places:
                    for years in args.years:
                        simulate(args, place, base, truth, dependence, years, rng, tally)
                print(tally.line(f"{base}, {truth}, {dependence}"), flush=True)
    print("| calibration | worst tenth |\n|---|---|")
    for dependence in DEPENDENCE:
        print(calibration(args, places, dependence), flush=True)


if __name__ == "__main__":
    main()
