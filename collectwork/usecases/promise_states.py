"""What became of promises, from the money on their invoices; see ``domain.promises``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from collectwork.domain.account import PromiseLine
from collectwork.domain.promises import (
    Assessment,
    Cash,
    Drop,
    Receipt,
    Terms,
    assess,
    frozen_on,
    receipts,
)
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

ENDED = ("withdrawn", "superseded")
_MANY = 500  # invoices beyond which all are read instead of the named ones


@dataclass(frozen=True, slots=True)
class Money:
    """What came on invoices and, where promises are on accounts, on no invoice; ``left``: minor
    units open on an invoice after it all."""

    cash: Mapping[int, list[Cash]]
    drops: Mapping[int, list[Drop]]
    left: Mapping[int, int]
    account: Mapping[tuple[int, str], list[Cash]]

    def on(self, line: PromiseLine) -> list[Receipt]:
        """The receipts that may count for a promise."""
        if line.item_id is None:
            return receipts(self.account.get((line.customer_id, line.currency), ()), ())
        return receipts(self.cash.get(line.item_id, ()), self.drops.get(line.item_id, ()))


def terms_of(line: PromiseLine) -> Terms:
    """The part of a promise that its judgement needs."""
    tolerance = (line.kept_until - line.due).days
    more = line.part < line.parts
    return Terms(line.amount, line.made_on, line.due, tolerance, line.ahead, more)


def changes(desk: Desk, tx: Read) -> tuple[dict[str, tuple[PromiseLine, Assessment]], list[str]]:
    """Promises that are judged differently today than they stand, by id; and those to freeze
    because their invoice was cleared long ago. Set-based: four reads for the whole book."""
    lines = tx.promises.unjudged()
    if not lines:
        return {}, []
    money = _money(tx, lines, None)
    frozen = [line.id for line in lines if frozen_day(desk, line, money) is not None]
    return _differing(desk, lines, money), frozen


def judged_lines(desk: Desk, tx: Write, lines: Sequence[PromiseLine]) -> list[PromiseLine]:
    """These promises as they stand today; what differs is stored, because they are about to be
    superseded or confirmed."""
    running = _running(lines)
    if not running:
        return list(lines)
    money = _money(tx, running, _items(running))
    found = _differing(desk, running, money)
    tx.promises.judge({id: now for id, (_, now) in found.items()}, desk.today)
    return [_judged(desk, line, found, money) for line in lines]


def as_of_today(desk: Desk, tx: Read, lines: Sequence[PromiseLine]) -> list[PromiseLine]:
    """The lines with the state, the money and the confirmation that they have today, evaluated yet
    or not; nothing is stored."""
    running = _running(lines)
    if not running:
        return list(lines)
    items = _items(running)
    money = _money(tx, running, None if len(items) > _MANY else items)
    found = _differing(desk, running, money)
    return [_judged(desk, line, found, money) for line in lines]


def money_of(tx: Read, line: PromiseLine) -> Money:
    """What is known of the money for one promise."""
    return _money(tx, [line], _items([line]))


def frozen_day(desk: Desk, line: PromiseLine, money: Money) -> date | None:
    """Since when a promise is confirmed because its invoice was cleared; None while it is not."""
    if line.item_id is None or line.item_id not in money.left:
        return None
    return frozen_on(
        terms_of(line), money.cash.get(line.item_id, ()), money.drops.get(line.item_id, ()),
        money.left[line.item_id], desk.today, desk.policy.promise_freeze_days,
    )  # fmt: skip


def _running(lines: Sequence[PromiseLine]) -> list[PromiseLine]:
    return [line for line in lines if not line.frozen and line.state not in ENDED]


def _items(lines: Sequence[PromiseLine]) -> set[int]:
    return {line.item_id for line in lines if line.item_id is not None}


def _money(tx: Read, lines: Sequence[PromiseLine], items: Collection[int] | None) -> Money:
    """Of the named invoices; None: of all whose promises can change."""
    customers = {line.customer_id for line in lines if line.item_id is None}
    return Money(
        tx.promises.cash(items),
        tx.promises.drops(items),
        tx.promises.left(items),
        tx.promises.cash_on_account(customers) if customers else {},
    )


def _judged(
    desk: Desk,
    line: PromiseLine,
    found: Mapping[str, tuple[PromiseLine, Assessment]],
    money: Money,
) -> PromiseLine:
    if line.frozen or line.state in ENDED:
        return line
    frozen = frozen_day(desk, line, money) is not None
    if line.id not in found:
        return replace(line, frozen=frozen)
    now = found[line.id][1]
    return replace(
        line, state=now.state, received=now.received, late=now.late, state_on=now.on, frozen=frozen
    )


def _differing(
    desk: Desk, lines: Sequence[PromiseLine], money: Money
) -> dict[str, tuple[PromiseLine, Assessment]]:
    share = desk.policy.kept_share_percent
    found = {}
    for line in lines:
        frozen = frozen_day(desk, line, money)
        now = assess(terms_of(line), money.on(line), desk.today, share, frozen)
        if (now.state, now.received, now.late) != (line.state, line.received, line.late):
            found[line.id] = (line, now)
    return found
