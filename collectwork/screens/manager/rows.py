"""What is behind a number: its rows, and behind each of them again, down to the account."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from collectwork.analytics.definitions import DEFINITIONS
from collectwork.analytics.figures import Behind, Figure, Listing
from collectwork.present.figures import explained, figure, name
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.screens.manager.frame import FiguresScreen
from collectwork.usecases.desk import Desk
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines


class RowsScreen(FiguresScreen):
    """One table. ``enter`` goes deeper: to the rows behind the row, else to its account."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "define", "how it is defined"),
        Binding("a", "account", "open the account"),
        Binding("escape,q,backspace", "leave", "back"),
    ]

    def __init__(self, desk: Desk, behind: Behind, row: int | None = None) -> None:
        super().__init__(desk)
        self._behind = behind
        self._row = row
        self._listing: Listing | None = None

    def on_mount(self) -> None:
        self.query_one("#about", Lines).show(lambda _: [line("reading …")])
        self.query_one(Figures).focus()
        self.background(self._load(), "load")

    def action_define(self) -> None:
        """How the figure, or the table, is defined."""
        here = self.query_one(Figures).here
        if self._listing is not None:
            chosen = self.query_one(Figures).figure
            show_definition(self, chosen, here[0] if here else self._listing)

    def action_account(self) -> None:
        """To the account of the row, where the workbench is around."""
        here = self.query_one(Figures).here
        if here is not None:
            self.open_account_of(here[0], here[1])

    def action_leave(self) -> None:
        """Back to where this was opened."""
        self.dismiss()

    @on(Figures.Opened)
    def _opened(self, event: Figures.Opened) -> None:
        chosen = event.figure
        if chosen is not None and chosen.behind is not None:
            self.app.push_screen(RowsScreen(self.desk, chosen.behind))
            return
        deeper = event.listing.deeper
        if deeper is not None:
            self.app.push_screen(RowsScreen(self.desk, lambda: deeper(event.row)))
        else:
            self.open_account_of(event.listing, event.row)

    async def _load(self) -> None:
        listing = await away(self._behind)
        if self._row is not None and listing.deeper is not None:
            listing = await away(listing.deeper, self._row)
        self._listing = listing
        self.query_one(Figures).show([listing], from_top=True)
        self.query_one("#about", Lines).show(lambda room: _about(listing, room))
        self.query_one("#keys", Lines).show(lambda room: _keys(listing, room))


def show_definition(screen: DeskScreen[None], chosen: Figure | None, listing: Listing) -> None:
    """The written definition of a figure, else of its table."""
    key = chosen.key if chosen is not None else listing.key
    if key not in DEFINITIONS:
        return
    known = DEFINITIONS[key]
    if chosen is not None:
        title = f"{name(chosen)}: {figure(chosen)}" if chosen.note != "name" else name(chosen)
        sentences = explained(chosen)
    else:
        title = known.name
        sentences = [known.words, *([known.read] if known.read else [])]

    def lines(room: int) -> list[Line]:
        found: list[Line] = []
        for sentence in sentences:
            found += [line(part) for part in wrap(safe(sentence), max(20, room - 2))]
            found.append(line(""))
        return found

    screen.app.push_screen(ReadingDialog(title, lines))


def _about(listing: Listing, room: int) -> list[Line]:
    n = len(listing.rows)
    return [line(Piece(f"{n:,} {'row' if n == 1 else 'rows'}", "dim"))] if room else []


def _keys(listing: Listing, room: int) -> list[Line]:
    shown = [("enter", "what is behind it" if listing.deeper else "open the account")]
    if listing.deeper:
        shown.append(("a", "account"))
    shown += [("i", "how defined"), ("esc", "back")]
    return flow([line(Piece(key, "act"), Piece(f" {words}")) for key, words in shown], room, "   ")
