"""What stands in the way of a decision about money that came in, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from collectwork.domain.cash import CashItem, Receipt
from collectwork.domain.money import spoken
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.usecases.ports.work import Write

Lines = Sequence[tuple[int, int]]


def check_free(found: Receipt, refused: str) -> None:
    """Conflict where the receipt is on somebody's account already."""
    if found.state == "on_account":
        raise Conflict(
            f"{refused}: this receipt is on account of {found.name} already{by_whom(found)}. Take "
            f"that back first (`collectwork cash back {found.id} --reason …`) if it is wrong."
        )


def by_whom(found: Receipt) -> str:
    """Who decided, and when, in brackets; nothing where nobody did."""
    if found.decided_by is None:
        return ""
    who = "by the import" if found.automatic else f"by {found.decided_by}"
    return f" ({who}, {(found.decided_at or '')[:16].replace('T', ' ')} UTC)"


def check_lines(found: Receipt, lines: Lines, items: Mapping[int, CashItem]) -> None:
    """InputRefused or NotFound where the lines are not possible: nothing is applied beyond what is
    open or beyond what came in."""
    if not lines:
        raise InputRefused("Not applied: name at least one invoice.")
    sign = -1 if found.amount_minor < 0 else 1
    booked = found.posted or found.received
    if len({item_id for item_id, _ in lines}) < len(lines):
        raise InputRefused("Not applied: an invoice is named twice.")
    for item_id, minor in lines:
        item = items.get(item_id)
        if item is None:
            raise NotFound("Not applied: there is no such invoice.")
        if item.currency != found.currency:
            raise InputRefused(
                f"Not applied: {item.document} is in {item.currency}, the receipt in "
                f"{found.currency}."
            )
        room = item.room(booked) if sign > 0 else -(item.taken_before + item.taken_after)
        if minor == 0 or minor * room <= 0 or abs(minor) > abs(room):
            what = "open of" if sign > 0 else "paid by known money on"
            raise InputRefused(
                f"Not applied: {spoken(minor, item.currency)} is not possible, "
                f"{spoken(abs(room), item.currency)} are {what} {item.document}."
            )
    used = sum(minor for _, minor in lines)
    if used * sign < 0 or abs(used) > abs(found.unapplied_minor):
        raise InputRefused(
            f"Not applied: that is {spoken(used, found.currency)}, and "
            f"{spoken(found.unapplied_minor, found.currency)} are left of the receipt."
        )


def check_returns(tx: Write, found: Receipt) -> None:
    """Conflict where the bank returned the payment that is to be taken back."""
    later = tx.cash.reversals_of(found.id)
    if later:
        raise Conflict(
            f"Not taken back: the bank returned this payment (receipt {later[0]}). Take that "
            "receipt back first."
        )
