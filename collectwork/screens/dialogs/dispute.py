"""The dispute: why, which invoices, how much, who clears it, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from collectwork.domain import typed as reading
from collectwork.domain.balances import BALANCE
from collectwork.domain.disputes import CATEGORIES, DisputeInput
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.present.cells import amount, day
from collectwork.screens.dialogs.dated import Dated, named, owed
from collectwork.screens.dialogs.frame import note, row
from collectwork.widgets.entry import Choice, Field, Option


class DisputeDialog(Dated[DisputeInput]):
    """``items``: the open invoices of the account."""

    day_field = "due"

    def __init__(
        self,
        name: str,
        items: Sequence[Item],
        today: date,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(today, typed)
        self._who = name
        self._summed = any(item.kind == BALANCE for item in items)
        self._items = sorted(owed(items), key=lambda i: (i.late_by or date.max, i.id))

    def title_text(self) -> str:
        return f"Dispute · {self._who}"

    def rows(self) -> Iterable[Widget]:
        what = [Option(code, label) for code, label in CATEGORIES]
        yield row("why", Choice(what, self.was("category"), id="category"))
        yield row("in words", Field(self.was("reason"), placeholder="what they say", id="reason"))
        which = [
            Option(str(item.id), f"{named(item)}  due {day(item.due, self._today).strip()}")
            for item in self._items
        ]
        why = " (balances by age have no invoices)" if self._summed else ""
        which.append(Option("", f"the whole account{why}"))
        oldest = which[0].value  # what is disputed is an invoice more often than the account
        yield row("what", Choice(which, self.was("item", oldest), id="item"))
        yield row(
            "amount",
            Field(self.was("amount"), placeholder="all of it", id="amount", classes="amount"),
            Static(Content("empty = the whole; or 200, 50 %"), classes="beside"),
        )
        yield row("owner", Field(self.was("owner"), placeholder="who clears it", id="owner"))
        yield row("until", Field(self.was("due"), placeholder="+2w, eom, 12.3.", id="due"))
        yield note("resolved")

    def answer(self) -> DisputeInput:
        reason = self.text("reason")
        if not reason:
            raise InputRefused("Write in a few words what they say is wrong.")
        chosen = self.text("item")
        item = next((one for one in self._items if str(one.id) == chosen), None)
        typed = self.text("amount")
        if typed and item is None:
            raise InputRefused("A part can be disputed of one invoice only: choose which.")
        part = reading.amount(typed, item.open, item.currency) if typed and item else None
        if part is not None and item is not None and part > item.open:
            raise InputRefused(f"Only {amount(item.open, item.currency)} is open there.")
        return DisputeInput(
            items=(item.id,) if item else (),
            amount=part,
            currency=item.currency if part is not None and item else None,
            category=self.text("category"),
            reason=reason,
            owner=self.text("owner") or None,
            due=self.day_typed(),
        )
