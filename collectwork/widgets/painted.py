"""Widgets that draw lines of pieces: the look of a role comes from the theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from collectwork.present.pieces import ROLES, Line, cells, clipped

Layout = Callable[[int], Sequence[Line]]


def _nothing(_: int) -> Sequence[Line]:
    return ()


#: Component classes of every widget that draws pieces.
PIECES = frozenset(f"piece--{role}" for role in ROLES)

if TYPE_CHECKING:
    _Mixin = Widget
else:
    _Mixin = object  # a node as first base would hide the style sheet of the second one


class Painted(_Mixin):
    """For a widget that draws pieces: knows how each role looks here."""

    def look(self, role: str) -> Style:
        """The style of a role; nothing for plain text."""
        return self.get_component_rich_style(f"piece--{role}", partial=True) if role else Style()

    def strip(self, line: Line, width: int, base: Style) -> Strip:
        """The line over the whole width."""
        shown = clipped(line, width)
        segments = [Segment(piece.text, base + self.look(piece.role)) for piece in shown]
        return Strip(segments, cells(shown)).extend_cell_length(width, base)


class Lines(Painted, Widget):
    """A few lines of pieces, as high as they are, laid out anew for each width."""

    DEFAULT_CSS = "Lines { height: auto; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(PIECES)

    @dataclass
    class Does(Message):
        """A piece was clicked that stands for a command."""

        command: str

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._layout: Layout = _nothing
        self._lines: Sequence[Line] = ()
        self._for_width = -1

    def on_click(self, event: events.Click) -> None:
        lines, at = self._laid_out(self.size.width), event.x
        for piece in lines[event.y] if event.y < len(lines) else ():
            if at < cells((piece,)):
                if piece.does:
                    self.post_message(self.Does(piece.does))
                return
            at -= cells((piece,))

    def show(self, layout: Layout) -> None:
        """Draw what ``layout`` makes for the width there is; nothing where it says the same."""
        before, drawn = self._lines, self._for_width
        self._layout = layout
        self._for_width = -1
        lines = self._laid_out(self.size.width)
        if lines != before or drawn != self._for_width:
            self.refresh(layout=len(lines) != len(before))

    def _laid_out(self, width: int) -> Sequence[Line]:
        if width != self._for_width:
            self._lines = self._layout(width) if width else ()
            self._for_width = width
        return self._lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._laid_out(width)))

    def render_line(self, y: int) -> Strip:
        lines = self._laid_out(self.size.width)
        line = lines[y] if y < len(lines) else ()
        return self.strip(line, self.size.width, self.rich_style)


class Sheet(Painted, ScrollView, can_focus=True):
    """Lines of pieces to scroll through; where one was is kept when they change."""

    DEFAULT_CSS = "Sheet { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(PIECES)

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._layout: Layout = _nothing
        self._lines: Sequence[Line] = ()

    def show(self, layout: Layout, *, from_top: bool = False) -> None:
        """Draw what ``layout`` makes for the width there is."""
        self._layout = layout
        self._lay_out()
        if from_top:
            self.scroll_to(y=0, animate=False)

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        # one column is left for the scroll bar, so that it never re-flows the text
        width = max(1, self.size.width - 1)
        laid_out = self._layout(width) if self.size.width else ()
        self._lines = [clipped(line, width) for line in laid_out]
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        line = self._lines[at] if at < len(self._lines) else ()
        return self.strip(line, self.size.width, self.rich_style)
