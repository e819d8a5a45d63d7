"""A file before it is brought in: what it holds in a few lines, and the tables below them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from collectwork.analytics.figures import Listing, columns
from collectwork.domain.ledger import ImportReport, Statement
from collectwork.domain.progress import Step
from collectwork.present.cells import amount, long_day, moneys
from collectwork.present.parts import part_words
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.progress import told
from collectwork.present.text import safe
from collectwork.present.words import count

_MONEY = ("original", "open", "amount", "credit_limit", "promise_amount", "overdue")
_HEADS = {
    "original": ">original", "open": ">open", "amount": ">amount", "type_text": "type",
    "issued": "dated", "po": "order", "number": "customer", "credit_limit": ">limit",
    "credit_currency": "currency",
}  # fmt: skip
_ONCE = ("kind", "currency", "credit_currency", "company", "what")
_SENTENCES = re.compile(r"(?<=[.;!?])\s+(?=[A-Z(])")
_FOR_COMMANDS = re.compile(r"--[a-z]|in a profile")
_WIDE = 58  # cells of a note, as tables cut longer cells


def counted(report: ImportReport) -> str:
    """How many of what: ``120 items of 28 customers``, ``5 payments``, ``14 contacts``."""
    number = report.items or report.customers
    if report.kind in ("customers", "contacts", "people"):
        return f"{number:,} {report.kind}"
    of = f" of {count(report.customers, 'customer')}" if report.customers else ""
    return count(report.items, "payment" if report.kind == "payments" else "item") + of


def totals(report: ImportReport, room: int) -> list[Line]:
    """Items, customers, totals, past due, the day, and whether it adds up: on top of all."""
    what = f"{report.kind}, {report.layout}" if report.layout else report.kind
    head = [line(Piece(safe(what), "dim"))]
    if report.profile:
        head.append(line(Piece(f"· by the profile {safe(report.profile)}", "dim")))
    number, _, what = counted(report).partition(" ")
    said = [line(Piece(number, "strong"), f" {what}")]
    if report.totals:
        said.append(line(Piece(moneys(report.totals), "strong")))
    if any(report.past_due.values()):
        said.append(line("past due ", Piece(moneys(report.past_due), "money")))
    if report.as_of:
        said.append(line(f"as of {long_day(report.as_of)}"))
    equal = report.reconciled.startswith("equal")
    sign = Piece("✓ ", "good") if equal else Piece("– ", "dim")
    if report.reconciled.startswith("differs"):
        sign = Piece("! ", "risk")
    sums = line(sign, f"sums: {safe(report.reconciled)}")
    more: list[Line] = [sums]
    if report.rejects:
        money = f", {moneys(report.rejected_money)}" if report.rejected_money else ""
        more.append(line(Piece(f"! {count(report.rejects, 'row')} set aside{money}", "risk")))
    if report.statement is not None:
        more.append(_statement(report.statement))
    happened = [f"{n:,} {kind.replace('_', ' ')}" for kind, n in report.events.items() if n]
    if report.duplicate:
        more.append(line(Piece("imported already: nothing would change", "act")))
    elif happened:
        more.append(line(f"changes: {', '.join(happened)}"))
    return [
        *flow(head, room, " "),
        *flow(said, room, " · "),
        *flow(more, room, " · "),
    ]


def _statement(bank: Statement) -> Line:
    """What the bank wrote; our own payments are counted, never booked."""
    out = f" · {bank.debit_count:,} out, {moneys(bank.debits)}, not booked"
    return line(
        f"the bank wrote {bank.credit_count:,} in, {moneys(bank.credits)}",
        out if bank.debit_count else "",
    )


def working(step: Step | None, stopping: bool, room: int) -> list[Line]:
    """How far it is, with a bar where the whole is known."""
    doing = "stopping …" if stopping else told(step) if step else "reading …"
    head = line(Piece(doing, "strong"))
    if step is None or step.share is None:
        return [head]
    wide = min(room, 60)
    full = round(step.share * wide)
    return [head, line(Piece("█" * full + "░" * (wide - full), "act"))]


def taken(report: ImportReport, aside: str | None, room: int) -> list[Line]:
    """It was imported: what it came to, and where the rows are that were set aside."""
    number = f" as No. {report.import_id}" if report.import_id else ""
    lines = [line(Piece("✓ ", "good"), Piece(f"imported{number}", "strong"))]
    lines += totals(report, room)
    if aside:
        lines += flow([line(Piece(f"rows set aside are in {safe(aside)}", "dim"))], room)
    return lines


def refusal(sentence: str, asked: bool, room: int) -> list[Line]:
    """Why it cannot be read as it is. Where the answer is asked for below (``asked``), what the
    command line would have to say is left out."""
    words = safe(sentence.removeprefix("Not imported: "))
    if asked:
        kept = [one for one in _SENTENCES.split(words) if not _FOR_COMMANDS.search(one)]
        words = " ".join(kept) or words
    return flow([line(Piece("✗ cannot be read yet: ", "risk"), words)], room)


def said(pairs: Sequence[tuple[str, str]]) -> Listing:
    """How the file is read, to be changed row by row."""
    return Listing("How it is read", columns("what", "now"), tuple(pairs), key="said")


def meanings(
    headings: Sequence[str], parts: Sequence[str | None], samples: Sequence[Sequence[str]]
) -> Listing:
    """The file's columns with their meaning and what stands in them."""
    rows = tuple(
        (
            heading or f"(column {place})",
            part_words(part) if part else "–",
            "  ".join(cells[:3]),
        )
        for place, (heading, part, cells) in enumerate(
            zip(headings, parts, samples, strict=True), 1
        )
    )
    return Listing(
        "Columns of the file", columns("heading", "meaning", "what stands there"), rows,
        key="columns", empty="The file has no columns that could be named.",
    )  # fmt: skip


