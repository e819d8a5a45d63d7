"""Tables of figures with a cursor that stands on what can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collectwork.analytics.figures import Figure, Listing
from collectwork.present.sheets import Sheet, Spot, lay_out
from collectwork.widgets.painted import PIECES, Painted


class Figures(Painted, ScrollView, can_focus=True):
    """Shows listings one below the other. The cursor keeps its place when they are renewed."""

    DEFAULT_CSS = """
    Figures { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    Figures > .figures--cursor { text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {*PIECES, "figures--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", "down", show=False),
        Binding("up,k", "step(-1)", "up", show=False),
        Binding("right,l", "aside(1)", "next number", show=False),
        Binding("left,h", "aside(-1)", "number before", show=False),
        Binding("pagedown", "leap(1)", "a screen down", show=False),
        Binding("pageup", "leap(-1)", "a screen up", show=False),
        Binding("home,g", "edge(0)", "to the first", show=False),
        Binding("end,G", "edge(-1)", "to the last", show=False),
        Binding("enter", "open", "rows behind it", show=False),
    ]

    @dataclass
    class Opened(Message):
        """A number or a row was chosen: its listing, row and column (None: the whole row)."""

        listing: Listing
        row: int
        column: int | None

        @property
        def figure(self) -> Figure | None:
            value = self.listing.rows[self.row][self.column] if self.column is not None else None
            return value if isinstance(value, Figure) else None

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts: Sequence[Listing] = ()
        self._sheet = Sheet((), ())
        self._at = 0

    def show(self, parts: Sequence[Listing], *, from_top: bool = False) -> None:
        """Draw these tables."""
        self._parts = parts
        if from_top:
            self._at = 0
        self._lay_out()
        if from_top:
            self.scroll_to(y=0, animate=False)

    @property
    def here(self) -> tuple[Listing, int, int | None] | None:
        """Listing, row and column under the cursor."""
        spot = self._spot
        return None if spot is None else (self._parts[spot.part], spot.row, spot.column)

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor; in a row without numbers none."""
        here = self.here
        if here is None or here[2] is None:
            return None
        value = here[0].rows[here[1]][here[2]]
        return value if isinstance(value, Figure) else None

    def on_resize(self) -> None:
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        base = self.rich_style
        if at >= len(self._sheet.lines):
            return Strip.blank(self.size.width, base)
        strip = self.strip(self._sheet.lines[at], self.size.width, base)
        spot = self._spot
        if spot is None or spot.line != at or not self.has_focus:
            return strip
        mark = self.get_component_rich_style("figures--cursor", partial=True)
        return _marked(strip, spot, mark)

    def action_step(self, by: int) -> None:
        """To the nearest spot of the next line that has one; else scroll."""
        spot = self._spot
        if spot is None:
            self.scroll_relative(y=by, animate=False)
            return
        ahead = [one for one in self._sheet.spots if (one.line - spot.line) * by > 0]
        same_side = [one for one in ahead if one.side == spot.side]
        lines = [one.line for one in same_side or ahead]
        if not lines:
            self.scroll_relative(y=by, animate=False)
            return
        line = min(lines) if by > 0 else max(lines)
        self._go(self._nearest(line, spot.end))

    def action_aside(self, by: int) -> None:
        """To the number beside it."""
        spot, to = self._spot, self._at + by
        spots = self._sheet.spots
        if spot is not None and 0 <= to < len(spots) and spots[to].line == spot.line:
            self._go(to)

    def action_leap(self, by: int) -> None:
        """A screen up or down."""
        spot = self._spot
        if spot is None:
            self.scroll_relative(y=by * self.size.height, animate=False)
            return
        goal = spot.line + by * max(1, self.size.height - 2)
        self._go(min(
            range(len(self._sheet.spots)),
            key=lambda n: (abs(self._sheet.spots[n].line - goal),
                           abs(self._sheet.spots[n].end - spot.end)),
        ))  # fmt: skip

    def action_edge(self, end: int) -> None:
        """To the first or last spot."""
        self._go(0 if end == 0 else len(self._sheet.spots) - 1)

    def action_open(self) -> None:
        """Say what was chosen."""
        here = self.here
        if here is not None:
            self.post_message(self.Opened(*here))

    def on_click(self, event: events.Click) -> None:
        """The number under the pointer; a second click opens it."""
        line = event.y + self.scroll_offset.y
        for number, spot in enumerate(self._sheet.spots):
            if spot.line == line and spot.start <= event.x < spot.end:
                again = number == self._at
                self._go(number)
                if again:
                    self.action_open()
                return

    @property
    def _spot(self) -> Spot | None:
        spots = self._sheet.spots
        return spots[self._at] if spots and self._at < len(spots) else None

    def _nearest(self, line: int, end: int) -> int:
        places = [n for n, one in enumerate(self._sheet.spots) if one.line == line]
        return min(places, key=lambda n: abs(self._sheet.spots[n].end - end))

    def _go(self, number: int) -> None:
        if not self._sheet.spots:
            return
        self._at = max(0, min(number, len(self._sheet.spots) - 1))
        self._see()
        self.refresh()

    def _see(self) -> None:
        spot = self._spot
        if spot is not None:
            above = 2 if spot.row == 0 else 0  # the title and the headings come along
            region = Region(0, spot.line - above, 1, 1 + above)
            self.scroll_to_region(region, animate=False, force=True)

    def _lay_out(self) -> None:
        room = max(20, self.size.width - 1)
        before = self._spot
        self._sheet = lay_out(self._parts, room) if self.size.width else Sheet((), ())
        if before is not None and self._spot is None:
            self._at = max(0, len(self._sheet.spots) - 1)
        self.virtual_size = Size(room, len(self._sheet.lines))
        self.refresh()


def _marked(strip: Strip, spot: Spot, mark: Style) -> Strip:
    """The strip with the spot's cells in the cursor's look."""
    end = min(spot.end, strip.cell_length)
    inside = strip.crop(spot.start, end)
    styled = Strip(
        [Segment(text, (style or Style()) + mark) for text, style, _ in inside], inside.cell_length
    )
    return Strip.join([strip.crop(0, spot.start), styled, strip.crop(end)])
