"""By hand: which invoices of the customer the money is for, and how much of it each gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from collectwork.domain import typed as reading
from collectwork.domain.cash import CashItem, Receipt
from collectwork.domain.promises import Open, spread
from collectwork.errors import InputRefused
from collectwork.present import words
from collectwork.present.cells import amount, day
from collectwork.screens.dialogs.frame import Dialog, note, row
from collectwork.widgets.entry import Choice, Field, Option
from collectwork.widgets.ticks import Tick, Ticks

_LINE = "line-"
_SHORT = (
    Option("", "stays open"),
    Option("dispute", "a dispute is proposed"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What each item gets; no line at all leaves the money on the customer's account."""

    lines: tuple[tuple[int, int], ...]
    dispute_short: bool = False


class AllocateDialog(Dialog[Given]):
    """``items``: what the money can have paid of the customer; ``given``: what a proposal would
    give to each, where there is one."""

    hint = "⏎ apply · space tick · digits: an amount · tab next field · esc cancel"
    AUTO_FOCUS = "#ticks"

    def __init__(
        self,
        name: str,
        receipt: Receipt,
        items: Sequence[CashItem],
        given: Mapping[int, int],
        today: date,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(typed)
        self._who, self._today, self._given = name, today, given
        self._whole, self._currency = receipt.unapplied_minor, receipt.currency
        booked = receipt.posted or receipt.received
        self._opens = [Open(item.id, item.room(booked), item.due) for item in items]
        self._items = items

    def title_text(self) -> str:
        return f"Apply by hand · {self._who}"

    def rows(self) -> Iterable[Widget]:
        whole = f"{self._currency} of {amount(self._whole, self._currency)} unapplied"
        yield row(
            "amount",
            Field(self.was("amount"), id="amount", classes="amount", placeholder="spread"),
            Static(Content(whole), classes="beside", markup=False),
        )
        pairs = zip(self._items, self._opens, strict=True)
        ticks = [self._tick(item, open.open) for item, open in pairs]
        typed = {
            int(name.removeprefix(_LINE)): text
            for name, text in self.typed.items()
            if name.startswith(_LINE)
        }
        yield Ticks(ticks, typed, self._whole, id="ticks")
        yield row("short", Choice(_SHORT, self.was("short"), id="short"))
        yield note("sum")

    def on_mount(self) -> None:
        super().on_mount()
        if not any(name.startswith(_LINE) for name in self.typed):
            self._begin()
        self._add_up()

    def on_input_changed(self, event: Input.Changed) -> None:
        """An amount typed on top is spread over the invoices, oldest first."""
        if event.input.has_focus:
            self._spread(event.value.strip())
            self._add_up()

    def on_ticks_changed(self) -> None:
        self._add_up()

    def all_typed(self) -> dict[str, str]:
        ticks = self.query_one(Ticks)
        lines = {f"{_LINE}{id}": text for id, text in ticks.typed.items() if text}
        return super().all_typed() | lines

    def answer(self) -> Given:
        lines = self.query_one(Ticks).lines()
        over = sum(minor for _, minor in lines) - self._whole
        if over > 0:
            raise InputRefused(
                f"That is {amount(over, self._currency)} {self._currency} more than there is: "
                "give one of them less."
            )
        return Given(lines, bool(self.text("short")))

    # ----- what is shown while typing

    def _begin(self) -> None:
        """What the proposal says, else oldest first."""
        known = {item.id for item in self._items}
        given = {id: minor for id, minor in self._given.items() if id in known and minor > 0}
        if given:
            self.query_one(Ticks).spread(given)
        else:
            self._spread("all")

    def _spread(self, text: str) -> None:
        ticks = self.query_one(Ticks)
        if not text:
            ticks.spread({})
            return
        try:
            wanted = min(reading.amount(text, self._whole, self._currency), self._whole)
        except InputRefused:
            return
        total = sum(open.open for open in self._opens)
        ticks.spread(dict(spread(self._opens, min(wanted, total))) if total else {})

    def _add_up(self) -> None:
        self.query_one("#sum", Static).update(Content(self._sum()))
        self.refuse("")

    def _sum(self) -> str:
        try:
            lines = self.query_one(Ticks).lines()
        except InputRefused as error:
            return str(error)
        if not lines:
            return "nothing ticked: ⏎ leaves all of it on the account"
        given = sum(minor for _, minor in lines)
        left = self._whole - given
        said = f"{amount(given, self._currency)} on {words.count(len(lines), 'invoice')}"
        if left < 0:
            return f"{said} · {amount(-left, self._currency)} too much"
        return f"{said} · {amount(left, self._currency)} stays unapplied" if left else said

    def _tick(self, item: CashItem, minor: int) -> Tick:
        due = f"due {day(item.due, self._today).strip()}" if item.due else ""
        return Tick(item.id, item.document, due, minor, item.currency)
