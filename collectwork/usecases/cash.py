"""Money that came in: what each receipt may pay, and people's decisions about it.

A decision is one transaction with one log entry that says what was and what is, why, and how sure
it was. Nothing is ever applied beyond what is open or beyond what came in; whoever decides second
on the same money is refused and told who was first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import new_id
from collectwork.domain.cash import STATES, WAITING, CashItem, Decided, Proposal, Receipt
from collectwork.domain.matching_checks import account_key
from collectwork.domain.money import spoken
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.usecases import cash_matching, promises
from collectwork.usecases.cash_checks import (
    Lines,
    by_whom,
    check_free,
    check_lines,
    check_returns,
)
from collectwork.usecases.cash_entries import (
    decided,
    discounts_of,
    disputes_of,
    entries,
    total,
)
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write


def receipts(
    desk: Desk,
    state: str | None = None,
    customer_id: int | None = None,
    *,
    with_proposals: bool = True,
) -> list[Receipt]:
    """Receipts, oldest first; those that wait bear their best proposal. ``state``: one of
    ``domain.cash.STATES``, None = all."""
    if state is not None and state not in STATES:
        raise InputRefused(f"{state!r} is no state of a receipt: {', '.join(STATES)}.")
    with desk.store.read() as tx:
        found = tx.cash.receipts([state] if state else (), customer_id)
        waiting = [one.id for one in found if one.state in (*WAITING, "on_account")]
        best = cash_matching.proposed(tx, desk.policy, waiting) if with_proposals else {}
    return [
        replace(one, best=options[0]) if (options := best.get(one.id)) else one for one in found
    ]


def receipt(desk: Desk, receipt_id: int) -> Receipt:
    """One receipt with its best proposal; NotFound where there is none of that number."""
    with desk.store.read() as tx:
        found = _known(tx, receipt_id)
        options = cash_matching.proposed(tx, desk.policy, [receipt_id]).get(receipt_id)
    return replace(found, best=options[0]) if options else found


def proposals(desk: Desk, receipt_id: int) -> list[Proposal]:
    """What may be paid with what is left of a receipt, the best first."""
    with desk.store.read() as tx:
        _known(tx, receipt_id)
        return cash_matching.proposed(tx, desk.policy, [receipt_id]).get(receipt_id, [])


def apply(
    desk: Desk,
    receipt_id: int,
    lines: Lines,
    *,
    dispute_short: bool = False,
    seen: int | None = None,
    why: str = "",
    confidence: int | None = None,
    key: str | None = None,
) -> Decided:
    """Apply what is left of a receipt to items: (item id, minor units) each, in addition to what
    it pays already. ``dispute_short``: propose a dispute about what is missing on each of them.
    ``seen``: the receipt's version when it was looked at; another one is refused.
    """
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            found = _undecided(tx, receipt_id, seen, "Not applied")
            items = tx.cash.cash_items([item_id for item_id, _ in lines])
            check_lines(found, lines, items)
            less = _discounted(desk, tx, found, lines, items)
            now = {line.item_id: line.minor for line in found.lines}
            for item_id, minor in lines:
                now[item_id] = now.get(item_id, 0) + minor
            rest = found.amount_minor - sum(now.values())
            owner = found.customer_id or items[lines[0][0]].customer_id
            state = "applied" if rest == 0 else (
                "on_account" if found.state == "on_account" else "part"
            )  # fmt: skip
            _write(desk, tx, found, state, now, owner, why, confidence)
            missing = _missing(desk, found, lines, items) if dispute_short else []
            made = disputes_of(desk, found, missing, tx.key) or less
            tx.cash.propose_disputes(made)
            _learn(desk, tx, found, {items[item_id].customer_id for item_id, _ in lines})
            said = f"{total(found, lines)} applied to {_names(lines, items)}" + (
                f"; {spoken(rest, found.currency)} stay unapplied." if rest else "."
            ) + _contained(found, lines, items)  # fmt: skip
            entries(desk, tx, found, "cash.applied", said, why=why, confidence=confidence,
                    disputes=[row["id"] for row in made])  # fmt: skip
    return _done(desk, tx)


def apply_best(desk: Desk, receipt_id: int, key: str | None = None) -> Decided:
    """Apply the best proposal as it stands; refused where there is none with lines."""
    options = proposals(desk, receipt_id)
    best = next((one for one in options if one.lines), None)
    if best is None:
        said = options[0].reasons[-1] if options else "nothing points to an invoice or a customer"
        raise InputRefused(
            f"Not applied: there is no proposal for this receipt: {said}. Name its invoices, or "
            "leave it on the customer's account."
        )
    if len(options) > 1 and options[1].lines and options[1].confidence == best.confidence:
        raise InputRefused(
            "Not applied: two proposals are equally likely. Look at them with "
            f"`collectwork cash show {receipt_id}` and name the invoices with --invoice."
        )
    return apply(
        desk, receipt_id, [(line.item_id, line.minor) for line in best.lines],
        dispute_short=best.dispute, why="; ".join(best.reasons), confidence=best.confidence,
        key=key,
    )  # fmt: skip


def put_on_account(
    desk: Desk,
    receipt_id: int,
    customer_id: int,
    *,
    seen: int | None = None,
    key: str | None = None,
) -> Decided:
    """What is left of a receipt belongs to a customer, without an invoice for now."""
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            found = _undecided(tx, receipt_id, seen, "Not put on account")
            customer = tx.accounts.customer(customer_id)
            if customer is None:
                raise NotFound("There is no such customer.")
            check_free(found, "Not put on account")
            now = {line.item_id: line.minor for line in found.lines}
            _write(desk, tx, found, "on_account", now, customer_id, "", None)
            _learn(desk, tx, found, {customer_id})
            money = spoken(found.unapplied_minor, found.currency)
            said = f"{money} put on account of {customer.name}."
            entries(desk, tx, found, "cash.on_account", said)
    return _done(desk, tx)


def set_aside(
    desk: Desk, receipt_id: int, reason: str, *, seen: int | None = None, key: str | None = None
) -> Decided:
    """This is no customer's money: it is counted and offered no longer."""
    if not reason.strip():
        raise InputRefused("Not set aside: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            found = _undecided(tx, receipt_id, seen, "Not set aside")
            check_free(found, "Not set aside")
            if found.lines:
                raise InputRefused(
                    "Not set aside: a part of it is applied. Take that back first "
                    f"(`collectwork cash back {receipt_id} --reason …`)."
                )
            _write(desk, tx, found, "set_aside", {}, None, reason, None)
            money = spoken(found.amount_minor, found.currency)
            entries(desk, tx, found, "cash.set_aside", f"{money} set aside.", reason=reason)
    return _done(desk, tx)


def take_back(
    desk: Desk, receipt_id: int, reason: str, *, seen: int | None = None, key: str | None = None
) -> Decided:
    """Undo what was applied, put on account or set aside; the receipt waits for a decision again.

    Never decided anew by itself. Disputes that it proposed and nobody confirmed go with it.
    """
    if not reason.strip():
        raise InputRefused("Not taken back: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            found = _current(tx, receipt_id, seen, "Not taken back")
            if found.state == "open":
                raise InputRefused("Not taken back: nothing is decided about this receipt.")
            check_returns(tx, found)
            proposed = tx.cash.disputes_of(receipt_id)
            tx.disputes.close(proposed, "undone", reason, desk.today)
            if found.payer_account and found.decided_by and not found.automatic:
                known = sorted({line.customer_id for line in found.lines})
                known = known or ([found.customer_id] if found.customer_id else [])
                tx.cash.learn(account_key(found.payer_account), known, desk.today, -1)
            owner = tx.cash.told_customer(receipt_id)
            _release(desk, tx, found)
            _write(desk, tx, found, "open", {}, owner, "", None)
            money = spoken(found.amount_minor, found.currency)
            said = f"{money} of {found.payer or 'an unnamed payer'} wait for a decision again."
            entries(desk, tx, found, "cash.taken_back", said, reason=reason)
    return _done(desk, tx)


# -- checks


def _known(tx: Read, receipt_id: int) -> Receipt:
    found = tx.cash.by_id(receipt_id)
    if found is None:
        raise NotFound(f"There is no receipt {receipt_id}: `collectwork cash` lists them.")
    return found


def _current(tx: Write, receipt_id: int, seen: int | None, refused: str) -> Receipt:
    found = _known(tx, receipt_id)
    if seen is not None and seen != found.version:
        raise Conflict(
            f"{refused}: this receipt was changed since you looked{by_whom(found)}; it is "
            f"{found.state.replace('_', ' ')} now. Look again, then decide."
        )
    return found


def _undecided(tx: Write, receipt_id: int, seen: int | None, refused: str) -> Receipt:
    found = _current(tx, receipt_id, seen, refused)
    if found.state == "set_aside" or not found.unapplied_minor:
        state = "applied" if found.state != "set_aside" else "set aside"
        raise Conflict(
            f"{refused}: this receipt is {state} already{by_whom(found)}. Take that back first "
            f"(`collectwork cash back {found.id} --reason …`) if it is wrong."
        )
    return found


# -- writing


def _write(
    desk: Desk,
    tx: Write,
    found: Receipt,
    state: str,
    lines: Mapping[int, int],
    customer_id: int | None,
    why: str,
    confidence: int | None,
) -> None:
    tx.cash.change(
        found.id, state=state, customer_id=customer_id, automatic=False, confidence=confidence,
        reasons=[why] if why else None, decided_by=desk.actor,
        decided_at=clocks.text(desk.clock()), entry_id=tx.key,
    )  # fmt: skip
    tx.imports.stand_again(tx.cash.book({found.id: lines}))


def _release(desk: Desk, tx: Write, found: Receipt) -> None:
    """A reversal that is taken back frees the receipt that it had set aside."""
    earlier_id = tx.cash.told([found.id])[found.id]["reverses_id"]
    if earlier_id is None:
        return
    tx.cash.change(found.id, reverses_id=None)
    earlier = _known(tx, earlier_id)
    if earlier.state == "set_aside":
        _write(desk, tx, earlier, "open", {}, tx.cash.told_customer(earlier_id), "", None)


def _learn(desk: Desk, tx: Write, found: Receipt, customers: set[int]) -> None:
    if found.payer_account and found.amount_minor > 0:
        tx.cash.learn(account_key(found.payer_account), sorted(customers), desk.today)


def _discounted(
    desk: Desk, tx: Write, found: Receipt, lines: Lines, items: Mapping[int, CashItem]
) -> list[dict[str, Any]]:
    """What these lines leave open, where it is a cash discount that was taken in time."""
    options = cash_matching.proposed(tx, desk.policy, [found.id]).get(found.id, [])
    wanted = sorted(lines)
    for one in options:
        if sorted((line.item_id, line.minor) for line in one.lines) == wanted:
            return discounts_of(desk, found.id, one, items, tx.key)
    return []


def _missing(
    desk: Desk, found: Receipt, lines: Lines, items: Mapping[int, CashItem]
) -> list[tuple[CashItem, int]]:
    booked = found.posted or found.received
    rests = [(items[id], items[id].room(booked) - minor) for id, minor in lines if minor > 0]
    return [(item, rest) for item, rest in rests if rest > 0]


def _names(lines: Lines, items: Mapping[int, CashItem]) -> str:
    names = [items[item_id].document for item_id, _ in lines]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more


def _contained(found: Receipt, lines: Lines, items: Mapping[int, CashItem]) -> str:
    """Says so where a ledger is younger than the money: its figures stay as they are."""
    booked = found.posted or found.received
    day = max((items[id].ledger_day or booked for id, _ in lines if items[id].told_of(booked)),
              default=None)  # fmt: skip
    if day is None:
        return ""
    return f" The ledger of {day.isoformat()} is not older than this money: it keeps its figures."


def _done(desk: Desk, tx: Write) -> Decided:
    made = decided(tx)
    if tx.replayed is None:
        promises.evaluate(desk)  # what was promised and came is no longer held back
    return made
