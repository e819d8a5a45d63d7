"""Hostile and broken files: one clear message, nothing read, in bounded time and memory."""

from __future__ import annotations

import io
import os
import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import webpage
from collectwork.intake.read import read_file

NAUGHTY = Path(__file__).parent.parent / "data" / "naughty"
_HEAD = "Customer,Invoice,Due Date,Open Amount\n"
_SS = "urn:schemas-microsoft-com:office:spreadsheet"
_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


def _book(change: Callable[[str, bytes], bytes | None] = lambda name, data: data) -> bytes:
    """A workbook whose parts are changed (None leaves one out)."""
    plain = io.BytesIO()
    book = xlsxwriter.Workbook(plain)
    page = book.add_worksheet("List")
    page.write_row(0, 0, ["Customer", "Invoice", "Due Date", "Open Amount"])
    page.write_row(1, 0, ["A", "F1", "2026-01-20", 10])
    book.close()
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as to:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                to.writestr(name, data)
    return made.getvalue()


def _sheet(body: str) -> bytes:
    xml = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main"><dimension ref="A1:XFD1048576"/><sheetData>{body}</sheetData></worksheet>'
    )
    return _book(lambda name, data: xml.encode() if name.endswith("sheet1.xml") else data)


def _with(name: str, data: bytes) -> bytes:
    made = io.BytesIO(_book())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


def _laughs(root: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><{root}>&a11;</{root}>'.encode()


def _quadratic(namespace: str, root: str) -> bytes:
    big = "x" * 50_000
    return (f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "{big}">]><{root} xmlns="'
            f'{namespace}">{"&a;" * 5000}</{root}>').encode()  # fmt: skip


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \r\n\t\n",
    "one byte": lambda: b"\xff",
    "utf-7": lambda: (_HEAD + "M+APw-ller,F1,2026-01-20,+ADE-0.00\n").encode("ascii"),
    "utf-32": lambda: (_HEAD + "A,F1,2026-01-20,10.00\n").encode("utf-32"),
    "overlong utf-8": lambda: _HEAD.encode() + b"A\xc0\xaf,F1,2026-01-20,\xc0\xb11.00\n",
    "a lone surrogate": lambda: (
        (_HEAD + "Müller Süß Öl,F1,2026-01-20,1.00\n").encode()
        + b"A\xed\xa0\x80,F2,2026-01-20,10.00\n"
    ),
    "odd utf-16": lambda: b"\xff\xfe" + _HEAD.encode("utf-16-le") + b"\x00",
    "nul bytes": lambda: (_HEAD + "A\0,F1,2026-01-20,10.00\n").encode(),
    "nothing but nuls": lambda: bytes(100_000),
    "noise": lambda: random.Random(5).randbytes(300_000),
    "a program": lambda: b"\x7fELF" + random.Random(6).randbytes(50_000),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(50_000),
    "a pdf": lambda: b"%PDF-1.7\n" + random.Random(8).randbytes(5000),
    "a field of 5 MB": lambda: (_HEAD + f'"{"x" * 5_000_000}",F1,2026-01-20,10.00\n').encode(),
    "a row of 1 MB": lambda: (_HEAD + "A,F1,2026-01-20,10.00," + "x," * 600_000).encode(),
    "2,100 columns": lambda: (",".join(f"c{n}" for n in range(2100)) + "\n").encode(),
    "a million delimiters": lambda: b"," * 1_000_000,
    "a million quotation marks": lambda: b'"' * 1_000_001,
    "a million headers": lambda: (_HEAD * 200_000).encode(),
    "a cut workbook": lambda: _book()[:-400],
    "a workbook without sheets": lambda: _book(
        lambda name, data: None if "sheet1" in name else data
    ),
    "entities in a workbook": lambda: _book(
        lambda name, data: _laughs("sst") if name.endswith("workbook.xml") else data
    ),
    "a cell at the far end": lambda: _sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a cell beyond it": lambda: _sheet("<row r='1'><c r='ZZZZZZ99999999'><v>1</v></c></row>"),
    "cells in hiding": lambda: _sheet(
        "<row r='1'><c r='A1'/><x:c xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/"
        "main' foo='>' r = 'XFD1048576'><v>1</v></x:c></row>"
    ),
    "unclosed cells": lambda: _sheet("<c " * 200_000),
    "a part of 1 GB": lambda: _with("xl/media/zero.bin", bytes(600_000_000)),
    "a part that escapes": lambda: _with("../../outside.txt", b"x"),
    "an absolute part": lambda: _with("C:\\outside.txt", b"x"),
    "a zip of text": lambda: _zip({"list.csv": _HEAD.encode()}),
    "2,000 parts": lambda: _zip({f"xl/{n}.xml": b"<x/>" for n in range(2000)}),
    "an encrypted workbook": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    ),
    "a broken old workbook": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(9).randbytes(30_000)
    ),
    "laughs in camt": lambda: _laughs("Document").replace(b"<Document>", f'<Document xmlns="{_CAMT}">'.encode()),  # noqa: E501
    "laughs in a sheet": lambda: _laughs("Workbook").replace(b"<Workbook>", f'<Workbook xmlns="{_SS}">'.encode()),  # noqa: E501
    "quadratic camt": lambda: _quadratic(_CAMT, "Document"),
    "quadratic sheet": lambda: _quadratic(_SS, "Workbook"),
    "deep camt": lambda: f'<Document xmlns="{_CAMT}">{"<a>" * 300_000}'.encode(),
    "deep sheet": lambda: (
        f'<?xml version="1.0"?><Workbook xmlns="{_SS}">{"<a>" * 200_000}'.encode()
    ),
    "a row far down": lambda: (
        f'<?xml version="1.0"?><Workbook xmlns="{_SS}" xmlns:ss="{_SS}"><Worksheet ss:Name="a">'
        '<Table><Row ss:Index="1048000"><Cell ss:Index="2000"><Data ss:Type="Number">1</Data>'
        "</Cell></Row></Table></Worksheet></Workbook>"
    ).encode(),
    "deep tables": lambda: b"<html><table><tr><td>" + b"<table><tr><td>" * 50_000,
    "deep json": lambda: b'{"a":' * 200_000,
    "open json": lambda: b"[" * 1_000_000,
    "a huge number in json": lambda: b'[{"customer":"A","invoice":"F1","open_amount":' + b"9" * 100_000 + b"}]",  # noqa: E501
    "an mt940 of one line": lambda: b":20:" + b"x" * 3_000_000,
    "a bai2 of noise": lambda: b"01," + b"1," * 500_000 + b"/\n02,",
}  # fmt: skip


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(HOSTILE[case]())
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(InputRefused, match=r"^Not imported: [^\n\x00-\x1f]{10,900}$"):
            read_file(path, ReadOptions(as_of=date(2026, 1, 31), currency="EUR"))
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert time.process_time() - began < 20
    assert peak < 400_000_000


