"""Cash that paid no invoice lowers what is to be collected, until a ledger knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from cash.made import DAY, NEXT, Owed, Paid, ledger, statement
from collectwork.domain.account import AccountPage
from collectwork.domain.mail import Listed
from collectwork.store import held_on_account, standing
from collectwork.usecases import accounts, cash
from collectwork.usecases.desk import Desk
from collectwork.usecases.explaining import explain
from collectwork.usecases.import_undo import undo_import
from collectwork.usecases.mails.rechecking import objections
from collectwork.usecases.measures import aging_tab
from collectwork.usecases.planning import plan, worklist

LATE = date(2026, 10, 1)
BOOK = [
    Owed("100231", "Brenner Logistik GmbH", "RE-1001", 100_000, LATE),
    Owed("100231", "Brenner Logistik GmbH", "GS-1003", -10_000, LATE),
    Owed("100555", "Hansen & Söhne KG", "RE-1004", 30_000, LATE),
    Owed("100777", "Acme Ltd", "US-1", 30_000, LATE, currency="USD"),
]


def on(desk: Desk, day: date = NEXT) -> Desk:
    return replace(desk, today=day)


def account(desk: Desk, name: str, day: date = NEXT) -> AccountPage:
    customer = accounts.find(desk, name)
    return accounts.page(on(desk, day), customer.id)


def sums(desk: Desk, name: str, day: date = NEXT) -> tuple[dict[str, int], dict[str, int]]:
    found = account(desk, name, day)
    return found.to_collect, found.unapplied


def owner(desk: Desk, name: str) -> int:
    return accounts.find(desk, name).id


def test_on_account_counts_until_a_ledger_knows(desk: Desk) -> None:
    ledger(desk, BOOK)
    assert sums(desk, "100231") == ({"EUR": 90_000}, {"EUR": 10_000})
    statement(desk, [Paid(40_000, "Danke", "Niemand")])
    assert sums(desk, "100231") == ({"EUR": 90_000}, {"EUR": 10_000})
    cash.put_on_account(on(desk), 1, owner(desk, "100231"))
    assert sums(desk, "100231") == ({"EUR": 50_000}, {"EUR": 50_000})
    assert sums(desk, "100555") == ({"EUR": 30_000}, {})
    assert sums(desk, "100231", DAY) == ({"EUR": 90_000}, {"EUR": 10_000})  # not come by then
    cash.take_back(on(desk), 1, "another customer's")
    assert sums(desk, "100231") == ({"EUR": 90_000}, {"EUR": 10_000})


def test_the_next_ledger_holds_it_itself(desk: Desk) -> None:
    ledger(desk, BOOK)
    statement(desk, [Paid(40_000, "Danke", "Niemand")])
    cash.put_on_account(on(desk), 1, owner(desk, "100231"))
    ledger(desk, [*BOOK, Owed("100231", "Brenner Logistik GmbH", "ZA-9", -40_000, NEXT)], NEXT)
    assert sums(desk, "100231") == ({"EUR": 50_000}, {"EUR": 50_000})


def test_the_rest_of_a_receipt_counts(desk: Desk) -> None:
    ledger(desk, BOOK)
    statement(desk, [Paid(50_000, "RE-1004", "Hansen & Söhne KG")])
    got = cash.receipts(desk)[0]
    if not got.lines:
        item = account(desk, "100555").items[0]
        cash.apply(on(desk), got.id, [(item.id, 30_000)])
    found = account(desk, "100555")
    assert (found.balance, found.to_collect, found.unapplied) == (
        {"EUR": 0}, {"EUR": 0}, {"EUR": 20_000},
    )  # fmt: skip


def test_what_a_source_says_of_the_customer_counts(desk: Desk) -> None:
    ledger(desk, BOOK)
    statement(desk, [Paid(40_000, "Abschlag", number="100231", source="list", ref="Z1")])
    assert sums(desk, "100231") == ({"EUR": 50_000}, {"EUR": 50_000})
    cash.set_aside(on(desk), 1, "a deposit for something else")
    assert sums(desk, "100231") == ({"EUR": 90_000}, {"EUR": 10_000})


def test_a_return_takes_it_back(desk: Desk) -> None:
    ledger(desk, BOOK)
    statement(desk, [Paid(40_000, number="100231", source="list", ref="Z1")])
    statement(desk, [Paid(-15_000, number="100231", source="list", ref="Z2")])
    assert sums(desk, "100231") == ({"EUR": 65_000}, {"EUR": 35_000})
    statement(desk, [Paid(-99_000, number="100231", source="list", ref="Z3")])
    assert sums(desk, "100231") == ({"EUR": 100_000}, {})  # never less than nothing


def test_an_allocation_uses_up_money_on_account(desk: Desk) -> None:
    ledger(desk, BOOK)
    lines = [
        Paid(40_000, kind="on_account", number="100231", source="list", ref="Z1"),
        Paid(30_000, kind="allocation", number="100231", document="RE-1001", source="list",
             ref="Z1"),
    ]  # fmt: skip
    statement(desk, lines[:1])
    assert sums(desk, "100231") == ({"EUR": 50_000}, {"EUR": 50_000})
    statement(desk, lines[1:])
    found = account(desk, "100231")
    assert (found.balance, found.to_collect, found.unapplied) == (
        {"EUR": 60_000}, {"EUR": 50_000}, {"EUR": 20_000},
    )  # fmt: skip


def test_currencies_stay_apart(desk: Desk) -> None:
    ledger(desk, BOOK)
    statement(desk, [Paid(40_000, "Danke", "Niemand")])
    cash.put_on_account(on(desk), 1, owner(desk, "100777"))
    assert sums(desk, "100777") == ({"EUR": 0, "USD": 30_000}, {"EUR": 40_000})


def test_each_company_has_a_ledger_of_its_own(desk: Desk) -> None:
    both = [
        Owed("1", "Ann", "N-1", 50_000, LATE, company="North"),
        Owed("1", "Ann", "S-1", 50_000, LATE, company="South"),
    ]
    ledger(desk, both)
    statement(desk, [
        Paid(10_000, number="1", source="list", ref="Z1", company="North"),
        Paid(5_000, number="1", source="list", ref="Z2", company="South"),
        Paid(1_000, number="1", source="list", ref="Z3"),
    ])  # fmt: skip
    assert sums(desk, "1") == ({"EUR": 84_000}, {"EUR": 16_000})
    ledger(desk, [*both[1:], Owed("1", "Ann", "Z2", -5_000, NEXT, company="South")], NEXT)
    assert sums(desk, "1") == ({"EUR": 84_000}, {"EUR": 16_000})
    ledger(desk, [both[0], Owed("1", "Ann", "Z1", -11_000, NEXT, company="North")], NEXT)
    assert sums(desk, "1") == ({"EUR": 84_000}, {"EUR": 16_000})


def test_an_import_that_is_undone_takes_its_cash_along(desk: Desk) -> None:
    ledger(desk, BOOK)
    report = statement(desk, [Paid(40_000, number="100231", source="list", ref="Z1")])
    assert sums(desk, "100231") == ({"EUR": 50_000}, {"EUR": 50_000})
    undo_import(on(desk), report.import_id or 0, "the wrong file")
    assert sums(desk, "100231") == ({"EUR": 90_000}, {"EUR": 10_000})


def test_undoing_the_later_ledger_counts_it_again(desk: Desk) -> None:
    ledger(desk, BOOK)
    statement(desk, [Paid(40_000, number="100231", source="list", ref="Z1")])
    later = ledger(desk, BOOK, NEXT)
    assert sums(desk, "100231") == ({"EUR": 90_000}, {"EUR": 10_000})
    undo_import(on(desk), later.import_id or 0, "the wrong file")
    assert sums(desk, "100231") == ({"EUR": 50_000}, {"EUR": 50_000})


def test_the_list_the_reasons_and_the_aging_know_it(desk: Desk) -> None:
    ledger(desk, BOOK)
    today = on(desk)
    statement(desk, [
        Paid(30_000, "Danke", number="100555", source="list", ref="Z1"),
        Paid(40_000, "Danke", number="100231", source="list", ref="Z2"),
    ])  # fmt: skip
    plan(today)
    assert {line.customer: line.to_collect for line in worklist(today, None)} == {
        "100231": 50_000, "100777": 30_000,
    }  # fmt: skip
    said = str(explain(today, owner(today, "100555")))
    assert "300.00" in said
    assert "unapplied" in said
    cells = {
        row[0]: row[1]
        for part in aging_tab.page(today).parts
        if part.title == "Open now · EUR"
        for row in part.rows
    }  # fmt: skip
    assert getattr(cells["unapplied cash"], "value", None) == -70_000


def test_reads_an_index_alone(sqlite_desk: Desk) -> None:
    """Of a whole book of payments only those without an invoice are looked at."""
    with sqlite_desk.store.read() as tx:
        connection = tx.connection  # type: ignore[attr-defined]
        for query in (
            select(held_on_account.on_account(NEXT)), select(standing.account_standing(NEXT)),
            select(held_on_account.on_account(NEXT + timedelta(1), 1)),
        ):  # fmt: skip
            text = query.compile(connection, compile_kwargs={"literal_binds": True})
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
            said = "\n".join(str(step[3]) for step in steps)
            assert "payment USING COVERING INDEX payment_loose" in said
            assert "SCAN item\n" not in said


def test_nobody_is_reminded_of_what_their_cash_covers(desk: Desk) -> None:
    ledger(desk, BOOK)
    today = on(desk)

    def against(*, always: bool = False) -> list[str]:
        item = account(desk, "100555").items[0]
        listed = [Listed(item.id, item.document, item.currency, item.open)]
        with desk.store.read() as tx:
            return objections(today, tx, item.customer_id, listed, (), always=always)

    statement(desk, [Paid(10_000, number="100555", source="list", ref="Z1")])
    assert against() == []
    statement(desk, [Paid(20_000, number="100555", source="list", ref="Z2")])
    assert against() == ["300.00 EUR of the customer's are not applied yet and cover what it lists"]
    assert against(always=True) == []
