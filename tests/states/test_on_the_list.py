"""What the states bring onto the list: returned money, broken promises, overdue disputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from working.office import Office

from collectwork.domain.disputes import DisputeInput
from collectwork.domain.promises import PromiseInput
from collectwork.domain.worklist import WorkItem
from collectwork.usecases import accounts, disputes, followups, planning, promises
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record

DUE = date(2026, 11, 27)
DAY = timedelta(days=1)


def line_of(desk: Desk, customer_id: int) -> WorkItem | None:
    planning.plan(desk)
    shown = planning.worklist(desk, None, states=("open",))
    return next((one for one in shown if one.customer_id == customer_id), None)


def test_an_invoice_that_opens_again_opens_its_promise_and_counts_in_full(office: Office) -> None:
    first, _ = office.items
    record(office.desk, office.brenner, "promise", promise=PromiseInput(((first, 100_000),), DUE))
    office.book.pay(office.brenner, "RE-1", 100_000, DUE)
    later = office.desk.on(date(2026, 12, 8))
    promises.evaluate(later)
    assert promises.promises(later)[0].state == "kept"
    office.book.pay(office.brenner, "RE-1", -100_000, date(2026, 12, 8), "reversal")
    line = line_of(later, office.brenner)
    assert promises.promises(later)[0].state == "broken"
    assert promises.promises(later)[0].state_on == date(2026, 12, 8)
    assert line is not None
    assert line.value == 1_000_000
    assert line.reasons[0].startswith("open again since 2026-12-08")
    record(later, office.brenner, "will_pay")
    after = office.desk.on(date(2026, 12, 9))
    assert line_of(after, office.brenner) is None


def test_a_dispute_past_its_day_comes_back_though_nothing_is_to_be_collected(
    office: Office,
) -> None:
    due = date(2026, 11, 25)
    wanted = DisputeInput(reason="not ordered", owner="sales", due=due)
    record(office.desk, office.brenner, "dispute", dispute=wanted)
    assert accounts.page(office.desk, office.brenner).to_collect["EUR"] == 0
    on_time = office.desk.on(due)
    assert line_of(on_time, office.brenner) is None
    assert disputes.disputes(on_time, overdue=True) == []
    late = office.desk.on(due + DAY)
    line = line_of(late, office.brenner)
    assert line is not None
    assert line.action == "dispute_overdue"
    (one,) = disputes.disputes(late, owner="Sales", overdue=True)
    disputes.reassign(late, one.id, "needs longer", due=date(2026, 12, 4))
    assert line_of(late, office.brenner) is None
    disputes.resolve(office.desk.on(date(2026, 12, 7)), one.id, "credited")
    line = line_of(office.desk.on(date(2026, 12, 7)), office.brenner)
    assert line is not None
    assert line.action != "dispute_overdue"


def test_a_break_plans_a_call_back_where_the_team_wants_it(office: Office) -> None:
    first, _ = office.items
    policy = replace(office.desk.policy, broken_promise_callback=True)
    desk = replace(office.desk, policy=policy)
    record(desk, office.brenner, "promise", promise=PromiseInput(((first, 100_000),), DUE))
    day = desk.on(date(2026, 12, 1))
    assert promises.evaluate(day) == {"broken": 1, "callbacks": 1}
    (call,) = followups.callbacks(day, "ana", due=True)
    assert call.purpose == "promise broken: 1000.00 EUR by 2026-11-27"
    assert promises.evaluate(day.on(date(2026, 12, 2))) == {}
    line = line_of(day, office.brenner)
    assert line is not None
    assert line.action == "callback"
