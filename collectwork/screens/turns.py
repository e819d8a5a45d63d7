"""Keys and turns: what every screen of work shares.

One key is one turn: the account is taken at the key press, the outcome is written, and only when
it is in the log does the screen move on. Keys that come meanwhile wait (``screens.typeahead``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from textual.binding import BindingsMap

from collectwork.errors import LogBroken
from collectwork.present import words
from collectwork.present.words import Told
from collectwork.screens import commands
from collectwork.screens.base import DeskScreen
from collectwork.screens.dialogs.frame import Answer, Dialog
from collectwork.widgets.keybar import Key, KeyBar
from collectwork.widgets.painted import Lines

Value = TypeVar("Value")


class TurnScreen(DeskScreen[None]):
    """A screen whose keys come from the table of commands and run one after the other."""

    place = "list"  # which commands of the table hold here

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

    def key_of(self, id: str) -> str:
        """The key of a command, to name it in a sentence."""
        return next((one.first_key for one in self.commands if one.id == id), "")

    def show_keys(self) -> None:
        """Draw the key bar from the table."""
        outcomes, others = (
            [Key(one.first_key, one.bar, one.id) for one in group]
            for group in commands.on_bar(self.commands)
        )
        self.query_one(KeyBar).show_keys(outcomes, others)

    def action_do(self, id: str, *place: int) -> None:
        """Run a command of the table; ``place``: which of its keys, where they are numbered."""
        if id.startswith("outcome."):
            self.in_turn(self.outcome(id.removeprefix("outcome.")))
            return
        handler: Callable[[], Any] = getattr(self, "do_" + id.replace(".", "_"))
        try:
            result = handler(*place)
        except Exception as error:  # one command failed, the screen stays usable
            self.trouble(error)
            return
        if inspect.iscoroutine(result):
            self.in_turn(result)

    async def outcome(self, code: str) -> None:
        """The key of an outcome was pressed."""
        raise NotImplementedError

    def on_key_bar_chosen(self, message: KeyBar.Chosen) -> None:
        if not self.workbench.type_ahead.in_turn:
            self.action_do(message.command)

    def on_lines_does(self, message: Lines.Does) -> None:
        known = any(one.id == message.command for one in self.commands)
        if known and not self.workbench.type_ahead.in_turn:
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
                if isinstance(error, LogBroken):  # why stands on top of the screen all the time
                    self.tell(Told("Not recorded: the store is open for reading only.", sign="■"))
                else:
                    self.trouble(error, more)
                    self.tell("")
            finally:
                keys.end()

        self.app.run_worker(run(), group="write", exit_on_error=False)

    def tell(self, told: Told | str) -> None:
        """The bottom line."""
        said = Told(told) if isinstance(told, str) else told
        if said.sign:  # it is done now: what went wrong before would only hide it
            self.app.clear_notifications()
        self.query_one("#told", Lines).show(said.lines)

    async def ask(self, dialog: Dialog[Value], draft: str = "") -> Answer[Value] | None:
        """Open a dialog and wait for its answer. ``draft``: the name under which what is typed is
        kept until then; what an ended program left there is in the dialog again."""
        drafts = self.workbench.drafts
        if draft:
            dialog.keep_in(drafts, draft)
        answer = await self.app.push_screen_wait(dialog)
        if draft:
            drafts.drop(draft)
        return answer
