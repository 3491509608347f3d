"""What a pair of commune and need weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.findings.priority import need_factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def pair_weights(
    communes: pd.DataFrame, needs: tuple[str, ...], need: pd.DataFrame | None = None
) -> Mapping[tuple[str, str], float]:
    """Return what a pair of commune and need weighs: residents, weighted by need where known.

    Parameters
    ----------
    communes
        Index ``code_insee``; ``population``, a public figure; one that is unknown gives no
        weight.
    needs
        Codes of themes.
    need
        Index ``code_insee``; ``score`` (:func:`netmap.findings.need.composite_need`), worked
        out from public indicators alone. Residents are multiplied by the score over its mean
        among residents, so that their sum is unchanged; by 1 where the score is unknown. None:
        residents weigh the same everywhere.

    Examples
    --------
    >>> import pandas as pd
    >>> communes = pd.DataFrame({"population": [100.0, 100.0]}, index=["a", "b"])
    >>> pair_weights(communes, ("n",), pd.DataFrame({"score": [60.0, 20.0]}, index=["a", "b"]))
    {('a', 'n'): 150.0, ('b', 'n'): 50.0}
    """
    people = communes["population"].astype(float)
    if need is not None:
        scores = need["score"].reindex(people.index)
        people = people * need_factor(scores, people).fillna(1.0)
    return {
        (str(code), theme): float(weight)
        for code, weight in people.items()
        if weight == weight  # noqa: PLR0124
        for theme in needs
    }
