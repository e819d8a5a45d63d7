"""Something to read, scroll and close: why, help, my day, outbox."""

from __future__ import annotations

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from collectwork.present.text import safe
from collectwork.screens.base import Workbench
from collectwork.widgets.painted import Layout, Sheet


class ReadingDialog(ModalScreen[None]):
    """Shows lines; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,w,t,o,question_mark,f1", "close", "close", id="reading.close"),
        Binding("j,down", "scroll(1)", show=False, priority=True),
        Binding("k,up", "scroll(-1)", show=False, priority=True),
        Binding("space,pagedown", "scroll(10)", show=False, priority=True),
        Binding("pageup", "scroll(-10)", show=False, priority=True),
        Binding("g,home", "scroll(-100000)", show=False, priority=True),
        Binding("G,end", "scroll(100000)", show=False, priority=True),
    ]
    within_turn = True

    def __init__(self, title: str, layout: Layout) -> None:
        super().__init__()
        self._heading, self._layout = title, layout
        self.ready = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog reading"):
            yield Static(Content(safe(self._heading)), classes="dialog-title", markup=False)
            yield Sheet(id="sheet")
            yield Static(Content("j k scroll · esc close"), classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(Sheet).show(self._layout)
        self.call_after_refresh(self._now_ready)

    def _now_ready(self) -> None:
        self.ready = True
        cast(Workbench, self.app).type_ahead.release()

    def action_scroll(self, by: int) -> None:
        sheet = self.query_one(Sheet)
        sheet.scroll_to(y=sheet.scroll_offset.y + by, animate=False)

    def action_close(self) -> None:
        self.ready = False
        self.dismiss(None)
