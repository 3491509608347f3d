"""The letters that a page of a PDF draws, by the marks that its tags name.

Source: ISO 32000-1, 14.6 (marked content), 9.10 (from codes to letters), 8.7.3 (patterns).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

#: An object of a PDF, as pypdf gives it.
_Object: TypeAlias = Any
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
#: Pictures within pictures, and tags within tags, beyond which nobody looks.
DEEPEST = 60


class Marks:
    """The letters of a page by the mark that holds them, and those that no tag may name.

    Attributes
    ----------
    of_mark
        Letters by the number of their mark (MCID).
    beside
        Those of each piece that is marked as no content (an artifact).
    faults
        What draws and cannot be read: pictures made of points.
    """

    def __init__(self, reader: PdfReader, page: PageObject) -> None:
        self._reader = reader
        self._fonts: dict[int, dict[int, str]] = {}
        self._open: list[int | None] = []
        self._patterns: set[int] = set()
        self.faults: set[str] = set()
        self.of_mark: dict[int, str] = {}
        self.beside: list[str] = []
        contents = page.get_contents()
        if contents is not None:
            self._draw(contents, page["/Resources"], 0)

    def _draw(self, stream: _Object, resources: _Object, depth: int) -> None:
        from pypdf.generic import ContentStream

        letters: dict[int, str] = {}
        if depth > DEEPEST:
            raise ValueError("a picture in itself")
        for operands, operator in ContentStream(stream, self._reader).operations:
            match operator:
                case b"BDC" | b"BMC":
                    self._begin(operands)
                case b"EMC":
                    self._open.pop()
                case b"Tf":
                    letters = self._font(resources["/Font"][operands[0]])
                case b"Tj" | b"TJ" | b"'" | b'"':
                    self._show(operands[-1], letters)
                case b"Do":
                    self._form(resources["/XObject"][operands[0]], resources, depth)
                case b"scn" | b"SCN" if operands and isinstance(operands[-1], str):
                    self._pattern(resources["/Pattern"][operands[-1]], resources, depth)
                case b"INLINE IMAGE":
                    self.faults.add("/Image")

    def _form(self, reference: _Object, resources: _Object, depth: int) -> None:
        inner = reference.get_object()
        if inner["/Subtype"] == "/Form":
            self._draw(inner, inner.get("/Resources", resources), depth + 1)
        else:
            self.faults.add("/Image")

    def _pattern(self, reference: _Object, resources: _Object, depth: int) -> None:
        """Read what a pattern repeats, once."""
        pattern = reference.get_object()
        if pattern["/PatternType"] == 1 and id(pattern) not in self._patterns:
            self._patterns.add(id(pattern))
            self._draw(pattern, pattern.get("/Resources", resources), depth + 1)

    def _begin(self, operands: _Object) -> None:
        own = (
            operands[1].get("/MCID") if len(operands) > 1 and hasattr(operands[1], "get") else None
        )
        held = self._open[-1] if self._open else None
        if own is None and operands[0] == "/Artifact":
            self.beside.append("")
            self._open.append(None)
        else:
            self._open.append(held if own is None else int(own))

    def _show(self, operand: _Object, letters: dict[int, str]) -> None:
        pieces = operand if isinstance(operand, list) else [operand]
        codes = b"".join(one.original_bytes for one in pieces if hasattr(one, "original_bytes"))
        text = "".join(
            letters.get(int.from_bytes(codes[at : at + 2], "big"), "\ufffd")
            for at in range(0, len(codes), 2)
        )
        mark = self._open[-1] if self._open else None
        if mark is not None:
            self.of_mark[mark] = self.of_mark.get(mark, "") + text
        elif self.beside:
            self.beside[-1] += text
        else:
            self.beside.append(text)

    def _font(self, reference: _Object) -> dict[int, str]:
        font = reference.get_object()
        key = id(font)
        if key not in self._fonts:
            table = font["/ToUnicode"].get_object().get_data()
            self._fonts[key] = {
                int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
                for code, letters in _PAIR.findall(table.partition(b"endcodespacerange")[2])
            }
        return self._fonts[key]
