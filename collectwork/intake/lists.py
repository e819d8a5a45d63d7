"""Payments, customers, contacts, people and another system's history: plain lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from collectwork.domain.ledger import FileContent, Kind
from collectwork.intake import accounts, history, payments
from collectwork.intake.draft import Source


def read_list(source: Source, kind: Kind) -> FileContent:
    """A list of the given kind, or InputRefused."""
    readers: Mapping[str, Callable[[Source], FileContent]] = {
        "payments": payments.payments,
        "customers": accounts.customers,
        "contacts": accounts.contacts,
        "people": accounts.people,
        "activities": history.activities,
        "worklists": history.worklists,
        "withheld": history.withheld,
    }
    return readers[kind](source)
