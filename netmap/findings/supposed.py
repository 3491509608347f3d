"""What may be supposed of hidden people, from what is shown alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts


def supposed_people(
    counts: ShownCounts, density: pd.DataFrame, sectors: pd.DataFrame
) -> pd.DataFrame:
    """Return what may be supposed of the people of hidden communes, from what is shown alone.

    The hidden communes of a sector that is shown hold together what its shown ones leave of
    it; the other hidden ones hold what is left of the territory, where that is public. Each
    is given its share of its group by the people expected there, and has at most all of it.

    Parameters
    ----------
    density, sectors
        As in Findings.

    Returns
    -------
        Index ``code_insee``; ``personnes``, ``au_plus``. A commune of which nothing can be
        supposed is not there.
    """
    communes = density.xs("commune")
    masked = communes.index[communes["classe"] == "masquee"]
    groups: list[tuple[list[str], float]] = []
    told: set[str] = set()
    for people, codes in zip(sectors["personnes"], sectors["communes"], strict=True):
        own = [code for code in codes if code in masked]
        if own and np.isfinite(people):
            shown = communes.loc[[code for code in codes if code not in masked], "personnes"]
            groups.append((own, float(people - shown.sum())))
            told |= set(own)
    others = [code for code in masked if code not in told]
    groups.append((others, counts.rest("commune") - sum(left for _, left in groups)))
    rows = {}
    for own, left in groups:
        due = communes.loc[own, "attendues"].astype(float)
        if np.isfinite(left) and due.sum() > 0:
            rows.update({code: (left * n / due.sum(), left) for code, n in due.items()})
    return pd.DataFrame.from_dict(rows, orient="index", columns=["personnes", "au_plus"])
