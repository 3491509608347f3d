"""The largest things that are read; what is larger is a problem, said before memory suffers."""

from __future__ import annotations

#: bytes of a table, of an archive (or a group of rows of contacts) once unpacked, of a layer, of a
#: settings file
TABLE_BYTES = 50_000_000
UNPACKED_BYTES = 200_000_000
LAYER_BYTES = 200_000_000
SETTINGS_BYTES = 1_000_000

#: files in an archive
ARCHIVE_PARTS = 5_000

#: rows of a table of contacts, of travel times or of a directory; rows of any other table;
#: cells of a table or a workbook, empty ones between full ones included
TABLE_ROWS = 1_000_000
USUAL_ROWS = 100_000
TABLE_CELLS = 10_000_000

#: files of a folder of contacts; bytes of each, or of a Parquet file of contacts; rows of all
#: (a part in CSV is bound as any table is)
CONTACT_PARTS = 1_000
PART_BYTES = 1_000_000_000
CONTACT_ROWS = 100_000_000

#: characters of a cell, of all the cells of a workbook; columns of a table
CELL_CHARACTERS = 10_000
WORKBOOK_CHARACTERS = 200_000_000
TABLE_COLUMNS = 500

#: features of a layer; points and rings (an island, a hole) of an outline, and of a layer
LAYER_FEATURES = 50_000
OUTLINE_POINTS = 100_000
OUTLINE_RINGS = 1_000
LAYER_POINTS = 500_000
LAYER_RINGS = 50_000

#: signs (brackets, commas, colons) of a GeoJSON file, which bound what it takes in memory
LAYER_SIGNS = 6_000_000

#: pairs of edges whose boxes meet: as many as this, and as many times as there are edges
MEETING_PAIRS = 100_000
MEETINGS_OF_AN_EDGE = 20

#: steps of the database engine for a GeoPackage
DATABASE_STEPS = 300_000_000

#: seconds of work and bytes of memory for a reader that is tried apart
TRIAL_SECONDS = 15
#: seconds until it is stopped on a busy computer, which gives it little time to work
TRIAL_PATIENCE = 60
TRIAL_BYTES = 2_000_000_000

#: bad cells of a column beyond which it is not read further
BAD_CELLS = 2_000

#: names that are compared to find those that misspelt words are near to
COMPARISONS = 200_000
