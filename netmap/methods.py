"""The formulas that everything rests on, each with its source: no project, no disk, no page.

Counts and rates: :func:`garwood`, :func:`empirical_bayes`. Access: :func:`two_step_fca`,
:func:`enhanced_two_step_fca`. Space: :func:`build_zones`. The chain of partners:
:func:`chain_matrix`. Siting, from a matrix of costs: :func:`p_median`, :func:`p_center`,
:func:`max_cover`, :func:`set_cover`. Disclosure control: :func:`suppress` with its
:class:`Protection`, and the attacker's :func:`intervals`.

>>> from netmap import methods
>>> low, high = methods.garwood(10)
>>> round(low, 6), round(high, 6)
(4.795389, 18.390356)
"""

from netmap.attack import intervals
from netmap.disclosure.protect import Protection, suppress
from netmap.findings.access import enhanced_two_step_fca, two_step_fca
from netmap.findings.chain import chain_matrix
from netmap.findings.rates import empirical_bayes, garwood
from netmap.siting.reference import max_cover, p_center, p_median, set_cover
from netmap.territory.zones import build_zones

__all__ = [
    "Protection",
    "build_zones",
    "chain_matrix",
    "empirical_bayes",
    "enhanced_two_step_fca",
    "garwood",
    "intervals",
    "max_cover",
    "p_center",
    "p_median",
    "set_cover",
    "suppress",
    "two_step_fca",
]
