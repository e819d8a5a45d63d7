"""The amount to be collected, part by part, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from working.book import TODAY, Book, put

from collectwork.domain.activity import Draft, new_id
from collectwork.store import standing, tables
from collectwork.store.door import Store

LATE = TODAY - timedelta(days=20)


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


def add(book: Book, row: Any) -> None:
    with book.store.write() as tx:
        put(tx.connection, row)
        tx.record(Draft("assigned", None, {}))


def account(book: Book, day: date = TODAY, **more: Any) -> dict[str, Any]:
    with book.store.read() as tx:
        found = tx.connection.execute(select(standing.account_standing(day, **more))).one()
    return dict(found._mapping)


def items(book: Book, day: date = TODAY) -> dict[str, dict[str, Any]]:
    with book.store.read() as tx:
        rows = tx.connection.execute(select(standing.item_standing(day)))
        return {row.document: dict(row._mapping) for row in rows}


def promise(customer: int, item: int | None, amount: int, due: date, **more: Any) -> Any:
    values = {"tolerance_days": 3, "made_on": TODAY - timedelta(days=9)} | more
    return tables.Promise(
        id=new_id(), entry_id="e", customer_id=customer, item_id=item, actor="ana",
        currency="EUR", amount_minor=amount, due=due, **values,
    )  # fmt: skip


def dispute(customer: int, item: int | None, amount: int | None) -> Any:
    return tables.Dispute(
        id=new_id(), customer_id=customer, item_id=item, amount_minor=amount, currency="EUR",
        opened_on=TODAY - timedelta(days=2),
    )  # fmt: skip


def mail(customer: int, day: date, seq: int, **more: Any) -> Any:
    values = {"channel": "mail", "contact": True, "kind": "mail", "code": "mail"} | more
    return tables.Activity(
        entry_id=f"mail {seq}", seq=10_000 + seq, customer_id=customer, actor="ana",
        recorded_at="", happened_at="", work_day=day, **values,
    )  # fmt: skip


def test_due_and_overdue_less_credits(book: Book) -> None:
    book.customer(
        "1", "A",
        [("late", 10_000, LATE), ("today", 2_000, TODAY), ("ahead", 5_000, TODAY + timedelta(9)),
         ("undated", 700, None), ("credit", -1_500, LATE)],
    )  # fmt: skip
    found = account(book)
    assert found["balance_minor"] == 16_200
    assert found["past_due_minor"] == 10_000
    assert found["due_minor"] == 12_000
    assert found["unapplied_minor"] == 1_500
    assert found["to_collect_minor"] == 10_500
    assert found["oldest_due"] == LATE
    assert (found["open_items"], found["overdue_items"]) == (5, 1)


def test_never_below_zero(book: Book) -> None:
    book.customer("1", "A", [("late", 1_000, LATE), ("credit", -5_000, None)])
    assert account(book)["to_collect_minor"] == 0


def test_currencies_stay_apart(book: Book) -> None:
    customer = book.customer("1", "A", [("late", 1_000, LATE)])
    with book.store.write() as tx:
        book._item(tx.connection, 1, customer, "usd", 3_000, LATE, "USD")
        tx.record(Draft("assigned", None, {}))
    with book.store.read() as tx:
        rows = tx.connection.execute(select(standing.account_standing(TODAY)))
        assert {row.currency: row.to_collect_minor for row in rows} == {"EUR": 1_000, "USD": 3_000}


def test_disputed_in_part_whole_and_by_account(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE), ("b", 2_000, LATE)])
    add(book, dispute(customer, book.item(customer, "a"), 300))
    assert account(book)["to_collect_minor"] == 2_700
    add(book, dispute(customer, book.item(customer, "b"), None))
    assert account(book)["to_collect_minor"] == 700
    assert items(book)["b"]["disputed_minor"] == 2_000
    add(book, dispute(customer, None, None))
    found = account(book)
    assert (found["to_collect_minor"], found["disputed_minor"]) == (0, 3_000)
    assert found["lead"] is None


def test_a_promise_holds_back_until_its_last_day_of_tolerance(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE)])
    add(book, promise(customer, book.item(customer, "a"), 800, TODAY))
    assert account(book)["to_collect_minor"] == 200
    assert account(book, TODAY + timedelta(days=3))["to_collect_minor"] == 200
    assert account(book, TODAY + timedelta(days=4))["to_collect_minor"] == 1_000


def test_a_withdrawn_or_kept_promise_holds_nothing_back(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE)])
    item = book.item(customer, "a")
    add(book, promise(customer, item, 800, TODAY, state="withdrawn", ended="withdrawn"))
    add(book, promise(customer, item, 800, TODAY, state="kept"))
    assert account(book)["to_collect_minor"] == 1_000


def test_each_cent_is_taken_once(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE)])
    item = book.item(customer, "a")
    add(book, promise(customer, item, 900, TODAY))
    add(book, dispute(customer, item, 600))
    found = items(book)["a"]
    parts = [found[f"{part}_minor"] for part in ("disputed", "promised", "free", "collect")]
    assert parts == [600, 400, 0, 0]


def test_a_suspended_invoice_is_arranged_until_the_block_ends(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE), ("b", 500, LATE)])
    add(
        book,
        tables.Block(
            id="b1", customer_id=customer, item_id=book.item(customer, "a"), kind="hold",
            reason="direct debit", since=TODAY, until=TODAY + timedelta(days=2),
        ),
    )  # fmt: skip
    found = account(book)
    assert (found["arranged_minor"], found["to_collect_minor"]) == (1_000, 500)
    assert account(book, TODAY + timedelta(days=3))["to_collect_minor"] == 1_500


def test_just_dunned_for_the_quiet_days(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE), ("b", 500, LATE)])
    add(book, mail(customer, TODAY, 1))
    add(book, tables.ActivityItem(entry_id="mail 1", item_id=book.item(customer, "a")))
    assert account(book)["to_collect_minor"] == 500
    assert items(book)["a"]["dunned_minor"] == 1_000
    assert account(book, TODAY + timedelta(days=4))["to_collect_minor"] == 500
    assert account(book, TODAY + timedelta(days=5))["to_collect_minor"] == 1_500
    assert account(book, quiet_days=0)["to_collect_minor"] == 1_500


def test_a_mail_that_names_nothing_is_about_all_that_was_due(book: Book) -> None:
    customer = book.customer("1", "A", [("a", 1_000, LATE), ("b", 500, TODAY)])
    add(book, mail(customer, TODAY - timedelta(days=1), 1))
    assert account(book)["to_collect_minor"] == 500
    undone = mail(customer, TODAY, 2, undone_by="x")
    call = mail(customer, TODAY, 3, channel="call", code="voicemail", kind="call")
    add(book, undone)
    add(book, call)
    assert account(book)["to_collect_minor"] == 500


def test_the_leading_invoice_is_the_oldest_then_the_larger(book: Book) -> None:
    customer = book.customer(
        "1", "A",
        [("older", 900, LATE - timedelta(days=1)), ("small", 50_000, LATE),
         ("large", 60_000, LATE), ("new", 99_999, TODAY)],
    )  # fmt: skip
    lead = standing.lead_of(account(book)["lead"])
    assert lead is not None
    assert lead.item_id == book.item(customer, "older")
    floored = standing.lead_of(account(book, min_invoice=10)["lead"])
    assert floored is not None
    assert (floored.item_id, floored.amount, floored.due) == (
        book.item(customer, "large"), 60_000, LATE,
    )  # fmt: skip
    add(book, dispute(customer, book.item(customer, "older"), None))
    lead = standing.lead_of(account(book)["lead"])
    assert lead is not None
    assert lead.item_id == book.item(customer, "large")


def test_one_customer_alone_is_as_in_the_whole_book(book: Book) -> None:
    one = book.customer("1", "A", [("a", 1_000, LATE)])
    book.customer("2", "B", [("a", 2_000, LATE)])
    assert account(book, customer_id=one)["to_collect_minor"] == 1_000
