"""Backup and going back to one: what is gone is gone, but nobody is written to twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from store_fixtures import desk_on
from working.office import MovableClock, office_on

from collectwork.errors import InputRefused
from collectwork.store.door import Store
from collectwork.store.opening import open_store
from collectwork.usecases import accounts, auditing, keeping
from collectwork.usecases.recording import record


def test_what_came_after_is_gone_and_contacts_are_told_again(
    sqlite_store: Store, clock: MovableClock, tmp_path: Path
) -> None:
    office = office_on(desk_on(sqlite_store, clock))
    office.book.on_list(office.brenner)
    made = keeping.back_up(office.desk, tmp_path / "evening.db")
    assert made.entries == office.book.entries()
    record(office.desk, office.brenner, "note", note="only noted")
    record(office.desk, office.brenner, "voicemail")
    thread = office.book.rows("thread")
    before = office.book.entries()

    done = keeping.restore(office.desk, tmp_path / "evening.db")

    assert (done.lost, done.carried) == (2, 1)
    assert before == made.entries + done.lost
    assert auditing.verify(office.desk).ok
    texts = [one.code for one in accounts.page(office.desk, office.brenner).timeline]
    assert "voicemail" in texts
    assert "note" not in texts
    assert office.book.rows("thread") == thread
    record(office.desk, office.brenner, "no_answer")  # the store goes on
    again = open_store(sqlite_store.path, clock, "ana")
    assert again.alarm is None
    again.close()
    kept = open_store(done.kept, clock, "ana")
    with kept.read() as tx:
        head = tx.log.head()
        assert head is not None
        assert head.seq == before
    kept.close()


def test_another_process_sees_it_at_once(
    sqlite_store: Store, clock: MovableClock, tmp_path: Path
) -> None:
    office = office_on(desk_on(sqlite_store, clock))
    other = open_store(sqlite_store.path, clock, "ben")
    keeping.back_up(office.desk, tmp_path / "b.db")
    record(office.desk, office.brenner, "note", note="gone")
    keeping.restore(office.desk, tmp_path / "b.db")
    seen = [one.code for one in accounts.page(desk_on(other, clock), office.brenner).timeline]
    assert "note" not in seen
    record(desk_on(other, clock), office.brenner, "note", note="from the other")
    other.close()
    assert auditing.verify(office.desk).ok


def test_again_and_again(sqlite_store: Store, clock: MovableClock, tmp_path: Path) -> None:
    office = office_on(desk_on(sqlite_store, clock))
    for number in range(3):
        keeping.back_up(office.desk, tmp_path / "b.db")
        record(office.desk, office.brenner, "note", note=f"gone {number}")
        keeping.restore(office.desk, tmp_path / "b.db")
        assert auditing.verify(office.desk).ok
    keeping.restore(office.desk, tmp_path / "b.db")
    assert sqlite_store.alarm is None


@pytest.mark.parametrize("what", ["missing", "text", "other", "broken", "diverged"])
def test_what_is_no_backup_of_this_store_is_refused(
    sqlite_store: Store, clock: MovableClock, tmp_path: Path, what: str
) -> None:
    office = office_on(desk_on(sqlite_store, clock))
    file = tmp_path / "b.db"
    if what == "text":
        file.write_text("no database")
    elif what == "other":
        other = open_store(str(tmp_path / "o.db"), clock, "ana")
        other.backup(file)
        other.close()
    elif what != "missing":
        keeping.back_up(office.desk, file)
        if what == "broken":
            raw = file.read_bytes()
            assert b"Brenner" in raw
            file.write_bytes(raw.replace(b'"run":', b'"ran":', 1))
        else:
            copied = open_store(str(file), clock, "ana")
            record(desk_on(copied, clock), office.brenner, "note", note="elsewhere")
            copied.close()
            record(office.desk, office.brenner, "note", note="here")
    before = office.book.entries()
    with pytest.raises(InputRefused):
        keeping.restore(office.desk, file)
    assert office.book.entries() == before
    assert not list(tmp_path.glob("*.before-restore*"))


def test_a_backup_replaces_no_other_file(
    sqlite_store: Store, clock: MovableClock, tmp_path: Path
) -> None:
    desk = desk_on(sqlite_store, clock)
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    for target in (letter, Path(sqlite_store.path), tmp_path, tmp_path / "none" / "b.db"):
        with pytest.raises(InputRefused):
            keeping.back_up(desk, target)
    assert letter.read_text() == "dear"
    keeping.back_up(desk, tmp_path / "b.db")
    keeping.back_up(desk, tmp_path / "b.db")


def test_by_command_line(tmp_path: Path) -> None:
    store = tmp_path / "s.db"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "collectwork", "--store", str(store), *words]
        return subprocess.run(line, capture_output=True, text=True, check=False)

    assert run("people", "add", "ana").returncode == 0
    assert run("db", "backup", str(tmp_path / "b.db"), "--json").returncode == 0
    assert run("people", "add", "ben").returncode == 0
    told = run("db", "restore", str(tmp_path / "b.db"))
    assert told.returncode == 0
    assert "kept in" in told.stdout
    assert "ben" not in run("people", "--json").stdout
    assert run("db", "upgrade").returncode == 0
    assert run("db", "restore", str(tmp_path / "gone.db")).returncode == 3
