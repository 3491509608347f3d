"""A table edited byte for byte, against Python's own reader of CSV."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from netmap.amend.lines import content, edit, split
from netmap.errors import InputError
from netmap.inputs.delimited import read_delimited
from netmap.inputs.files import Found

KNOWN = ("id", "nom", "categorie", "position", "statut", "etat", "date_verif", "source")
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8-sig": (b"\xef\xbb\xbf", "utf-8"),
    "cp1252": (b"", "cp1252"),
    "utf-16-le": (b"\xff\xfe", "utf-16-le"),
    "utf-16-be": (b"\xfe\xff", "utf-16-be"),
}
LETTERS = "abé ;,\t|\"'\n\r=+-@"


def found_of(raw):
    return Found("data/partners.csv", Path("data/partners.csv"), raw)


def edited(raw, **changes):
    return edit(found_of(raw), read_delimited(found_of(raw), KNOWN), **changes)


def special(value, delimiter):
    return value != value.strip() or any(c in value for c in (delimiter, '"', "\n", "\r"))


def quoted(value):
    return '"' + value.replace('"', '""') + '"'


@dataclass
class Written:
    """A table as somebody wrote it: each cell with its quotes, and what stands around them."""

    delimiter: str
    encoding: str
    newline: str
    last: str
    cells: list

    def bytes(self, cells=None):
        """Return the file; one that holds nothing but ASCII is UTF-8 whatever its writer meant."""
        mark, codec = ENCODINGS[self.encoding]
        plain = all(cell.isascii() for row in self.cells for cell in row)
        lines = [self.delimiter.join(row) for row in (cells or self.cells)]
        text = self.newline.join(lines) + self.last
        return mark + text.encode("utf-8" if plain and not mark else codec)

    @property
    def values(self):
        return [[content(cell) for cell in row] for row in self.cells]


@st.composite
def tables(draw):
    """A table as people have it, in any of their ways."""
    delimiter = draw(st.sampled_from(";,\t|"))
    header = list(draw(st.permutations(KNOWN[:5]))) + draw(
        st.lists(st.sampled_from(KNOWN[5:]), unique=True, max_size=3)
    )
    count = len(header)
    cell = st.text(LETTERS, max_size=6)
    rows = draw(st.lists(st.lists(cell, min_size=count, max_size=count), min_size=1, max_size=4))
    for number, row in enumerate(rows):
        row[header.index("id")] = f"p{number}"
    style = draw(st.sampled_from(["all", "needed", "mixed"]))

    def raw(value):
        free = style == "all" or (style == "mixed" and draw(st.booleans()))
        needed = any(c in value for c in (delimiter, '"', "\n", "\r"))
        return quoted(value) if needed or free else value

    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return Written(
        delimiter=delimiter,
        encoding=draw(st.sampled_from(sorted(ENCODINGS))),
        newline=newline,
        last=draw(st.sampled_from([newline, "", newline + newline])),
        cells=[[raw(value) for value in row] for row in [header, *rows]],
    )


def line_of(table, number):
    """First line of the record `number`: line ends counted in what stands above it."""
    above = table.newline.join(table.delimiter.join(row) for row in table.cells[:number])
    ends = re.findall("\r\n|\r|\n", above + table.newline)
    return len(ends) + 1


@settings(max_examples=300)
@given(text=st.text('ab;"\n\r', max_size=30))
@example(text='a;"b;c"\r\n"d""e";\n')
@example(text='"a"b;c\n')
@example(text="a\r\rb\n\n;")
def test_records_are_those_of_the_reader_of_csv(text):
    assume(text.count('"') % 2 == 0)
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    found = [[content(text[a:b]) for a, b in record.cells] for record in split(text, ";")]
    assert [row if row != [""] or expected[i] else [] for i, row in enumerate(found)] == expected


@settings(max_examples=250)
@given(table=tables(), value=st.text(LETTERS, max_size=8), data=st.data())
def test_one_cell_changes_and_every_other_byte_stays(table, value, data):
    number = data.draw(st.integers(1, len(table.cells) - 1))
    column = data.draw(st.sampled_from(["nom", "statut", "etat", "date_verif"]))
    wanted = [list(row) for row in table.cells]
    header = table.values[0]
    if column not in header:
        every = all(cell.startswith('"') for cell in wanted[0])
        wanted[0].append(quoted(column) if every else column)
        if value:
            every = all(cell.startswith('"') for cell in wanted[number])
            wanted[number].append(
                quoted(value) if every or special(value, table.delimiter) else value
            )
    elif table.values[number][header.index(column)] != value:
        at = header.index(column)
        was_quoted = wanted[number][at].startswith('"')
        wanted[number][at] = (
            quoted(value) if was_quoted or special(value, table.delimiter) else value
        )
    line = line_of(table, number)
    out = edited(table.bytes(), cells={(line, column): value})
    assert out == table.bytes(wanted)


@settings(max_examples=250)
@given(table=tables(), name=st.text(LETTERS, max_size=8))
def test_a_row_is_added_after_the_last_and_nothing_else_moves(table, name):
    header = table.values[0]
    every = all(cell.startswith('"') for cell in table.cells[0])
    texts = [{"id": "new", "nom": name}.get(column, "") for column in header]
    row = [quoted(t) if every or special(t, table.delimiter) else t for t in texts]
    out = edited(table.bytes(), cells={}, rows=[{"id": "new", "nom": name}])
    assert out == table.bytes([*table.cells, row])


def test_quoting_line_ends_and_column_order_of_the_file_are_kept():
    raw = b'"nom","id","categorie","position","statut"\r\n"A","a","x","aval","actif"\r\n'
    out = edited(raw, cells={(2, "statut"): "inactif"}, rows=[{"id": "b", "nom": "B"}])
    assert out == (
        b'"nom","id","categorie","position","statut"\r\n'
        b'"A","a","x","aval","inactif"\r\n'
        b'"B","b","","",""\r\n'
    )


def test_titles_above_the_header_and_blank_lines_stay():
    raw = "Partenaires\t\t\t\n\nid\tnom\tstatut\tposition\na\tÉ\tactif\taval\n\n\n".encode()
    out = edited(raw, cells={(4, "statut"): "inactif"}, rows=[{"id": "b"}])
    assert (
        out
        == (
            "Partenaires\t\t\t\n\nid\tnom\tstatut\tposition\na\tÉ\tinactif\taval\nb\t\t\t\n\n\n"
        ).encode()
    )


def test_a_column_is_added_beyond_cells_that_the_header_does_not_name():
    raw = b"id;nom;statut;position\na;A;actif;aval;loose\nb;B;actif;aval\n"
    out = edited(raw, cells={(3, "etat"): "active"})
    assert out == (b"id;nom;statut;position;;etat\na;A;actif;aval;loose\nb;B;actif;aval;;active\n")


def test_a_synonym_of_a_header_is_not_a_column_that_is_lacking():
    raw = b"Identifiant;Nom;Cat\xe9gorie;Position;Status\na;A;x;aval;actif\n"
    out = edited(raw, cells={(2, "statut"): "inactif"})
    assert out == raw.replace(b"actif", b"inactif")


def test_a_letter_that_the_encoding_lacks_is_refused_not_replaced():
    raw = "id;nom;statut;position\na;é;actif;aval\n".encode("cp1252")
    with pytest.raises(InputError) as refused:
        edited(raw, cells={(2, "nom"): "→"})
    assert [(p.kind, p.found) for p in refused.value.problems] == [("review-letters", "→")]
