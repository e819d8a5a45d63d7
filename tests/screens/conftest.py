"""A book of business on a real store, and the workbench on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from bank import ENTRIES, statement
from store_fixtures import ACTOR, desk_on

from collectwork.app import WorkbenchApp
from collectwork.domain.clocks import Clock
from collectwork.domain.ledger import ReadOptions
from collectwork.store.opening import open_store
from collectwork.usecases import importing, planning
from collectwork.usecases.desk import Desk

AS_OF = date(2026, 11, 19)
Book = Callable[..., Desk]
Kept = Callable[[tuple[object, ...], Callable[[Desk], None]], Desk]


@pytest.fixture(autouse=True)
def _one_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clock times on the screen do not depend on the machine."""
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def ready() -> dict[tuple[object, ...], Path]:
    """The stores that were filled once in this run, by what is in them."""
    return {}


@pytest.fixture
def kept(
    ready: dict[tuple[object, ...], Path],
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    clock: Clock,
) -> Iterator[Kept]:
    """``kept(key, fill)``: a desk on a copy of the store that ``fill`` filled for the key."""
    opened = []

    def make(key: tuple[object, ...], fill: Callable[[Desk], None]) -> Desk:
        if key not in ready:
            path = tmp_path_factory.mktemp("book") / "store.db"
            shutil.copy(sqlite_template, path)
            filled = open_store(str(path), clock, ACTOR)
            fill(desk_on(filled, clock))
            filled.close()
            ready[key] = path
        own = Path(shutil.copy(ready[key], tmp_path / f"book-{len(opened)}.db"))
        own.chmod(0o600)
        opened.append(open_store(str(own), clock, ACTOR))
        return desk_on(opened[-1], clock)

    yield make
    for store in opened:
        store.close()


def fill(desk: Desk, folder: Path, number: int, names: Sequence[str]) -> None:
    """So many customers, each with one or two overdue invoices and a contact, and a day's list."""
    ledger, contacts = folder / "open.csv", folder / "contacts.csv"
    rows = ["customer_no,customer,invoice_no,invoice_date,due_date,open_amount,currency"]
    people = ["customer_no,contact_name,role,email,phone"]
    for n in range(1, number + 1):
        name = names[n - 1] if n <= len(names) else f"Muster {n} GmbH"
        quoted = '"' + name.replace('"', '""') + '"'
        due = f"2026-10-{1 + n % 28:02d}"
        rows.append(f"{1000 + n},{quoted},RE-{n:05d},2026-09-01,{due},{9000 - n}.50,EUR")
        if n % 2:
            rows.append(f"{1000 + n},{quoted},RG-{n:05d},2026-10-01,2026-11-01,120.00,EUR")
        people.append(f"{1000 + n},Sabine Ott,payables,ap{n}@example.com,+49 40 555{n:05d}")
    ledger.write_text("\n".join(rows) + "\n", "utf-8")
    contacts.write_text("\n".join(people) + "\n", "utf-8")
    options = ReadOptions(as_of=AS_OF, company="Nordwind GmbH")
    importing.bring_in(desk, ledger, options)
    importing.bring_in(desk, contacts, ReadOptions(kind="contacts", as_of=AS_OF))
    planning.plan(desk)


@pytest.fixture
def book(kept: Kept, tmp_path: Path) -> Book:
    """``book(number, names)``: a desk on so many customers, filled once a run."""

    def make(number: int = 30, names: Sequence[str] = ()) -> Desk:
        return kept((number, *names), lambda desk: fill(desk, tmp_path, number, names))

    return make


@pytest.fixture
def workbench(book: Book) -> WorkbenchApp:
    """The workbench on thirty accounts."""
    return WorkbenchApp(book())


@pytest.fixture
def paid(kept: Kept, tmp_path: Path) -> Book:
    """``paid(words)``: the book, and money of which some is applied and the rest waits; ``words``
    are those of the last payment."""

    def make(words: str = "RE-00009 and more") -> Desk:
        def pay(desk: Desk) -> None:
            fill(desk, tmp_path, 30, ())
            bank = tmp_path / "bank.xml"
            bank.write_text(statement([*ENTRIES, ("Muster 9 GmbH", "9200.00", words)]), "utf-8")
            importing.bring_in(desk, bank, ReadOptions())

        return kept(("paid", words), pay)

    return make
