"""The imports so far, the newest on top, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.ledger import ImportReport
from collectwork.present.imports import ImportColumns, import_lines, undone_text
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.text import safe
from collectwork.screens.base import away
from collectwork.screens.dialogs.frame import Answer
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.framed_list import FramedList
from collectwork.usecases import import_undo, importing
from collectwork.widgets.listing import PAGE, Listing

REASONS = ("the wrong file", "of the wrong company", "of the wrong day", "not complete")
_KEYS = "j k move · u take back · r read anew · esc back"


class ImportsScreen(FramedList[ImportReport]):
    """One list; below it what is known of the import under the cursor."""

    DEFAULT_CSS = "ImportsScreen #imports { height: 2fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "take_back", "take the import under the cursor back"),
    ]
    name_of_list = "imports"

    def __init__(self) -> None:
        super().__init__()
        self._why: list[str] = []

    def columns(self) -> ImportColumns:
        return ImportColumns()

    def keys(self, room: int) -> Sequence[Line]:
        return [line(Piece(_KEYS, "dim"))]

    @property
    def why(self) -> Sequence[str]:
        """Why the import under the cursor cannot be taken back, once that was asked."""
        return self._why

    async def load(self) -> None:
        """The whole list: there are as many imports as days, not as many as accounts."""
        rows = list(reversed(await away(importing.imports, self.desk)))
        pages = {at // PAGE: rows[at : at + PAGE] for at in range(0, len(rows), PAGE)}
        self.title_is(line(Piece("Imports", "title")))
        self.list.renew(len(rows), pages, self.list.cursor)
        self.show_known(self.list.current)

    def on_listing_cursor_moved(self, message: Listing.CursorMoved) -> None:
        """Textual calls the frame's own after it, which draws."""
        self._why = []

    def known(self, item: ImportReport | None, room: int) -> Sequence[Line]:
        if item is None:
            return [line(Piece("nothing was imported yet", "dim"))]
        why = [line(Piece(f"not taken back: {safe(one)}", "risk")) for one in self._why]
        return [*import_lines(item, room), *flow(why, room)]

    def action_take_back(self) -> None:
        item = self.list.current
        if item is not None and item.import_id is not None:
            self.act(partial(self._take_back, item, item.import_id))

    async def _take_back(self, item: ImportReport, number: int) -> None:
        """First whether it can be; then the reason, which is the confirmation; then it is done."""
        self._why = await away(import_undo.obstacles, self.desk, number)
        if self._why:
            self.show_known(item)
            self.say(f"Import {number} is not taken back: {self._why[0]}")
            return
        dialog = ReasonDialog(f"Take back import {number}, as a whole", item.file, REASONS)
        answer: Answer[str] | None = await self.app.push_screen_wait(dialog)
        if answer is None:
            return
        self.say(f"Taking back import {number} …")
        undone = await away(import_undo.undo_import, self.desk, number, answer.value, key=new_id())
        self.say(undone_text(undone))
        await self.load()
