"""Any ledger through any layout comes back the same; mutated files never lie about their sum."""

from __future__ import annotations

import csv
import io
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

AS_OF = date(2026, 6, 30)
LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))  # so many times the usual examples
FOLDER = Path(tempfile.mkdtemp(prefix="collectwork-tests-"))


@dataclass(frozen=True)
class Line:
    number: str
    name: str
    document: str
    issued: date
    due: date
    minor: int


NAMES = (
    "Total Ltd", "Current", "Grand Total", "Müller & Söhne", 'A "quoted" Co', "Older, Inc.",
    "Comma, Semi; Tab", "Łódź Sp. z o.o.", "91 and over", "1st Choice", "Subtotal AG",
)  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn) -> list[Line]:
    size = draw(st.integers(1, 25))
    lines = []
    for place in range(size):
        who = draw(st.integers(0, len(NAMES) - 1))
        issued = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 170)))
        minor = draw(st.integers(-(10**8), 10**10).filter(bool))
        terms = draw(st.integers(0, 90))
        lines.append(
            Line(
                f"C{who:03}", NAMES[who], f"RE-{place:04}", issued, issued + timedelta(terms), minor
            )
        )
    # a value that leaves no doubt about day and month, and one about the decimal mark
    sure = Line("C000", NAMES[0], "RE-SURE", date(2026, 1, 31), date(2026, 2, 28), 1_234_56)
    return [*lines, sure]


def english(minor: int) -> str:
    text = f"{abs(minor) // 100:,}.{abs(minor) % 100:02}"
    return f"-{text}" if minor < 0 else text


def german(minor: int) -> str:
    text = f"{abs(minor) // 100:,}".replace(",", ".") + f",{abs(minor) % 100:02}"
    return f"{text}-" if minor < 0 else text


