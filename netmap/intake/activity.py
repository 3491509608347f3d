"""What other tools count: contacts with no identity, and what referrals came to."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from netmap.inputs.cells import Day
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from netmap.intake.reading import Taken

_DAY = TypeAdapter(Day)
_ACCEPTED = re.compile(r"valid|accept")
_REFUSED = re.compile(r"refus|expir")
_WAITING = re.compile(r"ouverte|attente|envoy")


def day_of(text: object) -> date | None:
    """Return the day that a text says, hour left out; None where it says none.

    >>> day_of("14/05/2024 10:30"), day_of("2024-05-14T08:00:00Z"), day_of("hier")
    (datetime.date(2024, 5, 14), datetime.date(2024, 5, 14), None)
    """
    said = re.split(r"[ T]", str(text or "").strip(), maxsplit=1)[0]
    try:
        value = _DAY.validate_python(said)
    except ValidationError:
        return None
    return value if isinstance(value, date) else None


def contacts_of(taken: Taken, known: pd.DataFrame | None) -> tuple[list[dict[str, str]], int, int]:
    """Return the contacts that the table lacks, how many it had, how many have no day.

    A contact has no identity: of those of one day and place, as many are new as the table has
    fewer.
    """
    given: Counter[tuple[str, str]] = Counter()
    lost = 0
    for said, place in zip(taken.frame["date"], taken.frame["place"], strict=True):
        day = day_of(said)
        if day is None:
            lost += 1
        else:
            given[day.isoformat(), str(place)] += 1
    had: Counter[tuple[str, str]] = Counter()
    if known is not None:
        rows = zip(known["date"], known["code"], strict=True)
        had.update(
            (day.date().isoformat(), str(code))
            for day, code in rows
            if code and not _is_no_day(day)
        )
    new = given - had
    rows_new = [
        {"date": day, "code": place} for (day, place), n in sorted(new.items()) for _ in range(n)
    ]
    return rows_new, sum(given.values()) - len(rows_new), lost


def _is_no_day(day: object) -> bool:
    return str(day) == "NaT"


def referrals_of(
    taken: Taken, partners: pd.DataFrame | None
) -> tuple[list[dict[str, str]], Counter[str]]:
    """Return what referrals came to, a row a pair of partners; and the names that are of none.

    Those that wait for a moderator were sent to nobody and do not count.
    """
    named = _by_name(partners)
    unknown: Counter[str] = Counter()
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in taken.frame.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        state = plain(str(row["statut"] or ""))
        if not any(p.search(state) for p in (_ACCEPTED, _REFUSED, _WAITING)):
            continue
        ends = [named.get(plain(str(row[end] or ""))) for end in ("prescripteur", "destinataire")]
        for end, found in zip(("prescripteur", "destinataire"), ends, strict=True):
            if found is None:
                unknown[str(row[end] or "?")] += 1
        if None not in ends:
            pairs.setdefault((str(ends[0]), str(ends[1])), []).append({**row, "statut": state})
    return [_fact(pair, rows) for pair, rows in sorted(pairs.items())], unknown


def _fact(pair: tuple[str, str], rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    import statistics

    every = list(rows)
    delays = []
    last: date | None = None
    for row in every:
        begun, ended = day_of(row["cree"]), day_of(row.get("traite"))
        last = max(filter(None, (last, begun, ended)), default=None)
        if begun is not None and ended is not None and ended >= begun:
            delays.append((ended - begun).days)
    return {
        "source_id": pair[0],
        "cible_id": pair[1],
        "nb_orientations": str(len(every)),
        "nb_acceptees": str(sum(bool(_ACCEPTED.search(row["statut"])) for row in every)),
        "delai_median_j": f"{statistics.median(delays):g}".replace(".", ",") if delays else "",
        "date_verif": "" if last is None else last.isoformat(),
        "source": "DORA",
    }


def _by_name(partners: pd.DataFrame | None) -> dict[str, str]:
    if partners is None:
        return {}
    found: dict[str, set[str]] = {}
    for identifier, name in zip(partners["id"], partners["nom"], strict=True):
        if identifier is not None and name is not None:
            found.setdefault(plain(name), set()).add(identifier)
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}
