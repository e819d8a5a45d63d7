"""The promise: an amount, a day, the invoices it is spread over, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from collectwork.domain import typed as reading
from collectwork.domain.balances import BALANCE
from collectwork.domain.customers import Contact
from collectwork.domain.instalments import MOST, dues
from collectwork.domain.money import decimals, digits
from collectwork.domain.policy import Policy
from collectwork.domain.promises import Open, PromiseInput, Terms, instalments, spread
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.present.cells import amount, day, fit, long_day
from collectwork.present.text import safe
from collectwork.screens.dialogs.frame import Dialog, note, row
from collectwork.widgets.entry import Choice, Field, Option

_EDITABLE = 12
_HOW = ("bank transfer", "direct debit", "card", "cheque", "set-off", "other")


class PromiseDialog(Dialog[PromiseInput]):
    """``items``: what is open in one currency. The amount starts as their total."""

    hint = "⏎ record · tab next field · esc cancel · amounts: 50 %, 1.2k"

    def __init__(
        self,
        name: str,
        items: Sequence[Item],
        contacts: Sequence[Contact],
        today: date,
        policy: Policy,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(typed)
        self._who = name
        self._today = today
        self._policy = policy
        owed = [item for item in items if item.open > 0]
        self._items = sorted(owed, key=lambda i: (i.late_by or date.max, i.id))
        self._contacts = contacts
        self._currency = self._items[0].currency if self._items else ""
        self._total = sum(item.open for item in self._items)

    def title_text(self) -> str:
        where = ", on the account" if any(i.kind == BALANCE for i in self._items) else ""
        return f"Promise to pay{where} · {self._who}"

    def rows(self) -> Iterable[Widget]:
        total = _typed(self._total, self._currency)
        yield row(
            "amount",
            Field(self.was("amount", total), id="amount", classes="amount"),
            Static("", id="of", classes="beside", markup=False),
        )
        yield row("when", Field(self.was("when"), placeholder="fri, +2w, eom, 12.3.", id="when"))
        yield note("resolved")
        with_whom = [Option("", "nobody named")]
        with_whom += [Option(str(c.id), c.name) for c in self._contacts]
        first = str(self._contacts[0].id) if self._contacts else ""
        yield row("with", Choice(with_whom, self.was("with", first), id="with"))
        yield row(
            "how",
            Choice([Option(h, h) for h in _HOW], self.was("how"), id="how"),
            Field(self.was("reference"), placeholder="its reference, if known", id="reference"),
        )
        yield row(
            "instalments",
            Field(self.was("parts", "1"), id="parts", classes="amount"),
            Static("every", classes="fixed", markup=False),
            Field(self.was("every", "month"), placeholder="month, 2w, 10d", id="every"),
        )
        with VerticalScroll(classes="dialog-lines"):
            for item in self._items[:_EDITABLE]:
                yield row(
                    fit(item.document, 16),
                    Static(Content(f"{amount(item.open, item.currency):>13} → "), classes="fixed"),
                    Field(self.was(f"line-{item.id}"), id=f"line-{item.id}", classes="amount"),
                )
        if len(self._items) > _EDITABLE:
            yield note("more")

    def on_mount(self) -> None:
        super().on_mount()
        if not self.typed:
            self._spread()
        self._resolve()

    def on_input_changed(self, event: Input.Changed) -> None:
        if not event.input.has_focus:
            return
        if event.input.id == "amount":
            self._spread()
        elif (event.input.id or "").startswith("line-"):
            self._add_up()
        self._resolve()

    def answer(self) -> PromiseInput:
        if not self._items:
            raise InputRefused("Nothing is open here, so there is nothing to promise.")
        due = self._due()
        lines = self._lines()
        contact = self.text("with")
        plan = PromiseInput(lines, due)
        days = self._days(due)
        if len(days) > 1:
            opens = [Open(id, minor, self._due_of(id)) for id, minor in lines]
            plan = instalments(opens, sum(minor for _, minor in lines), days)
        return replace(
            plan,
            how=self.text("how"),
            contact_id=int(contact) if contact else None,
            reference=self.text("reference") or None,
        )

    # ----- what was typed

    def _amount(self) -> int:
        wanted = reading.amount(self.text("amount"), self._total, self._currency)
        if wanted > self._total:
            raise InputRefused(
                f"Only {amount(self._total, self._currency)} {self._currency} is open: "
                "promise that or less."
            )
        return wanted

    def _due(self) -> date:
        text = self.text("when")
        if not text:
            raise InputRefused("When? Type fri, +2w, eom or 12.3.")
        due = reading.day(text, self._today)
        if due < self._today:
            raise InputRefused(f"{long_day(due)} is past: a promise is about a day to come.")
        return due

    def _days(self, first: date) -> tuple[date, ...]:
        """The days of the instalments; one where it is no plan."""
        text = self.text("parts") or "1"
        if not text.isdecimal() or not 1 <= int(text) <= MOST:
            raise InputRefused(f"Instalments: {text!r} is not a number from 1 to {MOST}.")
        return dues(first, int(text), self.text("every") or "month")

    def _lines(self) -> tuple[tuple[int, int], ...]:
        lines: list[tuple[int, int]] = []
        for item in self._items[:_EDITABLE]:
            text = self.text(f"line-{item.id}")
            if not text or text.strip("0.,") == "":
                continue
            minor = reading.amount(text, item.open, item.currency)
            if minor > item.open:
                raise InputRefused(
                    f"{safe(item.document)} has only {amount(item.open, item.currency)} open."
                )
            lines.append((item.id, minor))
        wanted = self._amount()
        rest = wanted - sum(minor for _, minor in lines)
        if rest > 0 and len(self._items) > _EDITABLE:
            lines += spread(self._opens(self._items[_EDITABLE:]), rest)
            rest = 0
        if rest or not lines:
            raise InputRefused("The lines do not add up to the amount: change one of them.")
        return tuple(lines)

    # ----- what is shown while typing

    def _spread(self) -> None:
        """The typed amount over the invoices, oldest first."""
        try:
            lines = dict(spread(self._opens(self._items), self._amount()))
        except InputRefused:
            return
        for item in self._items[:_EDITABLE]:
            minor = lines.get(item.id, 0)
            field = self.query_one(f"#line-{item.id}", Field)
            with field.prevent(Input.Changed):
                field.value = _typed(minor, item.currency) if minor else ""
        if len(self._items) > _EDITABLE:
            rest = sum(lines.get(item.id, 0) for item in self._items[_EDITABLE:])
            shown = f"and {amount(rest, self._currency)} on {len(self._items) - _EDITABLE} more"
            self.query_one("#more", Static).update(Content(shown))

    def _add_up(self) -> None:
        """The amount follows lines that were changed by hand."""
        total = 0
        for item in self._items[:_EDITABLE]:
            text = self.text(f"line-{item.id}")
            try:
                total += reading.amount(text, item.open, item.currency) if text else 0
            except InputRefused:
                return
        field = self.query_one("#amount", Field)
        with field.prevent(Input.Changed):
            field.value = _typed(total, self._currency)

    def _resolve(self) -> None:
        try:
            said = self._kept_until(self._due())
        except InputRefused as error:
            said = "" if not self.text("when") else str(error)
        self.query_one("#resolved", Static).update(Content(safe(said)))
        self.query_one("#of", Static).update(Content(self._of()))
        self.refuse("")

    def _kept_until(self, due: date) -> str:
        """Until when it can be kept: broken is first true on the day after; of a plan its end."""
        days = self._days(due)
        if len(days) > 1:
            return f"→ {long_day(due)} · {len(days)} parts, the last {long_day(days[-1])}"
        grace = {self._policy.tolerance_of(item.company) for item in self._items} or {0}
        kept = Terms(1, self._today, due, max(grace)).kept_until
        most = "up to " if len(grace) > 1 else ""
        return (
            f"→ {long_day(due)} · kept until {day(kept, self._today).strip()}"
            f" ({most}+{max(grace)} days)"
        )

    def _of(self) -> str:
        """What the typed amount comes to, beside it."""
        whole = f"{self._currency} of {amount(self._total, self._currency)} open"
        try:
            wanted = self._amount()
        except InputRefused:
            return whole
        text = self.text("amount")
        return (
            whole
            if text == _typed(wanted, self._currency)
            else (f"= {amount(wanted, self._currency)} {whole}")
        )

    def _opens(self, items: Sequence[Item]) -> list[Open]:
        return [Open(item.id, item.open, item.late_by) for item in items]

    def _due_of(self, item_id: int) -> date | None:
        return next((item.due for item in self._items if item.id == item_id), None)


def _typed(minor: int, currency: str) -> str:
    """An amount as it can be typed: grouped only where that has one reading."""
    return amount(minor, currency) if digits(currency) == 2 else decimals(minor, currency)
