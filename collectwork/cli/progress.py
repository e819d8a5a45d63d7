"""Long work on a terminal: a line with rows, rate and time left, and a stop by Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from collectwork.cli.session import SESSION
from collectwork.domain.progress import Meter, Step
from collectwork.present.progress import told
from collectwork.present.text import safe


@contextmanager
def metered(name: str) -> Iterator[Meter]:
    """A meter that tells about ``name`` on standard error, where that is a terminal.

    The first Ctrl-C inside asks the work to stop at its next sign of life, which takes back what
    it did; a second one ends the program at once, and the store takes it back.
    """
    line = _Line(name)
    meter = Meter(line.show, time.monotonic)
    with _stopped_by_hand(meter, line):
        try:
            yield meter
        finally:
            line.clear()


class _Line:
    """One line that is written over again and again; silent where nobody watches."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._watched = sys.stderr.isatty() and not SESSION.quiet
        self._written = False

    def show(self, step: Step) -> None:
        self.say(f"{safe(self._name)[:40]}: {told(step)} · Ctrl-C stops")

    def say(self, text: str) -> None:
        if self._watched:
            sys.stderr.write("\r\033[K" + text[:100])
            sys.stderr.flush()
            self._written = True

    def clear(self) -> None:
        if self._written:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


@contextmanager
def _stopped_by_hand(meter: Meter, line: _Line) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return

    def stop(_: int, __: FrameType | None) -> None:
        if meter.stopping:
            raise KeyboardInterrupt
        meter.stop()
        line.say("stopping …")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
