"""Cash: money that came in and is not applied, decided with one key each."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from collectwork.domain import typed
from collectwork.domain.cash import STATES, Decided, Receipt
from collectwork.domain.cash import WAITING as UNDECIDED
from collectwork.domain.cash_shown import ALL, WAITING, Shown, Stands
from collectwork.present.cash import payer_of
from collectwork.present.cash_rows import ReceiptColumns
from collectwork.present.cash_top import NAMES, nothing_lines, stands_line
from collectwork.present.header import Glance, alarm_lines, top_line
from collectwork.present.pieces import line
from collectwork.screens.base import REREAD_AFTER, away
from collectwork.screens.cash.deciding import Deciding
from collectwork.screens.cash.detail import Detail, Proposals
from collectwork.screens.cash.reading import Loaded, load, page
from collectwork.screens.cash.view import WordsDialog
from collectwork.screens.dialogs.choose import ChooseDialog
from collectwork.screens.dialogs.help import help_lines
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.usecases import cash_as_shown, list_as_shown
from collectwork.widgets.entry import Option
from collectwork.widgets.keybar import KeyBar
from collectwork.widgets.listing import PAGE, Listing
from collectwork.widgets.painted import Lines, Sheet


class CashScreen(Deciding):
    """Receipts on the left; what is known of the one under the cursor beside it, or below."""

    place = "cash"
    AUTO_FOCUS = "#list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (120, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012

    def __init__(self, shown: Shown | None = None, whose: str = "") -> None:
        """``whose``: the name of the customer whose money alone is shown."""
        super().__init__()
        self._first = self.shown = shown or Shown()
        self._whose = whose
        self._stands, self._glance = Stands(), Glance()
        self._proposals: dict[int, Proposals] = {}
        self._seen = -1
        self._mark: tuple[int, ...] = ()
        self._changes = 0  # how often something was decided here
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        self._columns = ReceiptColumns(self.desk.today, self._proposals, self.said)
        yield Lines(id="top")
        yield Lines(id="day")
        with Horizontal(id="middle"):
            yield Listing(self._columns, id="list")
            yield Sheet(id="panel")
        yield Lines(id="told")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        super().on_mount()
        panel = self.query_one("#panel", Sheet)
        self.detail = Detail(self, self.list, panel, self._proposals)
        self.query_one("#told", Lines).show(lambda _: [line("")])
        self._draw_top()
        self.in_turn(self._load())  # keys that are typed meanwhile wait for the list
        self.look_often(self._look_now)

    @property
    def list(self) -> Listing[Receipt]:
        return self.query_one("#list", Listing)

    # ----- reading

    async def _load(self, goto: int | None = None) -> None:
        """Read figures and the rows around the cursor, which stays with its receipt."""
        listing = self.list
        while True:
            begun = self._changes, listing.cursor
            current = listing.current
            receipt = goto if goto is not None else (current.id if current else None)
            loaded = await away(load, self.desk, self.shown, receipt, listing.cursor)
            if begun == (self._changes, listing.cursor):
                break
            await asyncio.sleep(REREAD_AFTER)  # a key came first: what was read is not so any more
        self._take(loaded)

    def _take(self, loaded: Loaded) -> None:
        opening = self._seen < 0
        self._stands, self._glance = loaded.stands, loaded.glance
        self._seen, self._mark = max(self._seen, loaded.seq), loaded.mark
        self.detail.forget()
        self.list.renew(loaded.stands.number, loaded.pages, loaded.cursor)
        if opening:
            self.list.move(self.list.next_open(-1) or 0)
        self.call_after_refresh(self._draw_top)
        if not loaded.stands.number:
            self.detail.say(nothing_lines(self.shown, self._whose, self.key_of))
        self.background(self._propose(), "propose")

    async def _propose(self) -> None:
        """What the rows on the screen and around it may pay: one pass over the book."""
        top, height = self.list.scroll_offset.y, max(1, self.list.size.height)
        rows = range(max(0, top - PAGE), min(top + height + PAGE, self.list.length))
        held = [one for row in rows if (one := self.list.at(row)) is not None]
        await self.detail.propose(held)

    async def reload(self, goto: int | None = None) -> None:
        await self._load(goto)

    async def _look_now(self) -> None:
        """Has anybody imported a file, or decided about money?"""
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._seen and not self.being_written:
            if await away(cash_as_shown.mark, self.desk) != self._mark:
                await self._load()
            else:
                self._seen = newest  # a colleague's call, a note: nothing that is shown here
        self._draw_top()

    def noted(self, made: Decided) -> None:
        """What is decided here stays on the list; figures are read when the fingers rest."""
        self._changes += 1
        self.shown = replace(self.shown, also=self.shown.also | {made.receipt_id})
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
        self._stands = await away(cash_as_shown.stands, self.desk, self.shown)
        self._draw_top()
        await self._propose()  # what was given to one receipt is not there for the others

    def on_listing_page_wanted(self, message: Listing.PageWanted) -> None:
        self.run_worker(self._guarded(self._fetch(message.page)), group=f"page-{message.page}")

    async def _fetch(self, number: int) -> None:
        rows = await away(page, self.desk, self.shown, number)
        self.list.put(number, rows)
        await self.detail.propose(rows)

    # ----- what is shown

    def _draw_top(self) -> None:
        desk, glance, stands = self.desk, self._glance, self._stands
        shown, whose, listing = self.shown, self._whose, self.list
        self.query_one("#top", Lines).show(
            lambda room: [
                top_line(glance, desk.actor, desk.today, self.now, room),
                *alarm_lines(desk.store.alarm, room),
            ]
        )
        if self._seen >= 0:
            self.query_one("#day", Lines).show(
                lambda room: [
                    stands_line(stands, shown, whose, desk.policy.base_currency, room),
                    self._columns.head((listing.size.width or room) - 1),
                ]
            )

    def on_resize(self) -> None:
        if self._seen >= 0:  # there may be room for the receipt now
            self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        self._draw_top()  # the columns are as wide as the list is now
        self.detail.follow()

    def on_listing_cursor_moved(self) -> None:
        self.detail.follow()

    def on_listing_opened(self) -> None:
        self.action_do("cash.read")

    # ----- looking

    async def do_cash_read(self) -> None:
        """All that is known of it, in a window of its own."""
        receipt = self.list.current
        if receipt is None:
            return
        await self.detail.of(receipt)
        items = await self.detail.items_of(receipt)
        title = f"Received · {payer_of(receipt)}"
        await self.app.push_screen_wait(
            ReadingDialog(title, lambda room: self.detail.lines(receipt, items, room))
        )

    async def do_look_help(self) -> None:
        await self.app.push_screen_wait(
            ReadingDialog("The keys in force here", lambda room: help_lines(self.commands, room))
        )

    async def do_cash_search(self) -> None:
        answer = await self.ask(WordsDialog(self.shown.text))
        if answer is not None:
            text = answer.value
            await self._show(replace(self.shown, text=text, amounts=typed.amounts(text)))

    async def do_cash_filter(self) -> None:
        counts = dict(await away(cash_as_shown.by_state, self.desk))
        counts[ALL] = sum(counts.get(state, 0) for state in STATES)
        counts[WAITING] = sum(counts.get(state, 0) for state in UNDECIDED)
        options = [
            Option(state, f"{NAMES[state]} ({counts.get(state, 0):,})")
            for state in (WAITING, *STATES, ALL)
        ]
        answer = await self.ask(ChooseDialog("Show which money?", options))
        if answer is not None:
            await self._show(replace(self.shown, state=answer.value))

    async def do_cash_back(self) -> None:
        """What was shown first, then the screen before."""
        if replace(self.shown, also=frozenset()) != self._first:
            await self._show(self._first)
        else:
            self.dismiss()

    async def do_go_reload(self) -> None:
        await self._show(self.shown)

    async def _show(self, shown: Shown) -> None:
        self.shown = replace(shown, also=frozenset())
        self.said.clear()
        await self._load()
