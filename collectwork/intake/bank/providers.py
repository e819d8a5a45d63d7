"""Exports of payment providers: Stripe's itemised payout reconciliation, GoCardless payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from collectwork.domain.money import digits
from collectwork.errors import InputRefused, Question
from collectwork.intake import numbers
from collectwork.intake.bank.cells import amount, day, mark_of
from collectwork.intake.bank.entries import BankFile, Entry, Part, Report, references_of, tidy
from collectwork.intake.headings import CURRENCIES, normal
from collectwork.intake.numbers import MAX_MINOR
from collectwork.intake.table import Row, Table, blank, shown

_STRIPE = frozenset(["reportingcategory", "gross", "net", "currency"])
_GOCARDLESS = frozenset(["id", "chargedate", "amount", "currency", "status", "payoutdate"])

#: Stripe's categories: what customers paid, and what went back to them.
_PAID = frozenset(["charge", "payment", "refund_failure", "dispute_reversal"])
_BACK = frozenset([
    "refund", "dispute", "charge_failure", "partial_capture_reversal", "payment_refund",
    "payment_failure",
])  # fmt: skip
_TRANSFERS = frozenset(["payout", "payout_reversal", "payout_minimum_balance_hold", "transfer",
                        "transfer_reversal", "topup", "topup_reversal"])  # fmt: skip
_COLLECTED = frozenset(["paid_out", "confirmed"])


class _Sheet:
    """The rows below a header, by normalised heading."""

    def __init__(self, table: Table, header: int) -> None:
        self.places = {normal(shown(cell)): i for i, cell in enumerate(table.rows[header])}
        self.rows = [
            (index, row)
            for index, row in enumerate(table.rows)
            if index > header and not all(map(blank, row))
        ]

    def at(self, row: Row, name: str) -> Any:
        place = self.places.get(normal(name))
        return row[place] if place is not None and place < len(row) else ""

    def text(self, row: Row, *names: str) -> str | None:
        return next((said for name in names if (said := tidy(shown(self.at(row, name))))), None)

    def column(self, name: str) -> list[Any]:
        return [self.at(row, name) for _, row in self.rows]

    def money(self, row: Row, name: str, mark: numbers.Mark, code: str) -> int:
        cell = self.at(row, name)
        try:
            found = amount(cell, mark)
            minor = None if found is None else found.minor(digits(code))
        except ValueError:
            minor = None
        if minor is None or abs(minor) >= MAX_MINOR:
            raise ValueError(f"{name}: {shown(cell)[:40]!r} – expected an amount of {code}")
        return minor

    def code(self, row: Row) -> str:
        code = shown(self.at(row, "currency")).upper()
        if code not in CURRENCIES:
            raise ValueError(f"currency: {code[:20]!r} – expected a currency code")
        return code

    def day(self, row: Row, *names: str) -> date | None:
        for name in names:
            cell = self.at(row, name)
            if blank(cell):
                continue
            text = shown(cell)[:10] if isinstance(cell, str) else cell
            try:
                return day(text, None)
            except (ValueError, OverflowError):
                raise ValueError(f"{name}: {text!r} – expected a day such as 2026-01-31") from None
        return None


def read(path: Path, sha256: str, table: Table, options: ReadOptions) -> BankFile | None:
    """The payments of a provider's export; None when the table is something else."""
    for index, row in enumerate(table.rows[:10]):
        names = {normal(shown(cell)) for cell in row}
        if names >= _STRIPE:
            return _stripe(path, sha256, options, _Sheet(table, index))
        if names >= _GOCARDLESS and any(name.startswith(("links", "customers")) for name in names):
            return _gocardless(path, sha256, options, _Sheet(table, index))
    return None


def _wrong(file: BankFile, index: int, row: Row, error: ValueError) -> None:
    file.wrong(index + 1, None, str(error), " ; ".join(shown(cell) for cell in row))


# Stripe ------------------------------------------------------------------------------------------


def _stripe(path: Path, sha256: str, options: ReadOptions, sheet: _Sheet) -> BankFile:
    """The customer paid the gross; fees are ours, payouts are transfers to the bank."""
    file = BankFile(path, sha256, options, "Stripe payout reconciliation", source="provider")
    report = Report("Stripe")
    mark = mark_of((sheet.column(name) for name in ("gross", "fee", "net")), None)
    others: dict[str, int] = {}
    for index, row in sheet.rows:
        try:
            entry, category = _stripe_entry(sheet, index, row, mark)
        except ValueError as error:
            _wrong(file, index, row, error)
            continue
        if entry is None:
            others[category] = others.get(category, 0) + 1
        else:
            report.entries.append(entry)
    if others:
        named = ", ".join(f"{count} {name}" for name, count in sorted(others.items()))
        file.notes.append(f"neither paid by customers nor paid back to them: {named}")
    file.reports = [report]
    file.proof = "equal to the net of every row" if "fee" in sheet.places else ""
    return file


