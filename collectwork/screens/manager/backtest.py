"""A backtest of two versions of the rules: it runs in the background, and can be stopped."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer

from collectwork.domain.progress import Meter, Step
from collectwork.errors import Stopped
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.progress import told
from collectwork.present.text import safe
from collectwork.screens.base import away
from collectwork.screens.manager.frame import FiguresScreen
from collectwork.usecases import backtesting
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import backtest_page
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines

_EVERY = 0.25  # seconds between two drawings of the progress
_KEYS = (("enter", "account"), ("esc", "stop or back"))


class BacktestScreen(FiguresScreen):
    """``old`` and ``new`` as ``rules_named`` knows them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "stop, or back")]

    def __init__(self, desk: Desk, old: str, new: str) -> None:
        super().__init__(desk)
        self._old, self._new = old, new
        self._meter = Meter(self._note, time.monotonic)
        self._step: Step | None = None
        self._replaying = True
        self._said = ""
        self._drawing: Timer | None = None

    def on_mount(self) -> None:
        self.query_one("#keys", Lines).show(_keys)
        self.query_one(Figures).focus()
        self._drawing = self.set_interval(_EVERY, self._draw)
        self._draw()
        self.background(self._run(), "backtest")

    def on_unmount(self) -> None:
        self._meter.stop()

    def action_leave(self) -> None:
        """Stop what runs; else back."""
        self._meter.stop()
        self.dismiss()

    @on(Figures.Opened)
    def _opened(self, event: Figures.Opened) -> None:
        self.open_account_of(event.listing, event.row)

    async def _run(self) -> None:
        try:
            found = await away(
                backtesting.backtest, self.desk, self._old, self._new, progress=self._meter
            )
        except Stopped:
            return
        except Exception:
            self._said = "It could not be replayed."
            raise
        else:
            page = backtest_page.page(found)
            self._said = page.title
            self.query_one(Figures).show(page.parts, from_top=True)
        finally:
            self._replaying = False
            if self._drawing is not None:
                self._drawing.stop()
            if self.is_attached:
                self._draw()

    def _note(self, step: Step) -> None:
        """Called in the thread that works."""
        self._step = step

    def _draw(self) -> None:
        words = safe(f"{self._old} against {self._new}")
        step = told(self._step) if self._step is not None else "beginning …"
        said = f"{words}: {step}" if self._replaying else safe(self._said)
        self.query_one("#about", Lines).show(lambda _: [line(Piece(said, "strong"))])


def _keys(room: int) -> list[Line]:
    return flow([line(Piece(key, "act"), Piece(f" {words}")) for key, words in _KEYS], room, "   ")
