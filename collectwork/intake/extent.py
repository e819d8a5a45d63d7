"""How far the cells of a workbook's sheet reach, before a reader makes room for all between them.

A reader of sheets holds the whole rectangle up to the last cell: one cell at XFD1048576 would take
hundreds of gigabytes. Claimed dimensions are not believed; the references themselves are looked at.
"""

from __future__ import annotations

import re
import zipfile

MAX_CELLS = 30_000_000
_LONGEST = 64_000_000  # bytes of one row
#: A cell that is not written as programs write those of the first 26 columns and million rows.
_UNUSUAL = re.compile(rb'<c(?:[\t\r\n/>]| (?!r="[A-Z][0-9]{1,6}"))')
_PREFIXED = re.compile(rb"<[^<>\s/]+:(?:c|row)[\s/>]")
_ROW = re.compile(rb"<(?:[^<>\s/]+:)?row(?=[\s/>])")
_IMPLIED = re.compile(rb"<(?:[^<>\s/]+:)?c(?:/?>|\s(?![^<>]*?\br\s*=))")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,9})([0-9]+)[\"']")


class Extent:
    """Looks at a part while it is unpacked; ``plain`` while its cells cannot be far apart."""

    def __init__(self) -> None:
        self.plain = True
        self._rest = b""

    def feed(self, block: bytes) -> None:
        """The next bytes of the part."""
        if not self.plain:
            return
        text = self._rest + block
        whole = text.rfind(b">") + 1
        self._rest = text[whole:]
        prefixed = b":" in text and _PREFIXED.search(text)
        if prefixed or _UNUSUAL.search(text, 0, whole) or len(self._rest) > _LONGEST:
            self.plain = False

    def too_far(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
        """Whether the part's cells span more than can be held. Anything that looks like a reference
        counts, and rows and cells without one in their order: rather too many than too few."""
        if self.plain:
            return False
        rows = columns = count = 0
        with archive.open(part) as stream:
            rest = b""
            while block := stream.read(1 << 20):
                *texts, rest = _ROW.split(rest + block)
                if len(rest) > _LONGEST:
                    return True
                count += len(texts)
                for text in texts:
                    row, column = _reach(text)
                    rows, columns = max(rows, row), max(columns, column)
        row, column = _reach(rest)
        return (max(rows, row) + count) * max(columns, column, 1) > MAX_CELLS


def _reach(row: bytes) -> tuple[int, int]:
    """The last row and column of a row's cells."""
    found = _REFERENCE.findall(row)
    last = max((int(number[:12]) for _, number in found), default=0)
    column = max(map(_column, {letters for letters, _ in found}), default=0)
    return last, column + len(_IMPLIED.findall(row))


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place
