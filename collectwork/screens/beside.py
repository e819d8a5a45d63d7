"""The account beside the list: the page of the customer under the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from collectwork.domain.account import AccountPage
from collectwork.domain.worklist import WorkItem
from collectwork.present.account import account_lines
from collectwork.present.pieces import Line
from collectwork.screens.base import DeskScreen
from collectwork.widgets.listing import Listing
from collectwork.widgets.painted import Layout, Sheet

_PAGES_KEPT = 40  # account pages, so that going up and down is instant
_REST = 0.02  # seconds a cursor must stay on an account before its page is read


class Beside:
    """Reads and keeps pages, and draws the one of the customer under the cursor."""

    def __init__(
        self,
        screen: DeskScreen[None],
        listing: Listing[WorkItem],
        sheet: Sheet,
        read: Callable[[int], Awaitable[AccountPage]],
    ) -> None:
        self._screen, self._list, self._sheet, self._read = screen, listing, sheet, read
        self._pages: dict[int, AccountPage] = {}
        self._shown: int | None = None
        sheet.can_focus = False

    def forget(self, customer_id: int | None = None) -> None:
        """A page (or each) may have changed: the next look reads it anew."""
        if customer_id is None:
            self._pages.clear()
        else:
            self._pages.pop(customer_id, None)

    def follow(self, base: str) -> None:
        """Show the customer under the cursor, at once where the page is held."""
        item = self._list.current
        if item is None:
            return
        held = self._pages.get(item.customer_id)
        if held is not None:
            self._draw(held, base)
        elif self._sheet.display:
            self._screen.background(self._fetch(item.customer_id, base), "panel")

    def say(self, lines: Layout) -> None:
        """Show these lines in place of an account."""
        self._shown = None
        self._sheet.show(lines)

    async def _fetch(self, customer_id: int, base: str) -> None:
        # a collector who holds j down passes many accounts: only where they stop is read
        await asyncio.sleep(_REST)
        page = await self._read(customer_id)
        self._pages[customer_id] = page
        while len(self._pages) > _PAGES_KEPT:
            self._pages.pop(next(iter(self._pages)))
        current = self._list.current
        if current is not None and current.customer_id == customer_id:
            self._draw(page, base)

    def _draw(self, page: AccountPage, base: str) -> None:
        screen, item = self._screen, self._list.held(page.customer.id)
        same = self._shown == page.customer.id
        self._shown = page.customer.id

        def lines(room: int) -> list[Line]:
            return account_lines(
                page, room, now=screen.now, today=screen.desk.today, base=base,
                on_list=item, actor=screen.desk.actor,
            )  # fmt: skip

        self._sheet.show(lines, from_top=not same)
