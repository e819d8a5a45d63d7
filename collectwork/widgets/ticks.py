"""Invoices to tick, each with an amount that can be typed: as quick with a thousand as with ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collectwork.domain import typed as reading
from collectwork.errors import InputRefused
from collectwork.present.cells import amount, fit
from collectwork.present.pieces import Line, Piece, line
from collectwork.present.text import safe
from collectwork.widgets.painted import PIECES, Painted

_TYPED = "0123456789.,%"
_AMOUNT = 14
_NOTE = 12


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that can be ticked: ``open`` minor units of ``currency``; ``note`` in words."""

    id: int
    label: str
    note: str
    open: int
    currency: str


class Ticks(Painted, ScrollView, can_focus=True):
    """Space ticks a line with what is open of it; digits type an amount for it.

    What was typed is kept as text and read as an amount: 500, 1.2k, 50 %.
    """

    DEFAULT_CSS = "Ticks { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {*PIECES, "listing--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("pageup", "step(-10)", show=False),
        Binding("home,g", "step(-1000000)", show=False),
        Binding("end,G", "step(1000000)", show=False),
        Binding("space", "tick", show=False),
        Binding("backspace,delete", "erase", show=False),
        Binding("enter", "submit", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    class Changed(Message):
        """An amount was typed or a line ticked."""

    def __init__(
        self, rows: Sequence[Tick], typed: Mapping[int, str], whole: int, id: str | None = None
    ) -> None:
        """``whole``: the minor units there are to give; ``typed``: what stands at a line."""
        super().__init__(id=id)
        self.rows, self.whole = rows, whole
        self._by_id = {row.id: row for row in rows}
        self.typed = {id: text for id, text in typed.items() if id in self._by_id}
        self._fresh = True  # the next digit begins an amount anew

    # ----- what is ticked

    def lines(self) -> tuple[tuple[int, int], ...]:
        """(id, minor units) of what is ticked; raises InputRefused for what is no such amount."""
        return tuple((row.id, minor) for row in self.rows if (minor := self._minor(row)))

    def spread(self, minors: Mapping[int, int]) -> None:
        """Tick these, and no others."""
        self.typed = {
            row.id: amount(minors[row.id], row.currency) for row in self.rows if minors.get(row.id)
        }
        self.refresh()

    def _minor(self, row: Tick) -> int:
        text = self.typed.get(row.id, "").strip()
        if not text:
            return 0
        try:
            minor = reading.amount(text, row.open, row.currency)
        except InputRefused as error:
            raise InputRefused(f"{safe(row.label)}: {error}") from error
        if minor > row.open:
            raise InputRefused(f"{safe(row.label)} has only {amount(row.open, row.currency)} open.")
        return minor

    def _left(self, besides: int) -> int:
        """What nothing else was given; lines that cannot be read count as nothing."""
        given = 0
        for row in self.rows:
            if row.id != besides and row.id in self.typed:
                try:
                    given += self._minor(row)
                except InputRefused:
                    continue
        return self.whole - given

    # ----- keys

    def action_step(self, by: int) -> None:
        if self.rows:
            self.cursor = max(0, min(self.cursor + by, len(self.rows) - 1))

    def action_tick(self) -> None:
        """All of it, or what is left to give where that is less; a second time: nothing."""
        if not self.rows:
            return
        row = self.rows[self.cursor]
        if self.typed.pop(row.id, "") == "":
            some = min(row.open, self._left(row.id))
            if some > 0:
                self.typed[row.id] = amount(some, row.currency)
        self._changed()

    def action_erase(self) -> None:
        if self.rows:
            row = self.rows[self.cursor]
            self.typed[row.id] = self.typed.get(row.id, "")[:-1]
            self._fresh = False
            self._changed()

    async def action_submit(self) -> None:
        """Enter is answered before the next key."""
        await self.run_action("screen.submit")

    def on_key(self, event: events.Key) -> None:
        """What belongs to an amount is typed into the line under the cursor."""
        sign = event.character or ""
        thousand = sign == "k" and not self._fresh  # else it moves up
        if not self.rows or not (thousand or (sign and sign in _TYPED)):
            return
        event.stop()
        event.prevent_default()
        row = self.rows[self.cursor]
        self.typed[row.id] = ("" if self._fresh else self.typed.get(row.id, "")) + sign
        self._fresh = False
        self._changed()

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.scroll_offset.y
        if at < len(self.rows):
            again = at == self.cursor
            self.cursor = at
            if again or event.x < 3:
                self.action_tick()

    def _changed(self) -> None:
        self._redraw(self.cursor)
        self.post_message(self.Changed())

    # ----- drawing

    def watch_cursor(self, before: int, after: int) -> None:
        self._fresh = True
        self.scroll_to_region(Region(0, after, 1, 1), animate=False, force=True)
        self._redraw(before)
        self._redraw(after)

    def on_mount(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.rows))

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.rows))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.rows))

    def _redraw(self, at: int) -> None:
        self.refresh(Region(0, at - self.scroll_offset.y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        base = self.rich_style
        if at >= len(self.rows):
            return Strip.blank(self.size.width, base)
        here = at == self.cursor and self.has_focus
        if here:
            base = base + self.get_component_rich_style("listing--cursor", partial=True)
        room = self.size.width - 1  # the scroll bar covers no word
        return self.strip(self._drawn(self.rows[at], here, room), self.size.width, base)

    def _drawn(self, row: Tick, here: bool, room: int) -> Line:
        text = self.typed.get(row.id, "")
        wrong = False
        try:
            minor = self._minor(row)
        except InputRefused:
            minor, wrong = 0, True
        sign = Piece("✗ " if wrong else "✓ " if minor else "· ", "risk" if wrong else "good")
        label = max(8, room - 3 - 2 * _AMOUNT - 3 - _NOTE)
        shown = text + ("▏" if here and not self._fresh else "")
        return line(
            Piece("▸" if here else " ", "act"),
            sign,
            Piece(fit(row.label, label)),
            Piece(" " + fit(row.note, _NOTE), "dim"),
            Piece(fit(amount(row.open, row.currency), _AMOUNT, right=True)),
            Piece(" →", "dim"),
            Piece(fit(shown, _AMOUNT, right=True), "risk" if wrong else "act"),
        )
