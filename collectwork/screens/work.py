"""Working an account: what the keys do on the worklist and on an account page."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from collectwork.domain.account import AccountPage
from collectwork.domain.actions import Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.outcomes import Outcome
from collectwork.domain.worklist import WorkItem
from collectwork.errors import CollectworkError, ContactRefused
from collectwork.present import words
from collectwork.present.sentences import eased
from collectwork.present.why import why_lines
from collectwork.present.words import Told
from collectwork.screens.asking import Asked, asked_for, override_of
from collectwork.screens.base import away
from collectwork.screens.daylist import Day
from collectwork.screens.turns import TurnScreen
from collectwork.usecases import accounts, disputes, explaining, recording
from collectwork.widgets.listing import Listing


@dataclass(frozen=True, slots=True)
class Target:
    """The account a key was meant for, taken when the key was pressed."""

    id: int
    name: str
    item: WorkItem | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded, for the row. ``closes``: the account is done for today. ``seq``: the
    number of its entry, 0 where it is not known."""

    code: str
    next_on: date | None = None
    closes: bool = True
    seq: int = 0


class DayList(Protocol):
    """The worklist below an account's page."""

    day: Day

    @property
    def list(self) -> Listing[WorkItem]: ...
    def target(self) -> Target | None: ...
    async def moved_on(self, target: Target, done: Done) -> None: ...
    async def taken_back(self, target: Target | None) -> None: ...
    async def do_go_search(self) -> None: ...
    def open_account(self, target: Target) -> None: ...
    def do_go_manager(self) -> None: ...
    def do_go_alerts(self) -> None: ...


