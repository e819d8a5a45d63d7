"""Find any account while typing: by name, number, invoice, amount, telephone or contact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from collectwork.domain.account import Hit
from collectwork.errors import CollectworkError, InputRefused
from collectwork.present.cells import fit
from collectwork.present.text import safe
from collectwork.screens.dialogs.frame import Dialog, note
from collectwork.widgets.entry import Field, Options

Search = Callable[[str], Awaitable[Sequence[Hit]]]


class FindDialog(Dialog[Hit]):
    """Returns the account that was chosen."""

    heading = "Find an account"
    hint = "↑ ↓ choose · ⏎ open · esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
    ]

    def __init__(self, search: Search, text: str = "") -> None:
        """``text``: what is looked for at once."""
        super().__init__()
        self._search, self._text = search, text
        self._hits: Sequence[Hit] = ()
        self._looked_for = ""

    def rows(self) -> Iterable[Widget]:
        hint = "name, number, invoice, amount, telephone, contact"
        yield Field(self._text, placeholder=hint, id="text")
        yield Options(id="hits")
        yield note("found")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.run_worker(self._look(event.value.strip()), exclusive=True, group="load")

    async def _look(self, text: str) -> None:
        self._looked_for = text
        try:
            hits = await self._search(text) if text else ()
        except CollectworkError as error:
            self.refuse(str(error))
            return
        self._hits = hits
        found = self.query_one("#hits", Options)
        found.clear_options()
        room = max(30, found.size.width - 2)
        for hit in hits:
            name = fit(hit.name, room * 45 // 100)
            number = fit(hit.number, room * 20 // 100)
            found.add_option(Content(f"{name} {number} {safe(hit.matched)}"))
        if hits:
            found.highlighted = 0
        said = (
            "" if hits or not text else "Nothing found by name, number, invoice, amount or phone."
        )
        self.query_one("#found", Static).update(Content(said))
        self.refuse("")

    def action_choose(self, by: int) -> None:
        found = self.query_one("#hits", Options)
        if self._hits:
            found.highlighted = ((found.highlighted or 0) + by) % len(self._hits)

    def action_submit(self) -> None:
        text = self.text("text")
        if text and (text != self._looked_for or not self._hits):
            self.ready = False  # keys wait until it is known which account this is
            self.run_worker(self._look_then_open(text), exclusive=True, group="load")
        else:
            self.action_accept()

    async def _look_then_open(self, text: str) -> None:
        await self._look(text)
        if self._hits:
            self.action_accept()
        else:
            self._now_ready()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.option_list.highlighted = event.option_index
        self.action_accept()

    def answer(self) -> Hit:
        chosen = self.query_one("#hits", Options).highlighted
        if not self._hits or chosen is None:
            raise InputRefused("Type a part of what you know of the account.")
        return self._hits[chosen]
