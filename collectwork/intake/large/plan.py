"""What the head of a large ledger shows: the columns and styles that all its rows must follow."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from collectwork.intake import numbers
from collectwork.intake.dates import Order


class NotPlain(Exception):
    """Something that only the careful reader can decide."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How every row is written. ``places``: part → column; ``facts``: parts that describe the
    account; ``empty``: columns without a single value in the head; ``marked``: amounts of the head
    show their decimal mark; ``currency``: that of all rows where no column names it; ``balance``:
    open amounts may be balances of accounts; ``ages``: columns that must add up to the open amount
    (all of them, where ``ages_complete``)."""

    path: str
    delimiter: str
    width: int
    places: dict[str, int]
    facts: tuple[str, ...]
    empty: tuple[int, ...]
    mark: numbers.Mark
    marked: bool
    orders: dict[str, Order | None]
    serials: dict[str, bool]
    currency: str | None
    balance: bool
    ages: tuple[int, ...] = ()
    ages_complete: bool = False

    def as_json(self) -> str:
        """For a process of its own."""
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, text: str) -> Plan:
        """What ``as_json`` wrote."""
        told: dict[str, Any] = json.loads(text)
        for name in ("facts", "empty", "ages"):
            told[name] = tuple(told[name])
        return cls(**told)
