"""What accepting a suggestion would do: its own values, with what a person changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.calendar import add_business_days
from collectwork.domain.disputes import CATEGORIES, DisputeInput
from collectwork.domain.money import decimals
from collectwork.domain.promises import PromiseInput
from collectwork.domain.receivables import Item
from collectwork.domain.suggestions import INVOICE_COPY, STATEMENT_COPY, Suggestion
from collectwork.errors import InputRefused
from collectwork.present.text import safe
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

#: Business days after which money that is said to be on its way is looked for.
LOOK_AGAIN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person changes before accepting; None leaves what the reply says.

    ``amount`` in minor units of ``currency``. ``items``: ids of invoices, () for none in
    particular. ``reason``: a dispute's category, or what a copy is asked of.
    """

    amount: int | None = None
    currency: str | None = None
    day: date | None = None
    items: tuple[int, ...] | None = None
    reason: str | None = None

    @property
    def changes(self) -> bool:
        """Whether anything is given."""
        return any(
            one is not None
            for one in (self.amount, self.currency, self.day, self.items, self.reason)
        )


NO_EDIT = Edit()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A suggestion as it will be done: invoices, amount, day and reason."""

    items: tuple[Item, ...]
    amount: int | None
    currency: str | None
    day: date | None
    reason: str | None
    edited: bool


def wanted(tx: Read, line: Suggestion, edit: Edit) -> Wanted:
    """The suggestion with what was changed. Raises InputRefused for an invoice that is not the
    customer's."""
    ids = line.items if edit.items is None else edit.items
    items = tuple(tx.accounts.items_by_id(ids)) if ids else ()
    if any(one.customer_id != line.customer_id for one in items) or len(items) != len(set(ids)):
        raise InputRefused(f"Not accepted: {safe(line.name)} has no such invoice.")
    amount = line.amount if edit.amount is None else edit.amount
    currency = edit.currency or line.currency
    reason = edit.reason or line.reason
    day = edit.day or line.day
    edited = (
        set(ids) != set(line.items)
        or (amount, day, reason) != (line.amount, line.day, line.reason)
        or (amount is not None and currency != line.currency)
    )
    return Wanted(items, amount, currency, day, reason, edited)


def promise_of(desk: Desk, tx: Read, line: Suggestion, want: Wanted) -> PromiseInput:
    """Lines per invoice: the named ones, else all that is overdue, else all that is open; the
    amount goes to the oldest first. Raises InputRefused for what the promise lacks."""
    if want.day is None:
        raise InputRefused(
            "Not accepted: the reply names no day of payment. Give one, or ask the customer."
        )
    items = [one for one in want.items or _owed(desk, tx, line) if one.open > 0]
    if want.amount is not None:
        items = [one for one in items if want.currency in (None, one.currency)]
    if not items:
        raise InputRefused("Not accepted: nothing is open of what the promise is about.")
    items.sort(key=lambda one: (one.late_by or date.max, one.id))
    lines = _spread(items, want.amount)
    return PromiseInput(lines=tuple(lines), due=want.day)


def _owed(desk: Desk, tx: Read, line: Suggestion) -> Sequence[Item]:
    owed = [one for one in tx.accounts.owed(line.customer_id) if one.open > 0]
    late = [one for one in owed if one.late_by is not None and one.late_by < desk.today]
    enough = line.amount is None or sum(
        one.open for one in late if line.currency in (None, one.currency)
    ) >= (line.amount or 0)
    return late if late and enough else owed


def _spread(items: Sequence[Item], amount: int | None) -> list[tuple[int, int]]:
    if amount is None:
        return [(one.id, one.open) for one in items]
    codes = {one.currency for one in items}
    if len(codes) > 1:
        raise InputRefused(
            f"Not accepted: invoices in {' and '.join(sorted(codes))}; name those that are meant."
        )
    left, lines = amount, []
    for one in items:
        part = min(left, one.open)
        if part > 0:
            lines.append((one.id, part))
            left -= part
    if left > 0 or not lines:
        code = items[0].currency
        most = sum(one.open for one in items)
        raise InputRefused(
            f"Not accepted: {decimals(amount, code)} {code} is more than the "
            f"{decimals(most, code)} {code} that is open. Give the amount that is meant."
        )
    return lines


def dispute_of(line: Suggestion, want: Wanted) -> DisputeInput:
    """The dispute with the sentence as its reason."""
    category = want.reason or "other"
    if category not in dict(CATEGORIES):
        known = ", ".join(name for name, _ in CATEGORIES)
        raise InputRefused(f"{safe(category)!r} is no reason of a dispute: {known}.")
    return DisputeInput(
        items=tuple(one.id for one in want.items),
        amount=want.amount,
        currency=want.currency if want.amount is not None else None,
        category=category,
        reason=line.sentence,
        due=want.day,
    )


def look_again_on(desk: Desk, want: Wanted) -> date:
    """When money that is said to be paid should be here: some business days after the day it is
    said to have left, and not before the next business day."""
    left = want.day if want.day is not None and want.day <= desk.today else desk.today
    due = add_business_days(left, LOOK_AGAIN_DAYS, desk.holidays)
    return max(due, add_business_days(desk.today, 1, desk.holidays))


def template_of(want: Wanted) -> str:
    """The template that answers a wish for a copy."""
    what = want.reason or INVOICE_COPY
    templates = {INVOICE_COPY: "copy_request", STATEMENT_COPY: "statement"}
    if what not in templates:
        raise InputRefused(
            f"{safe(what)!r} is nothing to copy: {INVOICE_COPY} or {STATEMENT_COPY}."
        )
    return templates[what]
