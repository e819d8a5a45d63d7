"""The rules in force as values: defaults, rules, strategies with their steps.

A **rule** chooses, for the accounts its condition fits, a strategy to follow, or one action to list
them for, or (``off``) keeps them off the list. A **strategy** is a sequence of steps, each on a day
counted from the due date of the leading invoice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from collectwork.domain.worklist import TRIES, Finding
from collectwork.errors import InputRefused
from collectwork.rules.condition import Node
from collectwork.rules.places import Path

Action = Literal["call", "mail", "letter", "sms", "portal", "escalate", "hand_over"]
Entry = Literal["age", "first"]

ACTIONS: tuple[str, ...] = ("call", "mail", "letter", "sms", "portal", "escalate", "hand_over")
ENTRIES: tuple[Entry, ...] = ("age", "first")


class RulesRefused(InputRefused):
    """The rules have errors; ``findings`` says where, the sentence shows the first and what stays
    in force (``remains``)."""

    def __init__(self, findings: tuple[Finding, ...], remains: str = "") -> None:
        first = findings[0]
        more = f" ({len(findings) - 1} more: `collectwork rules check`)" if findings[1:] else ""
        super().__init__(f"{first}{more}{remains}")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written, and as a tree."""

    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class Step:
    """``day``: days past due of the leading invoice on which the step falls due; negative before
    the due date. ``min_amount``: whole units of the amount to collect (of the leading invoice
    before its due date) below which the step is left out; ``min_invoice``: the same of the leading
    invoice. ``entry``: whether an old account may begin here. ``tries``: unanswered calls that
    complete a call step. ``fallback``: actions to take instead, in this order, where the customer
    cannot be reached by ``action``."""

    name: str
    day: int
    action: str
    template: str | None = None
    tone: str = ""
    when: Condition | None = None
    min_amount: int = 0
    entry: bool = True
    auto: bool = False
    tries: int = TRIES
    min_invoice: int = 0
    fallback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """From a step on, or from a day past due, somebody else takes part: ``sender`` signs the mails,
    ``copies`` receive them, ``owner`` has the account on the list. ``sender`` and ``owner`` are a
    login, ``owner``, ``lead`` (of the owner's team), another role, or ``seniority N``; ``copies``
    also addresses."""

    name: str
    step: str = ""
    day: int | None = None
    sender: str = ""
    copies: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """``quiet_days``: rest after any contact before the next step. ``end``: what follows the last
    step, in words. ``entry``: where an account begins that is older than the first step.
    ``end_with``: what is proposed then, a kind of ``domain.proposals``; "stop": nothing. ``exit``:
    while it holds, an account leaves the sequence; its position stays. ``place``: its table in the
    file."""

    name: str
    steps: tuple[Step, ...]
    quiet_days: int
    min_customer: int
    entry: Entry
    end: str = ""
    end_with: str = ""
    exit: Condition | None = None
    tiers: tuple[Tier, ...] = ()
    place: Path = ()

    def tier(self, number: int, days: int) -> Tier | None:
        """The highest tier reached at a step (its number, from 1) or an age in days past due."""
        names = [step.name for step in self.steps[:number]]
        reached = None
        for one in self.tiers:
            if (one.day is not None and days >= one.day) or (one.step and one.step in names):
                reached = one
        return reached


@dataclass(frozen=True, slots=True)
class Rule:
    """``rank``: the lower the earlier it is asked; equal ranks in the order of the file. Exactly
    one of ``strategy``, ``action`` and ``off`` is given. ``place``: its table in the file; that of
    the strategy where it says itself whom it is for."""

    name: str
    when: Condition | None
    rank: int
    strategy: str = ""
    action: str = ""
    template: str | None = None
    off: bool = False
    place: Path = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All rules of a file, in the order in which they are asked. ``version``: short hash of the
    text; ``min_invoice``, ``min_customer``: whole units of the account's currency. ``policies``,
    ``assignments``, ``alerts``, ``proposals``: what the sections of these names say.
    ``conditions``: every one of the file with its place."""

    version: str
    file: str
    text: str
    rules: tuple[Rule, ...]
    strategies: dict[str, Strategy]
    quiet_days: int = 5
    min_customer: int = 0
    min_invoice: int = 0
    entry: Entry = "age"
    currency: str = ""
    policies: tuple[Any, ...] = ()
    assignments: tuple[Any, ...] = ()
    alerts: tuple[Any, ...] = ()
    proposals: tuple[Any, ...] = ()
    conditions: tuple[tuple[Condition, Path], ...] = field(default=(), repr=False)
    warnings: tuple[Finding, ...] = field(default=())
