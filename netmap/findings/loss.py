"""The chains once partners are lost, beside what they are today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netmap.findings.chain import chain_matrix
from netmap.network.changes import without
from netmap.sections import AccessSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netmap.network.model import PartnerNetwork
    from netmap.territory.model import Territory
    from netmap.vocabulary import Level

_DEFAULT_ACCESS = AccessSettings()


def loss(
    chain: pd.DataFrame,
    network: PartnerNetwork,
    territory: Territory,
    partner_ids: Iterable[str],
    *,
    access: AccessSettings = _DEFAULT_ACCESS,
    levels: Sequence[Level] = ("commune",),
) -> pd.DataFrame:
    """Compare the chains of today with those that are left once some partners are gone.

    Parameters
    ----------
    chain
        Rows of :func:`netmap.findings.chain.chain_matrix` for `network`, a level after another.
    network, territory, access
        As there.
    partner_ids
        Partners lost, all together.
    levels
        Those of `chain`.

    Returns
    -------
    DataFrame
        The pairs that lose at least a chain, in the order of `chain`. Columns ``code``,
        ``thematique``, ``kappa_avant``, ``kappa_apres``, ``kappa_max_apres`` (the best case over
        what is unknown), ``etape`` (the step that is then missing; None: a chain is left).

    Raises
    ------
    KeyError
        There is no such partner.
    """
    for partner_id in dict.fromkeys(partner_ids):
        network = without(network, partner_id)
    needs = tuple(dict.fromkeys(chain["thematique"]))
    left = pd.concat(
        chain_matrix(network, territory, needs, access=access, level=level) for level in levels
    )
    table = chain[["code", "thematique", "kappa"]].merge(
        left[["code", "thematique", "kappa", "kappa_max", "etape"]],
        on=["code", "thematique"],
        suffixes=("_avant", "_apres"),
        validate="one_to_one",
    )
    table = table.rename(columns={"kappa_max": "kappa_max_apres"})
    columns = ["code", "thematique", "kappa_avant", "kappa_apres", "kappa_max_apres", "etape"]
    return table.loc[table["kappa_apres"] < table["kappa_avant"], columns].reset_index(drop=True)
