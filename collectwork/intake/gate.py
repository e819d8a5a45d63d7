"""The one gate for files: limits before parsing, strict decoding, nothing guessed.

Limits are those of the reliability contract: file 200 MB, row 1 MB, field 64 kB, 2,000 columns;
archives unpacked 500 MB, ratio 100, 1,000 parts.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from collectwork.errors import InputRefused
from collectwork.intake import codepages
from collectwork.intake.extent import MAX_CELLS, Extent

MAX_FILE = 200_000_000
MAX_ROW = 1_000_000
MAX_FIELD = 64_000
MAX_COLUMNS = 2_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 100
MAX_PARTS = 1_000
_MARKS = (b't="e"', b"</f>", b":f>", b'hidden="')  # of an error, a formula, a hidden row
_SMALL_PART = 1_000_000  # below this a high ratio does no harm

_MT940 = re.compile(r"^:(20|25|28C?|60[FM]|61|86):", re.MULTILINE)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HTML = re.compile(
    r"(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*"
    r"(?:<!doctype html|<(?:html|head|body|table|meta|style|div|center|form)[\s>])",
    re.DOTALL,
)
_JSON = re.compile(r'\{\s*"|\[\s*\{\s*"|\[\s*\]\s*$')
_KEPT = "\t\n\r\f"
_REMOVED = {code: None for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) not in _KEPT}
_REMOVED.pop(0)  # a NUL spoils its row and is reported there


@dataclass(slots=True)
class Text:
    """A decoded file. ``notes`` go into the import report. Undecodable bytes are kept as lone
    surrogates, so that the row that holds them can be named and refused."""

    text: str
    encoding: str
    notes: list[str] = field(default_factory=list)
    spoiled: bool = False  # some row holds NUL or undecodable bytes


def size(path: Path) -> int:
    """The bytes that a regular file has; InputRefused where it is none, or too large."""
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise InputRefused(f"Not imported: {path} {what}. Name a file.")
        found = path.stat().st_size
    except (OSError, ValueError) as error:
        raise InputRefused(f"Not imported: {path} cannot be read ({error}).") from error
    if found > MAX_FILE:
        raise InputRefused(
            f"Not imported: the file has {found:,} bytes, the limit is {MAX_FILE:,}. "
            "Export a shorter period or split it."
        )
    return found


def load(path: Path) -> bytes:
    """The bytes of a regular file within the size limit; InputRefused otherwise."""
    size(path)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputRefused(f"Not imported: {path} cannot be read ({error}).") from error
    if not data.strip():
        raise InputRefused("Not imported: the file is empty. Export it again.")
    return data


def head(path: Path, size: int) -> bytes:
    """The first bytes of a file, up to the end of a line; all of one that is not longer."""
    try:
        with path.open("rb") as file:
            start = file.read(size + 1) if path.is_file() else b""
    except (OSError, ValueError) as error:
        raise InputRefused(f"Not imported: {path} cannot be read ({error}).") from error
    if len(start) <= size:
        return start
    end = start.rfind(b"\n") + 1
    return start[: end + (start[end : end + 1] == b"\0")] if end else start  # UTF-16: two bytes


def shape(data: bytes) -> str:
    """What the first bytes say: zip, biff, pdf, spreadsheetml, xml, html, mhtml, json, mt940,
    bai2 or text."""
    if data[:2] == b"PK":
        return "zip"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "biff"
    if data[:5] == b"%PDF-":
        return "pdf"
    start = (
        data[:4096].decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace("\0", "")
    )
    lower = start[:600].casefold()
    if _HTML.match(lower):
        return "html"
    if lower.startswith(("<?xml", "<workbook", "<document", "<!doctype")):
        workbook = _SPREADSHEETML in start and "<!doctype" not in start.casefold()
        return "spreadsheetml" if workbook else "xml"
    if _JSON.match(start):
        return "json"
    if lower.startswith("mime-version:") or ("\nmime-version:" in lower and "multipart/" in lower):
        return "mhtml"
    if len(set(_MT940.findall(start))) > 2:
        return "mt940"
    first = start.split("\n", 1)[0]
    if first.startswith("01,") and first.count(",") >= 6 and "\n02," in start.replace("\r", "\n"):
        return "bai2"
    return "text"


def decode(data: bytes) -> Text:
    """Text of a byte order mark's encoding, UTF-16 without one, UTF-8, or a Windows code page."""
    encoding, text = _decoded(data)
    decoded = Text(text, encoding)
    if encoding in ("cp1250", "cp1252") and (note := codepages.note(data, encoding, text)):
        decoded.notes.append(note)
    if encoding == "utf-8, damaged":
        decoded.spoiled = True
    _refuse_binary(text)
    if "\0" in text:
        decoded.spoiled = True
    if not (text.isascii() and text.isprintable()):
        _clean(decoded)
    return decoded


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return name, _strict(data[len(mark) :], name)
    wide = _utf16_without_mark(data)
    if wide:
        return wide, _strict(data, wide)
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", "surrogateescape")
    broken = sum(1 for character in damaged if "\udc80" <= character <= "\udcff")
    whole = sum(1 for character in damaged if character > "\x7f") - broken
    if whole >= broken:
        return "utf-8, damaged", damaged
    return codepages.read(data)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise InputRefused(
            f"Not imported: the file says that it is {name.upper()}, but byte {error.start + 1:,} "
            "is not. Export it again."
        ) from None


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _refuse_binary(text: str) -> None:
    sample = text[:65_536]
    controls = sum(1 for c in sample if c < " " and c not in "\t\n\r\f\x1a\x1b")
    strange = sum(1 for c in sample if "\x7f" <= c < "\xa0" or "\udc80" <= c <= "\udcff")
    foreign = sum(1 for c in sample if c > "\x7f")
    lines = sample.count("\n") + sample.count("\r")
    if (controls + strange) * 20 > len(sample) or (not lines and foreign * 2 > len(sample)):
        raise InputRefused(
            "Not imported: this is not a text file. Export the list as CSV, text or XLSX."
        )


