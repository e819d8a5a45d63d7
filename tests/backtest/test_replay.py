"""What is replayed: who is listed when under two sets of rules, reckoned by hand."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import TestClock

from backtest.history import EARLY, LATE, Past, row
from collectwork.domain.backtest import Backtest
from collectwork.domain.promises import PromiseInput
from collectwork.errors import InputRefused, NotFound
from collectwork.rules.ruleset import RulesRefused
from collectwork.store.tables import table
from collectwork.usecases import planning, recording
from collectwork.usecases.backtesting import backtest

NOT_DUE = row("9", "R9", 1, "2026-12-01")


def run(past: Past, **more: object) -> Backtest:
    return backtest(past.desk, str(past.old), str(past.new), **more)  # type: ignore[arg-type]


def lengths(found: Backtest) -> dict[str, tuple[int, int, int]]:
    return {
        one.day.strftime("%m-%d"): (one.old, one.new, one.both)
        for one in found.days
        if one.old or one.new
    }


def test_three_ledgers_by_hand(past: Past) -> None:
    past.three_ledgers()
    found = run(past)
    assert (found.first, found.last) == (date(2026, 10, 5), date(2026, 10, 19))
    assert len(found.days) == 11
    assert lengths(found) == {"10-05": (1, 2, 1), "10-12": (1, 1, 0), "10-19": (1, 0, 0)}
    assert [len(one.imports) for one in found.days if one.imports] == [1, 1, 1]
    assert (found.overlap.both, found.overlap.either) == (1, 5)
    assert found.overlap.accounts == 1.0
    delay = found.old.delay
    assert (delay.median, delay.cases, delay.touched) == (7, 3, 3)
    assert (found.new.delay.median, found.new.delay.touched) == (0, 3)
    assert found.old.by_size["1,000 to 10,000"].cases == 3
    moved = {(one.customer, one.old, one.new, one.days) for one in found.earlier.top}
    assert moved == {
        ("1", date(2026, 10, 12), date(2026, 10, 5), 7),
        ("3", date(2026, 10, 19), date(2026, 10, 12), 7),
    }
    assert found.later.count == found.only_new.count == found.only_old.count == 0
    weeks = {week.week: (week.lines, week.calls, week.mails) for week in found.new.weeks}
    assert weeks["2026-W41"] == (2, 2, 0)
    assert found.approximate == ()


def test_the_same_rules_agree_with_themselves(past: Past) -> None:
    past.three_ledgers()
    found = backtest(past.desk, str(past.old), "current")
    assert found.overlap.jaccard == 1.0
    assert found.old.delay == found.new.delay
    assert found.old.weeks == found.new.weeks
    assert found.old.version == found.new.version
    assert not found.earlier.count + found.later.count + found.only_new.count
    assert all(one.old == one.new == one.both for one in found.days)


def test_on_the_days_of_imports_only(past: Past) -> None:
    past.three_ledgers()
    found = run(past, imports_only=True)
    assert [one.day.day for one in found.days] == [5, 12, 19]
    assert lengths(found) == {"10-05": (1, 2, 1), "10-12": (1, 1, 0), "10-19": (1, 0, 0)}


def test_a_part_of_the_time(past: Past) -> None:
    past.three_ledgers()
    found = run(past, first=date(2026, 10, 13), last=date(2026, 10, 19))
    assert lengths(found) == {"10-13": (2, 3, 2), "10-19": (1, 0, 0)}


def test_only_so_many_a_day_are_worked(past: Past) -> None:
    """The rest waits for the next day; nobody owns these accounts, so 40 are worked a day."""
    rows = [row(f"{n}", f"R{n}", 1000, "2026-09-01") for n in range(1, 46)]
    past.ledger("2026-10-05", *rows)
    past.ledger("2026-10-06", *rows)
    found = run(past)
    assert lengths(found) == {"10-05": (45, 45, 45), "10-06": (5, 5, 5)}
    assert (found.old.worked, found.old.left) == (45, 5)
    assert found.days[0].by_collector == {"": (45, 45, 45)}


def test_paid_before_their_turn(past: Past) -> None:
    """45 are listed under the new rules only, 40 worked; the five others pay before their turn."""
    rows = [row(f"{n}", f"R{n}", 1000 + n, "2026-10-01") for n in range(1, 46)]
    past.ledger("2026-10-05", *rows, NOT_DUE)
    past.ledger("2026-10-06", NOT_DUE)
    found = run(past)
    assert lengths(found) == {"10-05": (0, 45, 0)}
    assert found.only_new.count == 45
    assert found.paid_anyway.count == 5
    assert found.paid_anyway.top[0].note == "nothing due on 2026-10-06"
    assert found.new.delay.touched == 40
    assert found.old.delay.censored == 45


def test_cash_between_ledgers_counts_from_its_file(past: Past) -> None:
    past.ledger("2026-10-05", row("1", "R1", 1000, "2026-09-20"), NOT_DUE)
    past.cash("2026-10-07", "1,R1,2026-10-07,2026-10-07,1000.00,EUR,P1\n")
    past.ledger("2026-10-08", NOT_DUE)
    with past.desk.store.workbench(lambda done, of: None) as bench:
        owed = {}
        for day in (5, 6, 7):
            with bench.moved_to(date(2026, 10, day)):
                pass
            owed[day] = [one.to_collect for one in bench.owing(date(2026, 10, day))]
    assert owed == {5: [100_000], 6: [100_000], 7: []}


def test_reopened_and_partly_paid_items_are_brought_back(past: Past) -> None:
    past.ledger("2026-10-05", row("1", "R1", 1000, "2026-09-20"), NOT_DUE)
    past.ledger("2026-10-06", row("1", "R1", 400, "2026-09-20"), NOT_DUE)
    past.ledger("2026-10-07", NOT_DUE)
    past.ledger("2026-10-08", row("1", "R1", 900, "2026-09-30"))
    with past.desk.store.workbench(lambda done, of: None) as bench:
        owed = {}
        for day in (5, 6, 7, 8):
            with bench.moved_to(date(2026, 10, day)):
                pass
            owed[day] = [one.due for one in bench.owing(date(2026, 10, day))]
        assert bench.difference().differing == 0
    assert owed == {5: [100_000], 6: [40_000], 7: [], 8: [90_000]}


def promise(past: Past, day: date, amount: int, until: date) -> None:
    with past.desk.store.read() as tx:
        query = table("item").select().where(table("item").c.document == "R1")
        one = tx.connection.execute(query).one()  # type: ignore[attr-defined]
    recording.record(
        past.desk.on(day), one.customer_id, "promise",
        promise=PromiseInput(((one.id, amount),), until), key=f"p{day}",
    )  # fmt: skip


def test_a_promise_holds_back_until_it_is_broken(past: Past) -> None:
    """Promised on the 6th for the 8th with three days of tolerance: broken on the 12th."""
    past.ledger("2026-10-05", row("1", "R1", 1000, "2026-09-20"))
    promise(past, date(2026, 10, 6), 100_000, date(2026, 10, 8))
    past.ledger("2026-10-14", row("1", "R1", 1000, "2026-09-20"))
    found = run(past, first=date(2026, 10, 6))
    assert lengths(found) == {"10-12": (1, 1, 1)}
    assert found.broken == 1
    assert found.old.weeks[-1].by_action == {"promise_broken": 1}


def test_what_came_later_changes_no_earlier_day(past: Past) -> None:
    past.ledger("2026-10-05", row("1", "R1", 1000, "2026-09-20"), row("2", "R2", 5, "2026-09-30"))
    past.ledger("2026-10-12", row("1", "R1", 1000, "2026-09-20"), row("2", "R2", 5, "2026-09-30"))
    before = run(past)
    past.cash("2026-10-14", "1,R1,2026-10-06,2026-10-06,600.00,EUR,P1\n")
    past.ledger("2026-10-15", row("1", "R1", 400, "2026-11-20"), row("3", "R3", 9, "2026-09-01"))
    promise(past, date(2026, 10, 15), 40_000, date(2026, 10, 30))
    after = run(past)
    assert after.last > before.last
    assert list(after.days[: len(before.days)]) == list(before.days)
    same_end = run(past, last=before.last)
    assert same_end.old.delay == before.old.delay
    assert same_end.overlap == before.overlap
    assert same_end.new.weeks == before.new.weeks


@pytest.mark.parametrize("dated", [True, False])
def test_customers_are_as_they_were_then(past: Past, clock: TestClock, dated: bool) -> None:
    """A list that moves a customer to another segment counts from its day; one that came with the
    first ledger, without a day, counts from the beginning."""
    rows = [row("1", "R1", 1000, "2026-09-01"), row("2", "R2", 1000, "2026-09-01")]
    past.ledger("2026-10-05", *rows)
    past.customers("2026-10-05" if dated else None, c1="retail", c2="trade")
    past.ledger("2026-10-12", *rows)
    clock.pass_(days=1)
    past.customers("2026-10-13", c1="trade", c2="trade")
    past.ledger("2026-10-14", *rows)
    rules = LATE.replace('name = "all"', 'name = "retail"\nwhen = "segment is retail"')
    past.new.write_text(rules.replace("quiet_days = 5", "quiet_days = 1"), "utf-8")
    found = run(past)
    listed = {one.day.day: one.new for one in found.days if one.new}
    assert listed == {5: 1}


def test_nothing_is_written_to_the_store(past: Past) -> None:
    past.three_ledgers()
    with past.desk.store.read() as tx:
        head = tx.log.head()
    run(past)
    with past.desk.store.read() as tx:
        assert tx.log.head() == head


def test_versions_that_were_in_force(past: Past) -> None:
    past.three_ledgers()
    planning.plan(past.desk)
    with past.desk.store.read() as tx:
        version = tx.plans.rules_versions()[0].version
    found = backtest(past.desk, version[:6], str(past.new), imports_only=True)
    assert (found.old.name, found.old.version) == (version, version)
    with pytest.raises(NotFound, match="no previous version"):
        backtest(past.desk, "previous", "current")
    with pytest.raises(NotFound, match=f"(?s)No rules are called 'curent'.*current.*{version}"):
        backtest(past.desk, "curent", "current")
    with pytest.raises(NotFound, match=r"There is no rules file lost\.toml"):
        backtest(past.desk, "lost.toml", "current")


def test_what_cannot_be_replayed_is_refused(past: Past) -> None:
    with pytest.raises(InputRefused, match="the store has no ledger"):
        run(past)
    past.ledger("2026-10-05", row("1", "R1", 1000, "2026-09-20"))
    with pytest.raises(InputRefused, match="the store has one ledger"):
        run(past)
    past.ledger("2026-10-12", row("1", "R1", 1000, "2026-09-20"))
    with pytest.raises(InputRefused, match="Nothing to replay from 2027"):
        run(past, first=date(2027, 1, 1))
    past.new.write_text(EARLY.replace("strategy =", "stratgy ="), "utf-8")
    with pytest.raises(RulesRefused, match=r"new\.toml:7"):
        run(past)
