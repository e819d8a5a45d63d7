"""Work that is done piece by piece: the first Ctrl-C ends it after the piece under way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from collectwork.cli import output


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """What says whether to stop; a second Ctrl-C ends the program at once, where everything that
    is committed stays as it is."""
    told = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield told.is_set  # only the main thread hears signals
        return

    def stop(_: int, __: FrameType | None) -> None:
        if told.is_set():
            raise KeyboardInterrupt
        told.set()
        output.warn("Stopping after what is under way; the rest stays in the outbox.")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield told.is_set
    finally:
        signal.signal(signal.SIGINT, before)
