"""The day's list end to end: made, made again, missed, worked, explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from store_fixtures import ruled_by
from working.book import TODAY, Book

from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.promises import PromiseInput
from collectwork.domain.worklist import WorkItem
from collectwork.errors import InputRefused
from collectwork.rules.ruleset import RulesRefused
from collectwork.store.tables import table
from collectwork.usecases import blocks, explaining, pinning, planning, recording
from collectwork.usecases.desk import Desk

LADDER = """
[defaults]
currency = "any"
quiet_days = 5
min_customer = 50
[[rule]]
name = "all"
strategy = "ladder"
[[strategy]]
name = "ladder"
end = "the lead decides"
[[strategy.step]]
name = "courtesy"
day = -5
action = "mail"
template = "pre_due"
min_amount = 1000
[[strategy.step]]
name = "first notice"
day = 3
action = "mail"
template = "first_notice"
[[strategy.step]]
name = "call"
day = 10
action = "call"
[[strategy.step]]
name = "final"
day = 30
action = "mail"
template = "final_notice"
[[strategy.step]]
name = "hand-over"
day = 60
action = "hand_over"
entry = false
"""


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.store)


@pytest.fixture
def team(desk: Desk) -> Desk:
    return ruled_by(desk, LADDER)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def open_lines(desk: Desk, collector: str | None = None) -> list[WorkItem]:
    return planning.worklist(desk, collector, states=("open",))


def steps(desk: Desk) -> dict[str, str]:
    return {line.customer: line.step or line.action for line in open_lines(desk)}


def test_each_account_enters_at_its_age(book: Book, team: Desk) -> None:
    for number, days in (("1", 1), ("2", 3), ("3", 12), ("4", 40), ("5", 200)):
        book.customer(number, f"C{number}", [("R", 100_000, days_ago(days))])
    result = planning.plan(team)
    assert (result.considered, result.listed, result.cleared) == (5, 4, 0)
    assert result.by_collector == {"": 4}
    assert result.by_rule == {"all": 4}
    assert steps(team) == {"2": "first notice", "3": "call", "4": "final", "5": "final"}
    aged = next(line for line in open_lines(team) if line.customer == "4")
    assert any("because of its age, 40 days" in reason for reason in aged.reasons)


def test_entry_first_begins_at_the_first_step(book: Book, desk: Desk) -> None:
    book.customer("1", "A", [("R", 100_000, days_ago(40))])
    first = ruled_by(desk, LADDER.replace("quiet_days = 5", 'quiet_days = 5\nentry = "first"'))
    planning.plan(first)
    assert steps(first) == {"1": "first notice"}


def test_a_large_invoice_gets_a_courtesy_before_it_is_due(book: Book, team: Desk) -> None:
    book.customer("1", "Large", [("R", 100_000, TODAY + timedelta(days=4))])
    book.customer("2", "Small", [("R", 99_999, TODAY + timedelta(days=4))])
    book.customer("3", "Later", [("R", 100_000, TODAY + timedelta(days=6))])
    assert steps(team) == {"1": "courtesy"}


def test_floors_of_customer_and_credits(book: Book, team: Desk) -> None:
    book.customer("1", "Below", [("R", 4_999, days_ago(9))])
    book.customer("2", "At", [("R", 5_000, days_ago(9))])
    book.customer("3", "In credit", [("R", 90_000, days_ago(9)), ("G", -90_000, None)])
    assert set(steps(team)) == {"2"}
    told = explaining.explain(team, 1)
    assert not told.listed
    assert told.would_change == ("0.01 EUR below the floor of 50.00 EUR",)


def test_ranks_count_from_one_for_each_collector(book: Book, team: Desk) -> None:
    for n in range(12):
        book.customer(str(n), f"C{n}", [("R", 10_000 * (n + 1), days_ago(9))], owner="ab"[n % 2])
    planning.plan(team)
    for owner in "ab":
        lines = planning.worklist(team, owner)
        assert [line.rank for line in lines] == list(range(1, 7))
        assert {line.collector for line in lines} == {owner}
        scores = [line.score for line in lines]
        assert scores == sorted(scores, reverse=True)
    everybody = planning.worklist(team, None)
    assert [line.score for line in everybody] == sorted(
        (line.score for line in everybody), reverse=True
    )


def test_a_newcomer_without_accounts_sees_those_nobody_owns(book: Book, team: Desk) -> None:
    book.customer("1", "Nobody's", [("R", 10_000, days_ago(9))])
    assert [line.customer for line in planning.worklist(team, "ana")] == ["1"]
    book.customer("2", "Ana's", [("R", 10_000, days_ago(9))], owner="ana")
    planning.plan(team)
    assert [line.customer for line in planning.worklist(team, "ana")] == ["2"]


def test_planning_twice_changes_nothing(book: Book, team: Desk) -> None:
    book.customer("1", "A", [("R", 10_000, days_ago(9))])
    first = planning.plan(team)
    second = planning.plan(team)
    assert first == second
    with team.store.read() as tx:
        runs = tx.connection.execute(select(func.count()).select_from(table("plan_run")))
        assert runs.scalar() == 1


def test_the_same_intent_plans_once(book: Book, team: Desk) -> None:
    book.customer("1", "A", [("R", 10_000, days_ago(9))])
    first = planning.plan(team, key="a" * 32)
    assert planning.plan(team, key="a" * 32) == first
    with team.store.read() as tx:
        assert [entry.kind for entry in tx.log.walk()].count("plan") == 1


def test_worked_lines_stay_and_settled_ones_are_cleared(book: Book, team: Desk) -> None:
    ids = [book.customer(n, n, [("R", 50_000, days_ago(12))]) for n in "abc"]
    planning.plan(team)
    recording.record(team, ids[0], "no_answer")
    book.pay(ids[1], "R", 50_000, TODAY)
    result = planning.plan(team)
    assert (result.listed, result.cleared) == (2, 1)
    states = {line.customer: line.state for line in planning.worklist(team, None)}
    assert states == {"a": "done", "b": "cleared", "c": "open"}
    assert sorted(line.rank for line in planning.worklist(team, None)) == [1, 2, 3]
    assert planning.position(team, None).done == 1
    assert planning.position(team, None).total == 2


def test_a_mail_rests_the_account_and_moves_the_sequence_on(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(3))])
    planning.plan(team)
    recording.record(team, customer, "mail", next_on=TODAY + timedelta(days=7))
    for n in range(1, 7):
        assert steps(team.on(TODAY + timedelta(days=n))) == {}
    assert steps(team.on(TODAY + timedelta(days=7))) == {"1": "call"}


def test_a_missed_week_neither_skips_nor_repeats(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(3))])
    planning.plan(team)
    recording.record(team, customer, "mail", next_on=TODAY + timedelta(days=7))
    late = team.on(TODAY + timedelta(days=45))
    assert steps(late) == {"1": "call"}
    recording.record(late, customer, "voicemail")
    later = late.on(late.today + timedelta(days=5))
    assert steps(later) == {"1": "final"}


def test_an_unanswered_call_is_not_the_step_done_until_the_third(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(12))])
    day = team
    for _ in range(3):
        assert steps(day) == {"1": "call"}
        done = recording.record(day, customer, "no_answer")
        assert done.next_on is not None
        day = day.on(done.next_on)
    assert steps(day) == {"1": "call"}  # its next date has come; the step itself is behind it
    with day.store.read() as tx:
        facts = tx.plans.facts(day.today, 5, 0, "", customer)
    assert (facts[0].thread_step, facts[0].thread_no) == ("call", 3)


def test_undo_takes_line_and_sequence_back(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(12))])
    planning.plan(team)
    recording.record(team, customer, "will_pay")
    assert steps(team) == {}
    recording.undo(team)
    assert steps(team) == {"1": "call"}
    with team.store.read() as tx:
        assert tx.plans.facts(TODAY, 5, 0, "", customer)[0].thread_no == 0


def test_a_promise_pauses_and_a_broken_one_comes_back_with_full_value(
    book: Book, team: Desk
) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(12))])
    book.customer("2", "B", [("R", 9_000_000, days_ago(12))])
    planning.plan(team)
    due = TODAY + timedelta(days=5)
    promise = PromiseInput(((book.item(customer, "R"), 50_000),), due, None, None)
    recording.record(team, customer, "promise", promise=promise)
    assert "1" not in steps(team.on(due + timedelta(days=3)))
    told = explaining.explain(team.on(due), customer)
    assert any("live promise until" in block for block in told.blocks)
    broken = team.on(due + timedelta(days=4))
    first = next(line for line in open_lines(broken) if line.customer == "1")
    assert (first.action, first.template) == ("promise_broken", "promise_broken")
    assert first.value == 1_000_000
    assert first.reasons[0].startswith("promise broken on ")
    assert first.reasons[-1].startswith("1.00 promise broken + ")


def test_a_promise_over_several_invoices_breaks_once(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R1", 50_000, days_ago(20)), ("R2", 60_000, days_ago(12))])
    due = TODAY + timedelta(days=5)
    lines = ((book.item(customer, "R1"), 50_000), (book.item(customer, "R2"), 60_000))
    recording.record(team, customer, "promise", promise=PromiseInput(lines, due, None, None))
    broken = team.on(due + timedelta(days=4))
    planning.plan(broken)
    with broken.store.read() as tx:
        assert tx.plans.facts(broken.today, 5, 0, "", customer)[0].broken_promises == 1


def test_the_reasons_add_up_to_the_score(book: Book, team: Desk) -> None:
    for n in range(1, 14):
        book.customer(str(n), f"C{n}", [("R", 12_345 * n, days_ago(12 + n))])
    planning.plan(team)
    for line in open_lines(team):
        value, waiting = line.reasons[-1].split(" + ")
        parts = float(value.split()[0]) + float(waiting.split()[0])
        assert f"{parts:.2f}" == f"{line.score / 1_000_000:.2f}"


def test_a_callback_outranks_everything_and_keeps_off_until_then(book: Book, team: Desk) -> None:
    customer = book.customer("1", "Small", [("R", 6_000, days_ago(12))])
    book.customer("2", "Large", [("R", 9_000_000, days_ago(300))])
    planning.plan(team)
    monday = TODAY + timedelta(days=3)
    call = FollowUpInput("callback", monday, None, "+49 40 1", "ask for Ott", False)
    recording.record(team, customer, "call_back", follow_up=call)
    assert "1" not in steps(team)
    first = open_lines(team.on(monday))[0]
    assert (first.customer, first.action) == ("1", "callback")
    assert "ask for Ott" in first.reasons[0]


def test_a_block_keeps_off_until_its_end_and_says_so(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(12))])
    blocks.block(team, customer, "complaint", "wrong goods", TODAY + timedelta(days=2))
    assert steps(team) == {}
    told = explaining.explain(team, customer)
    assert not told.listed
    assert told.blocks == ("complaint: wrong goods until Sun 22 Nov 2026",)
    assert told.would_change == ("the block ends on Sun 22 Nov 2026, or lift it before",)
    assert steps(team.on(TODAY + timedelta(days=3))) == {"1": "call"}


def test_the_next_oldest_inherits_but_not_beyond_its_age(book: Book, team: Desk) -> None:
    customer = book.customer(
        "1", "A", [("old", 50_000, days_ago(31)), ("new", 40_000, days_ago(4))]
    )
    planning.plan(team)
    assert steps(team) == {"1": "final"}
    recording.record(team, customer, "mail", next_on=TODAY + timedelta(days=6))
    book.pay(customer, "old", 50_000, TODAY)
    later = team.on(TODAY + timedelta(days=6))
    assert steps(later) == {"1": "call"}  # the notice it was listed in counts for the younger one


def test_a_debt_that_was_paid_starts_anew(book: Book, team: Desk) -> None:
    customer = book.customer(
        "1", "A", [("old", 50_000, days_ago(31)), ("new", 40_000, TODAY + timedelta(days=30))]
    )
    planning.plan(team)
    recording.record(team, customer, "mail", next_on=TODAY + timedelta(days=6))
    book.pay(customer, "old", 50_000, TODAY)
    planning.plan(team.on(TODAY + timedelta(days=6)))
    later = team.on(TODAY + timedelta(days=34))
    assert steps(later) == {"1": "first notice"}


def test_the_end_is_defined_and_said(book: Book, team: Desk) -> None:
    customer = book.customer("1", "A", [("R", 50_000, days_ago(40))])
    planning.plan(team)
    recording.record(team, customer, "mail", next_on=TODAY + timedelta(days=20))
    over = team.on(TODAY + timedelta(days=20))
    assert steps(over) == {"1": "hand-over"}
    done = recording.record(over, customer, "escalate", reason="nothing helps")
    assert done.next_on is not None
    after = over.on(TODAY + timedelta(days=21))
    assert steps(after) == {}
    with after.store.read() as tx:
        facts = tx.plans.facts(after.today, 5, 0, "", customer)[0]
    assert facts.thread_step == "hand-over"


def test_every_customer_is_explained(book: Book, team: Desk) -> None:
    listed = book.customer("1", "A", [("R", 50_000, days_ago(12))])
    ahead = book.customer("2", "B", [("R", 50_000, TODAY + timedelta(days=12))])
    soon = book.customer("3", "C", [("R", 50_000, days_ago(1))])
    nothing = book.customer("4", "D")
    told = explaining.explain(team, listed)
    assert (told.listed, told.rank) == (True, 1)
    assert [trace.rule for trace in told.rules] == ["all", "ladder: call", "least amount"]
    (condition,) = told.rules[1].conditions
    assert (condition.field, condition.saw, condition.op, condition.value, condition.holds) == (
        "days_past_due", "12", ">=", "10", True,
    )  # fmt: skip
    assert told.would_change
    assert explaining.explain(team, ahead).would_change == ("nothing is due before Wed 2 Dec 2026",)
    assert explaining.explain(team, soon).would_change == (
        "next step 'first notice' due Sun 22 Nov 2026",
    )
    told = explaining.explain(team, nothing)
    assert "no open items" in told.would_change[0]
    assert [trace.rule for trace in told.rules][:1] == ["all"]


def test_a_change_of_rules_counts_at_once_and_is_kept(book: Book, team: Desk) -> None:
    book.customer("1", "A", [("R", 50_000, days_ago(12))])
    first = planning.plan(team)
    changed = ruled_by(team, LADDER.replace("day = 10", "day = 20"))
    second = planning.plan(changed)
    assert second.run_id != first.run_id
    assert steps(changed) == {"1": "first notice"}
    with team.store.read() as tx:
        changes = [entry.data for entry in tx.log.walk() if entry.kind == "rules.changed"]
        run = tx.plans.newest_run(TODAY)
        assert run is not None
        kept = tx.plans.rules_text(run.ruleset)
    assert kept is not None
    assert "day = 20" in kept.text
    assert [change["version"] for change in changes][-1] == kept.version
    assert changes[-1]["changes"] == ["-day = 10", "+day = 20"]


def test_broken_rules_change_nothing(book: Book, team: Desk) -> None:
    book.customer("1", "A", [("R", 50_000, days_ago(12))])
    planning.plan(team)
    broken = ruled_by(team, LADDER.replace("day = 10", "dya = 10"))
    with pytest.raises(RulesRefused, match=r"rules\.toml:\d+:1: there is no key 'dya'"):
        planning.plan(broken)
    assert steps(broken) == {"1": "call"}


def test_pins_need_a_reason_and_move_the_line(book: Book, team: Desk) -> None:
    ids = [book.customer(n, n, [("R", 50_000 * (9 - k), days_ago(12))])
           for k, n in enumerate("abc")]  # fmt: skip
    planning.plan(team)
    with pytest.raises(InputRefused, match="reason"):
        pinning.pin(team, ids[2], "top", "")
    pinning.pin(team, ids[2], "top", "visit tomorrow")
    assert [line.customer for line in planning.worklist(team, "ana")] == ["c", "a", "b"]
    pinning.pin(team, ids[0], "end", "asked to wait")
    assert [line.customer for line in planning.worklist(team, "")] == ["c", "b", "a"]


def test_several_currencies_are_ranked_in_one_and_shown_in_theirs(book: Book, team: Desk) -> None:
    from collectwork.domain.activity import Draft

    customer = book.customer("1", "A", [("R", 50_000, days_ago(12))])
    with book.store.write() as tx:
        book._item(tx.connection, 1, customer, "U", 80_000, days_ago(40), "USD")
        tx.record(Draft("assigned", None, {}))
    (line,) = open_lines(team)
    assert (line.currency, line.to_collect) == ("USD", 80_000)
    assert line.amounts == {"EUR": (50_000, 50_000), "USD": (80_000, 80_000)}
    with book.store.write() as tx:
        rate = {"currency": "USD", "day": TODAY, "base": "EUR", "rate": 500_000}
        tx.connection.execute(table("rate").insert().values(rate))
        tx.record(Draft("assigned", None, {}))
    based = replace(team, policy=replace(team.policy, base_currency="EUR"))
    planning.plan(based)
    (line,) = open_lines(based)
    assert (line.currency, line.to_collect, line.step) == ("EUR", 90_000, "final")


def test_history_is_what_was_paid_and_how_late(book: Book, team: Desk) -> None:
    due = days_ago(60)
    customer = book.customer(
        "1", "A",
        [("R1", 5_000, due), ("R2", 5_000, due), ("R3", 5_000, due), ("R4", 9_000, days_ago(12))],
    )  # fmt: skip
    book.pay(customer, "R1", 5_000, due)
    book.pay(customer, "R2", 5_000, due + timedelta(days=16))
    book.compare(customer, "R3", 0, due + timedelta(days=25), due + timedelta(days=32))
    with team.store.read() as tx:
        (facts,) = tx.plans.facts(TODAY, 5, 0, "", customer)
        habits = tx.plans.habits(TODAY)
    assert (facts.paid_invoices, facts.usual_lateness, facts.paid_late) == (3, 16, 66)
    assert facts.history == (2, 1)  # two paid later than 12 days, one of them within two weeks
    assert habits.late == {0: 1, 2: 1, 4: 1}
