"""``[[policy]]`` in a rules file: what is wrong is said with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

import collectwork.rules
from collectwork.rules import reading
from collectwork.rules.policies import Policy, TeamNumbers, in_force
from collectwork.rules.policy_words import policy_words
from collectwork.rules.ruleset import RulesRefused
from policy.calls import CALLS

LINES = CALLS.count("\n")


def rows(text: str) -> tuple[Policy, ...]:
    return reading.read(f'{CALLS}[[policy]]\nname = "p"\n{text}\n', "f.toml").policies


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("attempts = 7", 1, "attempts needs days"),
        ("atempts = 7\ndays = 7", 1, "did you mean 'attempts'"),
        ("attempts = 7\nmessages = 1\ndays = 2", -1, "a policy limits one thing"),
        ("mode = 'refuse'", -1, "this says none of them"),
        ('hours = "8 to 9"', 1, "are no hours"),
        ('hours = "08:00-25:00"', 1, "are no hours"),
        ('hours = "08:00-08:00"', 1, "begin and end are the same"),
        ('weekdays = "mon-fry"', 1, "'fry' is no day"),
        ('stop = "insolvancy"', 1, "did you mean 'insolvency'"),
        ('rest_days = 7\nmode = "stop"', 2, "mode = 'stop' is not known"),
        ('rest_days = 7\noverride = "boss"', 2, "override = 'boss' is not known"),
        ('rest_days = 7\ncountry = "UK"', 2, "did you mean 'GB'"),
        ('rest_days = 7\nchannels = ["fax"]', 2, "'fax' in channels is not known"),
        ("rest_days = 7\nroles = []", 2, "roles is empty"),
        ('rest_days = 7\nrole = "x"\nroles = ["y"]', 2, "say role or roles, not both"),
        ("rest_days = 7\nfrom = 2026-05-01\nuntil = 2026-04-01", 3, "lies before"),
        ('rest_days = 7\nfrom = "soon"', 2, "from should be a date"),
        ("rest_days = 7\ndays = 3", 2, "days belongs to"),
        ("attempts = 0\ndays = 3", 1, "at least 1"),
        ('team = "patience"', 1, "team = 'patience' is not known"),
    ],
)
def test_mistakes_name_their_place(text: str, line: int, said: str) -> None:
    with pytest.raises(RulesRefused, match=r"f\.toml") as refused:
        rows(text)
    found = [one for one in refused.value.findings if said in one.message]
    assert found, [str(one) for one in refused.value.findings]
    if line > 0:
        assert found[0].line == LINES + 2 + line
        assert found[0].column == 1


def test_two_rows_of_one_name_are_refused() -> None:
    with pytest.raises(RulesRefused, match="two policies"):
        rows('rest_days = 3\n[[policy]]\nname = "p"\nrest_days = 4')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'attempts = 7\ndays = 7\nwho = "person"\nper = "debt"\nmode = "refuse"\nsource = "§ 1"',
            "persons: at most 7 attempts by call in 7 days, for each invoice; refuses; source: § 1",
        ),
        (
            'messages = 1\ndays = 1\nsegment = "smb"\nmode = "ask"\noverride = "lead"',
            "everybody of the segment smb: at most 1 message in 1 day; "
            "asks for a reason; only a lead goes on",
        ),
        (
            'hours = "22:00-06:00"\nweekdays = "mon-fri"\nholidays = false\ncountry = "us"',
            "everybody in US: call or sms only from 22:00 to 06:00, Mon to Fri, "
            "not on public holidays at its place; warns",
        ),
        (
            'stop = "insolvency"\nfrom = 2026-01-01\nuntil = 2026-12-31',
            "everybody: no contact under the block 'insolvency'; warns; "
            "valid from 2026-01-01 until 2026-12-31",
        ),
        ("contacts = 3\ndays = 30", "everybody: at most 3 contacts in 30 days; warns"),
    ],
)
def test_a_row_is_said_back_in_words(text: str, words: str) -> None:
    assert policy_words(rows(text)[0]) == words


def test_the_standard_rules_hold_the_ready_rows_without_a_word_of_complaint() -> None:
    file = Path(collectwork.rules.__file__).parent / "standard.toml"
    rules = reading.read(file.read_text("utf-8"), "standard.toml")
    team = TeamNumbers(attempts_in_7_days=4)
    known = in_force(rules.policies, team)
    person = [row for row in known if row.who == "person"]
    assert {(row.limit, row.mode) for row in person} == {
        ("attempts", "refuse"), ("rest_days", "refuse"), ("hours", "refuse"),
    }  # fmt: skip
    companies = [row for row in known if row.who == "company"]
    assert {row.mode for row in companies} == {"warn"}
    assert next(row for row in companies if row.limit == "attempts").most == 4
    assert all(row.source for row in rules.policies)
