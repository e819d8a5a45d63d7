"""The fourteen cases of the evidence class, and what holds of every book."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collectwork.analytics.book import Fall, ItemFacts, seen_only
from collectwork.analytics.cash import Cash, Line, received, total
from collectwork.analytics.evidence import (
    CLASSES,
    STRENGTH,
    Classifier,
    Evidenced,
    Touch,
    Vow,
    by_class,
    cleared_by_credit,
)

DUE = date(2026, 3, 1)


def mar(day: int) -> date:
    return date(2026, 3, day)


def touch(kind: str, claimed: date, entered: date | None = None) -> Touch:
    return Touch(f"{kind} {claimed}", 1, claimed, entered or claimed, kind)  # type: ignore[arg-type]


def paid(value: date, amount: int = 1000, posted: date | None = None, ref: str = "P") -> Line:
    return Line(f"{ref}{value}", "payment", 1, "EUR", amount, value, posted or value)


def judged(
    lines: list[Line],
    touches: list[Touch] | None = None,
    vows: list[Vow] | None = None,
    cash: list[Cash] | None = None,
) -> list[Evidenced]:
    money = received(lines) + (cash or [])
    return Classifier({1: DUE}, touches or [], vows or [], (), money).classified(money)


def classes(*args: object) -> list[str]:
    return [row.cls for row in judged(*args)]  # type: ignore[arg-type]


def test_1_spoken_to() -> None:
    assert classes([paid(mar(10))], [touch("talk", mar(5))]) == ["spoken_to"]


def test_2_lapsed() -> None:
    assert classes([paid(mar(20))], [touch("talk", mar(5))]) == ["no_contact_lapsed"]


def test_3_mail_after_the_money() -> None:
    row = judged([paid(mar(10), posted=mar(13))], [touch("message", mar(12))])[0]
    assert (row.cls, row.same_day, row.late_entry) == ("no_contact", False, False)


def test_4_same_day() -> None:
    row = judged([paid(mar(10))], [touch("message", mar(10))])[0]
    assert (row.cls, row.same_day, row.evidence) == ("no_contact", True, ())


def test_5_attempt_is_no_contact() -> None:
    assert classes([paid(mar(8))], [touch("attempt", mar(5))]) == ["no_contact"]


VOW = Vow("V", 1, "V", 1000, mar(5), mar(12))


def test_6_promise_kept_by_both() -> None:
    rows = judged([paid(mar(12), 600), paid(mar(15), 400)], [touch("talk", mar(5))], [VOW])
    assert [(row.cls, row.evidence) for row in rows] == [("promise_kept", ("V",))] * 2


def test_7_promise_part() -> None:
    assert classes([paid(mar(12), 500)], [touch("talk", mar(5))], [VOW]) == ["promise_part"]


def test_8_after_the_promise_ran_out() -> None:
    touches = [touch("talk", mar(5)), touch("message", mar(18))]
    assert classes([paid(mar(20))], touches, [VOW]) == ["message_only"]


def test_9_credit_note_is_no_payment() -> None:
    credit = Line("C", "credit_note", 1, "EUR", 1000, mar(8), mar(8))
    assert judged([credit], [touch("talk", mar(5))]) == []


def test_10_on_account_by_its_value_date_once() -> None:
    lines = [
        Line("A", "on_account", None, "EUR", 1000, mar(6), mar(6)),
        Line("A", "allocation", 1, "EUR", 1000, mar(6), mar(25)),
    ]
    row = judged(lines, [touch("message", mar(4))])
    assert [(one.cls, one.amount, one.date_to) for one in row] == [("message_only", 1000, mar(6))]
    assert classes(lines[:1]) == ["unapplied"]
    part = [lines[0], Line("A", "allocation", 1, "EUR", 600, mar(6), mar(25))]
    assert [(one.cls, one.amount) for one in judged(part)] == [
        ("unapplied", 400),
        ("no_contact", 600),
    ]


def test_11_returned_money() -> None:
    lines = [
        paid(mar(8)),
        Line("R", "reversal", 1, "EUR", -1000, mar(11), mar(11)),
        paid(mar(30)),
    ]
    rows = judged(lines, [touch("talk", mar(5))])
    assert [(row.cls, row.date_to) for row in rows] == [("no_contact_lapsed", mar(30))]


def test_12_late_entry() -> None:
    row = judged([paid(mar(10))], [touch("message", mar(7), entered=mar(12))])[0]
    assert (row.cls, row.late_entry) == ("no_contact", True)


def test_13_order_unknown_takes_the_weaker() -> None:
    seen = Cash("I", 1, "EUR", 1000, mar(8), mar(15))
    row = judged([], [touch("talk", mar(10))], None, [seen])[0]
    assert (row.cls, row.order_unknown, row.evidence) == ("no_contact", True, ())
    assert (row.date_from, row.date_to) == (mar(8), mar(15))
    assert row.possible == (f"talk {mar(10)}",)
    sure = judged([], [touch("talk", mar(5))], None, [seen])[0]
    assert (sure.cls, sure.order_unknown) == ("spoken_to", False)


def test_14_talk_before_due_date() -> None:
    assert classes([paid(mar(3))], [touch("talk", date(2026, 2, 25))]) == ["spoken_to"]


def test_not_late_and_window_edges() -> None:
    assert classes([paid(DUE)], [touch("talk", date(2026, 2, 25))]) == ["not_late"]
    assert classes([paid(mar(19))], [touch("talk", mar(5))]) == ["spoken_to"]
    assert classes([paid(mar(15))], [touch("talk", mar(5))], [VOW]) == ["promise_kept"]
    assert classes([paid(mar(16))], [touch("talk", mar(5))], [VOW]) == ["spoken_to"]


def test_withdrawn_promise_stands_no_more() -> None:
    gone = Vow("V", 1, "V", 1000, mar(5), mar(12), ended=mar(7))
    assert classes([paid(mar(9))], [touch("talk", mar(5))], [gone]) == ["spoken_to"]


def test_obstacle_cleared_by_a_posted_credit_note() -> None:
    found = cleared_by_credit([(1, "talk", mar(5))], [(1, mar(20)), (2, mar(20)), (1, mar(1))])
    assert [(one.invoice, one.raised, one.cleared) for one in found] == [(1, "talk", mar(20))]
    money = received([paid(mar(25), 900)])
    judge = Classifier({1: DUE}, [touch("talk", mar(5))], (), found, money)
    row = judge.classified(money)[0]
    assert (row.cls, row.evidence) == ("obstacle_cleared", ("talk",))
    same_day = judge.classified(received([paid(mar(20), 900)]))[0]
    assert same_day.cls == "no_contact_lapsed"


days = st.integers(0, 60).map(lambda n: date(2026, 2, 10) + timedelta(n))
amounts = st.integers(1, 10_000)


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Line], list[Touch], list[Vow], list[Cash]]:
    lines = []
    for n, (kind, day, amount) in enumerate(
        draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["payment", "on_account", "credit_note", "reversal"]),
                    days,
                    amounts,
                ),
                max_size=12,
            )
        )
    ):
        invoice = None if kind == "on_account" else 1
        sign = -1 if kind == "reversal" else 1
        lines.append(Line(f"P{n}", kind, invoice, "EUR", sign * amount, day, day))
        if kind == "on_account" and draw(st.booleans()):
            lines.append(Line(f"P{n}", "allocation", 1, "EUR", amount, day, day))
    touches = [
        touch(kind, day, day + timedelta(wait))
        for kind, day, wait in draw(
            st.lists(
                st.tuples(st.sampled_from(["talk", "message", "attempt"]), days, st.integers(0, 4)),
                max_size=8,
            )
        )
    ]
    vows = [
        Vow(f"V{n}", 1, f"V{n}", amount, day, day + timedelta(wait))
        for n, (day, wait, amount) in enumerate(
            draw(st.lists(st.tuples(days, st.integers(0, 14), amounts), max_size=3))
        )
    ]
    seen = [
        Cash(f"I{n}", 1, "EUR", amount, day, day + timedelta(wait))
        for n, (day, wait, amount) in enumerate(
            draw(st.lists(st.tuples(days, st.integers(1, 14), amounts), max_size=3))
        )
    ]
    return lines, touches, vows, seen


@given(books())
def test_classes_partition_the_payments(
    book: tuple[list[Line], list[Touch], list[Vow], list[Cash]],
) -> None:
    lines, touches, vows, seen = book
    cash = received(lines) + seen
    rows = Classifier({1: DUE}, touches, vows, (), cash).classified(cash)
    assert {row.cls for row in rows} <= set(CLASSES)
    sums = {
        currency: sum(amount for amount, _ in table.values())
        for currency, table in by_class(rows).items()
    }
    assert sums == total(cash)
    assert sum(n for table in by_class(rows).values() for _, n in table.values()) == len(cash)


@given(books())
def test_an_interval_is_judged_as_the_weakest_of_its_days(
    book: tuple[list[Line], list[Touch], list[Vow], list[Cash]],
) -> None:
    lines, touches, vows, seen = book
    cash = received(lines) + seen
    judge = Classifier({1: DUE}, touches, vows, (), cash)
    for row in seen:
        every = []
        for n in range((row.until - row.after).days):
            day = row.after + timedelta(n + 1)
            one = Cash(row.ref, 1, "EUR", row.amount, day - timedelta(1), day)
            every.append(judge.classified([one])[0].cls)
        found = judge.classified([row])[0]
        assert found.cls == min(every, key=STRENGTH.index)
        assert found.order_unknown == (len(set(every)) > 1)


@given(books())
def test_money_counts_once_and_never_more_than_came(
    book: tuple[list[Line], list[Touch], list[Vow], list[Cash]],
) -> None:
    lines = book[0]
    came = sum(line.amount for line in lines if line.kind in ("payment", "on_account"))
    assert 0 <= total(received(lines)).get("EUR", 0) <= came


def facts(id: int = 1) -> dict[int, ItemFacts]:
    return {
        id: ItemFacts(id, 7, "", "RE-1", "invoice", "EUR", 1000, 0, None, DUE, 1000, mar(1), False)
    }


def test_a_fall_of_the_balance_is_money_unless_a_line_says_so() -> None:
    fall = Fall(1, "paid", 1000, 0, mar(8), mar(15))
    assert [row.amount for row in seen_only([fall], [], facts())] == [1000]
    assert seen_only([fall], [paid(mar(12))], facts()) == []
    assert seen_only([fall], [paid(mar(15), posted=mar(18))], facts()) == []
    assert seen_only([fall], [paid(mar(17), posted=mar(18))], facts()) == []
    assert len(seen_only([fall], [paid(mar(30))], facts())) == 1
    part = seen_only([fall], [paid(mar(12), 400)], facts())
    assert [(row.amount, row.after, row.until) for row in part] == [(600, mar(8), mar(15))]
    credit = Line("C", "credit_note", 1, "EUR", 1000, mar(10), mar(10))
    assert seen_only([fall], [credit], facts()) == []
    assert seen_only([Fall(1, "credited", 1000, 0, mar(8), mar(15))], [], facts()) == []
