"""The outbox: messages on their way, those that need somebody first, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from collectwork.domain.activity import new_id
from collectwork.domain.mail import Queued
from collectwork.errors import ContactRefused
from collectwork.present.outbox import (
    OutboxColumns,
    known_lines,
    nothing_lines,
    stored_lines,
    title_line,
)
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.screens.base import away
from collectwork.screens.dialogs.frame import Answer
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.screens.dialogs.words import OverrideDialog, ReasonDialog
from collectwork.screens.framed_list import FramedList
from collectwork.usecases import list_as_shown
from collectwork.usecases import outbox as messages
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.waiting import Wait
from collectwork.widgets.listing import PAGE

_OPEN = ("doubt", "held", "failed", "queued", "sending")
_TABS = ("open", *_OPEN, "sent", "expired", "all")
_MOST = 2_000  # rows of a part; the newest are shown
_DROPPED = ("not wanted any more", "paid meanwhile", "written again", "wrong recipient")
_FOUND = ("looked into the mailbox", "the customer said so", "the server's log says so")
_KEYS = (
    ("⏎", "read it"), ("r R", "release"), ("x", "drop"), ("y", "it left"), ("n", "it did not"),
    ("S", "send now"), ("f", "next part"), ("?", "keys"), ("esc", "back"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one reading found."""

    counts: dict[str, int]
    rows: list[Queued]
    waits: dict[str, Wait] = field(default_factory=dict)
    seq: int = 0


