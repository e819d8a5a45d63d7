"""A large ledger goes into the store by sets: what stands there is what rows in memory bring."""

from __future__ import annotations

import itertools
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel
from store_fixtures import ACTOR, desk_on
from test_large import small, spools

from collectwork.domain.clocks import Clock
from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.errors import InputRefused, Stopped
from collectwork.intake.large import reading
from collectwork.store.importing import Imports
from collectwork.store.opening import open_store
from collectwork.usecases.desk import Desk
from collectwork.usecases.import_undo import undo_import
from collectwork.usecases.importing import bring_in

_COUNT = itertools.count(1)
_ON_SQLITE = pytest.mark.parametrize("twins", ["sqlite"], indirect=True)
FIRST = date(2026, 9, 1)


@dataclass
class Twins:
    """Two stores of one kind: ``spooled`` takes ledgers by sets, ``held`` from memory."""

    spooled: Desk
    held: Desk
    folder: Path
    imported: int = 0

    def bring(
        self, content: str, day: date, *, dry_run: bool = False, **options: Any
    ) -> tuple[ImportReport, ImportReport]:
        self.imported += 1
        path = self.folder / f"ledger-{self.imported}.csv"
        path.write_text(content, "utf-8")
        told = ReadOptions(as_of=day, **options)
        key = f"{self.imported:032x}"
        with by_sets(path):
            one = bring_in(self.spooled, path, told, dry_run=dry_run, key=key)
        other = bring_in(self.held, path, told, dry_run=dry_run, key=key)
        assert not spools()
        assert told_by(one) == told_by(other)
        self.same()
        return one, other

    def fails(
        self, content: str, day: date, error: type[Exception], match: str | None = None
    ) -> None:
        """Both refuse the ledger, and no file is left."""
        path = self.folder / "failing.csv"
        path.write_text(content, "utf-8")
        with by_sets(path), pytest.raises(error, match=match):
            bring_in(self.spooled, path, ReadOptions(as_of=day))
        assert not spools()
        with pytest.raises(error, match=match):
            bring_in(self.held, path, ReadOptions(as_of=day))

    def same(self) -> None:
        one, other = stands(self.spooled), stands(self.held)
        assert one.keys() == other.keys()
        for name, rows in one.items():
            assert rows == other[name], name


@contextmanager
def by_sets(path: Path) -> Iterator[None]:
    """The file is read in parts, which is made sure of."""
    with small(path), pytest.MonkeyPatch.context() as patch:
        reads: Callable[..., Any] = reading.read
        taken: list[bool] = []

        def read(*args: Any) -> Any:
            content = reads(*args)
            taken.append(content is not None)
            return content

        patch.setattr(reading, "read", read)
        yield
        assert taken == [True]


def told_by(report: ImportReport) -> ImportReport:
    return replace(report, at=None)


_ID = re.compile(r"\b[0-9a-f]{32}\b")  # of disputes, made anew for each


