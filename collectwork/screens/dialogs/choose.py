"""Choose one line of a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from collectwork.errors import InputRefused
from collectwork.present.text import safe
from collectwork.screens.dialogs.frame import Dialog
from collectwork.widgets.entry import Option, Options


class ChooseDialog(Dialog[str]):
    """Returns the value of the chosen option."""

    hint = "↑ ↓ choose · ⏎ take it · esc back"

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._heading, self._options = title, options

    def title_text(self) -> str:
        return self._heading

    def rows(self) -> Iterable[Widget]:
        listed = Options(id="options")
        listed.add_options([Content(safe(option.label)) for option in self._options])
        yield listed

    def on_mount(self) -> None:
        super().on_mount()
        if self._options:
            self.query_one(Options).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.option_list.highlighted = event.option_index
        self.action_accept()

    def answer(self) -> str:
        chosen = self.query_one(Options).highlighted
        if chosen is None:
            raise InputRefused("There is nothing to choose from.")
        return self._options[chosen].value