def write(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def plain_english(lines: Sequence[Line]) -> bytes:
    head = ["Customer No", "Customer Name", "Invoice No", "Invoice Date", "Due Date",
            "Open Amount", "Currency"]  # fmt: skip
    rows = [
        [x.number, x.name, x.document, f"{x.issued:%m/%d/%Y}", f"{x.due:%m/%d/%Y}",
         english(x.minor), "EUR"]
        for x in lines
    ]  # fmt: skip
    total = ["Total", "", "", "", "", english(sum(x.minor for x in lines)), "EUR"]
    return write([head, *rows, total]).encode()


def plain_german(lines: Sequence[Line]) -> bytes:
    head = ["Kundennummer", "Kunde", "Rechnungsnummer", "Rechnungsdatum", "Fällig am",
            "Offener Betrag", "Währung"]  # fmt: skip
    rows = [
        [x.number, x.name, x.document, f"{x.issued:%d.%m.%Y}", f"{x.due:%d.%m.%Y}",
         german(x.minor), "EUR"]
        for x in lines
    ]  # fmt: skip
    return write([["Offene Posten"], ["Stichtag: 30.06.2026"], [], head, *rows], ";").encode(
        "utf-16"
    )


def quickbooks(lines: Sequence[Line]) -> bytes:
    rows: list[list[str]] = [
        ["A/R Aging Detail"], ["Example Inc"], ["As of June 30, 2026"], [],
        ["", "Date", "Transaction Type", "Num", "Customer", "Due Date", "Amount", "Open Balance"],
    ]  # fmt: skip
    for label, late in (("1 or more days past due", True), ("Current", False)):
        mine = [x for x in lines if (x.due < AS_OF) == late]
        rows.append([label])
        for x in mine:
            kind = "Invoice" if x.minor > 0 else "Credit Memo"
            rows.append(["", f"{x.issued:%m/%d/%Y}", kind, x.document, x.name, f"{x.due:%m/%d/%Y}",
                         english(x.minor), english(x.minor)])  # fmt: skip
        total = f"${english(sum(x.minor for x in mine))}".replace("$-", "-$")
        rows.append([f"Total for {label}", *[""] * 5, total, total])
    total = f"${english(sum(x.minor for x in lines))}".replace("$-", "-$")
    rows += [["TOTAL", *[""] * 5, total, total], [], ["Tuesday, June 30, 2026 07:02:44 AM GMT-8"]]
    return write(rows).encode()


def under_customers(lines: Sequence[Line]) -> bytes:
    rows: list[list[str]] = [
        ["Example Inc"], ["A/R Aging Detail"], ["As of 30 June 2026"], [],
        ["Customer", "Transaction Type", "Date", "Document Number", "Due Date", "Open Balance"],
    ]  # fmt: skip
    for name in sorted({x.name for x in lines}):
        mine = [x for x in lines if x.name == name]
        rows.append([name, *[""] * 5])
        for x in mine:
            kind = "Invoice" if x.minor > 0 else "Credit Memo"
            rows.append(["", kind, f"{x.issued:%d-%b-%Y}", x.document, f"{x.due:%d-%b-%Y}",
                         english(x.minor)])  # fmt: skip
        rows.append([f"Total - {name}", *[""] * 4, english(sum(x.minor for x in mine))])
    rows.append(["Total", *[""] * 4, english(sum(x.minor for x in lines))])
    return write(rows).encode()


def printed_list(lines: Sequence[Line]) -> bytes:
    rule = "-" * 100
    out = [
        "30.06.2026    Dynamische Listenausgabe    1",
        "",
        rule,
        "|Konto     |Belegnr   |Art|Belegdatum|Nettofäll.| Verz.|    Betr. in HW|HWähr|",
        rule,
    ]
    for number in sorted({x.number for x in lines}):
        mine = [x for x in lines if x.number == number]
        for x in mine:
            days = (AS_OF - x.due).days
            late = f"{-days}-" if days < 0 else str(days)
            out.append(f"|{number}|{x.document}|RV |{x.issued:%d.%m.%Y}|{x.due:%d.%m.%Y}|{late:>6}|"
                       f"{german(x.minor):>15}|EUR  |")  # fmt: skip
        out += [f"|* {number}| | | | | |{german(sum(x.minor for x in mine)):>15}|EUR  |", rule]
    out += [f"|** | | | | | |{german(sum(x.minor for x in lines)):>15}|EUR  |", rule]
    return "\r\n".join(out).encode("cp1252", "replace")


WRITERS: dict[str, tuple[Callable[[Sequence[Line]], bytes], ReadOptions, bool]] = {
    "plain english": (plain_english, ReadOptions(as_of=AS_OF), True),
    "plain german": (plain_german, ReadOptions(), True),
    "quickbooks": (quickbooks, ReadOptions(currency="EUR"), False),
    "under customers": (under_customers, ReadOptions(currency="EUR"), False),
    "printed list": (printed_list, ReadOptions(as_of=AS_OF), True),
}


def read(data: bytes, options: ReadOptions) -> FileContent:
    path = FOLDER / "any.dat"
    path.write_bytes(data)
    return read_file(path, options)


@pytest.mark.parametrize("layout", sorted(WRITERS))
@settings(max_examples=40 * LONG, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=ledgers())
def test_any_ledger_comes_back(layout: str, lines: list[Line]) -> None:
    writer, options, numbered = WRITERS[layout]
    content = read(writer(lines), options)
    found = sorted((row[0], row[2], row[8], row[9], row[7]) for row in content.rows)
    wanted = sorted(
        (x.number if numbered else x.name, x.document, x.issued, x.due, x.minor) for x in lines
    )
    assert found == wanted
    assert content.as_of == AS_OF
    assert not content.rejects


@pytest.mark.parametrize(
    "layout", ["plain english", "quickbooks", "under customers", "printed list"]
)
@settings(max_examples=150 * LONG, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), lines=ledgers())
def test_a_damaged_file_with_a_total_is_never_read_with_another_sum(
    layout: str, seed: int, lines: list[Line]
) -> None:
    """One mutation cannot change an item and the totals alike, so the sum is right or refused."""
    writer, options, _ = WRITERS[layout]
    chance = random.Random(seed)
    data = bytearray(writer(lines))
    place = chance.randrange(len(data))
    action = chance.choice(["flip", "cut", "insert", "drop line", "swap"])
    if action == "flip":
        data[place] = chance.randrange(256)
    elif action == "cut":
        del data[place : place + chance.randrange(1, 30)]
    elif action == "insert":
        data[place:place] = bytes(
            chance.choices(b'0123456789,.;"-|\t\n x', k=chance.randrange(1, 5))
        )
    else:
        rows = bytes(data).split(b"\n")
        one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
        if action == "drop line":
            del rows[one]
        else:
            rows[one], rows[other] = rows[other], rows[one]
        data = bytearray(b"\n".join(rows))
    try:
        content = read(bytes(data), options)
    except InputRefused as refused:
        assert str(refused).startswith("Not imported: ")  # noqa: PT017
        return
    amount = content.columns.index("open" if content.kind == "open-items" else "original")
    if content.reconciled.startswith("equal to the file's total"):
        assert sum(row[amount] for row in content.rows) == sum(x.minor for x in lines)
