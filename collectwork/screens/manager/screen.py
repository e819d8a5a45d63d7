"""The manager view: a tab for each question; every number opens to the rows behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from textwrap import wrap
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from collectwork.analytics.figures import Page
from collectwork.domain.ledger import Freshness
from collectwork.errors import CollectworkError
from collectwork.present.header import facts_words
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.manager import (
    aging,
    coverage,
    desks,
    log,
    payments,
    promises,
    rules,
    templates,
    today,
)
from collectwork.screens.manager.backtest import BacktestScreen
from collectwork.screens.manager.rows import RowsScreen, show_definition
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import auditing, importing, list_as_shown
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import rules_tab
from collectwork.widgets.entry import Field
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines

TABS: tuple[Tab, ...] = (
    today.TAB, coverage.TAB, payments.TAB, promises.TAB, aging.TAB, log.TAB,
    rules.TAB, desks.TAB, templates.TAB,
)  # fmt: skip
_TODAY_EVERY = 5.0  # seconds at least between two readings of what others record
KEYS = (
    ("enter", "rows"), ("i", "meaning"), ("1-9", "question"), ("/", "log"), ("v", "verify"),
    ("b", "backtest"), ("a", "give over"), ("h", "hand back"), ("r", "anew"), ("esc", "back"),
)  # fmt: skip


class ManagerScreen(DeskScreen[None]):
    """One question at a time, read in the background; the cursor stays where it was."""

    DEFAULT_CSS = """
    ManagerScreen { layout: vertical; }
    ManagerScreen #tabs { height: auto; background: $surface; padding: 0 1; }
    ManagerScreen #asked { height: auto; padding: 0 1; }
    ManagerScreen #search { display: none; height: 1; border: none; padding: 0 1; }
    ManagerScreen.-searching #search { display: block; }
    ManagerScreen #figures { height: 1fr; padding: 0 1; }
    ManagerScreen #keys { height: auto; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(tab.key, f"tab({place})", tab.name) for place, tab in enumerate(TABS)),
        Binding("tab,right_square_bracket", "turn(1)", "next question"),
        Binding("shift+tab,left_square_bracket", "turn(-1)", "question before"),
        Binding("i", "define", "how it is defined"),
        Binding("slash", "search", "search the log"),
        Binding("v", "verify", "verify the log"),
        Binding("b", "backtest", "replay a version of the rules"),
        Binding("a", "reassign", "give accounts to others"),
        Binding("h", "hand_back", "hand an account back"),
        Binding("r,f5", "renew", "read anew"),
        Binding("escape,m,q", "leave", "back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._at = 0
        self._pages: dict[int, Page] = {}
        self._text = ""
        self._said = ""
        self._seen = 0
        self._read_at = 0.0
        self._fresh: tuple[Freshness, ...] = ()

    @property
    def desk(self) -> Desk:
        return self._desk

    @property
    def tab(self) -> Tab:
        """The question that is shown."""
        return TABS[self._at]

    @property
    def page(self) -> Page | None:
        """The answer, once it was read."""
        return self._pages.get(self._at)

    def compose(self) -> ComposeResult:
        yield Lines(id="tabs")
        yield Field(id="search", placeholder="words, a person, a day, a kind: enter searches")
        yield Lines(id="asked")
        yield Figures(id="figures")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Lines).show(_keys)
        self.query_one(Figures).focus()
        self._turn_to(0)
        self.look_often(self._look_now)

    async def _look_now(self) -> None:
        """New facts are shown at once on every tab; Today also follows what others record."""
        newest = await away(list_as_shown.newest, self._desk)
        if newest == self._seen:
            return
        imported = await self._read_freshness()
        rested = asyncio.get_running_loop().time() - self._read_at >= _TODAY_EVERY
        if imported or (self.tab is today.TAB and rested):
            self._seen = newest
            if self.page is not None:
                await self._load(self._at, from_top=False)

    async def _read_freshness(self) -> bool:
        """Draw how old the facts are; whether that is something new."""
        fresh = tuple(await away(importing.freshness, self._desk))
        if fresh == self._fresh:
            return False
        self._fresh = fresh
        self._draw_tabs()
        return True

    def action_tab(self, place: int) -> None:
        """To a question by its number."""
        self._turn_to(place)

    def action_turn(self, by: int) -> None:
        """To the question beside it."""
        self._turn_to((self._at + by) % len(TABS))

    def action_renew(self) -> None:
        """Read what is shown anew; the cursor stays."""
        self._read(self._at)

    def action_define(self) -> None:
        """How the figure under the cursor is defined."""
        figures = self.query_one(Figures)
        here = figures.here
        if here is not None:
            show_definition(self, figures.figure, here[0])

    def action_search(self) -> None:
        """Search the log, whatever is shown."""
        if not self.tab.searches:
            self._turn_to(next(n for n, tab in enumerate(TABS) if tab.searches))
        self.query_one(Field).focus()

    def action_verify(self) -> None:
        """Walk the chain and say whether it holds."""
        self._say_below("verifying the log …")
        self.background(self._verify(), "verify")

    def action_backtest(self) -> None:
        """Replay the version under the cursor against the rules as they are now; the one in force
        is the new one, against the version before it."""
        if self.tab is not rules.TAB:
            self._turn_to(TABS.index(rules.TAB))
            self._say_below("b on a version replays it against the rules as they are now.")
            return
        here = self.query_one(Figures).here
        at_version = here is not None and here[0].title == rules_tab.VERSIONS and here[0].rows
        version = str(here[0].rows[here[1]][0]) if here is not None and at_version else ""
        in_force = here is not None and at_version and here[1] == 0
        old = "previous" if in_force or not version else version
        self.app.push_screen(BacktestScreen(self._desk, old, "current"))

    def action_reassign(self) -> None:
        """Give accounts of the person under the cursor to others, after a look at it."""
        self._at_the_desk(desks.reassigned)

    def action_hand_back(self) -> None:
        """The account under the cursor goes back to its collector, with a note."""
        self._at_the_desk(desks.handed_back)

    def _at_the_desk(self, do: Callable[..., Coroutine[Any, Any, str]]) -> None:
        """Something of the tab Desk; elsewhere this only turns to it."""
        here = self.query_one(Figures).here
        if self.tab is not desks.TAB or here is None:
            self._turn_to(TABS.index(desks.TAB))
            return
        listing, place, _ = here

        async def run() -> None:
            try:
                said = await do(self, listing, place)
            except CollectworkError as error:
                self.trouble(error)
                return
            await self._load(self._at, from_top=False)
            self._say_below(said)

        self.app.run_worker(run(), group="write", exit_on_error=False)

    def action_leave(self) -> None:
        """Out of the search, then out of the view."""
        if self.query_one(Field).has_focus:
            self.query_one(Figures).focus()
        else:
            self.dismiss()

    def action_submit(self) -> None:
        """Search for what was typed."""
        self._text = self.query_one(Field).value
        self.query_one(Figures).focus()
        self._read(self._at, from_top=True)

    @on(Figures.Opened)
    def _opened(self, event: Figures.Opened) -> None:
        figure = event.figure
        if figure is not None and figure.behind is not None:
            self.app.push_screen(RowsScreen(self._desk, figure.behind))
        elif event.column is None:
            self.app.push_screen(RowsScreen(self._desk, lambda: event.listing, event.row))

    def _turn_to(self, place: int) -> None:
        self._at = place
        self._said = ""
        self.set_class(self.tab.searches, "-searching")
        self._draw_tabs()
        known = self._pages.get(place)
        if known is not None:
            self._show(known, from_top=True)
        self._read(place, from_top=known is None)

    def _read(self, place: int, *, from_top: bool = False) -> None:
        if place not in self._pages:
            self._say_below("reading …")
            self.query_one(Figures).show((), from_top=True)
        self.background(self._load(place, from_top), "load")

    async def _load(self, place: int, from_top: bool) -> None:
        text = self._text if TABS[place].searches else ""
        await self._read_freshness()
        page = await away(TABS[place].answer, self._desk, text)
        self._read_at = asyncio.get_running_loop().time()
        self._pages[place] = page
        if place == self._at:
            self._said = ""
            self._show(page, from_top=from_top)

    async def _verify(self) -> None:
        found = await away(auditing.verify, self._desk)
        if found.ok:
            self._say_below(
                f"✓ the log verifies: {found.entries:,} entries, head {(found.head or '')[:16]}"
            )
        else:
            self._say_below(f"✗ the log does not verify: {found.problem}")

    def _show(self, page: Page, *, from_top: bool) -> None:
        self.query_one(Figures).show(page.parts, from_top=from_top)
        self._draw_asked()

    def _say_below(self, text: str) -> None:
        self._said = text
        self._draw_asked()

    def _draw_tabs(self) -> None:
        at, whose = self._at, f"collectwork · manager · {safe(self._desk.actor)}"
        facts = f"   facts: {facts_words(self._fresh, self._desk.today)}"

        def lines(room: int) -> list[Line]:
            names = [
                line(
                    Piece(f"{tab.key} ", "act"),
                    Piece(
                        f"▸{tab.name}" if place == at else tab.name, "title" if place == at else ""
                    ),
                )
                for place, tab in enumerate(TABS)
            ]
            wide = room > 100
            head = [line(Piece(whose + facts, "dim"))] if wide else []
            return [*head, *flow(names, room, "   ")]

        self.query_one("#tabs", Lines).show(lines)

    def _draw_asked(self) -> None:
        page = self._pages.get(self._at)
        asked, said = self.tab.asks, self._said
        note = page.note if page is not None else ""

        def lines(room: int) -> list[Line]:
            first = line(Piece(page.title if page and not said else said or asked, "strong"))
            noted = wrap(note, room)[:2] if room > 60 else ()
            return [first, *(line(Piece(part, "dim")) for part in noted)]

        self.query_one("#asked", Lines).show(lines)


def _keys(room: int) -> list[Line]:
    gap = "   " if room > 90 else "  "
    return flow([line(Piece(key, "act"), Piece(f" {words}")) for key, words in KEYS], room, gap)
