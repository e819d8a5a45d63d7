"""What part of the money is shown: chosen by state or by words."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from collectwork.screens.dialogs.frame import Dialog, row
from collectwork.widgets.entry import Field


class WordsDialog(Dialog[str]):
    """Returns the words to look for; none shows all again."""

    heading = "Find money"
    hint = "⏎ show · empty = all · esc back"

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def rows(self) -> Iterable[Widget]:
        hint = "payer, words, reference, invoice, customer, amount"
        yield row("words", Field(self._words, placeholder=hint, id="text"))

    def answer(self) -> str:
        return self.text("text")
