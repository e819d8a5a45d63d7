"""What the reader of workbooks does not tell of an XLSX sheet: formulas, errors, hidden rows.

Looked for in the sheet's XML by its few fixed forms, and only in sheets that the gate has marked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import unescape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from collectwork.intake.formulas import Formula, column_of

_MAX_FORMULAS = 500_000
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<cell>[^>]*?[^/])>\s*"
    rb"(?:<(?:\w+:)?f\b(?P<said>[^>]*?)(?:/>|>(?P<text>[^<]*)</(?:\w+:)?f>)\s*)?"
    rb"(?:<(?:\w+:)?v(?:\s*/>|\s*>(?P<value>[^<]*)</(?:\w+:)?v>))?"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SHARED = re.compile(rb'\bsi="(\d+)"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')


@dataclass(slots=True)
class Facts:
    """Of one sheet, by (row, column) from 0. ``pending``: formulas with no result, or with 0."""

    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    pending: set[tuple[int, int]] = field(default_factory=set)
    calculated: bool = False  # some formula has a result that is not 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: int = 0


def of_sheets(data: bytes, marked: Collection[str]) -> dict[str, Facts]:
    """Facts by the name of the sheet, of those parts that are ``marked`` as holding any."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: _facts(archive.read(part))
            for name, part in _parts(archive).items()
            if part in marked
        }


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part; empty where the workbook does not say it in the usual way."""
    try:
        book = fromstring(archive.read("xl/workbook.xml"))
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ParseError, DefusedXmlException, ValueError):
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    names = set(archive.namelist())
    parts = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        wanted = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        target = targets.get(wanted, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            parts[element.get("name", "")] = part
    return parts


def _facts(xml: bytes) -> Facts:
    facts = Facts(hidden_rows=len(_HIDDEN.findall(xml)))
    masters: dict[bytes, tuple[tuple[int, int], str]] = {}
    for match in _CELL.finditer(xml):
        wrong = b't="e"' in match["cell"]
        if match["said"] is None and not wrong:
            continue
        where = _REFERENCE.search(match["cell"])
        if where is None or len(facts.formulas) > _MAX_FORMULAS:
            continue
        place = int(where[2]) - 1, column_of(where[1].decode())
        value = match["value"] or b""
        if wrong:
            facts.errors[place] = value.decode("utf-8", "replace")
            continue
        formula = _formula(match["said"], match["text"], place, masters)
        if formula is not None:
            facts.formulas[place] = formula
        if value.strip(b"0."):
            facts.calculated = True
        elif b't="str"' not in match["cell"]:  # a text that came out empty is a result
            facts.pending.add(place)
    return facts


def _formula(
    said: bytes,
    text: bytes | None,
    place: tuple[int, int],
    masters: dict[bytes, tuple[tuple[int, int], str]],
) -> Formula | None:
    """A formula; one that is shared stands in its first cell, the others are so far from it."""
    shared = _SHARED.search(said)
    if text:
        plain = unescape(text.decode("utf-8", "replace"))
        if shared:
            masters[shared[1]] = (place, plain)
        return Formula(plain)
    if shared is None or shared[1] not in masters:
        return None
    (row, column), plain = masters[shared[1]]
    return Formula(plain, place[0] - row, place[1] - column)
