"""Promises by dates alone, against a reference that lives through every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectwork.domain import typed
from collectwork.domain.instalments import dues
from collectwork.domain.promises import (
    Cash,
    Open,
    Receipt,
    Terms,
    assess,
    frozen_on,
    parted,
    receipts,
)
from collectwork.errors import InputRefused
from states.reference import Invoice, Movement, Promised, live_through

MADE = date(2026, 3, 1)
DAY = timedelta(days=1)
BILLED = 100

movements = st.lists(
    st.tuples(st.integers(-5, 60), st.integers(-100, 100).filter(bool), st.booleans()), max_size=8
)
promised = st.tuples(st.integers(1, BILLED), st.integers(0, 20), st.integers(0, 5))


def day(n: int) -> date:
    return MADE + DAY * n


def as_judged(
    terms: Terms, cash: list[Cash], left: int, today: date, freeze: int
) -> tuple[str, int, int, bool]:
    frozen = frozen_on(terms, cash, [], left, today, freeze)
    found = assess(terms, receipts(cash, []), today, 95, frozen)
    return found.state, found.received, found.late, frozen is not None


@given(promised, movements, st.integers(0, 70), st.integers(0, 15), st.booleans())
@example((100, 5, 3), [(4, 100, True), (20, -100, True)], 40, 10, True)
@example((100, 5, 3), [(4, 100, True), (14, -100, True)], 40, 10, True)
def test_any_history_is_judged_as_by_living_through_it(
    what: tuple[int, int, int],
    moved: list[tuple[int, int, bool]],
    today: int,
    freeze: int,
    last: bool,
) -> None:
    amount, length, tolerance = what
    invoice = Invoice(BILLED, [Movement(day(n), minor, money) for n, minor, money in moved])
    one = Promised("", 1, amount, MADE, day(length), tolerance, 1, 1, 0, last)
    terms = Terms(amount, MADE, day(length), tolerance, 0, not last)
    cash = [Cash(m.day, m.minor, m.money) for m in invoice.movements]
    left = BILLED - sum(m.minor for m in invoice.movements)
    found = as_judged(terms, cash, left, day(today), freeze)
    seen = live_through(one, invoice, day(today), freeze)
    assert found == (seen.state, seen.received, seen.late, seen.frozen)


@given(promised, movements, st.integers(0, 70), st.integers(0, 15))
def test_what_is_found_on_a_day_does_not_depend_on_when_one_looks(
    what: tuple[int, int, int], moved: list[tuple[int, int, bool]], today: int, freeze: int
) -> None:
    """Known on the day itself, or looked up a month later for that day: the same."""
    amount, length, tolerance = what
    terms = Terms(amount, MADE, day(length), tolerance)
    cash = [Cash(day(n), minor, money) for n, minor, money in moved]
    by_then = [one for one in cash if one.received <= day(today)]
    then = as_judged(terms, by_then, BILLED - sum(c.minor for c in by_then), day(today), freeze)
    later = as_judged(terms, cash, BILLED - sum(c.minor for c in cash), day(today), freeze)
    assert then == later


@given(promised, movements, st.integers(0, 60), st.integers(0, 15))
def test_nothing_changes_a_confirmed_promise(
    what: tuple[int, int, int], moved: list[tuple[int, int, bool]], today: int, freeze: int
) -> None:
    amount, length, tolerance = what
    terms = Terms(amount, MADE, day(length), tolerance)
    cash = [Cash(day(n), minor, money) for n, minor, money in moved]
    left = BILLED - sum(one.minor for one in cash)
    found = as_judged(terms, cash, left, day(today), freeze)
    if not found[3]:
        return
    for more in range(1, 12):
        assert as_judged(terms, cash, left, day(today + more), freeze) == found


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 60)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 120)), max_size=6),
    st.integers(0, 4),
)
def test_the_parts_of_a_plan_share_the_money_and_never_count_a_cent_twice(
    parts: list[tuple[int, int]], paid: list[tuple[int, int]], tolerance: int
) -> None:
    by_day = {day(n): minor for n, minor in parts}
    whole = sum(by_day.values())
    plan = parted([Open(1, whole, None)], list(by_day.items())).instalments
    money = [Receipt(day(n), minor) for n, minor in paid]
    ahead = received = 0
    for number, part in enumerate(plan, 1):
        size = sum(minor for _, minor in part.lines)
        more = number < len(plan)
        terms = Terms(size, MADE, part.due, tolerance, ahead, more)
        found = assess(terms, money, day(100))
        came = sum(one.minor for one in money if MADE < one.until <= terms.kept_until)
        assert found.received == max(0, min(came - ahead, size) if more else came - ahead)
        received += min(found.received, size)
        ahead += size
    assert received <= sum(one.minor for one in money)


def test_a_break_by_returned_money_is_of_the_day_it_went_back() -> None:
    terms = Terms(100, MADE, day(5), 3)
    money = [Receipt(day(7), 100), Receipt(day(20), -100)]
    assert assess(terms, money, day(19)).state == "kept"
    found = assess(terms, money, day(30))
    assert (found.state, found.on) == ("broken", day(20))


def test_a_later_reversal_counts_until_the_invoice_has_been_cleared_long_enough() -> None:
    terms = Terms(100, MADE, day(5), 3)
    paid = Cash(day(5), 100)
    assert frozen_on(terms, [paid], [], 0, day(14), 10) is None
    assert frozen_on(terms, [paid], [], 0, day(15), 10) == day(15)
    before, on = Cash(day(14), -100), Cash(day(15), -100)
    assert frozen_on(terms, [paid, before], [], 100, day(60), 10) is None
    assert frozen_on(terms, [paid, on], [], 100, day(60), 10) == day(15)
    again = [paid, before, Cash(day(30), 100)]
    assert frozen_on(terms, again, [], 0, day(60), 10) == day(40)


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("month", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        ("2w", [date(2026, 1, 31), date(2026, 2, 14), date(2026, 2, 28)]),
        ("10d", [date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 20)]),
        ("every 2 weeks", [date(2026, 1, 31), date(2026, 2, 14), date(2026, 2, 28)]),
        ("quarterly", [date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31)]),
    ],
)
def test_the_rhythm_of_instalments(every: str, expected: list[date]) -> None:
    assert list(dues(date(2026, 1, 31), 3, every)) == expected


@pytest.mark.parametrize(("number", "every"), [(0, "month"), (37, "month"), (3, "0w"), (3, "2q")])
def test_a_rhythm_that_cannot_be_read_is_refused(number: int, every: str) -> None:
    with pytest.raises(InputRefused):
        dues(date(2026, 1, 31), number, every)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 50)), min_size=1, max_size=6))
def test_parts_on_one_day_are_refused_and_others_keep_their_amounts(
    parts: list[tuple[int, int]],
) -> None:
    wanted = [(day(n), minor) for n, minor in parts]
    items = [Open(1, 120, date(2026, 1, 1)), Open(2, 200, date(2026, 2, 1))]
    if len({due for due, _ in wanted}) < len(wanted):
        with pytest.raises(InputRefused, match="a day of its own"):
            parted(items, wanted)
        return
    plan = parted(items, wanted)
    got = [(part.due, sum(minor for _, minor in part.lines)) for part in plan.instalments]
    assert got == sorted(wanted)
    on_first = sum(m for part in plan.instalments for item, m in part.lines if item == 1)
    assert on_first == min(120, sum(minor for _, minor in wanted))
    assert typed.day("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
