"""Writers that turn one invented ledger into the files that real systems export.

``LAYOUTS[name].write(ledger, path, chance)`` writes the file and returns what must come back of it
(``Written``); ``differences(content, promise)`` says what came back otherwise. Ledgers come from
``invented(chance, …)``; a layout says which it can hold (``several`` currencies), and ``ready``
makes a ledger fit.
"""

from __future__ import annotations

import random

from writers import odd, plain, quickbooks, sap, systems, xero
from writers.ledger import (
    FIELDS,
    Item,
    Layout,
    Ledger,
    Written,
    differences,
    invented,
    numbered,
    read_items,
)

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for module in (quickbooks, xero, sap, systems, plain, odd)
    for layout in module.LAYOUTS
}


def ready(layout: Layout, chance: random.Random, size: int = 25) -> Ledger:
    """An invented ledger that the layout can hold."""
    codes = ("EUR", "USD", "CHF") if layout.several else ("EUR",)
    euro = "plain" in layout.name or layout.name.startswith(("sap", "swiss", "outline", "with"))
    currencies = codes if layout.several else ("EUR",) if euro else ("USD",)
    ledger = invented(chance, size=max(size, layout.least), currencies=currencies)
    return numbered(ledger) if layout.numbers else ledger


__all__ = [
    "FIELDS", "LAYOUTS", "Item", "Layout", "Ledger", "Written", "differences", "invented",
    "numbered", "read_items", "ready",
]  # fmt: skip
