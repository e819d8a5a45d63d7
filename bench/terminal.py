"""A program in a pseudo-terminal: what is measured is what a person at a screen would see."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import suppress

COLUMNS, ROWS = 120, 36
PATIENCE = 60.0
GRACE = 10.0


class Terminal:
    """Runs a program on 120×36 characters; ``seen`` is everything it wrote so far."""

    def __init__(self, words: Sequence[str]) -> None:
        self.started = time.perf_counter()
        self._pid, self._handle = pty.fork()
        if self._pid == 0:
            environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execvpe(words[0], list(words), environment)
        fcntl.ioctl(self._handle, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.seen = b""

    def until(self, mark: bytes, since: int = 0) -> float:
        """Wait until ``mark`` is written after position ``since``; the moment it was read."""
        until = time.perf_counter() + PATIENCE
        while mark not in self.seen[since:]:
            self._read(until)
        return time.perf_counter()

    def settle(self, quiet: float = 0.4) -> None:
        """Wait until nothing was written for some time."""
        while select.select([self._handle], [], [], quiet)[0]:
            self.seen += os.read(self._handle, 65_536)

    def press(self, key: bytes) -> float:
        """Send a key; the moment it was sent."""
        os.write(self._handle, key)
        return time.perf_counter()

    def memory(self) -> float:
        """Peak resident memory of the program in MiB (Linux)."""
        with open(f"/proc/{self._pid}/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        """End the program; what it still writes is read, or it would wait for us for ever."""
        os.kill(self._pid, signal.SIGTERM)
        until = time.perf_counter() + GRACE
        while os.waitpid(self._pid, os.WNOHANG) == (0, 0):
            if time.perf_counter() > until:
                os.kill(self._pid, signal.SIGKILL)
            if select.select([self._handle], [], [], 0.02)[0]:
                with suppress(OSError):
                    os.read(self._handle, 65_536)
        os.close(self._handle)

    def _read(self, until: float) -> None:
        left = until - time.perf_counter()
        if left <= 0 or not select.select([self._handle], [], [], left)[0]:
            raise TimeoutError(self.seen[-500:].decode("utf-8", "replace"))
        self.seen += os.read(self._handle, 65_536)
