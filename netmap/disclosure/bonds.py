"""What binds the counts of each state to each other, by codes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.sparse import csr_array

from netmap.counts.rounds import ALL, DOORS
from netmap.disclosure.cells import ROWS, TERRITORY
from netmap.disclosure.lineage import place_in
from netmap.disclosure.states import Bond, Term, of_a_visit
from netmap.periods import making

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netmap.disclosure.cells import CountSystem
    from netmap.disclosure.states import Space
    from netmap.formats.releases import Key


class Sums:
    """What binds the counts of each state."""

    def __init__(self, space: Space, system: CountSystem, keys: Sequence[Key]) -> None:
        self._space = space
        self._system = system
        self._keys = keys
        self._open = {key[1:] for key in keys if key[0] == "derived"}

    def all(self) -> Iterator[Bond]:
        """Yield every sum; of today, those over pieces."""
        last = self._space.last
        for number in range(last):
            yield from self._of_release(number)
        yield from self._pooled(last)
        for piece in self._space.inside[last]:
            if not self._space.is_counted(piece):
                yield from self._of_places(last, piece)
        yield from self._dated(last)

    def _of_release(self, number: int) -> Iterator[Bond]:
        for piece in self._space.inside[number]:
            yield from self._of_places(number, piece)
        yield from self._pooled(number)
        yield from self._dated(number)
        yield from self._as_today(number)
        keys = self._space.states[number].keys
        for key in sorted(keys):
            block, level, code = key
            if block == "sectors":
                own = [("density", "commune", one) for one in code.split("+")]
                if keys >= set(own):
                    yield self._space.sum(number, -1, key, own)
            elif block == "periods" and level != "personnes":
                people = ("periods", "personnes", code)
                yield self._space.sum(number, -1, people, [key], open_=True)
            elif block == "outreach":
                yield from self._of_rounds(number, key)
            elif block == "contacts" and level == TERRITORY:
                own = [one for one in keys if one[:2] == ("contacts", "commune")]
                yield self._space.sum(number, -1, key, own)

    def _of_places(self, number: int, piece: int) -> Iterator[Bond]:
        """Yield territory, communes and quarters as sums of their parts."""
        keys = sorted(key for key in self._space.states[number].keys if key[0] == "density")
        zones = [key for key in keys if key[1] == "zone"]
        for key in keys:
            _, level, code = key
            if level == TERRITORY:
                communes = [one for one in keys if one[1] == "commune"]
                quarters = [one for one in keys if one[1] == "qpv"]
                others = {one[0] for one in self._open} & {"hors-commune", "dites"}
                if communes:
                    yield self._space.sum(number, piece, key, communes, open_=bool(others))
                yield self._space.sum(number, piece, key, quarters, open_=True)
            elif level in {"commune", "qpv"}:
                end = 0 if level == "commune" else 1
                own = [zone for zone in zones if zone[2].split(":")[end:][:1] == [code]]
                rest = (f"reste-{level}", code) in self._open
                if own:
                    yield self._space.sum(number, piece, key, own, open_=rest)

    def _pooled(self, number: int) -> Iterator[Bond]:
        """Yield each count of a place as the sum over pieces of its months."""
        inside = self._space.inside[number]
        if len(inside) < 2:  # noqa: PLR2004
            return
        for key in sorted(self._space.states[number].keys):
            if key[0] == "density" or key[1] == ROWS:
                parts = [Term(number, piece, key) for piece in inside]
                if number == self._space.last:
                    parts = [
                        part
                        for part in parts
                        if part in self._space.today or not self._space.is_counted(part.piece)
                    ]
                yield Bond({Term(number, -1, key): -1.0, **dict.fromkeys(parts, 1.0)})

    def _dated(self, number: int) -> Iterator[Bond]:
        """Yield the people of some months as the sum of those of their years."""
        keys = self._space.states[number].keys
        total = next((key for key in keys if key[:2] == ("density", TERRITORY)), None)
        dated = [key for key in keys if key[:2] == ("periods", "personnes")]
        for piece in self._space.inside[number]:
            inside = making((key[2] for key in dated), self._space.pieces[piece])
            own = [("periods", "personnes", period) for period in inside]
            if total is not None and own:
                parts = {Term(number, -1, key): 1.0 for key in own}
                yield Bond({self._space.term(number, piece, total): -1.0, **parts})

    def _as_today(self, number: int) -> Iterator[Bond]:
        """Yield today's sums where the release had the same counts.

        Of a sum over places, it must have had no others.
        """
        given = self._space.states[number].keys
        others = {key[:2] for key in given.difference(self._keys) if place_in(key)[1]}
        matrix = csr_array(self._system.equations)
        for row in range(matrix.shape[0]):
            span = slice(matrix.indptr[row], matrix.indptr[row + 1])
            cells = matrix.indices[span].tolist()
            published = self._system.published[cells]
            own = [self._keys[cell] for cell in cells]
            if others.intersection(key[:2] for key in own) and _is_over_places(own):
                continue
            if self._system.known[
                [c for c, p in zip(cells, published, strict=True) if not p]
            ].any():
                continue
            if all(key in given for key, is_told in zip(own, published, strict=True) if is_told):
                factors = dict(zip(own, matrix.data[span].tolist(), strict=True))
                yield Bond(
                    {
                        Term(number, -1, key): factor
                        for key, factor in factors.items()
                        if not of_a_visit(key) or self._space.has_year_of(number, key)
                    }
                )

    def _of_rounds(self, number: int, key: Key) -> Iterator[Bond]:
        keys = self._space.states[number].keys
        _, level, group = key
        if group == ALL:
            for kind in ("lieu:", "annee:"):
                own = [k for k in keys if k[:2] == key[:2] and k[2].startswith(kind)]
                if own:
                    yield self._space.sum(number, -1, key, own)
        if level == "logements":
            doors: list[Key] = [("outreach", door, group) for door in DOORS]
            own = [door for door in doors if door in keys]
            if own:
                yield self._space.sum(number, -1, key, own, open_=len(own) < len(DOORS))
        met = ("outreach", "personnes_rencontrees", group)
        if level in {"rencontres", "accompagnements"} and met in keys:
            yield self._space.sum(number, -1, met, [key], open_=True)


def _is_over_places(keys: Sequence[Key]) -> bool:
    """Whether some counts are of more than one place and its parts."""
    places = {place.partition(":")[0] for key in keys if (place := place_in(key)[1])}
    return len(places) > 1
