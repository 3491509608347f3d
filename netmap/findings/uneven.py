"""Places served on the whole and not everywhere: a rate hides the parts that it is made of.

A commune whose neighbourhood is well served can owe it a good rate while the rest of its
residents see nobody; so can a sector. Neither is called served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    import pandas as pd

_UNDER, _SERVED, _UNEVEN = "sous-desservie", "desservie", "inegale"
_HIDDEN, _UNSURE = "masquee", "indeterminee"


def uneven_places(density: pd.DataFrame) -> pd.Series[str]:
    """Return the classes of places, those served with an under-served zone called ``inegale``.

    One that is served on the whole and has a hidden zone is ``indeterminee``: its rate may be
    that of its other zones.

    Parameters
    ----------
    density
        As in Findings: index (``niveau``, ``code``); ``classe``.

    Returns
    -------
    Series
        ``classe`` on the same index.

    Examples
    --------
    >>> import pandas as pd
    >>> places = [("commune", "17300"), ("zone", "17300"), ("zone", "17300:QN01701M")]
    >>> density = pd.DataFrame({"classe": ["desservie", "sous-desservie", "desservie"]},
    ...     index=pd.MultiIndex.from_tuples(places, names=["niveau", "code"]))
    >>> uneven_places(density).tolist()
    ['inegale', 'sous-desservie', 'desservie']
    """
    classes = density["classe"]
    levels = classes.index.get_level_values(0)
    codes = classes.index.get_level_values(1)
    whole = levels.isin(NAMED_PLACES) & (classes == _SERVED).to_numpy()
    for part, said in ((_HIDDEN, _UNSURE), (_UNDER, _UNEVEN)):
        zones = codes[(levels == "zone") & (density["classe"] == part).to_numpy()]
        places = {code for zone in zones for code in str(zone).split(":")}
        classes = classes.mask(whole & codes.isin(places), said)
    return classes


def uneven_sectors(sectors: pd.DataFrame, density: pd.DataFrame) -> pd.DataFrame:
    """Return sectors, those served with a commune that is not everywhere called ``inegale``.

    One that is served on the whole and has a hidden part is ``indeterminee``, as a place is. A
    commune that is hidden may have a zone that is shown: it counts as well.

    Parameters
    ----------
    sectors
        ``communes`` (tuple of codes), ``classe``.
    density
        As in Findings, where :func:`uneven_places` was told.

    Returns
    -------
    DataFrame
        `sectors`, with that ``classe``.

    Examples
    --------
    >>> import pandas as pd
    >>> places = [("commune", "17300"), ("commune", "17010"), ("zone", "17010")]
    >>> density = pd.DataFrame({"classe": ["desservie", "masquee", "sous-desservie"]},
    ...     index=pd.MultiIndex.from_tuples(places, names=["niveau", "code"]))
    >>> sectors = pd.DataFrame({"communes": [("17300", "17010")], "classe": ["desservie"]})
    >>> uneven_sectors(sectors, density)["classe"].tolist()
    ['inegale']
    """
    if sectors.empty:
        return sectors
    classes = sectors["classe"]
    served = (classes == _SERVED).to_numpy()
    for parts, said in (({_HIDDEN}, _UNSURE), ({_UNDER, _UNEVEN}, _UNEVEN)):
        places = density.index[density["classe"].isin(parts)]
        touched = {
            str(code).partition(":")[0] for level, code in places if level in {"commune", "zone"}
        }
        affected = np.array([not touched.isdisjoint(codes) for codes in sectors["communes"]])
        classes = classes.mask(affected & served, said)
    return sectors.assign(classe=classes)
