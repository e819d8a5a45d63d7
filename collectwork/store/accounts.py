"""Customers, their contacts and open items, and who has an account open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from collectwork.domain import clocks
from collectwork.domain.account import Lateness, Standing
from collectwork.domain.balances import BALANCE
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.receivables import Item
from collectwork.store.held import ONE, ZERO, late_by
from collectwork.store.held_on_account import on_account
from collectwork.store.standing import account_standing, item_standing
from collectwork.store.tables import table

_CUSTOMER: Any = bindparam("customer", type_=Integer)


class Accounts:
    """Accounts within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def customer(self, customer_id: int) -> Customer | None:
        customer = table("customer")
        row = self._connection.execute(select(customer).where(customer.c.id == customer_id)).first()
        return None if row is None else customer_of(row)

    def contacts(self, customer_id: int) -> list[Contact]:
        """The main one first, vanished ones last."""
        contact = table("contact")
        query = (
            select(contact)
            .where(contact.c.customer_id == customer_id)
            .order_by(
                contact.c.vanished_import_id.is_not(None), contact.c.main.desc(), contact.c.name,
                contact.c.id,
            )
        )  # fmt: skip
        return [contact_of(row) for row in self._connection.execute(query)]

    def add_contact(self, contact: Contact) -> int:
        values = _contact_values(contact) | {"version": 1}
        result = self._connection.execute(insert(table("contact")).values(values))
        return int(result.inserted_primary_key[0])  # type: ignore[index]  # set for one-row inserts

    def change_contact(self, contact: Contact) -> None:
        rows = table("contact")
        values = _contact_values(contact) | {"version": rows.c.version + 1}
        self._connection.execute(update(rows).where(rows.c.id == contact.id).values(values))

    def items(self, customer_id: int, day: date) -> list[Item]:
        """Open items with the parts that are disputed or promised, oldest first."""
        rows = self._connection.execute(_items_on(day), {"customer": customer_id})
        return [
            item_of(row, row.disputed_minor, row.promised_minor, row.promised_for) for row in rows
        ]

    def owed(self, customer_id: int) -> list[Item]:
        """Open items that are owed, oldest first, without a look at what holds them back."""
        item = table("item")
        query = (
            select(item)
            .where(item.c.customer_id == customer_id, item.c.open_minor > 0)
            .order_by(late_by().is_(None), late_by(), item.c.document, item.c.id)
        )
        return [item_of(row) for row in self._connection.execute(query)]

    def items_by_id(self, items: Collection[int]) -> list[Item]:
        """Items whether open or not, oldest first."""
        item = table("item")
        query = select(item).where(item.c.id.in_(items))
        return [item_of(row) for row in self._connection.execute(query.order_by(late_by()))]

    def documents(self, customer_id: int, documents: Sequence[str]) -> list[Item]:
        """Items of a customer by document number, folded; open ones before closed ones."""
        item = table("item")
        folded = [document.strip().lower() for document in documents]
        query = (
            select(item)
            .where(item.c.customer_id == customer_id, func.lower(item.c.document).in_(folded))
            .order_by(item.c.open_minor == 0, item.c.id)
        )
        return [item_of(row) for row in self._connection.execute(query)]

    def standing(self, customer_id: int, day: date) -> list[Standing]:
        """What the account comes to, a line a currency; also where it has nothing but cash."""
        found: dict[str, Standing] = {}
        for row in self._connection.execute(_standing_on(day), {"customer": customer_id}):
            found.setdefault(row.currency, Standing(*row[:5]))  # items' own figures come first
        return list(found.values())

    def loose_cash(self, customer_id: int, day: date) -> dict[str, int]:
        """Cash that paid no invoice and that no ledger knows yet, by currency; only positive."""
        found = self._connection.execute(_cash_on(day), {"customer": customer_id})
        return {currency: int(minor) for currency, minor in found if minor > 0}

    def as_of(self, customer_id: int) -> date | None:
        """The day of the newest ledger of the companies that this customer has items with."""
        item, run = table("item"), table("import_run")
        companies = select(item.c.company).where(item.c.customer_id == customer_id).distinct()
        query = select(func.max(run.c.as_of)).where(
            run.c.kind == "open-items", run.c.undone_at.is_(None), run.c.company.in_(companies)
        )
        found: date | None = self._connection.scalar(query)
        return found

    def lateness(self, customer_id: int, limit: int = 200) -> list[Lateness]:
        """The newest cleared invoices: when due, and by when they were cleared."""
        item, event = table("item"), table("item_event")
        cleared = (
            select(event.c.item_id, func.max(event.c.until).label("until"))
            .join(item, item.c.id == event.c.item_id)
            .where(item.c.customer_id == customer_id, event.c.kind == "paid")
            .group_by(event.c.item_id)
            .subquery("cleared")
        )
        day = func.coalesce(item.c.settled, cleared.c.until)
        query = (
            select(item.c.due, day.label("day"))
            .select_from(item.outerjoin(cleared, cleared.c.item_id == item.c.id))
            .where(
                item.c.customer_id == customer_id, item.c.kind == "invoice",
                item.c.open_minor <= 0, item.c.due.is_not(None), day.is_not(None),
            )
            .order_by(day.desc(), item.c.id.desc())
            .limit(limit)
        )  # fmt: skip
        return [Lateness(due, until) for due, until in self._connection.execute(query)]

    def worked(self, customer_id: int, seen: int | None) -> bool:
        """Count a change to the account; False when it was changed since version ``seen``.

        Also locks the account's row until the commit, on databases where writers run side by side.
        """
        customer = table("customer")
        query = update(customer).where(customer.c.id == customer_id)
        if seen is not None:
            query = query.where(customer.c.version == seen)
        done = self._connection.execute(query.values(version=customer.c.version + 1))
        return done.rowcount == 1

    def claim(self, customer_id: int, login: str, until: str, now: str) -> bool:
        """Take or renew the lease; False when somebody else holds it at ``now`` (UTC text)."""
        customer = table("customer")
        free = or_(
            customer.c.claimed_by.is_(None),
            customer.c.claimed_by == login,
            customer.c.claimed_until.is_(None),
            customer.c.claimed_until <= now,
        )
        query = update(customer).where(customer.c.id == customer_id, free)
        done = self._connection.execute(query.values(claimed_by=login, claimed_until=until))
        return done.rowcount == 1

    def release(self, customer_id: int, login: str) -> bool:
        """Give the lease back; False when it was not held."""
        customer = table("customer")
        query = update(customer).where(customer.c.id == customer_id, customer.c.claimed_by == login)
        done = self._connection.execute(query.values(claimed_by=None, claimed_until=None))
        return done.rowcount == 1


