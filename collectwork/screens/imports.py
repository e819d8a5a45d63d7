"""The imports so far, the newest on top, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.ledger import ImportReport
from collectwork.present.imports import ImportColumns, import_lines, undone_text
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.dialogs.frame import Answer
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.usecases import import_undo, importing
from collectwork.widgets.listing import PAGE, Listing
from collectwork.widgets.painted import Lines, Sheet

REASONS = ("the wrong file", "of the wrong company", "of the wrong day", "not complete")
_KEYS = "j k move · u take back · r read anew · esc back"


class ImportsScreen(DeskScreen[None]):
    """One list; below it what is known of the import under the cursor."""

    DEFAULT_CSS = """
    ImportsScreen { layout: vertical; }
    ImportsScreen #title { background: $surface; height: 1; padding: 0 1; }
    ImportsScreen #head { height: 1; }
    ImportsScreen #imports { height: 2fr; }
    ImportsScreen #known { height: 1fr; padding: 0 1; }
    ImportsScreen #keys { height: 1; background: $surface; padding: 0 1; }
    """
    AUTO_FOCUS = "#imports"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "take_back", "take the import under the cursor back"),
        Binding("r,f5", "reload", "read the list anew"),
        Binding("escape,q", "leave", "back"),
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("pagedown,space", "move(10)", "further down", show=False),
        Binding("pageup", "move(-10)", "further up", show=False),
        Binding("g,home", "move(-1000000)", "to the newest", show=False),
        Binding("G,end", "move(1000000)", "to the oldest", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._columns = ImportColumns()
        self._why: list[str] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        yield Lines(id="title")
        yield Lines(id="head")
        yield Listing(self._columns, id="imports")
        yield Sheet(id="known")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        self.query_one("#title", Lines).show(lambda _: [line(Piece("Imports", "title"))])
        self.query_one("#head", Lines).show(lambda room: [self._columns.head(room)])
        self.query_one("#keys", Lines).show(lambda _: [line(Piece(_KEYS, "dim"))])
        self.background(self._load(), "load")

    @property
    def list(self) -> Listing[ImportReport]:
        return self.query_one("#imports", Listing)

    @property
    def why(self) -> Sequence[str]:
        """Why the import under the cursor cannot be taken back, once that was asked."""
        return self._why

    async def _load(self) -> None:
        """The whole list: there are as many imports as days, not as many as accounts."""
        rows = list(reversed(await away(importing.imports, self.desk)))
        pages = {at // PAGE: rows[at : at + PAGE] for at in range(0, len(rows), PAGE)}
        self.list.renew(len(rows), pages, self.list.cursor)
        self._show(self.list.current)

    def on_listing_cursor_moved(self, message: Listing.CursorMoved) -> None:
        self._why = []
        self._show(message.item)

    def _show(self, item: ImportReport | None) -> None:
        def lines(room: int) -> list[Line]:
            if item is None:
                return [line(Piece("nothing was imported yet", "dim"))]
            why = [line(Piece(f"not taken back: {safe(one)}", "risk")) for one in self._why]
            return [*import_lines(item, room), *flow(why, room)]

        self.query_one("#known", Sheet).show(lines)

    def action_move(self, by: int) -> None:
        self.list.move(self.list.cursor + by)

    def action_reload(self) -> None:
        self.background(self._load(), "load")

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_take_back(self) -> None:
        item = self.list.current
        if item is not None and item.import_id is not None and not self._busy:
            self._busy = True
            self.run_worker(self._guarded(self._take_back(item, item.import_id)), group="write")

    async def _take_back(self, item: ImportReport, number: int) -> None:
        """First whether it can be; then the reason, which is the confirmation; then it is done."""
        try:
            self._why = await away(import_undo.obstacles, self.desk, number)
            if self._why:
                self._show(item)
                self.say(f"Import {number} is not taken back: {self._why[0]}")
                return
            dialog = ReasonDialog(f"Take back import {number}, as a whole", item.file, REASONS)
            answer: Answer[str] | None = await self.app.push_screen_wait(dialog)
            if answer is None:
                return
            self.say(f"Taking back import {number} …")
            undone = await away(
                import_undo.undo_import, self.desk, number, answer.value, key=new_id()
            )
            self.say(undone_text(undone))
            await self._load()
        finally:
            self._busy = False
