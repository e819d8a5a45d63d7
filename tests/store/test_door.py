"""The door: state and entries in one transaction, each intent once, outcomes never guessed."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from collectwork.domain.activity import Draft, Entry, new_id
from collectwork.domain.chain import walk
from collectwork.domain.clocks import Clock
from collectwork.errors import OutcomeUnknown, StoreError
from collectwork.store.door import Store
from collectwork.store.opening import open_store
from collectwork.store.tables import table

NOTE = Draft("note", "0000010001", {"text": "Müller: kein Anschluß\n\x1f"})


def person(store: Store, login: str = "bo") -> str | None:
    with store.read() as tx:
        rows = table("person").c
        return tx.connection.execute(select(rows.name).where(rows.login == login)).scalar()


def add_person(tx: Any, login: str = "bo") -> None:
    values = {"login": login, "name": "Bo", "role": "collector", "active": True}
    values |= {"seniority": 1, "capacity": 40}
    tx.connection.execute(insert(table("person")).values(values))


def count(store: Store) -> int:
    with store.read() as tx:
        return tx.audit.count()


def test_what_was_recorded_is_read_back(store: Store) -> None:
    with store.write() as tx:
        id = tx.record(NOTE)
    with store.read() as tx:
        head = tx.log.head()
        assert tx.log.by_id(id) == head
    assert head is not None
    assert (head.seq, head.kind, head.actor, head.data) == (2, "note", "ana", NOTE.body)
    assert head.recorded_at == "2026-11-20T09:00:00.000000Z"
    assert tx.log is not None


def test_a_write_without_an_entry_is_refused_and_undone(store: Store) -> None:
    with pytest.raises(AssertionError, match="without a log entry"), store.write() as tx:
        add_person(tx)
    assert person(store) is None
    assert count(store) == 1


def test_an_unknown_kind_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no such kind"), store.write() as tx:
        tx.record(Draft("invented", None, {}))
    with pytest.raises(ValueError, match="no such kind"), store.write() as tx:
        tx.record_all([Draft("invented", None, {})])
    assert count(store) == 1


def test_an_entry_that_tells_too_little_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="an entry corrected must hold reason, text"):
        record(store, Draft("corrected", None, {"target": "x"}))
    assert count(store) == 1


def record(store: Store, draft: Draft) -> None:
    with store.write() as tx:
        tx.record(draft)


def test_an_exception_inside_leaves_nothing(store: Store) -> None:
    def stumble() -> None:
        with store.write() as tx:
            add_person(tx)
            tx.record(NOTE)
            raise KeyError

    with pytest.raises(KeyError):
        stumble()
    assert person(store) is None
    assert count(store) == 1


def test_the_same_intent_is_recorded_once(store: Store) -> None:
    key = new_id()
    for _ in range(3):
        with store.write(key) as tx:
            if tx.replayed is None:
                add_person(tx)
                tx.record(NOTE)
    with store.write(key) as tx:
        assert tx.replayed is not None
        assert (tx.replayed.id, tx.replayed.data) == (key, NOTE.body)
        add_person(tx, "kept by nobody")
    assert count(store) == 2
    assert person(store, "kept by nobody") is None


def test_a_given_key_must_be_borne_by_an_entry(store: Store) -> None:
    with pytest.raises(AssertionError, match="bears the key"), store.write(new_id()) as tx:
        tx.record_all([NOTE])
    key = new_id()
    with store.write(key) as tx:
        tx.record_all([Draft("note", None, {}, None, new_id())])
        assert tx.record(NOTE) == key
    assert [entry.id for entry in tx.entries][1] == key


def test_a_write_inside_a_write_is_a_fault(store: Store) -> None:
    with (
        pytest.raises(AssertionError, match="inside a write"),
        store.write() as tx,
        store.write(),
    ):
        tx.record(NOTE)
    with store.write() as tx:  # and the door opens again
        tx.record(NOTE)


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises((StoreError, DBAPIError)), store.read() as tx:
        add_person(tx)
    assert person(store) is None


def test_a_reader_keeps_its_view(store: Store) -> None:
    with store.read() as reading:
        assert reading.audit.count() == 1
        with store.write() as tx:
            tx.record(NOTE)
        assert reading.audit.count() == 1
    assert count(store) == 2


def test_threads_of_one_process_take_turns(store: Store) -> None:
    def work() -> None:
        for _ in range(5):
            with store.write() as tx:
                tx.record(NOTE)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        walked = walk(tx.log.walk())
    assert (walked.seq, walked.broken) == (21, None)


def test_many_entries_at_once(store: Store) -> None:
    with store.write() as tx:
        tx.record_all([Draft("history.withheld", "1", {"n": n}) for n in range(500)])
    with store.read() as tx:
        assert walk(tx.log.walk()).seq == 501
        assert [entry.seq for entry in tx.log.walk(495, 3)] == [496, 497, 498]


class TestCommitThatFails:
    """The outcome is looked up on a new connection, never guessed and never repeated."""

    def fault(self, store: Store, *, after: bool) -> None:
        engine = store._engines.write
        trouble: Exception = psycopg.OperationalError("the line dropped")
        if store._engines.path is not None:
            trouble = sqlite3.OperationalError("disk I/O error")
            trouble.sqlite_errorcode = sqlite3.SQLITE_IOERR  # type: ignore[attr-defined]

        @event.listens_for(engine, "commit", once=True)
        def _(connection: Any) -> None:
            if after:
                connection.connection.driver_connection.commit()
            raise OperationalError("COMMIT", {}, trouble)

    def act(self, store: Store) -> list[Entry]:
        with store.write() as tx:
            add_person(tx)
            tx.record(NOTE)
        return tx.entries

    def test_it_was_kept(self, store: Store) -> None:
        self.fault(store, after=True)
        assert self.act(store)[0].seq == 2
        assert person(store) == "Bo"

    def test_it_was_not_kept(self, store: Store) -> None:
        self.fault(store, after=False)
        with pytest.raises(StoreError, match=r"Not recorded: .* Nothing was changed\."):
            self.act(store)
        assert person(store) is None
        assert count(store) == 1
        assert self.act(store)[0].seq == 2  # nothing needs a restart

    def test_it_cannot_be_told(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fault(store, after=True)
        monkeypatch.setattr(Store, "_recorded", lambda *_: None)
        with pytest.raises(OutcomeUnknown, match="not certain"):
            self.act(store)


def test_the_clock_says_when_it_cannot_be_right(store: Store, clock: Any) -> None:
    clock.pass_(minutes=-90)  # behind the entry of 8:00
    with store.write() as tx:
        tx.record(NOTE)
    assert tx.entries[0].data["clock"] == {"behind_seconds": 1800}
    clock.pass_(minutes=90)
    with store.write() as tx:
        tx.record(NOTE)
    assert "clock" not in tx.entries[0].data


def test_a_clock_ahead_of_the_server_is_flagged(pg_url: str) -> None:
    store = open_store(pg_url, lambda: datetime.now(UTC) + timedelta(minutes=5), "ana")
    with store.write() as tx:
        tx.record(NOTE)
    store.close()
    assert 290 <= tx.entries[0].data["clock"]["ahead_seconds"] <= 300


def test_two_desks_increment_without_loss(store_url: str, clock: Clock) -> None:
    first, second = (open_store(store_url, clock, name) for name in ("ana", "bo"))
    with first.write() as tx:
        add_person(tx)
        tx.record(NOTE)
    people = table("person")
    for store in (first, second) * 5:
        with store.write() as tx:
            held = tx.connection.execute(select(people.c.capacity)).scalar_one()
            tx.connection.execute(update(people).values(capacity=held + 1))
            tx.record(NOTE)
    with second.read() as tx:
        assert tx.connection.execute(select(func.max(people.c.capacity))).scalar() == 50
    first.close()
    second.close()
