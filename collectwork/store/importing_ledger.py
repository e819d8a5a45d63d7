"""A ledger against the one before: compared set by set, and taken over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)

from collectwork.domain.activity import new_id
from collectwork.domain.comparing import Change, ItemState
from collectwork.store import bulk
from collectwork.store.importing_before import Before
from collectwork.store.importing_stage import (
    CHANGED,
    GONE,
    KEPT,
    NEW,
    OF_BALANCES,
    STAGE,
    STAGED,
    number,
)
from collectwork.store.tables import table

_BATCH = 20_000
EVENT = (
    "import_id", "item_id", "kind", "before_minor", "after_minor", "due_before", "due_after",
    "after", "until",
)  # fmt: skip


class Ledger(Before):
    """Items within one import."""

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

    def changes(self) -> Iterator[list[Change]]:
        """Known items whose ledger figure or due day differs from the file's, and those that it no
        longer names; all of a customer in one piece, some thousands at a time."""
        if self._fresh:
            return
        item = table("item")
        before = (
            item.c.id, item.c.customer_id, item.c.kind, item.c.currency, item.c.ledger_minor,
            item.c.due,
        )  # fmt: skip
        staged = (
            select(*before, STAGE.c.ledger_minor, STAGE.c.due, STAGE.c.settled)
            .join_from(STAGE, item, item.c.id == STAGE.c.item_id)
            .where(
                STAGE.c.state == CHANGED,
                item.c.ledger_minor.is_not(None),
                or_(
                    item.c.ledger_minor != STAGE.c.ledger_minor,
                    item.c.due.is_distinct_from(STAGE.c.due),
                ),
            )
        )
        gone = select(*before, literal(0, BigInteger), item.c.due, null()).join_from(
            GONE, item, item.c.id == GONE.c.item_id
        )
        query = union_all(staged, gone).order_by(text("2"), text("1"))
        options = {"yield_per": _BATCH}
        piece: list[Change] = []
        for row in self._connection.execute(query, execution_options=options):
            state = ItemState(*row[:6])
            if len(piece) >= _BATCH and piece[-1].before.customer_id != state.customer_id:
                yield piece
                piece = []
            piece.append(Change(state, row[6], row[7], row[8]))
        if piece:
            yield piece

    def take_over(self, run_id: int, companies: Sequence[str]) -> int:
        """Write the staged ledger into the items; returns how many are new."""
        item = table("item")
        connection = self._connection
        self._note_ledger(run_id, companies)
        if not self._fresh:
            connection.execute(
                update(item)
                .where(item.c.id == GONE.c.item_id)
                .values(ledger_minor=0, open_minor=0, last_import_id=run_id)
            )
            taken = {
                "ledger_minor": STAGE.c.ledger_minor,
                "open_minor": STAGE.c.ledger_minor,
                "due": STAGE.c.due,
                "settled": STAGE.c.settled,
                "last_import_id": run_id,
                **{name: STAGE.c[name] for name in OF_BALANCES},
            }
            taken |= {name: func.coalesce(STAGE.c[name], item.c[name]) for name in KEPT}
            changed = and_(item.c.id == STAGE.c.item_id, STAGE.c.state == CHANGED)
            connection.execute(update(item).where(changed).values(taken))
        return self._insert_new(run_id, STAGE.c.ledger_minor, STAGE.c.ledger_minor != 0)

    def _note_ledger(self, run_id: int, companies: Sequence[str]) -> None:
        """From now on the companies' figures are of this import's day."""
        rows = [{"import_id": run_id, "company": company} for company in companies]
        if rows:
            self._connection.execute(insert(table("ledger_run")), rows)

    def add_invoices(self, run_id: int) -> int:
        """An invoice list: new items bear their invoice amount, known ones get what they lack."""
        item = table("item")
        kept = ("original_minor", "issued", "due", "po", "terms", "type_text")
        filled = {name: func.coalesce(item.c[name], STAGE.c[name]) for name in kept}
        self._connection.execute(update(item).where(item.c.id == STAGE.c.item_id).values(filled))
        return self._insert_new(run_id, None, STAGE.c.document != "")

    def _insert_new(self, run_id: int, ledger: Any, which: Any) -> int:
        item = table("item")
        opened = func.coalesce(STAGE.c.ledger_minor, STAGE.c.original_minor, 0)
        values = {
            **{name: STAGE.c[name] for name in STAGED if name not in ("ledger_minor", "disputed")},
            **{name: STAGE.c[name] for name in OF_BALANCES},
            "open_minor": opened,
            "first_open_minor": opened,
            "first_due": STAGE.c.due,
        }
        names = [*values, "first_import_id", "last_import_id"]
        chosen: list[Any] = [*values.values(), number(run_id), number(run_id)]
        if ledger is not None:
            names.append("ledger_minor")
            chosen.append(ledger)
        query = select(*chosen).where(STAGE.c.state == NEW, which)
        made = insert(item).from_select(names, query).execution_options(preserve_rowcount=True)
        with bulk.indexes_at_last(self._connection, item) if self._seen_through else nullcontext():
            return int(self._connection.execute(made).rowcount)

    def record_events(self, events: Iterable[Sequence[Any]]) -> None:
        """Rows of ``item_event``, values in the order of ``EVENT``."""
        bulk.insert_rows(self._connection, table("item_event"), EVENT, events)

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

    def after_cash(self, companies: Sequence[str] | None = None, run_id: int | None = None) -> None:
        """Open = ledger less cash posted after its day; for invoices without a ledger, less all.

        Of the companies' items, or of those a payment import touched.
        """
        item, payment = table("item"), table("payment")
        touched = select(payment.c.item_id).where(payment.c.item_id.is_not(None))
        if run_id is not None:
            touched = touched.where(payment.c.import_id == run_id)
        which = and_(item.c.id.in_(touched), item.c.open_minor != less_cash())
        if companies is not None:
            which = and_(which, item.c.company.in_(companies))
        self.keep_items(which)
        self._connection.execute(update(item).where(which).values(open_minor=less_cash()))

    def stand_again(self, items: Collection[int]) -> None:
        """What is open of these items, after lines of cash on them were written anew."""
        item = table("item")
        listed = sorted(items)
        for start in range(0, len(listed), 500):
            part = item.c.id.in_(listed[start : start + 500])
            which = and_(part, item.c.open_minor != less_cash())
            self.keep_items(which)
            self._connection.execute(update(item).where(which).values(open_minor=less_cash()))


def less_cash() -> Any:
    """What is open of an item: its ledger figure less cash booked after the ledger's day; of an
    invoice that no ledger named, its amount less all cash."""
    item, payment, run = table("item"), table("payment"), table("import_run")
    of = table("ledger_run")
    ledger_day = (
        select(func.max(run.c.as_of))
        .join_from(of, run, run.c.id == of.c.import_id)
        .where(of.c.company == item.c.company)
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
    return base - paid
