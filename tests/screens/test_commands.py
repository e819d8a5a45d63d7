"""The table of commands: no two on one key, keys of the contract, changes by config."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.binding import Binding

from collectwork.domain.outcomes import STANDARD, extended
from collectwork.errors import ConfigRefused
from collectwork.present.pieces import plain
from collectwork.screens import commands
from collectwork.screens.dialogs.help import help_lines


def keys_of(where: str) -> dict[str, str]:
    table = commands.here(commands.table(STANDARD), where)
    return {key: command.id for command in table for key in command.keys.split(",")}


@pytest.mark.parametrize("where", commands.PLACES)
def test_no_two_commands_share_a_key_on_one_screen(where: str) -> None:
    table = commands.here(commands.table(STANDARD), where)
    counted = Counter(key for command in table for key in command.keys.split(","))
    assert {key: n for key, n in counted.items() if n > 1} == {}


@pytest.mark.parametrize("where", ["list", "account"])
def test_the_keys_of_the_contract_do_what_it_says(where: str) -> None:
    keys = keys_of(where)
    outcomes = {
        "1": "no_answer", "2": "voicemail", "3": "message", "4": "will_pay", "5": "promise",
        "6": "dispute", "7": "copy_requested", "8": "call_back", "9": "wrong_contact",
        "0": "refused", "e": "mail", "n": "note", "s": "skip", "x": "escalate", "b": "resubmit",
    }  # fmt: skip
    assert {key: keys[key] for key in outcomes} == {
        key: f"outcome.{code}" for key, code in outcomes.items()
    }
    assert keys["E"] == "work.choose_mail"
    assert (keys["p"], keys["d"]) == ("work.promise", "work.dispute")
    assert (keys["w"], keys["u"], keys["m"], keys["t"]) == (
        "look.why", "work.undo", "go.manager", "look.day",
    )  # fmt: skip
    assert (keys["slash"], keys["question_mark"], keys["q"]) == (
        "go.search", "look.help", "go.quit",
    )  # fmt: skip
    assert (keys["j"], keys["k"], keys["g"], keys["G"]) == (
        "go.down", "go.up", "go.first", "go.last",
    )  # fmt: skip


def test_the_list_filters_marks_and_opens() -> None:
    keys = keys_of("list")
    assert (keys["f"], keys["space"], keys["enter"]) == ("go.filter", "go.mark", "go.open")
    assert keys_of("account")["escape"] == "go.back"


def test_a_config_moves_a_key() -> None:
    table = commands.table(STANDARD, {"go.search": "ctrl+f, F3"})
    keys = {one.id: one.keys for one in table}
    assert keys["go.search"] == "ctrl+f,F3"


def test_a_config_cannot_put_two_commands_on_one_key() -> None:
    with pytest.raises(ConfigRefused, match=r"go\.search.*look\.why|look\.why.*go\.search"):
        commands.table(STANDARD, {"go.search": "w"})


def test_an_unknown_command_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigRefused, match=r"go\.search"):
        commands.table(STANDARD, {"go.serch": "w"})


def test_a_teams_own_code_gets_its_key_and_its_words() -> None:
    own = {"lawyer": {"key": "L", "label": "handed to counsel"}}
    table = commands.table(extended(STANDARD, own))
    (lawyer,) = [one for one in table if one.id == "outcome.lawyer"]
    assert (lawyer.keys, lawyer.bar) == ("L", "handed to counsel")
    outcomes, _ = commands.on_bar(commands.here(table, "list"))
    assert "outcome.lawyer" in [one.id for one in outcomes]


def test_every_binding_carries_the_id_of_its_command() -> None:
    table = commands.table(STANDARD)
    made = list(Binding.make_bindings(commands.bindings(table)))
    plain = {command.id for command in table if not command.numbered}
    assert {binding.id for binding in made if binding.id} == plain
    counted = [(binding.key, binding.action) for binding in made if not binding.id]
    assert counted == [(str(n + 1), f"do('cash.take', {n})") for n in range(9)]


def test_help_names_every_command_of_the_screen() -> None:
    for where in commands.PLACES:
        table = commands.here(commands.table(STANDARD), where)
        shown = "\n".join(plain(one) for one in help_lines(table, 80))
        assert [one.say for one in table if one.say not in shown] == []