@pytest.mark.parametrize(
    "path", sorted((NAUGHTY / "xml-defused").glob("*.xml")), ids=lambda p: p.name
)
def test_no_entity_is_ever_expanded(path: Path) -> None:
    with pytest.raises(InputRefused, match=r"^Not imported: "):
        read_file(path, ReadOptions(as_of=date(2026, 1, 31), currency="EUR"))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    places = {"folder": tmp_path / "folder", "gone": tmp_path / "gone", "pipe": tmp_path / "pipe"}
    places["folder"].mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(places["pipe"])
    places["loop"] = tmp_path / "loop"
    places["loop"].symlink_to(places["loop"])
    places["device"] = Path("/dev/zero")
    places["nul"] = Path(f"{tmp_path}/a\0b")
    for path in places.values():
        with pytest.raises(InputRefused, match=r"^Not imported: "):
            read_file(path, ReadOptions())


def test_a_sparse_gigabyte_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sparse.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    began = time.process_time()
    with pytest.raises(InputRefused, match="the limit is 200,000,000"):
        read_file(path, ReadOptions())
    assert time.process_time() - began < 1


def test_a_page_of_too_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webpage, "_MAX_CELLS", 100_000)
    path = tmp_path / "wide.xls"
    path.write_bytes(b"<table>" + b'<tr><td colspan="1000">x</td></tr>' * 101 + b"</table>")
    with pytest.raises(InputRefused, match="too many cells"):
        read_file(path, ReadOptions())
