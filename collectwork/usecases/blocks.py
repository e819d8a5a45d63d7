"""Blocks: no contact for a customer or an invoice, until a date, with a reason and a history."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

from collectwork.domain.account import BlockLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.balances import BALANCE
from collectwork.domain.blocks import KINDS, holds
from collectwork.errors import InputRefused, NotFound
from collectwork.present.text import safe
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.desk import Desk

STATES = ("active", "ended")


def blocks(desk: Desk, state: str | None = None, customer_id: int | None = None) -> list[BlockLine]:
    """Blocks, oldest first: ``active``, ``ended`` or all."""
    if state is not None and state not in STATES:
        raise InputRefused(f"{state!r} is no state of a block: {', '.join(STATES)}.")
    with desk.store.read() as tx:
        return tx.blocks.lines(desk.today, state, customer_id)


def block(
    desk: Desk,
    customer_id: int,
    kind: str,
    reason: str,
    until: date | None,
    item_id: int | None = None,
    key: str | None = None,
) -> Recorded:
    """Keep contact away from a customer, or from one invoice. ``kind`` as ``domain.blocks.KINDS``;
    only insolvency, legal and do-not-contact may be without an end."""
    _check(desk, kind, reason, until)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            tx.accounts.worked(customer_id, None)
            customer = tx.accounts.customer(customer_id)
            if customer is None:
                raise NotFound("There is no such customer.")
            items = tx.accounts.items_by_id([item_id]) if item_id is not None else []
            if item_id is not None and (not items or items[0].customer_id != customer_id):
                raise InputRefused(f"Not blocked: {customer.name} has no such invoice.")
            if any(item.kind == BALANCE for item in items):
                raise InputRefused(
                    "Not blocked: a balance by age is no invoice and goes with the next summary. "
                    "Block the customer."
                )
            line = BlockLine(
                id=new_id(),
                customer_id=customer_id,
                customer=customer.number,
                item_id=item_id,
                kind=kind,
                reason=reason,
                since=desk.today,
                until=until,
                lifted_on=None,
                actor=desk.actor,
            )
            tx.blocks.add(tx.key, line)
            end = f" until {until.isoformat()}" if until else ""
            tx.record(
                Action(
                    kind="block.set",
                    code=f"block_{kind}",
                    channel="none",
                    account=customer_id,
                    customer=customer.number,
                    work_day=desk.today,
                    text=reason,
                    items=tuple(item.id for item in items),
                    invoices=tuple(item.document for item in items),
                    next_on=until,
                    details={
                        "block_id": line.id,
                        "until": until.isoformat() if until else None,
                        "undo": {"block": line.id},
                        "said": f"Blocked: {safe(customer.name)} – {kind}{end}",
                    },
                )
            )
    return recorded(tx)


def lift(desk: Desk, block_id: str, reason: str, key: str | None = None) -> Recorded:
    """End a block before its date."""
    if not reason.strip():
        raise InputRefused("Not lifted: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = tx.blocks.by_id(block_id)
            if line is None:
                raise NotFound("There is no such block.")
            if not holds(line.since, line.until, line.lifted_on, desk.today):
                raise InputRefused("Not lifted: the block has ended already.")
            tx.accounts.worked(line.customer_id, None)
            tx.blocks.lift(line.id, desk.today)
            tx.record(
                Action(
                    kind="block.lifted",
                    code=f"block_{line.kind}_lifted",
                    channel="none",
                    account=line.customer_id,
                    customer=line.customer,
                    work_day=desk.today,
                    text=reason,
                    details={
                        "block_id": line.id,
                        "undo": {"block": line.id},
                        "said": f"Block lifted: {line.kind}",
                    },
                )
            )
    return recorded(tx)


def _check(desk: Desk, kind: str, reason: str, until: date | None) -> None:
    names = [one.kind for one in KINDS]
    found = next((one for one in KINDS if one.kind == kind), None)
    if found is None:
        near = get_close_matches(kind, names, 1, 0.4)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise InputRefused(f"There is no kind of block {kind!r}.{hint} Known: {', '.join(names)}.")
    if not reason.strip():
        raise InputRefused("Not blocked: a block needs its reason.")
    if until is None and not found.refuses:
        raise InputRefused(f"Not blocked: {found.label!r} needs a date on which it ends.")
    if until is not None and until < desk.today:
        raise InputRefused(f"Not blocked: {until.isoformat()} lies in the past.")
