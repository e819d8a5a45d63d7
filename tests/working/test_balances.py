"""Working a book whose ledger is a summary by age: list, promise, second summary, other shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.domain.promises import PromiseInput
from collectwork.errors import InputRefused
from collectwork.usecases.accounts import page
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in
from collectwork.usecases.planning import plan, worklist
from collectwork.usecases.promises import evaluate, promises
from collectwork.usecases.recording import record

Bring = Callable[..., ImportReport]
HEAD = "Customer No,Name,Current,1 - 30,31 - 60,> 60,Total,Currency\n"
ITEMS = "Customer No,Name,Invoice No,Invoice Date,Due Date,Open Amount,Currency\n"
DAY = date(2026, 1, 31)


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    count = iter(range(1000))

    def bringing(text: str, as_of: date = DAY, **options: Any) -> ImportReport:
        path = tmp_path / f"file-{next(count)}.csv"
        path.write_text(text, "utf-8")
        return bring_in(on(desk, as_of), path, ReadOptions(as_of=as_of, **options))

    return bringing


def counted(report: ImportReport) -> dict[str, int]:
    return {kind: count for kind, count in report.events.items() if count}


def summary(*cells: int, who: str = "1") -> str:
    row = ",".join(f"{cell}.00" for cell in (*cells, sum(cells)))
    return f"{HEAD}{who},Ann {who},{row},EUR\n"


def on(desk: Desk, day: date) -> Desk:
    return replace(desk, today=day)


def test_a_summary_is_balances_with_bounds_and_no_due_days(desk: Desk, bring: Bring) -> None:
    report = bring(summary(100, 200, 300, -50))
    assert (report.items, report.shape, report.totals, report.past_due) == (
        4, "summary", {"EUR": 55000}, {"EUR": 50000},
    )  # fmt: skip
    account = page(on(desk, DAY), 1)
    assert all(item.due is None and item.kind == "balance" for item in account.items)
    assert account.past_due == {"EUR": 50000}
    assert account.to_collect == {"EUR": 45000}  # the credit lowers it
    assert account.buckets["EUR"]["31-60"] == 30000
    later = page(on(desk, DAY + timedelta(10)), 1)
    assert {item.document: item.late_by for item in later.items}["(31-60 days)"] == DAY - timedelta(
        31
    )


def test_the_list_says_at_least(desk: Desk, bring: Bring) -> None:
    bring(summary(100, 0, 300, 0))
    today = on(desk, DAY + timedelta(2))
    plan(today)
    line = worklist(today, None)[0]
    assert (line.oldest_days, line.days_shown) == (33, "33+")
    assert any("oldest at least 33 days" in reason for reason in line.reasons)


def test_the_next_summary_replaces_and_calls_nothing_paid(desk: Desk, bring: Bring) -> None:
    bring(summary(100, 200, 0, 0))
    week = DAY + timedelta(7)
    assert counted(bring(summary(0, 100, 200, 0), week)) == {}
    assert counted(bring(summary(0, 100, 50, 0), week + timedelta(7))) == {"changed": 1}
    report = bring(summary(10, 0, 0, 0, who="2"), week + timedelta(14), company="")
    assert counted(report) == {"new": 1, "vanished": 1}
    assert page(on(desk, week), 1).balance == {}


def test_the_same_day_again_corrects_it(desk: Desk, bring: Bring) -> None:
    bring(summary(100, 200, 0, 0))
    assert counted(bring(summary(100, 250, 0, 0))) == {"changed": 1}
    assert page(on(desk, DAY), 1).balance == {"EUR": 35000}


def test_a_promise_is_one_on_the_account(desk: Desk, bring: Bring) -> None:
    bring(summary(0, 200, 300, 0))
    today = on(desk, DAY + timedelta(2))
    lines = tuple((item.id, item.open) for item in page(today, 1).items)
    record(today, 1, "promise", promise=PromiseInput(lines, today.today + timedelta(5)))
    account = page(today, 1)
    assert [(p.item_id, p.amount, p.state) for p in account.promises] == [(None, 50000, "open")]
    assert account.to_collect == {"EUR": 0}
    bring(summary(0, 0, 200, 300), DAY + timedelta(7))  # all has moved on; the promise still holds
    assert page(on(desk, DAY + timedelta(7)), 1).to_collect == {"EUR": 0}
    bring(
        "Payment ID,Customer No,Payment Date,Amount,Currency\nP1,1,2026-02-06,500.00,EUR\n",
        DAY + timedelta(7), kind="payments",
    )  # fmt: skip
    late = on(desk, DAY + timedelta(20))
    evaluate(late)
    assert [p.state for p in promises(late)] == ["kept"]


def test_a_part_of_a_balance_is_not_disputed(desk: Desk, bring: Bring) -> None:
    from collectwork.domain.disputes import DisputeInput

    bring(summary(0, 200, 0, 0))
    today = on(desk, DAY + timedelta(2))
    item = page(today, 1).items[0].id
    with pytest.raises(InputRefused, match="account as a whole"):
        record(today, 1, "dispute", dispute=DisputeInput((item,), 100, reason="no goods"))
    record(today, 1, "dispute", dispute=DisputeInput((item,), None, reason="no goods"))
    account = page(today, 1)
    assert [(d.item_id, d.state) for d in account.disputes] == [(None, "open")]
    assert account.to_collect == {"EUR": 0}


def test_from_invoices_to_a_summary_and_back(desk: Desk, bring: Bring) -> None:
    both = (
        "1,Ann 1,F1,2025-12-01,2026-01-01,100.00,EUR\n1,Ann 1,F2,2025-12-01,2026-01-05,80.00,EUR\n"
    )
    bring(ITEMS + both)
    week = DAY + timedelta(7)
    there = bring(summary(0, 0, 180, 0), week)
    assert counted(there).keys() <= {"new", "changed"}
    assert any("replaced by the balances" in note for note in there.warnings)
    assert page(on(desk, week), 1).balance == {"EUR": 18000}
    back = bring(
        ITEMS + "1,Ann 1,F1,2025-12-01,2026-01-01,60.00,EUR\n"
        "1,Ann 1,F3,2026-01-02,2026-02-05,10.00,EUR\n",
        week + timedelta(7),
    )
    assert counted(back) == {"new": 1, "paid": 1, "part_paid": 1}
    assert any("nothing is counted twice" in note for note in back.warnings)
    assert page(on(desk, week), 1).balance == {"EUR": 7000}
