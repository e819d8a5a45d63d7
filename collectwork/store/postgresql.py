"""PostgreSQL through psycopg 3: READ COMMITTED to write, one snapshot to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from collectwork.errors import StoreError

T = TypeVar("T")

# A bulk import is one transaction of few long statements; nothing else runs for minutes.
_SETTINGS = {
    "statement_timeout": "300s",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "300s",
    "synchronous_commit": "on",
    "timezone": "UTC",
}
_TRIES = 5


def engine(url: URL, *, query_only: bool) -> Engine:
    """An engine for the writer or for readers."""
    url = url.set(drivername="postgresql+psycopg")
    given = url.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    made = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ" if query_only else "READ COMMITTED",
        connect_args={"options": f"{given} {ours}".strip(), "connect_timeout": 10},
    )
    return made.execution_options(postgresql_readonly=True) if query_only else made


def connected(made: Engine) -> Connection:
    """A live connection; a lost one is replaced, at most five times."""
    return _again(made.connect)


def _again(act: Callable[[], T]) -> T:
    for attempt in range(_TRIES - 1):
        try:
            return act()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) is not None:
                raise  # the server answered: no database, no right, too many connections
            time.sleep(0.05 * 2**attempt)
    return act()


def check(connection: Connection, place: str) -> None:
    """Refuse a server that acknowledges before it is on the disk."""
    held = connection.execute(text("SHOW synchronous_commit")).scalar_one()
    if held not in ("on", "remote_apply"):
        raise StoreError(
            f"Not opened: {place} has synchronous_commit at {held}, so that acknowledged work can "
            "be lost. Set it to on."
        )


def order_intent(connection: Connection, key: str) -> None:
    """Make a second transaction of the same intent wait for the first, then see its entry."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
    )


def order_openers(connection: Connection) -> None:
    """Make those who open an empty or older store at the same time come one after another."""
    order_intent(connection, "collectwork schema")


def await_commits(connection: Connection) -> None:
    """Wait until no other transaction is about to append: a commit whose connection broke may
    still be on its way."""
    connection.execute(text("SELECT seq FROM head FOR UPDATE"))


def seconds_ahead(connection: Connection, moment: datetime) -> float:
    """How far ``moment`` is ahead of the server's clock."""
    now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return float((moment - now).total_seconds())