@lru_cache(maxsize=8)
def _items_on(day: date) -> Select[Any]:
    """One customer's open items and what holds them back; building it costs more than running it,
    so it is built once a day."""
    item, parts = table("item"), item_standing(day, customer_id=_CUSTOMER)
    return (
        select(item, parts.c.disputed_minor, parts.c.promised_minor, parts.c.promised_for)
        .join(parts, parts.c.item_id == item.c.id)
        .order_by(late_by().is_(None), late_by(), item.c.document, item.c.id)
    )


@lru_cache(maxsize=8)
def _standing_on(day: date) -> Select[Any]:
    """One customer's standing, and cash of its own for currencies in which nothing is open; built
    once a day as well."""
    rows, aside = account_standing(day, customer_id=_CUSTOMER), on_account(day, _CUSTOMER)
    names = ("currency", "balance_minor", "past_due_minor", "to_collect_minor", "unapplied_minor")
    cash = aside.c.cash_minor
    both = union_all(
        select(*(rows.c[name] for name in names), ZERO.label("place")),
        select(aside.c.currency, ZERO, ZERO, ZERO, cash, ONE).where(cash > 0),
    ).subquery("standing_and_cash")
    return select(both).order_by(both.c.currency, both.c.place)


@lru_cache(maxsize=8)
def _cash_on(day: date) -> Select[Any]:
    """One customer's cash that no invoice got yet and no ledger knows, by currency."""
    rows = on_account(day, _CUSTOMER)
    return select(rows.c.currency, rows.c.cash_minor)


def customer_of(row: Row[Any]) -> Customer:
    """A row of ``customer`` as a value."""
    return Customer(
        id=row.id,
        number=row.number,
        name=row.name,
        owner=row.owner,
        segment=row.segment,
        country=row.country,
        language=row.language,
        time_zone=row.time_zone,
        terms=row.terms,
        credit_limit=row.credit_limit_minor,
        credit_currency=row.credit_currency,
        tags=tuple(row.tags or ()),
        claimed_by=row.claimed_by,
        claimed_until=clocks.moment(row.claimed_until) if row.claimed_until else None,
        version=row.version,
        vanished=row.vanished_import_id is not None,
        pinned=row.pinned,
        pin_reason=row.pin_reason or "",
        address=row.address,
    )


def contact_of(row: Row[Any]) -> Contact:
    """A contact's row as a value."""
    return Contact(
        id=row.id,
        customer_id=row.customer_id,
        name=row.name,
        role=row.role,
        email=row.email,
        phone=row.phone,
        language=row.language,
        time_zone=row.time_zone,
        source=row.source,
        main=row.main,
        do_not_contact=row.do_not_contact,
        email_state=row.email_state,
        vanished=row.vanished_import_id is not None,
    )


def _contact_values(contact: Contact) -> dict[str, Any]:
    return {
        "customer_id": contact.customer_id,
        "name": contact.name,
        "role": contact.role,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "source": contact.source,
        "main": contact.main,
        "do_not_contact": contact.do_not_contact,
        "email_state": contact.email_state,
    }


def item_of(
    row: Row[Any], disputed: int = 0, promised: int = 0, promised_for: date | None = None
) -> Item:
    return Item(
        id=row.id,
        customer_id=row.customer_id,
        company=row.company,
        document=row.document,
        kind=row.kind,
        currency=row.currency,
        open=row.open_minor,
        original=row.original_minor,
        issued=row.issued,
        due=row.due,
        due_by=row.due_by,
        bucket=row.type_text if row.kind == BALANCE else None,
        days_to=row.days_to,
        po=row.po,
        terms=row.terms,
        disputed=disputed,
        promised=promised,
        promised_for=promised_for,
    )
