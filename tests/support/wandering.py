"""A project that changes from release to release, over ground that stays: the truth is known.

The ground is hamlets in a row, some with quarters inside. Communes are groups of hamlets, QPVs
groups of quarters; they merge, split, are renamed, recoded, redrawn. What is counted, once, is
people by period, piece of ground and moment at which they were noted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    import random
    from pathlib import Path

HAMLETS = tuple(f"h{i}" for i in range(6))
#: pieces of priority quarters, by the hamlet that they lie in
QUARTERS = {"q0a": "h0", "q0b": "h0", "q1a": "h1", "q1b": "h1"}
GROUND = (*HAMLETS, *QUARTERS)
#: where those live who are counted and live outside the territory
ELSEWHERE = "ailleurs"

#: what is counted: ("people" | "closed", period, piece, moment) or ("met", year, piece, moment)
Noted = tuple[str, str, str, int]


def shape(piece: str):
    """Return the outline of a piece of ground, in degrees; a hamlet's holds its quarters."""
    if piece in QUARTERS:
        x, y = 2 + 0.05 * int(piece[1]) + 0.01, 46.01 + 0.01 * "ab".index(piece[2])
        return shapely.box(x, y, x + 0.02, y + 0.01)
    x = 2 + 0.05 * int(piece[1])
    return shapely.box(x, 46, x + 0.05, 46.05)


@dataclass(frozen=True)
class Seen:
    """What anybody knows of a release before its files are read: places, and when it was made."""

    moment: int
    places: dict[str, frozenset[str]]
    zones: dict[str, frozenset[str]]
    folder: Path
    threshold: int
    residents: int


