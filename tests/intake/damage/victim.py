"""A file about to be damaged, and how its amounts are written.

Each mutation changes a sheet and returns the sets of (document, open) that may be read from it;
none where the file must be refused. A refusal is always allowed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from damage.sheet import Sheet

Amounts = Counter[tuple[str, int]]


@dataclass
class Victim:
    """A sheet about to be damaged. ``truth``: what it says now; ``proved``: its totals are whole
    and checked; ``items``: (document, open) by place."""

    sheet: Sheet
    items: list[tuple[str, int]]
    proved: bool
    chance: random.Random
    loose: bool = False  # amounts alone are compared

    @property
    def truth(self) -> Amounts:
        return Counter(self.items)

    def pick(self) -> tuple[int, int]:
        """An item (its place) and its row."""
        return self.chance.choice(sorted(self.sheet.found.items()))

    def less(self, *gone: int) -> Amounts:
        return Counter(item for place, item in enumerate(self.items) if place not in gone)

    def changed(self, place: int, minor: int) -> Amounts:
        amounts = self.less(place)
        if minor:
            amounts[self.items[place][0], minor] += 1
        return amounts


Mutation = Callable[[Victim], list[Amounts]]
SKIP: list[Amounts] = [Counter({("skip", 0): 1})]  # this file cannot be damaged so


def digits(text: str) -> int:
    return int("".join(c for c in text if c in "0123456789") or "0")


def as_minor(cell: Any) -> int | None:
    """A cell's amount, if it bears two decimals or is a number."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return round(cell * 100)
    if not isinstance(cell, str) or not re.search(r"\d[.,]\d\d\D*$", cell):
        return None
    negative = "-" in cell or "(" in cell or cell.strip().casefold().endswith("cr")
    return -digits(cell) if negative else digits(cell)


def like(example: str, minor: int) -> str:
    """An amount in the style of another."""
    mark = "," if re.search(r",\d\d\D*$", example) else "."
    body = f"{abs(minor) // 100}{mark}{abs(minor) % 100:02}"
    sign = "$" if "$" in example else ""
    if re.search(r"(?i)[cd]r$", example):
        return f"{body} {'Cr' if minor < 0 else 'Dr'}"
    if example.endswith("-"):
        return body + ("-" if minor < 0 else "")
    return f"{'-' if minor < 0 else ''}{sign}{body}"
