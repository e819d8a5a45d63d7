"""Which items a letter names, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from collectwork.domain.account import PromiseLine
from collectwork.domain.mail import Listed, Lists
from collectwork.domain.money import Money, totals
from collectwork.domain.receivables import Item, days_past_due

COMING_DAYS = 14


def named(items: Sequence[Item], lists: Lists, today: date, resting: set[int]) -> list[Item]:
    """The items of an account that a template of this kind names.

    ``overdue``: due invoices that are neither disputed, promised nor blocked (``resting``), with
    every credit of the same currency; a currency in which credits cover the invoices is left out.
    ``coming``: invoices due within two weeks. ``open``: everything.
    """
    if lists == "open":
        return list(items)
    if lists == "promised":
        return [item for item in items if item.promised]
    if lists == "coming":
        last = today + timedelta(days=COMING_DAYS)
        return [item for item in items if _asks(item, resting) and _within(item.due, today, last)]
    if lists == "overdue":
        return _overdue(items, today, resting)
    return []


def _asks(item: Item, resting: set[int]) -> bool:
    return item.open > 0 and not item.disputed and not item.promised and item.id not in resting


def _within(due: date | None, first: date, last: date) -> bool:
    return due is not None and first <= due <= last


def _overdue(items: Sequence[Item], today: date, resting: set[int]) -> list[Item]:
    owed = [
        item
        for item in items
        if _asks(item, resting) and item.late_by is not None and item.late_by < today
    ]
    credits = [item for item in items if item.open < 0]
    currencies = {item.currency for item in owed}
    sums = totals(
        Money(item.open, item.currency) for item in [*owed, *credits] if item.currency in currencies
    )
    asked = {currency for currency, minor in sums.items() if minor > 0}
    return [item for item in [*owed, *credits] if item.currency in asked]


def as_listed(items: Sequence[Item]) -> tuple[Listed, ...]:
    """What the outbox remembers of them."""
    return tuple(Listed(item.id, item.document, item.currency, item.open) for item in items)


def as_values(items: Sequence[Item], today: date) -> list[dict[str, Any]]:
    """Plain values for templates and documents; see docs/templates.md."""
    return [
        {
            "document": item.document,
            "kind": item.kind if item.open > 0 or item.kind != "invoice" else "credit",
            "issued": item.issued,
            "due": item.due,
            "days": days_past_due(item.due, today),
            "currency": item.currency,
            "amount": Money(item.open, item.currency),
            "credit": item.open < 0,
            "po": item.po or "",
            "disputed": item.disputed > 0,
        }
        for item in items
    ]


def as_totals(items: Sequence[Item]) -> list[dict[str, Any]]:
    """One total a currency; currencies are never added to each other."""
    sums = totals(Money(item.open, item.currency) for item in items)
    return [
        {"currency": currency, "amount": Money(minor, currency)}
        for currency, minor in sorted(sums.items())
    ]


def as_promises(promises: Sequence[PromiseLine]) -> list[dict[str, Any]]:
    """Live promises in the order of their days."""
    return [
        {
            "amount": Money(line.amount, line.currency),
            "due": line.due,
            "document": line.document or "",
        }
        for line in sorted(promises, key=lambda line: (line.due, line.document or ""))
    ]
