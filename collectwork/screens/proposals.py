"""Proposals: what waits for a lead's decision, how it comes about, accepting and declining."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.proposals import Proposal
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.proposals import ProposalColumns, label, proposal_lines
from collectwork.present.text import safe
from collectwork.screens.base import away
from collectwork.screens.dialogs.frame import Answer
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.framed_list import FramedList
from collectwork.usecases import proposals
from collectwork.widgets.listing import PAGE
from collectwork.widgets.painted import Sheet

ACCEPT = ("as proposed", "agreed with the ledger's people", "agreed with sales")
DECLINE = ("not worth the quarrel", "paid or promised meanwhile", "sales asked to wait", "disputed")
_KEYS = (
    ("a", "accept"), ("x", "decline"), ("enter", "read whole"), ("f", "waiting or all"),
    ("r", "look for new ones"), ("j k", "move"), ("esc", "back"),
)  # fmt: skip


class ProposalsScreen(FramedList[Proposal]):
    """One list; below it the proposal under the cursor, which enter enlarges."""

    DEFAULT_CSS = """
    ProposalsScreen #keys { height: auto; }
    ProposalsScreen.-whole #proposals, ProposalsScreen.-whole #head { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "decide('accept')", "accept the proposal under the cursor"),
        Binding("x", "decide('decline')", "decline it"),
        Binding("enter,v", "whole", "read it whole"),
        Binding("f", "show_all", "those that wait, or all"),
        Binding("r,f5", "evaluate", "look for new ones"),
    ]
    name_of_list = "proposals"

    def __init__(self, customer_id: int | None = None, name: str = "") -> None:
        super().__init__()
        self._customer, self._name = customer_id, name
        self._all = customer_id is not None

    def columns(self) -> ProposalColumns:
        return ProposalColumns(self.desk.today)

    def keys(self, room: int) -> Sequence[Line]:
        shown = [line(Piece(key, "act"), Piece(f" {words}")) for key, words in _KEYS]
        return flow(shown, room, "   ")

    async def load(self) -> None:
        """The whole list: there are as many proposals as decisions, not as many as accounts."""
        state = None if self._all else "proposed"
        rows = await away(proposals.proposals, self.desk, state, None, self._customer)
        pages = {at // PAGE: rows[at : at + PAGE] for at in range(0, len(rows), PAGE)}
        self.list.renew(len(rows), pages, self.list.cursor)
        whose = f" of {safe(self._name)}" if self._name else ""
        waiting = sum(one.state == "proposed" for one in rows)
        said = f" · {waiting} wait" + (" · all shown" if self._all else "")
        self.title_is(line(Piece(f"Proposals{whose}", "title"), Piece(said, "dim")))
        self.show_known(self.list.current)

    def on_listing_opened(self) -> None:
        self.action_whole()

    def known(self, item: Proposal | None, room: int) -> Sequence[Line]:
        if item is None:
            return [line(Piece("nothing waits for a decision; f shows what was decided", "dim"))]
        return proposal_lines(item, room, self.desk.today)

    # ----- keys

    def action_move(self, by: int) -> None:
        if self.has_class("-whole"):
            self.query_one("#known", Sheet).scroll_relative(y=by, animate=False)
        else:
            super().action_move(by)

    def action_whole(self) -> None:
        if self.list.current is not None:
            self.toggle_class("-whole")

    def action_show_all(self) -> None:
        self._all = not self._all
        self.action_reload()

    def action_leave(self) -> None:
        if self.has_class("-whole"):
            self.remove_class("-whole")
        else:
            super().action_leave()

    def action_evaluate(self) -> None:
        self.act(self._evaluate)

    async def _evaluate(self) -> None:
        done = await away(proposals.evaluate, self.desk)
        more = f"; {done.no_rate}" if done.no_rate else ""
        self.say(f"{done.made} made, {done.expired} expired, {done.waiting} wait{more}")
        await self.load()

    def action_decide(self, how: str) -> None:
        item = self.list.current
        if item is not None:
            self.act(partial(self._decide, item, how))

    async def _decide(self, item: Proposal, how: str) -> None:
        """The reason is the confirmation; then it is recorded."""
        if item.state != "proposed":
            self.say(f"Proposal {item.id} is {item.state} already.")
            return
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
        await self.load()
