"""Blocks: no contact for a customer or an invoice, until a date, with a reason and a history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from collectwork.domain.account import BlockLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.balances import BALANCE
from collectwork.domain.blocks import KINDS, holds
from collectwork.errors import InputRefused, NotFound
from collectwork.present.text import safe
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.actions.deciding import decided
from collectwork.usecases.desk import Desk
from collectwork.usecases.picking import picked
from collectwork.usecases.ports.work import Write

STATES = ("active", "ended")


@dataclass(frozen=True, slots=True)
class BlockStep:
    """One decision about a block: ``what`` is set, changed or lifted; ``until`` ISO text."""

    at: str
    who: str
    what: str
    reason: str
    until: str | None
    undone: bool


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
            line = _holding(desk, tx, block_id, "Not lifted")
            tx.blocks.lift(line.id, desk.today)
            kind = ("block.lifted", f"block_{line.kind}_lifted")
            undo = {"block": line.id}
            tx.record(_changed(desk, line, kind, reason, f"Block lifted: {line.kind}", undo))
    return recorded(tx)


def prolong(
    desk: Desk, block_id: str, until: date, reason: str, key: str | None = None
) -> Recorded:
    """Another, later last day; a block without an end gets one. Sooner is ``lift``."""
    if not reason.strip():
        raise InputRefused("Not prolonged: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = _holding(desk, tx, block_id, "Not prolonged")
            if until < desk.today:
                raise InputRefused(f"Not prolonged: {until.isoformat()} lies in the past.")
            if line.until is not None and until <= line.until:
                raise InputRefused(
                    f"Not prolonged: the block lasts until {line.until.isoformat()} already. "
                    "To end it sooner, lift it."
                )
            tx.blocks.move(line.id, until)
            kind = ("block.changed", f"block_{line.kind}_prolonged")
            was = line.until.isoformat() if line.until else None
            undo = {"block": line.id, "until": was}
            said = f"Block prolonged: {line.kind} until {until.isoformat()}"
            tx.record(_changed(desk, line, kind, reason, said, undo, until))
    return recorded(tx)


def history(desk: Desk, block_id: str) -> tuple[BlockLine, list[BlockStep]]:
    """A block and what was decided about it, in order."""
    with desk.store.read() as tx:
        line = picked(tx.blocks, block_id, "block", "blocks")
        entries = sorted(tx.happenings.entries(line.customer), key=lambda one: one.seq)
    own = [
        one
        for one in entries
        if one.kind.startswith("block.") and one.data.get("block_id") == line.id
    ]
    undone = {one.data["target"] for one in entries if one.kind == "undone" and one.body}
    return line, [
        BlockStep(one.recorded_at, one.actor, one.kind.removeprefix("block."),
                  str(one.data.get("text", "")), one.data.get("until"), one.id in undone)
        for one in own
    ]  # fmt: skip


def _holding(desk: Desk, tx: Write, block_id: str, refused: str) -> BlockLine:
    """The block that is meant, of a customer that is locked now; it must still hold."""
    line = picked(tx.blocks, block_id, "block", "blocks")
    if not holds(line.since, line.until, line.lifted_on, desk.today):
        raise InputRefused(f"{refused}: the block has ended already.")
    tx.accounts.worked(line.customer_id, None)
    return line


def _changed(
    desk: Desk,
    line: BlockLine,
    kind: tuple[str, str],
    reason: str,
    said: str,
    undo: Mapping[str, Any],
    until: date | None = None,
) -> Action:
    more = {"until": until.isoformat()} if until else {}
    details = {"block_id": line.id, **more, "undo": dict(undo), "said": said}
    return decided(desk, line, kind, reason, details, next_on=until)


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
