"""Taking an import back: every table as before, or a refusal that says what was built on it."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from collectwork.domain.activity import new_id
from collectwork.domain.clocks import Clock
from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.domain.promises import PromiseInput
from collectwork.errors import InputRefused, NotFound
from collectwork.store.tables import table
from collectwork.usecases import accounts, auditing, cash, planning, promises, recording
from collectwork.usecases.desk import Desk
from collectwork.usecases.import_undo import undo_import
from collectwork.usecases.importing import bring_in, freshness, imports

ROUNDS = 4 * int(os.environ.get("COLLECTWORK_LONG", "1"))
#: The runs themselves and what is kept to take them back; lists as they were shown, with the rules.
_RUNS = ("import_run", "import_before", "item_before", "plan_run", "work_line", "ruleset")
LEDGER = "Customer No,Customer Name,Invoice,Type,Invoice Date,Due Date,Open Amount,Currency,PO\n"
DISPUTED = LEDGER.strip() + ",Disputed\n"


def book(desk: Desk, *, lists: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """Every table that an import may write to, row by row."""
    found = {}
    with desk.store.read() as tx:
        connection = tx.connection  # type: ignore[attr-defined]
        for source in SQLModel.metadata.sorted_tables:
            if source.name in _RUNS and not (lists and source.name in ("plan_run", "work_line")):
                continue
            rows = [tuple(map(repr, row)) for row in connection.execute(select(source))]
            found[source.name] = sorted(rows)
    return found


class Office:
    """Files with random content, each imported on a day of its own."""

    def __init__(self, desk: Desk, folder: Path, clock: Any, seed: int = 0) -> None:
        self.desk, self.folder, self.clock = desk, folder, clock
        self.dice = random.Random(seed)
        self.day = date(2026, 9, 1)
        self.count = 0

    def bring(self, text: str, **options: Any) -> ImportReport:
        self.count += 1
        path = self.folder / f"file-{self.count}.csv"
        path.write_text(text, "utf-8")
        self.clock.pass_(minutes=1)
        return bring_in(self.desk, path, ReadOptions(**options))

    def ledger(self, rows: str, head: str = LEDGER, **options: Any) -> ImportReport:
        self.day += timedelta(days=7)
        return self.bring(head + rows, as_of=self.day, **options)

    def random_import(self) -> ImportReport:
        kinds = ("ledger", "ledger", "disputes", "payments", "customers", "invoices", "contacts",
                 "people", "activities", "withheld", "worklists")  # fmt: skip
        report: ImportReport = getattr(self, f"random_{self.dice.choice(kinds)}")()
        return report

    def customer(self) -> str:
        return f"{self.dice.randint(1, 6):03d}"

    def document(self) -> str:
        return f"R{self.dice.randint(100, 130)}"

    def amount(self, *, credit: bool = True) -> str:
        sign = "-" if credit and self.dice.random() < 0.1 else ""
        return f"{sign}{self.dice.choice((100, 250, 333, 1000))}.{self.dice.randint(0, 99):02d}"

    def items(self, disputed: bool = False) -> str:
        rows = ["001,Known AG,R100,Invoice,2026-06-01,2026-07-01,100.00,EUR,\n"]
        for number in sorted(self.dice.sample(range(101, 131), self.dice.randint(3, 12))):
            who = f"{number % 6 + 1:03d}"
            kind = self.dice.choice(("Invoice",) * 6 + ("Credit Memo", "Payment"))
            minus = "" if kind == "Invoice" else "-"
            amount = self.dice.choice((f"{number}.00", f"{number}.00", "50.00"))
            due = self.dice.choice(("2026-08-01", "2026-08-01", "2026-10-15"))
            po = self.dice.choice(("", "PO 7"))
            rows.append(
                f"{who},Name {who},R{number},{kind},2026-07-01,{due},{minus}{amount},EUR,{po}\n"
            )
        marks = [self.dice.choice("yn") for _ in rows]
        if disputed:
            words = {"y": "yes", "n": "no"}
            rows = [f"{row.rstrip()},{words[m]}\n" for row, m in zip(rows, marks, strict=True)]
        return "".join(rows)

    def random_ledger(self) -> ImportReport:
        company = self.dice.choice((None, None, "North"))
        return self.ledger(self.items(), company=company)

    def random_disputes(self) -> ImportReport:
        return self.ledger(self.items(disputed=True), head=DISPUTED)

    def random_payments(self) -> ImportReport:
        rows = "".join(
            f"PAY-{self.count}-{n},{self.customer()},{self.document()},{self.day},EUR,"
            f"{self.amount(credit=False)},transfer,remittance {n}\n"
            for n in range(self.dice.randint(1, 8))
        )
        head = "payment_id,customer_id,invoice_id,payment_date,currency,amount,method,reference\n"
        return self.bring(head + rows)

    def random_customers(self) -> ImportReport:
        rows = "".join(
            f"{n:03d},Renamed {self.count},Lee {self.dice.choice('ABC')},"
            f"ap{self.dice.randint(1, 3)}@c{n}.example,+1 555 015 6737,Net 30,"
            f"{self.dice.choice(('', '1000.00'))},en,tom\n"
            for n in self.dice.sample(range(1, 9), 4)
        )
        head = "customer_id,name,contact_name,email,phone,terms,credit_limit,language,collector\n"
        return self.bring(head + rows)

    def random_invoices(self) -> ImportReport:
        rows = "".join(
            f"R{n},{n % 6 + 1:03d},2026-07-01,2026-08-01,EUR,{n}.00,PO 9\n"
            for n in self.dice.sample(range(101, 140), 5)
        )
        head = "invoice_id,customer_id,invoice_date,due_date,currency,amount,po_number\n"
        return self.bring(head + rows, kind="invoices")

    def random_contacts(self) -> ImportReport:
        rows = "".join(
            f"{self.customer()},Person {self.dice.choice('XYZ')},buyer,"
            f"p{n}@{self.count}.example,+49 30 1234567\n"
            for n in range(3)
        )
        return self.bring("Customer No,Contact Name,Role,Email,Phone\n" + rows, kind="contacts")

    def random_people(self) -> ImportReport:
        rows = "".join(
            f"col{n},Collector {self.count},collector,{self.dice.randint(1, 5)}\n"
            for n in self.dice.sample(range(1, 6), 2)
        )
        return self.bring("login,name,role,seniority\n" + rows, kind="people")

    def random_activities(self) -> ImportReport:
        rows = "".join(
            f"A{self.count}{n},2026-08-1{n}T11:16,2026-08-1{n}T11:20,COL08,{self.customer()},"
            f"{self.document()},call,PROMISE,,2026-09-0{n + 1},50.00,auto\n"
            for n in range(3)
        )
        return self.bring(
            "activity_id,at,logged_at,collector_id,customer_id,invoice_ids,channel,code,template,"
            "promise_date,promise_amount,source\n" + rows
        )

    def random_withheld(self) -> ImportReport:
        rows = f"2026-08-0{self.dice.randint(1, 9)},COL06,{self.customer()},email,2026-09-07\n"
        return self.bring(
            "date,collector_id,customer_id,intended_channel,leave_alone_until\n" + rows
        )

    def random_worklists(self) -> ImportReport:
        day = f"2026-08-{self.dice.randint(1, 28):02d}"
        rows = f"{day},COL01,1,{self.customer()},404.22,139.18,29\n"
        return self.bring(
            "date,collector_id,rank,customer_id,priority,overdue_amount,oldest_days_overdue\n"
            + rows
        )


OfficeMaker = Callable[..., Office]


@pytest.fixture
def office(desk: Desk, tmp_path: Path, clock: Clock) -> Office:
    return Office(desk, tmp_path, clock)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_random_imports_taken_back_one_by_one(
    desk: Desk, tmp_path: Path, clock: Clock, seed: int
) -> None:
    office = Office(desk, tmp_path, clock, seed)
    office.ledger(office.items())
    office.random_import()
    known = next(row[0] for row in ids(desk, "item", "R100"))
    promise = PromiseInput(((known, 5000),), desk.today)
    recording.record(desk, 1, "promise", promise=promise)
    planning.plan(desk)
    shown = []
    for _ in range(office.dice.randint(2, 4)):
        promises.evaluate(desk)  # as taking back does
        before, fresh = book(desk), dict(ages(desk))
        shown.append((office.random_import(), before, fresh))
        if office.dice.random() < 0.5:
            planning.plan(desk)
    for report, before, fresh in reversed(shown):
        undone = undo_import(desk, number(report), "the wrong file")
        after = book(desk)
        assert {n: r for n, r in after.items() if r != before[n]} == {
            n: r for n, r in before.items() if r != after[n]
        }, report.kind
        assert dict(ages(desk)) == fresh
        assert undone.before["items"] >= undone.after["items"]
    assert auditing.verify(desk).ok
    with desk.store.read() as tx:
        assert tx.audit.differing() == []


def ids(desk: Desk, name: str, document: str) -> list[tuple[Any, ...]]:
    source = table(name)
    with desk.store.read() as tx:
        query = select(source.c.id).where(source.c.document == document)
        return list(tx.connection.execute(query))  # type: ignore[attr-defined]


def ages(desk: Desk) -> list[tuple[tuple[str, str], date | None]]:
    return [((one.company, one.kind), one.as_of) for one in freshness(desk)]


def number(report: ImportReport) -> int:
    assert report.import_id is not None
    return report.import_id


def test_the_run_stays_and_the_same_file_comes_again(office: Office) -> None:
    desk = office.desk
    first = office.ledger("1,One,R1,Invoice,2026-01-01,2026-02-01,100.00,EUR,\n")
    undone = undo_import(desk, number(first), "of the wrong company")
    assert (undone.before["open"], undone.after["open"]) == ({"EUR": 10000}, {})
    assert (undone.before["customers"], undone.after["customers"]) == (1, 0)
    assert [one.undone_at for one in imports(desk)] == [undone.undone_at]
    assert freshness(desk) == []
    again = bring_in(desk, office.folder / "file-1.csv", ReadOptions(as_of=office.day))
    assert (again.duplicate, again.events["new"]) == (False, 1)
    assert [bool(one.undone_at) for one in imports(desk)] == [True, False]
    with pytest.raises(InputRefused, match="taken back already"):
        undo_import(desk, number(first))
    with desk.store.read() as tx:
        entries = [entry for entry in tx.log.walk() if entry.kind == "import.undone"]
    assert [entry.data["reason"] for entry in entries] == ["of the wrong company"]
    assert entries[0].data["before"]["items"] == 1


def test_one_key_press_takes_back_once(office: Office) -> None:
    office.ledger("1,One,R1,Invoice,2026-01-01,2026-02-01,100.00,EUR,\n")
    second = office.ledger("1,One,R1,Invoice,2026-01-01,2026-02-01,50.00,EUR,\n")
    key = new_id()
    told = undo_import(office.desk, number(second), key=key)
    assert undo_import(office.desk, number(second), key=key) == told


def test_an_unknown_import(office: Office) -> None:
    with pytest.raises(NotFound, match="no import 7"):
        undo_import(office.desk, 7)


R1 = "1,One,R1,Invoice,2026-01-01,2026-02-01,100.00,EUR,\n"
R2 = "1,One,R2,Invoice,2026-01-01,2026-02-01,200.00,EUR,\n"
NEW = "2,Two,S1,Invoice,2026-01-01,2026-02-01,300.00,EUR,\n"
PAID = "payment_id,customer_id,invoice_id,payment_date,currency,amount,method,reference\n"


def refused(office: Office, report: ImportReport) -> str:
    before = book(office.desk, lists=True)
    with pytest.raises(InputRefused) as caught:
        undo_import(office.desk, number(report))
    assert book(office.desk, lists=True) == before
    return str(caught.value)


def test_a_later_import_stands_in_the_way_until_it_is_taken_back(office: Office) -> None:
    first = office.ledger(R1)
    second = office.ledger(R1 + R2)
    assert f"import {second.import_id} (open-items, file-2.csv) came after it" in refused(
        office, first
    )
    undo_import(office.desk, number(second))
    undo_import(office.desk, number(first))
    assert book(office.desk)["item"] == []


def test_another_company_does_not_stand_in_the_way(office: Office) -> None:
    north = office.ledger(R1, company="North")
    office.ledger(NEW, company="South")
    undo_import(office.desk, number(north))
    assert len(book(office.desk)["item"]) == 1


def test_cash_of_another_import_on_its_invoices_stands_in_the_way(office: Office) -> None:
    north = office.ledger(R1, company="North")
    office.bring(PAID + "P1,1,R1,2026-09-20,EUR,40.00,transfer,x\n", company="")
    said = refused(office, north)
    assert "came after it" in said


def test_work_on_what_only_it_brought_stands_in_the_way(office: Office) -> None:
    office.ledger(R1)
    second = office.ledger(R1 + R2 + NEW)
    only = next(row[0] for row in ids(office.desk, "item", "R2"))
    recording.record(office.desk, 1, "no_answer", items=[only])
    assert "actions on invoices that only it brought: no answer by ana" in refused(office, second)
    recording.record(office.desk, 2, "no_answer")
    assert "work on customers that only it brought: call by ana on 2" in refused(office, second)


def test_a_promise_on_its_invoice_stands_in_the_way(office: Office) -> None:
    office.ledger(R1)
    second = office.ledger(R1 + R2)
    only = next(row[0] for row in ids(office.desk, "item", "R2"))
    promise = PromiseInput(((only, 20000),), office.desk.today)
    recording.record(office.desk, 1, "promise", promise=promise)
    assert "promises on what only it brought" in refused(office, second)


def test_work_on_what_was_there_before_does_not(office: Office) -> None:
    office.ledger(R1)
    before = book(office.desk)
    second = office.ledger(R1.replace("100.00", "60.00") + NEW)
    planning.plan(office.desk)
    known = next(row[0] for row in ids(office.desk, "item", "R1"))
    recording.record(office.desk, 1, "no_answer", items=[known])
    undone = undo_import(office.desk, number(second))
    after = book(office.desk)
    assert (after["item"], after["customer"][0][2]) == (before["item"], before["customer"][0][2])
    assert (undone.lines, undone.planned) == (1, True)
    shown = planning.worklist(office.desk, None, states=())
    assert {line.customer for line in shown} == {"1"}


def test_a_contact_changed_by_hand_since_stands_in_the_way(office: Office) -> None:
    office.ledger(R1)
    lists = office.bring(
        "Customer No,Contact Name,Role,Email,Phone\n1,Lee,buyer,a@b.example,1\n", kind="contacts"
    )
    page = accounts.page(office.desk, 1)
    accounts.change_contact(office.desk, replace(page.contacts[0], phone="+49 30 1"))
    assert "contact 'Lee' that it brought was changed since" in refused(office, lists)


def test_only_the_newest_of_a_company_stay_revocable(office: Office) -> None:
    reports = [office.ledger(R1.replace("100.00", f"{n}.00")) for n in range(1, 8)]
    with office.desk.store.read() as tx:
        connection = tx.connection  # type: ignore[attr-defined]
        kept = set(connection.scalars(select(table("item_before").c.import_id)))
    assert kept == {number(one) for one in reports[-5:]}
    for report in reversed(reports[2:]):
        undo_import(office.desk, number(report))
    assert "no longer kept" in refused(office, reports[1])


def test_items_keep_every_column_that_imports_change() -> None:
    identity = {"id", "customer_id", "company", "document", "line", "kind", "currency",
                "first_import_id", "first_open_minor", "first_due"}  # fmt: skip
    kept = {column.name for column in table("item_before").c} - {"import_id", "item_id"}
    assert kept == {column.name for column in table("item").c} - identity


def test_a_decision_on_its_cash_stands_in_the_way_until_it_is_taken_back(office: Office) -> None:
    office.ledger(R1)
    before = book(office.desk)
    paid = office.bring(PAID + "P1,1,,2026-09-20,EUR,40.00,transfer,advance\n")
    (receipt,) = cash.receipts(office.desk)
    cash.put_on_account(office.desk, receipt.id, 1)
    assert "its cash was allocated: payment 'P1' is on account by ana" in refused(office, paid)
    cash.take_back(office.desk, receipt.id, "a slip")
    undo_import(office.desk, number(paid))
    assert book(office.desk)["receipt"] == before["receipt"]
    assert book(office.desk)["item"] == before["item"]
