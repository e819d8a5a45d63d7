"""A part of the list: by words, by what is to be done, by amount, by person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from collectwork.domain.matching import Matching
from collectwork.domain.team import Person
from collectwork.domain.typed import amount
from collectwork.errors import InputRefused
from collectwork.screens.daylist import View
from collectwork.screens.dialogs.frame import Dialog, row
from collectwork.widgets.entry import Choice, Field, Option

_ACTIONS = (
    ("", "everything"),
    ("call", "calls"),
    ("mail", "mails"),
    ("promise_broken", "broken promises"),
    ("callback", "call-backs"),
    ("escalate", "escalations"),
    ("desk", "handed over or back"),
)
_STATES = (("", "done and still to do"), ("open", "still to do"), ("done", "done"))
_EVERYBODY = "*"


class FilterDialog(Dialog[View]):
    """Returns the view to show; all fields empty shows the whole list."""

    heading = "Show a part of the list"
    hint = "⏎ show · empty = all · tab next field · ← → choose · esc cancel"

    def __init__(self, view: View, people: Sequence[Person], whose: str, base: str) -> None:
        super().__init__()
        self._view, self._people, self._whose, self._base = view, people, whose, base

    def rows(self) -> Iterable[Widget]:
        matching = self._view.matching
        yield row("words", Field(matching.text, placeholder="part of name or number", id="text"))
        least = str(matching.least // 100) if matching.least else ""
        yield row("at least", Field(least, placeholder="to collect: 500, 1.2k", id="least"))
        what = [Option(*pair) for pair in _ACTIONS]
        yield row("to do", Choice(what, matching.action, id="action"))
        yield row("state", Choice([Option(*p) for p in _STATES], matching.state, id="state"))
        whose = [Option(person.login, person.name) for person in self._people]
        whose.append(Option(_EVERYBODY, "everybody"))
        yield row("whose", Choice(whose, self._whose or _EVERYBODY, id="whose"))

    def answer(self) -> View:
        least = self.text("least")
        currency = self._base or "EUR"
        minor = amount(least, 0, currency) if least and not least.endswith("%") else None
        if least.endswith("%"):
            raise InputRefused("Give an amount, such as 500 or 1.2k.")
        whose = self.text("whose")
        matching = Matching(self.text("text"), self.text("action"), self.text("state"), minor)
        return View(None if whose == _EVERYBODY else whose, matching)
