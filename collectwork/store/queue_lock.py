"""The queue of writers: an exclusive advisory lock on ``<store>.lock``.

It makes waiting fair and keeps two connections from checkpointing at once; SQLite's own lock
stays the guarantee. The kernel frees it when a process dies. Each holder opens the file anew, so
it orders the threads of one process as well as processes.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectwork.errors import StoreError

if sys.platform == "win32":
    import msvcrt
    import time

    def _try(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait(handle: int) -> None:
        while not _try(handle):
            time.sleep(0.005)
else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


class QueueLock:
    """The lock of one store; ``path`` None (PostgreSQL queues by itself) makes it a no-op."""

    def __init__(self, path: Path | None, patience: float = 30.0) -> None:
        self._path = path
        self._patience = patience

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for our turn and hold it; StoreError when it does not come in time."""
        with self.attempt(self._patience) as got:
            if not got:
                raise StoreError(
                    f"Not done: others have been writing to {self._name()} for more than "
                    f"{self._patience:.0f} seconds. Nothing was changed. Do it again in a moment."
                )
            yield

    @contextmanager
    def attempt(self, patience: float) -> Iterator[bool]:
        """Hold it if it can be had within ``patience`` seconds; yields whether it could."""
        if self._path is None:
            yield True
            return
        handle = _take(self._path, patience)
        try:
            yield handle is not None
        finally:
            if handle is not None:
                os.close(handle)  # frees the lock

    def _name(self) -> str:
        return str(self._path).removesuffix(".lock")


def _take(path: Path, patience: float) -> int | None:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"Not done: cannot open {path}: {error.strerror}.") from error
    if _try(handle):
        return handle
    return _Waiter(handle).result(patience)


class _Waiter(threading.Thread):
    """Blocks on the lock in a thread of its own, so that waiting can end after a time."""

    def __init__(self, handle: int) -> None:
        super().__init__(daemon=True, name="store-queue")
        self._lock_file = handle  # not `_handle`: that is the thread's own since Python 3.13
        self._taken = threading.Event()
        self._deciding = threading.Lock()
        self._given_up = False
        self.start()

    def run(self) -> None:
        _wait(self._lock_file)
        with self._deciding:
            if self._given_up:
                os.close(self._lock_file)
            else:
                self._taken.set()

    def result(self, patience: float) -> int | None:
        try:
            if self._taken.wait(patience):
                return self._lock_file
        except BaseException:
            if self._give_up():
                os.close(self._lock_file)
            raise
        return self._lock_file if self._give_up() else None

    def _give_up(self) -> bool:
        """Stop waiting; True when the lock came at the last moment and is ours."""
        with self._deciding:
            self._given_up = not self._taken.is_set()
            return not self._given_up
