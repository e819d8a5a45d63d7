"""Only accounts that a rule is about leave the database, and what is proposed stays the same as if
every account had been looked at; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning.test_rule_sql import odd_book
from rules.random_conditions import TEXTS
from working.book import TODAY, Book

from collectwork.domain.activity import Draft
from collectwork.rules.notices import Ask
from collectwork.rules.reading import read
from collectwork.store import tables
from collectwork.usecases import planning, proposals
from collectwork.usecases.desk import Desk, RulesText
from collectwork.usecases.proposing.candidates import Candidates, found
from collectwork.usecases.proposing.evaluating import to_propose
from proposals.conftest import RULES

KINDS = ("credit_hold", "write_off", "agency", "legal", "interest", "fee")
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EVERY = """
[[proposal]]
name = "owes"
kind = "write_off"
when = "balance over 0"
"""


@pytest.fixture
def odd(desk: Desk) -> Desk:
    return odd_book(desk)


@st.composite
def rules(draw: st.DrawFn) -> str:
    lines = [RULES]
    for n in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(KINDS))
        lines.append(f'[[proposal]]\nname = "p{n}"\nkind = "{kind}"')
        if kind == "fee":
            lines.append('step = "first notice"\namount = "5.00 EUR"')
        if kind in ("write_off", "agency") and draw(st.booleans()):
            lines.append('block = "complaint"')
        if kind not in ("fee", "interest") or draw(st.booleans()):
            lines.append(f'when = "{draw(st.sampled_from(TEXTS))}"')
    return "\n".join(lines)


@given(rules(), st.integers(0, 40))
@QUICK
def test_what_is_proposed_is_what_a_look_at_every_account_comes_to(
    odd: Desk, text: str, days: int
) -> None:
    desk = replace(odd, today=TODAY + timedelta(days=days))
    ruleset = read(text, "random.toml")
    policy = desk.policy
    with desk.store.read() as tx:
        candidates = found(desk, tx, ruleset)
        every = Candidates(ruleset.version, candidates.notice)
        for one in tx.plans.facts(
            desk.today, policy.quiet_days, ruleset.min_invoice, policy.base_currency
        ):
            every.look(one)
        assert to_propose(desk, tx, ruleset, candidates) == to_propose(desk, tx, ruleset, every)
    fitting = [
        one for rule in ruleset.proposals for one in every.facts().values() if rule.fits(one)
    ]
    assert candidates.facts().keys() <= {one.customer_id for one in fitting}


def with_rules(desk: Desk, text: str) -> Desk:
    return replace(desk, rules=lambda: RulesText("rules.toml", RULES + text))


class Interrupted:
    """A store at whose next write somebody else is quicker."""

    def __init__(self, desk: Desk, first: Any) -> None:
        self._store, self._first = desk.store, first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, *given: Any, **named: Any) -> Any:
        first, self._first = self._first, lambda: None
        first()
        return self._store.write(*given, **named)


def test_of_two_evaluations_at_once_one_proposes(odd: Desk) -> None:
    desk = with_rules(odd, EVERY)
    made = []
    other: Any = Interrupted(desk, lambda: made.append(proposals.evaluate(desk)))
    late = proposals.evaluate(replace(desk, store=other))
    (first,) = made
    assert first.made > 3
    assert (late.made, late.expired, late.renewed, late.waiting) == (0, 0, 0, first.made)
    assert len(proposals.proposals(desk, "proposed")) == first.made


def test_what_was_decided_meanwhile_is_not_proposed_again(odd: Desk) -> None:
    desk = with_rules(odd, EVERY)

    def decided() -> None:
        proposals.evaluate(desk)
        ids = [one.id for one in proposals.proposals(desk, "proposed")]
        proposals.decline(desk, ids, "known")

    other: Any = Interrupted(desk, decided)
    assert proposals.evaluate(replace(desk, store=other)).made == 0
    assert proposals.proposals(desk, "proposed") == []


def test_many_are_proposed_and_expire_each_with_an_entry(desk: Desk) -> None:
    book = Book(desk.store)
    ids = [book.customer(f"{n}", f"c{n}", [(f"R{n}", 500 + n, TODAY)]) for n in range(40)]
    ruled = with_rules(desk, EVERY)
    assert proposals.evaluate(ruled).made == 40
    with desk.store.write() as tx:
        item = tables.Item.__table__  # type: ignore[attr-defined]
        gone = item.update().where(item.c.customer_id.in_(ids[:15])).values(open_minor=0)
        tx.connection.execute(gone)
        more = item.update().where(item.c.customer_id.in_(ids[15:20])).values(open_minor=77)
        tx.connection.execute(more)
        tx.record(Draft("assigned", None, {}))
    done = proposals.evaluate(ruled)
    assert (done.made, done.expired, done.renewed, done.waiting) == (0, 15, 5, 25)
    with desk.store.read() as tx:
        entries = [one for one in tx.log.walk() if one.kind.startswith("proposal.")]
    told = {one.id for one in entries}
    assert len(entries) == 60
    lines = proposals.proposals(ruled)
    assert {one.entry_id for one in lines} <= told
    assert {one.state for one in lines} == {"proposed", "expired"}
    changed = [one for one in lines if dict(one.wanted.amounts) == {"EUR": 77}]
    assert len(changed) == 5


def test_a_plan_finds_the_candidates_in_passing(odd: Desk) -> None:
    desk = with_rules(odd, EVERY)
    candidates = proposals.candidates(desk)
    assert candidates.notice.asks[0] == Ask(candidates.notice.asks[0].node)
    planning.plan(desk, lookers=[candidates])
    with desk.store.read() as tx:
        alone = found(desk, tx, planning.rules_in_force(desk))
    assert candidates.facts().keys() == alone.facts().keys()
    assert proposals.evaluate(desk, candidates).made == len(candidates.facts())
