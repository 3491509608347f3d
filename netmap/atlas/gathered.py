"""What an atlas says of each territory, by its public edition, and of several together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from netmap.atlas.reading import findings_in, log_of
from netmap.atlas.territory import TERRITORIES, folder_of
from netmap.formats.atlas import MarginRecord, TerritoryRecord
from netmap.formats.manifest import MANIFEST
from netmap.sources.base import department

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from netmap.atlas.asked import Asked
    from netmap.formats.atlas import State
    from netmap.formats.findings import FindingsFile
    from netmap.formats.places import PlaceRecord

#: The first page of an edition, by name: all in one, else the map.
_PAGES = ("netmap.html", "map.html", "report.html")


def failed(asked: Asked) -> TerritoryRecord:
    """Return what is said of a territory that could not be built: that, and nothing else."""
    return _record(asked.name, "echec", asked.title, asked.communes)


def told(atlas: Path, asked: Asked, state: State) -> TerritoryRecord:
    """Return what is said of a territory whose edition stands in the atlas.

    Parameters
    ----------
    state
        Of one that is held back nothing is said but its name and its ground; ``total-seul``:
        how many people all in all, besides.

    Raises
    ------
    InputError, OSError
        Its files cannot be read.
    """
    folder = folder_of(atlas, asked.name)
    found = findings_in(folder)
    communes = tuple(row.code for row in found.densite if row.niveau == "commune")
    whole = next((row for row in found.densite if row.niveau == "territoire"), None)
    if state == "retenu" or whole is None:
        return _record(asked.name, state, found.territoire, communes)
    lines = log_of(folder)
    periods = lines[-1].periodes if lines else ()
    if state == "total-seul":
        return _record(asked.name, state, found.territoire, communes).model_copy(
            update={
                "exemple": found.exemple,
                "population": whole.population,
                "periodes": periods,
                "personnes": whole.personnes,
                "masque": whole.classe == "masquee",
            }
        )
    under = _under_served(found)
    judged = whole.personnes is not None or whole.classe == "masquee"
    page = next((name for name in _PAGES if (folder / name).is_file()), MANIFEST)
    return TerritoryRecord(
        dossier=asked.name,
        etat=state,
        nom=found.territoire,
        page=f"{TERRITORIES}/{asked.name}/{page}",
        exemple=found.exemple,
        departements=_departments(communes),
        communes=communes,
        population=whole.population,
        periodes=periods,
        personnes=whole.personnes,
        masque=whole.classe == "masquee",
        taux=whole.taux,
        taux_bas=whole.taux_bas,
        taux_haut=whole.taux_haut,
        sous_desservies=len(under) if judged else None,
        part_sous_desservie=_share(found, _is_under) if judged else None,
        part_conclue=_share(found, _is_concluded) if judged else None,
        partenaires=len(found.partenaires),
    )


def _record(name: str, state: State, title: str, communes: Sequence[str]) -> TerritoryRecord:
    return TerritoryRecord(
        dossier=name,
        etat=state,
        nom=title,
        page=None,
        exemple=False,
        departements=_departments(communes),
        communes=tuple(communes),
        population=None,
        periodes=(),
        personnes=None,
        masque=False,
        taux=None,
        taux_bas=None,
        taux_haut=None,
        sous_desservies=None,
        part_sous_desservie=None,
        part_conclue=None,
        partenaires=None,
    )


def _departments(communes: Iterable[str]) -> tuple[str, ...]:
    held = Counter(map(department, communes))
    return tuple(sorted(held, key=lambda code: (-held[code], code)))


def _under_served(found: FindingsFile) -> frozenset[str]:
    """Return the communes that hold a place which is under-served."""
    return frozenset(row.code.partition(":")[0] for row in _zones(found) if _is_under(row))


def _zones(found: FindingsFile) -> list[PlaceRecord]:
    return [row for row in found.densite if row.niveau == "zone"]


def _is_under(row: PlaceRecord) -> bool:
    return row.conclusion == "sous-desservie"


def _is_concluded(row: PlaceRecord) -> bool:
    return row.conclusion in {"sous-desservie", "desservie"}


def _share(found: FindingsFile, chosen: Callable[[PlaceRecord], bool]) -> float | None:
    """Return the share of residents who live in some places; None: not known."""
    zones = _zones(found)
    whole = sum(row.population or 0 for row in zones)
    if not whole or any(row.population is None for row in zones):
        return None
    return sum(row.population or 0 for row in zones if chosen(row)) / whole


def margins(
    territories: Sequence[TerritoryRecord],
) -> tuple[tuple[MarginRecord, ...], MarginRecord | None]:
    """Return the sums of each department, by code, and of all.

    A sum is that of figures that editions show: whoever has them can add them up, and learns
    nothing more. A territory stands in the department of most of its communes; of those that
    share communes the smallest count, and the others are left out.
    """
    counted: list[TerritoryRecord] = []
    taken: set[str] = set()
    for one in sorted(territories, key=lambda one: (len(one.communes), one.dossier)):
        if one.etat in _COUNTED and one.communes and taken.isdisjoint(one.communes):
            counted.append(one)
            taken.update(one.communes)
    held: dict[str, list[TerritoryRecord]] = {}
    for one in counted:
        held.setdefault(one.departements[0], []).append(one)
    several = tuple(_margin(code, held[code]) for code in sorted(held))
    return several, _margin("", counted) if counted else None


_COUNTED = frozenset({"montre", "total-seul"})


def _margin(code: str, held: Sequence[TerritoryRecord]) -> MarginRecord:
    shown = [one for one in held if one.personnes is not None]
    periods = {one.periodes for one in shown}
    alike = len(periods) == 1
    people = [one.population for one in held]
    return MarginRecord(
        code=code,
        territoires=len(held),
        muets=len(held) - len(shown),
        population=None if None in people else sum(filter(None, people)),
        periodes=next(iter(periods)) if alike else (),
        personnes=sum(one.personnes or 0 for one in shown) if alike else None,
    )
