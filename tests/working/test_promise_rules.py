"""Promises by dates alone: the table of the metrics, and random histories against a reference."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.promises import (
    Cash,
    Drop,
    Open,
    Receipt,
    Terms,
    assess,
    fate_of_earlier,
    instalments,
    is_frozen,
    level_after,
    receipts,
    spread,
)
from collectwork.errors import InputRefused

MADE = date(2026, 3, 1)
DUE = date(2026, 3, 6)


def march(day: int) -> date:
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("received", "state"),
    [
        ([(march(9), 100_000)], "kept"),  # the last day of the tolerance
        ([(march(5), 96_000)], "kept"),  # 95 % are enough
        ([(march(6), 40_000)], "partly_kept"),
        ([(march(10), 100_000)], "broken"),  # a day too late
        ([], "broken"),
    ],
)
def test_the_table_of_the_metrics(received: list[tuple[date, int]], state: str) -> None:
    money = [Receipt(day, minor) for day, minor in received]
    assert assess(Terms(100_000, MADE, DUE, 3), money, march(31)).state == state


def test_rates_of_the_table() -> None:
    cases = [(march(9), 100_000), (march(5), 96_000), (march(6), 40_000), (march(10), 100_000)]
    found = [
        assess(Terms(100_000, MADE, DUE, 3), [Receipt(day, minor)], march(31))
        for day, minor in cases
    ]
    kept = sum(one.state == "kept" for one in found)
    amount = sum(min(one.received, 100_000) for one in found)
    assert (kept, Fraction(amount, 400_000)) == (2, Fraction(59, 100))


def test_broken_is_first_true_on_the_day_after_date_and_tolerance() -> None:
    terms = Terms(100_000, MADE, DUE, 3)
    assert assess(terms, [], march(9)).state == "open"
    assert assess(terms, [], march(10)).state == "broken"
    assert assess(terms, [], march(10)).on == march(10)
    no_grace = Terms(100_000, MADE, DUE, 0)
    assert assess(no_grace, [], march(6)).state == "open"
    assert assess(no_grace, [], march(7)).state == "broken"


def test_money_of_the_day_of_the_promise_was_not_promised() -> None:
    terms = Terms(100_000, MADE, DUE, 3)
    assert assess(terms, [Receipt(MADE, 100_000)], march(31)).state == "broken"


def test_an_interval_counts_by_its_end() -> None:
    terms = Terms(100_000, MADE, DUE, 3)
    assert assess(terms, [Receipt(march(9), 100_000, march(2))], march(31)).state == "kept"
    assert assess(terms, [Receipt(march(10), 100_000, march(3))], march(31)).state == "broken"


def test_money_that_went_back_breaks_what_it_had_kept_and_late_money_does_not_heal_it() -> None:
    terms = Terms(100_000, MADE, DUE, 3)
    paid, back = Receipt(march(8), 100_000), Receipt(march(11), -100_000)
    assert assess(terms, [paid], march(10)).state == "kept"
    assert assess(terms, [paid, back], march(12)).state == "broken"
    found = assess(terms, [paid, back, Receipt(march(30), 100_000)], march(31))
    assert (found.state, found.received, found.late) == ("broken", 0, 100_000)


def test_a_reversal_while_the_time_runs_opens_it_again() -> None:
    terms = Terms(100_000, MADE, DUE, 3)
    money = [Receipt(march(3), 100_000), Receipt(march(4), -100_000)]
    assert assess(terms, money, march(5)).state == "open"


@given(
    amount=st.integers(1, 1_000_000),
    tolerance=st.integers(0, 10),
    length=st.integers(0, 20),
    money=st.lists(st.tuples(st.integers(-3, 40), st.integers(1, 1_000_000)), max_size=8),
    today=st.integers(0, 45),
)
def test_random_histories_fit_a_plain_reference(
    amount: int, tolerance: int, length: int, money: list[tuple[int, int]], today: int
) -> None:
    def day(n: int) -> date:
        return MADE + timedelta(days=n)

    terms = Terms(amount, MADE, day(length), tolerance)
    found = assess(terms, [Receipt(day(n), minor) for n, minor in money], day(today))

    received, last = 0, length + tolerance
    state = "open"
    for n in range(1, today + 1):  # the reference lives the days one after the other
        if n <= last:
            received += sum(minor for on, minor in money if on == n)
        if Fraction(received, amount) >= Fraction(95, 100):
            state = "kept"
        elif received:
            state = "partly_kept"
        elif n > last:
            state = "broken"
    assert (found.state, found.received) == (state, received)


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 900)), max_size=6),
    st.integers(2, 30),
)
def test_money_of_both_sources_is_counted_once(payments: list[tuple[int, int]], every: int) -> None:
    """Ledgers every so many days, and a payment file with all the money: the sum is the money."""
    cash = [Cash(MADE + timedelta(days=n), minor) for n, minor in payments]
    ledger, drops = MADE, []
    for end in range(every, 61 + every, every):
        until = MADE + timedelta(days=end)
        fallen = sum(one.minor for one in cash if ledger < one.received <= until)
        if fallen:
            drops.append(Drop(ledger, until, fallen))
        ledger = until
    total = sum(minor for _, minor in payments)
    assert sum(one.minor for one in receipts(cash, drops)) == total
    assert sum(one.minor for one in receipts([], drops)) == total


def test_what_a_credit_note_explains_is_no_money() -> None:
    cash = [Cash(march(5), 30_000, money=False)]
    found = receipts(cash, [Drop(march(1), march(8), 100_000)])
    assert found == [Receipt(march(8), 70_000, march(1))]


def test_levels_count_what_was_not_kept() -> None:
    assert level_after(None, 0) == 1
    assert level_after("kept", 1) == 1
    for state in ("open", "partly_kept", "broken", "withdrawn", "superseded"):
        assert level_after(state, 2) == 3


def test_a_new_promise_supersedes_a_running_one_and_confirms_a_finished_one() -> None:
    terms = Terms(100_000, MADE, DUE, 3)
    assert fate_of_earlier("open", terms, march(9)) == "superseded"
    assert fate_of_earlier("partly_kept", terms, march(4)) == "superseded"
    assert fate_of_earlier("partly_kept", terms, march(10)) == "confirmed"
    assert fate_of_earlier("broken", terms, march(10)) == "confirmed"
    assert fate_of_earlier("kept", terms, march(4)) == "confirmed"


def test_states_freeze_some_time_after_the_invoice_was_cleared() -> None:
    assert not is_frozen(None, march(31), 20)
    assert not is_frozen(march(12), march(31), 20)
    assert is_frozen(march(11), march(31), 20)


items_of = st.lists(
    st.builds(
        Open,
        st.integers(1, 10_000),
        st.integers(-5_000, 50_000),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=8,
    unique_by=lambda one: one.item_id,
)


@given(items_of, st.integers(-10, 300_000))
def test_an_amount_is_spread_oldest_first_and_never_beyond_what_is_open(
    items: list[Open], amount: int
) -> None:
    whole = sum(one.open for one in items if one.open > 0)
    if amount <= 0 or amount > whole:
        with pytest.raises(InputRefused):
            spread(items, amount)
        return
    lines = spread(items, amount)
    by_id = {one.item_id: one for one in items}
    assert sum(minor for _, minor in lines) == amount
    assert all(0 < minor <= by_id[id].open for id, minor in lines)
    dues = [by_id[id].due or date.max for id, _ in lines]
    assert dues == sorted(dues)
    assert all(minor == by_id[id].open for id, minor in lines[:-1])


@given(items_of, st.integers(1, 12))
def test_instalments_add_up_and_differ_by_one_minor_unit_at_most(
    items: list[Open], parts: int
) -> None:
    whole = sum(one.open for one in items if one.open > 0)
    dues = [DUE + timedelta(days=30 * n) for n in range(parts)]
    if whole < parts:
        with pytest.raises(InputRefused):
            instalments(items, whole, dues)
        return
    plan = instalments(items, whole, dues)
    sizes = [sum(minor for _, minor in part.lines) for part in plan.instalments]
    assert sum(sizes) == whole
    assert max(sizes) - min(sizes) <= 1
    assert [part.due for part in plan.instalments] == dues


def test_money_beyond_one_instalment_counts_for_the_next_of_the_same_plan() -> None:
    first, second = Terms(50_000, MADE, march(6), 3), Terms(50_000, MADE, march(20), 3, 50_000)
    money = [Receipt(march(5), 75_000)]
    assert assess(first, money, march(31)).state == "kept"
    assert assess(second, money, march(31)).state == "partly_kept"
