"""Receipts: payments as the bank brought them, and the rows of cash that say where they went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from collectwork.domain import cash
from collectwork.domain.cash import AppliedLine, Receipt
from collectwork.domain.customers import key
from collectwork.domain.disputes import DISCOUNT
from collectwork.store.cash_candidates import Candidates
from collectwork.store.tables import table

_CHUNK = 500
_COPIED = ("company", "currency", "received", "posted", "method", "reference", "payer", "text")


class Receipts(Candidates):
    """Receipts within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receipts(
        self,
        states: Collection[str] = (),
        customer_id: int | None = None,
        ids: Collection[int] | None = None,
    ) -> list[Receipt]:
        """With their lines, oldest first; ``states`` empty = all."""
        receipt = table("receipt")
        query = _receipts().order_by(receipt.c.received, receipt.c.id)
        if states:
            query = query.where(receipt.c.state.in_(states))
        if customer_id is not None:
            mine = select(table("payment").c.receipt_id).where(
                table("payment").c.customer_id == customer_id
            )
            query = query.where((receipt.c.customer_id == customer_id) | receipt.c.id.in_(mine))
        if ids is None:
            rows = list(self._connection.execute(query))
        else:
            rows = [row for part in _parts(ids) for row in self._connection.execute(
                query.where(receipt.c.id.in_(part))
            )]  # fmt: skip
        lines = self.lines([row.id for row in rows if row.applied_minor or row.state != "open"])
        return [_receipt(row, lines.get(row.id, ())) for row in rows]

    def by_id(self, receipt_id: int) -> Receipt | None:
        """One of them."""
        return next(iter(self.receipts(ids=[receipt_id])), None)

    def lines(self, ids: Collection[int]) -> dict[int, tuple[AppliedLine, ...]]:
        """What items got from these receipts, by receipt."""
        payment, item = table("payment"), table("item")
        found: dict[int, list[AppliedLine]] = defaultdict(list)
        for part in _parts(ids):
            query = (
                select(
                    payment.c.receipt_id, item.c.id, item.c.customer_id, item.c.document,
                    func.sum(payment.c.amount_minor).label("minor"),
                )
                .join(item, item.c.id == payment.c.item_id)
                .where(payment.c.receipt_id.in_(part))
                .group_by(payment.c.receipt_id, item.c.id, item.c.customer_id, item.c.document)
                .order_by(func.min(payment.c.id))
            )  # fmt: skip
            for row in self._connection.execute(query):
                found[row.receipt_id].append(
                    AppliedLine(row.id, row.customer_id, row.document, int(row.minor))
                )
        return {id: tuple(lines) for id, lines in found.items()}

    def add(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """Rows of ``receipt``; their numbers by line key."""
        receipt = table("receipt")
        for start in range(0, len(rows), 10_000):
            self._connection.execute(
                insert(receipt), [dict(r) for r in rows[start : start + 10_000]]
            )
        keys = [str(row["line_key"]) for row in rows]
        return {
            row.line_key: row.id
            for part in _parts(keys)
            for row in self._connection.execute(
                select(receipt.c.line_key, receipt.c.id).where(receipt.c.line_key.in_(part))
            )
        }

    def known_entries_of(self, entries: Collection[str]) -> set[str]:
        """Which of these statement entries an earlier file brought."""
        receipt = table("receipt")
        return {
            row[0]
            for part in _parts(entries)
            for row in self._connection.execute(
                select(receipt.c.entry).where(receipt.c.entry.in_(part)).distinct()
            )
        }

    def brought_on(self, days: Collection[date]) -> set[tuple[str, int, date]]:
        """Currency, amount and booking day of what banks brought for these days."""
        receipt = table("receipt")
        return {
            (row[0], int(row[1]), row[2])
            for part in _parts(days)
            for row in self._connection.execute(
                select(receipt.c.currency, receipt.c.amount_minor, receipt.c.posted)
                .where(receipt.c.posted.in_(part), receipt.c.source != "list")
                .distinct()
            )
        }

    def known_keys(self, keys: Collection[str]) -> set[str]:
        """Which of these receipts an earlier file brought."""
        receipt = table("receipt")
        return {
            row[0]
            for part in _parts(keys)
            for row in self._connection.execute(
                select(receipt.c.line_key).where(receipt.c.line_key.in_(part))
            )
        }

    def book(self, lines: Mapping[int, Mapping[int, int]]) -> set[int]:
        """Write what each receipt pays anew: receipt → item → minor units; what is left stays as
        a row without an item, unless the receipt is set aside. Returns the items whose cash is
        another one now: ``imports.stand_again`` brings them up to date.

        State, customer and ``reverses_id`` of the receipts must be written before.
        """
        payment, receipt, item = table("payment"), table("receipt"), table("item")
        touched: set[int] = set()
        fresh: list[dict[str, Any]] = []
        for part in _parts(lines):
            old = select(payment.c.item_id).where(payment.c.receipt_id.in_(part))
            touched |= {id for id in self._connection.scalars(old) if id is not None}
            self._connection.execute(delete(payment).where(payment.c.receipt_id.in_(part)))
            named = sorted({item_id for id in part for item_id in lines[id]})
            of: dict[int, Any] = {
                row.id: row
                for chunk in _parts(named)
                for row in self._connection.execute(
                    select(item.c.id, item.c.customer_id, item.c.document).where(
                        item.c.id.in_(chunk)
                    )
                )
            }
            touched |= set(named)
            reversed_ref = receipt.alias("reversed_receipt")
            query = (
                select(receipt, reversed_ref.c.ref.label("first_ref"),
                       reversed_ref.c.line_key.label("first_key"))
                .outerjoin(reversed_ref, reversed_ref.c.id == receipt.c.reverses_id)
                .where(receipt.c.id.in_(part))
            )  # fmt: skip
            for row in self._connection.execute(query):
                fresh += _booked(row, lines[row.id], of)
            self._sum_up({id: sum(lines[id].values()) for id in part})
        for start in range(0, len(fresh), 10_000):
            self._connection.execute(insert(payment), fresh[start : start + 10_000])
        return touched

    def _sum_up(self, sums: Mapping[int, int]) -> None:
        receipt = table("receipt")
        statement = (
            update(receipt)
            .where(receipt.c.id == bindparam("which"))
            .values(applied_minor=bindparam("now"))
        )
        rows = [{"which": id, "now": minor} for id, minor in sums.items()]
        self._connection.execute(statement, rows)

    def change(self, receipt_id: int, **values: Any) -> None:
        """Write fields of a receipt; its version goes up."""
        receipt = table("receipt")
        self._connection.execute(
            update(receipt)
            .where(receipt.c.id == receipt_id)
            .values(version=receipt.c.version + 1, **values)
        )

    def change_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for many: each with its ``id`` and the same fields."""
        if not rows:
            return
        receipt = table("receipt")
        names = [name for name in rows[0] if name != "id"]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        statement = (
            update(receipt)
            .where(receipt.c.id == bindparam("which"))
            .values(version=receipt.c.version + 1, **values)
        )
        self._connection.execute(
            statement,
            [{"which": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
        )

    def waiting(self, kind: str | None = None) -> list[int]:
        """Receipts that nothing and nobody has decided about; ``kind``: only of that kind."""
        receipt = table("receipt").c
        query = select(receipt.id).where(receipt.state == "open", receipt.decided_by.is_(None))
        if kind is not None:
            query = query.where(receipt.kind == kind)
        return list(self._connection.scalars(query.order_by(receipt.id)))

    def number(self, customer_id: int) -> str:
        """A customer's number."""
        customer = table("customer").c
        query = select(customer.number).where(customer.id == customer_id)
        return str(self._connection.execute(query).scalar_one())

    def told_customer(self, receipt_id: int) -> int | None:
        """The customer whose number the source itself names, if it is known."""
        receipt, customer = table("receipt"), table("customer")
        number = self._connection.scalar(
            select(receipt.c.told_number).where(receipt.c.id == receipt_id)
        )
        if not number:
            return None
        query = select(customer.c.id).where(customer.c.key == key(number))
        return self._connection.scalar(query)

    def learn(self, account: str, customer_ids: Collection[int], day: date, step: int = 1) -> None:
        """Somebody decided that this account paid for these customers; ``step`` −1 takes that
        back."""
        known = table("payer_account")
        for customer_id in customer_ids:
            here = (known.c.account == account, known.c.customer_id == customer_id)
            done = self._connection.execute(
                update(known).where(*here).values(times=known.c.times + step, last_on=day)
            ).rowcount
            if not done and step > 0:
                values = {"account": account, "customer_id": customer_id, "times": 1}
                self._connection.execute(insert(known).values(**values, last_on=day))
        self._connection.execute(delete(known).where(known.c.times <= 0))

    def disputes_of(self, receipt_id: int) -> list[str]:
        """Disputes that its short payments made and nobody has decided on."""
        dispute = table("dispute")
        query = select(dispute.c.id).where(
            dispute.c.receipt_id == receipt_id,
            or_(
                dispute.c.state == "proposed",
                and_(dispute.c.state == "open", dispute.c.source == DISCOUNT),
            ),
        )
        return list(self._connection.scalars(query))

    def propose_disputes(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows of ``dispute``."""
        if rows:
            self._connection.execute(insert(table("dispute")), [dict(row) for row in rows])

    def reversals_of(self, receipt_id: int) -> list[int]:
        """Receipts by which the bank took this one back."""
        receipt = table("receipt")
        query = select(receipt.c.id).where(receipt.c.reverses_id == receipt_id)
        return list(self._connection.scalars(query))


def _parts(ids: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(ids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def _booked(
    row: Row[Any], lines: Mapping[int, int], items: Mapping[int, Any]
) -> list[dict[str, Any]]:
    """The rows of ``payment`` of one receipt."""
    own: dict[str, Any] = {name: getattr(row, name) for name in _COPIED}
    own |= {"import_id": row.import_id, "receipt_id": row.id}
    own["ref"] = row.first_ref or (row.first_key or row.line_key)[:12]
    if row.reverses_id is None and row.ref:
        own["ref"] = row.ref
    made = [
        own | {
            "line_key": f"{row.line_key}/{item_id}/{kind}", "kind": kind, "item_id": item_id,
            "customer_id": items[item_id].customer_id, "document": items[item_id].document,
            "amount_minor": minor,
        }
        for item_id, kind, minor in cash.booked(lines, row.kind)
    ]  # fmt: skip
    rest = row.amount_minor - sum(lines.values())
    if rest and row.state != "set_aside":
        made.append(
            own | {
                "line_key": row.line_key, "kind": row.kind, "item_id": None,
                "customer_id": row.customer_id, "document": row.told_document,
                "amount_minor": rest,
            }
        )  # fmt: skip
    return made


def _receipts() -> Select[Any]:
    receipt, customer, run = table("receipt"), table("customer"), table("import_run")
    return select(receipt, customer.c.number, customer.c.name, run.c.file_name).select_from(
        receipt.join(run, run.c.id == receipt.c.import_id).outerjoin(
            customer, customer.c.id == receipt.c.customer_id
        )
    )


def _receipt(row: Row[Any], lines: tuple[AppliedLine, ...]) -> Receipt:
    return Receipt(
        id=row.id, received=row.received, posted=row.posted, payer=row.payer,
        payer_account=row.payer_account, currency=row.currency, amount_minor=row.amount_minor,
        unapplied_minor=row.amount_minor - row.applied_minor, text=row.text,
        reference=row.structured or row.reference, customer_id=row.customer_id, number=row.number,
        name=row.name, state=row.state, best=None, source=row.source, file=row.file_name,
        kind=row.kind, own_account=row.own_account, company=row.company, lines=lines,
        automatic=row.automatic, confidence=row.confidence, reasons=tuple(row.reasons or ()),
        decided_by=row.decided_by, decided_at=row.decided_at, version=row.version,
    )  # fmt: skip
