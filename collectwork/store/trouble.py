"""What a database says when it fails, in a sentence: what happened, why, what to do now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, TimeoutError

from collectwork.errors import StoreError

_SQLITE = {
    sqlite3.SQLITE_FULL: ("the disk of {place} is full", "Free some space, then do it again."),
    sqlite3.SQLITE_BUSY: (
        "another program has kept {place} locked",
        "Close it, then do it again.",
    ),
    sqlite3.SQLITE_LOCKED: ("{place} is locked", "Do it again in a moment."),
    sqlite3.SQLITE_READONLY: ("{place} cannot be written", "Ask its owner for the right."),
    sqlite3.SQLITE_PERM: ("{place} cannot be written", "Ask its owner for the right."),
    sqlite3.SQLITE_CANTOPEN: (
        "{place} or a file beside it cannot be opened",
        "Check the folder and your rights in it.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk of {place} reports an error",
        "Check the disk, then do it again.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{place} is damaged",
        "Keep a copy of it and go back to the newest backup.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "{place} is not a collectwork store",
        "Name another file with --store.",
    ),
}
_POSTGRESQL = {
    "53100": ("the disk of {place} is full", "Free some space, then do it again."),
    "53300": ("{place} has no connection left", "Do it again in a moment."),
    "55P03": ("others have kept {place} locked", "Do it again in a moment."),
    "57014": ("{place} took too long", "Do it again in a moment."),
    "40001": ("somebody else wrote at the same moment", "Do it again."),
    "40P01": ("somebody else wrote at the same moment", "Do it again."),
    "42501": ("you may not do this in {place}", "Ask its administrator for the right."),
}
_LOST = ("OperationalError", "ConnectionTimeout")  # the driver's, without a word of the server
_GONE = "Check server, address and network, then do it again."


@contextmanager
def said(place: str, what: str = "Not done") -> Iterator[None]:
    """Turn the database's trouble inside into a StoreError that begins with ``what``.

    Faults of ours (a broken constraint, wrong SQL) pass as they are.
    """
    try:
        yield
    except TimeoutError as error:
        raise StoreError(
            f"{what}: {place} is busy with other work of this program. Do it again in a moment."
        ) from error
    except DBAPIError as error:
        words = reason(error)
        if words is None:
            raise
        raise StoreError(sentence(words, place, what)) from error


def sentence(words: tuple[str, str], place: str, what: str) -> str:
    """What happened, why, that nothing changed, what to do."""
    why, remedy = words
    return f"{what}: {why.replace('{place}', place)}. Nothing was changed. {remedy}"


def reason(error: DBAPIError) -> tuple[str, str] | None:
    """Why, and the remedy; None if this is no trouble of the store but a fault of ours."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _SQLITE.get(_primary(original))
    state = getattr(original, "sqlstate", None)
    if state is not None and not state.startswith(("08", "57P")):
        return _POSTGRESQL.get(state)
    if state or error.connection_invalidated or type(original).__name__ in _LOST:
        return f"{{place}} cannot be reached ({_words_of(original)})", _GONE
    return None


def _words_of(error: BaseException | None) -> str:
    """The server's or the driver's own last words, in one line."""
    lines = str(error).strip().splitlines() or [""]
    return lines[-1].rpartition("FATAL: ")[2].strip().rstrip(".")


def is_full(error: DBAPIError) -> bool:
    """Whether the disk is full."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _primary(original) == sqlite3.SQLITE_FULL
    return getattr(original, "sqlstate", None) == "53100"


def _primary(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
