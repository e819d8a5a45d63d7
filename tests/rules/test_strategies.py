"""Strategies: fallbacks, floors, exit, tiers, and those that say themselves whom they are for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from collectwork.domain.facts import AccountFacts, BookHabits
from collectwork.domain.team import Person
from collectwork.rules import explaining, planner, words
from collectwork.rules.decide import Rulebook
from collectwork.rules.reading import read
from collectwork.rules.tiers import Seats

DAY = date(2026, 11, 20)

LADDER = """
[defaults]
currency = "any"
[[strategy]]
name = "ladder"
rank = 50
end = "the lead decides"
exit = "tags contains paused"
[[strategy.step]]
name = "notice"
day = 3
action = "mail"
template = "first_notice"
fallback = ["call", "letter"]
[[strategy.step]]
name = "call"
day = 10
action = "call"
min_invoice = 300
fallback = "mail"
template = "second_notice"
[[strategy.step]]
name = "final"
day = 20
action = "mail"
template = "final_notice"
[[strategy.tier]]
name = "two"
step = "final"
sender = "seniority 2"
copies = ["lead", "owner", "office@example.com"]
[[strategy.tier]]
name = "three"
day = 60
owner = "lead"
"""


def account(days: int = 5, amount: int = 100_000, **more: Any) -> AccountFacts:
    return AccountFacts(
        1, "C1", "Alpha", "EUR", past_due=amount, to_collect=amount, lead_amount=amount,
        days_past_due=days, oldest_days=days, lead_due=DAY - timedelta(days=days), lead_item_id=1,
        owner="ana", **more,
    )  # fmt: skip


def line(facts: AccountFacts, text: str = LADDER, people: tuple[Person, ...] = ()) -> Any:
    book = Rulebook(read(text, "rules.toml"))
    made = planner.plan(book, [facts], BookHabits(), DAY, seats=Seats.of(people))
    return made.lines[0] if made.lines else None


@pytest.mark.parametrize(
    ("known", "action", "template"),
    [
        ({"has_email": True}, "mail", "first_notice"),
        ({"has_phone": True}, "call", None),
        ({}, "letter", "first_notice"),
    ],
)
def test_the_first_way_that_reaches_the_customer_is_taken(
    known: dict[str, bool], action: str, template: str | None
) -> None:
    made = line(account(**known))
    assert (made.action, made.template, made.step) == (action, template, "notice")
    told = [reason for reason in made.reasons if "no usable e-mail address" in reason]
    assert bool(told) == (action != "mail")


def test_without_a_way_the_step_stays_and_says_what_is_lacking() -> None:
    made = line(account(25, thread_strategy="ladder", thread_no=2, thread_step="call",
                        thread_lead=1, thread_on=DAY - timedelta(days=9)))  # fmt: skip
    assert made.action == "mail"
    assert "no usable e-mail address is known" in made.reasons


def test_a_small_leading_invoice_passes_a_step_by() -> None:
    done = {"thread_strategy": "ladder", "thread_no": 1, "thread_step": "notice", "thread_lead": 1}
    assert line(account(12, 30_000, has_phone=True, **done)).step == "call"
    small = account(12, 100_000, has_phone=True, **done)
    small.lead_amount = 29_999
    assert line(small) is None  # the final notice is next, on day 20


def test_while_its_exit_holds_an_account_is_out_and_keeps_its_position() -> None:
    book = Rulebook(read(LADDER, "rules.toml"))
    facts = account(12, has_phone=True, tags=("paused",), thread_strategy="ladder", thread_no=1,
                    thread_step="notice", thread_lead=1)  # fmt: skip
    decision = book.decide(facts, DAY)
    assert (decision.kind, decision.strategy) == ("exit", "ladder")
    assert explaining.would_change(book, facts, DAY, decision) == [
        "out of the sequence 'ladder' while: tags contains paused"
    ]
    assert any(one.rule == "ladder: exit" for one in explaining.traces(book, facts, DAY, decision))
    facts.tags = ()
    assert book.decide(facts, DAY).step == "call"


def test_nobody_is_reminded_of_what_his_own_credit_covers() -> None:
    text = LADDER.replace("day = 3", "day = -5")

    def ahead(unapplied: int, balance: int) -> AccountFacts:
        facts = account(-3, 50_000, has_email=True, unapplied=unapplied, balance=balance)
        facts.to_collect = facts.past_due = 0
        return facts

    assert line(ahead(0, 50_000), text).step == "notice"
    assert line(ahead(49_999, 1), text).step == "notice"
    for covered in (ahead(50_000, 0), ahead(60_000, 40_000), ahead(0, -1)):
        assert line(covered, text) is None
        book = Rulebook(read(text, "rules.toml"))
        decision = book.decide(covered, DAY)
        (why,) = explaining.would_change(book, covered, DAY, decision)
        assert why.endswith("and credits and unapplied cash cover it")


def team() -> tuple[Person, ...]:
    return (
        Person("ana", "Ana", team="north"),
        Person("ben", "Ben", team="south", seniority=2),
        Person("cho", "Cho", team="north", seniority=3),
        Person("dee", "Dee", "lead", team="south"),
        Person("eli", "Eli", "lead", team="north", seniority=2, active=False),
        Person("fay", "Fay", "lead", team="north"),
    )


def test_tiers_bring_in_those_of_the_own_team_first() -> None:
    made = line(account(25), people=team())
    assert (made.tier, made.sender, made.collector) == ("two", "cho", "ana")
    assert made.copies == ("fay", "ana", "office@example.com")
    made = line(account(70), people=team())
    assert (made.tier, made.collector) == ("three", "fay")


def test_before_its_step_a_tier_does_nothing_and_without_a_team_nobody_is_meant() -> None:
    early = line(account(5), people=team())
    assert (early.tier, early.sender, early.copies) == ("", "", ())
    alone = line(account(25))
    assert (alone.tier, alone.sender, alone.copies) == ("two", "", ("ana", "office@example.com"))
    assert line(account(70)).collector == "ana"


def test_strategies_that_say_whom_they_are_for_are_asked_by_rank_among_the_rules() -> None:
    text = (
        LADDER
        + """
[[strategy]]
name = "gentle"
when = "segment is vip"
rank = 10
end_with = "stop"
[[strategy.step]]
name = "letter"
day = 1
action = "letter"
template = "first_notice"
"""
    )
    rules = read(text, "rules.toml")
    assert [(rule.name, rule.rank) for rule in rules.rules] == [("gentle", 10), ("ladder", 50)]
    assert line(account(segment="VIP"), text).strategy == "gentle"
    assert line(account(segment="other", has_email=True), text).strategy == "ladder"


def test_all_of_it_is_said_in_words() -> None:
    (rule, strategy) = words.ruleset(read(LADDER, "rules.toml"))
    assert rule["words"] == "every account: follows the strategy 'ladder'"
    assert "left while tags contains paused" in strategy["words"]
    assert "at the end the lead decides" in strategy["words"]
    assert "where that does not reach the customer call, else letter" in strategy["steps"][0]
    assert "if the leading invoice is at least 300" in strategy["steps"][1]
    assert strategy["tiers"] == [
        "from the step 'final' on (two): mails are signed by somebody of seniority 2 or more, "
        "copies go to the team's lead and the owner and office@example.com",
        "from day 60 on (three): it is on the list of the team's lead",
    ]
