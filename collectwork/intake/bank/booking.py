"""From a bank's statements to payments: what is booked, what is only counted, what is a repeat.

Money in is a payment, with the details of a batch as the payments; a credit that was taken back is
a reversal. Our own payments out are counted and never booked. An entry's name (``entry``) is made
of its account, day, amount and the bank's reference, or of what was said with it where the bank
gives none: statement, advice and a later export of the same account give it the same name.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from collectwork.domain.ledger import COLUMNS, Balance, FileContent, Statement
from collectwork.domain.money import decimals
from collectwork.errors import InputRefused
from collectwork.intake.bank.entries import BankFile, Entry, Part, Report
from collectwork.intake.draft import refusal

_DIFFERENT_SIGNS = 3  # of a reference that tells one entry from another
_SHORTEST = 6


def content(file: BankFile) -> FileContent:
    """What the file says, as rows of payments and as the bank's own figures."""
    _expected(file)
    if file.problems and not file.options.skip_bad_rows:
        raise refusal(file.problems)
    _without_repeated_reports(file)
    named = _named(file)
    rows = [row for report, entry, name in named for row in _rows(file, report, entry, name)]
    reconciled = _reconciled(file)
    _say_left_out(file, [entry for _, entry, _ in named])
    return FileContent(
        path=file.path,
        sha256=file.sha256,
        kind="payments",
        layout=file.layout,
        columns=COLUMNS["payments"],
        rows=rows,
        as_of=file.options.as_of or _as_of(file),
        company=_company(file),
        row_count=len(named) + len(file.problems),
        reconciled=reconciled,
        warnings=list(dict.fromkeys([*file.notes, *(w for r in file.reports for w in r.warnings)])),
        rejects=list(file.problems),
        rejected_rows=[[row] for row in file.problem_rows],
        heading=("entry",) if file.problems else (),
        statement=_statement(file, [entry for _, entry, _ in named]),
    )


def _expected(file: BankFile) -> None:
    kind = file.options.kind or (file.options.profile or {}).get("kind")
    if kind not in (None, "payments"):
        raise InputRefused(
            f"Not imported: this is a bank file ({file.layout}), which holds payments, not {kind}. "
            "Leave --kind out."
        )
    said = (file.options.currency or "").upper()
    there = {entry.currency for report in file.reports for entry in report.entries}
    if said and there and said not in there:
        raise InputRefused(
            f"Not imported: --currency says {said}, but the file is in "
            f"{', '.join(sorted(there))}. Leave the option out, or check the file."
        )


def _company(file: BankFile) -> str | None:
    told = file.options.company
    return (file.options.profile or {}).get("company") if told is None else told


def _as_of(file: BankFile) -> date | None:
    days = [report.closed for report in file.reports if report.closed]
    days += [entry.booked for report in file.reports for entry in report.entries if entry.booked]
    return max(days, default=None)


# repeats -----------------------------------------------------------------------------------------


def _without_repeated_reports(file: BankFile) -> None:
    """A statement that stands in the file twice, with all its entries, is read once."""
    seen: set[Any] = set()
    kept, repeated = [], 0
    for report in file.reports:
        mark = (
            report.account, report.currency, report.opening, report.opened, report.closing,
            report.closed, report.number if report.closing is None else "",
            tuple((e.booked, e.value, e.currency, e.minor, e.ref, e.said) for e in report.entries),
        )  # fmt: skip
        if report.entries and mark in seen:
            repeated += 1
            continue
        seen.add(mark)
        kept.append(report)
    if repeated:
        file.reports = kept
        file.notes.append(
            f"{repeated} {'statement stands' if repeated == 1 else 'statements stand'} in the file "
            "twice: read once"
        )


def _named(file: BankFile) -> list[tuple[Report, Entry, str]]:
    """Every entry with its name; one that another statement of the file has already is left out."""
    times: Counter[str] = Counter()
    elsewhere: set[str] = set()
    found: list[tuple[Report, Entry, str]] = []
    again: dict[str, int] = defaultdict(int)
    for report in file.reports:
        here: Counter[str] = Counter()
        kept = []
        for entry in report.entries:
            name, certain = _name(report.account or _company(file) or "-", entry)
            here[name] += 1
            if certain and name in elsewhere:
                again[entry.currency] += abs(entry.minor)
                continue
            times[name] += 1
            number = here[name] if certain else times[name]
            found.append((report, entry, name if number == 1 else f"{name} #{number}"))
            kept.append(entry)
        elsewhere |= set(here)
        if len(kept) < len(report.entries):
            report.opening = None  # repeats make its balances unprovable
            report.entries = kept
    if again:
        file.notes.append(
            f"entries that stand in two statements of the file were read once ({_money(again)})"
        )
    return found


def _name(account: str, entry: Entry) -> tuple[str, bool]:
    day = entry.booked or entry.value
    certain = tells(entry.ref)
    token = entry.ref if certain else _digest([entry.ref, entry.said])
    parts = (
        account, day.isoformat() if day else "-", entry.currency, str(entry.minor),
        entry.status, token,
    )  # fmt: skip
    return " ".join(part for part in parts if part), certain


