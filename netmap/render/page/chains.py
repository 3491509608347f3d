"""The chains of places and needs as a page carries them: each kind once, with its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.page.distinct import distinct
from netmap.render.page.view import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from netmap.render.page.view import JsonObject


def chain_cells(
    chain: pd.DataFrame,
    codes: Sequence[str],
    needs: Sequence[str],
    *,
    number: Mapping[object, int],
    facts: Sequence[str],
) -> tuple[list[JsonObject], list[list[int | None]]]:
    """Return the chains, each once, and the number of that of each place and need.

    Parameters
    ----------
    chain
        A row a place × need, as :func:`netmap.findings.chain.chain_matrix` gives it.
    codes, needs
        Places and needs, in the order of the cells.
    number
        Partner id → its number on the page; the others are left out of ``fragile``.
    facts
        Columns that the page shows.

    Returns
    -------
    chains
        `facts`, ``fragile`` (numbers of partners) and ``verdict``.
    cells
        A row a place, an item a need: the number of its chain; None: not examined.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"thematique": "soins", "kappa": 1, "verdict": "fragile", "fragile": ("m",)}
    >>> chain = pd.DataFrame([{"code": code, **row} for code in ("a", "b")])
    >>> chain_cells(chain, ["b", "c"], ["soins"], number={"m": 7}, facts=["kappa"])
    ([{'kappa': 1, 'fragile': [7], 'verdict': 'fragile'}], [[0], [None]])
    """
    known: dict[tuple[str, str], JsonObject] = {}
    for record in chain.to_dict("records"):
        known[record["code"], record["thematique"]] = {
            **{name: plain(record[name]) for name in facts},
            "fragile": sorted(number[one] for one in record["fragile"] if one in number),
            "verdict": record["verdict"],
        }
    pairs = [(code, need) for code in codes for need in needs if (code, need) in known]
    chains, numbers = distinct([known[pair] for pair in pairs])
    at = dict(zip(pairs, numbers, strict=True))
    return chains, [[at.get((code, need)) for need in needs] for code in codes]
