"""What every screen shares: the desk, reading in the background, telling of trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from textual.screen import Screen
from textual.timer import Timer

from collectwork.config import faults
from collectwork.config.drafts import Drafts
from collectwork.domain.clocks import MACHINE
from collectwork.errors import CollectworkError
from collectwork.present.text import safe
from collectwork.screens.commands import Command
from collectwork.screens.typeahead import TypeAhead
from collectwork.usecases.desk import Desk

LOOK_EVERY = 0.5  # seconds between two looks for changes by others
REREAD_AFTER = 0.05  # seconds before reading anew what was changed by a key while it was read
Result = TypeVar("Result")
P = ParamSpec("P")
T = TypeVar("T")


class Workbench(Protocol):
    """What the screens know of the program."""

    desk: Desk
    commands: tuple[Command, ...]
    type_ahead: TypeAhead
    drafts: Drafts

    def deliver_mails(self) -> None:
        """Send what is due, in the background, whatever screen is on top."""


async def away(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """A use case in a thread: the screen stays alive meanwhile."""
    return await asyncio.to_thread(partial(call, *args, **kwargs))


class DeskScreen(Screen[Result]):
    """A screen that works with the desk."""

    _looks: Timer | None = None

    @property
    def workbench(self) -> Workbench:
        return cast(Workbench, self.app)

    @property
    def desk(self) -> Desk:
        return self.workbench.desk

    @property
    def now(self) -> datetime:
        """The desk's clock in the zone of this machine."""
        return self.desk.clock().astimezone(MACHINE)

    def background(self, work: Coroutine[Any, Any, None], group: str) -> None:
        """Read something in the background; a newer reading of the group replaces an older one.

        For reads only: a replaced reading is dropped, maybe before it began.
        """
        self.run_worker(self._guarded(work), group=group, exclusive=True, exit_on_error=False)

    @property
    def being_written(self) -> bool:
        """Is something being recorded just now? An open dialog only waits for its answer."""
        in_dialog = getattr(self.app.screen, "within_turn", False)
        return self.workbench.type_ahead.in_turn and not in_dialog

    def look_often(self, look: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Look again and again for what others did, while nothing is being written here.

        A look that takes longer is waited for: none is dropped and none piles up. A trouble that
        lasts is told once. The app keeps the time and does the looking: whatever is sent to a
        screen below another one makes Textual paint the whole of both anew.
        """
        looking, told = False, ""

        async def run() -> None:
            nonlocal looking, told
            try:
                await look()
                told = ""
            except Exception as error:
                if told != str(error):
                    told = str(error)
                    self.trouble(error)
            finally:
                looking = False

        def tick() -> None:
            nonlocal looking
            if not looking and not self.being_written:
                looking = True
                self.app.run_worker(run(), group="look", exit_on_error=False)

        self._looks = self.app.set_interval(LOOK_EVERY, tick)

    def on_unmount(self) -> None:
        """Nobody looks for a screen that is gone."""
        if self._looks is not None:
            self._looks.stop()

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            self.trouble(error)

    def trouble(self, error: Exception, more: str = "") -> None:
        """Say what went wrong: the sentence of an expected trouble, a reference for a fault."""
        text = str(error) if isinstance(error, CollectworkError) else f"{faults.keep(error)}."
        sentence = text if isinstance(error, CollectworkError) else f"Not done: {text}"
        self.notify(safe(f"{sentence}{more}"), severity="error", timeout=12, markup=False)

    def say(self, text: str) -> None:
        """A short message that goes away by itself."""
        self.notify(safe(text), timeout=6, markup=False)