@dataclass
class Wandering:
    """The state of the project of a walk."""

    rng: random.Random
    folder: Path
    moment: int = 0
    residents: dict[str, int] = field(default_factory=dict)
    noted: dict[Noted, int] = field(default_factory=dict)
    communes: dict[str, frozenset[str]] = field(default_factory=dict)
    quarters: dict[str, frozenset[str]] = field(default_factory=dict)
    periods: list[str] = field(default_factory=list)
    pool: list[str] | None = None
    threshold: int = 11
    closed: bool = False
    met: bool = False
    elsewhere: bool = False
    out: str = "outputs"
    told: list[str] = field(default_factory=list)
    _codes: int = 100

    def begin(self) -> None:
        """Draw the first state."""
        rng = self.rng
        self.residents = {one: rng.randint(2_500, 20_000) for one in HAMLETS}
        self.residents |= {one: rng.randint(700, 2_000) for one in QUARTERS}
        self.communes = {f"17{i + 1:03}": frozenset({one}) for i, one in enumerate(HAMLETS)}
        self.quarters = {
            "QP017001": frozenset({"q0a", "q0b"}),
            "QP017002": frozenset({"q1a"}),
        }
        if rng.random() < 0.2:
            self.quarters = {}
        self.closed, self.met = rng.random() < 0.5, rng.random() < 0.4
        for period in ["2021", "2022", "2023"][-rng.randint(1, 3) :]:
            self.add_period(period)
        self.visit()

    # ---- what happens between two releases ----

    def step(self) -> None:
        """Let one or two things happen."""
        self.moment += 1
        moves = [
            *(self.new_year, self.note_more, self.visit, self.merge, self.split, self.rename),
            *(self.recode, self.redraw, self.other_pool, self.other_threshold, self.other_folder),
            *(self.add_or_drop_commune, self.add_or_drop_column, self.forget_a_year),
        ]
        for move in self.rng.sample(moves, self.rng.choice([1, 1, 2])):
            move()
            self.told.append(f"{self.moment}:{move.__name__}")
        if self.elsewhere and self.rng.random() < 0.3:
            self._people(max(self.periods), ELSEWHERE, self.rng.randint(1, 14))

    def _some(self) -> int:
        rng = self.rng
        return rng.choice([0, rng.randint(1, 10), rng.randint(1, 10), rng.randint(11, 60)])

    def _note(self, kind: str, when: str, piece: str, count: int) -> None:
        self.noted[kind, when, piece, self.moment] = count

    def add_period(self, period: str) -> None:
        self.periods.append(period)
        for piece in (*GROUND, *[ELSEWHERE] * self.elsewhere):
            self._people(period, piece, self._some())

    def _people(self, period: str, piece: str, count: int) -> None:
        self._note("people", period, piece, count)
        self._note("closed", period, piece, self.rng.choice([0, count, self.rng.randint(0, count)]))

    def new_year(self) -> None:
        self.add_period(str(int(max(self.periods)) + 1))

    def note_more(self) -> None:
        """More people are noted in the last year, in some places."""
        for piece in self.rng.sample(GROUND, self.rng.randint(1, 3)):
            self._people(max(self.periods), piece, self.rng.randint(1, 25))

    def visit(self) -> None:
        """Doors are knocked at in some hamlets."""
        for piece in self.rng.sample(HAMLETS, self.rng.randint(1, 4)):
            self._note("met", str(2018 + self.moment), piece, self._some())

    def _new_code(self) -> str:
        self._codes += 1
        return f"17{self._codes}"

    def merge(self) -> None:
        at = {hamlet: code for code, held in self.communes.items() for hamlet in held}
        pairs = [
            (at[a], at[b]) for a, b in pairwise(HAMLETS) if a in at and b in at and at[a] != at[b]
        ]
        if not pairs or len(self.communes) < 4:
            return
        pair = self.rng.choice(pairs)
        held = self.communes.pop(pair[0]) | self.communes.pop(pair[1])
        self.communes[self.rng.choice([*pair, self._new_code()])] = held

    def split(self) -> None:
        wide = sorted(code for code, held in self.communes.items() if len(held) > 1)
        if not wide:
            return
        code = self.rng.choice(wide)
        held = sorted(self.communes.pop(code))
        at = self.rng.randint(1, len(held) - 1)
        kept = self.rng.choice([0, 1, 2])
        for k, part in enumerate((held[:at], held[at:])):
            self.communes[code if k == kept else self._new_code()] = frozenset(part)

    def rename(self) -> None:
        code = self.rng.choice(sorted(self.communes))
        self.communes[self._new_code()] = self.communes.pop(code)

    def recode(self) -> None:
        """The codes of 2015 become those of 2024."""
        new = {f"QN017{self.moment}{k}M": q for k, q in enumerate(self.quarters.values())}
        self.quarters = new

    def redraw(self) -> None:
        """Quarters are drawn again, under their codes or under new ones."""
        if not self.quarters or self.rng.random() < 0.2:
            drawn = [{"q0a", "q0b"}, {"q1a"}] if not self.quarters else []
            self.quarters = {f"QN018{self.moment}{k}M": frozenset(q) for k, q in enumerate(drawn)}
            return
        code = self.rng.choice(sorted(self.quarters))
        home = QUARTERS[min(self.quarters[code])]
        wide = frozenset(piece for piece, hamlet in QUARTERS.items() if hamlet == home)
        drawn = self.rng.choice([wide, *(frozenset({piece}) for piece in sorted(wide))])
        if self.rng.random() < 0.5:
            del self.quarters[code]
            code = f"QN019{self.moment}0M" if code.startswith("QN") else f"QP0190{self.moment}0"
        self.quarters[code] = drawn

    def other_pool(self) -> None:
        some = self.rng.sample(self.periods, self.rng.randint(1, len(self.periods)))
        self.pool = self.rng.choice([None, sorted(some)])

    def other_threshold(self) -> None:
        self.threshold = self.rng.choice([11, 11, 12, 15, 20])

    def other_folder(self) -> None:
        self.out = self.rng.choice(["outputs", "envoi", f"envoi-{self.moment}"])

    def add_or_drop_commune(self) -> None:
        gone = [one for one in HAMLETS if all(one not in held for held in self.communes.values())]
        if gone:
            self.communes[self._new_code()] = frozenset({gone[0]})
        elif len(self.communes) > 3:
            del self.communes[self.rng.choice(sorted(self.communes))]

    def add_or_drop_column(self) -> None:
        if self.rng.random() < 0.5:
            self.closed = not self.closed
        else:
            self.met = not self.met

    def forget_a_year(self) -> None:
        if len(self.periods) > 1:
            self.periods.remove(self.rng.choice(self.periods[:-1]))
            self.pool = None

    # ---- the project as it stands ----

    def places(self) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
        """Return the pieces of each place, and those of each zone: a QPV, or a commune's rest."""
        held = frozenset().union(*self.communes.values())
        quarters = {
            code: pieces
            for code, pieces in self.quarters.items()
            if QUARTERS[min(pieces)] in held
        }  # fmt: skip
        places, zones = dict(quarters), {}
        for code, hamlets in self.communes.items():
            inside = {piece for piece, home in QUARTERS.items() if home in hamlets}
            places[code] = hamlets | inside
            own = {q: pieces for q, pieces in quarters.items() if pieces <= inside}
            zones[code] = places[code].difference(*own.values())
            zones |= {f"{code}:{q}": pieces for q, pieces in own.items()}
        return places, zones

    def sum(self, kind: str, when: str, pieces: frozenset[str]) -> int:
        return sum(
            count for (k, w, piece, _), count in self.noted.items()
            if k == kind and w == when and piece in pieces
        )  # fmt: skip

    def write(self) -> Seen:
        """Write the project's files."""
        places, zones = self.places()
        geo = self.folder / "data" / "geo"
        geo.mkdir(parents=True, exist_ok=True)
        layers = {"communes": ("code_insee", "nom"), "qpv": ("code_qp", "lib_qp")}
        codes = {"communes": list(self.communes), "qpv": [q for q in self.quarters if q in places]}
        sources = ""
        for layer, (code, name) in layers.items():
            file = geo / f"{layer}.geojson"
            file.unlink(missing_ok=True)
            if not codes[layer]:
                continue
            features = [self._feature(one, places[one], code, name) for one in codes[layer]]
            content = {"type": "FeatureCollection", "features": features}
            file.write_text(json.dumps(content), "utf-8")
            sources += f'["{layer}.geojson"]\nproducteur="x"\nmillesime="2026"\nlicence="LO"\n'
        (geo / "SOURCES.toml").write_text(sources, "utf-8")
        self._write_tables(zones)
        pool = "" if self.pool is None else f"[densite]\nperiodes = {json.dumps(self.pool)}\n"
        settings = f'[territoire]\nnom = "Essai"\n{pool}[secret]\nseuil = {self.threshold}\n'
        settings += "[lecture]\ncommune_comprend_qpv = false\n"
        (self.folder / "netmap.toml").write_text(settings, "utf-8")
        living = frozenset().union(*places.values())
        residents = sum(self.residents[piece] for piece in living)
        return Seen(self.moment, places, zones, self.folder / self.out, self.threshold, residents)

    def _feature(self, place: str, pieces: frozenset[str], code: str, name: str) -> dict:
        outer = [piece for piece in pieces if piece in HAMLETS] or pieces
        return {
            "type": "Feature",
            "properties": {
                code: place,
                name: f"Lieu {min(pieces)}",
                "population": sum(self.residents[one] for one in pieces),
            },
            "geometry": shapely.geometry.mapping(shapely.union_all([shape(p) for p in outer])),
        }

    def _write_tables(self, zones: dict[str, frozenset[str]]) -> None:
        data = self.folder / "data"
        home = min(self.communes)
        header = "id;nom;categorie;position;statut;code_insee"
        partner = f"med;Médiation;netmap--association;mediation;actif;{home}"
        (data / "partners.csv").write_text(f"{header}\n{partner}\n", "utf-8")
        lines = ["periode;code;personnes" + ";situations_cloturees" * self.closed]
        for period in self.periods:
            outside = {ELSEWHERE: frozenset({ELSEWHERE})} if self.elsewhere else {}
            for zone, pieces in (zones | outside).items():
                counts = [self.sum("people", period, pieces)]
                counts += [self.sum("closed", period, pieces)] * self.closed
                lines.append(f"{period};{zone.split(':')[-1]};" + ";".join(map(str, counts)))
        (data / "accompagnements.csv").write_text("\n".join(lines) + "\n", "utf-8")
        rounds = data / "porte_a_porte.csv"
        rounds.unlink(missing_ok=True)
        if self.met:
            rows = [
                f"{year}-03-01;{code};{piece};{count + 40};{count}"
                for (kind, year, piece, _), count in sorted(self.noted.items())
                for code, hamlets in self.communes.items()
                if kind == "met" and piece in hamlets
            ]
            text = "\n".join(["date;code;batiment;logements;personnes_rencontrees", *rows])
            rounds.write_text(text + "\n", "utf-8")
