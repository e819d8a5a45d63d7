"""SWIFT MT940 and MT942: customer statements and interim reports, as banks really write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import gate
from collectwork.intake.bank.entries import (
    BankFile,
    Entry,
    Part,
    Report,
    Unreadable,
    account_of,
    currency_of,
    day_of,
    minor_of,
    references_of,
    short_year,
    tidy,
)
from collectwork.intake.bank.mt86 import details

_TAG = re.compile(r"^\s{0,3}:(\d{2}[A-Z]?|NS):(.*)$", re.DOTALL)
_KNOWN = frozenset([
    "20", "21", "25", "28", "28C", "60F", "60M", "61", "86", "62F", "62M", "64", "65", "13", "13D",
    "34F", "90C", "90D", "NS",
])  # fmt: skip
_AFTER_TEXT = frozenset(["61", "62F", "62M", "86", "64", "65", "90C", "90D", "34F", "NS"])
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4}|\s{4})?\s*(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?"
    r"\s?(?P<amount>\d[\d.]*(?:,\d*)?|,\d+)\s*(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)",
    re.DOTALL,
)
_BALANCE = re.compile(r"(?P<mark>[CD])(?P<day>\d{6})(?P<code>[A-Z]{3})(?P<amount>[\d.]*(?:,\d*)?)")
_FLOOR = re.compile(r"(?P<code>[A-Z]{3})[CD ]?(?P<amount>[\d.,]*)")
_SUMMARY = re.compile(r"(?P<count>\d+)(?P<code>[A-Z]{3})(?P<amount>[\d.,]+)")
_ENVELOPE = re.compile(r"^(?:\{[1-5]:.*|-?\}.*|-+|\x03|:?94[02]:?|[A-Z]{6}[A-Z0-9]{2,6})\s*$")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_POINTERS = frozenset(["EREF", "KREF", "CREF", "PREF", "MREF", "MARF"])  # it stands in the text
_NEARLY = re.compile(r"^\s*[:;]?\s*6\s?[1lI]\s*[:;]")


@dataclass(slots=True)
class _Field:
    tag: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def first(self) -> str:
        return self.lines[0] if self.lines else ""

    @property
    def joined(self) -> str:
        return "".join(self.lines)


def read(path: Path, sha256: str, data: bytes, options: ReadOptions) -> BankFile:
    """All statements of the file."""
    decoded = gate.decode(data)
    file = BankFile(path, sha256, options, "MT940", notes=list(decoded.notes))
    messages = list(_messages(_fields(file, decoded.text)))
    interim = [_interim(message) for message in messages]
    if any(interim):
        if not all(interim):
            raise InputRefused(
                "Not imported: the file holds interim reports (MT942) and statements (MT940). "
                "Save each as a file of its own."
            )
        file.layout, file.final = "MT942", False
    moved = 0
    for message in messages:
        moved += _report(file, message)
    if moved:
        file.notes.append(
            f"{moved} days that do not exist (such as 30 February) were taken as the last day of "
            "their month"
        )
    return file


# fields ------------------------------------------------------------------------------------------


def _fields(file: BankFile, text: str) -> list[_Field]:
    """Tags with their lines. A line of a free text may look like a tag: in a text, only what can
    follow a text counts as one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[_Field] = []
    closed = True
    for number, line in enumerate(lines, 1):
        tag = _tag(line, found, closed, lines, number)
        if tag:
            found.append(_Field(tag[0], number, [tag[1]]))
            if tag[0] in ("62F", "62M"):
                closed = True
            elif tag[0] in ("60F", "60M"):
                closed = False
        elif not found or _ENVELOPE.match(line):
            continue
        elif _NEARLY.match(line):
            file.wrong(number, line.strip()[:80], "expected a statement line (:61:)", line)
        elif line.strip() or found[-1].tag == "86":
            found[-1].lines.append(line)
    return found


def _tag(
    line: str, found: list[_Field], closed: bool, lines: list[str], number: int
) -> tuple[str, str] | None:
    match = _TAG.match(line) if ":" in line[:4] else None
    if match is None or match[1] not in _KNOWN:
        return None
    tag = match[1]
    in_text = bool(found) and found[-1].tag == "86" and not closed
    if in_text and tag not in _AFTER_TEXT and not (tag == "20" and _begins(lines, number)):
        return None
    return tag, match[2]


