"""What only a memory outside the store shows: a cut tail, a rewritten log, an older file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest
from sqlalchemy import text

from collectwork.domain.activity import ZERO, Draft, sealed
from collectwork.domain.clocks import Clock
from collectwork.errors import LogBroken
from collectwork.store.door import Store
from collectwork.store.log import ENTRY
from collectwork.store.opening import open_store
from collectwork.usecases import auditing
from collectwork.usecases.desk import Desk

NAMES = [column.name for column in ENTRY.c]
Tamper = Callable[[sqlite3.Connection], None]


@pytest.fixture
def worked(sqlite_url: str, clock: Clock) -> str:
    """The path of a store with five entries, all seen by this machine."""
    store = open_store(sqlite_url, clock, "ana")
    for number in range(4):
        with store.write() as tx:
            tx.record(Draft("note", "1", {"text": f"entry {number}"}))
    store.close()
    return sqlite_url


@pytest.fixture
def reopen(clock: Clock, make_desk: Callable[[Store], Desk]) -> Iterator[Callable[[str], Desk]]:
    opened: list[Store] = []

    def again(path: str) -> Desk:
        opened.append(open_store(path, clock, "ana"))
        return make_desk(opened[-1])

    yield again
    for store in opened:
        store.close()


def tamper(path: str, *statements: str) -> None:
    """Change the file as somebody with sqlite3 and time would: guards off, change, guards on."""
    held = sqlite3.connect(path)
    guards = held.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        held.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        held.execute(statement)
    for _, sql in guards:
        held.execute(sql)
    held.commit()
    held.close()


def rewrite(path: str, start: int, length: int) -> None:
    """Replace the entries from ``start`` on by others that chain perfectly."""
    held = sqlite3.connect(path)
    held.row_factory = sqlite3.Row
    rows = held.execute("SELECT * FROM entry ORDER BY seq").fetchall()
    held.close()
    prev = rows[start - 2]["hash"] if start > 1 else ZERO
    statements = [f"DELETE FROM entry WHERE seq >= {start}"]
    for seq in range(start, start + length):
        draft = Draft("note", "1", {"text": "invented"}, None, f"{seq:032x}")
        entry = sealed(draft, seq, prev, f"2026-11-20T09:00:{seq:02d}.000000Z", "eve", "x")
        prev = entry.hash
        values = (
            f"{seq},'{entry.id}','{entry.recorded_at}',NULL,'eve','x','note','1',"
            f"'{entry.body_hash}',x'{entry.prev.hex()}',x'{entry.hash.hex()}',NULL,"
            f"x'{(entry.salt or b'').hex()}','{entry.body}'"
        )
        statements.append(f"INSERT INTO entry VALUES ({values})")
    tamper(path, *statements)


def refused(desk: Desk) -> bool:
    with pytest.raises(LogBroken, match="Not recorded: the log in"), desk.store.write() as tx:
        tx.record(Draft("note", None, {}))
    return True


def test_all_is_well(worked: str, reopen: Callable[[str], Desk]) -> None:
    desk = reopen(worked)
    assert desk.store.alarm is None
    found = auditing.verify(desk)
    assert (found.ok, found.entries, found.first_broken, found.problem) == (True, 5, None, None)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ('UPDATE entry SET body = \'{"text":"other"}\' WHERE seq = 3', 3),
        ("UPDATE entry SET recorded_at = '2026-11-19T09:00:00.000000Z' WHERE seq = 2", 2),
        ("UPDATE entry SET happened_at = '2026-11-19T09:00:00.000000Z' WHERE seq = 5", 5),
        ("UPDATE entry SET actor = 'eve' WHERE seq = 1", 1),
        ("UPDATE entry SET customer = NULL WHERE seq = 4", 4),
        ("UPDATE entry SET salt = NULL, body = NULL WHERE seq = 3", 3),
        ("UPDATE entry SET body = CAST(x'ff' AS TEXT) WHERE seq = 3", 3),
        ("UPDATE entry SET node = CAST(x'ff' AS TEXT) WHERE seq = 5", 5),
        ("DELETE FROM entry WHERE seq = 3", 3),
        ("DELETE FROM entry WHERE seq = 5", 5),
        ("DELETE FROM entry WHERE seq > 2", 3),
        ("DELETE FROM entry", 1),
        ("UPDATE entry SET seq = seq + 10 WHERE seq = 5", 5),
    ],
)
def test_what_was_done_to_the_file_is_found(
    worked: str, reopen: Callable[[str], Desk], statement: str, broken: int
) -> None:
    tamper(worked, statement)
    found = auditing.verify(reopen(worked))
    assert (found.ok, found.first_broken) == (False, broken)
    assert str(broken) in str(found.problem)


def test_entries_exchanged_are_found(worked: str, reopen: Callable[[str], Desk]) -> None:
    tamper(
        worked,
        "UPDATE entry SET seq = 99 WHERE seq = 2",
        "UPDATE entry SET seq = 2 WHERE seq = 3",
        "UPDATE entry SET seq = 3 WHERE seq = 99",
    )
    assert auditing.verify(reopen(worked)).first_broken == 2


@pytest.mark.parametrize(("start", "length"), [(5, 1), (4, 2), (4, 6), (2, 4), (1, 5), (1, 9)])
def test_a_rewritten_suffix_opens_read_only(
    worked: str, reopen: Callable[[str], Desk], start: int, length: int
) -> None:
    rewrite(worked, start, length)
    desk = reopen(worked)
    assert desk.store.alarm is not None
    assert refused(desk)
    assert auditing.verify(desk).first_broken == 5  # the last head that this machine saw
    assert auditing.head(desk).ok is False


def test_a_cut_tail_opens_read_only(worked: str, reopen: Callable[[str], Desk]) -> None:
    tamper(worked, "DELETE FROM entry WHERE seq = 5")
    desk = reopen(worked)
    assert "this machine saw 5 entries, here are 4" in str(desk.store.alarm)
    assert refused(desk)
    with desk.store.read() as tx:  # reading goes on
        assert tx.audit.count() == 4


def test_an_older_file_put_back_opens_read_only(
    worked: str, sqlite_template: Path, reopen: Callable[[str], Desk]
) -> None:
    shutil.copy(sqlite_template, worked)
    desk = reopen(worked)
    assert refused(desk)
    assert auditing.verify(desk).first_broken == 2


def test_it_stays_so_until_a_person_decides(worked: str, reopen: Callable[[str], Desk]) -> None:
    tamper(worked, "DELETE FROM entry WHERE seq = 5")
    assert reopen(worked).store.alarm is not None
    alarm = str(reopen(worked).store.alarm)
    memory = next((platformdirs.user_state_path("collectwork") / "heads").iterdir())
    assert str(memory) in alarm
    memory.unlink()
    assert reopen(worked).store.alarm is None


def test_what_others_added_since_is_verified_at_opening(
    worked: str, reopen: Callable[[str], Desk]
) -> None:
    rewrite(worked, 6, 3)  # fits the chain: another machine may have written it
    desk = reopen(worked)
    assert desk.store.alarm is None
    desk.store.close()
    rewrite(worked, 9, 3)
    tamper(worked, "UPDATE entry SET actor = 'bob' WHERE seq = 10")
    assert "entry 10: its header was changed" in str(reopen(worked).store.alarm)


def test_another_store_in_its_place_is_noticed(
    worked: str, tmp_path: Path, clock: Clock, reopen: Callable[[str], Desk]
) -> None:
    other = tmp_path / "other.db"
    open_store(str(other), clock, "eve").close()
    for memory in (platformdirs.user_state_path("collectwork") / "heads").iterdir():
        if json.loads(memory.read_text())["place"] == str(other):
            memory.unlink()  # this machine never saw it
    shutil.move(other, worked)
    assert "not the store that this machine saw here last" in str(reopen(worked).store.alarm)


def test_a_copy_may_be_worked_on_a_shortened_one_not(
    worked: str, tmp_path: Path, reopen: Callable[[str], Desk]
) -> None:
    for name in ("first.db", "second.db", "short.db"):
        shutil.copy(worked, tmp_path / name)
    for name in ("first.db", "second.db"):
        desk = reopen(str(tmp_path / name))
        assert desk.store.alarm is None
        with desk.store.write() as tx:
            tx.record(Draft("note", None, {}))
        assert auditing.verify(desk).ok
    tamper(str(tmp_path / "short.db"), "DELETE FROM entry WHERE seq = 5")
    assert reopen(str(tmp_path / "short.db")).store.alarm is not None


def test_a_store_made_anew_in_the_same_place_is_new(
    worked: str, reopen: Callable[[str], Desk]
) -> None:
    for path in Path(worked).parent.glob("store.db*"):
        path.unlink()
    desk = reopen(worked)
    assert desk.store.alarm is None
    assert auditing.verify(desk).entries == 1


def test_the_memory_is_private_and_survives_damage(
    worked: str, reopen: Callable[[str], Desk]
) -> None:
    folder = platformdirs.user_state_path("collectwork") / "heads"
    (memory,) = folder.iterdir()
    assert memory.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert json.loads(memory.read_text())["seq"] == 5
    memory.write_text("{ cut")
    assert reopen(worked).store.alarm is None
    assert json.loads(memory.read_text())["seq"] == 5


def test_no_home_is_no_obstacle(
    sqlite_url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    store = open_store(sqlite_url, clock, "ana")
    with store.write() as tx:
        tx.record(Draft("note", None, {}))
    assert store.alarm is None
    store.close()


def test_a_server_is_watched_too(pg_url: str, clock: Clock) -> None:
    store = open_store(pg_url, clock, "ana")
    with store.write() as tx:
        tx.record(Draft("note", None, {}))
    with store._engines.write.connect() as connection, connection.begin():
        connection.execute(text("ALTER TABLE entry DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM entry WHERE seq = 2"))
        connection.execute(text("ALTER TABLE entry ENABLE TRIGGER ALL"))
    store.close()
    again = open_store(pg_url, clock, "ana")
    assert "this machine saw 2 entries, here are 1" in str(again.alarm)
    again.close()
