"""`audit`: the whole log, its guards, and the rows that are made from it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.errors import LogBroken
from collectwork.store.door import Store
from collectwork.store.tables import table
from collectwork.usecases import auditing
from collectwork.usecases.desk import Desk

CALL = Action("call", "no_answer", "call", 1, "10001", date(2026, 11, 20), "rang out", attempt=True)


@pytest.fixture
def worked(desk: Desk, store: Store) -> Desk:
    """Three calls on two invoices, one of them undone and one corrected."""
    with store.write() as tx:
        book(tx.connection)
        tx.record(Draft("note", None, {}))
    ids = []
    for items in ((), (1,), (1, 2)):
        with store.write() as tx:
            ids.append(tx.record(Action(**{**fields(CALL), "items": items})))
    with store.write() as tx:
        tx.record(Draft("undone", "10001", {"target": ids[0]}))
        tx.record(Draft("corrected", "10001", {"target": ids[1], "text": "x", "reason": "typo"}))
    return desk


def fields(action: Action) -> dict[str, Any]:
    return {name: getattr(action, name) for name in action.__dataclass_fields__}


def book(connection: Any) -> None:
    """One customer with two invoices."""
    run = {"id": 1, "key": "k", "fingerprint": "f", "kind": "open-items", "file_name": "a.csv"}
    run |= {"file_sha256": "s"}
    lines = {"rows": 2, "items": 2, "customers": 1, "rejects": 0}
    plain = {"company": "", "reconciled": "no", "actor": "ana", "at": "t"}
    connection.execute(insert(table("import_run")).values(run | lines | plain))
    customer = {"id": 1, "key": "10001", "number": "10001", "name": "Acme", "name_key": "acme"}
    connection.execute(insert(table("customer")).values(customer | {"pinned": 0, "version": 1}))
    for number in (1, 2):
        item = {"id": number, "customer_id": 1, "company": "", "document": f"RE-{number}"}
        money = {"line": 1, "kind": "invoice", "currency": "EUR", "open_minor": 100}
        seen = {"first_import_id": 1, "first_open_minor": 100, "last_import_id": 1}
        connection.execute(insert(table("item")).values(item | money | seen))


def rows(store: Store) -> tuple[list[Any], list[Any]]:
    activity, link = table("activity"), table("activity_item")
    with store.read() as tx:
        actions = tx.connection.execute(select(activity).order_by(activity.c.seq)).all()
        links = tx.connection.execute(select(link).order_by(link.c.entry_id, link.c.item_id)).all()
    return list(actions), list(links)


def test_rows_are_what_their_entries_say(worked: Desk, store: Store) -> None:
    found = auditing.verify(worked)
    assert (found.ok, found.problem, found.entries) == (True, None, 7)
    actions, links = rows(store)
    assert [(row.code, row.undone_by is not None) for row in actions] == [
        ("no_answer", True),
        ("no_answer", False),
        ("no_answer", False),
    ]
    assert [row.corrected_by is not None for row in actions] == [False, True, False]
    assert len(links) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity SET text = 'spoke at length', contact = (1 = 1) WHERE seq = 3",
        "UPDATE activity SET undone_by = NULL WHERE seq = 3",
        "UPDATE activity SET recorded_at = '2020' WHERE seq = 5",
        "DELETE FROM activity WHERE seq = 3",
        "DELETE FROM activity_item WHERE item_id = 2",
        "UPDATE activity SET seq = 77 WHERE seq = 3",
    ],
)
def test_a_changed_row_is_found_and_rebuilt(worked: Desk, store: Store, statement: str) -> None:
    before = rows(store)
    with store._engines.write.connect() as connection, connection.begin():
        connection.execute(text(statement))
    found = auditing.verify(worked)
    assert (found.ok, found.log_ok) == (False, True)  # the log itself is whole
    assert found.first_broken in (3, 4, 5, 77)
    assert "not what their entries say" in (found.problem or "")
    key = new_id()
    assert auditing.rebuild(worked, key=key) == 3
    assert rows(store) == before
    found = auditing.verify(worked)
    assert (found.ok, found.problem, found.entries) == (True, None, 8)
    assert auditing.rebuild(worked, key=key) == 3  # the same intent, once
    assert auditing.verify(worked).entries == 8


def test_a_missing_guard_is_named(worked: Desk, store: Store) -> None:
    drop = "DROP TRIGGER entry_up"
    if store._engines.dialect == "postgresql":
        drop = "ALTER TABLE entry DISABLE TRIGGER entry_up"
    with store._engines.write.connect() as connection, connection.begin():
        connection.execute(text(drop))
    found = auditing.verify(worked)
    assert (found.ok, found.first_broken) == (False, None)
    assert "entry_up" in str(found.problem)
    with pytest.raises(LogBroken, match="Not rebuilt"):
        auditing.rebuild(worked)


def test_a_guard_that_was_softened_is_named(worked: Desk, store: Store) -> None:
    change = ["DROP TRIGGER entry_out"]
    change.append("CREATE TRIGGER entry_out BEFORE DELETE ON entry BEGIN SELECT 1; END")
    if store._engines.dialect == "postgresql":
        change = [
            "CREATE OR REPLACE FUNCTION entry_up() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        ]
    with store._engines.write.connect() as connection, connection.begin():
        for statement in change:
            connection.exec_driver_sql(statement)
    assert "entry_" in str(auditing.verify(worked).problem)


def test_an_erased_entry_keeps_the_log_whole(worked: Desk, store: Store) -> None:
    with store.write() as tx:
        entry = text("UPDATE entry SET salt = NULL, body = NULL WHERE seq = 4")
        tx.connection.execute(entry)
        change = update(table("activity")).where(table("activity").c.seq == 4).values(text=None)
        tx.connection.execute(change)
        tx.record(Draft("erased", None, {"seqs": [4], "ground": "request of 20 Nov"}))
    found = auditing.verify(worked)
    assert (found.ok, found.first_broken, found.problem) == (True, None, None)


def command(store: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "collectwork", "--store", store, "audit", *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_on_the_command_line(sqlite_url: str) -> None:
    ran = command(sqlite_url, "verify", "--json")
    whole = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (whole["ok"], whole["entries"], whole["first_broken"]) == (True, 1, None)
    held = sqlite3.connect(sqlite_url)
    (hash,) = held.execute("SELECT lower(hex(hash)) FROM entry").fetchone()
    assert json.loads(command(sqlite_url, "head", "--json").stdout)["head"] == whole["head"] == hash
    held.execute("DROP TRIGGER entry_up")
    held.execute("UPDATE entry SET actor = 'eve'")
    held.commit()
    held.close()
    ran = command(sqlite_url, "verify", "--json")
    broken = json.loads(ran.stdout)
    assert ran.returncode == 6
    assert (broken["ok"], broken["first_broken"], broken["entries"]) == (False, 1, 1)
    assert "Traceback" not in ran.stderr
    assert "header was changed" in ran.stderr