class WorkScreen(TurnScreen):
    """Base of the worklist and the account page."""

    def __init__(self) -> None:
        super().__init__()
        self._own: list[tuple[str, Target]] = []  # what this screen recorded, for undo
        self._told_mail = ""  # the mail that the bottom line is about

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

    async def passed_over(self, target: Target) -> None:
        """The account went to the end of its list: show it so."""
        await self.taken_back(target)

    # ----- outcomes

    async def outcome(self, code: str) -> None:
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
        """Write it, and move on once it is in the log; then the mail that the outcome starts."""
        try:
            recorded = await self._write(target, outcome, asked)
        except ContactRefused as refused:
            override = await override_of(self, target.name, refused)
            if override is None:
                self.tell(f"Not recorded: {target.name}")
                return
            recorded = await self._write(target, outcome, asked, override=override)
        self.noted(recorded.entry_id, target)
        await self.moved_on(
            target, Done(outcome.code, recorded.next_on, outcome.closes, recorded.seq)
        )
        self._tell_recorded(target, recorded)
        if outcome.starts == "mail":
            await self.write_mail(target, outcome.template or None, told=recorded)

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

    def _tell_recorded(self, target: Target, recorded: Recorded, more: str = "") -> None:
        said = words.outcome_of(eased(recorded.text, self.desk.today), target.name)
        self._told_mail = ""
        self.tell(Told(said + more, target.name, "✓", recorded.warnings, self.undo_key))

    async def do_work_settle_dispute(self) -> None:
        """Confirm or decline what a short payment proposes; resolve or withdraw an open dispute."""
        from collectwork.screens.cash.disputing import decided_dispute

        target = self.target()
        if target is None:
            self.say("There is no account under the cursor.")
            return
        known = await away(disputes.disputes, self.desk, None, target.id)
        waiting = [line for line in known if line.state in ("proposed", "open")]
        if not waiting:
            self.tell("No dispute is open or proposed here.")
        elif await decided_dispute(self, waiting):
            await self.taken_back(target)  # the account is shown as it is now

    async def do_work_block(self) -> None:
        """Keep contact away from the account or an invoice, or lift or prolong a block."""
        from collectwork.screens.blocking import blocked

        target = self.target()
        if target is None:
            self.say("There is no account under the cursor.")
            return
        made = await blocked(self, target.id, target.name)
        if made is None:
            self.tell("Nothing recorded.")
            return
        self.noted(made.entry_id, target)
        await self.taken_back(target)  # the account is shown as it is now
        self.tell(Told(made.text, target.name, "✓", made.warnings, self.undo_key))

    async def do_work_suggestion(self) -> None:
        """Decide about what replies of this customer suggest."""
        from collectwork.screens.suggesting import suggested

        target = self.target()
        if target is None:
            self.say("There is no account under the cursor.")
            return
        done = await suggested(self, target.id)
        if not done:
            nothing = "No suggestion of a reply waits here." if done is None else "Nothing decided."
            self.tell(nothing)
            return
        for one in done:
            if one.code != "suggestion_declined":
                self.noted(one.entry_id, target)
        await self.taken_back(target)  # the account is shown as it is now
        undo = self.undo_key if done[-1].code != "suggestion_declined" else ""
        self.tell(Told(done[-1].text, target.name, "✓", done[-1].warnings, undo))
        self.workbench.deliver_mails()

    def do_work_promise(self) -> Coroutine[Any, Any, None]:
        return self.outcome("promise")

    def do_work_dispute(self) -> Coroutine[Any, Any, None]:
        return self.outcome("dispute")

    def do_work_pin_top(self) -> Coroutine[Any, Any, None]:
        return self._placed("top")

    def do_work_pin_end(self) -> Coroutine[Any, Any, None]:
        return self._placed("end")

    def do_work_desk(self) -> Coroutine[Any, Any, None]:
        return self._placed("desk")

    async def _placed(self, where: str) -> None:
        """Another place for the account: pinned, or at the lead's desk."""
        from collectwork.screens import placing

        target = self.target()
        if target is None:
            self.say("There is no account under the cursor.")
        elif where == "desk":
            await placing.handed(self, target)
        else:
            await placing.pinned(self, target, where)

    # ----- undo

    @property
    def undo_key(self) -> str:
        """The key that takes the last action back."""
        return self.key_of("work.undo")

    def noted(self, entry_id: str, target: Target) -> None:
        """This screen recorded it: undo takes it back."""
        self._own.append((entry_id, target))

    async def do_work_undo(self) -> None:
        """Take back the last action, while it can be undone."""
        entry_id, target = self._own[-1] if self._own else (None, None)
        recorded = await away(recording.undo, self.desk, entry_id, key=new_id())
        if self._own:
            self._own.pop()
        self._told_mail = ""
        self.tell(recorded.text)
        await self.taken_back(target)

    # ----- mail

    async def write_mail(
        self,
        target: Target,
        template: str | None = None,
        told: Recorded | None = None,
        channel: str | None = None,
    ) -> None:
        """Compose, show, queue; the delivery goes on without this screen.

        ``told``: what was recorded just before, which stays said when no mail is written.
        """
        from collectwork.screens.mailing import mailed

        if told is None:  # what was recorded is the news; else the key has been heard
            self.tell(f"Composing for {target.name} …")
        if told is None:  # what was recorded stays said
            self.tell("Writing the mail …")
        queued = await mailed(self, target.id, target.name, template, channel)
        if queued is None:
            if told is not None:
                self._tell_recorded(target, told, "; no mail sent")
            else:
                self.tell("Nothing sent.")
            return
        self.noted(queued.id, target)
        await self.moved_on(target, Done("mail"))
        to = ", ".join(queued.to)
        self._told_mail = queued.id
        what = f"{queued.channel} queued for {to}" if to else f"{queued.channel} queued"
        self.tell(Told(what, target.name, "✓", (), self.undo_key))
        self.workbench.deliver_mails()

    def mail_went(self, id: str, said: str) -> None:
        """A mail has left or still waits: the bottom line says so while it is about that mail."""
        if id == self._told_mail:
            self.tell(Told(said, sign="✓"))

    async def do_work_choose_mail(self) -> None:
        from collectwork.screens.mailing import chosen_writing

        target = self.target()
        chosen = await chosen_writing(self) if target else None
        if target and chosen:
            await self.write_mail(target, chosen[0], channel=chosen[1])

    # ----- looking

    async def do_look_why(self) -> None:
        from collectwork.screens.dialogs.reading import ReadingDialog

        target = self.target()
        if target is None:
            self.say("There is no account under the cursor.")
            return
        told = await away(explaining.explain, self.desk, target.id)
        await self.app.push_screen_wait(
            ReadingDialog(
                f"Why · {told.customer} {told.name}",
                lambda room: why_lines(told, room, self.desk.today),
            )
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
