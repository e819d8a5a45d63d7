"""Alerts: what is new on one's accounts, or on the team's, the newest on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.alerts import AlertLine
from collectwork.present import words
from collectwork.present.alerts import AlertColumns, alert_lines, nothing_lines, title_line
from collectwork.present.pieces import Line, Piece, line
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.work import DayList, Target
from collectwork.usecases import alerts, list_as_shown
from collectwork.usecases.desk import Desk
from collectwork.widgets.listing import PAGE, Listing
from collectwork.widgets.painted import Lines, Sheet

_KEYS = "j k move · enter account · s seen · S all of this kind seen · f new or all · esc back"
_WAYS = {"new": "all", "all": "new"}


class AlertsScreen(DeskScreen[None]):
    """One list; below it what is known of the alert under the cursor."""

    DEFAULT_CSS = """
    AlertsScreen { layout: vertical; }
    AlertsScreen #title { background: $surface; height: 1; padding: 0 1; }
    AlertsScreen #head { height: 1; }
    AlertsScreen #alerts { height: 1fr; }
    AlertsScreen #known { height: 6; padding: 0 1; }
    AlertsScreen #keys { height: 1; background: $surface; padding: 0 1; }
    """
    AUTO_FOCUS = "#alerts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open the account"),
        Binding("s,space", "seen", "mark the alert as seen"),
        Binding("S", "seen_kind", "mark all of this kind as seen"),
        Binding("f", "filter", "show new ones only, or all"),
        Binding("r,f5", "reload", "read the list anew"),
        Binding("escape,q,a", "leave", "back"),
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("pagedown", "move(10)", "further down", show=False),
        Binding("pageup", "move(-10)", "further up", show=False),
        Binding("g,home", "move(-1000000)", "to the newest", show=False),
        Binding("G,end", "move(1000000)", "to the oldest", show=False),
    ]

    def __init__(self, worklist: DayList) -> None:
        super().__init__()
        self._worklist = worklist
        self._shown = "new"
        self._seen = -1
        self._busy = False

    def compose(self) -> ComposeResult:
        self._columns = AlertColumns(self.desk.today)
        yield Lines(id="title")
        yield Lines(id="head")
        yield Listing(self._columns, id="alerts")
        yield Sheet(id="known")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        self.query_one("#head", Lines).show(lambda room: [self._columns.head(room)])
        self.query_one("#keys", Lines).show(lambda _: [line(Piece(_KEYS, "dim"))])
        self.background(self._load(), "load")
        self.look_often(self._look_now)

    @property
    def list(self) -> Listing[AlertLine]:
        return self.query_one("#alerts", Listing)

    # ----- reading

    async def _load(self) -> None:
        """Figures and the pages around the cursor; it stays with its alert where that is there."""
        listing, held = self.list, self.list.current
        seq = await away(list_as_shown.newest, self.desk)
        new, whole, pages = await away(_read, self.desk, self._shown, listing.cursor)
        self._seen = max(self._seen, seq)
        cursor = listing.cursor
        for number, rows in pages.items():
            for at, one in enumerate(rows):
                if held is not None and one.id == held.id:
                    cursor = number * PAGE + at
        length = new if self._shown == "new" else whole
        listing.renew(length, pages, cursor)
        shown = self._shown
        self.query_one("#title", Lines).show(lambda _: [title_line(shown, new, whole, "")])
        self._show(listing.current)

    async def _look_now(self) -> None:
        """Was anything raised, or seen by somebody else?"""
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._seen and not self._busy:
            await self._load()

    def on_listing_page_wanted(self, message: Listing.PageWanted) -> None:
        self.run_worker(self._guarded(self._fetch(message.page)), group=f"page-{message.page}")

    async def _fetch(self, number: int) -> None:
        self.list.put(number, await away(_page, self.desk, self._shown, number))

    def on_listing_cursor_moved(self, message: Listing.CursorMoved) -> None:
        self._show(message.item)

    def _show(self, item: AlertLine | None) -> None:
        def lines(room: int) -> list[Line]:
            return nothing_lines(self._shown) if item is None else alert_lines(item, room)

        self.query_one("#known", Sheet).show(lines)

    # ----- keys

    def action_move(self, by: int) -> None:
        self.list.move(self.list.cursor + by)

    def action_reload(self) -> None:
        self.background(self._load(), "load")

    def action_filter(self) -> None:
        self._shown = _WAYS[self._shown]
        self.background(self._load(), "load")

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_open(self) -> None:
        """The account's own page; leaving it leads back here."""
        from collectwork.screens.account import AccountScreen

        item = self.list.current
        if item is not None:
            self.app.push_screen(AccountScreen(self._worklist, Target(item.customer_id, item.name)))

    def on_listing_opened(self) -> None:
        self.action_open()

    def action_seen(self) -> None:
        item = self.list.current
        if item is not None and item.state == "new":
            mark = partial(alerts.see, self.desk, [item.id], key=new_id())
            self._write(mark, tell=False)

    def action_seen_kind(self) -> None:
        item = self.list.current
        if item is not None:
            mark = partial(alerts.see_all, self.desk, item.kind, way="app", key=new_id())
            self._write(mark, tell=True)

    def _write(self, mark: Callable[[], Sequence[AlertLine]], *, tell: bool) -> None:
        """One marking at a time; a key that comes meanwhile is not used."""
        if not self._busy:
            self._busy = True
            self.run_worker(self._guarded(self._marked(mark, tell)), group="write")

    async def _marked(self, mark: Callable[[], Sequence[AlertLine]], tell: bool) -> None:
        try:
            done = await away(mark)
            if tell:
                self.say(f"{words.count(len(done), 'alert')} marked as seen.")
            await self._load()
        finally:
            self._busy = False


def _read(desk: Desk, shown: str, cursor: int) -> tuple[int, int, dict[int, Sequence[AlertLine]]]:
    """How many are new, how many there are, and the page of the cursor."""
    new = alerts.count(desk, "new")
    whole = alerts.count(desk, None, told=True)
    length = new if shown == "new" else whole
    number = min(cursor, max(0, length - 1)) // PAGE
    return new, whole, {number: _page(desk, shown, number)} if length else {}


def _page(desk: Desk, shown: str, number: int) -> Sequence[AlertLine]:
    state = "new" if shown == "new" else None
    return alerts.alerts(desk, state, way="app", told=True, limit=PAGE, offset=number * PAGE)
