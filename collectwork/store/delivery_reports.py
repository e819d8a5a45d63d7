"""What mail servers reported about addresses: bounced ones are written to no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, insert, select, update

from collectwork.domain.customers import Contact
from collectwork.domain.inbox import Outcome
from collectwork.store.accounts import contact_of
from collectwork.store.tables import table

_PORTION = 500


class DeliveryReports:
    """Reports within one transaction. Addresses are in lower case."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, inbox_id: int, outbox_id: str | None, said: Sequence[Outcome], at: str) -> None:
        """What one report says, a row a recipient."""
        rows = [
            {"inbox_id": inbox_id, "outbox_id": outbox_id, "address": one.address,
             "action": one.action, "status": one.status, "words": one.words, "at": at}
            for one in said
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(table("delivery_report")), rows)

    def of(self, inbox_id: int) -> list[Outcome]:
        """What one report says."""
        rows = table("delivery_report").c
        query = select(rows.address, rows.action, rows.status, rows.words)
        query = query.where(rows.inbox_id == inbox_id).order_by(rows.id)
        return [Outcome(*row) for row in self._connection.execute(query)]

    def not_now(self, address: str, since: str) -> int:
        """How many mails to an address were delayed, or given up after a delay, since."""
        rows = table("delivery_report").c
        query = select(func.count(func.distinct(func.coalesce(rows.outbox_id, rows.at)))).where(
            rows.address == address, rows.at >= since, rows.status.like("4%")
        )
        return self._connection.scalar(query) or 0

    def dead(self, addresses: Collection[str]) -> set[str]:
        """Those of the addresses that a server refused for good and that no contact has: where a
        contact has one, its own mark counts, which a person may take away."""
        rows, contact = table("delivery_report").c, table("contact").c
        found: set[str] = set()
        wanted = sorted(addresses)
        for some in [wanted[at : at + _PORTION] for at in range(0, len(wanted), _PORTION)]:
            query = select(rows.address).where(
                rows.address.in_(some), rows.action == "failed", rows.status.like("5%"),
                rows.outbox_id.is_not(None),
                rows.address.not_in(
                    select(func.lower(contact.email)).where(func.lower(contact.email).in_(some))
                ),
            )  # fmt: skip
            found |= set(self._connection.scalars(query))
        return found

    def contacts(self, address: str) -> list[Contact]:
        """Every contact that has the address, at whichever customer."""
        contact = table("contact")
        query = select(contact).where(func.lower(contact.c.email) == address)
        return [contact_of(row) for row in self._connection.execute(query.order_by(contact.c.id))]

    def mark(self, address: str, state: str) -> int:
        """Set the state of an address at every contact that has it; how many changed."""
        contact = table("contact")
        query = (
            update(contact)
            .where(func.lower(contact.c.email) == address, contact.c.email_state != state)
            .values(email_state=state, version=contact.c.version + 1)
        )
        return self._connection.execute(query).rowcount

    def alive(self, address: str, customer_id: int) -> int:
        """Somebody wrote from it: a mark that it bounced is over, at this customer."""
        contact = table("contact")
        query = (
            update(contact)
            .where(
                contact.c.customer_id == customer_id, func.lower(contact.c.email) == address,
                contact.c.email_state != "ok",
            )
            .values(email_state="ok")
        )  # fmt: skip
        return self._connection.execute(query).rowcount