def _stripe_entry(
    sheet: _Sheet, index: int, row: Row, mark: numbers.Mark
) -> tuple[Entry | None, str]:
    category = shown(sheet.at(row, "reporting_category")).casefold()
    code = sheet.code(row)
    gross, net = (sheet.money(row, name, mark, code) for name in ("gross", "net"))
    if "fee" in sheet.places and gross - sheet.money(row, "fee", mark, code) != net:
        raise ValueError("expected gross less fee to be the net")
    if category in _TRANSFERS or not category:
        return None, category or "rows without a category"
    if category not in _PAID | _BACK:
        return None, category
    if (category in _PAID and gross < 0) or (category in _BACK and gross > 0):
        raise ValueError(f"expected another sign of gross in a {category}")
    made = sheet.day(row, "created_utc", "created", "automatic_payout_effective_at_utc",
                     "effective_at_utc")  # fmt: skip
    posted = sheet.day(row, "available_on_utc", "automatic_payout_effective_at_utc",
                       "effective_at_utc")  # fmt: skip
    if made is None and posted is None:
        raise ValueError("expected the day of the payment, found none")
    ref = sheet.text(row, "balance_transaction_id", "source_id", "charge_id") or ""
    entry = Entry(index + 1, code, gross, made or posted, made or posted, ref)
    entry.came_back = category in _BACK
    entry.method = category
    invoice = sheet.text(row, "invoice_number")
    entry.parts = [
        Part(
            gross,
            name=sheet.text(row, "customer_name", "customer_email", "shipping_name"),
            text=sheet.text(row, "description", "charge_description"),
            reference=sheet.text(row, "charge_id", "payment_intent_id", "source_id"),
            references=references_of([invoice, sheet.text(row, "invoice_id")]),
            document=invoice,
        )
    ]
    entry.said = " ".join(filter(None, (entry.parts[0].name, entry.parts[0].text, invoice)))
    return entry, category


# GoCardless --------------------------------------------------------------------------------------


def _gocardless(path: Path, sha256: str, options: ReadOptions, sheet: _Sheet) -> BankFile:
    """Only what was confirmed or paid out is money."""
    file = BankFile(path, sha256, options, "GoCardless payments", source="provider")
    report = Report("GoCardless")
    cells = sheet.column("amount")
    mark = mark_of([cells, sheet.column("amount_refunded")], None)
    profile: Mapping[str, Any] = options.profile or {}
    texts = [shown(cell) for cell in cells if not blank(cell)]
    if texts and all(text.isdigit() for text in texts) and profile.get("decimal_mark") is None:
        raise InputRefused(
            "Not imported: every amount is a whole number, which may be pounds or pence. Export "
            "the list with decimals, or say decimal_mark in a profile if they are whole units.",
            question=Question("decimal_mark", (".", ",")),
        )
    refunded: dict[str, int] = {}
    for index, row in sheet.rows:
        try:
            entry, back = _gocardless_entry(sheet, index, row, mark)
        except ValueError as error:
            _wrong(file, index, row, error)
            continue
        report.entries.append(entry)
        if back:
            refunded[entry.currency] = refunded.get(entry.currency, 0) + back
    for code, minor in sorted(refunded.items()):
        spoken = minor / 10 ** digits(code)
        file.notes.append(
            f"{code} {spoken:,.{digits(code)}f} of these payments were refunded later; the list "
            "says no day of it, so nothing was taken back: record it on the account"
        )
    file.reports = [report]
    return file


def _gocardless_entry(sheet: _Sheet, index: int, row: Row, mark: numbers.Mark) -> tuple[Entry, int]:
    code = sheet.code(row)
    minor = sheet.money(row, "amount", mark, code)
    if minor < 0:
        raise ValueError("amount: expected no negative amount")
    status = shown(sheet.at(row, "status")).casefold()
    if not status:
        raise ValueError("status: expected paid_out, confirmed, failed …, found none")
    charged = sheet.day(row, "charge_date", "created_at")
    if charged is None:
        raise ValueError("charge_date: expected a day, found none")
    paid = sheet.day(row, "payout_date")
    entry = Entry(index + 1, code, minor, paid or charged, charged, sheet.text(row, "id") or "")
    entry.status = "" if status in _COLLECTED else status
    entry.method = "direct debit"
    person = " ".join(
        filter(None, (sheet.text(row, "customers.given_name"),
                      sheet.text(row, "customers.family_name")))
    )  # fmt: skip
    reference = sheet.text(row, "reference")
    entry.parts = [
        Part(
            minor,
            name=sheet.text(row, "customers.company_name") or person or None,
            text=sheet.text(row, "description"),
            reference=reference,
            references=references_of([reference]),
            document=reference,
        )
    ]
    entry.said = " ".join(filter(None, (entry.parts[0].name, entry.parts[0].text, reference)))
    back = sheet.at(row, "amount_refunded")
    has_back = not blank(back) and not entry.status
    return entry, sheet.money(row, "amount_refunded", mark, code) if has_back else 0
