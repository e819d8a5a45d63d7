"""What became of promises, from the money on their invoices; see ``domain.promises``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from collectwork.domain.account import PromiseLine
from collectwork.domain.promises import (
    Assessment,
    Cash,
    Drop,
    Terms,
    assess,
    is_frozen,
    receipts,
)
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

_ENDED = ("withdrawn", "superseded")
_MANY = 500  # invoices beyond which all are read instead of the named ones


def terms_of(line: PromiseLine) -> Terms:
    """The part of a promise that its judgement needs."""
    tolerance = (line.kept_until - line.due).days
    return Terms(line.amount, line.made_on, line.due, tolerance, line.ahead)


def changes(desk: Desk, tx: Read) -> tuple[dict[str, tuple[PromiseLine, Assessment]], list[str]]:
    """Promises that are judged differently today than they stand, by id; and those to freeze
    because their invoice was cleared long ago. Set-based: three reads for the whole book."""
    lines = tx.promises.unjudged()
    if not lines:
        return {}, []
    cash, drops = tx.promises.cash(), tx.promises.drops()
    account = _on_account(tx, lines)
    cleared = tx.promises.cleared_items()
    frozen = [line.id for line in lines if _long_cleared(desk, line, cleared, cash, drops)]
    return _differing(desk, lines, cash, drops, account), frozen


def judged_lines(desk: Desk, tx: Write, lines: Sequence[PromiseLine]) -> list[PromiseLine]:
    """These promises as they stand today; what differs is stored, because they are about to be
    superseded or confirmed."""
    items = {line.item_id for line in lines if line.item_id is not None}
    open_to_change = [line for line in lines if not line.frozen and line.state not in _ENDED]
    if not open_to_change:
        return list(lines)
    found = _differing(
        desk, open_to_change, tx.promises.cash(items), tx.promises.drops(items),
        _on_account(tx, open_to_change),
    )  # fmt: skip
    tx.promises.judge({id: now for id, (_, now) in found.items()}, desk.today)
    return [_judged(line, found[line.id][1]) if line.id in found else line for line in lines]


def as_of_today(desk: Desk, tx: Read, lines: Sequence[PromiseLine]) -> list[PromiseLine]:
    """These promises with the states they have today, whether or not they were evaluated yet;
    nothing is stored."""
    running = [line for line in lines if not line.frozen and line.state not in _ENDED]
    items = {line.item_id for line in running if line.item_id is not None}
    if not running:
        return list(lines)
    if len(items) > _MANY:
        cash, drops = tx.promises.cash(), tx.promises.drops()
    else:
        cash, drops = tx.promises.cash(items), tx.promises.drops(items)
    found = _differing(desk, running, cash, drops, _on_account(tx, running))
    return [_judged(line, found[line.id][1]) if line.id in found else line for line in lines]


def _judged(line: PromiseLine, now: Assessment) -> PromiseLine:
    return replace(line, state=now.state, received=now.received, late=now.late, state_on=now.on)


def _differing(
    desk: Desk,
    lines: Sequence[PromiseLine],
    cash: Mapping[int, list[Cash]],
    drops: Mapping[int, list[Drop]],
    account: Mapping[tuple[int, str], list[Cash]],
) -> dict[str, tuple[PromiseLine, Assessment]]:
    found = {}
    for line in lines:
        if line.item_id is None:
            money = receipts(account.get((line.customer_id, line.currency), ()), ())
        else:
            money = receipts(cash.get(line.item_id, ()), drops.get(line.item_id, ()))
        now = assess(terms_of(line), money, desk.today, desk.policy.kept_share_percent)
        if (now.state, now.received, now.late) != (line.state, line.received, line.late):
            found[line.id] = (line, now)
    return found


def _on_account(tx: Read, lines: Sequence[PromiseLine]) -> Mapping[tuple[int, str], list[Cash]]:
    """Money of the customers who promised on the account, as far as it is on no invoice."""
    customers = {line.customer_id for line in lines if line.item_id is None}
    return tx.promises.cash_on_account(customers) if customers else {}


def _long_cleared(
    desk: Desk,
    line: PromiseLine,
    cleared: set[int],
    cash: Mapping[int, list[Cash]],
    drops: Mapping[int, list[Drop]],
) -> bool:
    if line.item_id not in cleared or line.kept_until >= desk.today:
        return False
    days: list[date] = [one.received for one in cash.get(line.item_id, ())]
    days += [one.until for one in drops.get(line.item_id, ())]
    return is_frozen(max(days, default=None), desk.today, desk.policy.promise_freeze_days)
