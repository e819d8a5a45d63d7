"""Contacts made about invoices that were settled already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cause = Literal["not yet posted", "posted before"]


@dataclass(frozen=True, slots=True)
class Settling:
    """A line that took from an invoice: cash, allocation or credit note; a return is negative."""

    invoice: int
    amount: int
    value: date
    posted: date


@dataclass(frozen=True, slots=True)
class Made:
    """A contact and the day it was made."""

    id: str
    day: date
    invoices: tuple[int, ...]
    who: str = ""


@dataclass(frozen=True, slots=True)
class Wasted:
    """``not yet posted`` is the process's, ``posted before`` ours."""

    contact: Made
    cause: Cause


def wasted(
    contacts: Iterable[Made], amounts: dict[int, int], lines: Sequence[Settling]
) -> list[Wasted]:
    """Contacts of which every invoice was settled on an earlier day, by value date.

    ``amounts``: original amount of each invoice. Same-day money has no known order: not counted.
    """
    by_invoice: dict[int, list[Settling]] = defaultdict(list)
    for line in lines:
        by_invoice[line.invoice].append(line)
    found = []
    for contact in contacts:
        if not contact.invoices or any(one not in amounts for one in contact.invoices):
            continue
        if all(
            _settled(by_invoice[one], amounts[one], contact.day, "value")
            for one in contact.invoices
        ):
            known = all(
                _settled(by_invoice[one], amounts[one], contact.day, "posted")
                for one in contact.invoices
            )
            found.append(Wasted(contact, "posted before" if known else "not yet posted"))
    return found


def _settled(lines: Sequence[Settling], amount: int, day: date, clock: str) -> bool:
    taken = sum(
        line.amount for line in lines if (line.value if clock == "value" else line.posted) < day
    )
    return amount > 0 and taken >= amount
