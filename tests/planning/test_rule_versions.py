"""Versions of the rules: in force at the next plan, kept, told, compared; a broken file refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from working.book import TODAY, Book

from collectwork.errors import NotFound
from collectwork.rules.ruleset import RulesRefused
from collectwork.usecases import planning, rule_checks, rule_versions
from collectwork.usecases.desk import Desk, RulesText

FIRST = """[defaults]
currency = "any"
[[strategy]]
name = "ladder"
rank = 9
end_with = "stop"
[[strategy.step]]
name = "call"
day = 1
"""
SECOND = (
    FIRST.replace("day = 1", "day = 2") + '[[rule]]\nname = "off"\nwhen = "pinned"\noff = true\n'
)


@dataclass
class File:
    """A rules file that somebody changes while the team works."""

    text: str = FIRST

    def __call__(self) -> RulesText:
        return RulesText("rules.toml", self.text)


@pytest.fixture
def file() -> File:
    return File()


@pytest.fixture
def at_work(desk: Desk, file: File) -> Desk:
    Book(desk.store).customer("C1", "Alpha", [("R1", 100_000, TODAY.replace(day=10))],
                              segment="retail", country="DE", owner="ana")  # fmt: skip
    return replace(desk, rules=file)


def test_a_change_counts_at_the_next_plan_and_is_told_with_who_and_when(
    at_work: Desk, file: File
) -> None:
    planning.plan(at_work)
    assert rule_versions.news(at_work) == ""
    file.text = SECOND
    assert rule_versions.news(at_work) == "rules have changed (r)"
    planning.plan(replace(at_work, actor="ben"))
    file.text = FIRST
    planning.plan(at_work)
    newest, second, first = rule_versions.history(at_work)
    assert [one.in_force for one in (newest, second, first)] == [True, False, False]
    assert newest.version == first.version != second.version
    assert (second.who, first.who) == ("ben", at_work.actor)
    assert (second.added, second.removed) == (5, 1)
    assert "rule 'off' added: where pinned: stays off the list" in second.changes
    assert any("is 2 days after the due date: call, call" in one for one in second.changes)
    assert "rule 'off' removed: where pinned: stays off the list" in newest.changes
    with at_work.store.read() as tx:
        entries = [one for one in tx.log.walk() if one.kind == "rules.changed"]
    assert [one.data["added"] for one in entries[1:]] == [5, 1]
    assert "rule 'off' added: where pinned: stays off the list" in entries[1].data["words"]


def test_rules_are_compared_by_name_and_line_by_line(at_work: Desk, file: File) -> None:
    with pytest.raises(NotFound, match="no rules are in force"):
        rule_versions.difference(at_work)
    planning.plan(at_work)
    file.text = SECOND
    ahead = rule_versions.difference(at_work)
    assert "-day = 1" in ahead.lines
    assert "+day = 2" in ahead.lines
    assert len(ahead.changes) == 2
    planning.plan(at_work)
    assert rule_versions.difference(at_work).changes == ahead.changes  # against the previous one
    same = rule_versions.difference(at_work, ahead.new[:6], "current")
    assert (same.changes, same.lines) == ((), ())
    back = rule_versions.difference(at_work, ahead.new, ahead.old)
    assert [one.replace("removed", "added") for one in back.changes[1:]] == [
        one for one in ahead.changes if "'off'" in one
    ]


def test_words_stay_the_same_where_only_the_text_differs(at_work: Desk, file: File) -> None:
    planning.plan(at_work)
    file.text = "# a remark\n" + FIRST
    found = rule_versions.difference(at_work)
    assert (found.changes, [line for line in found.lines if line.startswith("+#")]) == (
        (), ["+# a remark"],
    )  # fmt: skip


def test_broken_rules_leave_the_list_and_its_version_in_force(at_work: Desk, file: File) -> None:
    planning.plan(at_work)
    version = rule_versions.history(at_work)[0].version
    before = planning.worklist(at_work, None)
    file.text = SECOND.replace("day = 2", "dya = 2")
    with pytest.raises(RulesRefused, match=rf"rules.toml:9:1: .*version {version} of") as refused:
        planning.plan(at_work)
    assert "did you mean 'day'" in str(refused.value)
    assert planning.worklist(at_work, None) == before
    assert rule_versions.news(at_work) == "rules refused, line 9"
    assert len(rule_versions.history(at_work)) == 1


def test_the_check_knows_the_words_of_the_store(at_work: Desk, file: File) -> None:
    file.text = FIRST + "".join(
        f'[[rule]]\nname = "r{n}"\nrank = {n}\nwhen = "{when}"\noff = true\n'
        for n, when in enumerate(
            ("segment is retial", "country in (DE, AT)", "owner is anna", "weekday is modnay",
             "strategy is lader", "segment is RETAIL", "last_outcome is promis")
        )
    )  # fmt: skip
    found = [(one.line, one.message) for one in rule_checks.check(at_work)]
    assert found == [
        (13, "no segment is called 'retial': did you mean 'retail'?"),
        (18, "no country is called 'AT'; known: DE"),
        (23, "no owner is called 'anna': did you mean 'ana'?"),
        (28, "no day of the week is called 'modnay': did you mean 'monday'?"),
        (33, "no strategy so far is called 'lader': did you mean 'ladder'?"),
        (43, "no last outcome is called 'promis': did you mean 'promise'?"),
    ]
