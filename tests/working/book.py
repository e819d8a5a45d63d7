"""A small book of business put straight into a store, for tests of the work on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from collectwork.domain.activity import Draft
from collectwork.domain.customers import key
from collectwork.store import tables
from collectwork.store.door import Store

TODAY = date(2026, 11, 20)  # a Friday


def put(connection: Connection, row: SQLModel) -> int:
    """Insert a row with its class's defaults; returns its number where the database gives one."""
    table = tables.table(str(row.__tablename__))
    values = {name: value for name, value in row.model_dump().items() if name in table.c}
    if values.get("id", 0) is None:
        del values["id"]
    made = connection.execute(insert(table).values(values))
    return made.inserted_primary_key[0]  # type: ignore[index,no-any-return]


@dataclass
class Book:
    """Writes facts the way imports do, each in a transaction with an entry."""

    store: Store
    runs: int = 0
    day: date = TODAY  # of the ledgers that customers come with

    def run(self, connection: Connection, as_of: date, kind: str = "open-items") -> int:
        self.runs += 1
        row = tables.ImportRun(
            key=f"key {self.runs}", fingerprint=f"print {self.runs}", kind=kind,
            file_name=f"ledger {self.runs}.csv", file_sha256="", as_of=as_of, actor="ana",
            at=f"{as_of.isoformat()}T06:00:00.000000Z",
        )  # fmt: skip
        return put(connection, row)

    def customer(
        self,
        number: str,
        name: str,
        items: Sequence[tuple[str, int, date | None]] = (),
        currency: str = "EUR",
        **more: Any,
    ) -> int:
        """A customer with open items (document, minor units, due); negative ones are credits."""
        with self.store.write() as tx:
            connection = tx.connection
            run = self.run(connection, self.day)
            row = tables.Customer(
                key=key(number), number=number, name=name, name_key=key(name),
                first_import_id=run, **more,
            )  # fmt: skip
            customer = put(connection, row)
            for document, minor, due in items:
                self._item(connection, run, customer, document, minor, due, currency)
            tx.record(Draft("assigned", None, {"run": run}))
        return customer

    def _item(
        self, connection: Connection, run: int, customer: int, document: str, minor: int,
        due: date | None, currency: str,
    ) -> None:  # fmt: skip
        row = tables.Item(
            customer_id=customer, document=document, kind="invoice" if minor >= 0 else "credit",
            currency=currency, original_minor=minor, ledger_minor=minor, open_minor=minor,
            issued=due - timedelta(days=30) if due else None, due=due, first_import_id=run,
            first_open_minor=minor, first_due=due, last_import_id=run,
        )  # fmt: skip
        put(connection, row)

    def contact(self, customer: int, name: str, **more: Any) -> int:
        with self.store.write() as tx:
            id = put(tx.connection, tables.Contact(customer_id=customer, name=name, **more))
            tx.record(Draft("assigned", None, {"contact": id}))
        return id

    def item(self, customer: int, document: str) -> int:
        item = tables.table("item")
        query = select(item.c.id).where(item.c.customer_id == customer, item.c.document == document)
        with self.store.read() as tx:
            return int(tx.connection.execute(query).scalar_one())

    def pay(
        self, customer: int, document: str, minor: int, received: date, kind: str = "payment"
    ) -> None:
        """A line of a payment file, as booked the same day."""
        item_id, item = self.item(customer, document), tables.table("item")
        with self.store.write() as tx:
            run = self.run(tx.connection, received, "payments")
            row = tables.Payment(
                import_id=run, line_key=f"line {run}", ref=f"P-{run}", kind=kind,
                customer_id=customer, item_id=item_id, document=document, currency="EUR",
                amount_minor=minor, received=received, posted=received,
            )  # fmt: skip
            put(tx.connection, row)
            less = item.update().where(item.c.id == item_id)
            tx.connection.execute(less.values(open_minor=item.c.open_minor - minor))
            tx.record(Draft("assigned", None, {"run": run}))

    def compare(self, customer: int, document: str, left: int, after: date, until: date) -> None:
        """A next ledger that shows less open: known as an interval only."""
        item_id, item = self.item(customer, document), tables.table("item")
        with self.store.write() as tx:
            run = self.run(tx.connection, until)
            query = select(item.c.ledger_minor).where(item.c.id == item_id)
            before = tx.connection.execute(query).scalar_one()
            row = tables.ItemEvent(
                import_id=run, item_id=item_id, kind="paid" if left == 0 else "part_paid",
                before_minor=before, after_minor=left, after=after, until=until,
            )  # fmt: skip
            put(tx.connection, row)
            change = item.update().where(item.c.id == item_id)
            tx.connection.execute(change.values(open_minor=left, ledger_minor=left))
            tx.record(Draft("assigned", None, {"run": run}))

    def on_list(self, customer: int, action: str = "call", day: date = TODAY) -> int:
        """A plan of the day with this customer as its only line; returns the run."""
        with self.store.write() as tx:
            version = f"rules {self.runs}"
            self.runs += 1
            put(tx.connection, tables.Ruleset(version=version, text="", since="", actor="ana"))
            run = put(
                tx.connection,
                tables.PlanRun(day=day, made_at="", actor="ana", ruleset=version, listed=1),
            )
            row = tables.WorkLine(
                run_id=run, customer_id=customer, collector="ana", rank=1, currency="EUR",
                strategy="standard", step="first call", action=action,
            )  # fmt: skip
            put(tx.connection, row)
            tx.record(Draft("assigned", None, {"run": run}))
        return run

    def rows(self, name: str) -> list[dict[str, Any]]:
        with self.store.read() as tx:
            found = tx.connection.execute(select(tables.table(name)))
            return [dict(row._mapping) for row in found]

    def entries(self) -> int:
        with self.store.read() as tx:
            head = tx.log.head()
            assert head is not None
            return head.seq