def _begins(lines: list[str], number: int) -> bool:
    """Whether a message begins at this line, as its account comes before any other entry."""
    for line in lines[number : number + 4]:
        match = _TAG.match(line)
        if match:
            return match[1] in ("21", "25", "28", "28C", "60F")
    return False


def _messages(fields: list[_Field]) -> Iterator[list[_Field]]:
    """A message begins with its reference; where that lacks, with a new opening balance."""
    current: list[_Field] = []
    for one in fields:
        starts = one.tag == "20" or (
            one.tag in ("60F", "60M", "25") and any(f.tag in ("62F", "62M") for f in current)
        )
        if starts and current:
            yield current
            current = []
        current.append(one)
    if current:
        yield current


def _interim(message: list[_Field]) -> bool:
    tags = {one.tag for one in message}
    return not tags & {"60F", "60M", "62F", "62M"} and bool(tags & {"34F", "90C", "90D", "13D"})


# statements --------------------------------------------------------------------------------------


def _report(file: BankFile, message: list[_Field]) -> int:
    """Add one message's report; the number of days that had to be moved."""
    report = Report()
    file.reports.append(report)
    _head(file, report, message)
    moved = 0
    last: Entry | None = None
    for one in message:
        if one.tag == "61":
            last = None
            try:
                last, odd = _entry(file, report, one)
                moved += odd
                report.entries.append(last)
            except Unreadable as error:
                file.wrong(one.line, f":61:{one.joined}"[:90], str(error), f":61:{one.joined}")
        elif one.tag == "86" and last is not None:
            _describe(last, one)
        elif one.tag in ("62F", "62M"):
            last = None
    for entry in report.entries:
        _settle(entry)
    _summaries(report, message)
    return moved


def _head(file: BankFile, report: Report, message: list[_Field]) -> None:
    tags = {one.tag: one for one in reversed(message)}
    if "25" in tags:
        account = tags["25"].first.strip().removeprefix("/")
        report.account = account_of(re.sub(r"(?<=\d)\s*[A-Z]{3}$", "", account))
    for name in ("28C", "28"):
        if name in tags and not report.number:
            report.number = tidy(tags[name].first) or ""
    balances = {one.tag: _balance(file, one) for one in message if one.tag[:2] in ("60", "62")}
    opening = balances.get("60F") or balances.get("60M")
    closing = balances.get("62F") or balances.get("62M")
    if opening:
        report.currency, report.opened, report.opening = opening
    if closing:
        code, report.closed, report.closing = closing
        if report.currency and code != report.currency:
            raise InputRefused(
                f"Not imported: the statement that begins on line {message[0].line} opens in "
                f"{report.currency} and closes in {code}. Get the file from the bank again."
            )
        report.currency = code
    if "34F" in tags and report.currency is None:
        floor = _FLOOR.match(tags["34F"].first.strip())
        report.currency = floor["code"] if floor else None
    for name in ("90C", "90D"):
        if name in tags and report.currency is None:
            summary = _SUMMARY.match(tags[name].first.strip())
            report.currency = summary["code"] if summary else None
    if opening and not closing:
        raise InputRefused(
            f"Not imported: the statement that begins on line {message[0].line} has no closing "
            "balance (:62F:): the file is cut off. Get it from the bank again."
        )


def _balance(file: BankFile, one: _Field) -> tuple[str, date, int] | None:
    match = _BALANCE.match(one.joined.replace(" ", ""))
    try:
        if match is None:
            raise Unreadable("expected a balance such as C260131EUR1234,56")
        day, _ = _six(match["day"])
        minor = minor_of(match["amount"] or "0", match["code"])
    except Unreadable as error:
        raise InputRefused(
            f"Not imported: line {one.line}: :{one.tag}:{one.first.strip()[:60]} – {error}. "
            "Get the file from the bank again."
        ) from None
    return match["code"], day, -minor if match["mark"] == "D" else minor


