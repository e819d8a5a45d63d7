"""The account's own page: all there is to know, and every key of the worklist."""

from __future__ import annotations

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from textual.app import ComposeResult

from collectwork.domain.account import AccountPage
from collectwork.errors import CollectworkError, Conflict
from collectwork.present.account import account_lines
from collectwork.present.header import alarm_lines, top_line
from collectwork.present.pieces import Line, Piece, line
from collectwork.screens.base import away
from collectwork.screens.work import DayList, Done, Target, WorkScreen
from collectwork.usecases import accounts, list_as_shown
from collectwork.widgets.keybar import KeyBar
from collectwork.widgets.painted import Lines, Sheet


class AccountScreen(WorkScreen):
    """Opened from the list (then the next account follows) or from a search."""

    place = "account"
    AUTO_FOCUS = "#page"

    def __init__(self, worklist: DayList, target: Target) -> None:
        super().__init__()
        self._worklist = worklist
        self._target = target
        self._page: AccountPage | None = None
        self._seen = -1
        self._held = False

    def compose(self) -> ComposeResult:
        yield Lines(id="top")
        yield Sheet(id="page")
        yield Lines(id="told")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#told", Lines).show(lambda _: [line("")])
        self._draw_top()
        self.background(self._open(), "load")
        self.look_often(self._look_now)
        self.set_interval(max(5, self.desk.policy.lease_seconds // 2), self._renew)

    def target(self) -> Target | None:
        return self._target

    # ----- what is shown

    async def _open(self) -> None:
        await self._show()
        await self._claim()

    async def _show(self) -> None:
        target = self._target
        seen = await away(list_as_shown.newest, self.desk)
        page = await self.page_of(target.id)
        if target is not self._target:
            return  # the screen has turned to another account, which is read by itself
        self._seen = seen
        same = self._page is not None and self._page.customer.id == page.customer.id
        self._page = page
        self.query_one("#page", Sheet).show(self._lines, from_top=not same)

    def _lines(self, room: int) -> list[Line]:
        if self._page is None:
            return []
        return account_lines(
            self._page, room, now=self.now, today=self.desk.today, base=self._worklist.day.base,
            on_list=self._worklist.list.held(self._target.id), actor=self.desk.actor, whole=True,
        )  # fmt: skip

    def _draw_top(self) -> None:
        desk, glance = self.desk, self._worklist.day.glance
        self.query_one("#top", Lines).show(
            lambda room: [
                top_line(glance, desk.actor, desk.today, self.now, room),
                *alarm_lines(desk.store.alarm, room),
                line(Piece("─" * room, "dim")),
            ]
        )

    async def _look_now(self) -> None:
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._seen and not self.being_written:
            await self._show()
        self._draw_top()

    # ----- the claim: one person at one account

    async def _claim(self) -> None:
        if self.desk.store.alarm is not None:
            return  # nothing can be recorded, so there is nothing to keep others from
        try:
            await away(accounts.claim, self.desk, self._target.id)
            self._held = True
        except Conflict as error:
            self._held = False
            self.say(str(error))
        self._seen = await away(list_as_shown.newest, self.desk)

    def _renew(self) -> None:
        if self._held and not self.workbench.type_ahead.in_turn:
            self.background(self._claim(), "claim")

    async def _give_back(self) -> None:
        if self._held:
            self._held = False
            with suppress(CollectworkError):
                await away(accounts.release, self.desk, self._target.id)

    def release_now(self) -> None:
        """Give the account back at once: the program is ending."""
        if self._held:
            self._held = False
            with suppress(CollectworkError):
                accounts.release(self.desk, self._target.id)

    # ----- working

    async def moved_on(self, target: Target, done: Done) -> None:
        await self._worklist.moved_on(target, done)
        following = self._worklist.target()
        if done.closes and target.item is not None and following and following.id != target.id:
            await self._turn_to(following)
        else:
            await self._show()

    async def taken_back(self, target: Target | None) -> None:
        await self._worklist.taken_back(target)
        if target is not None and target.id != self._target.id:
            await self._turn_to(target)
        else:
            await self._show()

    async def _turn_to(self, target: Target) -> None:
        await self._give_back()
        self._target = target
        await self._open()
        self._draw_top()

    # ----- commands

    async def do_go_back(self) -> None:
        await self._give_back()
        self.dismiss()

    def do_go_next(self) -> Coroutine[Any, Any, None]:
        return self._step(1)

    def do_go_previous(self) -> Coroutine[Any, Any, None]:
        return self._step(-1)

    async def _step(self, by: int) -> None:
        listing = self._worklist.list
        listing.move(listing.cursor + by)
        following = self._worklist.target()
        if following is not None and following.id != self._target.id:
            await self._turn_to(following)

    async def do_go_search(self) -> None:
        await self._give_back()
        self.dismiss()
        await self._worklist.do_go_search()

    def do_go_manager(self) -> None:
        self._worklist.do_go_manager()

    def do_go_alerts(self) -> None:
        self._worklist.do_go_alerts()

    def do_go_inbox(self) -> None:
        """Mails that came from this customer, with their whole text."""
        from collectwork.screens.inbox.screen import InboxScreen

        self.app.push_screen(
            InboxScreen(self._worklist, self._target.id, self._target.name),
            lambda _: self.do_go_reload(),
        )

    def do_go_proposals(self) -> None:
        """Those of this customer."""
        from collectwork.screens.proposals import ProposalsScreen

        self.app.push_screen(
            ProposalsScreen(self._target.id, self._target.name), lambda _: self.do_go_reload()
        )

    def do_go_cash(self) -> None:
        """The money of this customer, or all of it where there is none."""
        from collectwork.domain.cash_shown import ALL, Shown
        from collectwork.screens.cash.screen import CashScreen

        if self._page is not None and self._page.receipts:
            shown = Shown(ALL, customer_id=self._target.id)
            self.app.push_screen(CashScreen(shown, self._target.name))
        else:
            self.app.push_screen(CashScreen())

    def do_go_reload(self) -> None:
        self.background(self._show(), "load")

    def do_look_day(self) -> Coroutine[Any, Any, None]:
        from collectwork.screens.looking import my_day

        return my_day(self)

    def do_look_outbox(self) -> None:
        from collectwork.screens.outbox import OutboxScreen

        self.app.push_screen(OutboxScreen())

    def _scroll(self, by: int) -> None:
        sheet = self.query_one("#page", Sheet)
        sheet.scroll_to(y=sheet.scroll_offset.y + by, animate=False)

    def do_go_down(self) -> None:
        self._scroll(1)

    def do_go_up(self) -> None:
        self._scroll(-1)

    def do_go_page_down(self) -> None:
        self._scroll(max(1, self.query_one("#page").size.height - 1))

    def do_go_page_up(self) -> None:
        self._scroll(-max(1, self.query_one("#page").size.height - 1))

    def do_go_first(self) -> None:
        self._scroll(-1_000_000)

    def do_go_last(self) -> None:
        self._scroll(1_000_000)
