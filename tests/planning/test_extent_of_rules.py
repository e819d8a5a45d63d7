"""Rules as large as the check lets through are planned with on both databases; larger ones are
refused when they are read, and never at the time of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from working.book import TODAY, Book

from collectwork.rules.extent import MOST
from collectwork.rules.reading import read
from collectwork.rules.ruleset import RulesRefused
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk, RulesText

ANY = '[defaults]\ncurrency = "any"\n'
AMOUNTS = ", ".join(str(n) for n in range(1, 181))


def acting(count: int, when: str) -> str:
    """So many rules with an action."""
    return ANY + "".join(
        f'[[rule]]\nname = "r{n}"\naction = "call"\nwhen = "{when}"\n' for n in range(count)
    )


def nested(levels: int) -> str:
    text = "pinned"
    for n in range(levels):
        text = f"({text} or risk > {n})" if n % 2 else f"({text} and risk < {n + 100})"
    return text


def stepping(rules: int, steps: int, when: str) -> str:
    """Rules that all choose one strategy, each of whose steps has a condition."""
    text = "".join(
        f'[[rule]]\nname = "r{n}"\nrank = {n}\nstrategy = "s"\nwhen = "risk > {99 - n % 100}"\n'
        for n in range(rules)
    )
    text += '[[rule]]\nname = "rest"\nrank = 999\nstrategy = "s"\n[[strategy]]\nname = "s"\n'
    return (
        ANY
        + text
        + "".join(
            f'[[strategy.step]]\nname = "s{n}"\nday = {n}\naction = "call"\nwhen = "{when}"\n'
            for n in range(steps)
        )
    )


@pytest.fixture
def late(desk: Desk) -> Desk:
    """Two accounts past due, in currencies with two decimals and with none."""
    book, due = Book(desk.store), TODAY - timedelta(days=20)
    book.customer("1", "One", [("A", 100_000, due)])
    book.customer("2", "Two", [("B", 2**53 + 1, due)], "JPY")
    return desk


def listed(desk: Desk, text: str) -> int:
    return planning.plan(replace(desk, rules=lambda: RulesText("rules.toml", text))).listed


LARGEST = {
    "amounts": acting(12, f"to_collect in ({AMOUNTS})"),
    "long": acting(20, " and ".join(f"days_past_due >= {-n}" for n in range(70))),
    "deep": acting(30, " and ".join([nested(24), "not " * 24 + "pinned"])),
    "steps": stepping(40, 60, " or ".join(f"days_past_due > {n}" for n in range(3))),
}


@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST)
def test_what_is_accepted_is_planned_with(late: Desk, text: str) -> None:
    read(text, "rules.toml")
    assert listed(late, text) == (2 if "days_past_due" in text or "strategy" in text else 0)


@pytest.mark.parametrize(
    "text",
    [acting(14, f"to_collect in ({AMOUNTS})"), stepping(299, 60, "risk > 1")],
    ids=["amounts", "steps"],
)
def test_what_no_statement_holds_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(RulesRefused, match=f"more than one plan can ask.*{MOST:,}") as refused:
        read(text, "rules.toml")
    (finding,) = refused.value.findings
    assert finding.line > 1


def test_no_text_holds_what_a_server_cannot_keep() -> None:
    with pytest.raises(RulesRefused, match="U\\+0000") as refused:
        read('[[rule]]\nname = "a\\u0000b"\naction = "call"\n', "rules.toml")
    assert refused.value.findings[0].line == 2


def test_the_largest_floors_keep_all_small_accounts_off(late: Desk) -> None:
    floors = "min_invoice = 1000000000\nmin_customer = 1000000000\n"
    assert listed(late, f'{ANY}{floors}[[rule]]\nname = "a"\naction = "call"\n') == 1


def test_per_cents_of_a_tiny_limit_compare_with_fractions(desk: Desk) -> None:
    due = TODAY - timedelta(days=20)
    Book(desk.store).customer(
        "1", "One", [("A", 10**15 - 1, due)], "EUR", credit_limit_minor=1, owner="ana"
    )
    for when, fits in (
        ("limit_used > 99.5%", 1), ("limit_used between 2.5% and 2.75%", 0),
        ("limit_used != 2.5%", 1), ("limit_used < 2.5% or limit_used = 2.5%", 0),
    ):  # fmt: skip
        text = f'{ANY}[[rule]]\nname = "a"\naction = "call"\nwhen = "{when}"\n'
        assert listed(desk, text) == fits, when
