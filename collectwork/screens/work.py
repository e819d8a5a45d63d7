"""Working an account: what every key on the worklist and on an account page does.

One key is one turn: the account is taken at the key press, the outcome is written, and only when
it is in the log does the screen move on. Keys that come meanwhile wait (``widgets.typeahead``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from textual.binding import BindingsMap

from collectwork.domain.account import AccountPage
from collectwork.domain.actions import Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.outcomes import Outcome
from collectwork.domain.worklist import WorkItem
from collectwork.errors import CollectworkError, NotAllowed
from collectwork.present import words
from collectwork.present.why import why_lines
from collectwork.screens import commands
from collectwork.screens.asking import Asked, asked_for
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.daylist import Day
from collectwork.screens.dialogs.frame import Answer, Dialog
from collectwork.usecases import accounts, explaining, recording
from collectwork.widgets.keybar import Key, KeyBar
from collectwork.widgets.listing import Listing
from collectwork.widgets.painted import Lines

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Target:
    """The account a key was meant for, taken when the key was pressed."""

    id: int
    name: str
    item: WorkItem | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded, for the row. ``closes``: the account is done for today."""

    code: str
    next_on: date | None = None
    closes: bool = True


class DayList(Protocol):
    """The worklist below an account's page."""

    day: Day

    @property
    def list(self) -> Listing: ...
    def target(self) -> Target | None: ...
    async def moved_on(self, target: Target, done: Done) -> None: ...
    async def taken_back(self, target: Target | None) -> None: ...
    async def do_go_search(self) -> None: ...
    def do_go_manager(self) -> None: ...


