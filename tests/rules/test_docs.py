"""docs/rules.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from collectwork.rules.facts import FACTS
from collectwork.rules.parser import parse
from collectwork.rules.reading import read
from collectwork.rules.ruleset import ACTIONS

DOC = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")


def test_the_table_of_facts_is_the_one_in_the_code() -> None:
    rows = [
        f"| `{fact.name}` | {', '.join(fact.aliases)} | {fact.type} | {fact.definition} |"
        for fact in FACTS
    ]
    table = DOC.split("<!-- begin facts -->")[1].split("<!-- end facts -->")[0]
    assert [line for line in table.splitlines() if line.startswith("| `")] == rows


def test_the_example_is_in_order() -> None:
    example = DOC.split("```toml")[1].split("```")[0]
    rules = read(example, "example.toml")
    assert [finding.message for finding in rules.warnings] == []


def test_every_condition_shown_can_be_read() -> None:
    table = DOC.split("| form | examples |")[1].split("\n\n")[0]
    shown = [text for line in table.splitlines()[2:] for text in re.findall(r"`([^`]+)`", line)]
    conditions = [text for text in shown if text not in ("and", "but", "or", "not")]
    assert len(conditions) > 12
    for text in conditions:
        parse(text)


def test_all_actions_are_named() -> None:
    assert all(action in DOC for action in ACTIONS)
