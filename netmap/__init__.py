"""Partner-network mapping and GIS for health mediation.

The tool in one line: a territory's tables and layers become a map, a partner
page and the list of its gaps. :mod:`netmap.pipeline` shows how, on one screen.
"""

__version__ = "0.1.0"
