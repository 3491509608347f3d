"""What the chains of a place and a need come to, in one word."""

from __future__ import annotations

from typing import Literal

#: Two chains or more; one; none that is sure; none at all.
Verdict = Literal["whole", "fragile", "unconfirmed", "broken"]


def chain_verdict(kappa: int, kappa_max: int) -> Verdict:
    """Say what a row of :func:`netmap.findings.chain.chain_matrix` comes to.

    Parameters
    ----------
    kappa
        Complete chains that share no partner, over certain relations.
    kappa_max
        The same in the best case.

    Examples
    --------
    >>> [chain_verdict(*row) for row in ((2, 2), (1, 3), (0, 1), (0, 0))]
    ['whole', 'fragile', 'unconfirmed', 'broken']
    """
    if kappa > 1:
        return "whole"
    if kappa == 1:
        return "fragile"
    return "unconfirmed" if kappa_max > 0 else "broken"
