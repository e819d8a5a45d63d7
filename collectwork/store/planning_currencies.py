"""Accounts in several currencies, or in another one than the company's: made one in Python.

They are few, and a conversion must not overflow nor round twice, so their amounts are worked out
here and go back into the statement of all accounts as one bound list (``json_rows``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, FromClause, Select, func, or_, select

from collectwork.domain.money import digits
from collectwork.store import standing
from collectwork.store.held import ZERO
from collectwork.store.planning_sums import COUNTS, FIRST_DAYS, MONEY, NAMES
from collectwork.store.tables import table

MILLION = 1_000_000

Row = Mapping[str, Any]


def rates(connection: Connection, day: Any, base: str) -> dict[str, int]:
    """The newest rate of each currency on or before the day, in millionths of whole units; empty
    without a base currency."""
    if not base:
        return {}
    rate = table("rate")
    query = select(rate.c.currency, rate.c.rate).where(rate.c.base == base, rate.c.day <= day)
    found = {row.currency: row.rate for row in connection.execute(query.order_by(rate.c.day))}
    return {**found, base: MILLION}


def several(base: str, customer_id: Any = None) -> Select[Any]:
    """Customers whose open items are in several currencies, or in another one than ``base``."""
    c = table("item").c
    least, most = func.min(c.currency), func.max(c.currency)
    query = select(c.customer_id).where(c.open_minor != ZERO).group_by(c.customer_id)
    if customer_id is not None:
        query = query.where(c.customer_id == customer_id)
    return query.having(or_(least != most, least != base) if base else least != most)


def made_one(
    connection: Connection,
    sums: FromClause,
    ids: Sequence[int],
    base: str,
    day: Any,
    bound: Mapping[str, Any],
) -> Iterator[list[Any]]:
    """One row in the order of ``planning_sums.NAMES`` for each of these customers; ``sums`` has
    one for each of their currencies. ``bound``: its parameters."""
    known = rates(connection, day, base)
    query = select(sums).order_by(sums.c.customer_id, sums.c.currency)
    wanted = set(ids)
    rows = (
        row for row in connection.execute(query, bound).mappings() if row["customer_id"] in wanted
    )
    for _, mine in groupby(rows, itemgetter("customer_id")):
        one = _account([dict(row) for row in mine], known, base)
        yield [_plain(one.get(name)) for name in NAMES]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _account(rows: Sequence[Row], rates: Mapping[str, int], base: str) -> dict[str, Any]:
    used = _used(rows, rates, base)
    made = dict(used[0])
    for row in used[1:]:
        for name in (*MONEY, *COUNTS):
            if name in made:
                made[name] = _joined(name, made[name], row[name])
        for name in FIRST_DAYS:
            if name in made:
                made[name] = min(filter(None, (made[name], row[name])), default=None)
    lead = min(
        (lead for row in used if (lead := row["lead"])),
        key=lambda one: (one.due, -one.amount),
        default=None,
    )
    if lead is not None:
        made |= {"lead_due": lead.due, "lead_amount": lead.amount, "lead_item_id": lead.item_id}
    made["lead_amount"] = made.get("lead_amount", 0)
    if len(rows) > 1:
        amounts = {row["currency"]: (row["to_collect"], row["past_due"]) for row in rows}
        made["amounts"] = ",".join(f"{code}:{a}:{b}" for code, (a, b) in amounts.items())
    return made


def _used(rows: Sequence[Row], rates: Mapping[str, int], base: str) -> list[dict[str, Any]]:
    """All of them in the base currency where rates allow it, else the one that weighs most."""
    if base and all(row["currency"] in rates for row in rows):
        return [_in_base(row, base, rates[row["currency"]]) for row in rows]
    heaviest = max(rows, key=lambda row: (row["to_collect"], row["past_due"]))
    return [_in_base(heaviest, heaviest["currency"], MILLION)]


def _joined(name: str, one: int, other: int) -> int:
    return max(one, other) if name == "largest_open" else one + other


def _in_base(row: Row, base: str, rate: int) -> dict[str, Any]:
    """The row with its amounts in the base currency, and its leading invoice read."""
    currency = row["currency"]
    made = {**row, "lead": standing.lead_of(row["lead"]), "currency": base}
    if currency == base:
        return made
    for name in MONEY:
        if name in made:
            made[name] = converted(row[name], currency, base, rate)
    if (lead := made["lead"]) is not None:
        amount = converted(lead.amount, currency, base, rate)
        made["lead"] = standing.Lead(lead.due, amount, lead.item_id)
    return made


def converted(amount: int, currency: str, base: str, rate: int) -> int:
    """Minor units of the base currency; ``rate`` in millionths of whole units."""
    if currency == base:
        return amount
    scaled = int(amount * rate * 10 ** digits(base))
    return (2 * scaled // int(MILLION * 10 ** digits(currency)) + 1) // 2
