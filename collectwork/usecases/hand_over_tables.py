"""The tables of a hand-over file, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from collectwork.domain.account import AccountPage, DisputeLine, Happening, PromiseLine
from collectwork.domain.customers import Contact
from collectwork.domain.interest import Derivation
from collectwork.domain.money import decimals
from collectwork.domain.receivables import Item, days_past_due
from collectwork.present.text import formula_safe, safe
from collectwork.usecases import interest
from collectwork.usecases.desk import Desk

CLAIMS = (
    "invoice", "kind", "company", "issued", "due", "days_past_due", "currency", "original", "open",
    "interest", "no_interest_because", "fixed_sum", "fixed_sum_currency", "fees", "disputed",
    "promised",
)  # fmt: skip
INTEREST = (
    "what", "from", "to", "days", "principal", "rate", "year", "exact", "amount", "currency",
    "source",
)  # fmt: skip
CONTACTS = ("name", "role", "email", "phone", "language", "main", "do_not_contact", "source")
HISTORY = (
    "at", "kind", "code", "who", "channel", "text", "invoices", "currency", "amount", "hash",
)  # fmt: skip
PROMISES = ("made_on", "due", "invoice", "currency", "amount", "received", "state", "level", "who")
DISPUTES = (
    "opened", "closed", "invoice", "category", "reason", "currency", "amount", "state",
    "resolution",
)  # fmt: skip


def fees_of(page: AccountPage, fees: Sequence[Mapping[str, int]]) -> dict[int, dict[str, int]]:
    """Accepted fees, on the oldest overdue invoice: item → currency → minor units."""
    owed = [one for one in page.items if one.open > 0]
    if not owed or not fees:
        return {}
    sums: dict[str, int] = {}
    for fee in fees:
        for currency, minor in fee.items():
            sums[currency] = sums.get(currency, 0) + minor
    return {owed[0].id: sums}


def claim(
    desk: Desk, item: Item, derived: Derivation | None, fees: Mapping[int, Mapping[str, int]]
) -> dict[str, Any]:
    """An open item with what is claimed on it."""
    currency = item.currency
    undated = item.open > 0 and item.due is None
    figure = derived.interest if derived is not None else None if undated else 0
    why = derived.why_none if derived is not None else "no due date" if undated else ""
    fixed = derived.fixed if derived is not None else None
    return {
        "invoice": item.document,
        "kind": item.kind,
        "company": item.company,
        "issued": item.issued,
        "due": item.due,
        "days_past_due": days_past_due(item.due, desk.today),
        "currency": currency,
        "original": None if item.original is None else decimals(item.original, currency),
        "open": decimals(item.open, currency),
        "interest": None if figure is None else decimals(figure, currency),
        "no_interest_because": why,
        "fixed_sum": decimals(fixed.minor, fixed.currency) if fixed else "",
        "fixed_sum_currency": fixed.currency if fixed else "",
        "fees": " ".join(
            f"{decimals(minor, code)} {code}" for code, minor in fees.get(item.id, {}).items()
        ),
        "disputed": decimals(item.disputed, currency),
        "promised": decimals(item.promised, currency),
    }


def totals_of(
    page: AccountPage, claims: interest.AccountInterest, fees: Sequence[Mapping[str, int]]
) -> list[dict[str, Any]]:
    """What is claimed by currency; ``open`` is the balance of the store."""
    charged: dict[str, int] = {}
    for fee in fees:
        for currency, minor in fee.items():
            charged[currency] = charged.get(currency, 0) + minor
    sums: dict[str, dict[str, int]] = {}
    for item in page.items:
        mine = sums.setdefault(item.currency, {"open": 0})
        mine["open"] += item.open
    parts = {"interest": claims.interest, "fixed_sums": claims.fixed, "fees": charged}
    for values in parts.values():
        for code in values:
            sums.setdefault(code, {"open": 0})
    return [
        {
            "currency": code,
            "open": decimals(sums[code]["open"], code),
            **{name: decimals(values.get(code, 0), code) for name, values in parts.items()},
            "interest_until": claims.until,
            "interest_complete": "yes" if claims.known else "no",
            "unapplied_credits_and_cash": decimals(page.unapplied.get(code, 0), code),
        }
        for code in sorted(sums)
    ]


def debtor(page: AccountPage) -> dict[str, Any]:
    """Who owes."""
    who = page.customer
    limit = who.credit_limit
    return {
        "number": who.number, "name": who.name, "country": who.country, "language": who.language,
        "segment": who.segment, "terms": who.terms,
        "credit_limit": None if limit is None else decimals(limit, who.credit_currency or ""),
        "credit_currency": who.credit_currency, "tags": " ".join(who.tags),
        "ledger_of": page.as_of,
    }  # fmt: skip


def contact(one: Contact) -> dict[str, Any]:
    """Of a person to talk to."""
    return {name: getattr(one, name) for name in CONTACTS}


def happening(one: Happening) -> dict[str, Any]:
    """A line of the history."""
    amount = None if one.amount is None or one.currency is None else one.amount
    return {
        "at": one.at, "kind": one.kind, "code": one.code, "who": one.who, "channel": one.channel,
        "text": f"undone: {one.text}" if one.undone else one.text,
        "invoices": " ".join(one.invoices), "currency": one.currency,
        "amount": None if amount is None else decimals(amount, one.currency or ""),
        "hash": one.hash,
    }  # fmt: skip


def promise(line: PromiseLine) -> dict[str, Any]:
    """A promise."""
    return {
        "made_on": line.made_on, "due": line.due, "invoice": line.document,
        "currency": line.currency, "amount": decimals(line.amount, line.currency),
        "received": decimals(line.received, line.currency), "state": line.state,
        "level": line.level, "who": line.actor,
    }  # fmt: skip


def dispute(line: DisputeLine) -> dict[str, Any]:
    """A dispute."""
    whole = line.amount is None or line.currency is None
    return {
        "opened": line.opened_on, "closed": line.closed_on, "invoice": line.document,
        "category": line.category, "reason": line.reason, "currency": line.currency,
        "amount": "the whole" if whole else decimals(line.amount or 0, line.currency or ""),
        "state": line.state, "resolution": line.resolution,
    }  # fmt: skip


def as_csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A table whose texts neither a terminal nor a spreadsheet obeys."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return formula_safe(safe(str(value), lines=True))
