"""What a reply suggests: its sentence and what accepting would do, to be changed or declined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from collectwork.domain.disputes import CATEGORIES
from collectwork.domain.money import decimals
from collectwork.domain.suggestions import INVOICE_COPY, STATEMENT_COPY, Suggestion
from collectwork.errors import InputRefused
from collectwork.present.suggestions import KINDS, NEEDED
from collectwork.present.text import safe
from collectwork.screens.dialogs.dated import Dated
from collectwork.screens.dialogs.frame import note, row
from collectwork.widgets.entry import Choice, Field, Option

_COPIES = ((INVOICE_COPY, "copy of the invoices"), (STATEMENT_COPY, "statement of account"))


@dataclass(frozen=True, slots=True)
class Decision:
    """``declined``: why it is not so, "" where it is accepted; the others as typed."""

    declined: str = ""
    amount: str = ""
    day: str = ""
    invoices: tuple[str, ...] = ()
    reason: str = ""


class SuggestionDialog(Dated[Decision]):
    """Accepts with enter, declines with a key and a reason; escape leaves it for later."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "decline", "decline", priority=True)]
    hint = "⏎ accept as shown · f4 decline · tab next field · esc later"
    day_field = "when"

    def __init__(
        self, suggested: Suggestion, today: date, typed: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(today, typed)
        self._one = suggested
        self._declines = False

    def title_text(self) -> str:
        return f"A reply suggests: {KINDS[self._one.kind]} · {self._one.name}"

    def rows(self) -> Iterable[Widget]:
        one = self._one
        documents = ", ".join(one.invoices)
        yield Static(Content(safe(f"“{one.sentence}”")), id="sentence", markup=False)
        yield note("does")
        amount = ""
        if one.amount is not None and one.currency is not None:
            amount = f"{decimals(one.amount, one.currency)} {one.currency}"
        if one.kind in ("promise", "dispute"):
            whole = "all of it" if documents or one.kind == "dispute" else "all overdue"
            field = Field(self.was("amount", amount), placeholder=whole, id="amount")
            yield row("amount", field)
        if one.kind != "copy":
            day = one.day.isoformat() if one.day else ""
            asked = {"promise": "when", "paid": "paid on", "dispute": "until"}[one.kind]
            yield row(asked, Field(self.was("when", day), placeholder="fri, eom", id="when"))
        yield note("resolved")
        yield row(
            "invoices",
            Field(self.was("invoices", documents), placeholder="those it means", id="invoices"),
        )
        if one.kind in ("dispute", "copy"):
            known = CATEGORIES if one.kind == "dispute" else _COPIES
            options = [Option(code, label) for code, label in known]
            yield row("what", Choice(options, self.was("reason", one.reason or ""), id="reason"))
        yield row(
            "or not",
            Field(self.was("declined"), placeholder="f4: why it is not so", id="declined"),
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#does", Static).update(Content(NEEDED[self._one.kind]))

    def day_typed(self) -> date | None:
        return super().day_typed() if self._one.kind != "copy" else None

    def action_decline(self) -> None:
        """Take the answer as a no."""
        self._declines = True
        try:
            self.action_accept()
        finally:
            self._declines = False

    def answer(self) -> Decision:
        typed = {id: text.strip() for id, text in self.all_typed().items()}
        if self._declines:
            if not typed["declined"]:
                self.query_one("#declined").focus()
                raise InputRefused("Why is it not so? Write it, then f4 again.")
            return Decision(declined=typed["declined"])
        if self._one.kind == "promise" and self.day_typed() is None:
            raise InputRefused("When? The reply names no day: type fri, +2w, eom or 12.3.")
        documents = [one.strip() for one in typed["invoices"].split(",")]
        return Decision(
            amount=typed.get("amount", ""),
            day=typed.get("when", ""),
            invoices=tuple(one for one in documents if one),
            reason=typed.get("reason", ""),
        )
