"""The real program in a pseudo-terminal, watched byte by byte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence

PATIENCE = 30.0  # seconds for a loaded machine; nothing waits that long when all is well


class Terminal:
    """A running program; ``seen`` is every byte it wrote."""

    def __init__(self, arguments: Sequence[str], columns: int = 80, rows: int = 24) -> None:
        self._master, self._slave = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, size)
        self.before = termios.tcgetattr(self._slave)
        self.seen = b""
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "collectwork", *arguments],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=environment,
            start_new_session=True,
        )

    def read(self, seconds: float = 0.05) -> bytes:
        """What came within that time."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        part = os.read(self._master, 65536) if ready else b""
        self.seen += part
        return part

    def until(self, reached: Callable[[bytes], bool]) -> None:
        """Read until it is so; fails when that never comes."""
        end = time.monotonic() + PATIENCE
        while not reached(self.seen):
            self.read()
            if time.monotonic() > end:
                raise AssertionError(f"never seen; last: {self.seen[-600:]!r}")

    def quiet(self) -> None:
        """Read until nothing comes any more."""
        while self.read(0.4):
            pass

    def type(self, keys: str) -> None:
        self.type_bytes(keys.encode())

    def type_bytes(self, sent: bytes) -> None:
        os.write(self._master, sent)

    def ends(self, number: signal.Signals) -> float:
        """Send a signal; the seconds until the program is gone."""
        began = time.monotonic()
        self.process.send_signal(number)
        while self.process.poll() is None and time.monotonic() - began < PATIENCE:
            self.read(0.02)
        took = time.monotonic() - began
        self.quiet()
        return took

    def settings(self) -> list[object]:
        """The terminal's settings now."""
        return list(termios.tcgetattr(self._slave))

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._slave)
