"""What began and what ceased, found set-wise, is what a look at every account finds; on both
databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning.test_rule_sql import odd_book
from rules.random_conditions import TEXTS
from working.book import TODAY

from alerts.made import RULES
from collectwork.rules.reading import read
from collectwork.usecases import alerts
from collectwork.usecases.alerting import raising
from collectwork.usecases.desk import Desk, RulesText

QUICK = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
KINDS = (
    'on = "enters_bucket"\nbucket = ["1-30", "31-60", "91+"]', 'on = "over_limit"',
    'on = "reply_waiting"', 'on = "near"\npercent = 33',
    'on = "near"\nfact = "past_due"\nthreshold = 100\npercent = 77',
    'on = "near"\nfact = "open_items"\nthreshold = 3\npercent = 50',
    'on = "untouched"\ndays = 5', 'on = "promise_broken"', 'on = "block_ending"\ndays = 30',
)  # fmt: skip


@pytest.fixture
def odd(desk: Desk) -> Desk:
    return odd_book(desk)


@st.composite
def rules(draw: st.DrawFn) -> str:
    lines = [RULES]
    for n in range(draw(st.integers(1, 70 if draw(st.booleans()) else 4))):
        kind = draw(st.sampled_from(("", *KINDS)))
        lines.append(f'[[alert]]\nname = "a{n}"\n{kind}')
        if not kind or draw(st.booleans()):
            lines.append(f'when = "{draw(st.sampled_from(TEXTS))}"')
    return "\n".join(lines)


@given(rules(), rules(), st.integers(0, 60))
@QUICK
def test_what_is_new_and_what_is_over_is_that_of_a_look_at_every_account(
    odd: Desk, before: str, text: str, days: int
) -> None:
    alerts.evaluate(replace(odd, rules=lambda: RulesText("rules.toml", before)))
    desk = replace(odd, today=TODAY + timedelta(days=days))
    ruleset = read(text, "random.toml")
    policy = desk.policy
    with desk.store.read() as tx:
        every = raising.watching(desk, tx, ruleset)
        for one in tx.plans.facts(
            desk.today, policy.quiet_days, ruleset.min_invoice, policy.base_currency
        ):
            every.look(one)
        active = {(one.rule, one.customer_id, one.subject): one.id for one in tx.alerts.active()}
    _, watch = raising.looked(desk, ruleset, None)
    assert watch is not None
    wanted_new, wanted_over = every.settled(active)
    new, over = watch.settled(raising.standing(desk, watch))
    assert sorted(over) == sorted(wanted_over)
    assert {(one.name, cause) for one, cause in new} == {
        (one.name, cause) for one, cause in wanted_new
    }
    again = replace(desk, rules=lambda: RulesText("rules.toml", text))
    assert alerts.evaluate(again).ended == len(wanted_over)
    _, watch = raising.looked(again, ruleset, None)
    assert watch is not None
    assert watch.settled(raising.standing(again, watch)) == ([], [])
    assert not watch.seen or any(one.is_event and one.when for one in ruleset.alerts)
