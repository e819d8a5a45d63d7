"""The tables of the written definitions, as they stand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.analytics import aging, coverage, dso, intervals, neglect, order, rolls
from collectwork.analytics import promises as kept
from collectwork.analytics.ratio import Ratio
from collectwork.analytics.survival import Wait, curve
from collectwork.analytics.wasted import Made, Settling, wasted
from collectwork.domain.promises import Receipt, Terms, assess

D = date(2026, 3, 31)


def pct(share: float | None, places: int = 1) -> float | None:
    return None if share is None else round(share * 100, places)


@pytest.mark.parametrize(
    ("issue", "due", "by_due", "by_issue"),
    [
        ("2026-03-20", "2026-04-19", "current", "0-30"),
        ("2026-02-10", "2026-03-12", "1-30", "31-60"),
        ("2026-01-30", "2026-03-01", "1-30", "31-60"),
        ("2025-12-30", "2026-02-28", "31-60", "91+"),
    ],
)
def test_aging_table(issue: str, due: str, by_due: str, by_issue: str) -> None:
    row = aging.OpenItem("EUR", 100, date.fromisoformat(due), date.fromisoformat(issue))
    assert (aging.column(row, D), aging.column(row, D, "issue")) == (by_due, by_issue)


def test_credits_are_a_column_of_their_own() -> None:
    rows = [aging.OpenItem("EUR", 500, D - timedelta(5)), aging.OpenItem("EUR", -80, D, None)]
    table = aging.aged([*rows, aging.OpenItem("USD", 7, None)], D)
    assert table["EUR"].amounts["1-30"] == 500
    assert table["EUR"].amounts["credits"] == -80
    assert table["EUR"].receivables == table["EUR"].overdue == 500
    assert table["USD"].amounts["no_due_date"] == 7


@given(
    st.lists(
        st.tuples(
            st.integers(-(10**12), 10**12),
            st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        )
    ),
    st.sampled_from(["due", "issue"]),
)
def test_buckets_add_up_to_everything_open(
    rows: list[tuple[int, date | None]], by: aging.By
) -> None:
    items = [aging.OpenItem("EUR", amount, day, day) for amount, day in rows]
    tables = aging.aged(items, D, by)
    assert sum(sum(one.amounts.values()) for one in tables.values()) == sum(
        amount for amount, _ in rows
    )


def test_dso_table() -> None:
    simple = dso.dso(212_000, 250_000, 90)
    best = dso.best_possible(150_000, 250_000, 90)
    assert round(simple or 0, 1) == 76.3
    assert round(best or 0, 1) == 54.0
    late = dso.average_days_delinquent(simple, best)
    assert round(late or 0, 1) == 22.3
    months = [
        dso.MonthSales(31, 100_000), dso.MonthSales(28, 80_000), dso.MonthSales(31, 70_000)
    ]  # fmt: skip
    assert round(dso.count_back(212_000, months).days or 0, 1) == 73.2
    short = dso.count_back(300_000, months)
    assert (short.days, short.more_than) == (None, 90)
    assert dso.dso(1, 0, 90) is None
    assert dso.count_back(1, []).days is None


def test_effectiveness_table() -> None:
    assert pct(dso.effectiveness(6_200, 10_890, 6_340, 3_590)) == 79.6
    assert pct(dso.effectiveness(6_200, 10_890 // 3, 6_340, 3_590)) == 55.9
    assert dso.effectiveness(0, 0, 0, 0) is None


def test_weighted_days_late_counts_early_as_punctual() -> None:
    rows = [dso.Cleared(100, D, D + timedelta(10)), dso.Cleared(300, D, D - timedelta(5))]
    assert dso.weighted_days_late(rows).share == 2.5
    assert dso.weighted_days_late([]).share is None


MONTH = [
    rolls.Course(1, 1, "1-30", 500, None, 0, 500),
    rolls.Course(2, 1, "1-30", 300, "31-60", 300, 0),
    rolls.Course(3, 2, "1-30", 100, "1-30", 100, 0),
    rolls.Course(4, 3, "1-30", 100, None, 0, 0, credited=100),
]


def test_roll_and_cure_table() -> None:
    assert pct(rolls.roll(MONTH, "1-30").share) == 30.0
    assert pct(rolls.cure(MONTH).share) == 50.0
    assert rolls.roll(MONTH, "61-90").share is None
    assert rolls.cured_accounts(MONTH).share == 0
    paid = [rolls.Course(5, 9, "1-30", 10, None, 0, 10)]
    assert rolls.cured_accounts([*MONTH, *paid]).part == 1
    assert rolls.entering(MONTH)["31-60"] == 300


def test_conversion_table() -> None:
    assert pct(rolls.conversion(540, 1000, 400, 50, 9).share) == 40.0


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [
        ([(date(2026, 3, 9), 1000)], ("kept", 1000)),
        ([(date(2026, 3, 5), 960)], ("kept", 960)),
        ([(date(2026, 3, 6), 400)], ("partly_kept", 400)),
        ([(date(2026, 3, 10), 1000)], ("broken", 0)),
    ],
)
def test_promise_table(receipts: list[tuple[date, int]], expected: tuple[str, int]) -> None:
    made = date(2026, 3, 2)
    found = assess(Terms(1000, made, date(2026, 3, 6), 3), [Receipt(*one) for one in receipts], D)
    assert (found.state, found.received) == expected


def test_promise_rates() -> None:
    rows = [
        kept.Promised("kept", 1000, 1000),
        kept.Promised("kept", 1000, 960),
        kept.Promised("partly_kept", 1000, 400),
        kept.Promised("broken", 1000, 0),
        kept.Promised("superseded", 1000, 0),
    ]
    assert kept.count_rate(rows) == Ratio(2, 4, 4)
    assert pct(kept.amount_rate(rows).share) == 59.0
    assert kept.count_rate([]).share is None


def test_days_to_first_payment() -> None:
    waits = [Wait(3, True), Wait(7, True), Wait(12, True), Wait(20, False), Wait(30, False)]
    found = curve(waits)
    assert [round(share, 1) for _, share in found.steps] == [0.8, 0.6, 0.4]
    assert found.median == 12
    assert round(found.mean_within(30) or 0, 1) == 16.4
    assert found.without.share == 0.4
    assert curve([]).median is None
    assert curve([]).mean_within(30) is None


def test_coverage_table() -> None:
    day = date(2026, 3, 2)
    cases = (
        [coverage.Case(n, day, touched=day + timedelta(7)) for n in range(12)]
        + [coverage.Case(n, day, paid=day + timedelta(3)) for n in range(12, 16)]
        + [coverage.Case(16, day, blocked=True)]
        + [coverage.Case(n, day, attempted=day, touched=day + timedelta(8)) for n in range(17, 20)]
    )
    found = coverage.coverage(cases, 7)
    assert found.rate == Ratio(12, 15, 15)
    assert (len(found.paid_untouched), len(found.blocked)) == (4, 1)
    assert found.attempts_only == (17, 18, 19)


DAY = [
    order.Shown(1, 100, True, 0.2),
    order.Shown(2, 80, True, 0.3),
    order.Shown(3, 60, False, 0.5),
    order.Shown(4, 40, False, 0.1),
    order.Shown(5, 20, True, 0.9),
    order.Shown(6, 10, False, 0.4),
]


def test_order_table() -> None:
    assert order.adherence(DAY).share == pytest.approx(2 / 3)
    lost = order.regret(DAY)
    assert round(lost.share or 0, 3) == 0.235
    assert round(lost.index or 0, 3) == 0.529
    assert round(order.tau(DAY).share or 0, 3) == 0.556
    assert round(order.ease_tilt(DAY).share or 0, 3) == 0.667
    assert order.size_tilt(DAY).share is None
    assert not order.flagged(order.ease_tilt(DAY))
    assert order.flagged(Ratio(70, 100, 100))


def test_a_list_worked_as_shown_has_index_one() -> None:
    lines = [order.Shown(n, 100 - n, n < 4) for n in range(10)]
    assert order.regret(lines).index == 1
    assert order.adherence(lines).share == 1
    assert order.tau(lines).share == 1
    assert order.regret([order.Shown(1, 5, False)]).index is None


@given(st.lists(st.tuples(st.integers(0, 1000), st.booleans(), st.floats(0, 1)), max_size=40))
def test_order_measures_stay_within_their_bounds(lines: list[tuple[int, bool, float]]) -> None:
    ranked = sorted(lines, key=lambda line: -line[0])
    day = [order.Shown(n, p, worked, ease) for n, (p, worked, ease) in enumerate(ranked)]
    for found in (order.adherence(day), order.ease_tilt(day)):
        assert found.share is None or 0 <= found.share <= 1
    share = order.tau(day).share
    assert share is None or -1 <= share <= 1
    lost = order.regret(day).share
    assert lost is None or -1e-9 <= lost <= 1 + 1e-9


def test_neglect_table() -> None:
    first = date(2026, 3, 1)
    last = first + timedelta(9)
    spans = [
        neglect.Span(1, 1000, first, last, (first + timedelta(4),)),
        neglect.Span(2, 3000, first, last),
    ]
    found = neglect.index(spans, 7)
    assert pct(found.share) == 22.5
    assert [row.account for row in neglect.coldest(spans, 7)] == [2]


@given(st.lists(st.integers(0, 29), max_size=6), st.integers(0, 40))
def test_neglect_counts_each_day_as_by_hand(touched: list[int], sla: int) -> None:
    first = date(2026, 3, 1)
    span = neglect.Span(
        1, 1, first, first + timedelta(29), tuple(first + timedelta(n) for n in sorted(touched))
    )
    counter = beyond = 0
    for n in range(30):
        counter = 0 if n in touched else counter + 1
        beyond += counter > sla
    assert neglect.cold(span, sla).days_beyond == beyond


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(3, 10, 10.8, 60.3), (0, 12, 0, 24.3), (9, 12, 46.8, 91.1), (30, 100, 21.9, 39.6)],
)
def test_wilson_table(hits: int, n: int, low: float, high: float) -> None:
    found = intervals.wilson(hits, n)
    assert found is not None
    assert (pct(found[0]), pct(found[1])) == (low, high)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(hits: int, n: int) -> None:
    hits = min(hits, n)
    bounds = intervals.wilson(hits, n)
    assert bounds is not None
    assert 0 <= bounds[0] <= hits / n + 1e-12
    assert hits / n - 1e-12 <= bounds[1] <= 1
    assert intervals.wilson(0, 0) is None
    assert not intervals.tells_apart(hits, n, hits / n)


def test_wasted_contact_and_its_cause() -> None:
    march = date(2026, 3, 1)
    lines = [
        Settling(1, 1000, march + timedelta(9), march + timedelta(12)),
        Settling(2, 500, march, march + timedelta(1)),
    ]
    contacts = [
        Made("mail", march + timedelta(11), (1,)),
        Made("same day", march + timedelta(9), (1,)),
        Made("both", march + timedelta(11), (1, 2)),
        Made("ours", march + timedelta(11), (2,)),
        Made("part open", march + timedelta(11), (1, 3)),
    ]
    found = wasted(contacts, {1: 1000, 2: 500, 3: 10}, lines)
    assert [(row.contact.id, row.cause) for row in found] == [
        ("mail", "not yet posted"),
        ("both", "not yet posted"),
        ("ours", "posted before"),
    ]
