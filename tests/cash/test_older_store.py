"""A store of the first schema: payments that paid no known invoice wait for a decision now."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from collectwork.store import engine, schema

RUN = (
    "INSERT INTO import_run (id, key, fingerprint, kind, file_name, file_sha256, company, rows,"
    " items, customers, rejects, reconciled, actor, at) VALUES (1, 'k', 'f', 'payments', 'p.csv',"
    " '', '', 3, 3, 0, 0, '', 'ana', '2026-01-01T00:00:00.000000Z')"
)
LINE = (
    "INSERT INTO payment (import_id, line_key, ref, kind, company, currency, amount_minor,"
    " received) VALUES (1, :key, :key, :kind, '', 'EUR', :minor, '2026-01-01')"
)


def to(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def test_unplaced_payments_of_an_older_store_become_receipts(tmp_path: Path) -> None:
    engines = engine.engines(str(tmp_path / "old.db"))
    with engines.write.connect() as connection, connection.begin():
        to(connection, "0001")
        connection.execute(text(RUN))
        for key, kind, minor in (("a", "payment", 100), ("b", "on_account", 200)):
            connection.execute(text(LINE), {"key": key, "kind": kind, "minor": minor})
        to(connection, "head")
        held = connection.execute(
            text("SELECT line_key, amount_minor, state, source, applied_minor FROM receipt")
        ).all()
        linked = connection.execute(
            text("SELECT line_key, receipt_id FROM payment ORDER BY 1")
        ).all()
    engines.dispose()
    assert [tuple(row) for row in held] == [("a", 100, "open", "list", 0)]
    assert [tuple(row) for row in linked] == [("a", 1), ("b", None)]
