"""Long statements that can be stopped: a million rows are stored by few of them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from collectwork.errors import Stopped

_STEPS = 100_000  # of SQLite's machine between two questions: some milliseconds
_EVERY = 0.2  # seconds between two questions beside a server's work
_CANCELLED = "57014"  # PostgreSQL's state of a statement that was cancelled


@contextmanager
def heard(connection: Connection, asked: Callable[[], bool]) -> Iterator[None]:
    """A statement inside that runs when ``asked`` begins to say yes ends soon, as Stopped; the
    transaction is then the caller's to roll back."""
    driver: Any = connection.connection.driver_connection
    sqlite = isinstance(driver, sqlite3.Connection)
    try:
        with _by_steps(driver, asked) if sqlite else _from_beside(driver, asked):
            yield
    except DBAPIError as error:
        if asked() and _interrupted(error.orig):
            raise Stopped("Stopped: nothing was changed.") from error
        raise


@contextmanager
def _by_steps(driver: sqlite3.Connection, asked: Callable[[], bool]) -> Iterator[None]:
    driver.set_progress_handler(lambda: int(asked()), _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _from_beside(driver: Any, asked: Callable[[], bool]) -> Iterator[None]:
    """A thread that asks, and cancels what the server is doing for us."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            if asked():
                driver.cancel()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _interrupted(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_INTERRUPT
    return getattr(error, "sqlstate", None) == _CANCELLED
