"""What has become of an item between two ledgers: events from before and after, no guesses.

A change that is only seen by comparing has an interval (day of the ledger before, day of this
one]; it is one day only where the source names the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item as the ledger before showed it; ``minor`` is its open amount there."""

    id: int
    customer_id: int
    kind: str
    currency: str
    minor: int
    due: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """The item before, and what the new ledger says: 0 when it no longer holds the item."""

    before: ItemState
    minor: int
    due: date | None
    settled: date | None  # the day, where the source names it


@dataclass(frozen=True, slots=True)
class ItemEvent:
    """One event of an item. kind: paid, part_paid, credited, reopened, due_moved, vanished,
    changed (an amount that rose, or a credit that was partly used)."""

    item_id: int
    kind: str
    before: int
    after: int
    due_before: date | None
    due_after: date | None
    from_day: date | None
    until: date | None


def events(changes: Sequence[Change], after: date | None, until: date | None) -> list[ItemEvent]:
    """The events of all changes between two ledgers of one company.

    An invoice's loss that equals a credit of the same customer that went at the same time is
    ``credited``; items that are no invoices and are gone have ``vanished``.
    """
    credits = _vanished_credits(changes)
    found: list[ItemEvent] = []
    for change in sorted(changes, key=lambda change: change.minor != 0):  # whole losses first
        kind = _amount_event(change, credits)
        if kind:
            found.append(_event(change, kind, after, until))
        if change.minor != 0 and change.before.minor != 0 and change.due != change.before.due:
            found.append(_event(change, "due_moved", after, until))
    return found


def _amount_event(change: Change, credits: dict[tuple[int, str], list[int]]) -> str | None:
    before, now = change.before.minor, change.minor
    if before == now:
        return None
    if before == 0:
        return "reopened"
    if before < 0 or change.before.kind not in ("invoice", "other"):
        return "vanished" if now == 0 else "changed"
    if now > before:
        return "changed"
    available = credits[(change.before.customer_id, change.before.currency)]
    if before - now in available:
        available.remove(before - now)
        return "credited"
    return "paid" if now <= 0 else "part_paid"


def _vanished_credits(changes: Sequence[Change]) -> dict[tuple[int, str], list[int]]:
    credits: dict[tuple[int, str], list[int]] = defaultdict(list)
    for change in changes:
        old = change.before
        if old.minor < 0 and change.minor == 0 and old.kind == "credit":
            credits[(old.customer_id, old.currency)].append(-old.minor)
    return credits


def _event(change: Change, kind: str, after: date | None, until: date | None) -> ItemEvent:
    exact = change.settled if kind in ("paid", "credited") else None
    return ItemEvent(
        change.before.id, kind, change.before.minor, change.minor, change.before.due, change.due,
        exact or after, exact or until,
    )  # fmt: skip
