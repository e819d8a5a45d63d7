"""Every command of the workbench, once: bindings, key bar, help and palette derive from here.

The outcomes come from the team's table; the other commands are listed below. A config's ``[keys]``
names commands by id (``go.search = "ctrl+f"``); two commands on one key are refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from textual.binding import Binding
from textual.keys import format_key

from collectwork.domain.outcomes import Outcome
from collectwork.errors import ConfigRefused
from collectwork.present import words

#: ``both``: list and account; ``all``: the screen Cash as well.
Where = Literal["list", "account", "both", "cash", "all"]


@dataclass(frozen=True, slots=True)
class Command:
    """``keys``: as Textual writes them, several with commas. ``bar``: its words on the key bar,
    empty where it does not show there. ``say``: its words in help and palette. ``numbered``: its
    first key stands for the first of several things, its second for the second."""

    id: str
    keys: str
    bar: str
    say: str
    where: Where = "both"
    group: str = "account"
    numbered: bool = False

    @property
    def first_key(self) -> str:
        """The key to show."""
        keys = self.keys.split(",")
        ends = (keys[0], keys[-1]) if self.numbered and len(keys) > 1 else keys[:1]
        return "–".join(map(shown_key, ends))


PLACES = ("list", "account", "cash")

_WORK: tuple[Command, ...] = (
    Command("work.promise", "p", "promise", "Promise to pay: amount, date, invoices"),
    Command("work.dispute", "d", "dispute", "Dispute: category, invoices, owner, due date"),
    Command(
        "work.settle_dispute",
        "D",
        "",
        "Decide about a dispute: resolve, withdraw, confirm or decline",
    ),
    Command("work.block", "B", "", "Block the account or an invoice; lift or prolong a block"),
    Command("work.choose_mail", "E", "", "Mail with a template of your choice"),
    Command("work.suggestion", "y", "", "What a reply suggests: accept, change or decline"),
    Command("work.pin_top", "plus", "", "Pin to the top with a reason; again takes it off"),
    Command("work.pin_end", "minus", "", "Pin to the end with a reason; again takes it off"),
    Command("work.desk", "h", "", "Hand over to the lead’s desk, or back from there"),
)
_LOOK: tuple[Command, ...] = (
    Command("look.why", "w", "why", "Why this account is here, or why not"),
    Command("work.undo", "u", "undo", "Undo the last action while it can be undone"),
)
_GO: tuple[Command, ...] = (
    Command("go.search", "slash", "find", "Find any account: name, number, invoice, amount, phone"),
    Command("go.filter", "f", "filter", "Show a part of the list only", "list", "list"),
    Command("go.mark", "space", "", "Mark or unmark the account", "list", "list"),
    Command("go.open", "enter", "open", "Open the account", "list", "list"),
    Command("go.down", "j,down", "", "Down", "all", "list"),
    Command("go.up", "k,up", "", "Up", "all", "list"),
    Command("go.page_down", "pagedown,ctrl+d", "", "A screen down", "all", "list"),
    Command("go.page_up", "pageup", "", "A screen up", "all", "list"),
    Command("go.first", "g,home", "", "To the first line", "all", "list"),
    Command("go.last", "G,end", "", "To the last line", "all", "list"),
    Command("go.next", "right_square_bracket", "", "Next account", "account", "list"),
    Command("go.previous", "left_square_bracket", "", "Account before", "account", "list"),
    Command("go.back", "escape", "back", "Back to the list", "account", "list"),
    Command("go.clear", "escape", "", "Clear the filter and the marks", "list", "list"),
    Command("look.day", "t", "my day", "My day: done, waiting, promised", "both", "program"),
    Command("go.manager", "m", "manager", "Manager view", "both", "program"),
    Command(
        "go.cash", "dollar_sign", "cash", "Cash: money that is not applied yet", "both", "program"
    ),
    Command(
        "go.import",
        "i",
        "import",
        "Import a file: look at it first, then take it",
        "list",
        "program",
    ),
    Command("go.imports", "I", "", "Imports so far: look, and take one back", "list", "program"),
    Command(
        "go.proposals",
        "percent_sign",
        "",
        "Proposals: fees, interest, holds, write-offs, hand-overs",
        "both",
        "program",
    ),
    Command("go.alerts", "a", "", "Alerts: what is new on your accounts", "both", "program"),
    Command(
        "go.inbox", "R", "inbox", "Inbox: replies that wait, mails to assign", "both", "program"
    ),
    Command("look.outbox", "o", "outbox", "Outbox: mails on their way", "both", "program"),
    Command(
        "go.reload",
        "r,f5",
        "",
        "Read anew; a list older than the facts is made again",
        "all",
        "program",
    ),
    Command("look.help", "question_mark,f1", "keys", "The keys in force here", "all", "program"),
    Command("go.quit", "q", "quit", "Leave collectwork", "both", "program"),
)
_CASH: tuple[Command, ...] = tuple(
    Command(id, keys, bar, say, "cash", "cash", numbered=id == "cash.take")
    for id, keys, bar, say in (
        ("cash.accept", "a,enter", "accept", "Apply it as the best proposal says"),
        ("cash.take", "1,2,3,4,5,6,7,8,9", "another", "Apply it as that proposal says"),
        ("cash.choose", "c", "by hand", "Choose the customer and tick the invoices"),
        ("cash.on_account", "o", "on account", "Leave it on the customer's account"),
        ("cash.set_aside", "x", "set aside", "Not a customer's money: set aside with a reason"),
        ("cash.short", "s", "short payment", "Confirm or decline what a short payment proposes"),
        ("cash.undo", "u", "take back", "Take back the last decision, or this one"),
        ("cash.search", "slash", "find", "Find money: payer, words, invoice, amount"),
        ("cash.filter", "f", "filter", "Show money in another state"),
        ("cash.read", "v,space", "read all", "Read all that is known of it"),
        ("cash.back", "escape,q,dollar_sign", "back", "Show all again, then back"),
    )
)
# in order of need: what does not fit on the line is left out from the end, help stays
_BAR_ORDER = (
    *(f"outcome.{code}" for code in ("mail", "note", "skip", "escalate", "resubmit")),
    *("look.why", "work.undo", "go.search", "go.open", "go.back", "go.filter"),
    *("go.inbox", "look.outbox", "look.day", "go.manager", "go.cash", "go.import"),
    *("cash.undo", "cash.search", "cash.filter", "cash.read", "cash.back", "look.help"),
)


def outcome_id(code: str) -> str:
    """The id of an outcome's command."""
    return f"outcome.{code}"


