"""What the check of the rules says about rules that can be read but cannot be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.facts import AccountFacts
from collectwork.rules.condition import All, compiled
from collectwork.rules.lint_conditions import contradiction, covers
from collectwork.rules.parser import parse
from collectwork.rules.reading import read
from collectwork.rules.ruleset import RulesRefused

HEAD = '[defaults]\ncurrency = "EUR"\n'
STEPS = """
[[strategy]]
name = "s"
end_with = "stop"
[[strategy.step]]
name = "call"
day = 5
"""


def warned(text: str) -> list[str]:
    return [one.message for one in read(HEAD + text, "rules.toml").warnings]


def rule(when: str, what: str = 'strategy = "s"', name: str = "r", rank: int = 1) -> str:
    return f'[[rule]]\nname = "{name}"\nrank = {rank}\nwhen = "{when}"\n{what}\n'


@pytest.mark.parametrize(
    "when",
    [
        "days_past_due < 5 and days_past_due > 10",
        "over 20 days past due and under 21 days past due",
        "segment is a and segment is b",
        "country in (DE, AT) and country = FR",
        "has_email and not has_email",
        "segment is known and segment is unknown",
        "over 10 EUR and under 20 USD",
        "to_collect > 100 and (to_collect < 50 and has_email)",
        "has_email or (contacts = 1 and contacts = 2)",
    ],
)
def test_what_never_holds_is_named_at_its_place(when: str) -> None:
    warnings = read(HEAD + rule(when) + STEPS, "rules.toml").warnings
    (found,) = [one for one in warnings if "can never hold" in one.message]
    assert (found.line, found.level) == (6, "warning")
    assert found.column > len('when = "')


@pytest.mark.parametrize(
    "when",
    [
        "days_past_due >= 5 and days_past_due <= 5",
        "over 20 days past due and under 22 days past due",
        "segment is a or segment is b",
        "tags contains a and tags contains b",
        "country in (DE, AT) and country in (AT, FR)",
    ],
)
def test_what_can_hold_is_left_alone(when: str) -> None:
    assert warned(rule(when) + STEPS) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("over 1,000", "over 2,000 and has_email"),
        ("segment in (a, b)", "segment is b"),
        ("has_email", "has_email and over 5 days past due"),
        ("over 5 days past due or has_phone", "between 10 and 20 days past due"),
    ],
)
def test_a_rule_that_an_earlier_one_covers_is_never_reached(first: str, second: str) -> None:
    text = rule(first) + rule(second, name="later", rank=2) + STEPS
    assert any("is never reached: 'r' fits whatever this one fits" in one for one in warned(text))
    other = rule(second) + rule(first, name="later", rank=2) + STEPS
    assert warned(other) == []


def test_what_is_kept_off_is_reached_by_no_other_rule() -> None:
    off = rule("over 100 days past due", "off = true", rank=9)
    late = rule("over 200 days past due", name="late", rank=2) + STEPS
    assert any("is never reached" in one for one in warned(off + late))


def test_equal_ranks_matter_only_where_both_can_fit() -> None:
    both = rule("over 10 EUR") + rule("has_email", name="other") + STEPS
    assert any("has the rank 1 of 'r'" in one for one in warned(both))
    apart = rule("segment is a") + rule("segment is b", name="other") + STEPS
    assert warned(apart) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('end_with = "stop"\n', ""), "has no defined end"),
        (("day = 5", 'day = 5\naction = "mail"'), "writes without a template"),
        (("day = 5", 'day = 5\nfallback = ["mail", "call"]'), "leads back to 'call'"),
        (("day = 5", 'day = 5\naction = "escalate"\nfallback = "call"'), "is not needed"),
        (("day = 5", "day = 61"), "only up to 60 days past due"),
        (("day = 5", 'day = 5\nwhen = "segment is b"'), "no rule chooses for"),
        (('"stop"', '"stop"\nexit = "segment is a"'), "leaves at once"),
        (("day = 5", 'day = 5\n[[strategy.tier]]\nname="t"\nday=3'), "changes nothing"),
    ],
)
def test_strategies_that_cannot_be_meant(change: tuple[str, str], said: str) -> None:
    text = rule("segment is a and at most 60 days past due") + STEPS
    assert warned(text) == []
    assert any(said in one for one in warned(text.replace(*change))), warned(text.replace(*change))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("day = 5", 'day = 5\nfallback = "cal"', 15, "did you mean 'call'?"),
        ("day = 5", "day = 5\nfallback = 3", 15, "a text or a list of texts"),
        ("day = 5", 'day = 5\n[[strategy.tier]]\nname = "t"\nstep = "cal"\ncopies = "lead"', 17,
         "did you mean 'call'?"),
        ("day = 5", 'day = 5\n[[strategy.tier]]\nname = "t"\nowner = "lead"', 15, "one of step"),
        ("day = 5", 'day = 5\n[[strategy.tier]]\nname = "t"\nday = 3\nowner = "seniority x"', 18,
         "seniority 2"),
        ('"stop"', '"agenzy"', 11, "did you mean 'agency'?"),
        ('"stop"', '"stop"\nexit = "segmet is a"', 12, "did you mean 'segment'?"),
        ('"stop"', '"stop"\nwhen = "contacts is"', 12, "a number is missing"),
    ],
)  # fmt: skip
def test_mistakes_in_strategies_have_line_and_nearest_word(
    old: str, new: str, line: int, said: str
) -> None:
    text = HEAD + rule("over 10 days past due") + STEPS
    with pytest.raises(RulesRefused) as caught:
        read(text.replace(old, new, 1), "rules.toml")
    found = [(one.line, one.message) for one in caught.value.findings]
    assert any(at == line and said in message for at, message in found), found


PARTS = st.sampled_from(
    [
        "contacts over 2", "contacts under 2", "contacts = 2", "contacts between 1 and 3",
        "contacts at least 2.5", "segment is a", "segment in (a, b)", "segment is not a",
        "has_email", "not has_email", "segment is known", "segment is unknown", "past_due over 10",
        "past_due under 10", "past_due at most 10", "not contacts over 2",
        "(contacts over 2 or has_email)", "(contacts = 1 and has_email)",
    ]
)  # fmt: skip
CONDITIONS = st.lists(PARTS, min_size=1, max_size=3).map(" and ".join) | st.lists(
    PARTS, min_size=1, max_size=2
).map(" or ".join)
ACCOUNTS = st.builds(
    AccountFacts, st.just(1), st.just("C"), st.just("C"), st.just("EUR"),
    contacts=st.integers(0, 4), segment=st.sampled_from([None, "a", "b", "c"]),
    has_email=st.booleans(), past_due=st.sampled_from([0, 999, 1000, 1001]),
)  # fmt: skip


@given(CONDITIONS, CONDITIONS, ACCOUNTS)
def test_what_is_called_covered_or_contradictory_is_so(
    wide: str, narrow: str, facts: AccountFacts
) -> None:
    first, second = parse(wide), parse(narrow)
    holds = compiled(first)(facts), compiled(second)(facts)
    if covers(first, second) and holds[1]:
        assert holds[0]
    if contradiction([first, second]):
        assert not compiled(All((first, second)))(facts)
