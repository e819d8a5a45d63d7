"""The workbench: opens on a desk, holds what all screens share, ends without leaving a mess."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from collectwork.config import drafts, faults
from collectwork.errors import CollectworkError, WrongUsage
from collectwork.present.text import safe
from collectwork.screens import commands
from collectwork.screens.looks import DEFAULT_THEME, THEMES, VARIABLES
from collectwork.screens.typeahead import TypeAhead
from collectwork.usecases.desk import Desk
from collectwork.widgets.gate import HarmlessLines
from collectwork.widgets.terminal import tolerant

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider
    from textual.driver import Driver

    from collectwork.domain.mail import Queued

_LEAVE_WITHIN = 2.0  # seconds from a signal to the shell
_READY_AFTER = 4.0  # seconds from the start, when the list is there and most look at it


def _screen_commands() -> type[Provider]:
    """The palette's provider, loaded when the palette is opened."""
    from collectwork.screens.palette import ScreenCommands

    return ScreenCommands


class WorkbenchApp(App[int]):
    """The program's screens on one desk."""

    CSS_PATH = "screens/workbench.tcss"
    TITLE = "collectwork"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        *App.COMMANDS,
        _screen_commands,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "stop", "stop", show=False, priority=True, system=True),
        Binding("ctrl+z", "suspend_process", "to the shell", show=False, system=True),
    ]

    def __init__(
        self,
        desk: Desk,
        *,
        keys: Mapping[str, str] | None = None,
        theme: str = "",
        color: bool = True,
    ) -> None:
        self.desk = desk
        self.commands = commands.table(desk.outcomes, keys)
        super().__init__()
        self.type_ahead = TypeAhead(self)
        self._filters.append(HarmlessLines())
        if not color and not self.no_color:
            self._filters.append(Monochrome())
        self._fault: faults.Fault | None = None
        self.drafts = drafts.of_store(desk.store.path, desk.actor)
        self._delivering = False
        self._deliver_again = False
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme if theme in self.available_themes else DEFAULT_THEME
        self.set_keymap(commands.keymap(self.commands, keys or ()))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own roles in themes that do not know them."""
        return VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The last gate: whatever text got here, nothing in it can act on the terminal."""
        return super().get_line_filters()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this terminal, which outlives bytes that are no text."""
        return tolerant(super().get_driver_class())

    def on_mount(self) -> None:
        from collectwork.screens.worklist import WorklistScreen

        self._watch_signals()
        self.push_screen(WorklistScreen())
        self.set_timer(_READY_AFTER, self._get_ready)

    # ----- keys

    async def on_event(self, event: events.Event) -> None:
        """Keys come twice: fresh from the terminal, and back from the widgets that did not use
        them, to run the binding. One key is through both before the next one begins."""
        if not isinstance(event, events.Key):
            await super().on_event(event)
        elif event.is_forwarded:
            await super().on_event(event)
            self.type_ahead.done(event)
        elif self.type_ahead.may_go(event):
            target = self.focused or self.screen
            await super().on_event(event)
            self.type_ahead.delivered(event, target)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Beside the screen's own commands: the look, and leaving."""
        yield SystemCommand("Theme", "Change the colours", self.search_themes)
        yield SystemCommand("Quit", "Leave collectwork", self.action_quit)

    def action_stop(self) -> None:
        """Ctrl+C copies where text is selected; else it leaves."""
        selection = self.screen.get_selected_text()
        if selection:
            self.copy_to_clipboard(safe(selection, lines=True))
        else:
            self.exit()

    def _get_ready(self) -> None:
        """What the first mail needs is loaded once the list is there, not when somebody waits."""
        from collectwork.usecases.mails.ready import get_ready

        loading = asyncio.to_thread(get_ready, self.desk)
        self.run_worker(loading, group="ready", exit_on_error=False)

    # ----- mails leave in the background, whatever is on top

    def deliver_mails(self) -> None:
        """Send what is due; a call while it runs makes it run once more."""
        if self._delivering:
            self._deliver_again = True
            return
        self._delivering = True
        self.run_worker(self._deliver(), group="deliver", exit_on_error=False)

    async def _deliver(self) -> None:
        from collectwork.usecases import sending

        try:
            while True:
                self._deliver_again = False
                self._tell_mails(await asyncio.to_thread(sending.deliver, self.desk))
                if not self._deliver_again:
                    return
        except CollectworkError as error:
            self.notify(safe(str(error)), severity="warning", timeout=10, markup=False)
        except Exception as error:
            fault = faults.keep(error)
            self.notify(f"Mails wait in the outbox: {fault}.", severity="error", markup=False)
        finally:
            self._delivering = False

    def _tell_mails(self, mails: Sequence[Queued]) -> None:
        """What left is said on the bottom line, where nothing is covered; trouble speaks up."""
        from collectwork.screens.work import WorkScreen

        screens = [one for one in self.screen_stack if isinstance(one, WorkScreen)]
        trouble = []
        for mail in mails:
            to, why = ", ".join(mail.to), f": {mail.reason}" if mail.reason else ""
            if mail.state in ("sent", "queued"):
                said = "mail sent to" if mail.state == "sent" else "mail still queued for"
                for screen in screens:
                    screen.mail_went(mail.id, f"{said} {to}{why}")
            else:
                trouble.append(f"! {mail.state}, mail to {to}{why}")
        more = f" (and {len(trouble) - 1} more: key o)" if len(trouble) > 1 else ""
        if trouble:
            self.notify(safe(trouble[0] + more), severity="warning", timeout=10, markup=False)

    # ----- trouble

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed says so; the screens stay usable."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            fault = faults.keep(event.worker.error)
            self.notify(f"Not done: {fault}.", severity="error", timeout=12, markup=False)

    def _fatal_error(self) -> None:
        """Textual would print a traceback with local values; we print a sentence."""
        error = sys.exc_info()[1]
        if self._fault is None and error is not None:
            self._fault = faults.keep(error)
        self._keep_drafts()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """A thread of the terminal failed: leave with a sentence, never silently."""
        if self._fault is None:
            self._fault = faults.keep(RuntimeError("the terminal's reader ended"))
        self._return_code = 1
        self._keep_drafts()
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
        if self._fault is not None:
            sys.stderr.write(
                f"The workbench ended: {self._fault}. What it showed as recorded is recorded.\n"
            )

    # ----- leaving

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError, ValueError, RuntimeError):
                    loop.add_signal_handler(number, self._leave, number)

    def _leave(self, number: int) -> None:
        """Restore the terminal and go; if that hangs, go all the same."""
        loop = asyncio.get_running_loop()
        loop.call_later(_LEAVE_WITHIN * 0.8, self._leave_hard, 128 + number)
        self._keep_drafts()
        self._leave_when_written(128 + number, loop.time() + _LEAVE_WITHIN * 0.5)

    def _leave_when_written(self, code: int, until: float) -> None:
        """What was begun is written to its end, or nothing of it is: wait for the answer."""
        loop = asyncio.get_running_loop()
        in_dialog = getattr(self.screen, "within_turn", False)
        if self.type_ahead.in_turn and not in_dialog and loop.time() < until:
            loop.call_later(0.02, self._leave_when_written, code, until)
        else:
            self.exit(code, code)

    def _leave_hard(self, code: int) -> None:
        if self._driver is not None:
            with suppress(Exception):
                self._driver.stop_application_mode()
        os._exit(code)

    async def _on_exit_app(self) -> None:
        self._keep_drafts()
        self._give_back_claims()
        await super()._on_exit_app()

    def _keep_drafts(self) -> None:
        """What stands in open dialogs is there again when they are opened the next time."""
        from collectwork.screens.dialogs.frame import Dialog

        for screen in self.screen_stack:
            if isinstance(screen, Dialog):
                with suppress(Exception):
                    screen.keep_draft()

    def _give_back_claims(self) -> None:
        from collectwork.screens.account import AccountScreen

        for screen in self.screen_stack:
            if isinstance(screen, AccountScreen):
                screen.release_now()


def open_workbench(
    desk: Desk, *, keys: Mapping[str, str] | None = None, theme: str = "", color: bool = True
) -> int:
    """Run the workbench until it is left; returns the exit code.

    ``keys``: command id → keys, of the config. Raises WrongUsage without a terminal.
    """
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        raise WrongUsage(
            "There is no terminal here, so the workbench cannot open. Use the commands instead: "
            "collectwork worklist, account CUSTOMER, log CUSTOMER CODE, send CUSTOMER; "
            "collectwork --help lists them all."
        )
    app = WorkbenchApp(desk, keys=keys, theme=theme, color=color)
    app.run()
    return int(app.return_code or 0)