def _clean(decoded: Text) -> None:
    text = decoded.text
    plain = text.translate(_REMOVED)
    if len(plain) != len(text):
        decoded.notes.append(f"{len(text) - len(plain)} control characters were removed")
    if not unicodedata.is_normalized("NFC", plain):
        plain = unicodedata.normalize("NFC", plain)
    plain = plain.replace("\f", "")  # page breaks of printed lists stand at the start of a line
    decoded.text = plain.lstrip("\ufeff")


def unwanted(text: str) -> bool:
    """Whether a text holds characters that are removed or written otherwise when it is read."""
    return (
        "\0" in text
        or "\ufeff" in text
        or "\f" in text
        or text.translate(_REMOVED) != text
        or not unicodedata.is_normalized("NFC", text)
    )


def check_zip(data: bytes) -> frozenset[str]:
    """Refuse an archive that is not a workbook, unpacks too large, or hides entities. Names the
    sheets' parts that hold formulas, errors or hidden rows."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputRefused(
            "Not imported: the workbook is damaged or cut off. Export or copy it again."
        ) from error
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS:
        raise InputRefused(f"Not imported: the archive has {len(parts):,} parts, too many.")
    if any(_escapes(name) for name in names):
        raise InputRefused(
            "Not imported: the archive holds a name that points outside of it. "
            "Save the list again from the spreadsheet program."
        )
    if not names & {"xl/workbook.xml", "xl/workbook.bin"}:
        raise InputRefused(
            "Not imported: this is a zip archive, not a workbook or a text file. "
            "Unpack it and import what is inside."
        )
    total = 0
    for part in parts:
        total += part.file_size
        if total > MAX_UNPACKED or (
            part.file_size > _SMALL_PART and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        ):
            raise InputRefused(
                "Not imported: the workbook unpacks to far more than its size. "
                "Save it again from the spreadsheet program."
            )
    return frozenset(_unpack(archive, parts))


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":")


def _unpack(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> set[str]:
    """Stream every XML part once: sizes must be what they claim, entities are refused."""
    marked: set[str] = set()
    try:
        for part in parts:
            done, before = 0, b""
            extent = Extent()
            with archive.open(part) as stream:
                while block := stream.read(1 << 20):
                    if done == 0 and b"<!DOCTYPE" in block[:65_536].upper():
                        raise InputRefused(
                            "Not imported: the workbook declares XML entities, which no "
                            "spreadsheet program writes. Save it again."
                        )
                    done += len(block)
                    extent.feed(block)
                    if part.filename not in marked and part.filename.startswith("xl/worksheets/"):
                        whole = before + block
                        if any(mark in whole for mark in _MARKS):
                            marked.add(part.filename)
                        before = block[-12:]
                    if done > part.file_size:
                        raise zipfile.BadZipFile("larger than declared")
            if extent.too_far(archive, part):
                raise InputRefused(
                    "Not imported: cells of the workbook lie so far from each other that the sheet "
                    f"would have more than {MAX_CELLS:,} cells. Copy the list into a new workbook."
                )
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise InputRefused(
            "Not imported: the workbook is damaged, cut off or locked with a password. "
            "Save it again without a password."
        ) from error
    except Exception as error:  # damaged XML or a limit of its parser: no closed list
        if isinstance(error, InputRefused):
            raise
        raise InputRefused("Not imported: the workbook is damaged. Save it again.") from error
    return marked