class WorkScreen(DeskScreen[None]):
    """Base of the worklist and the account page."""

    place = "list"  # which commands of the table hold here

    def __init__(self) -> None:
        super().__init__()
        self._own: list[tuple[str, Target]] = []  # what this screen recorded, for undo

    def on_mount(self) -> None:
        self._bindings = BindingsMap.merge(
            [self._bindings, BindingsMap(commands.bindings(self.commands))]
        )
        self.refresh_bindings()
        self.show_keys()

    @property
    def commands(self) -> tuple[commands.Command, ...]:
        """The commands in force on this screen."""
        return commands.here(self.workbench.commands, self.place)

    def show_keys(self) -> None:
        """Draw the key bar from the table."""
        outcomes, others = (
            [Key(one.first_key, one.bar, one.id) for one in group]
            for group in commands.on_bar(self.commands)
        )
        self.query_one(KeyBar).show_keys(outcomes, others)

    # ----- to be given by the screen

    def target(self) -> Target | None:
        """The account that a key pressed now is for."""
        raise NotImplementedError

    async def moved_on(self, target: Target, done: Done) -> None:
        """It is in the log: show it and go to the next account."""
        raise NotImplementedError

    async def taken_back(self, target: Target | None) -> None:
        """An action was undone: show the account as it is again."""
        raise NotImplementedError

    # ----- one key, one turn

    def action_do(self, id: str) -> None:
        """Run a command of the table."""
        if id.startswith("outcome."):
            self.in_turn(self._outcome(id.removeprefix("outcome.")))
            return
        handler: Callable[[], Any] = getattr(self, "do_" + id.replace(".", "_"))
        result = handler()
        if inspect.iscoroutine(result):
            self.in_turn(result)

    def on_key_bar_chosen(self, message: KeyBar.Chosen) -> None:
        if not self.workbench.type_ahead.in_turn:
            self.action_do(message.command)

    def in_turn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something for an account; keys wait until it is over."""
        keys = self.workbench.type_ahead
        keys.begin()

        async def run() -> None:
            try:
                await work
            except Exception as error:
                dropped = keys.drop()
                more = f" {words.count(dropped, 'key')} typed after it not used." if dropped else ""
                self.trouble(error, more)
                self.tell("")
            finally:
                keys.end()

        self.app.run_worker(run(), group="write", exit_on_error=False)

    def tell(self, text: str, *, sign: str = "", warned: Sequence[str] = ()) -> None:
        """The bottom line: what was just recorded, and what the contact policy thinks of it."""
        self.query_one("#told", Lines).show(lambda room: [words.told(text, sign, warned, room)])

    async def ask(self, dialog: Dialog[Value]) -> Answer[Value] | None:
        """Open a dialog and wait for its answer."""
        return await self.app.push_screen_wait(dialog)

    # ----- outcomes

    async def _outcome(self, code: str) -> None:
        target = self.target()
        outcome = self.desk.outcome(code)
        if target is None or outcome is None:
            self.say("There is no account under the cursor.")
        elif outcome.channel == "mail":
            await self.write_mail(target)
        else:
            await self._ask_and_record(target, outcome)

    async def _ask_and_record(self, target: Target, outcome: Outcome) -> None:
        """Ask what the outcome needs, then record; a refused answer is asked for again as typed."""
        typed: Mapping[str, str] = {}
        while True:
            asked = await asked_for(self, target.id, target.name, outcome, typed)
            if asked is None:
                self.tell("Nothing recorded.")
                return
            try:
                await self.record(target, outcome, asked)
            except CollectworkError as error:
                if not asked.typed:
                    raise
                self.trouble(error)
                typed = asked.typed
            else:
                return

    async def record(self, target: Target, outcome: Outcome, asked: Asked) -> None:
        """Write it, and move on once it is in the log."""
        try:
            recorded = await self._write(target, outcome, asked)
        except NotAllowed as refused:
            override = await self._override(target, refused)
            if override is None:
                self.tell(f"Not recorded: {target.name}")
                return
            recorded = await self._write(target, outcome, asked, override=override)
        self._own.append((recorded.entry_id, target))
        await self.moved_on(target, Done(outcome.code, recorded.next_on, outcome.closes))
        self.tell(recorded.text, sign="✓", warned=recorded.warnings)

    async def _write(
        self, target: Target, outcome: Outcome, asked: Asked, override: str = ""
    ) -> Recorded:
        return await away(
            recording.record,
            self.desk,
            target.id,
            outcome.code,
            key=new_id(),
            override=override,
            **asked.arguments,
        )

    async def _override(self, target: Target, refused: NotAllowed) -> str | None:
        """The contact policy refuses: show why; a person may go on with a reason, which is kept."""
        from collectwork.screens.dialogs.words import OverrideDialog

        answer = await self.ask(OverrideDialog(target.name, str(refused)))
        return answer.value if answer else None

    def do_work_promise(self) -> Coroutine[Any, Any, None]:
        return self._outcome("promise")

    def do_work_dispute(self) -> Coroutine[Any, Any, None]:
        return self._outcome("dispute")

    async def do_work_undo(self) -> None:
        """Take back the last action, while it can be undone."""
        entry_id, target = self._own[-1] if self._own else (None, None)
        recorded = await away(recording.undo, self.desk, entry_id, key=new_id())
        if self._own:
            self._own.pop()
        self.tell(recorded.text)
        await self.taken_back(target)

    # ----- mail

    async def write_mail(self, target: Target, template: str | None = None) -> None:
        """Compose, show, queue; the delivery goes on without this screen."""
        from collectwork.screens.mailing import mailed

        queued = await mailed(self, target.id, target.name, template)
        if queued is None:
            self.tell("Nothing sent.")
            return
        self._own.append((queued.id, target))
        await self.moved_on(target, Done("mail"))
        self.tell(f"Queued: mail to {', '.join(queued.to)} – {queued.subject}", sign="✓")
        self.workbench.deliver_mails()

    async def do_work_choose_mail(self) -> None:
        from collectwork.screens.mailing import chosen_template

        target = self.target()
        template = await chosen_template(self) if target else None
        if target and template:
            await self.write_mail(target, template)

    # ----- looking

    async def do_look_why(self) -> None:
        from collectwork.screens.dialogs.reading import ReadingDialog

        target = self.target()
        if target is None:
            self.say("There is no account under the cursor.")
            return
        told = await away(explaining.explain, self.desk, target.id)
        await self.app.push_screen_wait(
            ReadingDialog(f"Why · {told.customer} {told.name}", lambda room: why_lines(told, room))
        )

    async def do_look_help(self) -> None:
        from collectwork.screens.dialogs.help import help_lines
        from collectwork.screens.dialogs.reading import ReadingDialog

        await self.app.push_screen_wait(
            ReadingDialog("The keys in force here", lambda room: help_lines(self.commands, room))
        )

    async def page_of(self, customer_id: int) -> AccountPage:
        """The account as it is now."""
        return await away(accounts.page, self.desk, customer_id)

    def do_go_quit(self) -> None:
        self.app.exit()