def first_rows(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Listing:
    """The first rows as they would be taken; what is the same in all of them is said once."""
    values = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    code = values.get("currency") or values.get("credit_currency") or []
    one_currency = code[0] if code and len(set(code)) == 1 else ""
    used = [name for name in names if _tells(name, values)]
    heads = [
        f"{_HEADS.get(name, part_words(name))}{f' {one_currency}' if name in _MONEY else ''}"
        for name in used
    ]
    shown = tuple(
        tuple(_cell(name, values[name][row], code[row] if code else None) for name in used)
        for row in range(len(rows))
    )
    return Listing(
        "The first rows as they would be taken", columns(*heads), shown, key="rows",
        empty="Nothing was read yet.",
    )  # fmt: skip


def _tells(name: str, values: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a column says something that its neighbours do not say already."""
    cells = values[name]
    if all(cell is None or cell is False or cell in ("", ()) for cell in cells):
        return False
    if name == "name" and "number" in values:
        return list(cells) != list(values["number"])
    if name == "type_text":  # the trade's word is enough beside the file's
        return "kind" not in values
    return name not in _ONCE or len(set(cells)) > 1


def _cell(name: str, value: Any, currency: Any) -> str:
    if value is None:
        return ""
    if name in _MONEY and isinstance(value, int) and isinstance(currency, str):
        return amount(value, currency)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).replace("\n", " ")


def notes(report: ImportReport) -> Listing:
    """What was found worth saying, and what the file lacks with the feature that is off for it."""
    rows: list[tuple[str, str]] = []
    for text in report.warnings:
        rows += _wrapped("note", text)
    for lacks, disables in report.gaps:
        rows += _wrapped("gap", f"{lacks}: {disables}")
    return Listing(
        "What to know about it", columns("", "what was found"), tuple(rows), key="notes",
        empty="Nothing is lacking and nothing looks odd.",
    )  # fmt: skip


def set_aside(report: ImportReport) -> Listing:
    """Rows that would be left out, with the reason."""
    rows: list[tuple[str, str]] = []
    for entry in report.set_aside[1 : 1 + 50]:
        rows += _wrapped(entry[0], entry[1])
    return Listing("Rows set aside", columns("row", "why"), tuple(rows), key="aside")


def _wrapped(first: str, text: str) -> list[tuple[str, str]]:
    lines = wrap(safe(text), _WIDE) or [""]
    return [(first if number == 0 else "", part) for number, part in enumerate(lines)]
