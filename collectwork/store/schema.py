"""The schema's version: read with one query, brought up to date by migrations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from collectwork.errors import StoreError

KNOWN: tuple[str, ...] = (
    "0001",
    "0002",
    "0003",
    "0004",
)  # the migrations this program has, oldest first
FOLDER = Path(__file__).parent / "migrations"


def current() -> str:
    """The version this program works with."""
    return KNOWN[-1]


def version(connection: Connection) -> str | None:
    """The version of an open store; None if there is no schema of ours in it."""
    try:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except (OperationalError, ProgrammingError) as error:
        if _no_such_table(error):
            return None
        raise


def _no_such_table(error: OperationalError | ProgrammingError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state == "42P01" or (state is None and "no such table" in str(error.orig))


def refuse_foreign(found: str | None, connection: Connection, name: str) -> None:
    """StoreError for a store of a newer program, or a database that holds something else."""
    if found is None:
        if inspect(connection).get_table_names():
            raise StoreError(
                f"Not opened: {name} holds tables, but no collectwork store. Nothing was changed. "
                "Name another place with --store."
            )
    elif found not in KNOWN:
        raise StoreError(
            f"Not opened: {name} was written by a newer collectwork (schema {found}; this one "
            f"knows up to {current()}). Nothing was changed. Install the newer version."
        )


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
