"""An account's amounts in the one currency in which it is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import digits
from collectwork.store import standing
from collectwork.store.tables import table

MILLION = 1_000_000

_AMOUNTS = (
    "balance_minor", "past_due_minor", "to_collect_minor", "disputed_minor", "promised_minor",
    "arranged_minor", "dunned_minor", "unapplied_minor", "largest_open",
)  # fmt: skip


class CurrencyRow(NamedTuple):
    """What an account comes to in one currency (see ``standing.account_standing``), then who the
    customer is. A tuple, because a hundred thousand are read."""

    customer_id: int
    currency: str
    balance_minor: int
    past_due_minor: int
    to_collect_minor: int
    disputed_minor: int
    promised_minor: int
    arranged_minor: int
    dunned_minor: int
    unapplied_minor: int
    open_items: int
    overdue_items: int
    largest_open: int
    bounded: int
    oldest_due: date | None
    lead: Any  # text for ``standing.lead_of``, or the lead itself
    number: str
    name: str
    owner: str | None
    segment: str | None
    country: str | None
    language: str | None
    terms: str | None
    tags: Sequence[str] | None
    credit_limit_minor: int | None
    credit_currency: str | None
    pinned: int
    as_of: date | None


OF_STANDING = CurrencyRow._fields[:16]


class Ranking:
    """Accounts made of their rows, each in the one currency in which it is ranked.

    Texts and days that many accounts have in common are kept once."""

    def __init__(self, rates: Mapping[str, int], base: str, day: date) -> None:
        self._rates, self._base, self._day = rates, base, day
        self._shared: dict[Any, Any] = {}

    def facts(self, rows: Sequence[CurrencyRow]) -> AccountFacts:
        """One account; ``rows`` are one for each currency."""
        used = self._used(rows)
        first = used[0]
        facts = AccountFacts(
            first.customer_id, first.number, first.name, self._once(first.currency),
            first.balance_minor, first.past_due_minor, first.to_collect_minor,
            first.disputed_minor, first.promised_minor, first.arranged_minor, first.dunned_minor,
            first.unapplied_minor, first.open_items, first.overdue_items, first.largest_open,
            first.bounded,
        )  # fmt: skip
        for row in used[1:]:
            _add(facts, row)
        self._lead(facts, used)
        self._customer(facts, first)
        if len(rows) > 1:
            facts.amounts = {
                row.currency: (row.to_collect_minor, row.past_due_minor) for row in rows
            }
        return facts

    def _used(self, rows: Sequence[CurrencyRow]) -> Sequence[CurrencyRow]:
        """All of them in the base currency where rates allow it, else the one that weighs most."""
        if self._base and all(row.currency in self._rates for row in rows):
            return [_in_base(row, self._base, self._rates[row.currency]) for row in rows]
        if len(rows) == 1:
            return rows
        return [max(rows, key=lambda row: (row.to_collect_minor, row.past_due_minor))]

    def _once(self, value: Any) -> Any:
        return self._shared.setdefault(value, value)

    def _customer(self, facts: AccountFacts, row: CurrencyRow) -> None:
        once = self._once
        facts.owner, facts.segment = once(row.owner), once(row.segment)
        facts.country, facts.language = once(row.country), once(row.language)
        facts.terms, facts.known_since = once(row.terms), once(row.as_of)
        facts.pinned = row.pinned
        if row.tags:
            facts.tags = once(tuple(row.tags))
        limit = row.credit_limit_minor
        if limit is not None and row.credit_currency in (None, facts.currency):
            facts.credit_limit = limit
            facts.limit_used = facts.balance * 100 // limit if limit > 0 else None

    def _lead(self, facts: AccountFacts, rows: Sequence[CurrencyRow]) -> None:
        """The oldest invoice and the leading one: the oldest of all currencies used."""
        oldest: date | None = None
        best: standing.Lead | None = None
        for row in rows:
            if row.oldest_due and (oldest is None or row.oldest_due < oldest):
                oldest = row.oldest_due
            lead = row.lead if isinstance(row.lead, standing.Lead) else standing.lead_of(row.lead)
            if lead and (best is None or (lead.due, -lead.amount) < (best.due, -best.amount)):
                best = lead
        facts.oldest_days = (self._day - oldest).days if oldest else 0
        if best is not None:
            facts.lead_due, facts.lead_amount = self._once(best.due), best.amount
            facts.lead_item_id, facts.days_past_due = best.item_id, (self._day - best.due).days


def _add(facts: AccountFacts, row: CurrencyRow) -> None:
    """The figures of one more currency, converted already."""
    facts.balance += row.balance_minor
    facts.past_due += row.past_due_minor
    facts.to_collect += row.to_collect_minor
    facts.disputed += row.disputed_minor
    facts.promised += row.promised_minor
    facts.arranged += row.arranged_minor
    facts.dunned += row.dunned_minor
    facts.unapplied += row.unapplied_minor
    facts.open_items += row.open_items
    facts.overdue_items += row.overdue_items
    facts.bounded += row.bounded
    facts.largest_open = max(facts.largest_open, row.largest_open)


def _in_base(row: CurrencyRow, base: str, rate: int) -> CurrencyRow:
    """The row with its amounts in the base currency."""
    if row.currency == base:
        return row
    amounts: dict[str, Any] = {
        name: converted(getattr(row, name), row.currency, base, rate) for name in _AMOUNTS
    }
    lead = standing.lead_of(row.lead)
    if lead is not None:
        lead = replace(lead, amount=converted(lead.amount, row.currency, base, rate))
    return row._replace(**amounts, lead=lead, currency=base)


def converted(amount: int, currency: str, base: str, rate: int) -> int:
    """Minor units of the base currency; ``rate`` in millionths of whole units."""
    if currency == base:
        return amount
    scaled = int(amount * rate * 10 ** digits(base))
    return (2 * scaled // int(MILLION * 10 ** digits(currency)) + 1) // 2


def rates(connection: Connection, day: date, base: str) -> dict[str, int]:
    """The newest rate of each currency on or before the day; empty without a base currency."""
    if not base:
        return {}
    rate = table("rate")
    query = select(rate.c.currency, rate.c.rate).where(rate.c.base == base, rate.c.day <= day)
    found = {row.currency: row.rate for row in connection.execute(query.order_by(rate.c.day))}
    return {**found, base: MILLION}
