"""What the contact policy withholds, and whom it may withhold for what was done before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, case, func, insert, select

from collectwork.domain.contact_policy import Need
from collectwork.domain.customers import Contact, first_contact
from collectwork.store.contact_history import Touched, candidates, gathered, touches
from collectwork.store.tables import table


def touched(
    connection: Connection, day: date, needs: Sequence[Need], customer_id: int | None = None
) -> dict[int, Touched]:
    """The history of every customer of whom one of the needs holds; of one customer in any case."""
    if not needs:
        return {}
    since = day - timedelta(days=max(need.days for need in needs))
    who = candidates(day, needs) if customer_id is None else customer_id
    return gathered(connection.execute(touches(day, since, who)))


def silent(connection: Connection, customer_id: int | None = None) -> dict[int, str]:
    """Customers all of whose contacts are not to be contacted, with the name of one of them."""
    c = table("contact").c
    forbidden = func.sum(case((c.do_not_contact.is_(True), 1), else_=0))
    query = (
        select(c.customer_id, func.min(c.name))
        .where(c.vanished_import_id.is_(None))
        .group_by(c.customer_id)
        .having(forbidden == func.count())
    )
    if customer_id is not None:
        query = query.where(c.customer_id == customer_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def first_contacts(connection: Connection, customer_id: int | None = None) -> dict[int, Contact]:
    """Whom one would call, by customer; only what the policy asks of them."""
    c = table("contact").c
    query = (
        select(c.id, c.customer_id, c.name, c.role, c.phone, c.main)
        .where(c.vanished_import_id.is_(None), c.do_not_contact.is_(False))
        .order_by(c.customer_id, c.id)
    )
    if customer_id is not None:
        query = query.where(c.customer_id == customer_id)
    known: dict[int, list[Contact]] = {}
    for row in connection.execute(query):
        one = Contact(row.id, row.customer_id, row.name, row.role, phone=row.phone, main=row.main)
        known.setdefault(row.customer_id, []).append(one)
    return {id: found for id, of in known.items() if (found := first_contact(of)) is not None}


def withhold(
    connection: Connection,
    customer_id: int,
    collector: str,
    day: date,
    channel: str,
    until: date | None,
    entry_id: str,
) -> None:
    """Keep that a contact was refused; once a day for each customer and channel."""
    withheld = table("withheld_contact")
    known = select(withheld.c.id).where(
        withheld.c.customer_id == customer_id,
        withheld.c.day == day,
        withheld.c.channel == channel,
        withheld.c.collector == collector,
    )
    if connection.execute(known).first() is None:
        connection.execute(
            insert(withheld).values(
                entry_id=entry_id, customer_id=customer_id, collector=collector, day=day,
                channel=channel, until=until, reason="policy",
            )
        )  # fmt: skip
