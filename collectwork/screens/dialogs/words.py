"""Dialogs that ask for words: a note, a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from collectwork.errors import InputRefused
from collectwork.present.text import safe
from collectwork.screens.dialogs.frame import Dialog
from collectwork.widgets.entry import Field, Writing

SKIP_REASONS = (
    "payment run announced",
    "waiting for an answer from sales",
    "waiting for an answer from the customer",
    "talked to them elsewhere",
    "no time today",
)
ESCALATION_REASONS = (
    "no reaction to any contact",
    "promises are not kept",
    "refuses without a reason",
    "credit hold should be decided",
    "insolvency feared",
)


class NoteDialog(Dialog[str]):
    """A note of several lines."""

    hint = "ctrl+s keep the note · esc cancel"

    def __init__(self, name: str, typed: Mapping[str, str] | None = None) -> None:
        super().__init__(typed)
        self._who = name

    def title_text(self) -> str:
        return f"Note · {self._who}"

    def rows(self) -> Iterable[Widget]:
        yield Writing(self.was("note"), id="note")

    def answer(self) -> str:
        text = self.text("note")
        if not text:
            raise InputRefused("An empty note says nothing: write it, or press esc.")
        return text


class ReasonDialog(Dialog[str]):
    """A reason in one line; a number stands for one of the usual reasons, which is then marked:
    only enter takes it, because a reason may begin with a figure."""

    hint = "⏎ accept · or a number, then ⏎ · esc cancel"

    def __init__(
        self, what: str, name: str, usual: Sequence[str], typed: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(typed)
        self._what, self._who, self._usual = what, name, usual

    def title_text(self) -> str:
        return f"{self._what} · {self._who}"

    def rows(self) -> Iterable[Widget]:
        yield Field(self.was("reason"), placeholder="why?", id="reason")
        yield Static(self._listed(None), classes="dialog-note", id="usual", markup=False)

    def _listed(self, meant: str | None) -> Content:
        """The usual reasons with their numbers, the one that is meant marked."""
        rows = [
            f"{'▸' if text == meant else ' '}{number} {text}"
            for number, text in enumerate(self._usual, 1)
        ]
        return Content("\n".join(rows))

    def _meant(self) -> str | None:
        """The usual reason whose number stands in the field."""
        text = self.text("reason")
        known = text.isdecimal() and 1 <= int(text) <= len(self._usual)
        return self._usual[int(text) - 1] if known else None

    @on(Input.Changed, "#reason")
    def _typed(self) -> None:
        meant = self._meant()
        self.query_one("#usual", Static).update(self._listed(meant))
        hint = f"⏎ takes “{meant}” · esc cancel" if meant else self.hint
        self.query_one(".dialog-hint", Static).update(Content(hint))

    def answer(self) -> str:
        text = self._meant() or self.text("reason")
        if not text:
            raise InputRefused("A reason is needed: it is what makes this fair later.")
        return text


class OverrideDialog(Dialog[str]):
    """The contact policy refuses, or asks. Going on needs a reason, which the log keeps."""

    hint = "⏎ go on all the same, with this reason · esc leave it"

    def __init__(self, name: str, sentence: str, *, asks: bool = False) -> None:
        super().__init__()
        self._who, self._sentence, self._asks = name, sentence, asks

    def title_text(self) -> str:
        return f"{'Why now?' if self._asks else 'Not allowed'} · {self._who}"

    def rows(self) -> Iterable[Widget]:
        yield Static(Content(safe(self._sentence)), classes="dialog-note", markup=False)
        yield Field(placeholder="why all the same?", id="reason")

    def answer(self) -> str:
        text = self.text("reason")
        if not text:
            raise InputRefused("Without a reason it stays as it is: press esc.")
        return text
