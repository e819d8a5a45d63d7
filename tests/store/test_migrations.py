"""The schema: what the migrations make is what the tables say; old stores come along, newer ones
are left alone."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from collectwork.domain.chain import walk
from collectwork.domain.clocks import Clock
from collectwork.errors import StoreError
from collectwork.store import schema
from collectwork.store.door import Store
from collectwork.store.opening import open_store

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "NEWEST"


def upgrade() -> None:
    op.add_column("person", sa.Column("room", sa.String(), nullable=True))
""".replace("NEWEST", schema.current())
NEWEST = schema.current()
BAD = NEXT + "    raise RuntimeError('in the middle')\n"


def test_the_migrated_schema_is_that_of_the_tables(store: Store) -> None:
    def ours(name: str | None, kind: str, _: Any) -> bool:
        return not (kind == "table" and name in ("entry", "head"))

    with store._engines.write.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": ours}
        )
        differing = compare_metadata(context, SQLModel.metadata)
    assert differing == [], "write the migration: python scripts/write_migration.py (see there)"


def test_unique_keys_and_foreign_keys_are_those_of_the_tables(store: Store) -> None:
    inspector = inspect(store._engines.read)
    for table in SQLModel.metadata.sorted_tables:
        unique = {
            tuple(sorted(one["column_names"]))
            for one in inspector.get_unique_constraints(table.name)
        }
        wanted = {
            tuple(sorted(column.name for column in one.columns))
            for one in table.constraints
            if type(one).__name__ == "UniqueConstraint"
        } | {(column.name,) for column in table.columns if column.unique}
        assert unique == wanted, table.name
        foreign = {
            (key["constrained_columns"][0], key["referred_table"])
            for key in inspector.get_foreign_keys(table.name)
        }
        assert foreign == {
            (key.parent.name, key.column.table.name) for key in table.foreign_keys
        }, table.name


def test_the_known_versions_are_the_migrations_there_are() -> None:
    found = sorted(path.name[1:5] for path in (schema.FOLDER / "versions").glob("v*.py"))
    assert tuple(found) == schema.KNOWN


def test_an_open_store_imports_no_alembic(sqlite_url: str) -> None:
    code = (
        "import sys; from collectwork.domain import clocks;"
        "from collectwork.store.opening import open_store;"
        f"open_store({sqlite_url!r}, clocks.system, 'ana').close();"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As if the program were one migration further; returns that migration's file."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "versions" / "v9999_next.py"
    path.write_text(NEXT)
    monkeypatch.setattr(schema, "FOLDER", folder)
    monkeypatch.setattr(schema, "KNOWN", (*schema.KNOWN, "9999"))
    return path


def columns(store: Store) -> set[str]:
    return {str(one["name"]) for one in inspect(store._engines.read).get_columns("person")}


def test_an_older_store_is_migrated_and_says_so(
    store_url: str, clock: Clock, next_version: Path
) -> None:
    store = open_store(store_url, clock, "ana")
    assert "room" in columns(store)
    with store.read() as tx:
        entries = list(tx.log.walk())
        assert tx.audit.guards_missing() == []
    store.close()
    assert [entry.kind for entry in entries] == ["store.created", "store.migrated"]
    assert (entries[1].data["from"], entries[1].data["to"]) == (NEWEST, "9999")
    again = open_store(store_url, clock, "ana")
    with again.read() as tx:
        assert tx.audit.count() == 2
    again.close()


def test_a_copy_is_made_before(sqlite_url: str, clock: Clock, next_version: Path) -> None:
    before = Path(f"{sqlite_url}.before-9999")
    open_store(sqlite_url, clock, "ana").close()
    assert before.stat().st_mode & 0o777 == 0o600
    held = sqlite3.connect(before)
    names = {row[1] for row in held.execute("PRAGMA table_info(person)")}
    version = held.execute("SELECT version_num FROM alembic_version").fetchone()
    held.close()
    assert "room" not in names
    assert version == (NEWEST,)


def test_a_migration_that_fails_changes_nothing(
    store_url: str, clock: Clock, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version.write_text(BAD)
    with pytest.raises(RuntimeError):
        open_store(store_url, clock, "ana")
    monkeypatch.undo()
    store = open_store(store_url, clock, "ana")
    assert "room" not in columns(store)
    with store.read() as tx:
        assert tx.audit.count() == 1
    store.close()


def test_a_broken_log_is_not_carried_along(
    sqlite_url: str, clock: Clock, next_version: Path
) -> None:
    held = sqlite3.connect(sqlite_url)
    held.execute("DROP TRIGGER entry_up")
    held.execute("UPDATE entry SET actor = 'eve'")
    held.commit()
    held.close()
    with pytest.raises(Exception, match="does not verify"):
        open_store(sqlite_url, clock, "ana")
    assert not Path(f"{sqlite_url}.before-9999").exists()


def test_a_newer_store_is_left_alone(store_url: str, clock: Clock) -> None:
    store = open_store(store_url, clock, "ana")
    with store._engines.write.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0042'")
    store.close()
    with pytest.raises(StoreError, match=r"newer collectwork \(schema 0042.*Install the newer"):
        open_store(store_url, clock, "ana")


def test_another_database_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "other.db"
    held = sqlite3.connect(path)
    held.execute("CREATE TABLE mine(x)")
    held.commit()
    held.close()
    with pytest.raises(StoreError, match="holds tables, but no collectwork store"):
        open_store(str(path), clock, "ana")
    held = sqlite3.connect(path)
    assert held.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]
    held.close()


OPEN = """
import sys
from collectwork.domain import clocks
from collectwork.store.opening import open_store
open_store(sys.argv[1], clocks.system, "ana").close()
"""


def test_several_openers_of_an_empty_place_all_succeed(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "store.db")
    openers = [subprocess.Popen([sys.executable, "-c", OPEN, path]) for _ in range(3)]
    assert [opener.wait(60) for opener in openers] == [0, 0, 0]
    held = sqlite3.connect(path)
    assert held.execute("SELECT kind FROM entry").fetchall() == [("store.created",)]
    held.close()


def test_the_log_is_whole_after_opening_anew(store: Store) -> None:
    with store.read() as tx:
        assert walk(tx.log.walk()).broken is None
