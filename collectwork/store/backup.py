"""A copy of a SQLite store: in one step, verified, on the disk before it gets its name."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection

from collectwork.domain import chain
from collectwork.errors import LogBroken, StoreError
from collectwork.store import sqlite
from collectwork.store.engine import Engines
from collectwork.store.log import Log


def copy(opened: Engines, target: Path) -> None:
    """Write a copy to ``target``, replacing an older one; PostgreSQL has its own means.

    The caller holds the queue lock, so nothing is written meanwhile. Raises LogBroken if the
    copy's log does not verify, StoreError if it cannot be written; then no copy is left.
    """
    scratch = target.with_name(f"{target.name}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    try:
        os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _vacuum_into(opened, scratch)
        _verify(scratch)
        _sync(scratch)
        os.replace(scratch, target)
        _sync(target.parent)
    except OSError as error:
        raise StoreError(
            f"Not done: no copy could be written to {target}: {error.strerror}. Nothing was "
            "changed. Make room or ask for the right to write there, then do it again."
        ) from error
    finally:
        scratch.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # a folder cannot be opened there
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _vacuum_into(opened: Engines, target: Path) -> None:
    raw = opened.write.raw_connection()  # VACUUM works outside transactions only
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def _verify(path: Path) -> None:
    made = sqlite.plain_reader(path)
    with made.connect() as connection:
        broken = _broken(connection)
    made.dispose()
    if broken is not None:
        raise LogBroken(
            f"Not done: the log of the copy does not verify: entry {broken.seq}: "
            f"{broken.problem}. Nothing was changed. `collectwork audit verify` says more."
        )


def _broken(connection: Connection) -> chain.Break | None:
    return chain.walk(Log(connection).walk()).broken