def stands(desk: Desk) -> dict[str, list[tuple[str, ...]]]:
    """Every table, with items and accounts by what they are and not by their id."""
    found = {}
    with desk.store.read() as view:
        connection = view.connection  # type: ignore[attr-defined]

        def rows(name: str) -> list[dict[str, Any]]:
            source = SQLModel.metadata.tables[name]
            return [dict(row._mapping) for row in connection.execute(select(source))]

        customers = {row["id"]: row["number"] for row in rows("customer")}
        items = {
            row["id"]: tuple(
                [customers[row["customer_id"]]]
                + [row[n] for n in ("company", "document", "kind", "line", "currency")]
            )
            for row in rows("item")
        }
        for name in SQLModel.metadata.tables:
            source = SQLModel.metadata.tables[name]
            if name in ("entry", "import_run"):
                continue
            plain = []
            for row in rows(name):
                made = {}
                for column in source.c:
                    value = row[column.name]
                    if column.name in ("id", "seq"):  # the order in which rows were written
                        continue
                    if "item_id" in column.name or (
                        name == "item_before" and "item" in column.name
                    ):
                        value = items.get(value, value)
                    if column.name == "customer_id":
                        value = customers.get(value, value)
                    made[column.name] = _ID.sub("an id", repr(value))
                plain.append(tuple(made.values()))
            found[name] = sorted(plain)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def twins(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[Twins]:
    urls, drop = [], []
    for name in ("spooled", "held"):
        if request.param == "sqlite":
            path = tmp_path / f"{name}.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            path.chmod(0o600)
            urls.append(str(path))
        else:
            cluster = request.getfixturevalue("pg_cluster")
            template = request.getfixturevalue("pg_template")
            base = f"twin_{next(_COUNT)}"
            cluster.run(f"CREATE DATABASE {base} TEMPLATE {template}")
            drop.append(base)
            urls.append(cluster.url(base))
    stores = [open_store(url, clock, ACTOR) for url in urls]
    folder = tmp_path / "files"
    folder.mkdir()
    yield Twins(desk_on(stores[0], clock), desk_on(stores[1], clock), folder)
    for store in stores:
        store.close()
    for base in drop:
        request.getfixturevalue("pg_cluster").run(f"DROP DATABASE {base} WITH (FORCE)")


# ledgers -----------------------------------------------------------------------------------------

HEAD = ["Customer No", "Customer Name", "Invoice No", "Document Type", "Invoice Date", "Due Date",
        "Original Amount", "Open Amount", "Currency", "PO Number", "Payment Terms"]  # fmt: skip


def ledger(
    week: int, *, company: bool = False, disputed: bool = False, several: bool = False,
    rows: int = 80,
) -> str:  # fmt: skip
    """The open items of a week: of those before some are paid, paid in part, moved, credited,
    gone or back again, and some are new."""
    head = [*HEAD, *(["Company Code"] if company else []), *(["Disputed"] if disputed else [])]
    lines = [",".join(head)]
    for n in range(rows + 10 * week):
        dice = random.Random(f"{n} {week}")
        fixed = random.Random(n)
        credit = n % 11 == 5
        minor = fixed.randrange(1000, 10**6) * (-1 if credit else 1)
        left = minor // 2 if fixed.random() < 0.2 else minor
        due = date(2026, 8, 1) + timedelta(n % 60)
        happens = dice.random()
        if week and happens < 0.15:
            continue
        if week and happens < 0.25:
            left //= 3
        if week and happens > 0.9:
            due += timedelta(31)
        if week and 0.5 < happens < 0.53:
            left = 0
        code = "USD" if several and n % 5 == 0 else "EUR"
        po = "" if happens < 0.5 else f"PO {n}"
        row = [
            f"{n % 9 + 1:05}", f"Customer {n % 9 + 1}", f"RE-{n:04}",
            "Credit Memo" if credit else "Invoice", (due - timedelta(30)).isoformat(),
            due.isoformat() if n % 13 else "", money(minor), money(left), code, po,
            "Net 30" if n % 2 else "",
        ]  # fmt: skip
        row += [f"{1000 + n % 2}"] if company else []
        row += ["yes" if fixed.random() < 0.1 or happens < 0.3 else "no"] if disputed else []
        lines.append(",".join(row))
    return "\n".join(lines) + "\n"


def money(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def day(week: int) -> date:
    return FIRST + timedelta(7 * week)


SHAPES: dict[str, dict[str, bool]] = {
    "plain": {},
    "with all columns": {"company": True, "disputed": True, "several": True},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_weeks_by_sets_are_weeks_row_by_row(shape: str, twins: Twins) -> None:
    for week in range(3):
        report, _ = twins.bring(ledger(week, **SHAPES[shape]), day(week))
    assert report.events["paid"]
    assert report.events["new"]
    again, _ = twins.bring(ledger(2, **SHAPES[shape]), day(2))
    assert again.duplicate


@_ON_SQLITE
def test_a_dry_run_says_the_same_and_leaves_nothing(twins: Twins) -> None:
    twins.bring(ledger(0), day(0))
    before = stands(twins.spooled)
    report, _ = twins.bring(ledger(1), day(1), dry_run=True)
    assert report.import_id is None
    assert report.events["new"]
    assert stands(twins.spooled) == before
    twins.bring(ledger(1), day(1))


def test_taking_one_back(twins: Twins) -> None:
    twins.bring(ledger(0, disputed=True), day(0))
    before = stands(twins.spooled)["item"]
    twins.bring(ledger(1, disputed=True), day(1))
    for desk in (twins.spooled, twins.held):
        undo_import(desk, 2)
    twins.same()
    assert stands(twins.spooled)["item"] == before
    twins.bring(ledger(2, disputed=True), day(1))


@_ON_SQLITE
def test_taking_the_first_one_back(twins: Twins) -> None:
    twins.bring(ledger(0), day(0))
    for desk in (twins.spooled, twins.held):
        undo_import(desk, 1)
    twins.same()
    assert stands(twins.spooled)["item"] == []
    twins.bring(ledger(1), day(0))


def test_instalments_that_were_known_before(twins: Twins) -> None:
    """Which of its lines a document has left is decided row by row, by the due day."""
    first = ledger(0)
    row = next(line for line in first.splitlines() if "RE-0003" in line)
    due = row.split(",")[5]
    later = (date.fromisoformat(due) + timedelta(30)).isoformat()
    text = first + row.replace(due, later) + "\n"
    path = twins.folder / "instalments.csv"
    path.write_text(text, "utf-8")
    for desk in (twins.spooled, twins.held):
        bring_in(desk, path, ReadOptions(as_of=day(0)), key="8".zfill(32))
    left = first.replace(row, row.replace(due, later))
    report, _ = twins.bring(left, day(1))
    assert report.events["paid"] == 1
    assert report.events["new"] == 0
    assert report.events["due_moved"] == 0


@_ON_SQLITE
def test_companies_one_after_the_other(twins: Twins) -> None:
    twins.bring(ledger(0), day(0), company="North")
    twins.bring(ledger(1).replace("RE-", "S-"), day(0), company="South")
    report, _ = twins.bring(ledger(1), day(1), company="North")
    assert report.events["paid"]
    other = "\n".join(line.replace("RE-", "Z-").replace("Customer ", "Client ")
                      for line in ledger(0).splitlines()) + "\n"  # fmt: skip
    recognised, _ = twins.bring(other, day(2), company="West")
    assert recognised.events["new"]
    found, _ = twins.bring(ledger(2), day(2))
    assert found.company == "North"


@_ON_SQLITE
def test_an_older_day_is_refused_and_leaves_nothing(twins: Twins) -> None:
    twins.bring(ledger(1), day(1))
    before = stands(twins.spooled)
    twins.fails(ledger(0), day(0), InputRefused, "Import ledgers in the order")
    assert stands(twins.spooled) == before
    twins.bring(ledger(2), day(2))


@pytest.mark.parametrize("week", [0, 1])
def test_a_stop_in_the_middle_leaves_nothing(
    week: int, twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    if week:
        twins.bring(ledger(0, disputed=True), day(0))
    before = stands(twins.spooled)
    content = ledger(week, disputed=True)
    for step in ("stage_spool", "find_gone", "take_over", "unstage"):
        with monkeypatch.context() as patch:
            for name in {step, step.removesuffix("_spool")}:
                patch.setattr(Imports, name, stopping(getattr(Imports, name)))
            twins.fails(content, day(week), Stopped)
        assert stands(twins.spooled) == before
    twins.bring(content, day(week))


def stopping(does: Callable[..., Any]) -> Callable[..., None]:
    def stopped(*args: Any, **more: Any) -> None:
        does(*args, **more)
        raise Stopped("Stopped.")

    return stopped


@_ON_SQLITE
def test_ledgers_held_in_memory_and_by_sets_take_turns(twins: Twins) -> None:
    twins.bring(ledger(0), day(0))
    path = twins.folder / "between.csv"
    path.write_text(ledger(1), "utf-8")
    for desk in (twins.spooled, twins.held):
        bring_in(desk, path, ReadOptions(as_of=day(1)), key="9".zfill(32))
    twins.same()
    twins.bring(ledger(2), day(2))
