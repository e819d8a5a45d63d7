"""Alerts: what is new on one's accounts, or on the team's, the newest on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.alerts import AlertLine
from collectwork.present import words
from collectwork.present.alerts import AlertColumns, alert_lines, nothing_lines, title_line
from collectwork.present.pieces import Line, Piece, line
from collectwork.screens.base import away
from collectwork.screens.framed_list import FramedList
from collectwork.screens.work import DayList, Target
from collectwork.usecases import alerts, list_as_shown
from collectwork.usecases.desk import Desk
from collectwork.widgets.listing import PAGE, Listing

_KEYS = "j k move · enter account · s seen · S all of its kind · f new/all · esc back"
_WAYS = {"new": "all", "all": "new"}


class AlertsScreen(FramedList[AlertLine]):
    """One list; below it what is known of the alert under the cursor."""

    DEFAULT_CSS = "AlertsScreen #known { height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open the account"),
        Binding("s,space", "seen", "mark the alert as seen"),
        Binding("S", "seen_kind", "mark all of this kind as seen"),
        Binding("f", "filter", "show new ones only, or all"),
        Binding("escape,q,a", "leave", "back"),
    ]
    name_of_list = "alerts"

    def __init__(self, worklist: DayList) -> None:
        super().__init__()
        self._worklist = worklist
        self._shown = "new"
        self._seen = -1

    def columns(self) -> AlertColumns:
        return AlertColumns(self.desk.today)

    def keys(self, room: int) -> Sequence[Line]:
        return [line(Piece(_KEYS, "dim"))]

    def on_mount(self) -> None:
        self.look_often(self._look_now)

    # ----- reading

    async def load(self) -> None:
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
        self.title_is(title_line(self._shown, new, whole, ""))
        self.show_known(listing.current)

    async def _look_now(self) -> None:
        """Was anything raised, or seen by somebody else?"""
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._seen and not self._busy:
            await self.load()

    def on_listing_page_wanted(self, message: Listing.PageWanted) -> None:
        self.run_worker(self._guarded(self._fetch(message.page)), group=f"page-{message.page}")

    async def _fetch(self, number: int) -> None:
        self.list.put(number, await away(_page, self.desk, self._shown, number))

    def known(self, item: AlertLine | None, room: int) -> Sequence[Line]:
        return nothing_lines(self._shown) if item is None else alert_lines(item, room)

    # ----- keys

    def action_filter(self) -> None:
        self._shown = _WAYS[self._shown]
        self.action_reload()

    def action_open(self) -> None:
        """The account's own page; leaving it leads back here."""
        item = self.list.current
        if item is not None:
            self._worklist.open_account(Target(item.customer_id, item.name))

    def on_listing_opened(self) -> None:
        self.action_open()

    def action_seen(self) -> None:
        item = self.list.current
        if item is not None and item.state == "new":
            mark = partial(alerts.see, self.desk, [item.id], key=new_id())
            self.act(partial(self._mark, mark, tell=False))

    def action_seen_kind(self) -> None:
        item = self.list.current
        if item is not None:
            mark = partial(alerts.see_all, self.desk, item.kind, way="app", key=new_id())
            self.act(partial(self._mark, mark, tell=True))

    async def _mark(self, mark: Callable[[], Sequence[AlertLine]], *, tell: bool) -> None:
        done = await away(mark)
        if tell:
            self.say(f"{words.count(len(done), 'alert')} marked as seen.")
        await self.load()


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
