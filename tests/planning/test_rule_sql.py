"""What the store says of all accounts by SQL is what Python says of each: random conditions on a
book of odd accounts, on both databases, and whole lists against a plain reference."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rules.random_conditions import TEXTS, conditions
from working.book import TODAY, Book, put

from collectwork.domain.activity import Draft
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.facts import AccountFacts
from collectwork.domain.promises import PromiseInput
from collectwork.rules import planner
from collectwork.rules.condition import Node, compiled
from collectwork.rules.decide import Rulebook
from collectwork.rules.facts import FACTS
from collectwork.rules.parser import parse
from collectwork.rules.reading import read
from collectwork.rules.verdicts import Questions
from collectwork.store import planning_facts, tables
from collectwork.store.planning_columns import only_rules
from collectwork.usecases import blocks, recording
from collectwork.usecases.desk import Desk

NAMES = tuple(fact.name for fact in FACTS)
CUSTOMERS: tuple[dict[str, Any], ...] = (
    {"name": "Straße & Söhne", "segment": "STRASSE", "country": "DE", "tags": ["VIP", "Öl"]},
    {"name": "ÄRGER AG", "segment": "straße", "country": "at", "tags": []},
    {"name": "ſold ltd", "segment": "Key", "language": "de", "credit_limit_minor": 100_000},
    {"name": "İz 2", "segment": "\u212aey", "language": "FR", "tags": ["straße", "watch"]},
    {"name": "sold", "segment": "", "owner": "Ana", "credit_limit_minor": 0, "pinned": -1},
    {"name": "Yen", "terms": "Ärger", "credit_limit_minor": 500, "credit_currency": "JPY"},
    {"name": "two", "segment": "KEY", "tags": ["vip"], "credit_limit_minor": 5, "owner": "ben"},
)  # fmt: skip
QUICK = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def odd(desk: Desk) -> Desk:
    return odd_book(desk)


def odd_book(desk: Desk) -> Desk:
    """Accounts in several currencies, with unknown values, foreign letters and some history."""
    book = Book(desk.store)
    ids = []
    for n, values in enumerate(CUSTOMERS):
        due = TODAY - timedelta(days=17 * n - 20)
        older = TODAY - timedelta(days=40 + n)
        items = [(f"R{n}", 10_000 * (n + 1), due), (f"OLD{n}", 75_050 * n + 1, older)]
        more = {**values}
        currency = "JPY" if n == 5 else "EUR"
        ids.append(book.customer(str(n + 1), more.pop("name"), items, currency, **more))
    book.customer("90", "credit only", [("C", -5_000, None)])
    book.customer("91", "nothing open", [])
    with desk.store.write() as tx:
        for customer, currency, minor in ((1, "USD", 999_999), (4, "KWD", 7_001), (4, "JPY", 3)):
            row = tables.Item(
                customer_id=ids[customer], document=f"F{currency}", kind="invoice",
                currency=currency, open_minor=minor, due=TODAY - timedelta(days=minor % 50),
                first_import_id=1, first_open_minor=minor, last_import_id=1,
            )  # fmt: skip
            put(tx.connection, row)
        for currency, rate in (("USD", 913_377), ("KWD", 2_999_999)):
            put(tx.connection, tables.Rate(day=TODAY, base="EUR", currency=currency, rate=rate))
        tx.record(Draft("assigned", None, {}))
    _worked(desk, book, ids)
    return desk


def _worked(desk: Desk, book: Book, ids: list[int]) -> None:
    book.contact(ids[0], "Ann", email="ann@example.org")
    book.contact(ids[4], "Bob", phone="+49 30 1", do_not_contact=True)
    paid = [("P1", 5_000, TODAY - timedelta(days=90)), ("P2", 5_000, TODAY - timedelta(days=80))]
    payer = book.customer("92", "payer", [*paid, ("P3", 70_000, TODAY - timedelta(days=3))])
    book.pay(payer, "P1", 5_000, TODAY - timedelta(days=60))
    book.pay(payer, "P2", 5_000, TODAY - timedelta(days=75))
    recording.record(desk, ids[0], "no_answer")
    lines = ((book.item(ids[2], "OLD2"), 20_000),)
    promise = PromiseInput(lines, TODAY + timedelta(days=4))
    recording.record(desk, ids[2], "promise", promise=promise)
    blocks.block(desk, ids[3], "complaint", "wrong goods", TODAY + timedelta(days=9))
    call = FollowUpInput("callback", TODAY + timedelta(days=2), None, "+49 40 1", "ask", False)
    recording.record(desk, ids[6], "call_back", follow_up=call)


def judged(desk: Desk, asked: Questions, base: str, days: int = 0) -> list[AccountFacts]:
    with desk.store.read() as tx:
        day = TODAY + timedelta(days=days)
        book = planning_facts.Book(tx.connection, day, 5, 20, base)
        return sorted(book.judged(asked, NAMES, {}), key=lambda one: one.customer_id)


def agreed(desk: Desk, nodes: list[Node], base: str) -> None:
    """Every condition holds by SQL just where it does in Python."""
    asked = Questions("any", (), ((0, None),), (), {0: tuple(nodes)})
    accounts = judged(desk, asked, base)
    assert len(accounts) == len(CUSTOMERS) + 2
    tests = [compiled(node) for node in nodes]
    for one in accounts:
        assert one.verdicts is not None
        wrong = [
            node
            for node, test, said in zip(nodes, tests, one.verdicts.own, strict=True)
            if test(one) != (said == "1")
        ]
        assert not wrong, (one, wrong)


@given(st.lists(conditions(), min_size=10, max_size=30), st.sampled_from(["", "EUR", "USD"]))
@QUICK
def test_any_condition_holds_by_sql_where_it_does_in_python(
    odd: Desk, nodes: list[Node], base: str
) -> None:
    agreed(odd, nodes, base)


@pytest.mark.parametrize("base", ["", "EUR", "JPY"])
def test_written_conditions_hold_by_sql_where_they_do_in_python(odd: Desk, base: str) -> None:
    agreed(odd, [parse(text) for text in TEXTS], base)


def test_every_fact_has_a_column_that_says_the_same_alone_and_for_all(odd: Desk) -> None:
    none = Questions("any", (), (), (), {})
    for base in ("", "EUR"):
        together = judged(odd, none, base)
        with odd.store.read() as tx:
            for one in together:
                (alone,) = tx.plans.facts(TODAY, 5, 20, base, one.customer_id)
                assert replace(one, verdicts=None) == alone
    names = {field.name for field in fields(AccountFacts)}
    assert set(NAMES) <= names
    assert only_rules() <= names | {"opened_again"}


@st.composite
def rulesets(draw: st.DrawFn) -> str:
    """A rules file: rules of all kinds, and strategies whose steps have conditions."""
    texts = st.sampled_from(TEXTS)
    lines = ['[defaults]\ncurrency = "any"\nmin_invoice = 20\nquiet_days = 3']
    for n in range(draw(st.integers(1, 6))):
        does = draw(
            st.sampled_from(["strategy='s0'", "strategy='s1'", "action='call'", "off=true"])
        )
        lines.append(f'[[rule]]\nname = "r{n}"\nrank = {draw(st.integers(1, 5))}\n{does}')
        if draw(st.integers(0, 4)):
            lines.append(f'when = "{draw(texts)}"')
    lines.append('[[rule]]\nname = "rest"\nrank = 9\nstrategy = "s0"')
    for name in ("s0", "s1"):
        lines.append(f'[[strategy]]\nname = "{name}"')
        if draw(st.booleans()):
            lines.append(f'exit = "{draw(texts)}"')
        for day in (-5, 2, 10, 30):
            lines.append(f'[[strategy.step]]\nname = "{name} {day}"\nday = {day}\naction = "call"')
            if draw(st.booleans()):
                lines.append(f'when = "{draw(texts)}"')
    return "\n".join(lines)


@given(rulesets(), st.integers(-10, 40), st.sampled_from(["", "EUR"]))
@QUICK
def test_the_list_is_that_of_a_plain_reference(odd: Desk, text: str, days: int, base: str) -> None:
    """The reference reads every fact of every account and asks the conditions of each in Python."""
    rulebook = Rulebook(read(text, "random.toml"))
    day = TODAY + timedelta(days=days)
    with odd.store.read() as tx:
        accounts, habits = tx.plans.judged(day, 5, 20, base, rulebook.questions)
        made = planner.plan(rulebook, accounts, habits, day)
        plain = tx.plans.facts(day, 5, 20, base)
        assert habits == tx.plans.habits(day)
    assert all(one.verdicts is None for one in plain)
    assert made == planner.plan(rulebook, plain, habits, day)