def table(
    outcomes: Iterable[Outcome], keys: Mapping[str, str] | None = None
) -> tuple[Command, ...]:
    """All commands with the keys in force.

    Raises ConfigRefused for an unknown id in ``keys`` and for two commands on one key.
    """
    own = tuple(_of_outcome(one) for one in outcomes)
    commands = (*own, *_WORK, *_LOOK, *_GO, *_CASH)
    known = {command.id: command for command in commands}
    changed = dict(keys or {})
    for id in changed:
        if id not in known:
            near = get_close_matches(id, known, 1, 0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ConfigRefused(f"keys.{id}: there is no such command.{hint}")
    in_force = tuple(
        replace(one, keys=_normal(changed[one.id])) if one.id in changed else one
        for one in commands
    )
    for where in PLACES:
        _refuse_clashes(here(in_force, where))
    return in_force


def here(commands: Iterable[Command], where: str) -> tuple[Command, ...]:
    """The commands of one screen: ``list``, ``account`` or ``cash``."""
    shared = ("all",) if where == "cash" else ("all", "both")
    return tuple(one for one in commands if one.where in (where, *shared))


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Textual's bindings, each with its command's id."""
    return [binding for one in commands for binding in _bindings_of(one)]


def _bindings_of(one: Command) -> list[Binding]:
    if not one.numbered:
        return [Binding(one.keys, f"do({one.id!r})", one.say, show=False, id=one.id)]
    return [
        Binding(key, f"do({one.id!r}, {place})", one.say, show=False)
        for place, key in enumerate(one.keys.split(","))
    ]


def keymap(commands: Iterable[Command], changed: Iterable[str]) -> dict[str, str]:
    """What ``App.set_keymap`` takes: the commands whose keys a config changed.

    Only these, because Textual goes through the whole map at every key.
    """
    ids = set(changed)
    return {one.id: one.keys for one in commands if one.id in ids and not one.numbered}


def on_bar(commands: Sequence[Command]) -> tuple[list[Command], list[Command]]:
    """What the key bar shows: the call outcomes (of money: the decisions), then the rest."""
    calls = [
        one
        for one in commands
        if one.group in ("outcome", "cash") and one.id not in _BAR_ORDER and one.bar
    ]
    by_id = {one.id: one for one in commands}
    return calls, [by_id[id] for id in _BAR_ORDER if id in by_id and by_id[id].bar]


def shown_key(key: str) -> str:
    """A key as one writes it: ``/``, ``?``, ``enter``."""
    return format_key(key)


def _of_outcome(one: Outcome) -> Command:
    return Command(
        outcome_id(one.code), _normal(one.key), words.key_label(one), one.label, group="outcome"
    )


def _normal(keys: str) -> str:
    """Keys in Textual's long form: ``/`` is ``slash``."""
    bound = Binding.make_bindings([Binding(keys.replace(" ", ""), "")])
    return ",".join(binding.key for binding in bound)


def _refuse_clashes(commands: Iterable[Command]) -> None:
    owner: dict[str, Command] = {}
    for command in commands:
        for key in command.keys.split(","):
            other = owner.setdefault(key, command)
            if other.id != command.id:
                raise ConfigRefused(
                    f"keys: {shown_key(key)!r} would be both {other.id!r} ({other.say}) and "
                    f"{command.id!r} ({command.say}). Give one of them another key."
                )
