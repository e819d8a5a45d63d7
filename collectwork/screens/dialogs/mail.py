"""The mail: the step's template filled in, to be read over and sent with one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from collectwork.domain.mail import Letter, Queued
from collectwork.errors import InputRefused
from collectwork.present.letter import as_html, letter_lines
from collectwork.present.text import safe
from collectwork.screens.dialogs.frame import Dialog, row
from collectwork.widgets.entry import Field, Writing
from collectwork.widgets.painted import Sheet


class MailDialog(Dialog[Letter]):
    """Returns the letter as it was edited."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "send", id="mail.send", priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    hint = "ctrl+s send: it is queued and you go on · tab next field · esc cancel"
    AUTO_FOCUS = "#text"

    def __init__(
        self,
        letter: Letter,
        name: str,
        before: Sequence[Queued],
        today: date,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(typed)
        self._letter, self._who = letter, name
        self._before, self._today = before, today

    def compose(self) -> ComposeResult:
        letter = self._letter
        with Vertical(classes="dialog mail"):
            yield Static(Content(f"Mail · {safe(self._who)}"), classes="dialog-title", markup=False)
            with Horizontal(classes="mail-body"):
                with Vertical(classes="mail-left"):
                    yield row("to", Field(self.was("to", ", ".join(letter.to)), id="to"))
                    yield row("copy", Field(self.was("cc", ", ".join(letter.cc)), id="cc"))
                    yield row("subject", Field(self.was("subject", letter.subject), id="subject"))
                    yield Writing(self.was("text", letter.text), id="text")
                yield Sheet(id="known")
            yield Static("", classes="dialog-error", markup=False)
            yield Static(Content(self.hint), classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Sheet).can_focus = False
        self.query_one(Sheet).show(
            lambda room: letter_lines(self._letter, self._before, room, self._today)
        )

    def action_submit(self) -> None:
        """Enter goes on to the text: only ctrl+s sends."""
        self.query_one(Writing).focus()

    def answer(self) -> Letter:
        to = _addresses(self.text("to"))
        if not to:
            raise InputRefused("To whom? No address is known: type one.")
        subject = self.text("subject")
        if not subject:
            raise InputRefused("A mail needs a subject.")
        text = self.query_one(Writing).text
        if not text.strip():
            raise InputRefused("The mail is empty.")
        html = self._letter.html if text == self._letter.text else as_html(text)
        copies = _addresses(self.text("cc"))
        return replace(self._letter, to=to, cc=copies, subject=subject, text=text, html=html)


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())
