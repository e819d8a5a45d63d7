"""Proposals: what waits for a lead's decision, how it comes about, accepting and declining."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.proposals import Proposal
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.proposals import ProposalColumns, label, proposal_lines
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.dialogs.frame import Answer
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.usecases import proposals
from collectwork.widgets.listing import PAGE, Listing
from collectwork.widgets.painted import Lines, Sheet

ACCEPT = ("as proposed", "agreed with the ledger's people", "agreed with sales")
DECLINE = ("not worth the quarrel", "paid or promised meanwhile", "sales asked to wait", "disputed")
_KEYS = (
    ("a", "accept"), ("x", "decline"), ("enter", "read whole"), ("f", "waiting or all"),
    ("r", "look for new ones"), ("j k", "move"), ("esc", "back"),
)  # fmt: skip


class ProposalsScreen(DeskScreen[None]):
    """One list; below it the proposal under the cursor, which enter enlarges."""

    DEFAULT_CSS = """
    ProposalsScreen { layout: vertical; }
    ProposalsScreen #title { background: $surface; height: 1; padding: 0 1; }
    ProposalsScreen #head { height: 1; }
    ProposalsScreen #proposals { height: 1fr; }
    ProposalsScreen #known { height: 1fr; padding: 0 1; }
    ProposalsScreen #keys { height: auto; background: $surface; padding: 0 1; }
    ProposalsScreen.-whole #proposals, ProposalsScreen.-whole #head { display: none; }
    """
    AUTO_FOCUS = "#proposals"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "decide('accept')", "accept the proposal under the cursor"),
        Binding("x", "decide('decline')", "decline it"),
        Binding("enter,v", "whole", "read it whole"),
        Binding("f", "show_all", "those that wait, or all"),
        Binding("r,f5", "evaluate", "look for new ones"),
        Binding("escape,q", "leave", "back"),
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("pagedown,space", "move(10)", "further down", show=False),
        Binding("pageup", "move(-10)", "further up", show=False),
        Binding("g,home", "move(-1000000)", "to the first", show=False),
        Binding("G,end", "move(1000000)", "to the last", show=False),
    ]

    def __init__(self, customer_id: int | None = None, name: str = "") -> None:
        super().__init__()
        self._customer, self._name = customer_id, name
        self._all = customer_id is not None
        self._busy = False
        self._count = 0

    def compose(self) -> ComposeResult:
        yield Lines(id="title")
        yield Lines(id="head")
        yield Listing(ProposalColumns(self.desk.today), id="proposals")
        yield Sheet(id="known")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        columns = ProposalColumns(self.desk.today)
        self.query_one("#head", Lines).show(lambda room: [columns.head(room)])
        self.query_one("#keys", Lines).show(_key_lines)
        self.background(self._load(), "load")

    @property
    def list(self) -> Listing[Proposal]:
        return self.query_one("#proposals", Listing)

    async def _load(self) -> None:
        """The whole list: there are as many proposals as decisions, not as many as accounts."""
        state = None if self._all else "proposed"
        rows = await away(proposals.proposals, self.desk, state, None, self._customer)
        self._count = sum(one.state == "proposed" for one in rows)
        pages = {at // PAGE: rows[at : at + PAGE] for at in range(0, len(rows), PAGE)}
        self.list.renew(len(rows), pages, self.list.cursor)
        self._draw_title()
        self._show(self.list.current)

    def _draw_title(self) -> None:
        whose = f" of {safe(self._name)}" if self._name else ""
        said = f" · {self._count} wait" + ("" if not self._all else " · all shown")
        self.query_one("#title", Lines).show(
            lambda _: [line(Piece(f"Proposals{whose}", "title"), Piece(said, "dim"))]
        )

    def on_listing_cursor_moved(self, message: Listing.CursorMoved) -> None:
        self._show(message.item)

    def on_listing_opened(self) -> None:
        self.action_whole()

    def _show(self, item: Proposal | None) -> None:
        today = self.desk.today

        def lines(room: int) -> list[Line]:
            if item is None:
                return [
                    line(Piece("nothing waits for a decision; f shows what was decided", "dim"))
                ]
            return proposal_lines(item, room, today)

        self.query_one("#known", Sheet).show(lines, from_top=True)

    # ----- keys

    def action_move(self, by: int) -> None:
        if self.has_class("-whole"):
            self.query_one("#known", Sheet).scroll_relative(y=by, animate=False)
        else:
            self.list.move(self.list.cursor + by)

    def action_whole(self) -> None:
        if self.list.current is not None:
            self.toggle_class("-whole")

    def action_show_all(self) -> None:
        self._all = not self._all
        self.background(self._load(), "load")

    def action_leave(self) -> None:
        if self.has_class("-whole"):
            self.remove_class("-whole")
        else:
            self.dismiss(None)

    def action_evaluate(self) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._guarded(self._evaluate()), group="write")

    async def _evaluate(self) -> None:
        try:
            done = await away(proposals.evaluate, self.desk)
            more = f"; {done.no_rate}" if done.no_rate else ""
            self.say(f"{done.made} made, {done.expired} expired, {done.waiting} wait{more}")
            await self._load()
        finally:
            self._busy = False

    def action_decide(self, how: str) -> None:
        item = self.list.current
        if item is None or self._busy:
            return
        if item.state != "proposed":
            self.say(f"Proposal {item.id} is {item.state} already.")
            return
        self._busy = True
        self.run_worker(self._guarded(self._decide(item, how)), group="write")

    async def _decide(self, item: Proposal, how: str) -> None:
        """The reason is the confirmation; then it is recorded."""
        try:
            usual = ACCEPT if how == "accept" else DECLINE
            what = f"{how.capitalize()} the {label(item.wanted.kind)}, which books nothing"
            dialog = ReasonDialog(what, item.name, usual)
            answer: Answer[str] | None = await self.app.push_screen_wait(dialog)
            if answer is None:
                return
            call = proposals.accept if how == "accept" else proposals.decline
            done = await away(call, self.desk, [item.id], answer.value, key=new_id())
            self.say(f"{done.text}.")
            self.remove_class("-whole")
            await self._load()
        finally:
            self._busy = False


def _key_lines(room: int) -> list[Line]:
    return flow([line(Piece(key, "act"), Piece(f" {words}")) for key, words in _KEYS], room, "   ")
