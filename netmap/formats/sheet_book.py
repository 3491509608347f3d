"""``fiches.xlsx``: where a sheet of partners holds what it asks, what it is of, and the answers.

The first row of a sheet has, out of sight, :data:`MARK`, the project, its fingerprint and the
partner's id; each row that asks has a key (``statut``, ``remarque``, ``relation``, ``manque``,
``qui``, ``date``), and a relation its two ends and its nature.
"""

#: Name of the file in a folder of sheets.
SHEET_BOOK = "fiches.xlsx"
#: What says that a sheet is one of ours.
MARK = "netmap-fiche-1"
#: Columns, from 0: the label of a row, what is held, the answer, a remark.
LABEL, HELD, ANSWER, REMARK = 4, 5, 6, 7
