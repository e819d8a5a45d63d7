"""Disputes: why an invoice is not paid, who clears it, until when.

A disputed invoice is out of the sequence and never out of the figures. A dispute ends when
somebody resolves it, when the customer withdraws it, or by itself once the invoice is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
STATES = ("proposed", "open", "resolved", "withdrawn", "declined")
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


def category_label(category: str) -> str:
    """The words for a category; the category itself where a team uses its own."""
    return dict(CATEGORIES, **{DISCOUNT: "cash discount, to be cleared"}).get(category, category)
