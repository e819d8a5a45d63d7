"""The mail: the step's template filled in, to be read over and sent with one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from collectwork.domain.mail import Letter, Queued
from collectwork.domain.tone import Finding, Intent, findings
from collectwork.domain.tone_calmer import applicable, calmed
from collectwork.errors import CollectworkError, InputRefused
from collectwork.present.letter import as_html, letter_lines
from collectwork.present.text import safe
from collectwork.screens.base import Workbench, away
from collectwork.screens.dialogs.frame import Dialog, row
from collectwork.screens.dialogs.rewriting import RewritingDialog
from collectwork.usecases.templates import rewriting
from collectwork.widgets.entry import Field, Writing
from collectwork.widgets.painted import Sheet

_TITLES = {"mail": "Mail", "letter": "Letter", "sms": "Text (SMS)", "portal": "Portal notice"}
RECHECK_AFTER = 0.4  # seconds of rest after the last key


class MailDialog(Dialog[Letter]):
    """Returns the letter as it was edited."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "send", id="mail.send", priority=True),
        Binding("ctrl+t", "calmer", "calmer wording", id="mail.calmer", priority=True),
        Binding("ctrl+r", "rewrite", "rewrite", id="mail.rewrite", priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    hint = "ctrl+s send: it is queued and you go on · tab next field · esc cancel"
    calmer_hint = "ctrl+t calmer wording · ctrl+s send · tab next field · esc cancel"
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
        self._found: tuple[Finding, ...] = findings(letter.intent) if letter.intent else ()
        own = {one.words for one in self._found}
        self._notes = tuple(one for one in letter.findings if one not in own)
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        letter = self._letter
        with Vertical(classes="dialog mail"):
            yield Static(
                Content(f"{_TITLES[letter.channel]} · {safe(self._who)}"),
                classes="dialog-title",
                markup=False,
            )
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
        self._show_known()
        if self.typed:
            self._recheck()

    def _show_known(self) -> None:
        said = (*self._notes, *(one.words for one in self._found))
        letter = replace(self._letter, findings=said)
        self.query_one(Sheet).show(
            lambda room: letter_lines(letter, self._before, room, self._today)
        )
        hint = self.hint if applicable(self._found) is None else self.calmer_hint
        self.query_one(".dialog-hint", Static).update(Content(hint))

    @on(TextArea.Changed)
    @on(Input.Changed, "#subject")
    def _edited(self) -> None:
        """The tone is looked at again once the typing rests."""
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(RECHECK_AFTER, self._recheck)

    def _recheck(self) -> None:
        self.run_worker(self._rechecked(), group="tone", exclusive=True, exit_on_error=False)

    async def _rechecked(self) -> None:
        if (intent := self._intent()) is not None:
            self._found = await away(findings, intent)
            if self.is_mounted:
                self._show_known()

    def _intent(self) -> Intent | None:
        """What the letter is about, with what stands in the fields now."""
        if self._letter.intent is None:
            return None
        text = self.query_one(Writing).text
        return replace(self._letter.intent, subject=self.text("subject"), text=text)

    def action_calmer(self) -> None:
        """The first suggestion of the tone check is taken over; ctrl+z takes it back."""
        intent = self._intent()
        found = findings(intent) if intent else ()
        one = applicable(found)
        if intent is None or one is None:
            self.refuse("There is nothing to say more calmly.")
            return
        text = calmed(intent.text, one)
        if text == intent.text and one.kind != "exclamation":
            self.refuse(f"“{one.found}” stands in the subject: change it there.")
            return
        if one.kind == "exclamation":
            self.query_one("#subject", Field).value = calmed(intent.subject, one)
        self._write(text)
        self.refuse("")

    def _write(self, text: str) -> None:
        """Another text in the place of the one there is, as an edit that can be taken back."""
        writing = self.query_one(Writing)
        if text != writing.text:
            writing.replace(text, (0, 0), writing.document.end)

    def action_rewrite(self) -> None:
        """Ask the model of the config for another wording; it is shown before it is used."""
        self.refuse("The model is asked for another wording …")
        self.run_worker(self._rewrite(), group="rewrite", exclusive=True, exit_on_error=False)

    async def _rewrite(self) -> None:
        desk, text = cast(Workbench, self.app).desk, self.query_one(Writing).text
        try:
            proposal = await away(rewriting.propose, desk, self._letter, text)
        except CollectworkError as error:
            if self.is_mounted:
                self.refuse(str(error))
            return
        if not self.is_mounted:
            return
        self.refuse("")
        if await self.app.push_screen_wait(RewritingDialog(proposal)):
            if self.query_one(Writing).text != text:
                self.refuse("The text was changed meanwhile: ask again.")
                return
            self._letter = replace(self._letter, rewritten=proposal.model)
            self._write(proposal.letter.text)

    def action_submit(self) -> None:
        """Enter goes on to the text: only ctrl+s sends."""
        self.query_one(Writing).focus()

    def answer(self) -> Letter:
        paper = self._letter.channel in ("letter", "portal")  # lines, not addresses to be typed
        to = self._letter.to if paper else _addresses(self.text("to"))
        if not to and not paper:  # a letter without an address is held for that, and says so
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
