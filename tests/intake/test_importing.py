"""Bringing files in: once, whole or not at all, with events from the ledger before."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.errors import InputRefused
from collectwork.store.tables import table
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in, freshness, imports

DATA = Path(__file__).parent.parent / "data"
Bring = Callable[..., ImportReport]
HEAD = "Customer No,Customer Name,Invoice,Type,Invoice Date,Due Date,Open Amount,Currency\n"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    count = iter(range(1000))

    def bringing(rows: str, as_of: str | None, *, head: str = HEAD, **options: Any) -> ImportReport:
        path = tmp_path / f"ledger-{next(count)}.csv"
        path.write_text(head + rows, "utf-8")
        dry_run = options.pop("dry_run", False)
        day = date.fromisoformat(as_of) if as_of else None
        return bring_in(desk, path, ReadOptions(as_of=day, **options), dry_run=dry_run)

    return bringing


def rows_of(desk: Desk, name: str, *columns: str) -> list[tuple[Any, ...]]:
    source = table(name)
    with desk.store.read() as tx:
        query = select(*(source.c[column] for column in columns))
        return sorted((tuple(row) for row in tx.connection.execute(query)), key=repr)  # type: ignore[attr-defined]


def row(
    doc: str, amount: str, due: str = "2026-01-31", who: str = "1", kind: str = "Invoice"
) -> str:
    return f"{who},Customer {who},{doc},{kind},2026-01-01,{due},{amount},EUR\n"


def counted(report: ImportReport) -> dict[str, int]:
    return {kind: count for kind, count in report.events.items() if count}


def test_events_between_two_ledgers(desk: Desk, bring: Bring) -> None:
    first = bring(
        row("R1", "100") + row("R2", "200") + row("R3", "300") + row("R4", "50")
        + row("C1", "-50", kind="Credit Memo") + row("P1", "-20", kind="Payment"),
        "2026-02-01",
    )  # fmt: skip
    assert counted(first) == {"new": 6}
    second = bring(
        row("R1", "100", "2026-03-31") + row("R2", "150") + row("R5", "10"), "2026-02-08"
    )
    assert counted(second) == {
        "new": 1, "paid": 1, "part_paid": 1, "credited": 1, "due_moved": 1, "vanished": 2,
    }  # fmt: skip
    third = bring(row("R1", "100", "2026-03-31") + row("R3", "300"), "2026-02-15")
    assert counted(third) == {"paid": 2, "reopened": 1}
    events = rows_of(
        desk, "item_event", "import_id", "kind", "before_minor", "after_minor", "after", "until"
    )
    assert (2, "paid", 30000, 0, date(2026, 2, 1), date(2026, 2, 8)) in events
    assert (2, "credited", 5000, 0, date(2026, 2, 1), date(2026, 2, 8)) in events
    assert (2, "part_paid", 20000, 15000, date(2026, 2, 1), date(2026, 2, 8)) in events
    assert first.totals == {"EUR": 58000}
    assert first.past_due == {"EUR": 65000}


def test_the_same_file_again_changes_nothing(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    first = bring(row("R1", "100"), "2026-02-01")
    before = rows_of(desk, "item", *table("item").c.keys())
    with desk.store.read() as tx:
        head = tx.log.head()
    again = bring_in(desk, tmp_path / "ledger-0.csv", ReadOptions(as_of=date(2026, 2, 1)))
    assert again.duplicate
    assert again.import_id == first.import_id
    assert replace(again, duplicate=False, at=None, mapping={}) == replace(
        first, at=None, mapping={}
    )
    assert rows_of(desk, "item", *table("item").c.keys()) == before
    with desk.store.read() as tx:
        assert tx.log.head() == head
    assert len(imports(desk)) == 1


def test_one_bad_row_and_nothing_was_changed(desk: Desk, bring: Bring) -> None:
    bring(row("R1", "100"), "2026-02-01")
    before = rows_of(desk, "item", "document", "open_minor")
    with pytest.raises(InputRefused, match="row 3, column 'Open Amount': 'abc'"):
        bring(row("R1", "100") + row("R2", "abc"), "2026-02-08")
    assert rows_of(desk, "item", "document", "open_minor") == before
    assert len(imports(desk)) == 1
    report = bring(row("R1", "100") + row("R2", "abc"), "2026-02-08", skip_bad_rows=True)
    assert report.rejects == 1
    assert report.items == 1


def test_a_dry_run_says_the_same_and_keeps_nothing(desk: Desk, bring: Bring) -> None:
    bring(row("R1", "100"), "2026-02-01")
    dry = bring(row("R2", "100"), "2026-02-08", dry_run=True)
    assert dry.dry_run
    assert dry.import_id is None
    assert counted(dry) == {"new": 1, "paid": 1}
    assert len(imports(desk)) == 1


def test_another_companys_ledger_closes_nothing(desk: Desk, bring: Bring) -> None:
    bring(row("R1", "100"), "2026-02-01")
    with pytest.raises(InputRefused, match="--company"):
        bring(row("X1", "70", who="9"), "2026-02-08")
    other = bring(row("X1", "70", who="9"), "2026-02-08", company="North")
    assert counted(other) == {"new": 1}
    assert other.company == "North"
    assert rows_of(desk, "item", "company", "open_minor") == [("", 10000), ("North", 7000)]
    again = bring(row("X1", "70", who="9") + row("X2", "1", who="9"), "2026-02-15")
    assert again.company == "North"
    named = bring(
        "Offene Posten\nSouth GmbH\n" + HEAD + row("Y1", "5", who="77"), "2026-02-15", head=""
    )
    assert named.company == "South GmbH"


def test_an_empty_ledger_closes_nothing_unless_told(desk: Desk, bring: Bring) -> None:
    assert bring("", "2026-01-25").items == 0
    bring(row("R1", "100"), "2026-02-01")
    with pytest.raises(InputRefused, match="no open item"):
        bring("", "2026-02-08")
    assert counted(bring("", "2026-02-08", company="")) == {"paid": 1}


def test_an_older_ledger_is_refused(bring: Bring) -> None:
    bring(row("R1", "100"), "2026-02-08")
    with pytest.raises(InputRefused, match="order of their days"):
        bring(row("R1", "90"), "2026-02-01")


def test_instalments_are_told_apart_by_their_day(desk: Desk, bring: Bring) -> None:
    later = row("R1", "20", "2026-03-01") + row("R1", "30", "2026-04-01")
    bring(row("R1", "10", "2026-02-01") + later, "2026-01-31")
    second = bring(later, "2026-02-07")
    assert counted(second) == {"paid": 1}
    third = bring(row("R1", "30", "2026-04-01"), "2026-03-07")
    assert counted(third) == {"paid": 1}
    assert rows_of(desk, "item", "line", "open_minor") == [(1, 0), (2, 0), (3, 3000)]


PAY = "payment_id,customer_id,invoice_id,payment_date,currency,amount\n"


def test_cash_after_the_ledger_lowers_what_is_open(desk: Desk, bring: Bring) -> None:
    bring(row("R1", "100") + row("R2", "200"), "2026-02-01")
    cash = bring(
        "P1,1,R1,2026-02-03,EUR,100\nP2,1,R2,2026-01-15,EUR,50\nP3,1,,2026-02-03,EUR,7\n"
        "P4,1,R9,2026-02-03,EUR,8\nP5,2,R2,2026-02-03,EUR,9\n",
        None,
        head=PAY,
    )
    assert cash.items == 5
    assert rows_of(desk, "item", "document", "open_minor") == [("R1", 0), ("R2", 20000)]
    loose = [ref for ref, item in rows_of(desk, "payment", "ref", "item_id") if item is None]
    assert loose == ["P3", "P4", "P5"]
    again = bring("P1,1,R1,2026-02-03,EUR,100\nP6,1,R2,2026-02-04,EUR,5\n", None, head=PAY)
    assert any("1 lines were known" in warning for warning in again.warnings)
    assert rows_of(desk, "item", "document", "open_minor") == [("R1", 0), ("R2", 19500)]
    bring(row("R2", "195"), "2026-02-08")
    assert rows_of(desk, "item", "document", "open_minor") == [("R1", 0), ("R2", 19500)]
    ages = {(one.kind, one.as_of) for one in freshness(desk)}
    assert ages == {("open-items", date(2026, 2, 8)), ("payments", date(2026, 2, 4))}


def test_a_reversal_opens_an_invoice_again(desk: Desk, bring: Bring) -> None:
    invoiced = "invoice_id,customer_id,issue_date,due_date,currency,amount\n"
    bring("R1,1,2026-01-01,2026-01-31,EUR,100\n", None, head=invoiced)
    bring("P1,1,R1,2026-02-03,EUR,100\nP1,1,R1,2026-02-09,EUR,-100\n", None, head=PAY)
    assert rows_of(desk, "item", "document", "open_minor") == [("R1", 10000)]


def test_what_a_person_added_is_kept(desk: Desk, bring: Bring) -> None:
    lists = "customer_id,name,contact_name,email,phone,terms,collector\n"
    bring("1,Acme,Jo,jo@a.example,1,Net 30,tom\n", None, head=lists)
    bring(row("R1", "100").replace("EUR", "EUR"), "2026-02-01")
    assert rows_of(desk, "customer", "number", "name", "owner", "terms") == [
        ("1", "Acme", "tom", "Net 30")
    ]
    bring("1,Acme GmbH,Jo,jo@a.example,2,Net 14,kim\n", None, head=lists)
    assert rows_of(desk, "customer", "name", "owner", "terms") == [("Acme GmbH", "kim", "Net 14")]
    assert rows_of(desk, "contact", "name", "email", "phone") == [("Jo", "jo@a.example", "2")]
    gone = bring("1,Acme GmbH,Ann,ann@a.example,2,Net 14,kim\n", None, head=lists)
    assert gone.events["vanished"] == 1


def test_a_ledger_without_numbers_finds_its_customers_by_name(desk: Desk, bring: Bring) -> None:
    names = "Customer Name,Invoice,Due Date,Open Amount,Currency\n"
    bring("Acme  Ltd,R1,2026-01-31,1.00,EUR\n", "2026-02-01", head=names)
    bring("C-1,Acme Ltd,Net 30\n", None, head="customer_id,name,terms\n")
    bring("Acme Ltd,R1,2026-01-31,1.00,EUR\n", "2026-02-08", head=names)
    assert rows_of(desk, "customer", "number", "name") == [("C-1", "Acme Ltd")]
    assert len(rows_of(desk, "item", "id")) == 1


def test_leading_zeros_are_one_account(desk: Desk, bring: Bring) -> None:
    bring(row("R1", "1", who="100017") + row("R2", "2", who="0000100017"), "2026-02-01")
    assert rows_of(desk, "customer", "number") == [("0000100017",)]


def test_disputes_follow_the_file(desk: Desk, bring: Bring) -> None:
    head = "Customer,Invoice,Due Date,Open Amount,Currency,Disputed\n"
    bring("1,R1,2026-01-31,1.00,EUR,Yes\n1,R2,2026-01-31,1.00,EUR,No\n", "2026-02-01", head=head)
    assert rows_of(desk, "dispute", "state", "source") == [("open", "import")]
    bring("1,R1,2026-01-31,1.00,EUR,Yes\n1,R2,2026-01-31,1.00,EUR,Yes\n", "2026-02-08", head=head)
    assert rows_of(desk, "dispute", "state", "source") == [("open", "import")] * 2
    bring("1,R1,2026-01-31,1.00,EUR,No\n", "2026-02-15", head=head)
    assert rows_of(desk, "dispute", "state", "source") == [("resolved", "import")] * 2


def test_generic_set_of_three(desk: Desk) -> None:
    replica = DATA / "replica"
    bring_in(desk, replica / "generic_customers.csv", ReadOptions())
    ledger = bring_in(desk, replica / "generic_invoices.csv", ReadOptions(as_of=date(2025, 12, 31)))
    cash = bring_in(desk, replica / "generic_payments.csv", ReadOptions())
    assert (ledger.items, ledger.customers) == (60, 14)
    assert len(rows_of(desk, "customer", "id")) == 14
    assert len(rows_of(desk, "dispute", "id")) == 5
    assert cash.items == 78
    assert sum(row[0] for row in rows_of(desk, "item", "open_minor")) == 380973_59


def history(path: Path) -> list[tuple[tuple[str, str], date, date, date, int]]:
    def day(text: str) -> date:
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007

    with path.open(newline="") as file:
        return [
            (
                (line["customerID"], line["invoiceNumber"]),
                day(line["InvoiceDate"]),
                day(line["DueDate"]),
                day(line["SettledDate"]),
                round(float(line["InvoiceAmount"]) * 100),
            )
            for line in csv.DictReader(file)
        ]


def test_twenty_six_weeks_of_history(sqlite_desk: Desk, shared: Path) -> None:
    path = shared / "data/genuine/ibm_ar_mdy.csv"
    lines = history(path)
    before: set[tuple[str, str]] = set()
    day = date(2013, 1, 6)
    late: set[tuple[str, str]] = set()
    for _ in range(26):
        report = bring_in(sqlite_desk, path, ReadOptions(as_of=day, currency="USD"))
        opened = {line[0]: line for line in lines if line[1] <= day < line[3]}
        paid = before - opened.keys()
        late |= {line[0] for line in lines if line[0] in paid and line[3] > line[2]}
        assert report.items == len(opened)
        assert report.customers == len({mark[0] for mark in opened})
        assert report.totals == {"USD": sum(line[4] for line in opened.values())}
        assert report.past_due == {"USD": sum(x[4] for x in opened.values() if x[2] < day)}
        assert counted(report) == {
            kind: count
            for kind, count in (("new", len(opened.keys() - before)), ("paid", len(paid)))
            if count
        }
        before = set(opened)
        day += timedelta(days=7)
    event, item = table("item_event"), table("item")
    with sqlite_desk.store.read() as tx:
        query = select(item.c.document, item.c.due, event.c.after, event.c.until).join_from(
            event, item
        )
        found = tx.connection.execute(query).all()  # type: ignore[attr-defined]
    assert all(row.after == row.until for row in found)
    assert {row.document for row in found if row.until > row.due} == {mark[1] for mark in late}


def test_another_systems_history(sqlite_desk: Desk, shared: Path) -> None:
    folder, euro = shared / "data/attribution", ReadOptions(currency="EUR")
    counts = {}
    for name in (
        "collectors",
        "customers",
        "invoices",
        "payments",
        "activities",
        "worklists",
        "lottery",
    ):
        report = bring_in(sqlite_desk, folder / f"{name}.csv", euro)
        with (folder / f"{name}.csv").open(newline="") as file:
            lines = list(csv.DictReader(file))
        counts[name] = (report.kind, report.rows, report.rejects)
        assert report.rows == len(lines)
    assert [kind for kind, _, _ in counts.values()] == [
        "people", "customers", "invoices", "payments", "activities", "worklists", "withheld",
    ]  # fmt: skip
    acts = rows_of(sqlite_desk, "activity", "witnessed", "actor")
    assert len(acts) == counts["activities"][1]
    assert {witnessed for witnessed, _ in acts} == {False}
    assert "SYSTEM" in {actor for _, actor in acts}
    with (folder / "activities.csv").open(newline="") as file:
        promised = sum(bool(line["promise_date"]) for line in csv.DictReader(file))
    assert len({entry for (entry,) in rows_of(sqlite_desk, "promise", "entry_id")}) == promised
    assert len(rows_of(sqlite_desk, "withheld_contact", "id")) == counts["lottery"][1]
    again = bring_in(sqlite_desk, folder / "activities.csv", ReadOptions(kind="activities"))
    assert again.duplicate or again.events["new"] == 0


def test_what_changed_in_one_of_several_companies_is_never_dated_too_narrowly(
    desk: Desk, bring: Bring
) -> None:
    head = HEAD.replace("Customer No,", "Company Code,Customer No,")

    def of(company: str, text: str) -> str:
        return f"{company},{text}"

    both = of("North", row("N1", "100")) + of("South", row("S1", "100", who="2"))
    bring(both, "2026-02-01", head=head)
    bring(row("S1", "100", who="2"), "2026-02-15", company="South")
    bring(of("North", row("N1", "60")) + of("South", row("S1", "100", who="2")), "2026-02-22",
          head=head)  # fmt: skip
    found = rows_of(desk, "item_event", "kind", "after", "until")
    assert found == [("part_paid", date(2026, 2, 1), date(2026, 2, 22))]
