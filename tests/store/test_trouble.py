"""When the disk, a lock or a right fails: one sentence, nothing changed, nothing to restart."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from collectwork.domain.activity import Draft
from collectwork.domain.clocks import Clock
from collectwork.errors import StoreError
from collectwork.store import place, postgresql, sqlite
from collectwork.store.door import Store
from collectwork.store.opening import open_store
from collectwork.store.queue_lock import QueueLock
from collectwork.store.reserve import SIZE

NOTE = Draft("note", "1", {"text": "x" * 200})


def note(store: Store, draft: Draft = NOTE) -> None:
    with store.write() as tx:
        tx.record(draft)


def count(store: Store) -> int:
    with store.read() as tx:
        return tx.audit.count()


def pragma(store: Store, words: str) -> object:
    raw = store._engines.write.raw_connection()
    try:
        return raw.cursor().execute(f"PRAGMA {words}").fetchone()[0]
    finally:
        raw.close()


WANTED: dict[str, object] = {
    "busy_timeout": 30000,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "mmap_size": 0,
}


class TestSettings:
    def test_are_those_that_keep_what_was_acknowledged(self, sqlite_store: Store) -> None:
        held = {name: pragma(sqlite_store, name) for name in WANTED}
        assert held == WANTED

    def test_on_a_share_a_rollback_journal_is_used(self, tmp_path: Path, clock: Clock) -> None:
        store = open_store(str(tmp_path / "s.db"), clock, "ana", accept_share=True)
        note(store)
        assert pragma(store, "journal_mode") == "delete"
        assert pragma(store, "synchronous") == 3
        store.close()
        assert not (tmp_path / "s.db-wal").exists()

    def test_one_that_does_not_hold_is_refused(
        self, sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong: tuple[sqlite.Pragma, ...] = (("synchronous", "OFF", 2),)
        monkeypatch.setattr(sqlite, "pragmas", lambda _: wrong)
        with pytest.raises(StoreError, match="SQLite keeps synchronous at 0"):
            open_store(sqlite_url, clock, "ana")

    def test_a_server_has_time_outs(self, pg_store: Store) -> None:
        for name, value in (("statement_timeout", "5min"), ("lock_timeout", "30s")):
            with pg_store.read() as tx:
                assert tx.connection.exec_driver_sql(f"SHOW {name}").scalar() == value

    def test_a_server_that_forgets_is_refused(
        self, pg_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(postgresql._SETTINGS, "synchronous_commit", "off")
        with pytest.raises(StoreError, match="synchronous_commit at off"):
            open_store(pg_url, clock, "ana")

    def test_an_old_sqlite_is_refused(
        self, sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
        with pytest.raises(StoreError, match=r"needs 3\.37 or newer"):
            open_store(sqlite_url, clock, "ana")

    def test_closing_after_the_folder_is_gone(self, tmp_path: Path, clock: Clock) -> None:
        store = open_store(str(tmp_path / "gone" / "s.db"), clock, "ana")
        shutil.rmtree(tmp_path / "gone")
        store.close()


class TestPlaces:
    def test_files_and_folders_are_private(self, tmp_path: Path, clock: Clock) -> None:
        path = tmp_path / "one" / "two" / "s.db"
        store = open_store(str(path), clock, "ana")
        note(store)
        modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert {"s.db", "s.db-wal", "s.db-shm", "s.db.lock", "s.db.reserve"} == set(modes)
        for folder in (path.parent, path.parent.parent):
            assert folder.stat().st_mode & 0o777 == 0o700
        store.close()

    def test_odd_names_are_names(self, tmp_path: Path, clock: Clock) -> None:
        for name in ("a?b#c%20.db", "ü [x] & 'y'.db", "sqlite:x.db"):
            open_store(str(tmp_path / name), clock, "ana").close()
            assert (tmp_path / name).is_file()

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "a://b://c"])
    def test_what_is_no_store_is_refused(self, url: str, clock: Clock) -> None:
        with pytest.raises(StoreError, match="Not opened"):
            open_store(url, clock, "ana")

    def test_a_folder_or_another_file_is_refused(self, tmp_path: Path, clock: Clock) -> None:
        with pytest.raises(StoreError, match="is a folder"):
            open_store(str(tmp_path), clock, "ana")
        (tmp_path / "letter.txt").write_text("Dear Sir or Madam, " * 100)
        with pytest.raises(StoreError, match="is not a collectwork store"):
            open_store(str(tmp_path / "letter.txt"), clock, "ana")
        assert (tmp_path / "letter.txt").read_text().startswith("Dear")

    def test_a_place_that_cannot_be_made_is_refused(self, tmp_path: Path, clock: Clock) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match="cannot be made: Not a directory"):
            open_store(str(tmp_path / "file" / "s.db"), clock, "ana")

    def test_without_the_right_it_is_refused(
        self, sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(StoreError, match="you may not read and write"):
            open_store(sqlite_url, clock, "ana")

    def test_a_server_that_is_not_there(self, clock: Clock, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            open_store(f"postgresql://u:secret@/x?host={tmp_path}", clock, "ana")
        assert "secret" not in str(caught.value)
        assert caught.value.exit_code == 4

    def test_a_database_that_is_not_there(self, pg_url: str, clock: Clock) -> None:
        with pytest.raises(
            StoreError, match=r"cannot be reached \(database .nowhere. does not exist"
        ):
            open_store(re.sub(r"test_\d+", "nowhere", pg_url), clock, "ana")

    def test_network_and_sync_folders_are_refused(
        self, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("Dropbox", "OneDrive - Acme", "Nextcloud"):
            with pytest.raises(StoreError, match="sync program"):
                open_store(str(tmp_path / name / "s.db"), clock, "ana")
            assert not (tmp_path / name).exists()
        monkeypatch.setattr(place, "file_system", lambda _: "cifs")
        with pytest.raises(StoreError, match=r"network file system \(cifs\).*accept_share"):
            open_store(str(tmp_path / "s.db"), clock, "ana")
        open_store(str(tmp_path / "s.db"), clock, "ana", accept_share=True).close()

    def test_the_nearest_mount_decides(self) -> None:
        mounts = "/dev/a / ext4 rw 0 0\nsrv:/x /mnt/my\\040share nfs4 rw 0 0\nb /mnt tmpfs rw 0 0\n"
        kinds = [
            place._nearest(Path(one), mounts)
            for one in ("/home/a.db", "/mnt/a.db", "/mnt/my share/a.db")
        ]
        assert kinds == ["ext4", "tmpfs", "nfs4"]

    def test_the_probe_tells_locks_that_hold_from_those_that_do_not(self, tmp_path: Path) -> None:
        assert place.locks_hold(tmp_path / "x.lock")

    def test_a_place_that_ignores_locks_is_refused(
        self, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(place, "locks_hold", lambda _: False)
        with pytest.raises(StoreError, match="another process got the lock"):
            open_store(str(tmp_path / "s.db"), clock, "ana")


class TestFullDisk:
    def test_it_says_so_reads_on_and_needs_no_restart(
        self, sqlite_store: Store, sqlite_url: str
    ) -> None:
        note(sqlite_store)
        pages = pragma(sqlite_store, "page_count")
        pragma(sqlite_store, f"max_page_count={pages}")  # as a full disk: SQLITE_FULL
        big = Draft("note", "1", {"text": "y" * 100_000})
        with pytest.raises(StoreError) as caught:
            note(sqlite_store, big)
        assert str(caught.value) == (
            f"Not recorded: the disk of {sqlite_url} is full. Nothing was changed. "
            "Free some space, then do it again."
        )
        assert count(sqlite_store) == 2
        pragma(sqlite_store, "max_page_count=1000000")
        note(sqlite_store, big)
        assert count(sqlite_store) == 3

    def test_the_reserve_is_given_up_and_laid_aside_again(
        self, tmp_path: Path, clock: Clock
    ) -> None:
        store = open_store(str(tmp_path / "s.db"), clock, "ana")
        reserve = tmp_path / "s.db.reserve"
        assert reserve.stat().st_size == SIZE
        pragma(store, f"max_page_count={pragma(store, 'page_count')}")
        with pytest.raises(StoreError, match="is full"):
            note(store, Draft("note", "1", {"text": "y" * 100_000}))
        assert reserve.stat().st_size == 0
        pragma(store, "max_page_count=1000000")
        note(store)
        assert reserve.stat().st_size == SIZE
        store.close()


LIMITED = """
import resource, signal, sys
from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.errors import StoreError
from collectwork.store.opening import open_store
store = open_store(sys.argv[1], clocks.system, "ana")
with store.write() as tx:
    tx.record(Draft("note", "1", {}))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
