"""The receipts page by page, as somebody wants to see them: with 10,000 as quick as with ten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_

from collectwork.domain.cash import WAITING
from collectwork.domain.cash_shown import ALL, Shown, Stands
from collectwork.domain.cash_shown import WAITING as ALL_WAITING
from collectwork.domain.customers import key
from collectwork.store.tables import table

_TEXTS = (
    "payer", "payer_account", "text", "reference", "structured", "told_number", "told_document",
)  # fmt: skip


class CashView:
    """Receipts for a screen: what waits from the oldest on, else from the newest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ids(self, shown: Shown, limit: int, offset: int) -> list[int]:
        """The receipts of a page, in order."""
        receipt = table("receipt")
        query = (
            select(receipt.c.id)
            .where(*_passes(shown))
            .order_by(*_order(shown))
            .limit(limit)
            .offset(offset)
        )
        return list(self._connection.execute(query).scalars())

    def stands(self, shown: Shown) -> Stands:
        """How many are shown; how many wait, and how much of them is unapplied."""
        receipt = table("receipt")
        number = self._connection.execute(
            select(func.count()).select_from(receipt).where(*_passes(shown))
        ).scalar_one()
        rows = self._connection.execute(
            select(
                receipt.c.currency,
                func.count(),
                func.sum(receipt.c.amount_minor - receipt.c.applied_minor),
            )
            .where(receipt.c.state.in_(WAITING))
            .group_by(receipt.c.currency)
        ).all()
        unapplied = {currency: int(minor) for currency, _, minor in rows}
        return Stands(number, sum(count for _, count, _ in rows), unapplied)

    def versions(self) -> tuple[int, int]:
        """How many receipts there are, and how often they were changed in all."""
        receipt = table("receipt")
        query = select(func.count(), func.coalesce(func.sum(receipt.c.version), 0))
        number, changes = self._connection.execute(query.select_from(receipt)).one()
        return int(number), int(changes)

    def by_state(self) -> dict[str, int]:
        """How many receipts are in each state."""
        receipt = table("receipt")
        query = select(receipt.c.state, func.count()).group_by(receipt.c.state)
        return {str(state): int(number) for state, number in self._connection.execute(query)}

    def place(self, shown: Shown, receipt_id: int) -> int | None:
        """How many receipts stand before this one; None where it is not shown."""
        receipt = table("receipt")
        passes = _passes(shown)
        at = self._connection.execute(
            select(receipt.c.received, receipt.c.id).where(receipt.c.id == receipt_id, *passes)
        ).one_or_none()
        if at is None:
            return None
        mine = tuple_(receipt.c.received, receipt.c.id)
        here = tuple_(*at)
        before = mine < here if _oldest_first(shown) else mine > here
        counted = select(func.count()).select_from(receipt).where(before, *passes)
        return int(self._connection.execute(counted).scalar_one())


def _oldest_first(shown: Shown) -> bool:
    return shown.state in (ALL_WAITING, *WAITING)


def _order(shown: Shown) -> tuple[ColumnElement[Any], ...]:
    receipt = table("receipt")
    if _oldest_first(shown):
        return (receipt.c.received, receipt.c.id)
    return (receipt.c.received.desc(), receipt.c.id.desc())


def _passes(shown: Shown) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a receipt; every text is bound."""
    receipt = table("receipt")
    passes: list[ColumnElement[bool]] = []
    if shown.state != ALL:
        states = WAITING if shown.state == ALL_WAITING else (shown.state,)
        passes.append(or_(receipt.c.state.in_(states), receipt.c.id.in_(sorted(shown.also))))
    if shown.customer_id is not None:
        passes.append(_of_customer(shown.customer_id))
    if shown.text:
        passes.append(_holds(shown))
    return tuple(passes)


def _of_customer(customer_id: int) -> ColumnElement[bool]:
    """The customer's receipts, and those of which an invoice of theirs got something."""
    receipt, payment = table("receipt"), table("payment")
    gave = select(payment.c.receipt_id).where(
        payment.c.customer_id == customer_id, payment.c.receipt_id.is_not(None)
    )
    return or_(receipt.c.customer_id == customer_id, receipt.c.id.in_(gave))


def _holds(shown: Shown) -> ColumnElement[bool]:
    """Whether any text of a receipt, its customer or its invoices holds what was typed."""
    receipt, customer, payment = table("receipt"), table("customer"), table("payment")
    said: ColumnElement[str] = func.coalesce(receipt.c.ref, "")
    for name in _TEXTS:
        said = said + " " + func.coalesce(receipt.c[name], "")
    found = [_inside(said, shown.text)]
    named = select(customer.c.id).where(
        or_(
            customer.c.name_key.contains(key(shown.text), autoescape=True),
            customer.c.key.contains(key(shown.text), autoescape=True),
        )
    )
    found.append(receipt.c.customer_id.in_(named))
    documents = select(payment.c.receipt_id).where(
        payment.c.receipt_id.is_not(None),
        _inside(payment.c.document, shown.text),
    )
    found.append(receipt.c.id.in_(documents))
    if shown.amounts:
        amounts = sorted(shown.amounts)
        found.append(
            or_(
                receipt.c.amount_minor.in_(amounts),
                and_(
                    receipt.c.state.in_(WAITING),
                    (receipt.c.amount_minor - receipt.c.applied_minor).in_(amounts),
                ),
            )
        )
    return or_(*found)


def _inside(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the text stands there, in small or capital letters: lower() may know only the
    letters of ASCII, so the usual spellings of others are looked for as well."""
    small = func.lower(column).contains(text.casefold(), autoescape=True)
    spelt = sorted({text, text.casefold(), text.upper(), text.title()})
    return or_(small, *(column.contains(one, autoescape=True) for one in spelt))
