"""The worklist: the day in order, worked from top to bottom."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from collectwork.domain.account import Hit
from collectwork.domain.worklist import WorkItem
from collectwork.present.header import alarm_lines, day_line, top_line
from collectwork.present.pieces import Piece, line
from collectwork.present.rows import Columns
from collectwork.screens import daylist
from collectwork.screens.base import REREAD_AFTER, away
from collectwork.screens.beside import Beside
from collectwork.screens.daylist import Day, View
from collectwork.screens.listkeys import ListKeys
from collectwork.screens.work import Done, Target, WorkScreen
from collectwork.usecases import accounts, list_as_shown, planning, rule_versions
from collectwork.widgets.keybar import KeyBar
from collectwork.widgets.listing import Listing
from collectwork.widgets.painted import Lines, Sheet


class WorklistScreen(ListKeys, WorkScreen):
    """List on the left, the account under the cursor on the right where there is room."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (120, "-broad")]  # noqa: RUF012
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self.view = View()
        self.day = Day()
        self._seen = -1
        self._changes = 0  # how often a line was changed here
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Lines(id="top")
        yield Lines(id="day")
        with Horizontal(id="middle"):
            self._columns = Columns(self.desk.today, self.desk.policy.base_currency)
            yield Listing(self._columns, id="list")
            yield Sheet(id="panel")
        yield Lines(id="told")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        super().on_mount()
        self._beside = Beside(self, self.list, self.query_one("#panel", Sheet), self.page_of)
        self._draw_top()
        self.query_one("#day", Lines).show(lambda _: [line(Piece(" reading the list …", "dim"))])
        self.query_one("#told", Lines).show(lambda _: [line("")])
        self.in_turn(self._load())  # keys that are typed meanwhile wait for the list
        self.look_often(self._look_now)
        self.set_interval(10, self._draw_top)

    @property
    def list(self) -> Listing[WorkItem]:
        """The list itself."""
        return self.query_one("#list", Listing)

    # ----- loading and refreshing

    async def _load(self, goto: int | None = None) -> None:
        """Read the day and the page around the cursor, and show both at once."""
        listing = self.list
        while True:
            begun = self._changes, listing.cursor
            current = listing.current
            customer = goto or (current.customer_id if current else None)
            loaded = await away(
                daylist.load, self.desk, self.view, customer, listing.cursor, self.day
            )
            if begun == (self._changes, listing.cursor):
                break
            await asyncio.sleep(REREAD_AFTER)  # a key came first: what was read is not so any more
        opening = self._seen < 0
        self.day = loaded.day
        self._seen = max(self._seen, loaded.seq)
        self._beside.forget()
        self.sub_title = ""
        listing.columns = self._columns = replace(
            self._columns, base=loaded.day.base, mixed=loaded.day.whose is None,
            digits=max(3, len(str(loaded.length))),
        )  # fmt: skip
        listing.renew(loaded.length, loaded.pages, loaded.cursor)
        if opening and listing.current is not None and listing.current.state != "open":
            listing.move(listing.next_open(0) or 0)  # the day goes on where it was left
        self._draw_top()
        if not loaded.length:
            self._show_empty()

    def reload(self, goto: int | None = None) -> None:
        """Read anew; the cursor stays with its customer, or goes to the one named."""
        self.background(self._load(goto), "load")

    async def _look_now(self) -> None:
        """Has anybody else recorded something, or imported a file?"""
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._seen and not self.being_written:
            await self._load()

    def on_listing_page_wanted(self, message: Listing.PageWanted) -> None:
        self.run_worker(self._guarded(self._fetch(message.page)), group=f"page-{message.page}")

    async def _fetch(self, page: int) -> None:
        items = await away(daylist.page, self.desk, self.view, self.day, page)
        self.list.put(page, items)

    # ----- what is shown

    def _draw_top(self) -> None:
        desk, glance = self.desk, self.day.glance
        self.query_one("#top", Lines).show(
            lambda room: [
                top_line(glance, desk.actor, desk.today, self.now, room),
                *alarm_lines(desk.store.alarm, room),
            ]
        )
        if self._seen >= 0:
            self.query_one("#day", Lines).show(
                lambda room: [
                    day_line(glance, room),
                    self._columns.head(self.list.size.width - 1),
                ]
            )

    def _show_empty(self) -> None:
        advice = daylist.advice(self.day, self.view)
        self._beside.say(lambda _: advice)
        if not self.query_one("#panel").display:
            self.query_one("#day", Lines).show(
                lambda room: [day_line(self.day.glance, room), (), *advice]
            )

    def on_resize(self) -> None:
        if self._seen >= 0:  # there may be room for the account now
            self.call_after_refresh(lambda: self._beside.follow(self.day.base))

    def on_listing_cursor_moved(self) -> None:
        self._beside.follow(self.day.base)

    # ----- working

    def target(self) -> Target | None:
        item = self.list.current
        return Target(item.customer_id, item.name, item) if item else None

    async def moved_on(self, target: Target, done: Done) -> None:
        self._beside.forget(target.id)
        self._changes += 1
        if done.seq == self._seen + 1:
            self._seen = done.seq  # our own and nothing between: the list needs no reading
        listing = self.list
        item = listing.held(target.id)
        if item is not None and done.closes:
            was_open = item.state == "open"
            state = "skipped" if done.code == "skip" else "done"
            listing.change(replace(item, state=state, outcome=done.code, next_on=done.next_on))
            if was_open:
                self.day = self.day.one_more_done()
        if done.closes and listing.current and listing.current.customer_id == target.id:
            to = listing.next_open(listing.cursor)
            if to is not None:
                listing.move(to)
        elif not done.closes and listing.current:
            self._beside.follow(self.day.base)
        self._draw_top()
        self._refresh_figures_soon()

    def _refresh_figures_soon(self) -> None:
        """Figures of the day are read when the fingers rest, not between two keys."""
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(0.3, self._read_figures)

    @property
    def figures_due(self) -> bool:
        """Whether the figures on top are older than the last key."""
        return self._later is not None

    def _read_figures(self) -> None:
        self._later = None
        self.background(self._figures(), "figures")

    async def _figures(self) -> None:
        self.day = await away(daylist.figures, self.desk, self.view, self.day)
        self._draw_top()

    async def taken_back(self, target: Target | None) -> None:
        await self._load(target.id if target else None)

    async def passed_over(self, target: Target) -> None:
        """The cursor keeps its place: on the account that follows."""
        following = self.list.at(self.list.cursor + 1)
        goto = following.customer_id if following is not None else target.id
        await self._load(goto)

    # ----- commands

    async def do_go_reload(self) -> None:
        """The list as it stands; made again first where facts or rules are newer."""
        older = await away(planning.outdated, self.desk)
        news = "" if older else await away(rule_versions.news, self.desk)
        if older or news:
            await away(planning.plan, self.desk)
            self.say("The list was made again from the newest facts and rules.")
        self.reload()

    def do_go_open(self) -> None:
        target = self.target()
        if target is not None:
            self.open_account(target)

    def on_listing_opened(self) -> None:
        self.do_go_open()

    def open_account(self, target: Target) -> None:
        """The account's own page."""
        from collectwork.screens.account import AccountScreen

        self.app.push_screen(AccountScreen(self, target))

    async def do_go_search(self) -> None:
        from collectwork.screens.dialogs.find import FindDialog

        async def look(text: str) -> list[Hit]:
            return await away(accounts.search, self.desk, text)

        answer = await self.ask(FindDialog(look))
        if answer is None:
            return
        hit = answer.value
        place = await away(daylist.place, self.desk, self.view, self.day, hit.customer_id)
        if place is not None:
            await self._load(hit.customer_id)
        self.open_account(Target(hit.customer_id, hit.name, self.list.held(hit.customer_id)))

    async def do_go_filter(self) -> None:
        from collectwork.screens.dialogs.filter import FilterDialog

        people = await away(daylist.collectors, self.desk, self.day.whose)
        answer = await self.ask(
            FilterDialog(self.view, people, self.day.whose or "", self.day.base)
        )
        if answer is not None:
            self.view = answer.value
            self.day = replace(self.day, whose=self.view.whose, chosen=True)
            await self._load()

    def do_go_clear(self) -> None:
        self.unmark()
        if self.view.active:
            self.view = View(whose=self.view.whose)
            self.reload()

    def do_go_manager(self) -> None:
        from collectwork.screens.manager.screen import ManagerScreen

        self.app.push_screen(ManagerScreen(self.desk))

    def do_go_cash(self) -> None:
        from collectwork.screens.cash.screen import CashScreen

        self.app.push_screen(CashScreen())

    def do_go_alerts(self) -> None:
        from collectwork.screens.alerts import AlertsScreen

        self.app.push_screen(AlertsScreen(self))

    def do_go_inbox(self) -> None:
        from collectwork.screens.inbox.screen import InboxScreen

        self.app.push_screen(InboxScreen(self))

    def do_go_import(self) -> None:
        from collectwork.screens.importing.screen import ImportScreen

        self.app.push_screen(ImportScreen())

    def do_go_imports(self) -> None:
        from collectwork.screens.imports import ImportsScreen

        self.app.push_screen(ImportsScreen())

    def do_go_proposals(self) -> None:
        from collectwork.screens.proposals import ProposalsScreen

        self.app.push_screen(ProposalsScreen())

    def do_look_day(self) -> Coroutine[Any, Any, None]:
        from collectwork.screens.looking import my_day

        return my_day(self)

    def do_look_outbox(self) -> None:
        from collectwork.screens.outbox import OutboxScreen

        self.app.push_screen(OutboxScreen())
