"""The [[alert]] tables: what they may say, where they are wrong, and how they are said back."""

from __future__ import annotations

import pytest

from alerts.made import RULES
from collectwork import bootstrap
from collectwork.domain.alerts import KINDS
from collectwork.rules.alerts import AlertRule, facts_of, said
from collectwork.rules.reading import read
from collectwork.rules.ruleset import RulesRefused


def rules(table: str) -> tuple[AlertRule, ...]:
    return read(f"{RULES}\n[[alert]]\n{table}\n", "r.toml").alerts


def finding(table: str) -> str:
    with pytest.raises(RulesRefused) as refused:
        rules(table)
    (one,) = refused.value.findings
    return str(one)


def test_the_shipped_ones_are_calm_and_said_in_words() -> None:
    found = read(bootstrap.SHIPPED_RULES.read_text("utf-8"), "s.toml")
    assert found.warnings == ()
    assert {one.kind for one in found.alerts} >= set(KINDS) - {"condition"}
    assert all("webhook" not in one.ways for one in found.alerts)
    for one in found.alerts:
        assert said(one).startswith("as soon as ")


def test_a_key_left_out_has_its_default() -> None:
    (one,) = rules('name = "a"\non = "near"')
    assert (one.audience, one.ways, one.severity) == (("owner",), ("app",), "normal")
    assert (one.fact, one.threshold, one.percent) == ("limit_used", 100, 90)
    (one,) = rules('name = "a"\non = "untouched"')
    assert one.days == 30
    (one,) = rules('name = "a"\non = "enters_bucket"')
    assert one.buckets == ("1-30", "31-60", "61-90", "91+")


def test_one_text_stands_for_a_list_of_one() -> None:
    (one,) = rules('name = "a"\non = "enters_bucket"\nbucket = "91+"\nto = "eva"\nby = "webhook"')
    assert (one.buckets, one.audience, one.ways) == (("91+",), ("eva",), ("webhook",))


@pytest.mark.parametrize(
    ("table", "place", "words"),
    [
        ('name = "a"\non = "over_limt"', "9:1", "did you mean 'over_limit'"),
        ('name = "a"\nwhen = "to_colect over 5"', "9:9", "did you mean 'to collect'"),
        ('name = "a"', "7:1", "an alert says on ="),
        ('on = "near"', "7:1", "needs a name"),
        ('name = "a"\non = "near"\nbucket = "1-30"', "10:1", "bucket belongs to on"),
        ('name = "a"\non = "enters_bucket"\nbucket = "30-60"', "10:1", "did you mean '31-60'"),
        ('name = "a"\non = "near"\npercent = 0', "10:1", "between 1 and 100"),
        ('name = "a"\non = "near"\nfact = "name"\nthreshold = 3', "10:1", "is no number"),
        ('name = "a"\non = "near"\nfact = "past_due"', "7:1", "threshold"),
        ('name = "a"\non = "reopened"\nby = ["sms"]', "10:1", "app, digest, webhook"),
        ('name = "a"\non = "reopened"\nto = []', "10:1", "to names nobody"),
        ('name = "a"\non = "reopened"\nseverity = "hot"', "10:1", "low, normal, high"),
        ('name = "a"\non = "reopened"\ncolour = "red"', "10:1", "there is no key"),
        ('name = "a"\non = 3', "9:1", "on should be text"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(table: str, place: str, words: str) -> None:
    text = finding(table)
    assert text.startswith(f"r.toml:{place}: ")
    assert words in text


def test_a_slip_in_to_is_a_login_here_and_the_check_says_so() -> None:
    found = read(f'{RULES}\n[[alert]]\nname = "a"\non = "near"\nto = "onwer"\n', "r.toml")
    assert found.alerts[0].audience == ("onwer",)
    assert found.warnings == (), "who has which login the store knows: usecases.rule_people"


def test_two_of_a_name_are_refused() -> None:
    assert "two alerts" in finding('name = "a"\non = "near"\n[[alert]]\nname = "a"\non = "near"')


def test_the_signature_is_about_what_is_watched_only() -> None:
    (one,) = rules('name = "a"\non = "near"')
    (louder,) = rules('name = "a"\non = "near"\nseverity = "high"\nby = ["digest"]\nto = "lead"')
    (other,) = rules('name = "a"\non = "near"\npercent = 80')
    assert one.signature == louder.signature != other.signature


def test_the_facts_that_are_looked_at_are_known() -> None:
    found = rules('name = "a"\non = "untouched"\nwhen = "country is DE and disputed over 3"')
    assert facts_of(found) == ("days_since_contact", "past_due", "country", "disputed")