class OutboxScreen(FramedList[Queued]):
    """One list by state; below it what is known of the message under the cursor."""

    DEFAULT_CSS = """
    OutboxScreen #known { height: 8; }
    OutboxScreen #keys { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,v", "read", "read the message as it is stored"),
        Binding("r", "release", "release a held one: it is checked again, then sent"),
        Binding("R", "override", "release it against the contact policy, with a reason"),
        Binding("x,delete", "drop", "drop it: it will not be sent"),
        Binding("y", "settle(True)", "in doubt: it had left"),
        Binding("n", "settle(False)", "in doubt: it had not left, send it"),
        Binding("S", "send", "send what is due now, outside the hours too"),
        Binding("f,tab", "part(1)", "the next part: open, held, sent …"),
        Binding("F,shift+tab", "part(-1)", "the part before"),
        Binding("f5", "reload", "read the list anew"),
        Binding("question_mark,f1", "keys_help", "the keys in force here"),
        Binding("escape,q,o", "leave", "back"),
    ]
    name_of_list = "outbox"

    def __init__(self) -> None:
        super().__init__()
        self._part = "open"
        self._found = _Shown({}, [])

    def columns(self) -> OutboxColumns:
        return OutboxColumns(self.desk.today)

    def keys(self, room: int) -> Sequence[Line]:
        shown = [line(Piece(key, "act"), Piece(f" {words}")) for key, words in _KEYS]
        return flow(shown, room, "  ")

    def on_mount(self) -> None:
        self.look_often(self._look_now)

    # ----- reading

    async def load(self) -> None:
        """The part's rows; the cursor stays with its message where that is still there."""
        held = self.list.current
        found = self._found = await away(_read, self.desk, self._part)
        pages = {at // PAGE: found.rows[at : at + PAGE] for at in range(0, len(found.rows), PAGE)}
        ids = [row.id for row in found.rows]
        cursor = ids.index(held.id) if held and held.id in ids else self.list.cursor
        self.list.renew(len(found.rows), pages, cursor)
        self.title_is(title_line(self._part, found.counts))
        self.show_known(self.list.current)

    async def _look_now(self) -> None:
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._found.seq and not self._busy:
            await self.load()

    def known(self, item: Queued | None, room: int) -> Sequence[Line]:
        if item is None:
            return nothing_lines(self._part)
        wait = self._found.waits.get(item.id)
        return known_lines(item, (wait.until, wait.why) if wait else None, room)

    # ----- keys

    def action_part(self, by: int) -> None:
        """Another part of the outbox; empty ones are passed over."""
        names = [name for name in _TABS if self._found.counts.get(name) or name in ("open", "all")]
        at = names.index(self._part) if self._part in names else 0
        self._part = names[(at + by) % len(names)]
        self.action_reload()

    def on_listing_opened(self) -> None:
        self.action_read()

    def action_read(self) -> None:
        if (item := self.list.current) is not None:
            self.background(self._read(item), "read")

    async def _read(self, item: Queued) -> None:
        job = await away(messages.stored, self.desk, item.id)
        self.app.push_screen(ReadingDialog(item.subject, lambda room: stored_lines(job, room)))

    def action_release(self) -> None:
        self._with_item(self._release)

    async def _release(self, item: Queued) -> None:
        """Back into the queue; against a rule, or where it may have left, with a reason only."""
        reason, key = "", new_id()
        if item.doubtful:
            reason = await self._asked("It may have been sent. Send it again?", item, _FOUND) or ""
            if not reason:
                return
        try:
            await away(messages.release, self.desk, item.id, reason, key=key)
        except ContactRefused as refused:
            self.say(str(refused))
            return
        self.say("Released: it is checked again and sent.")
        self.workbench.deliver_mails()
        await self.load()

    def action_override(self) -> None:
        self._with_item(self._override)

    async def _override(self, item: Queued) -> None:
        """Release it although the contact policy speaks against it."""
        if item.doubtful:  # no rule forbids that one: it may have left
            await self._release(item)
            return
        dialog = OverrideDialog(item.name, item.reason or "The contact policy speaks against it.")
        answer: Answer[str] | None = await self.app.push_screen_wait(dialog)
        if answer is not None:
            await away(messages.release, self.desk, item.id, answer.value, key=new_id())
            self.say("Released with your reason; the log keeps it.")
            self.workbench.deliver_mails()
            await self.load()

    def action_drop(self) -> None:
        self._with_item(self._drop)

    async def _drop(self, item: Queued) -> None:
        reason = await self._asked("Drop it", item, _DROPPED)
        if reason:
            await away(messages.drop, self.desk, item.id, reason, key=new_id())
            self.say("Dropped: it will not be sent.")
            await self.load()

    def action_settle(self, sent: bool) -> None:
        self._with_item(partial(self._settle, sent=sent))

    async def _settle(self, item: Queued, *, sent: bool) -> None:
        if not (item.doubtful or item.state == "doubt"):
            self.say("Nobody doubts that: this is for messages that may have left.")
            return
        what = "It had left" if sent else "It had not left, and is sent"
        reason = await self._asked(what, item, _FOUND)
        if reason:
            settle = partial(messages.settle, sent=sent, reason=reason, key=new_id())
            await away(settle, self.desk, item.id)
            self.say("Settled: sent." if sent else "Settled: it is sent again.")
            await self.load()

    def action_send(self) -> None:
        self.act(self._send)

    async def _send(self) -> None:
        """All that is due, by every channel; several may send at once, nobody twice."""
        from collectwork.usecases.mails.delivering import send_due

        self.say("Sending …")
        done = await away(partial(send_due, self.desk, now=True))
        sent = sum(row.state == "sent" for row in done.touched)
        waits = [f"{number} wait: {wait.why}" for number, wait in done.waits.values()]
        said = [f"{sent} sent, {len(done.touched) - sent} not", *waits, *done.trouble[:1]]
        self.say("; ".join(said) if done.touched or waits or done.trouble else "Nothing was due.")
        await self.load()

    async def _asked(self, what: str, item: Queued, usual: Sequence[str]) -> str | None:
        dialog = ReasonDialog(what, item.name or item.subject, usual)
        answer: Answer[str] | None = await self.app.push_screen_wait(dialog)
        return None if answer is None else answer.value

    def _with_item(self, work: Callable[[Queued], Coroutine[Any, Any, None]]) -> None:
        if (item := self.list.current) is not None:
            self.act(partial(work, item))


def _read(desk: Desk, part: str) -> _Shown:
    seq = list_as_shown.newest(desk)
    by_state = messages.counts(desk, None)
    counts = {"open": sum(by_state[state] for state in _OPEN), **by_state}
    counts["all"] = sum(by_state.values())
    states = {"open": _OPEN, "all": (None,)}.get(part, (part,))
    rows = [row for state in states for row in messages.outbox(desk, state, _MOST, channel=None)]
    return _Shown({name: counts[name] for name in _TABS}, rows, messages.waits(desk, rows), seq)
