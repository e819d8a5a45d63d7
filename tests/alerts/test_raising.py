"""What alerts find, and that each is told once: plan twice, restart, ceased and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from working.book import TODAY, Book

from alerts.made import days_ago, kinds, new, told, watched, with_alerts
from collectwork.domain.activity import Draft
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.promises import PromiseInput
from collectwork.store.tables import table
from collectwork.usecases import alerts, blocks, planning, promises, recording
from collectwork.usecases.desk import Desk

BUCKET = 'name = "late"\non = "enters_bucket"\nbucket = ["31-60", "61-90"]'
LIMIT = 'name = "limit"\non = "over_limit"'
NEAR = 'name = "near"\non = "near"\npercent = 80'
BIG = 'name = "big"\nwhen = "over 1,000 and oldest_days >= 10"'


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.store)


def on(desk: Desk, days: int) -> Desk:
    """The desk so many days later, its clock too."""
    later = datetime(2026, 11, 20, 9, 0, tzinfo=UTC) + timedelta(days=days)
    return replace(desk, today=TODAY + timedelta(days=days), clock=lambda: later)


def set_limit(book: Book, customer: int, minor: int) -> None:
    rows = table("customer")
    with book.store.write() as tx:
        change = update(rows).where(rows.c.id == customer)
        tx.connection.execute(change.values(credit_limit_minor=minor, credit_currency="EUR"))
        tx.record(Draft("assigned", None, {}))


def test_an_account_that_enters_a_bucket_is_told_once_and_again_only_after_it_ceased(
    desk: Desk, book: Book
) -> None:
    team = watched(desk, book, BUCKET)
    customer = book.customer("1", "A", [("R1", 100_000, days_ago(30))])
    assert alerts.evaluate(team).raised == 0
    assert alerts.evaluate(on(team, 1)).raised == 1
    assert told(team) == [("late", "1")]
    (line,) = new(team)
    assert "reached 31-60 days past due: the oldest invoice is 31 days late" in line.words
    assert (line.amount, line.currency, line.kind) == (100_000, "EUR", "enters_bucket")
    for day in (1, 2, 29):
        assert alerts.evaluate(on(team, day)).raised == 0
    assert alerts.evaluate(on(team, 31)).raised == 1  # the next bucket is another subject
    book.pay(customer, "R1", 100_000, TODAY)
    assert alerts.evaluate(on(team, 32)).ended == 2
    assert [one.state for one in alerts.alerts(team)] == ["done", "done"]


def test_who_jumps_over_a_bucket_is_told_of_the_one_it_is_in(desk: Desk, book: Book) -> None:
    team = watched(desk, book, BUCKET)
    book.customer("1", "A", [("R1", 100_000, days_ago(70))])
    assert alerts.evaluate(team).raised == 1
    assert "reached 61-90" in new(team)[0].words


def test_nothing_is_told_of_an_old_book_but_how_much_stands(desk: Desk, book: Book) -> None:
    for number in range(30):
        book.customer(str(number), f"C{number}", [("R", 200_000, days_ago(45))])
    team = with_alerts(desk, BUCKET, BIG)
    first = alerts.evaluate(team)
    assert (first.raised, first.standing) == (0, 60)
    assert new(team) == []
    assert len(alerts.alerts(team, "standing")) == 60
    assert alerts.evaluate(team).standing == 0
    book.customer("new", "New", [("R", 200_000, days_ago(45))])
    assert alerts.evaluate(team).by_rule == {"late": 1, "big": 1}


def test_a_new_or_changed_alert_begins_quietly(desk: Desk, book: Book) -> None:
    team = watched(desk, book, BUCKET)
    book.customer("1", "A", [("R", 200_000, days_ago(45))])
    wider = with_alerts(desk, BUCKET, BIG)
    assert alerts.evaluate(wider).by_rule == {"late": 1}
    lower = with_alerts(desk, BUCKET, BIG.replace("1,000", "100"))
    book.customer("2", "B", [("R", 20_000, days_ago(15))])
    assert alerts.evaluate(lower).raised == 0
    assert alerts.evaluate(team).ended == 2  # the rule is gone, and so is what it watched
    assert len(alerts.alerts(team, "new")) == 1


def test_an_empty_store_is_no_first_look(desk: Desk, book: Book) -> None:
    team = with_alerts(desk, BIG)
    alerts.evaluate(team)
    book.customer("1", "A", [("R", 200_000, days_ago(45))])
    assert alerts.evaluate(team).standing == 1


def test_limits_are_kept_to_the_cent_and_near_is_not_over(desk: Desk, book: Book) -> None:
    team = watched(desk, book, LIMIT, NEAR)
    one = book.customer("1", "A", [("R", 100_040, TODAY)], credit_limit_minor=200_000,
                        credit_currency="EUR")  # fmt: skip
    assert alerts.evaluate(team).raised == 0
    set_limit(book, one, 100_100)
    assert alerts.evaluate(team).by_rule == {"near": 1}
    set_limit(book, one, 100_000)
    assert alerts.evaluate(team).by_rule == {"limit": 1}  # 100.04 per cent
    assert "1,000.40 EUR of 1,000.00 EUR" in new(team)[0].words + new(team)[1].words
    set_limit(book, one, 500_000)
    assert alerts.evaluate(team).ended == 2
    later = on(team, 1)
    set_limit(book, one, 50_000)
    assert alerts.evaluate(later).by_rule == {"limit": 1}  # far beyond: over it, and not near it


def test_what_comes_back_within_a_day_is_not_told_again(desk: Desk, book: Book) -> None:
    team = watched(desk, book, LIMIT)
    one = book.customer("1", "A", [("R", 100_000, TODAY)], credit_limit_minor=50_000,
                        credit_currency="EUR")  # fmt: skip
    assert alerts.evaluate(team).raised == 1
    first = new(team)[0].id
    set_limit(book, one, 500_000)
    assert alerts.evaluate(team).ended == 1
    set_limit(book, one, 50_000)
    assert alerts.evaluate(team).raised == 0
    assert [one.id for one in new(team)] == [first]
    set_limit(book, one, 500_000)
    alerts.evaluate(team)
    set_limit(book, one, 50_000)
    assert alerts.evaluate(on(team, 1)).raised == 1
    assert [one.id == first for one in alerts.alerts(team, "new")] == [False]


def test_other_thresholds_may_be_near(desk: Desk, book: Book) -> None:
    near = 'name = "n"\non = "near"\nfact = "past_due"\nthreshold = 10_000\npercent = 90'
    team = watched(desk, book, near)
    book.customer("1", "A", [("R", 899_999, days_ago(5))])
    book.customer("2", "B", [("R", 900_000, days_ago(5))])
    book.customer("3", "C", [("R", 1_000_001, days_ago(5))])
    alerts.evaluate(team)
    assert told(team) == [("n", "2")]


def test_a_broken_promise(desk: Desk, book: Book) -> None:
    team = watched(desk, book, 'name = "broken"\non = "promise_broken"')
    customer = book.customer("1", "A", [("R1", 500_000, days_ago(40)), ("R2", 1, days_ago(3))])
    lines = ((book.item(customer, "R1"), 500_000),)
    promise = PromiseInput(lines, TODAY + timedelta(days=1))
    recording.record(team, customer, "promise", promise=promise)
    for day, expected in ((1, 0), (4, 0), (5, 1), (6, 0)):
        later = on(team, day)
        promises.evaluate(later)
        assert alerts.evaluate(later).raised == expected, day
    assert "promise of 5,000.00 EUR for 2026-11-21 was not kept" in new(team)[0].words
    assert kinds(team, "alert.raised") == ["alert.raised"]


def test_a_reply_a_dispute_a_call_back_and_a_block(desk: Desk, book: Book) -> None:
    team = watched(
        desk, book, 'name = "d"\non = "dispute_overdue"', 'name = "c"\non = "callback_missed"',
        'name = "b"\non = "block_ending"\ndays = 2', 'name = "u"\non = "untouched"\ndays = 20',
    )  # fmt: skip
    invoices = [("R1", 500_000, days_ago(2)), ("R2", 300_000, days_ago(2))]
    customer = book.customer("1", "A", invoices)
    dispute = DisputeInput((book.item(customer, "R1"),), category="price", reason="too much")
    recording.record(team, customer, "dispute", dispute=dispute)
    call = FollowUpInput("callback", TODAY + timedelta(days=1), purpose="the copy")
    recording.record(team, customer, "call_back", follow_up=call)
    assert alerts.evaluate(team).raised == 0
    late = on(team, 40)
    found = alerts.evaluate(late)
    assert found.by_rule.keys() >= {"d", "c", "u"}
    blocks.block(late, customer, "hold", "their auditor asks", until=late.today)
    assert alerts.evaluate(late).by_rule == {"b": 1}


def test_a_plan_evaluates_and_twice_is_once(desk: Desk, book: Book) -> None:
    team = watched(desk, book, BIG)
    book.customer("1", "A", [("R", 200_000, days_ago(45))])
    planning.plan(team)
    assert told(team) == [("big", "1")]
    planning.plan(team)
    alerts.evaluate(team)
    assert kinds(team, "alert.raised") == ["alert.raised"]


def test_seen_is_an_entry_and_is_not_undone_by_the_next_look(desk: Desk, book: Book) -> None:
    team = watched(desk, book, BIG)
    for number in ("1", "2", "3"):
        book.customer(number, "A", [("R", 200_000, days_ago(45))])
    alerts.evaluate(team)
    assert alerts.count(team) == 3
    (first, *_) = new(team)
    assert [one.id for one in alerts.see(team, [first.id[:8]])] == [first.id]
    assert alerts.count(team) == 2
    alerts.evaluate(team)
    assert alerts.count(team) == 2
    assert len(alerts.see_all(team, "condition")) == 2
    assert alerts.see_all(team) == []
    assert kinds(team, "alert.seen") == ["alert.seen"] * 3
    assert {one.seen_by for one in alerts.alerts(team, "seen")} == {"ana"}
