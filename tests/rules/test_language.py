"""The language of conditions: what it reads, says back, refuses, and how it treats the unknown."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.domain.facts import AccountFacts
from collectwork.rules import words
from collectwork.rules.condition import compiled, traced
from collectwork.rules.facts import BY_NAME, FACTS, NUMBERS
from collectwork.rules.lexer import MAX_TEXT, RuleProblem
from collectwork.rules.parser import parse

NAUGHTY = Path(__file__).parent.parent / "data" / "rule-text.json"


def account(**known: object) -> AccountFacts:
    facts = AccountFacts(1, "100", "Brenner Logistik GmbH", "EUR")
    for name, value in known.items():
        setattr(facts, name, value)
    return facts


def holds(text: str, **known: object) -> bool:
    return compiled(parse(text))(account(**known))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("15 days past due and over 1,000",
         "days past due at least 15 and amount to collect over 1,000"),
        ("days_past_due >= 15 and to_collect > 1000",
         "days past due at least 15 and amount to collect over 1,000"),
        ("over 15 days", "days past due over 15"),
        ("at least €500 overdue amount",
         "overdue amount at least 500 EUR"),
        ("more than 2 broken promises", "broken promises over 2"),
        ("between 5 and 10 days past due", "days past due from 5 to 10"),
        ("country in (DE, AT) or segment = 'key accounts'",
         "country one of DE or AT or segment is key accounts"),
        ("(over 1k or tags contains vip) and not reply waiting",
         "(amount to collect over 1,000 or tags contains vip) and not (a reply is waiting)"),
        ("segment is unknown", "segment unknown"),
        ("limit_used is at least 80%", "share of the credit limit used at least 80 %"),
        ("no more than 2.5k EUR", "amount to collect at most 2,500 EUR"),
        ("Days-Past-Due ≥ 3", "days past due at least 3"),
    ],
)  # fmt: skip
def test_says_back_what_it_read(text: str, said: str) -> None:
    assert words.condition(parse(text)) == said


def test_the_plain_sentence_means_at_least_and_more_than() -> None:
    text = "15 days past due and over 1,000"
    assert holds(text, days_past_due=15, to_collect=100_001)
    assert not holds(text, days_past_due=15, to_collect=100_000)
    assert not holds(text, days_past_due=14, to_collect=100_001)


def test_amounts_are_read_in_the_minor_units_of_the_account() -> None:
    facts = account(to_collect=1_001)
    facts.currency = "JPY"
    assert compiled(parse("over 1,000"))(facts)
    facts.currency = "KWD"  # three decimals: this is 1.001
    assert not compiled(parse("over 1,000"))(facts)


def test_another_currency_is_never_compared() -> None:
    assert not holds("over 10 USD", to_collect=1_000_000)
    assert holds("not over 10 USD", to_collect=1_000_000)


def test_unknown_values_fulfil_no_comparison() -> None:
    assert not holds("usual_lateness <= 5")
    assert not holds("usual_lateness > 5")
    assert holds("usual_lateness != 5")
    assert holds("segment is unknown")
    assert not holds("segment is known")
    assert holds("segment not in (A, B)")


def test_texts_and_tags_do_not_mind_case() -> None:
    assert holds("segment = Key", segment="KEY")
    assert holds("tags contains VIP", tags=("vip", "old"))
    assert holds("name contains logistik")
    assert not holds("tags = new", tags=("vip",))


def test_trace_shows_every_comparison_with_what_it_saw() -> None:
    met, conditions = traced(
        parse("15 days past due and over 1,000"), account(days_past_due=20, to_collect=90_000)
    )
    assert not met
    assert [(one.field, one.saw, one.op, one.value, one.holds) for one in conditions] == [
        ("days_past_due", "20", ">=", "15", True),
        ("to_collect", "900.00 EUR", ">", "1,000", False),
    ]


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("15 dys past due", 3, "days past due"),
        ("over 1.000", 5, "two ways"),
        ("over $5", 5, "USD"),
        ("days_past_due >= ", 17, "a number is missing"),
        ("segment >= 5", 8, "text"),
        ("segmnt = A", 0, "'segment'"),
        ("over 10 and", 11, "expected a fact"),
        ("between 10 and 5 days past due", 0, "smaller"),
        ("days_past_due > 5 EUR", 16, "EUR"),
        ("(over 5", 0, "closed"),
        ("reply_waiting > 3", 16, "yes or no"),
        ("", 0, "expected"),
    ],
)
def test_mistakes_are_named_with_their_place(text: str, offset: int, message: str) -> None:
    with pytest.raises(RuleProblem) as caught:
        parse(text)
    assert message in caught.value.message
    assert caught.value.offset == offset


def test_naughty_texts_give_a_tree_or_a_message_within_300_ms() -> None:
    for case in json.loads(NAUGHTY.read_text("utf-8"))["cases"]:
        began = time.perf_counter()
        _read_or_refused(case["text"])
        assert time.perf_counter() - began < 0.3


def test_long_and_deep_texts_are_refused_at_once() -> None:
    for text in ("(" * 500, "not " * 400, "a" * (MAX_TEXT + 1), "over 1 and " * 200):
        with pytest.raises(RuleProblem):
            parse(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


PIECES = st.sampled_from(
    [*BY_NAME, "and", "or", "not", "(", ")", ",", "in", "over", "between", "is", "known", ">=", "=",
     "15", "1,000", "80%", "€5", "5 EUR", "'A'", "days", "the", "at least", "contains"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_words_of_the_language_are_read_or_refused(text: str) -> None:
    _read_or_refused(text)


def _problem(text: str) -> RuleProblem | None:
    try:
        parse(text)
    except RuleProblem as problem:
        return problem
    return None


def _read_or_refused(text: str) -> None:
    problem = _problem(text)
    if problem is not None:
        assert problem.message
        assert 0 <= problem.offset <= len(text)
        return
    node = parse(text)
    words.condition(node)
    facts = account(to_collect=5)
    assert compiled(node)(facts) == traced(node, facts)[0]


@given(
    st.sampled_from([fact for fact in FACTS if fact.type in NUMBERS]),
    st.sampled_from([">", ">=", "<", "<=", "=", "!="]),
    st.integers(-500, 500),
    st.integers(-500, 500),
)
def test_comparisons_are_those_of_numbers(fact, op: str, limit: int, value: int) -> None:  # type: ignore[no-untyped-def]
    compare = {">": int.__gt__, ">=": int.__ge__, "<": int.__lt__, "<=": int.__le__,
               "=": int.__eq__, "!=": int.__ne__}[op]  # fmt: skip
    seen = value * 100 if fact.type == "amount" else value
    assert holds(f"{fact.name} {op} {limit}", **{fact.name: seen}) == compare(value, limit)


def test_every_fact_is_known_by_its_name_and_belongs_to_the_account() -> None:
    facts = account()
    for fact in FACTS:
        assert hasattr(facts, fact.name)
        assert BY_NAME[fact.name.replace("_", " ")] is fact
        assert fact.definition.endswith(".")
