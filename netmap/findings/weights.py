"""What a pair of commune and need weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def pair_weights(
    people: pd.Series[float], needs: tuple[str, ...]
) -> Mapping[tuple[str, str], float]:
    """Return what a pair of commune and need weighs: the people who could come.

    Parameters
    ----------
    people
        Target population by ``code_insee``, a public figure; one that is unknown gives no
        weight.
    needs
        Codes of themes.

    Examples
    --------
    >>> import pandas as pd
    >>> pair_weights(pd.Series({"a": 150.0, "b": 50.0}), ("n",))
    {('a', 'n'): 150.0, ('b', 'n'): 50.0}
    """
    return {
        (str(code), theme): float(weight)
        for code, weight in people.items()
        if weight == weight  # noqa: PLR0124
        for theme in needs
    }