def tells(ref: str) -> bool:
    """Whether a bank's reference can tell one entry from another; 00000 and the like cannot."""
    return len(ref) >= _SHORTEST and len(set(ref) - set(" 0-/.")) >= _DIFFERENT_SIGNS


def _digest(parts: Sequence[str]) -> str:
    plain = "".join(c for part in parts for c in part.casefold() if c.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


# rows --------------------------------------------------------------------------------------------


def _rows(file: BankFile, report: Report, entry: Entry, name: str) -> list[tuple[Any, ...]]:
    if entry.status or not file.final or not entry.minor:
        return []
    if entry.minor < 0 and not entry.came_back:
        return []
    parts = entry.parts or [Part(entry.minor)]
    return [_row(file, report, entry, part, name) for part in parts if part.minor]


def _row(file: BankFile, report: Report, entry: Entry, part: Part, name: str) -> tuple[Any, ...]:
    method = entry.method
    if entry.came_back and part.minor > 0:
        method = "came back"  # money of our own that was returned: no customer's payment
    return (
        part.ref or entry.ref, "payment" if part.minor > 0 else "reversal", part.number,
        part.name, part.document, entry.currency, part.minor, entry.value or entry.booked,
        entry.booked or entry.value, method, part.reference, part.text, _company(file),
        part.account, report.account, "\n".join(part.references) or None, file.source, name,
    )  # fmt: skip


# figures -----------------------------------------------------------------------------------------


def _statement(file: BankFile, entries: Iterable[Entry]) -> Statement:
    credits: dict[str, int] = defaultdict(int)
    debits: dict[str, int] = defaultdict(int)
    counts: Counter[bool] = Counter()
    read = 0
    for entry in entries:
        read += 1
        if entry.status:
            continue
        counts[entry.minor >= 0] += 1
        (credits if entry.minor >= 0 else debits)[entry.currency] += abs(entry.minor)
    balances = tuple(
        Balance(r.account, r.currency, r.opening, r.opened, r.closing, r.closed)
        for r in file.reports
        if r.currency and not (r.opening is None and r.closing is None)
    )
    return Statement(
        entries=read, credit_count=counts[True], debit_count=counts[False], credits=dict(credits),
        debits=dict(debits), statements=len(file.reports), balances=balances,
    )  # fmt: skip


def _reconciled(file: BankFile) -> str:
    """Opening balance and entries must give the closing balance; where not, it is said first."""
    right, wrong = 0, []
    for report in file.reports:
        if report.opening is None or report.closing is None or report.currency is None:
            continue
        foreign = any(e.currency != report.currency for e in report.entries if not e.status)
        if foreign:
            continue
        moved = sum(entry.minor for entry in report.entries if not entry.status)
        if report.opening + moved == report.closing:
            right += 1
        else:
            wrong.append(_difference(report, moved))
    if wrong:
        file.notes[:0] = wrong
        return f"differs: {wrong[0]}"
    _say_gaps(file)
    if file.proof:
        return file.proof
    if right:
        rest = len(file.reports) - right
        return "equal to the closing balance: the opening balance and the entries give it" + (
            f"; not checkable in {rest} of {len(file.reports)} statements" if rest else ""
        )
    return "not checkable: the file states no opening and closing balance"


def _difference(report: Report, moved: int) -> str:
    code = report.currency or ""
    opening, closing = report.opening or 0, report.closing or 0
    which = " ".join(filter(None, ("statement", report.number, "of", report.account or "")))
    return (
        f"{which}: opening {decimals(opening, code)} and the entries {decimals(moved, code)} give "
        f"{decimals(opening + moved, code)} {code}, but its closing balance is "
        f"{decimals(closing, code)}: the bank's own figures contradict each other, or entries are "
        "missing"
    )


def _say_gaps(file: BankFile) -> None:
    last: dict[tuple[Any, Any], Report] = {}
    for report in file.reports:
        if report.closing is None and report.opening is None:
            continue
        key = (report.account, report.currency)
        before = last.get(key)
        known = before is not None and None not in (before.closing, report.opening)
        if before is not None and known and before.closing != report.opening:
            file.notes.append(
                f"statement {report.number or len(last) + 1} of {report.account or '?'} does not "
                "begin where the one before it ends: a statement between them is missing"
            )
        last[key] = report


def _say_left_out(file: BankFile, entries: Sequence[Entry]) -> None:
    waiting: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in entries:
        if entry.status:
            waiting[entry.status][entry.currency] += entry.minor
    for status, money in waiting.items():
        if any(money.values()):
            file.notes.append(f"not booked at the bank, so not taken ({status}): {_money(money)}")
    if not file.final and any(not entry.status for entry in entries):
        file.notes.append(
            "this is an interim report: the account's statement brings these entries again, so "
            "none was booked; import the statement"
        )
    back: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.came_back and entry.minor > 0 and not entry.status:
            back[entry.currency] += entry.minor
    if back:
        file.notes.append(
            f"payments of ours that came back ({_money(back)}) stand among the payments: set them "
            "aside"
        )


def _money(amounts: dict[str, int]) -> str:
    return ", ".join(f"{code} {decimals(minor, code)}" for code, minor in sorted(amounts.items()))
