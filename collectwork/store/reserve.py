"""Sixteen megabytes kept beside a SQLite store for the day its disk is full.

Given up when that happens, so that a typed draft can be saved and reading goes on; laid aside
again once a write has succeeded.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from shutil import disk_usage

SIZE = 16 * 1024 * 1024


class Reserve:
    """The reserve file of one store; ``path`` None makes it a no-op."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._given_up = False

    def lay_aside(self) -> None:
        """Make the file if it lacks; a disk without that much room is no reason to stop."""
        if self._path is None:
            return
        with contextlib.suppress(OSError):
            handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                _fill(handle)
            except OSError:
                os.ftruncate(handle, 0)
            finally:
                os.close(handle)
        self._given_up = False

    def give_up(self) -> None:
        """Free the space; called when the disk is full."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                os.truncate(self._path, 0)
                self._given_up = True

    def restore(self) -> None:
        """After a successful write: lay it aside again, once there is ample room."""
        if self._given_up and self._path and disk_usage(self._path.parent).free > 4 * SIZE:
            self.lay_aside()


def _fill(handle: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, SIZE)
        return
    block = bytes(1024 * 1024)
    while os.fstat(handle).st_size < SIZE:
        os.write(handle, block)