def _entry(file: BankFile, report: Report, one: _Field) -> tuple[Entry, int]:
    match = _LINE.match(one.first.strip())
    if match is None:
        raise Unreadable("expected a statement line such as 2601310131C1234,56NTRFNONREF")
    currency = currency_of(file, report.currency, f"line {one.line}")
    minor = minor_of(_comma(match["amount"]), currency)
    value, odd = _six(match["value"])
    booked = _near(match["entry"], value)
    mark = match["mark"]
    incoming = mark in ("C", "RD", "EC")
    own, _, bank = match["rest"].partition("//")
    entry = Entry(one.line, currency, minor if incoming else -minor, booked, value)
    entry.ref = tidy(bank) or ""
    entry.came_back = mark in ("RC", "RD") or (not incoming and (match["type"] or "")[1:] == "RTI")
    entry.status = "expected" if mark in ("EC", "ED") else ""
    own_ref = references_of([_own(own)])
    further = tidy(" ".join(one.lines[1:]))
    payer = further if further and _IBAN.fullmatch(further) else None
    entry.method = tidy(match["type"])
    entry.parts = [
        Part(entry.minor, account=payer, text=None if payer else further,
             reference=own_ref[0] if own_ref else None, references=own_ref)
    ]  # fmt: skip
    return entry, int(odd)


def _comma(amount: str) -> str:
    """The comma is the decimal mark; a point is one only where nothing else can be meant."""
    if "," in amount:
        whole, _, part = amount.partition(",")
        groups = whole.split(".")
        if len(groups) > 1 and not (
            1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
        ):
            raise Unreadable("expected an amount such as 1234,56")
        return "".join(groups) + "," + part
    if "." in amount and (amount.count(".") > 1 or len(amount.partition(".")[2]) > 2):
        raise Unreadable("expected an amount such as 1234,56")
    return amount


def _own(text: str) -> str | None:
    """The account owner's reference; NONREF, also cut off, is none, and so is the name of a tag."""
    clean = (tidy(text) or "").rstrip("/")
    none = "NONREF".startswith(clean.upper()) or clean.upper() in _POINTERS
    return None if none else clean


def _six(text: str) -> tuple[date, bool]:
    return day_of(short_year(int(text[:2])), int(text[2:4]), int(text[4:]))


def _near(text: str | None, value: date) -> date:
    """The booking day MMDD in the year that lies nearest to the value date; else that date."""
    if not text or not text.strip():
        return value
    days = []
    for year in (value.year - 1, value.year, value.year + 1):
        days.append(day_of(year, int(text[:2]), int(text[2:]))[0])
    return min(days, key=lambda day: abs((day - value).days))


def _describe(entry: Entry, one: _Field) -> None:
    """Take what the text says into the entry's payment."""
    said = details(one.lines)
    part = entry.parts[0]
    part.name = part.name or said.name
    part.account = said.account or part.account
    part.text = " ".join(filter(None, (part.text, said.text))) or None
    part.references = references_of([*said.references, *part.references])
    part.reference = said.end_to_end or part.reference
    entry.method = said.posting or entry.method
    if said.returned and entry.minor < 0:
        entry.came_back = True


def _settle(entry: Entry) -> None:
    part = entry.parts[0]
    entry.said = " ".join(
        filter(None, (part.name, part.account, part.reference, part.text, *part.references))
    )


def _summaries(report: Report, message: list[_Field]) -> None:
    """MT942 says the number and sum of its entries."""
    for name, sign in (("90C", 1), ("90D", -1)):
        one = next((f for f in message if f.tag == name), None)
        match = _SUMMARY.match(one.first.strip()) if one else None
        if match is None:
            continue
        mine = [entry.minor * sign for entry in report.entries if entry.minor * sign > 0]
        try:
            stated = minor_of(match["amount"], match["code"])
        except Unreadable:
            continue
        if (int(match["count"]), stated) != (len(mine), sum(mine)):
            report.warnings.insert(
                0,
                f"report {report.number}: it states {one.first.strip() if one else ''} (:{name}:), "
                f"its entries are {len(mine)}",
            )
