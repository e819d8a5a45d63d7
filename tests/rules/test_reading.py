"""Rules files: what is refused or warned of, at which line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork import bootstrap
from collectwork.domain.worklist import Finding
from collectwork.rules import words
from collectwork.rules.places import places
from collectwork.rules.reading import decoded, read
from collectwork.rules.ruleset import RulesRefused

STANDARD = bootstrap.SHIPPED_RULES.read_text("utf-8")

RULE = '[[rule]]\nname = "a"\nwhen = "{}"\naction = "call"\n'

SMALL = """
[defaults]
currency = "EUR"

[[rule]]
name = "late and large"
when = "15 days past due and over 1,000"
strategy = "ladder"

[[strategy]]
name = "ladder"

[[strategy.step]]
name = "notice"
day = 3
action = "mail"
template = "first_notice"

[[strategy.step]]
name = "call"
day = 10
action = "call"
"""


def refused(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(RulesRefused) as caught:
        read(text, "rules.toml")
    assert str(caught.value).startswith("rules.toml:")
    return [(one.line, one.column, one.message) for one in caught.value.findings]


def warned(text: str, templates: tuple[str, ...] | None = None) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in read(text, "rules.toml", templates).warnings]


def test_the_shipped_rules_are_in_order() -> None:
    folder = bootstrap.SHIPPED_RULES.parent.parent / "mail" / "templates" / "en"
    names = tuple(path.name.split(".")[0] for path in folder.iterdir())
    assert warned(STANDARD, names) == []
    rules = read(STANDARD, "standard.toml")
    actions = [step.action for step in rules.strategies["standard"].steps]
    assert actions == ["mail", "mail", "call", "mail", "call", "mail", "escalate", "hand_over"]
    assert rules.strategies["standard"].steps[0].day < 0


def test_every_rule_and_step_is_said_in_words() -> None:
    told = words.ruleset(read(SMALL, "rules.toml"))
    assert told[0]["words"] == (
        "where days past due at least 15 and amount to collect over 1,000 EUR: "
        "follows the strategy 'ladder'"
    )
    assert told[1]["steps"][0] == (
        "3 days after the due date: notice, mail, template 'first_notice'"
    )


def test_a_wrong_word_is_found_inside_the_text() -> None:
    (found,) = refused(SMALL.replace("15 days past due", "15 days passed due"))
    line, column, message = found
    assert (line, column) == (7, 17)
    assert "passed" in message or "days" in message


def test_columns_count_behind_escapes_and_in_long_texts() -> None:
    escaped = SMALL.replace('"15 days past due and over 1,000"', r'"name = \"x\" and ovr 5"')
    assert refused(escaped)[0][:2] == (7, 26)
    long = SMALL.replace('"15 days past due and over 1,000"', '"""\nover 5\n  and ovr 3"""')
    assert refused(long)[0][:2] == (9, 7)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("day = 3", "dya = 3", 15, "did you mean 'day'?"),
        ('strategy = "ladder"', 'strategy = "lader"', 8, "did you mean 'ladder'?"),
        ("day = 10", "day = 1", 21, "order of their days"),
        ('action = "call"', 'action = "cal"', 22, "did you mean 'call'?"),
        ("day = 3", 'day = "3"', 15, "a whole number"),
        ('name = "call"', 'name = "notice"', 20, "two steps"),
        ('currency = "EUR"', 'currency = "euro"', 3, "code"),
        ('strategy = "ladder"', "", 5, "one of strategy, action or off"),
        ("[defaults]", "[defaluts]", 2, "did you mean 'defaults'?"),
        ("[defaults]", "[defaults", 2, "not TOML"),
    ],
)
def test_errors_with_their_line(old: str, new: str, line: int, message: str) -> None:
    found = refused(SMALL.replace(old, new, 1))
    assert any(at == line and message in said for at, _, said in found), found


def test_all_errors_at_once() -> None:
    text = SMALL.replace("day = 3", "dya = 3").replace("over 1,000", "ovr 1,000")
    assert len(refused(text)) >= 2


def test_warnings_of_what_is_probably_not_meant() -> None:
    no_currency = SMALL.replace('currency = "EUR"', "")
    assert any("without a currency" in said for _, said in warned(no_currency))
    assert any("no template 'first_notice'" in said for _, said in warned(SMALL, ("notice_1",)))
    never = SMALL.replace("over 1,000", "over 1,000 and under 500")
    assert any("can never hold" in said for _, said in warned(never))
    same_day = SMALL.replace("day = 10", "day = 3")
    assert any("same day" in said for _, said in warned(same_day))
    unused = SMALL + '\n[[strategy]]\nname = "b"\n[[strategy.step]]\nname = "x"\nday = 1\n'
    assert any("no rule chooses" in said for _, said in warned(unused))
    all_first = SMALL.replace('when = "15 days past due and over 1,000"\n', "rank = 1\n")
    late = all_first + '\n[[rule]]\nname = "b"\nrank = 2\nstrategy = "ladder"\n'
    assert any("never reached" in said for _, said in warned(late))
    equal = SMALL + '\n[[rule]]\nname = "b"\nwhen = "over 1"\nstrategy = "ladder"\n'
    assert any("has the rank" in said for _, said in warned(equal))


def test_the_version_is_that_of_the_text() -> None:
    assert read(SMALL, "a").version == read(SMALL, "b").version
    assert read(SMALL, "a").version != read(SMALL + "\n", "a").version


def _findings(text: str) -> tuple[Finding, ...]:
    try:
        return read(text, "rules.toml").warnings
    except RulesRefused as refused_:
        return refused_.findings


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    places(text)
    assert all(one.line >= 1 and one.column >= 1 for one in _findings(text))


@given(st.integers(0, len(SMALL)), st.text(alphabet="[]\"'=#\n x1", max_size=3))
@settings(deadline=None)
def test_damaged_files_are_read_or_refused(at: int, noise: str) -> None:
    found = _findings(SMALL[:at] + noise + SMALL[at + 1 :])
    assert all(one.message for one in found)


@pytest.mark.parametrize(
    ("raw", "line", "column", "message"),
    [
        (b'[defaults]\nentry = "age"\nx = "\xd6"', 3, 6, "0xd6 is no UTF-8"),
        ("[[rule]]".encode("utf-16"), 1, 1, "UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_named_with_their_place(
    raw: bytes, line: int, column: int, message: str
) -> None:
    with pytest.raises(RulesRefused) as refused:
        decoded(raw, "rules.toml")
    (finding,) = refused.value.findings
    assert (finding.line, finding.column) == (line, column)
    assert message in finding.message


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    assert decoded(b"\xef\xbb\xbf[[rule]]\r\nname = 1", "r") == "[[rule]]\nname = 1"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (RULE.format("days_past_due => 3"), (3, 23), "=> is written >= here"),
        (RULE.format("over 1000 und days_past_due > 3"), (3, 19), "did you mean 'and'?"),
        (RULE.format("15 Tage"), (3, 12), "did you mean 'days'?"),
        (RULE.format("over " + "9" * 30), (3, 14), "larger than any amount"),
        ("[defaults]\ncurrency = 'any'\n[[rules]]\nname = 'a'", (3, 1), "did you mean 'rule'?"),
        ("[[rule]]\nname = “a”", (2, 8), "straight"),
        ('[[rule]]\nname = "a\nrank = 1', (2, 10), "a quotation mark is missing"),
        ('[defaults]\ncurrency = "EURO"', (2, 1), "'EURO' is not known"),
        (RULE.format("15 days passed due"), (3, 17), "did you mean 'days past due'?"),
        (RULE.format("over 10 && has_email"), (3, 17), "write and"),
        (RULE.format("segment is key account"), (3, 24), "in quotes: 'key account'"),
        (RULE.format("over 2 weeks past due"), (3, 16), "count it in days"),
        (RULE.format("over 10 has_email"), (3, 17), "is 'and' missing before it?"),
        (RULE.format("country not DE"), (3, 17), "say country is not"),
        (RULE.format("risk is enormous"), (3, 17), "or is low, medium, high"),
        (RULE.format("over 10").replace('"call"', '"phone"'), (4, 1), "did you mean 'call'?"),
        (RULE.format("over 10").replace('"over 10"', "over 10"), (3, 8), "in quotation marks"),
        ("[rule]\nname = 'a'", (1, 1), "write [[rule]] in two brackets"),
        (RULE.format("over 10") + "[[step]]\nday = 1", (5, 1), "write [[strategy.step]]"),
    ],
)
def test_mistakes_that_people_make(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        read(text, "rules.toml")
    found = refused.value.findings
    assert (found[0].line, found[0].column) == place
    assert any(message in one.message for one in found)
