"""A promise that an outcome starts: one per invoice, and what becomes of the earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from collectwork.domain.account import PromiseLine
from collectwork.domain.activity import new_id
from collectwork.domain.balances import BALANCE
from collectwork.domain.calendar import business_day_from
from collectwork.domain.customers import Customer
from collectwork.domain.money import decimals
from collectwork.domain.promises import Line, PromiseInput, fate_of_earlier, level_after
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.usecases import promise_states
from collectwork.usecases.actions.effects import Started, own_items
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

ENDED = ("withdrawn", "superseded")


def promise(
    desk: Desk, tx: Write, customer: Customer, wanted: PromiseInput, entry_id: str
) -> Started:
    """A promise per invoice; earlier ones on these invoices are superseded or confirmed. On
    balances of a summary by age it is one on the account, because they have no invoices."""
    items = own_items(tx, customer, [item for p in wanted.instalments for item, _ in p.lines])
    _check_promise(desk, wanted, items)
    earlier = tx.promises.of_items(items)
    if any(item.kind == BALANCE for item in items.values()):
        earlier += tx.promises.of_account(customer.id)
    known = promise_states.judged_lines(desk, tx, earlier)
    lines = _promise_lines(desk, customer, wanted, items, _newest(known), entry_id)
    running = [p for p in known if p.state not in ENDED and not p.frozen]
    superseded = [p for p in running if _fate(p, desk.today) == "superseded"]
    confirmed = [p for p in running if _fate(p, desk.today) == "confirmed"]
    tx.promises.end([p.id for p in superseded], "superseded", desk.today)
    tx.promises.freeze([p.id for p in confirmed])
    tx.promises.add(lines)
    first = min(line.kept_until for line in lines)
    details: dict[str, Any] = {
        "promise": [
            {
                "id": line.id,
                "item": line.item_id,
                "invoice": line.document,
                "currency": line.currency,
                "minor": line.amount,
                "due": line.due.isoformat(),
                "kept_until": line.kept_until.isoformat(),
                "level": line.level,
                "part": line.part,
                "parts": line.parts,
                "ahead": line.ahead,
            }
            for line in lines
        ]
    }
    if wanted.how:
        details["how"] = wanted.how
    if wanted.reference:
        details["reference"] = wanted.reference
    if confirmed:
        details["confirmed"] = [p.id for p in confirmed]
        details["judged"] = [
            {"id": p.id, "is": p.state, "received": p.received, "late": p.late} for p in confirmed
        ]
    if superseded:
        details["superseded"] = [p.id for p in superseded]
    changed = {p.id: [p.state, p.state_on.isoformat() if p.state_on else None] for p in running}
    return Started(
        details,
        tuple(items),
        # broken is first true on the day after; a plan comes back after its first part: then only
        # what broke, or is due beside the plan, is anything to collect
        business_day_from(first + timedelta(days=1), desk.holidays),
        before={"promises": changed} if changed else {},
        words=_words(lines),
    )


def _words(lines: Sequence[PromiseLine]) -> str:
    """What was promised, in words: a sum by a day, or so many instalments."""
    last = max(line.kept_until for line in lines)
    by = f"by {max(line.due for line in lines).isoformat()}"
    if lines[0].parts > 1:
        return f"{_sums(lines)} in {lines[0].parts} instalments {by}"
    same = len({line.kept_until for line in lines}) == 1
    return f"{_sums(lines)} {by}" + (f", kept until {last.isoformat()}" if same else "")


def _promise_lines(
    desk: Desk,
    customer: Customer,
    wanted: PromiseInput,
    items: dict[int, Item],
    earlier: dict[int | None, PromiseLine],
    entry_id: str,
) -> list[PromiseLine]:
    ahead: dict[int | None, int] = {}
    lines = []
    parts = wanted.instalments
    for number, part in enumerate(parts, 1):
        for item_id, minor in _of_the_account(part.lines, items):
            item = items[item_id] if item_id is not None else _balance(items)
            before = earlier.get(item_id)
            lines.append(
                PromiseLine(
                    id=new_id(),
                    customer_id=customer.id,
                    customer=customer.number,
                    item_id=item_id,
                    document=item.document if item_id is not None else None,
                    currency=item.currency,
                    amount=minor,
                    received=0,
                    made_on=desk.today,
                    due=part.due,
                    kept_until=part.due + timedelta(days=desk.policy.tolerance_of(item.company)),
                    state="open",
                    level=level_after(before.state, before.level) if before else 1,
                    actor=desk.actor,
                    how=wanted.how,
                    reference=wanted.reference,
                    entry_id=entry_id,
                    ahead=ahead.get(item_id, 0),
                    contact_id=wanted.contact_id,
                    part=number,
                    parts=len(parts),
                )
            )
            ahead[item_id] = ahead.get(item_id, 0) + minor
    return lines


def _of_the_account(lines: Sequence[Line], items: dict[int, Item]) -> list[tuple[int | None, int]]:
    """What is promised on balances, as one sum on the account (item None)."""
    found = [(id, minor) for id, minor in lines if items[id].kind != BALANCE]
    rest = sum(minor for id, minor in lines if items[id].kind == BALANCE)
    return [*found, (None, rest)] if rest else [*found]


def _balance(items: dict[int, Item]) -> Item:
    return next(item for item in items.values() if item.kind == BALANCE)


def _check_promise(desk: Desk, wanted: PromiseInput, items: dict[int, Item]) -> None:
    if not items:
        raise InputRefused("Not promised: name an amount on at least one open invoice.")
    if len({item.currency for item in items.values() if item.kind == BALANCE}) > 1:
        raise InputRefused("Not promised: balances of two currencies need a promise each.")
    promised: dict[int, int] = {}
    for part in wanted.instalments:
        if part.due < desk.today:
            raise InputRefused(f"Not promised: {part.due.isoformat()} lies in the past.")
        for item_id, minor in part.lines:
            if minor <= 0:
                raise InputRefused("Not promised: each amount must be more than zero.")
            promised[item_id] = promised.get(item_id, 0) + minor
    for item_id, minor in promised.items():
        item = items[item_id]
        if minor > item.open:
            said, owed = (decimals(amount, item.currency) for amount in (minor, item.open))
            raise InputRefused(
                f"Not promised: {said} {item.currency} is more than the {owed} that is open "
                f"on {item.document}."
            )


def _newest(lines: Sequence[PromiseLine]) -> dict[int | None, PromiseLine]:
    """The newest promise of each invoice; of a plan of instalments one that was not kept, if any.

    ``lines`` come newest first.
    """
    newest: dict[int | None, PromiseLine] = {}
    for line in lines:
        known = newest.setdefault(line.item_id, line)
        if line.entry_id == known.entry_id and known.state == "kept":
            newest[line.item_id] = line
    return newest


def _fate(line: PromiseLine, today: date) -> str:
    return fate_of_earlier(line.state, promise_states.terms_of(line), today)


def _sums(lines: Sequence[PromiseLine]) -> str:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, 0) + line.amount
    return " and ".join(f"{decimals(minor, code)} {code}" for code, minor in sorted(sums.items()))
