"""The inbox: what customers wrote and nobody has reacted to, and what is of no known account."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType

from collectwork.domain.account import AccountPage, Hit
from collectwork.domain.activity import new_id
from collectwork.domain.inbox import FolderRead, InboxLine, InboxMessage
from collectwork.domain.suggestions import Kind as SuggestionKind
from collectwork.domain.suggestions import Suggestion
from collectwork.present.inbox import InboxColumns, message_lines, nothing_lines, title_line
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.screens.base import away
from collectwork.screens.dialogs.find import FindDialog
from collectwork.screens.dialogs.frame import Answer, Dialog
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.framed_list import FramedList
from collectwork.screens.mailing import answered, chosen_template
from collectwork.screens.work import DayList, Target
from collectwork.usecases import accounts, list_as_shown, suggestions
from collectwork.usecases.inbox import fetching, triage
from collectwork.widgets.listing import PAGE, Listing
from collectwork.widgets.painted import Sheet

_ANSWERS: Mapping[SuggestionKind, str] = {
    "promise": "promise_confirmation", "dispute": "dispute_answer",
    "copy": "copy_request", "paid": "already_paid",
}  # fmt: skip
IGNORE = ("advertising", "not for us", "a copy of what is filed", "an automatic message")
DONE = ("nothing is left to do", "answered by telephone", "noted", "handed to a colleague")
_KEYS = (
    ("⏎", "read"), ("e", "answer"), ("y", "◇ decide"), ("d", "done"), ("a", "assign"),
    ("x", "ignore"), ("o", "account"), ("n", "new contact"), ("v", "quotes"),
    ("f", "waiting/all"), ("r", "fetch"), ("?", "keys"), ("esc", "back"),
)  # fmt: skip
Value = TypeVar("Value")
Work = Callable[[InboxLine], Coroutine[Any, Any, None]]
_Whole = tuple[InboxMessage, Sequence[Suggestion]]


class InboxScreen(FramedList[InboxLine]):
    """One list; below it the message under the cursor, which enter enlarges."""

    DEFAULT_CSS = """
    InboxScreen #keys { height: auto; }
    InboxScreen.-whole #inbox, InboxScreen.-whole #head { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "whole", "read the message"),
        Binding("v", "quoted", "with what it quotes, or without"),
        Binding("a", "assign", "say whose it is"),
        Binding("e", "answer", "answer with a template"),
        Binding("y", "suggestion", "what it suggests: accept, change or decline"),
        Binding("d", "done", "nothing is left to do"),
        Binding("x", "ignore", "ignore it, with a reason"),
        Binding("o", "open", "open the account"),
        Binding("n", "learn", "take the sender in as a contact"),
        Binding("f", "show_all", "what waits, or all"),
        Binding("r,f5", "fetch", "fetch what is new"),
        Binding("question_mark,f1", "keys_help", "the keys in force here"),
        Binding("escape,q,R", "leave", "back"),
    ]
    name_of_list = "inbox"

    def __init__(self, worklist: DayList, customer_id: int | None = None, name: str = "") -> None:
        super().__init__()
        self._worklist, self._customer, self._whose = worklist, customer_id, name
        self._shown = "all" if customer_id is not None else "waiting"
        self._full = False
        self._seen = -1
        self._read: dict[int, _Whole] = {}

    def columns(self) -> InboxColumns:
        return InboxColumns(self.desk.today)

    def keys(self, room: int) -> Sequence[Line]:
        shown = [line(Piece(key, "act"), Piece(f" {words}")) for key, words in _KEYS]
        return flow(shown, room, "   ")

    def on_mount(self) -> None:
        self.look_often(self._look_now)

    # ----- reading

    async def load(self) -> None:
        """Figures and the page around the cursor; it stays with its message."""
        listing, held = self.list, self.list.current
        seq = await away(list_as_shown.newest, self.desk)
        self._seen = max(self._seen, seq)
        self._read.clear()
        length, number, rows = await away(self._rows, listing.cursor // PAGE)
        places = [at for at, one in enumerate(rows) if held is not None and one.id == held.id]
        cursor = number * PAGE + places[0] if places else listing.cursor
        listing.renew(length, {number: rows} if rows else {}, cursor)
        counts, boxes = await away(_figures, self)
        self.title_is(title_line(counts, self._shown, self._whose, boxes))
        self.show_known(listing.current)

    def _rows(self, number: int) -> tuple[int, int, Sequence[InboxLine]]:
        waiting = self._shown == "waiting"
        if self._customer is not None:
            rows = triage.lines(self.desk, waiting=waiting, customer_id=self._customer, limit=PAGE)
            return len(rows), 0, rows
        length = triage.number(self.desk, waiting=waiting)
        number = min(number, max(0, length - 1) // PAGE)
        return length, number, self._page(number)

    def _page(self, number: int) -> Sequence[InboxLine]:
        waiting = self._shown == "waiting"
        return triage.lines(self.desk, waiting=waiting, limit=PAGE, offset=number * PAGE)

    async def _look_now(self) -> None:
        """Has anything come, or has somebody else done something?"""
        newest = await away(list_as_shown.newest, self.desk)
        if newest > self._seen and not self._busy:
            await self.load()

    def on_listing_page_wanted(self, message: Listing.PageWanted) -> None:
        self.run_worker(self._guarded(self._fetch(message.page)), group=f"page-{message.page}")

    async def _fetch(self, number: int) -> None:
        self.list.put(number, await away(self._page, number))

    def known(self, item: InboxLine | None, room: int) -> Sequence[Line]:
        if item is None:
            return nothing_lines(self._shown)
        read = self._read.get(item.id)
        if read is None:
            self.background(self._read_whole(item), "message")
            return []
        return message_lines(*read, room, self.now, full=self._full)

    async def _read_whole(self, item: InboxLine) -> None:
        self._read[item.id] = await away(_whole, self, item.id)
        if self.list.current is not None and self.list.current.id == item.id:
            self.show_known(item)

    # ----- moving about

    def on_listing_opened(self) -> None:
        self.action_whole()

    def action_move(self, by: int) -> None:
        if self.has_class("-whole"):
            self.query_one("#known", Sheet).scroll_relative(y=by, animate=False)
        else:
            super().action_move(by)

    def action_whole(self) -> None:
        if self.list.current is not None:
            self.toggle_class("-whole")

    def action_quoted(self) -> None:
        self._full = not self._full
        self.show_known(self.list.current)

    def action_leave(self) -> None:
        if self.has_class("-whole"):
            self.remove_class("-whole")
        else:
            super().action_leave()

    def action_show_all(self) -> None:
        self._shown = "all" if self._shown == "waiting" else "waiting"
        self.action_reload()

    def action_open(self) -> None:
        """The account's own page; leaving it leads back here."""
        item = self.list.current
        if item is not None and item.customer_id is not None:
            self._worklist.open_account(Target(item.customer_id, item.customer_name))
        elif item is not None:
            self.say("It is of no account yet: a says whose it is.")

    # ----- what dialogs need

    async def ask(self, dialog: Dialog[Value], draft: str = "") -> Answer[Value] | None:
        """Open a dialog and wait for its answer; ``draft`` keeps what is typed until then."""
        drafts = self.workbench.drafts
        if draft:
            dialog.keep_in(drafts, draft)
        answer = await self.app.push_screen_wait(dialog)
        if draft:
            drafts.drop(draft)
        return answer

    async def page_of(self, customer_id: int) -> AccountPage:
        """An account at a glance."""
        return await away(accounts.page, self.desk, customer_id)

    # ----- doing

    def action_fetch(self) -> None:
        self.act(self._sync)

    async def _sync(self) -> None:
        self.say("Looking into the mailboxes …")
        done = await away(fetching.sync, self.desk)
        self.app.clear_notifications()
        for name, why in done.trouble.items():
            self.say(f"{name or 'The mailbox'} was not read: {why}")
        self.say(f"{fetching.in_words(done)}.")
        await self.load()

    def action_assign(self) -> None:
        self._with_current(self._assign)

    async def _assign(self, item: InboxLine) -> None:
        if item.state != "triage":
            self.say(f"It is {item.state} already.")
            return

        async def look(text: str) -> list[Hit]:
            return await away(accounts.search, self.desk, text)

        proposed = item.candidates[0][0] if item.candidates else ""
        answer: Answer[Hit] | None = await self.ask(FindDialog(look, proposed))
        if answer is None:
            return
        hit = answer.value
        await away(triage.file, self.desk, item.id, hit.customer_id, key=new_id())
        self.say(f"Filed with {hit.name}; the sender’s next mail proposes this account first.")
        await self.load()

    def action_answer(self) -> None:
        self._with_current(self._answer)

    async def _answer(self, item: InboxLine) -> None:
        if item.customer_id is None:
            self.say("It is of no account yet: a says whose it is.")
            return
        template = await chosen_template(self, "Answer with which template?", self._fitting(item))
        if template is None:
            return
        queued = await answered(self, item.id, item.customer_id, item.customer_name, template)
        if queued is not None:
            self.say(f"Queued to {', '.join(queued.to)}.")
            self.workbench.deliver_mails()
            await self.load()

    def _fitting(self, item: InboxLine) -> list[str]:
        """Templates that answer what the message says, before the other answers."""
        _, found = self._read.get(item.id, (None, ()))
        return list(dict.fromkeys([*(_ANSWERS[one.kind] for one in found), *_ANSWERS.values()]))

    def action_suggestion(self) -> None:
        self._with_current(self._suggestion)

    async def _suggestion(self, item: InboxLine) -> None:
        from collectwork.screens.suggesting import suggested

        done = await suggested(self, message_id=item.id)
        if done is None:
            self.say("This mail suggests nothing that waits for you.")
        elif done:
            self.say(done[-1].text)
            self.workbench.deliver_mails()
            await self.load()

    def action_ignore(self) -> None:
        self._with_current(partial(self._close, how="ignore", usual=IGNORE))

    def action_done(self) -> None:
        self._with_current(partial(self._close, how="done", usual=DONE))

    async def _close(self, item: InboxLine, how: str, usual: Sequence[str]) -> None:
        if item.state not in ("triage", "filed"):
            self.say(f"It is {item.state} already.")
            return
        who = item.customer_name or item.sender
        dialog = ReasonDialog("Ignore it" if how == "ignore" else "Done with it", who, usual)
        answer: Answer[str] | None = await self.ask(dialog)
        if answer is None:
            return
        call = triage.ignore if how == "ignore" else triage.done
        await away(call, self.desk, item.id, answer.value, key=new_id())
        self.remove_class("-whole")
        await self.load()

    def action_learn(self) -> None:
        self._with_current(self._learn)

    async def _learn(self, item: InboxLine) -> None:
        made = await away(triage.learn, self.desk, item.id, key=new_id())
        self.say(f"{made.name} <{made.email}> is a contact now.")
        await self.load()

    def _with_current(self, work: Work) -> None:
        item = self.list.current
        if item is not None:
            self.act(partial(work, item))


def _whole(screen: InboxScreen, id: int) -> _Whole:
    desk = screen.desk
    return triage.message(desk, id), suggestions.suggestions(desk, message_id=id)


def _figures(screen: InboxScreen) -> tuple[dict[str, int], Sequence[FolderRead]]:
    return triage.counts(screen.desk), triage.folders(screen.desk)
