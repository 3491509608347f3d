"""What the loss of one partner would break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Pair = tuple[str, str]


def criticality(
    chain: pd.DataFrame, *, weights: Mapping[Pair, float] | None = None
) -> pd.DataFrame:
    """Rank partners by the places and needs that would have no chain left without them.

    Losing one partner takes away one chain at most, since disjoint chains share no partner: only
    fragile pairs can break, and the matrix already names who breaks them.

    Parameters
    ----------
    chain
        Rows of :func:`netmap.findings.chain.chain_matrix`.
    weights
        (code, thematique) → weight of the pair, such as the people in need of it. None: each
        pair weighs 1.

    Returns
    -------
    DataFrame
        Index ``partner_id``, only those whose loss breaks something, heaviest first. Columns
        ``paires`` (tuple of (code, thematique), in the order of the matrix), ``nombre``,
        ``poids`` (sum of the known weights) and ``sans_poids`` (pairs of unknown weight, which
        count in ``nombre`` alone).

    Examples
    --------
    >>> matrix = pd.DataFrame(
    ...     {"code": ["c1", "c2"], "thematique": "droits", "fragile": [("m",), ("a", "m")]}
    ... )
    >>> criticality(matrix)["nombre"].to_dict()
    {'m': 2, 'a': 1}
    """
    broken: dict[str, list[Pair]] = {}
    for code, need, fragile in zip(
        chain["code"], chain["thematique"], chain["fragile"], strict=True
    ):
        for partner_id in fragile:
            broken.setdefault(partner_id, []).append((code, need))
    ranked = []
    for partner_id, pairs in broken.items():
        weight, unknown = weigh(pairs, weights)
        ranked.append((partner_id, tuple(pairs), len(pairs), weight, unknown))
    ranked.sort(key=lambda row: (-row[3], -row[2], row[0]))
    columns = ["partner_id", "paires", "nombre", "poids", "sans_poids"]
    return pd.DataFrame(ranked, columns=columns).set_index("partner_id")


def weigh(pairs: Iterable[Pair], weights: Mapping[Pair, float] | None) -> tuple[float, int]:
    """Return the sum of the known weights of some pairs, and how many weights are unknown.

    Examples
    --------
    >>> weigh([("c1", "droits"), ("c2", "droits")], {("c1", "droits"): 2.5})
    (2.5, 1)
    """
    pairs = list(pairs)
    if weights is None:
        return float(len(pairs)), 0
    known = [weights[pair] for pair in pairs if pair in weights]
    known = [weight for weight in known if weight == weight]  # noqa: PLR0124
    return float(sum(known)), len(pairs) - len(known)
