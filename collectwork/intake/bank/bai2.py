"""BAI2 balance reporting: records with continuations, proved by their own control totals.

Amounts are minor units. Only transactions (record 16) are entries; sums of an account (record 03)
serve the checks. Groups carry the currency and the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import gate
from collectwork.intake.bank.baicodes import BACK, ITEM, LOCKBOX, side, spoken
from collectwork.intake.bank.bairecords import Record, after_funds, complete, records, whole
from collectwork.intake.bank.entries import (
    BankFile,
    Entry,
    Part,
    Report,
    Unreadable,
    account_of,
    currency_of,
    day_of,
    references_of,
    short_year,
    tidy,
)
from collectwork.intake.numbers import MAX_MINOR

_PAYER = re.compile(
    r"(?:ORIG CO NAME|ORIGINATOR|ORG|DBNM|FROM|SENDER)\s*[:=]\s*(.+?)"
    r"(?=\s{2,}|,|;|\s(?:ORIG ID|CO ENTRY|DESC DATE|ID|SEC|IND|TRN|CRNM|EREF|REMI)\s*[:=]|$)",
    re.IGNORECASE,
)
_END_TO_END = re.compile(r"\bEREF:\s*(\S+)")


def read(path: Path, sha256: str, data: bytes, options: ReadOptions) -> BankFile:
    """All accounts of all groups; InputRefused when the control totals are not met."""
    decoded = gate.decode(data)
    found = list(records(decoded.text))
    if not found or found[-1].code != "99":
        raise InputRefused(
            "Not imported: the BAI2 file has no trailer (record 99): it is cut off. Get it from "
            "the bank again."
        )
    file = BankFile(path, sha256, options, "BAI2", notes=list(decoded.notes))
    file.final = _groups(file, found)
    file.proof = "equal to the file's control totals"
    return file


def _groups(file: BankFile, records: Sequence[Record]) -> bool:
    """Walk the records; whether the file is final (not an interim report of the same day)."""
    final = True
    group: Record | None = None
    account: Record | None = None
    entries: list[Record] = []
    sums = {"49": 0, "98": 0, "99": 0}
    counts = {"49": 0, "98": 0, "99": 1}
    groups = accounts = 0
    for record in records[1:]:
        code = record.code
        if code == "02":
            group, accounts, sums["98"], counts["98"] = record, 0, 0, record.physical
            groups += 1
            status = record.at(3)
            if status in ("2", "3", "4"):
                raise InputRefused(
                    f"Not imported: line {record.line}: a group of status {status} "
                    f"({ {'2': 'deletion', '3': 'correction', '4': 'test'}[status] }). Its entries "
                    "are no new payments; get the corrected file from the bank."
                )
            if record.at(7) == "3":
                final = False
        elif code == "03":
            account, entries, accounts = record, [], accounts + 1
            sums["49"] = _summary_total(record)
            counts["49"] = record.physical
        elif code == "16":
            if account is None or group is None:
                raise _misplaced(record)
            complete(record)
            entries.append(record)
            sums["49"] += whole(record, 2) or 0
            counts["49"] += record.physical
        elif code == "49":
            if account is None or group is None:
                raise _misplaced(record)
            counts["49"] += 1
            _control(file, record, sums["49"], counts["49"], None)
            sums["98"] += sums["49"]
            counts["98"] += counts["49"]
            _account(file, group, account, entries)
            account = None
        elif code == "98":
            if group is None or account is not None:
                raise _misplaced(record)
            counts["98"] += 1
            _control(file, record, sums["98"], counts["98"], accounts)
            sums["99"] += sums["98"]
            counts["99"] += counts["98"]
            group = None
        elif code == "99":
            if group is not None:
                raise _misplaced(record)
            counts["99"] += 1
            _control(file, record, sums["99"], counts["99"], groups)
            sums["99"], counts["99"], groups = 0, 1, 0
        elif code == "01":
            counts["99"], sums["99"], groups = 1, 0, 0
    return final


def _misplaced(record: Record) -> InputRefused:
    return InputRefused(
        f"Not imported: line {record.line}: a record {record.code} where none belongs: records are "
        "missing. Get the file from the bank again."
    )


def _control(file: BankFile, record: Record, total: int, count: int, parts: int | None) -> None:
    """The sum of what was read must be the one stated; counts that differ are said."""
    stated = whole(record, 1)
    what = {"49": "account", "98": "group", "99": "file"}[record.code]
    if stated is not None and stated != total:
        raise InputRefused(
            f"Not imported: line {record.line}: the {what}'s control total is {stated}, its "
            f"records add up to {total} (minor units). Get the file from the bank again."
        )
    last = whole(record, 2 if parts is None else 3)
    if last is not None and last != count:
        file.notes.append(
            f"line {record.line}: the {what} states {last} records, {count} were read; its control "
            "total is right"
        )
    stated_parts = None if parts is None else whole(record, 2)
    if stated_parts is not None and stated_parts != parts:
        raise InputRefused(
            f"Not imported: line {record.line}: the {what} states {stated_parts} parts, {parts} "
            "were read. Get the file from the bank again."
        )


def _summary_total(account: Record) -> int:
    """Balances and sums of an account: groups of type, amount, count, funds type."""
    total, place = 0, 3
    while place < len(account.fields):
        total += whole(account, place + 1) or 0
        place = after_funds(account, place + 3)
    return total


# entries -----------------------------------------------------------------------------------------


def _account(file: BankFile, group: Record, account: Record, entries: list[Record]) -> None:
    currency = currency_of(file, account.at(2) or group.at(6) or "USD", f"line {account.line}")
    booked = _day(group.at(4), group)
    report = Report(account_of(account.at(1)), booked.isoformat(), currency, closed=booked)
    _balances(report, account)
    read: list[tuple[str, Entry]] = []
    for record in entries:
        try:
            read.append((record.at(1), _entry(record, currency, booked)))
        except Unreadable as error:
            file.wrong(record.line, ",".join(record.fields)[:80], str(error),
                       ",".join([*record.fields, *record.more]))  # fmt: skip
    report.entries = _with_lockboxes(read)
    file.reports.append(report)


def _balances(report: Report, account: Record) -> None:
    """Opening (010) and closing (015) ledger balance, where the account states them."""
    place = 3
    while place < len(account.fields):
        if account.at(place) == "010":
            report.opening = whole(account, place + 1)
        elif account.at(place) == "015":
            report.closing = whole(account, place + 1)
        place = after_funds(account, place + 3)


def _entry(record: Record, currency: str, booked: date) -> Entry:
    code = record.at(1)
    minor = whole(record, 2)
    sign = side(code)
    if minor is None and sign is not None:
        raise Unreadable("expected an amount in minor units, found none")
    if sign is None and minor:
        raise Unreadable(f"expected a type code of a credit or debit (100 to 699), found {code!r}")
    if minor is not None and (minor < 0 or minor >= MAX_MINOR):
        raise Unreadable("expected an amount without a sign and below ten trillion")
    value = booked
    if record.at(3).upper() == "V" and record.at(4):
        value = _day(record.at(4), record)
    place = after_funds(record, 3)
    entry = Entry(record.line, currency, (sign or 1) * (minor or 0), booked, value)
    entry.ref = tidy(record.at(place)) or ""
    entry.came_back = code in BACK
    entry.method = spoken(code)
    if sign is None:
        entry.status = f"type {code}, no money"
    own = references_of([record.at(place + 1)])
    said = " ".join([",".join(record.fields[place + 2 :]), *record.more])
    payer = _PAYER.search(said)
    end_to_end = references_of(_END_TO_END.findall(said))
    entry.parts = [
        Part(
            entry.minor, name=tidy(payer[1]) if payer else None, text=tidy(said),
            reference=own[0] if own else None, references=references_of([*own, *end_to_end]),
        )
    ]  # fmt: skip
    entry.said = " ".join([code, *own, tidy(said) or ""])
    return entry


def _with_lockboxes(read: Sequence[tuple[str, Entry]]) -> list[Entry]:
    """A lockbox deposit and the items in it are one entry with its payments, not both."""
    found: list[Entry] = []
    place = 0
    while place < len(read):
        code, entry = read[place]
        items: list[Entry] = []
        while (
            code == LOCKBOX
            and sum(item.minor for item in items) < entry.minor
            and place + 1 < len(read)
            and read[place + 1][0] == ITEM
        ):
            place += 1
            items.append(read[place][1])
        if items and sum(item.minor for item in items) != entry.minor:
            raise InputRefused(
                f"Not imported: line {entry.place}: the lockbox deposit is {entry.minor}, the "
                f"items after it add up to {sum(item.minor for item in items)} (minor units). Get "
                "the file from the bank again."
            )
        if items:
            entry.parts = [part for item in items for part in item.parts]
        found.append(entry)
        place += 1
    return found


def _day(text: str, record: Record) -> date:
    """YYMMDD, or YYYYMMDD as some banks write."""
    try:
        if len(text) == 8 and text.isdigit():
            return day_of(int(text[:4]), int(text[4:6]), int(text[6:]))[0]
        if len(text) == 6 and text.isdigit():
            return day_of(short_year(int(text[:2])), int(text[2:4]), int(text[4:]))[0]
        raise Unreadable("expected a day")
    except Unreadable:
        raise InputRefused(
            f"Not imported: line {record.line}: {text[:20]!r} – expected a day as YYMMDD. Get the "
            "file from the bank again."
        ) from None
