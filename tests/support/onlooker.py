"""Whoever keeps every release and every answer, and works out what they do not show.

He knows the ground: what each place was made of at each release, how many people live there,
which rows of the tables are new, and that a situation that is closed is somebody's. Nothing of
netmap is used here: counts are whole numbers, what is shown is a sum of them, and HiGHS says
within which bounds any other sum must lie.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from columns import DATA, data_of
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from wandering import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wandering import Noted, Seen

SMALL = (1, 10)
#: more people than any sum here can hold
_MANY = 100_000


@dataclass(frozen=True)
class Learned:
    """A count that must lie between two bounds, as no reader may know."""

    name: str
    low: int
    high: int


@dataclass
class Onlooker:
    """What he has gathered: linear bounds on what was noted."""

    unknown: dict[Noted, int] = field(default_factory=dict)
    rows: dict[str, tuple[Counter, float, float]] = field(default_factory=dict)
    sums: dict[str, Counter] = field(default_factory=dict)
    seen: list[tuple[Seen, tuple[str, ...]]] = field(default_factory=list)
    first_hidden: list[tuple[str, Counter]] = field(default_factory=list)

    # ---- what is read ----

    def look(self, seen: Seen, noted: Iterable[Noted], periods: Iterable[str]) -> None:
        """Read every file of a release; `noted` are the rows of the tables, without counts."""
        for one in noted:
            self.unknown.setdefault(one, len(self.unknown))
        self._closed_are_people()
        log = (seen.folder / "releases.jsonl").read_text("utf-8").splitlines()
        last = json.loads(log[-1])
        pool = tuple(last["periodes"])
        self.seen.append((seen, pool))
        if len(self.seen) == 1:
            cells = [tuple(cell) for cell in last["masques"]]
            self.first_hidden = [(str(cell), self._cell(seen, pool, *cell)) for cell in cells]
        for block, level, code, value in last["montres"]:
            cell = self._cell(seen, pool, block, level, code)
            self._shown(f"{block} {level} {code}", seen, cell, value)
        for record in self._records(seen):
            self._read(seen, pool, record)
        told = json.loads((seen.folder / "findings.json").read_text("utf-8"))["reference"]
        whole = self._cell(seen, pool, "derived", "numerateur", "territoire")
        scale = 1000 / seen.residents / len(pool)
        self._shown("référence", seen, whole, told["taux"], scale=scale, half=0.0005)
        self._name_sums(seen, pool, periods)

    def _records(self, seen: Seen) -> Iterator[dict]:
        """Give every object of every file that a program can read, at any depth."""
        for file in sorted(seen.folder.iterdir()):
            if file.suffix == ".json":
                yield from _objects(json.loads(file.read_text("utf-8")))
            elif file.suffix == ".html":
                text = file.read_text("utf-8")
                yield from _objects(data_of(text) if DATA.search(text) else {})

    def _read(self, seen: Seen, pool: tuple[str, ...], record: dict) -> None:
        """Take the figures of an object that says which place, or which year, it is about."""
        code, level = record.get("code"), record.get("niveau")
        people = Counter()
        if level in {"territoire", "commune", "qpv", "zone"} and isinstance(code, str):
            people = self._cell(seen, pool, "density", level, code)
        elif isinstance(record.get("communes"), list) and isinstance(record.get("secteur"), str):
            people = self._cell(seen, pool, "sectors", "secteur", "+".join(record["communes"]))
        elif isinstance(record.get("periode"), str) and "personnes" in record:
            period = record["periode"]
            people = self._cell(seen, pool, "periods", "personnes", period)
            closed = self._cell(seen, pool, "periods", "situations_cloturees", period)
            self._shown(f"closes {period}", seen, closed, record.get("situations_cloturees"))
        if not people:
            return
        name = f"{level} {code or record.get('secteur') or record.get('periode')}"
        self._shown(name, seen, people, record.get("personnes"))
        years = len(pool)
        residents = record.get("population")
        yearly = record.get("accompagnees")
        self._shown(f"{name} par an", seen, people, yearly, scale=1 / years, half=0.005)
        if isinstance(residents, int | float) and residents:
            scale = 1000 / residents / years
            self._shown(f"{name} taux", seen, people, record.get("taux"), scale=scale, half=0.005)

    def hear(self, seen: Seen, rate: object, periods: list[str]) -> None:
        """Keep the rate of the territory that an answer of the terminal told."""
        whole = frozenset().union(*seen.places.values())
        people = self._sum("people", periods, whole, seen.moment)
        scale = 1000 / seen.residents / len(periods)
        self._shown(f"réponse {periods}", seen, people, rate, scale=scale, half=0.0005)

    def _shown(
        self,
        name: str,
        seen: Seen,
        what: Counter,
        value: object,
        *,
        scale: float = 1,
        half: float = 0,
    ) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool) and what:
            bounds = ((value - half) / scale, (value + half) / scale)
            self.rows[f"{name} @{seen.moment} = {value}"] = (what, *bounds)

    def _closed_are_people(self) -> None:
        for kind, when, piece, moment in list(self.unknown):
            if kind == "closed":
                bound = Counter({("people", when, piece, moment): 1})
                bound.subtract({(kind, when, piece, moment): 1})
                self.rows[f"closes ≤ personnes {when} {piece} @{moment}"] = (bound, 0, np.inf)

    # ---- sums of what was noted ----

    def _sum(
        self, kind: str, when: Iterable[str] | None, pieces: frozenset[str], moment: int
    ) -> Counter:
        known = None if when is None else set(when)
        return Counter(
            one for one in self.unknown
            if one[0] == kind and (known is None or one[1] in known)
            and one[2] in pieces and one[3] <= moment
        )  # fmt: skip

    def _cell(
        self, seen: Seen, pool: tuple[str, ...], block: str, level: str, code: str
    ) -> Counter:
        """Return the sum that a cell of the log stands for; empty where it is another figure."""
        whole = frozenset().union(*seen.places.values())
        if (block, level) == ("derived", "numerateur"):
            inside = frozenset().union(*(own for zone, own in seen.zones.items() if ":" in zone))
            rated = {"territoire": whole, "qpv": inside, "hors-qpv": whole - inside}
            return self._sum("people", pool, rated[code], seen.moment)
        if block in {"density", "sectors"}:
            held = {"territoire": {"territoire": whole}, "zone": seen.zones}.get(
                level, {**seen.places}
            )
            parts = code.split("+") if block == "sectors" else [code]
            if not all(part in held for part in parts):
                return Counter()
            pieces = frozenset().union(*(held[part] for part in parts))
            return self._sum("people", pool, pieces, seen.moment)
        if block == "periods" and level in {"personnes", "situations_cloturees"}:
            kind = "people" if level == "personnes" else "closed"
            return self._sum(kind, code.split("-"), whole, seen.moment)
        if block == "outreach" and level == "personnes_rencontrees":
            what, _, which = code.partition(":")
            when = [which] if what == "annee" else None
            pieces = seen.places.get(which, frozenset()) if what == "lieu" else whole
            return self._sum("met", when, pieces, seen.moment)
        return Counter()

    def _name_sums(self, seen: Seen, pool: tuple[str, ...], periods: Iterable[str]) -> None:
        """Name what is a count of people: places, what tells two of them apart, what is new."""
        now = {f"{code}@{seen.moment}": held for code, held in seen.places.items()}
        now |= {f"{code}@{seen.moment}": held for code, held in seen.zones.items()}
        now[f"territoire@{seen.moment}"] = frozenset().union(*seen.places.values())
        now[f"ailleurs@{seen.moment}"] = frozenset({ELSEWHERE})
        before = {
            f"{code}@{one.moment}": held
            for one, _ in self.seen[:-1]
            for code, held in one.places.items()
        }
        apart = {
            f"{a} − {b}": now[a] - before[b] for a in now for b in before if now[a] > before[b]
        } | {f"{b} − {a}": before[b] - now[a] for a in now for b in before if before[b] > now[a]}
        for name, pieces in (now | apart).items():
            for when in {*((one,) for one in periods), pool}:
                whole = self._sum("people", when, pieces, seen.moment)
                self._name(f"{name} {'+'.join(when)}", whole)
                new = Counter({one: n for one, n in whole.items() if one[3] == seen.moment})
                self._name(f"{name} {'+'.join(when)}, nouveau", new)
            met = self._sum("met", None, pieces, seen.moment)
            self._name(f"{name} rencontrées", met)
            new = Counter({one: n for one, n in met.items() if one[3] == seen.moment})
            self._name(f"{name} rencontrées, nouveau", new)
        for period in periods:
            people = self._cell(seen, pool, "periods", "personnes", period)
            closed = self._cell(seen, pool, "periods", "situations_cloturees", period)
            self._name(f"closes {period}@{seen.moment}", closed)
            if closed:
                people.subtract(closed)
                self._name(f"non closes {period}@{seen.moment}", people)

    def _name(self, name: str, what: Counter) -> None:
        if what and what not in self.sums.values():
            self.sums[name] = what

    # ---- what is worked out ----

    def learned(self, truth: dict[Noted, int]) -> list[Learned]:
        """Return the sums that are surely small; `truth` only says which are worth a try."""
        told = self._told(self.rows)
        point = np.array([truth[one] for one in self.unknown], dtype=float)
        values = told.A @ point
        assert np.all((values >= told.lb) & (values <= told.ub)), "he has misread a file"
        found = []
        for name, what in self.sums.items():
            if SMALL[0] <= sum(truth[one] * n for one, n in what.items()) <= SMALL[1]:
                low, high = self._bounds(told, what, SMALL)
                if low >= SMALL[0] and high <= SMALL[1]:
                    found.append(Learned(name, low, high))
        return [*found, *self._alone(told, found)]

    def why(self, one: Learned) -> list[str]:
        """Return what is enough to learn it, and nothing of which could be left out."""
        needed = dict(self.rows)
        for name in self.rows:
            fewer = {other: row for other, row in needed.items() if other != name}
            low, high = self._bounds(self._told(fewer), self.sums[one.name], SMALL)
            if low >= SMALL[0] and high <= SMALL[1]:
                needed = fewer
        return list(needed)

    def _told(self, rows: dict[str, tuple[Counter, float, float]]) -> LinearConstraint:
        """Bound each sum by whole numbers, which it is."""
        return LinearConstraint(
            _matrix([row for row, _, _ in rows.values()], self.unknown),
            np.ceil([low - 1e-6 for _, low, _ in rows.values()]),
            np.floor([high + 1e-6 for _, _, high in rows.values()]),
        )

    def _bounds(
        self, told: LinearConstraint, what: Counter, small: tuple[int, int]
    ) -> tuple[int, int]:
        """Return the least and the most that a sum can be; the most only where it matters."""
        least = self._extreme(told, what, 1)
        return least, self._extreme(told, what, -1) if least >= small[0] else _MANY

    def _extreme(self, told: LinearConstraint, what: Counter, sign: int) -> int:
        cost = sign * _matrix([what], self.unknown).toarray()[0]
        # What happened fits all that was told: where presolving finds that nothing does, it errs.
        for presolve in (True, False):
            solved = milp(
                cost,
                constraints=told,
                integrality=np.ones(len(cost)),
                bounds=Bounds(0, _MANY),
                options={"presolve": presolve},
            )
            if solved.status == 0:
                break
        assert solved.status == 0, solved.message
        return sign * round(solved.fun)

    def _alone(self, told: LinearConstraint, found: list[Learned]) -> Iterator[Learned]:
        """Of what a first release hid, one is small at least: where one only can be, it is."""
        families = {"density": [], "outreach": []}
        for name, what in self.first_hidden:
            kinds = {one[0] for one in what}
            family = "outreach" if kinds == {"met"} else "density"
            families[family].append((name, what, kinds))
        known = {one.name for one in found}
        for hidden in families.values():
            if any(kinds not in ({"people"}, {"met"}) for _, _, kinds in hidden):
                continue  # a count that is the difference of others may be what is small
            possible = []
            for name, what, _ in hidden:
                low = self._extreme(told, what, 1)
                high = self._extreme(told, what, -1)
                if low <= SMALL[1] and high >= SMALL[0]:
                    possible.append((name, max(low, SMALL[0]), min(high, SMALL[1])))
            if len(possible) == 1 and possible[0][0] not in known:
                yield Learned("seul " + possible[0][0], *possible[0][1:])


def _matrix(rows: list[Counter], unknown: dict[Noted, int]) -> csr_array:
    entries = [(k, unknown[one], n) for k, row in enumerate(rows) for one, n in row.items() if n]
    at, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((values, (at, columns)), shape=(len(rows), len(unknown)), dtype=float)


def _objects(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _objects(one)
