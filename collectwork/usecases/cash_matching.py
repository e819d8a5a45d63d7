"""Receipts and the book brought together for matching: a few reads for a whole batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from collectwork.domain.cash import Proposal
from collectwork.domain.matching_amounts import Limits
from collectwork.domain.matching_book import Book, Incoming
from collectwork.domain.matching_checks import account_key
from collectwork.domain.matching_receipts import certain, proposals
from collectwork.domain.matching_references import Mention, mentions
from collectwork.domain.matching_returns import Earlier, Returned, returned
from collectwork.domain.policy import Policy
from collectwork.usecases.cash_signs import Customers
from collectwork.usecases.ports.work import Read

Told = Mapping[str, Any]  # a row of receipt as the store hands it over


def limits(policy: Policy) -> Limits:
    """The team's numbers that matching needs."""
    return Limits(
        policy.cash_small_difference, policy.cash_short_percent,
        policy.cash_discount_percents, policy.cash_discount_days,
    )  # fmt: skip


def proposed(tx: Read, policy: Policy, ids: Collection[int]) -> dict[int, list[Proposal]]:
    """What these receipts may pay with what is left of them, the best first."""
    told = tx.cash.told(ids)
    payments = [row for row in told.values() if row["kind"] != "reversal"]
    found = {
        incoming.id: proposals(incoming, book, limits(policy))
        for incoming, book in _batch(tx, payments)
        if incoming.amount > 0
    }
    taken_back = [row for row in told.values() if row["kind"] == "reversal"]
    for one in _returns(tx, taken_back):
        found[one.receipt_id] = one.proposals
    return found


def settle(
    tx: Read, policy: Policy, ids: Collection[int], use: Callable[[int, Proposal], None]
) -> None:
    """Hand over the certain proposal of each receipt that has one, oldest first; what one takes
    is not there for the next."""
    told = tx.cash.told(ids)
    payments = [row for row in told.values() if row["kind"] != "reversal"]
    for incoming, book in _batch(tx, payments):
        chosen = certain(incoming, book, limits(policy)) if incoming.amount > 0 else None
        if chosen is None:
            continue
        for line in chosen.lines:
            book.take(line.item_id, line.minor, incoming.booked)
        use(incoming.id, chosen)


def settled_returns(tx: Read, ids: Collection[int]) -> list[Returned]:
    """Payments that the bank took back, with the earlier receipt where it is certain."""
    rows = [row for row in tx.cash.told(ids).values() if row["kind"] == "reversal"]
    return [one for one in _returns(tx, rows) if one.certain]


def _batch(tx: Read, rows: Sequence[Told]) -> Iterable[tuple[Incoming, Book]]:
    if not rows:
        return
    customers = Customers(tx.cash.everybody())
    said = {row["id"]: _mentions(row) for row in rows}
    accounts = {account_key(row["payer_account"]) for row in rows if row["payer_account"]}
    known = tx.cash.payers(accounts)
    incoming = [_incoming(row, said[row["id"]], customers, known) for row in rows]
    incoming.sort(key=lambda one: (one.booked, one.received, one.id))
    keys = {mention.key for found in said.values() for mention in found}
    amounts = {(one.currency, one.amount) for one in incoming}
    since = min(one.booked for one in incoming)
    by_key, by_amount = tx.cash.items_named(keys, amounts, since)
    items = tx.cash.cash_items(
        {id for ids in (*by_key.values(), *by_amount.values()) for id in ids}
    )
    roots = {customers.payers[item.customer_id].root for item in items.values()}
    roots |= {customers.payers[sign.customer_id].root for one in incoming for sign in one.signs}
    open_of: dict[int, list[int]] = {}
    members = {id: root for root in roots for id in customers.group(root)}
    for customer_id, open_items in tx.cash.open_of(members).items():
        open_of.setdefault(members[customer_id], []).extend(item.id for item in open_items)
        items.update((item.id, item) for item in open_items)
    for ids in open_of.values():
        ids.sort(key=lambda id: (items[id].due or date.max, items[id].document, id))
    book = Book(customers.payers, items, by_key, by_amount, open_of)
    for one in incoming:
        yield one, book


def _mentions(row: Told) -> tuple[Mention, ...]:
    structured = [part for part in (row["structured"] or "").split("\n") if part.strip()]
    texts = (row["text"], row["reference"])
    return tuple(
        mentions(row["told_document"], structured, texts, row["amount_minor"], row["received"])
    )


def _incoming(
    row: Told, said: tuple[Mention, ...], customers: Customers, known: Mapping[str, dict[int, int]]
) -> Incoming:
    account = account_key(row["payer_account"]) if row["payer_account"] else ""
    signs = customers.signs(row["told_number"], said, known.get(account, {}), row["payer"])
    return Incoming(
        row["id"], row["currency"], row["amount_minor"] - row["applied_minor"], row["received"],
        row["posted"], row["company"], said, signs,
    )  # fmt: skip


def _returns(tx: Read, rows: Sequence[Told]) -> list[Returned]:
    """Each reversal with the earlier receipts that it may take back."""
    if not rows:
        return []
    open_rows = [row for row in rows if row["amount_minor"] != row["applied_minor"]]
    wanted = {(row["currency"], -row["amount_minor"]) for row in open_rows}
    earlier = tx.cash.same_amount(wanted) if wanted else []
    lines = tx.cash.lines([row["id"] for row in earlier])
    items = tx.cash.cash_items({line.item_id for own in lines.values() for line in own})
    names = Customers(tx.cash.everybody()).payers if earlier else {}
    candidates = [
        Earlier(
            row["id"], row["received"], row["posted"], row["currency"], row["amount_minor"],
            _marks(row), account_key(row["payer_account"] or ""), row["customer_id"],
            lines.get(row["id"], ()), row["state"],
        )
        for row in earlier
    ]  # fmt: skip
    made = []
    for row in sorted(open_rows, key=lambda one: (one["received"], one["id"])):
        own = Earlier(
            row["id"], row["received"], row["posted"], row["currency"], row["amount_minor"],
            _marks(row), account_key(row["payer_account"] or ""), row["customer_id"], (),
            row["state"],
        )  # fmt: skip
        one = returned(own, candidates, _mentions(row), names, items)
        if one.certain and one.earlier_id is not None:
            candidates = [left for left in candidates if left.id != one.earlier_id]
        made.append(replace(one, receipt_id=row["id"]))
    return made


def _marks(row: Told) -> frozenset[str]:
    """References by which a payment and its return are known to belong together."""
    parts = [row["ref"], *(row["structured"] or "").split("\n")]
    return frozenset(plain for part in parts if len(plain := "".join(part.split()).upper()) >= 6)