said = 0
for number in range(30):
    try:
        with store.write() as tx:
            tx.record(Draft("note", "1", {"text": "y" * 30_000}))
    except StoreError as error:
        said += str(error).startswith("Not recorded: the disk of")
with store.read() as tx:
    held = tx.audit.count()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.write() as tx:
    tx.record(Draft("note", "1", {}))
print(said, held + said)
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file sizes")
def test_a_disk_that_fails_is_told_and_survived(sqlite_url: str) -> None:
    """Writes beyond a size fail like a broken disk; each is either recorded or said not to be."""
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, sqlite_url], check=True, capture_output=True, text=True
    )
    said, all_told = (int(word) for word in ran.stdout.split())
    assert said > 5
    assert all_told == 32


def impatient(store: Store) -> None:
    with store.write() as tx:
        tx.connection.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")
        tx.record(NOTE)


class TestLocked:
    def test_another_program_holds_the_file(self, sqlite_url: str, clock: Clock) -> None:
        store = open_store(sqlite_url, clock, "ana", patience=0.05)
        other = sqlite3.connect(sqlite_url, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"Not recorded: another program has kept .* locked"):
            note(store)
        assert count(store) == 1
        other.execute("ROLLBACK")
        other.close()
        note(store)
        assert count(store) == 2
        store.close()

    def test_the_queue_does_not_move(self, sqlite_url: str, clock: Clock) -> None:
        store = open_store(sqlite_url, clock, "ana", patience=0.05)
        with (
            QueueLock(Path(sqlite_url + ".lock")).held(),
            pytest.raises(StoreError, match="Not done: others have been writing"),
        ):
            note(store)
        note(store)
        assert count(store) == 2
        store.close()

    def test_waiting_ends_when_the_lock_is_freed(self, tmp_path: Path) -> None:
        lock = tmp_path / "x.lock"
        order: list[int] = []
        entered = threading.Barrier(4)

        def wait(number: int) -> None:
            entered.wait()
            with QueueLock(lock).held():
                order.append(number)

        waiting = [threading.Thread(target=wait, args=(number,)) for number in range(3)]
        with QueueLock(lock).held():
            for thread in waiting:
                thread.start()
            entered.wait()
            assert order == []
        for thread in waiting:
            thread.join()
        assert sorted(order) == [0, 1, 2]

    def test_who_gave_up_does_not_hold_it_later(self, tmp_path: Path) -> None:
        lock = tmp_path / "x.lock"
        with QueueLock(lock).held(), QueueLock(lock).attempt(0.02) as got:
            assert not got
        for _ in range(3):
            with QueueLock(lock, 5).held():
                pass

    def test_a_server_row_held_too_long(self, pg_url: str, clock: Clock) -> None:
        store = open_store(pg_url, clock, "ana")
        with store._engines.write.connect() as other, other.begin():
            other.exec_driver_sql("SELECT seq FROM head FOR UPDATE")
            with pytest.raises(StoreError, match=r"Not recorded: others have kept .* locked"):
                impatient(store)
        assert count(store) == 1
        store.close()
