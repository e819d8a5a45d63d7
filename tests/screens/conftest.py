"""A book of business on a real store, and the workbench on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from bank import ENTRIES, statement

from collectwork.app import WorkbenchApp
from collectwork.domain.ledger import ReadOptions
from collectwork.usecases import importing, planning
from collectwork.usecases.desk import Desk

AS_OF = date(2026, 11, 19)
Book = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _one_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clock times on the screen do not depend on the machine."""
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def book(sqlite_desk: Desk, tmp_path: Path) -> Book:
    """``book(number)``: so many customers, each with one or two overdue invoices and a contact."""

    def make(number: int = 30, names: Sequence[str] = ()) -> Desk:
        ledger, contacts = tmp_path / "open.csv", tmp_path / "contacts.csv"
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
        importing.bring_in(sqlite_desk, ledger, options)
        importing.bring_in(sqlite_desk, contacts, ReadOptions(kind="contacts", as_of=AS_OF))
        planning.plan(sqlite_desk)
        return sqlite_desk

    return make


@pytest.fixture
def workbench(book: Book) -> WorkbenchApp:
    """The workbench on thirty accounts."""
    return WorkbenchApp(book())


@pytest.fixture
def paid(book: Book, tmp_path: Path) -> Book:
    """``paid(words)``: the book, and money of which some is applied and the rest waits; ``words``
    are those of the last payment."""

    def make(words: str = "RE-00009 and more") -> Desk:
        desk = book()
        bank = tmp_path / "bank.xml"
        bank.write_text(statement([*ENTRIES, ("Muster 9 GmbH", "9200.00", words)]), "utf-8")
        importing.bring_in(desk, bank, ReadOptions())
        return desk

    return make
