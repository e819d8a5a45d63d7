"""Order and decisions on plain values: nobody waits for ever, nothing paused is listed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork import bootstrap
from collectwork.domain.calendar import add_business_days, business_days_between
from collectwork.domain.facts import AccountFacts, BookHabits
from collectwork.domain.outcomes import STANDARD
from collectwork.domain.worklist import fulfils
from collectwork.rules.decide import Rulebook
from collectwork.rules.planner import plan
from collectwork.rules.reading import read
from collectwork.rules.score import Habits, quantile, shares

TODAY = date(2026, 11, 20)
STANDARD_BOOK = Rulebook(read(bootstrap.SHIPPED_RULES.read_text("utf-8"), "standard.toml"))
CALLS = Rulebook(
    read(
        '[defaults]\ncurrency = "any"\nquiet_days = 0\n[[rule]]\nname = "due"\n'
        'when = "1 day past due or over 0"\naction = "call"\n',
        "calls.toml",
    )
)
CODES = {outcome.code: outcome for outcome in STANDARD}


def account(id: int, amount: int = 100_000, days: int = 12, **more: object) -> AccountFacts:
    facts = AccountFacts(
        id, str(id), f"C{id}", "EUR", balance=amount, past_due=max(amount, 0) if days > 0 else 0,
        to_collect=amount if days >= 0 else 0, oldest_days=max(days, 0), days_past_due=days,
        lead_due=TODAY - timedelta(days=days), lead_amount=amount, lead_item_id=id,
    )  # fmt: skip
    for name, value in more.items():
        setattr(facts, name, value)
    return facts


def test_the_score_is_value_and_waiting_as_addends() -> None:
    assert shares(500, 1000, 7, False) == (500_000, 350_000)
    assert shares(5000, 1000, 0, False) == (1_000_000, 0)
    assert shares(1, 1000, 2, True) == (1_000_000, 100_000)
    assert quantile(range(1, 11)) == 9
    assert quantile([]) == 1
    (line,) = plan(CALLS, [account(1)], BookHabits(), TODAY).lines
    assert line.reasons[-1].endswith("waiting 10 days")
    assert line.score == line.value + 10 * 50_000


def test_the_quick_version_of_paying_anyway() -> None:
    """metrics 7: own contact-free days late 2, 5, 9, 12, 30; 10 days past due; team 0.40."""
    habits = Habits(BookHabits({2: 39, 9: 59}))  # of 98 paid later than week 1, 39 within two
    assert habits.team_share(10) == pytest.approx(0.40)
    known = account(1, days=10, history=(2, 1))
    assert habits.paid_anyway(known) == pytest.approx((1 + 1.6) / (2 + 4))
    effect = Habits(BookHabits({}, {"call": (100, 55)}))
    assert effect.added_chance("call", 0.433) == pytest.approx(1 - 0.45 / 0.567, abs=0.001)
    assert effect.added_chance("mail", 0.433) == 1.0


def test_nothing_known_is_one_paid_and_one_not() -> None:
    assert Habits(BookHabits()).team_share(10) == 0.5


def test_a_further_contact_is_worth_less() -> None:
    habits = Habits(BookHabits())
    fresh, tired = account(1), account(2, contacts=3)
    assert habits.value(tired, "call") == int(habits.value(fresh, "call") * 0.9**3)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_invariants_of_any_list(data: st.DataObject) -> None:
    accounts = [_any_account(data, id) for id in range(1, data.draw(st.integers(1, 12)) + 1)]
    made = plan(STANDARD_BOOK, accounts, BookHabits(), TODAY)
    assert made.considered == len(accounts)
    by_id = {facts.customer_id: facts for facts in accounts}
    ranks: dict[str, list[int]] = {}
    for line in made.lines:
        facts = by_id[line.customer_id]
        ranks.setdefault(line.collector, []).append(line.rank)
        assert facts.block is None
        if line.action == "callback":
            continue
        assert not (facts.quiet_until and facts.quiet_until > TODAY)
        courtesy = facts.to_collect == 0 and line.template == "pre_due"
        assert facts.to_collect > 0 or courtesy or line.action == "reply"
        if line.action not in ("reply", "promise_broken"):
            assert facts.next_on is None or facts.next_on <= TODAY
    for found in ranks.values():
        assert found == list(range(1, len(found) + 1))
    shuffled = random.Random(1).sample(accounts, len(accounts))
    assert plan(STANDARD_BOOK, shuffled, BookHabits(), TODAY).lines == made.lines


def _any_account(data: st.DataObject, id: int) -> AccountFacts:
    days = st.one_of(st.none(), st.integers(-20, 20).map(lambda n: TODAY + timedelta(days=n)))
    past = st.one_of(st.none(), st.integers(0, 20).map(lambda n: TODAY - timedelta(days=n)))
    return account(
        id,
        data.draw(st.integers(0, 5_000_000)),
        data.draw(st.integers(-10, 200)),
        owner=data.draw(st.sampled_from([None, "ana", "ben"])),
        block=data.draw(st.sampled_from([None, None, "hold: x"])),
        callback_on=data.draw(days),
        quiet_until=data.draw(days),
        next_on=data.draw(days),
        last_contact=data.draw(past),
        reply_waiting=data.draw(st.booleans()),
        broken_on=data.draw(past),
        broken_promises=data.draw(st.integers(0, 3)),
        thread_no=data.draw(st.integers(0, 9)),
        thread_strategy=data.draw(st.sampled_from(["", "standard", "short", "gone"])),
        thread_on=data.draw(past),
        thread_lead=data.draw(st.sampled_from([None, id, id + 1])),
    )


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(0, 6), st.integers(2, 9))
@settings(max_examples=15, deadline=None)
def test_nobody_waits_longer_than_the_bound(seed: int, begin: int, daily: int, hands: int) -> None:
    """Work the top of the list every day: each account is reached within ⌈(B + a(A)) ÷ c⌉."""
    rnd = random.Random(seed)
    entered: dict[int, tuple[date, int]] = {}
    waiting: dict[int, AccountFacts] = {}
    arrivals: dict[date, int] = {}
    served: list[tuple[int, date]] = []
    day, number = date(2026, 1, 5), 0
    for n in range(60):
        fresh = begin if n == 0 else rnd.randint(0, daily)
        arrivals[day] = fresh
        for _ in range(fresh):
            number += 1
            facts = account(number, rnd.choice([10_000, 100_000, 9_999_999]), 12)
            facts.lead_due, facts.known_since = day, day
            waiting[number] = facts
            entered[number] = (day, len(waiting))
        lines = plan(CALLS, waiting.values(), BookHabits(), day).lines
        for line in lines[:hands]:
            del waiting[line.customer_id]
            served.append((line.customer_id, day))
        day = add_business_days(day, 1)
    for id, done in served:
        since, ahead = entered[id]
        during = sum(
            count for when, count in arrivals.items()
            if 0 < business_days_between(since, when) <= 20
        )  # fmt: skip
        waited = business_days_between(since, done) + 1
        # Those that came on the same day count into B, whichever was put in first.
        same_day = arrivals[since]
        assert waited <= ceil((ahead + same_day + during) / hands)


def test_callbacks_come_first_by_their_time() -> None:
    accounts = [
        account(1, 9_999_999, 300),
        account(2, callback_on=TODAY, callback_at="2026-11-20T14:00:00.000000Z"),
        account(3, callback_on=TODAY, callback_at="2026-11-20T09:00:00.000000Z"),
        account(4, callback_on=TODAY - timedelta(days=1)),
    ]
    lines = plan(STANDARD_BOOK, accounts, BookHabits(), TODAY).lines
    assert [line.customer_id for line in lines] == [4, 3, 2, 1]


def test_the_first_rule_that_fits_gives_the_strategy() -> None:
    steady = account(1, paid_invoices=8, usual_lateness=2)
    breaker = account(2, paid_invoices=8, usual_lateness=2, broken_promises=2)
    lost = account(3, tags=("agency",))
    made = {line.customer_id: line for line in plan(
        STANDARD_BOOK, [steady, breaker, lost], BookHabits(), TODAY
    ).lines}  # fmt: skip
    assert {id: line.strategy for id, line in made.items()} == {1: "gentle", 2: "short"}
    assert STANDARD_BOOK.decide(lost, TODAY).kind == "off"


def test_a_change_of_strategy_does_not_write_the_same_again() -> None:
    facts = account(
        1, days=12, broken_promises=2, thread_strategy="standard", thread_step="first notice",
        thread_no=2, thread_on=TODAY - timedelta(days=6), thread_lead=1,
    )  # fmt: skip
    found = STANDARD_BOOK.decide(facts, TODAY)
    assert (found.strategy, found.step) == ("short", "second notice")


@pytest.mark.parametrize(
    ("action", "code", "attempts", "done"),
    [
        ("call", "no_answer", 1, False),
        ("call", "no_answer", 3, True),
        ("call", "voicemail", 1, True),
        ("call", "mail", 1, False),
        ("mail", "mail", 1, True),
        ("mail", "voicemail", 1, False),
        ("mail", "will_pay", 1, True),
        ("escalate", "will_pay", 1, False),
        ("hand_over", "escalate", 1, True),
        ("call", "skip", 1, False),
    ],
)
def test_what_fulfils_a_step(action: str, code: str, attempts: int, done: bool) -> None:
    assert fulfils(action, CODES[code], attempts) is done


def test_rules_with_an_action_list_by_themselves() -> None:
    quiet = replace(CALLS.rules, quiet_days=5)
    rested = account(1, last_contact=TODAY - timedelta(days=2))
    assert Rulebook(quiet).decide(rested, TODAY).kind == "quiet"
    assert Rulebook(quiet).decide(account(2), TODAY).action == "call"
