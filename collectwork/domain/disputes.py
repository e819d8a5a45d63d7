"""Disputes: why an invoice is not paid, who clears it, until when.

A disputed invoice is out of the sequence and never out of the figures. A dispute ends when
somebody resolves it, when the customer withdraws it, or by itself once the invoice is paid or the
disputed part of it credited. One that ended can be opened again; it does not open by itself, also
not when the payment that ended it comes back: that money is asked for, it is not disputed.

=========  ==========================  ===========================================
state      leads to                    by
=========  ==========================  ===========================================
proposed   open, declined              confirm, decline; resolved by itself
open       resolved, withdrawn         resolve, withdraw; resolved by itself
resolved   open                        reopen
withdrawn  open                        reopen
declined   open                        reopen
=========  ==========================  ===========================================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectwork.errors import InputRefused

State = Literal["proposed", "open", "resolved", "withdrawn", "declined"]
Act = Literal["confirm", "decline", "resolve", "withdraw", "reopen", "clear", "change"]

#: Usual reasons; the last is for all others.
CATEGORIES: tuple[tuple[str, str], ...] = (
    ("not_received", "invoice never arrived"),
    ("in_approval", "still in approval"),
    ("price", "price or discount"),
    ("quantity", "quantity or short delivery"),
    ("quality", "quality or damage"),
    ("delivery", "late, early or no delivery"),
    ("proof", "proof of service missing"),
    ("document", "error on the invoice"),
    ("returned", "goods returned"),
    ("deduction", "deduction, bonus or promotion"),
    ("short_payment", "paid less than billed"),
    ("already_paid", "says it is paid"),
    ("negotiating", "sales is negotiating"),
    ("other", "other"),
)
#: What an invoice lacks because a cash discount was taken in time; only payments propose it.
DISCOUNT = "discount"
#: A proposed one, of a short payment, holds nothing back until a person confirms it.
STATES: tuple[State, ...] = ("proposed", "open", "resolved", "withdrawn", "declined")
_LEADS: dict[Act, tuple[tuple[State, ...], State | None]] = {
    "confirm": (("proposed",), "open"),
    "decline": (("proposed",), "declined"),
    "resolve": (("open",), "resolved"),
    "withdraw": (("open",), "withdrawn"),
    "reopen": (("resolved", "withdrawn", "declined"), "open"),
    "clear": (("proposed", "open"), "resolved"),
    "change": (("proposed", "open"), None),
}
_DONE: dict[Act, str] = {
    "confirm": "confirmed", "decline": "declined", "resolve": "resolved",
    "withdraw": "withdrawn", "reopen": "opened again", "clear": "closed", "change": "changed",
}  # fmt: skip
#: Business days after which a dispute without a date of its own is looked at again.
DEFAULT_DAYS = 10


@dataclass(frozen=True, slots=True)
class DisputeInput:
    """What is disputed. No ``items``: the whole account. ``amount`` in minor units of ``currency``,
    None for the whole invoice; a part is possible with one invoice only. ``due``: when the owner
    should have cleared it; None takes the default."""

    items: tuple[int, ...] = ()
    amount: int | None = None
    currency: str | None = None
    category: str = "other"
    reason: str = ""
    owner: str | None = None
    due: date | None = None
    root_cause: str | None = None


def after(state: str, act: Act) -> str:
    """The state that an act leads to; InputRefused where the act does not fit the state."""
    fits, to = _LEADS[act]
    if state not in fits:
        also = "; confirm or decline it" if state == "proposed" else ""
        raise InputRefused(f"Not {_DONE[act]}: the dispute is {state} already{also}.")
    return to or state


def is_overdue(state: str, due: date | None, day: date) -> bool:
    """Whether its owner should have cleared it: from the day after ``due`` on."""
    return state == "open" and due is not None and due < day


def category_label(category: str) -> str:
    """The words for a category; the category itself where a team uses its own."""
    return dict(CATEGORIES, **{DISCOUNT: "cash discount, to be cleared"}).get(category, category)
