"""The largest things that are read; what is larger is a problem, said before memory suffers."""

from __future__ import annotations

#: bytes of a table, of an archive once unpacked, of a layer, of a settings file
TABLE_BYTES = 50_000_000
UNPACKED_BYTES = 200_000_000
LAYER_BYTES = 200_000_000
SETTINGS_BYTES = 1_000_000

#: rows of a table; cells of a workbook, empty ones between full ones included
TABLE_ROWS = 1_000_000
WORKBOOK_CELLS = 10_000_000

#: characters of a cell; columns of a table
CELL_CHARACTERS = 10_000
TABLE_COLUMNS = 500
