"""The frame of a list beside the day's: title, headings, rows, what is known of one row, keys."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from collectwork.present.pieces import Line, Piece, line
from collectwork.screens.base import DeskScreen
from collectwork.screens.commands import shown_key
from collectwork.widgets.listing import Layout, Listing
from collectwork.widgets.painted import Lines, Sheet

Row = TypeVar("Row")
Shown = TypeVar("Shown", contravariant=True)
Work = Callable[[], Coroutine[Any, Any, None]]


class Columns(Layout[Shown], Protocol[Shown]):
    """How rows are drawn, and the headings above them."""

    def head(self, room: int) -> Line:
        """The line of headings."""


class FramedList(DeskScreen[None], Generic[Row]):
    """Subclasses give ``columns()``, ``load()``, ``known()`` and ``keys()``."""

    DEFAULT_CSS = """
    FramedList { layout: vertical; }
    FramedList #title { background: $surface; height: 1; padding: 0 1; }
    FramedList #head { height: 1; }
    FramedList Listing { height: 1fr; }
    FramedList #known { height: 1fr; padding: 0 1; }
    FramedList #keys { height: 1; background: $surface; padding: 0 1; }
    """
    AUTO_FOCUS = "Listing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,f5", "reload", "read the list anew"),
        Binding("escape,q", "leave", "back"),
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("pagedown,space", "move(10)", "further down", show=False),
        Binding("pageup", "move(-10)", "further up", show=False),
        Binding("g,home", "move(-1000000)", "to the first", show=False),
        Binding("G,end", "move(1000000)", "to the last", show=False),
    ]
    #: The id of the list's widget.
    name_of_list: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._doing: Work | None = None
        self._next: Work | None = None

    def columns(self) -> Columns[Row]:
        """How its rows are drawn."""
        raise NotImplementedError

    async def load(self) -> None:
        """Read title and rows, and show them."""
        raise NotImplementedError

    def known(self, item: Row | None, room: int) -> Sequence[Line]:
        """What stands below about the row under the cursor; None: there is no row."""
        raise NotImplementedError

    def keys(self, room: int) -> Sequence[Line]:
        """The keys to press, at the bottom."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        self._columns = self.columns()
        yield Lines(id="title")
        yield Lines(id="head")
        yield Listing(self._columns, id=self.name_of_list)
        yield Sheet(id="known")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        self.query_one("#head", Lines).show(lambda room: [self._columns.head(room)])
        self.query_one("#keys", Lines).show(self.keys)
        self.background(self.load(), "load")

    @property
    def list(self) -> Listing[Row]:
        return self.query_one(Listing)

    def title_is(self, title: Line) -> None:
        """Write the title."""
        self.query_one("#title", Lines).show(lambda _: [title])

    def on_listing_cursor_moved(self, message: Listing.CursorMoved) -> None:
        self.show_known(message.item)

    def show_known(self, item: Row | None) -> None:
        """Draw what is known of a row, from its top."""
        self.query_one("#known", Sheet).show(lambda room: self.known(item, room), from_top=True)

    def act(self, work: Work) -> None:
        """Write something in the background, one at a time. The last other key that comes
        meanwhile is done next; the same one again, or one after a failure, is not used. Unlike a
        reading it is never dropped."""
        if self._busy:
            self._next = None if _same(work, self._doing) else work
            return
        self._busy, self._doing = True, work
        self.run_worker(self._guarded(self._alone(work)), group="write")

    async def _alone(self, work: Work) -> None:
        try:
            await work()
            following = self._next
        except BaseException:
            following = None
            raise
        finally:
            self._busy, self._next = False, None
        if following is not None and self.is_current:
            self.act(following)

    def action_move(self, by: int) -> None:
        self.list.move(self.list.cursor + by)

    def action_reload(self) -> None:
        self.background(self.load(), "load")

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_keys_help(self) -> None:
        """Every key of this screen with what it does."""
        from collectwork.screens.dialogs.reading import ReadingDialog

        said = [one for one in self.BINDINGS if isinstance(one, Binding) and one.description]
        lines = [
            line(Piece(f"{_as_written(one.key):<14}", "act"), Piece(one.description))
            for one in said
        ]
        self.app.push_screen(ReadingDialog("The keys in force here", lambda _: lines))


def _same(one: Work, other: Work | None) -> bool:
    """Whether two keys ask for the same, of the same row."""
    if isinstance(one, partial) and isinstance(other, partial):
        return (one.func, one.args, one.keywords) == (other.func, other.args, other.keywords)
    return one == other


def _as_written(keys: str) -> str:
    """Several keys as one writes them."""
    return " ".join(shown_key(one) for one in keys.split(","))
