"""An account's amounts in the one currency in which it is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

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


def in_one_currency(
    customer: Any, rows: list[Any], rates: Mapping[str, int], base: str, day: date
) -> AccountFacts:
    """The amounts in the one currency in which the account is ranked."""
    used = rows
    convert = bool(base) and all(row.currency in rates for row in rows)
    if convert:
        used = [_in_base(row, base, rates[row.currency]) for row in rows]
    elif len(rows) > 1:
        used = [max(rows, key=lambda row: (row.to_collect_minor, row.past_due_minor))]
    currency = base if convert else used[0].currency
    facts = AccountFacts(customer.id, customer.number, customer.name, currency)
    sums = _figures(used[0])
    for row in used[1:]:
        sums = tuple(map(int.__add__, sums, _figures(row)))
    (
        facts.balance, facts.past_due, facts.to_collect, facts.disputed, facts.promised,
        facts.arranged, facts.dunned, facts.unapplied,
    ) = sums  # fmt: skip
    facts.largest_open = max(row.largest_open for row in used)
    _customer(facts, customer)
    _lead(facts, used, day)
    if len(rows) > 1:
        facts.amounts = {row.currency: (row.to_collect_minor, row.past_due_minor) for row in rows}
    return facts


def _in_base(row: Any, base: str, rate: int) -> Any:
    """The row with its amounts in the base currency."""
    if row.currency == base:
        return row
    amounts = {
        name: _converted(value, row.currency, base, rate)
        for name, value in row._mapping.items()
        if name in _AMOUNTS
    }
    lead = standing.lead_of(row.lead)
    if lead is not None:
        lead = replace(lead, amount=_converted(lead.amount, row.currency, base, rate))
    return SimpleNamespace(**{**row._mapping, **amounts, "lead": lead})


def _figures(row: Any) -> tuple[int, ...]:
    return (
        row.balance_minor, row.past_due_minor, row.to_collect_minor, row.disputed_minor,
        row.promised_minor, row.arranged_minor, row.dunned_minor, row.unapplied_minor,
    )  # fmt: skip


def _customer(facts: AccountFacts, customer: Any) -> None:
    facts.owner, facts.segment, facts.country = customer.owner, customer.segment, customer.country
    facts.language, facts.terms = customer.language, customer.terms
    facts.tags = tuple(customer.tags or ())
    facts.pinned, facts.known_since = customer.pinned, customer.as_of
    limit = customer.credit_limit_minor
    if limit is not None and customer.credit_currency in (None, facts.currency):
        facts.credit_limit = limit
        facts.limit_used = facts.balance * 100 // limit if limit > 0 else None


def _lead(facts: AccountFacts, rows: Sequence[Any], day: date) -> None:
    """Counts, the oldest invoice and the leading one: the oldest of all currencies used."""
    oldest: date | None = None
    best: standing.Lead | None = None
    for row in rows:
        facts.open_items += row.open_items
        facts.overdue_items += row.overdue_items
        if row.oldest_due and (oldest is None or row.oldest_due < oldest):
            oldest = row.oldest_due
        lead = row.lead if isinstance(row.lead, standing.Lead) else standing.lead_of(row.lead)
        if lead and (best is None or (lead.due, -lead.amount) < (best.due, -best.amount)):
            best = lead
    facts.oldest_days = (day - oldest).days if oldest else 0
    if best is not None:
        facts.lead_due, facts.lead_amount, facts.lead_item_id = best.due, best.amount, best.item_id
        facts.days_past_due = (day - best.due).days


def _converted(amount: int, currency: str, base: str, rate: int) -> int:
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
