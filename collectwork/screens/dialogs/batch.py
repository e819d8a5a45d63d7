"""Something that takes a while: its progress, a way to stop it, and a look before it begins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from threading import Event
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from collectwork.errors import InputRefused
from collectwork.present.charts import gauge
from collectwork.present.text import safe
from collectwork.screens.dialogs.frame import Dialog
from collectwork.widgets.painted import Layout, Lines

Value = TypeVar("Value")
Work = Callable[[Callable[[int], None], Callable[[], bool]], Value]


class ProgressDialog(ModalScreen[Value | None], Generic[Value]):
    """Runs ``work(report, stop)`` in a thread and returns what it returns.

    ``report(n)`` says that n of ``number`` are done; ``stop()`` is asked between two of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "stop")]
    within_turn = True

    def __init__(self, title: str, number: int, work: Work[Value]) -> None:
        super().__init__()
        self._heading, self._number, self._work = title, number, work
        self._stopped = Event()
        self.ready = True

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(safe(self._heading)), classes="dialog-title", markup=False)
            yield Static("", id="progress", markup=False)
            yield Static(Content("esc stop after this one"), classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        self._draw(0)
        self.run_worker(self._run(), group="write", exit_on_error=False)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()

        def report(done: int) -> None:
            loop.call_soon_threadsafe(self._draw, done)

        result: Value | None = None
        try:
            result = await asyncio.to_thread(self._work, report, self._stopped.is_set)
        finally:  # a fault is told by the worker; the screen below goes on
            self.ready = False
            self.dismiss(result)

    def _draw(self, done: int) -> None:
        if self.is_mounted:
            said = f"{gauge(done, self._number, 30)} {done:,} of {self._number:,}"
            self.query_one("#progress", Static).update(Content(said))

    def action_stop(self) -> None:
        """Stop before the next one."""
        self._stopped.set()


class ConfirmDialog(Dialog[bool]):
    """Shows what would happen; enter does it. ``can``: whether there is anything to do."""

    def __init__(self, title: str, layout: Layout, *, can: bool) -> None:
        super().__init__()
        self._heading, self._layout, self._can = title, layout, can
        self.hint = "⏎ queue them · esc leave it" if can else "esc back"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", "accept")]

    def title_text(self) -> str:
        return self._heading

    def rows(self) -> Iterable[Widget]:
        yield Lines(id="ahead")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#ahead", Lines).show(self._layout)

    def answer(self) -> bool:
        if not self._can:
            raise InputRefused("There is nothing to send.")
        return True
