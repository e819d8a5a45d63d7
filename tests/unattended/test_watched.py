"""Watched folders: complete files only, in a sensible order, each done or refused with a report."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectwork.domain import watching as rules
from collectwork.domain.ledger import FileContent, ImportReport, ReadOptions
from collectwork.domain.watching import Step, WatchRule
from collectwork.errors import InputRefused
from collectwork.intake.watched import WatchedFolder
from collectwork.usecases import unattended
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import imports
from collectwork.usecases.watching import Teller, take_files

HEAD = "Customer No,Customer Name,Invoice,Invoice Date,Due Date,Open Amount,Currency\n"


def ledger(day: str, amount: str = "100.00") -> str:
    return f"As of {day}\n{HEAD}1,One,R1,2026-01-01,2026-02-01,{amount},EUR\n"


@pytest.fixture
def folder(tmp_path: Path) -> WatchedFolder:
    path = tmp_path / "in"
    path.mkdir()
    return WatchedFolder(path)


Take = Callable[..., list[Step]]


@pytest.fixture
def take(sqlite_desk: Desk, folder: WatchedFolder) -> Take:
    """Look twice, three seconds apart on the clock that is told, and take what is ready."""

    def telling(name: str, report: ImportReport) -> tuple[dict[str, Any], str]:
        return {"import_id": report.import_id, "duplicate": report.duplicate}, f"{name} taken"

    def taking(*of: WatchRule, desk: Desk = sqlite_desk) -> list[Step]:
        folder.look(0.0)
        found = folder.look(3.0)
        teller = Teller(telling, lambda error: f"a fault ({type(error).__name__})")
        return list(take_files(desk, folder, found.ready, of, teller))

    return taking


def put(folder: WatchedFolder, name: str, text: str = "x") -> Path:
    path = folder.path / name
    path.write_text(text, "utf-8")
    return path


def lying(folder: WatchedFolder) -> set[str]:
    files = (one for one in folder.path.rglob("*") if not one.is_dir())
    names = {str(one.relative_to(folder.path)) for one in files}
    return {name for name in names if ".report." not in name and not name.startswith(".collect")}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("ledger.csv", True), ("Ledger 2026.XLSX", True), (".hidden.csv", False), ("~$a.xlsx", False),
     ("a.csv.part", False), ("a.tmp", False), ("a.CRDOWNLOAD", False), ("a.csv~", False),
     ("camt", True), ("a.rejects.csv", False)],
)  # fmt: skip
def test_names_of_unfinished_files(name: str, meant: bool) -> None:
    assert rules.is_meant(name) is meant


@pytest.mark.parametrize(
    ("name", "day"),
    [("ar_20260131.csv", date(2026, 1, 31)), ("OP-2026-01-31 north.csv", date(2026, 1, 31)),
     ("OP 31.01.2026.csv", date(2026, 1, 31)), ("op_20261331.csv", None), ("op.csv", None),
     ("from 20260101 to 20260131.csv", None), ("2026013112.csv", None)],
)  # fmt: skip
def test_the_day_in_a_name(name: str, day: date | None) -> None:
    assert rules.day_in(name) == day


def test_a_pattern_of_names() -> None:
    rule = WatchRule(Path(), as_of="aging_%d%m%Y")
    assert rule.day("Aging_31012026.csv") == date(2026, 1, 31)
    assert rule.day("aging_31132026.csv") is None
    assert WatchRule(Path()).day("aging_20260131.csv") is None


def test_a_file_that_still_changes_is_left_alone(folder: WatchedFolder) -> None:
    path = put(folder, "a.csv")
    assert folder.look(0.0).left == {"a.csv": "it is still being written"}
    assert folder.look(1.0).ready == ()
    path.write_text("longer", "utf-8")
    assert folder.look(2.5).ready == ()
    assert folder.look(4.0).ready == ()
    assert folder.look(4.6).ready == ("a.csv",)


def test_a_file_open_for_writing_or_locked_is_left_alone(folder: WatchedFolder) -> None:
    growing, locked = put(folder, "growing.csv"), put(folder, "locked.csv")
    with growing.open("a") as writer, locked.open() as reader:
        fcntl.flock(reader, fcntl.LOCK_EX)
        folder.look(0.0)
        found = folder.look(60.0)
        assert found.left["locked.csv"] == "another program has locked it"
        assert writer.writable()
        if hasattr(fcntl, "F_SETLEASE") and os.stat(growing).st_uid == os.getuid():
            assert found.left.get("growing.csv", "no leases") != "it is still being written"
    assert set(folder.look(61.0).ready) == {"growing.csv", "locked.csv"}


def test_links_pipes_and_folders_are_no_files(folder: WatchedFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("x", "utf-8")
    (folder.path / "link.csv").symlink_to(secret)
    os.mkfifo(folder.path / "pipe.csv")
    (folder.path / "sub").mkdir()
    folder.look(0.0)
    found = folder.look(3.0)
    assert (found.ready, sorted(found.left)) == ((), ["link.csv", "pipe.csv"])
    with folder.copied("link.csv") as copied:
        assert copied is None


def test_customers_then_ledgers_by_their_days_then_payments(
    folder: WatchedFolder, take: Take, sqlite_desk: Desk
) -> None:
    put(folder, "a_payments.csv", "payment_id,customer_id,invoice_id,payment_date,currency,amount,"
        "method,reference\nP1,1,R1,2026-03-02,EUR,10.00,transfer,x\n")  # fmt: skip
    put(folder, "b_new.csv", ledger("2026-03-08"))
    put(folder, "c_old.csv", ledger("2026-03-01"))
    put(folder, "d_customers.csv", "customer_id,name,contact_name,email\n1,One,Lee,a@b.example\n")
    steps = take()
    assert [step.details["file"] for step in steps] == [
        "d_customers.csv", "c_old.csv", "b_new.csv", "a_payments.csv",
    ]  # fmt: skip
    assert {step.code for step in steps} == {0}
    assert lying(folder) == {f"done/{step.details['file']}" for step in steps}
    report = json.loads((folder.path / "done" / "c_old.csv.report.json").read_text("utf-8"))
    assert (report["state"], report["moved_to"]) == ("done", "done/c_old.csv")
    assert (folder.path / "done" / "c_old.csv.report.txt").read_text("utf-8") == "c_old.csv taken\n"
    assert len(imports(sqlite_desk)) == 4


def test_a_refused_file_says_why_and_where_the_answer_belongs(
    folder: WatchedFolder, take: Take, sqlite_desk: Desk
) -> None:
    put(folder, "op.csv", ledger("2026-03-01").partition("\n")[2])
    (step,) = take()
    assert step.code == 3
    assert "as_of under [[watch]]" in step.text
    assert lying(folder) == {"refused/op.csv"}
    told = json.loads((folder.path / "refused" / "op.csv.report.json").read_text("utf-8"))
    assert "nothing in the file proves the day" in told["error"]
    assert imports(sqlite_desk) == []


def test_the_folder_says_what_its_files_do_not(
    folder: WatchedFolder, take: Take, sqlite_desk: Desk
) -> None:
    text = "Customer No,Customer Name,Invoice,Due Date,Open Amount\n1,One,R1,2026-02-01,100.00\n"
    put(folder, "north_20260301.csv", text)
    steps = take(
        WatchRule(folder.path, "south*", company="South"),
        WatchRule(folder.path, "*.csv", currency="EUR", company="North", as_of="name"),
    )
    assert [step.code for step in steps] == [0]
    (report,) = imports(sqlite_desk)
    assert (report.company, report.as_of) == ("North", date(2026, 3, 1))


def test_what_was_imported_but_not_moved_is_known_again(
    folder: WatchedFolder, take: Take, sqlite_desk: Desk
) -> None:
    put(folder, "op.csv", ledger("2026-03-01"))
    take()
    os.replace(folder.path / "done" / "op.csv", folder.path / "op.csv")  # as if it had not come far
    (step,) = take()
    assert "imported already" in step.text
    assert lying(folder) == {"done/op.csv"}
    assert len(imports(sqlite_desk)) == 1
    put(folder, "op.csv", ledger("2026-03-08"))
    take()
    assert lying(folder) == {"done/op.csv", "done/op-2.csv"}


def test_a_crash_between_two_names_leaves_one_file(folder: WatchedFolder, take: Take) -> None:
    put(folder, "op.csv", ledger("2026-03-01"))
    take()
    os.link(folder.path / "done" / "op.csv", folder.path / "op.csv")
    take()
    assert lying(folder) == {"done/op.csv"}


def test_a_file_replaced_while_it_was_imported_is_taken_next(
    folder: WatchedFolder, take: Take, sqlite_desk: Desk
) -> None:
    path = put(folder, "op.csv", ledger("2026-03-01"))

    def slow(source: Path, options: ReadOptions, progress: Any = None) -> FileContent:
        content = sqlite_desk.reader(source, options, progress)
        other = path.with_name("other")
        other.write_text(ledger("2026-03-08"), "utf-8")
        os.replace(other, path)
        return content

    (step,) = take(desk=replace(sqlite_desk, reader=slow))
    assert (step.details["moved_to"], lying(folder)) == (None, {"op.csv"})
    take()
    assert [one.as_of for one in imports(sqlite_desk)] == [date(2026, 3, 1), date(2026, 3, 8)]


def test_a_fault_in_one_file_does_not_keep_the_others_waiting(
    folder: WatchedFolder, take: Take, sqlite_desk: Desk
) -> None:
    put(folder, "bad.csv", ledger("2026-03-01"))
    put(folder, "good.csv", ledger("2026-03-01"))

    def faulty(source: Path, options: ReadOptions, progress: Any = None) -> FileContent:
        if source.name == "bad.csv":
            raise RuntimeError("never thought of")
        return sqlite_desk.reader(source, options, progress)

    rule = WatchRule(folder.path, kind="payments")  # read once: no order by days
    steps = take(rule, desk=replace(sqlite_desk, reader=faulty))
    assert steps[0].code == 1
    assert "bad.csv: a fault (RuntimeError); it is left alone" in steps[0].text
    assert len(steps) == 2
    assert "bad.csv" in lying(folder)


@pytest.mark.parametrize("name", ["x" * 240 + ".csv", "odd\udcff name.csv", "a b\n.csv", "ä.csv"])
def test_odd_names(folder: WatchedFolder, take: Take, name: str) -> None:
    put(folder, name, "nothing of ours")
    (step,) = take()
    assert step.code == 3
    assert len(lying(folder)) == 1
    assert next(iter(lying(folder))).startswith("refused/")


def test_two_runners_do_not_collide(folder: WatchedFolder) -> None:
    with folder.alone() as first, WatchedFolder(folder.path).alone() as second:
        assert (first, second) == (True, False)
    with folder.alone() as again:
        assert again


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="is no folder"), WatchedFolder(tmp_path / "x").alone():
        pass


def test_the_day_names_what_is_not_set_up(sqlite_desk: Desk) -> None:
    steps = list(unattended.day_steps(sqlite_desk))
    names = [step.name for step in steps]
    assert names == [
        "promises",
        "assign",
        "plan",
        "proposals",
        "automatic",
        "outbox",
        "inbox",
        "alerts",
    ]
    assert [step.name for step in steps if "not set up" in step.text] == ["automatic"]


@pytest.mark.parametrize(("codes", "code"), [([], 0), ([0, 3], 3), ([5, 3, 0], 3), ([5, 4], 4)])
def test_the_worst_counts(codes: list[int], code: int) -> None:
    assert rules.worst(codes) == code


def test_where_files_cannot_have_two_names_they_are_moved_all_the_same(
    folder: WatchedFolder, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError("not here")

    monkeypatch.setattr(os, "link", no_links)
    put(folder, "op.csv", ledger("2026-03-01"))
    take()
    assert lying(folder) == {"done/op.csv"}
    assert (folder.path / "done" / "op.csv").read_text("utf-8") == ledger("2026-03-01")
