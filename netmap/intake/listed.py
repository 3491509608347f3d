"""The neighbourhoods of a project beside those of the decree's list; nothing is written of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd


@dataclass(frozen=True)
class Listed:
    """What the list and the project say of the neighbourhoods of a territory.

    Attributes
    ----------
    same
        How many are in both, with the same communes.
    lacking
        Codes and names of those of the list that the project has not.
    unlisted
        Codes of those of the project that the list has not.
    communes
        Code, communes that the project says, communes that the list says, where they differ.
    """

    same: int
    lacking: tuple[tuple[str, str], ...]
    unlisted: tuple[str, ...]
    communes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def compare(listed: pd.DataFrame, own: pd.DataFrame | None, communes: Collection[str]) -> Listed:
    """Hold a list of neighbourhoods against a project's own.

    Parameters
    ----------
    listed
        ``code_qp, lib_qp, insee_com`` (tuples of codes of any year), of all of France.
    own
        ``code_qp, insee_com`` of the project's layer; None: it has none.
    communes
        Codes of today of the territory.
    """
    said = {
        str(code): (str(name or code), _today(named))
        for code, name, named in zip(
            listed["code_qp"], listed["lib_qp"], listed["insee_com"], strict=True
        )
    }
    here = {code: one for code, one in said.items() if not set(communes).isdisjoint(one[1])}
    rows = () if own is None else zip(own["code_qp"], own["insee_com"], strict=True)
    had = {str(code): _today(named) for code, named in rows}
    both = sorted(had.keys() & said.keys())
    different = tuple((c, had[c], said[c][1]) for c in both if had[c] != said[c][1])
    return Listed(
        len(both) - len(different),
        tuple((code, here[code][0]) for code in sorted(here.keys() - had.keys())),
        tuple(sorted(had.keys() - said.keys())),
        different,
    )


def _today(codes: Iterable[str]) -> tuple[str, ...]:
    """Return communes by their codes of today, each once, in order."""
    return tuple(sorted({base.today(code) or code for code in codes}))
