"""A long list on the Line API: as quick with 100,000 lines as with 100.

Only pages that were looked at are held. The cursor belongs to a thing (a customer, a receipt), not
to a line number: when the list changes underneath, it stays with its thing, or with the line that
took the place.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collectwork.present.pieces import Line, line
from collectwork.widgets.painted import PIECES, Painted

PAGE = 100
_PAGES_HELD = 60
Thing = TypeVar("Thing")
Drawn = TypeVar("Drawn", contravariant=True)


class Layout(Protocol[Drawn]):
    """How the things of a list are told apart and drawn."""

    def key(self, item: Drawn) -> int:
        """What stays the same when a thing is read anew."""

    def to_do(self, item: Drawn) -> bool:
        """Does it wait for somebody?"""

    def row(self, item: Drawn, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """Its line; ``number`` counts from 1."""


class Listing(Painted, ScrollView, Generic[Thing], can_focus=True):
    """Lines of work with a cursor and marks."""

    DEFAULT_CSS = "Listing { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {*PIECES, "listing--cursor"}

    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class PageWanted(Message):
        """A page came into view that is not held."""

        page: int

    @dataclass
    class CursorMoved(Message):
        """The cursor is on another thing (or the same one was loaded anew)."""

        item: Any

    class Opened(Message):
        """The thing under the cursor was chosen with the mouse."""

    def __init__(self, columns: Layout[Thing], id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = columns
        self.marks: set[int] = set()
        self._pages: OrderedDict[int, Sequence[Thing]] = OrderedDict()
        self._wanted: set[int] = set()
        self._length = 0

    # ----- what is shown

    @property
    def length(self) -> int:
        """How many lines there are, held or not."""
        return self._length

    def renew(self, length: int, pages: Mapping[int, Sequence[Thing]], cursor: int) -> None:
        """Take a fresh state of the list in one go: nothing flickers, nothing jumps."""
        on_screen = self.cursor - self.scroll_offset.y
        self._length = length
        self._pages = OrderedDict(pages)
        self._wanted.clear()
        self.virtual_size = Size(self.size.width, length)
        moved = cursor != self.cursor
        self.set_reactive(Listing.cursor, max(0, min(cursor, length - 1)))
        if moved:
            self.scroll_to(y=max(0, self.cursor - on_screen), animate=False)
        self._see_cursor()
        self.refresh()
        self.post_message(self.CursorMoved(self.current))

    def put(self, page: int, items: Sequence[Thing]) -> None:
        """Hold a page that was wanted."""
        self._wanted.discard(page)
        self._pages[page] = items
        self._pages.move_to_end(page)
        while len(self._pages) > _PAGES_HELD:
            self._pages.popitem(last=False)
        self.refresh()
        if self.cursor // PAGE == page:
            self.post_message(self.CursorMoved(self.current))

    def change(self, item: Thing) -> None:
        """A line got another state: draw it so, wherever it is held."""
        key = self.columns.key(item)
        for page, items in self._pages.items():
            for at, old in enumerate(items):
                if self.columns.key(old) == key:
                    self._pages[page] = [*items[:at], item, *items[at + 1 :]]
                    self._redraw(page * PAGE + at)
                    return

    def at(self, index: int) -> Thing | None:
        """The line of that number (from 0), where it is held."""
        items = self._pages.get(index // PAGE)
        offset = index % PAGE
        return items[offset] if items is not None and offset < len(items) else None

    @property
    def current(self) -> Thing | None:
        """The line under the cursor."""
        return self.at(int(self.cursor)) if self._length else None

    def held(self, key: int) -> Thing | None:
        """The line of a thing, where it is held."""
        for items in self._pages.values():
            for item in items:
                if self.columns.key(item) == key:
                    return item
        return None

    def next_open(self, after: int) -> int | None:
        """The number of the next line to work: below first, then from the top; None if all is done.

        A page that is not held counts as work: the cursor goes there and it is fetched.
        """
        for index in chain(range(after + 1, self._length), range(min(after, self._length))):
            item = self.at(index)
            if item is None or self.columns.to_do(item):
                return index
        return None

    # ----- moving

    def move(self, to: int) -> None:
        """The cursor to a line."""
        if not self._length:
            return
        self.cursor = max(0, min(to, self._length - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        self._see_cursor()
        self._redraw(before)
        self._redraw(after)
        if self.at(after) is not None:
            self.post_message(self.CursorMoved(self.current))

    def _see_cursor(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= self.cursor < top + height:
            to = self.cursor if self.cursor < top else self.cursor - height + 1
            self.scroll_to(y=to, animate=False, force=True)

    def _redraw(self, index: int) -> None:
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def mark(self) -> None:
        """Mark or unmark the thing under the cursor."""
        if self.current is not None:
            self.marks ^= {self.columns.key(self.current)}
            self._redraw(self.cursor)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self._length)
        self._see_cursor()

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if index >= self._length:
            return
        again = index == self.cursor
        self.move(index)
        if again and event.chain > 1:
            self.post_message(self.Opened())

    # ----- drawing

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        width = self.size.width
        base = self.rich_style
        if index >= self._length:
            return Strip([Segment(" " * width, base)], width)
        here = index == self.cursor
        if here:
            base = base + self.get_component_rich_style("listing--cursor", partial=True)
        # one column is left for the scroll bar, so that it never covers a word
        return self.strip(self._drawn(index, here, width - 1), width, base)

    def _drawn(self, index: int, here: bool, width: int) -> Line:
        item = self.at(index)
        if item is None:
            self._want(index // PAGE)
            return line("   …")
        marked = self.columns.key(item) in self.marks
        return self.columns.row(item, index + 1, width, here=here, marked=marked)

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted.add(page)
            self.post_message(self.PageWanted(page))
