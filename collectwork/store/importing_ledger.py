"""A ledger against the one before: staged, compared set by set, and taken over.

The stage is a temporary table of the connection; it is gone after the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from collectwork.domain.activity import new_id
from collectwork.domain.comparing import Change, ItemState
from collectwork.store import bulk
from collectwork.store.tables import table

_BATCH = 20_000

STAGE = Table(
    "import_stage",
    MetaData(),
    Column("customer_id", Integer),
    Column("company", Text),
    Column("document", Text),
    Column("line", Integer),
    Column("kind", Text),
    Column("type_text", Text),
    Column("currency", Text),
    Column("original_minor", BigInteger),
    Column("ledger_minor", BigInteger),
    Column("issued", Date),
    Column("due", Date),
    Column("settled", Date),
    Column("po", Text),
    Column("terms", Text),
    Column("disputed", Boolean),
    Column("item_id", Integer),
    prefixes=["TEMPORARY"],
)
STAGED = tuple(column.name for column in STAGE.c if column.name != "item_id")
_KEY = ("company", "customer_id", "document", "kind", "line", "currency")


class Ledger:
    """Items within one import."""

    _connection: Connection

    def instalments(
        self, companies: Sequence[str], documents: Sequence[str]
    ) -> list[tuple[str, int, str, str, str, int, date | None, int]]:
        """Known lines of documents that have or get several: company, customer, document, kind,
        currency, line, due, open in the ledger."""
        item = table("item")
        columns: list[Any] = [
            item.c[n] for n in ("company", "customer_id", "document", "kind", "currency")
        ]
        columns += [item.c.line, item.c.due, func.coalesce(item.c.ledger_minor, 0)]
        several = select(item.c.document).where(item.c.line > 1, item.c.company.in_(companies))
        query = select(*columns).where(item.c.company.in_(companies))
        found = list(self._connection.execute(query.where(item.c.document.in_(several))))
        for start in range(0, len(documents), 500):
            part = documents[start : start + 500]
            found += self._connection.execute(query.where(item.c.document.in_(part)))
        return [tuple(row) for row in dict.fromkeys(found)]

    def stage(self, rows: Iterable[Sequence[Any]]) -> None:
        """Put the file's items (values in the order of ``STAGED``) beside those known."""
        STAGE.create(self._connection)
        bulk.insert_rows(self._connection, STAGE, STAGED, rows)
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("ANALYZE import_stage"))
        if self._connection.execute(select(table("item").c.id).limit(1)).first():
            self._identify()
        self._connection.execute(text("CREATE INDEX import_stage_item ON import_stage (item_id)"))

    def _identify(self) -> None:
        item = table("item")
        same = and_(*(item.c[name] == STAGE.c[name] for name in _KEY))
        self._connection.execute(
            update(STAGE)
            .where(STAGE.c.item_id.is_(None))
            .values(item_id=select(item.c.id).where(same).scalar_subquery())
        )

    def staged_changes(self) -> list[Change]:
        """Known items whose ledger figure or due day differs from the file's."""
        item = table("item")
        query = (
            select(
                item.c.id, item.c.customer_id, item.c.kind, item.c.currency, item.c.ledger_minor,
                item.c.due, STAGE.c.ledger_minor, STAGE.c.due, STAGE.c.settled,
            )
            .join_from(STAGE, item, item.c.id == STAGE.c.item_id)
            .where(
                item.c.ledger_minor.is_not(None),
                or_(
                    item.c.ledger_minor != STAGE.c.ledger_minor,
                    item.c.due.is_distinct_from(STAGE.c.due),
                ),
            )
        )  # fmt: skip
        return [
            Change(ItemState(*row[:4], minor=row[4], due=row[5]), row[6], row[7], row[8])
            for row in self._connection.execute(query)
        ]

    def missing(self, companies: Sequence[str]) -> list[Change]:
        """Items that the company's ledger held open and the file no longer names."""
        item = table("item")
        query = select(
            item.c.id, item.c.customer_id, item.c.kind, item.c.currency, item.c.ledger_minor,
            item.c.due,
        ).where(self._gone(companies))  # fmt: skip
        return [
            Change(ItemState(*row[:4], minor=row[4], due=row[5]), 0, row[5], None)
            for row in self._connection.execute(query)
        ]

    def _gone(self, companies: Sequence[str]) -> Any:
        item = table("item")
        staged = select(STAGE.c.item_id).where(STAGE.c.item_id == item.c.id)
        return and_(
            item.c.company.in_(companies),
            item.c.ledger_minor.is_not(None),
            item.c.ledger_minor != 0,
            ~staged.exists(),
        )

    def take_over(self, run_id: int, companies: Sequence[str]) -> int:
        """Write the staged ledger into the items; returns how many are new."""
        item = table("item")
        connection = self._connection
        connection.execute(
            update(item)
            .where(self._gone(companies))
            .values(ledger_minor=0, open_minor=0, last_import_id=run_id)
        )
        taken = {
            "ledger_minor": STAGE.c.ledger_minor,
            "open_minor": STAGE.c.ledger_minor,
            "due": STAGE.c.due,
            "settled": STAGE.c.settled,
            "last_import_id": run_id,
        }
        kept = ("original_minor", "issued", "po", "terms", "type_text")
        taken |= {name: func.coalesce(STAGE.c[name], item.c[name]) for name in kept}
        connection.execute(update(item).where(item.c.id == STAGE.c.item_id).values(taken))
        return self._insert_new(run_id, STAGE.c.ledger_minor, STAGE.c.ledger_minor != 0)

    def add_invoices(self, run_id: int) -> int:
        """An invoice list: new items bear their invoice amount, known ones get what they lack."""
        item = table("item")
        kept = ("original_minor", "issued", "due", "po", "terms", "type_text")
        filled = {name: func.coalesce(item.c[name], STAGE.c[name]) for name in kept}
        self._connection.execute(update(item).where(item.c.id == STAGE.c.item_id).values(filled))
        return self._insert_new(run_id, None, STAGE.c.document != "")

    def _insert_new(self, run_id: int, ledger: Any, which: Any) -> int:
        item = table("item")
        connection = self._connection
        count = connection.execute(
            select(func.count()).select_from(STAGE).where(STAGE.c.item_id.is_(None), which)
        ).scalar_one()
        opened = func.coalesce(STAGE.c.ledger_minor, STAGE.c.original_minor, 0)
        values = {
            **{name: STAGE.c[name] for name in STAGED if name not in ("ledger_minor", "disputed")},
            "open_minor": opened,
            "first_open_minor": opened,
            "first_due": STAGE.c.due,
        }
        names = [*values, "first_import_id", "last_import_id"]
        chosen: list[Any] = [*values.values(), _number(run_id), _number(run_id)]
        if ledger is not None:
            names.append("ledger_minor")
            chosen.append(ledger)
        query = select(*chosen).where(STAGE.c.item_id.is_(None), which)
        connection.execute(insert(item).from_select(names, query))
        return int(count)

    def record_events(self, events: Sequence[dict[str, Any]]) -> None:
        """Rows of ``item_event``."""
        for start in range(0, len(events), _BATCH):
            rows = list(events[start : start + _BATCH])
            self._connection.execute(insert(table("item_event")), rows)

    def follow_disputes(
        self, run_id: int, entry_id: str, day: date, companies: Sequence[str]
    ) -> tuple[int, int]:
        """Disputes that the file marks: opened where new, closed where the mark is gone.

        Returns (opened, closed). Disputes of collectors are left alone.
        """
        self._identify()  # items that are new have their number now
        dispute, item = table("dispute"), table("item")
        live = and_(dispute.c.state == "open", dispute.c.item_id == item.c.id)
        marked = (
            select(item.c.id, item.c.customer_id, item.c.currency)
            .join_from(STAGE, item, item.c.id == STAGE.c.item_id)
            .where(STAGE.c.disputed.is_(True), item.c.ledger_minor != 0)
            .where(~select(dispute.c.id).where(live).exists())
        )
        fresh = [
            {
                "id": new_id(), "entry_id": entry_id, "customer_id": customer, "item_id": id,
                "category": "other", "reason": "marked as disputed in the ledger",
                "currency": currency, "opened_on": day, "state": "open", "source": "import",
            }
            for id, customer, currency in self._connection.execute(marked)
        ]  # fmt: skip
        still = select(STAGE.c.item_id).where(
            STAGE.c.item_id == dispute.c.item_id,
            STAGE.c.disputed.is_(True),
            STAGE.c.ledger_minor != 0,
        )
        mine = select(item.c.id).where(item.c.company.in_(companies))
        closed = self._connection.execute(
            update(dispute)
            .where(dispute.c.source == "import", dispute.c.state == "open")
            .where(dispute.c.item_id.in_(mine), ~still.exists())
            .values(state="resolved", closed_on=day, resolution="no longer marked in the ledger")
        ).rowcount
        if fresh:
            self._connection.execute(insert(dispute), fresh)
        return len(fresh), closed

    def unstage(self) -> None:
        """Drop the stage."""
        STAGE.drop(self._connection)

    def after_cash(self, companies: Sequence[str] | None = None, run_id: int | None = None) -> None:
        """Open = ledger less cash posted after its day; for invoices without a ledger, less all.

        Of the companies' items, or of those a payment import touched.
        """
        item, payment, run = table("item"), table("payment"), table("import_run")
        ledger_day = (
            select(run.c.as_of)
            .where(run.c.id == item.c.last_import_id)
            .correlate(item)
            .scalar_subquery()
        )
        posted = func.coalesce(payment.c.posted, payment.c.received)
        paid = (
            select(func.coalesce(func.sum(payment.c.amount_minor), 0))
            .where(payment.c.item_id == item.c.id)
            .where(or_(item.c.ledger_minor.is_(None), posted > ledger_day))
            .correlate(item)
            .scalar_subquery()
        )
        base = case(
            (item.c.ledger_minor.is_(None), func.coalesce(item.c.original_minor, 0)),
            else_=item.c.ledger_minor,
        )
        touched = select(payment.c.item_id).where(payment.c.item_id.is_not(None))
        if run_id is not None:
            touched = touched.where(payment.c.import_id == run_id)
        query = update(item).where(item.c.id.in_(touched)).values(open_minor=base - paid)
        if companies is not None:
            query = query.where(item.c.company.in_(companies))
        self._connection.execute(query)


def _number(value: int) -> Any:
    return literal(value, Integer)
