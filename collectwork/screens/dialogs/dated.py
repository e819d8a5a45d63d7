"""What dialogs about an account's invoices share: a day spelled out while typed, what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Generic, TypeVar

from textual.content import Content
from textual.widgets import Static

from collectwork.domain import typed as reading
from collectwork.domain.balances import BALANCE
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.present.cells import amount, long_day
from collectwork.screens.dialogs.frame import Dialog

Value = TypeVar("Value")


class Dated(Dialog[Value], Generic[Value]):
    """A dialog with a day in one field and a ``note("resolved")`` that says which day it is."""

    hint = "⏎ record · tab next field · ← → choose · esc cancel"
    #: The id of the field in which the day is typed.
    day_field: ClassVar[str]

    def __init__(self, today: date, typed: Mapping[str, str] | None) -> None:
        super().__init__(typed)
        self._today = today

    def day_typed(self) -> date | None:
        """The day; None where nothing is typed. Raises InputRefused."""
        text = self.text(self.day_field)
        return reading.day(text, self._today) if text else None

    def on_input_changed(self) -> None:
        try:
            day = self.day_typed()
            said = f"→ {long_day(day)}" if day else ""
        except InputRefused as error:
            said = str(error)
        self.query_one("#resolved", Static).update(Content(said))
        self.refuse("")


def owed(items: Sequence[Item]) -> list[Item]:
    """The invoices on which something is open; sums by age are no invoices."""
    return [item for item in items if item.open > 0 and item.kind != BALANCE]


def named(item: Item) -> str:
    """An invoice among which one is chosen: its number and what is open."""
    return f"{item.document}  {amount(item.open, item.currency)} {item.currency}"
