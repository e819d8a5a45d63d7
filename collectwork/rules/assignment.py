"""Who is to have which account: segments to teams to people, balanced by expected minutes.

An account follows the first ``[[assign]]`` whose condition fits it; without any, everybody who
collects may have any account. Accounts are given out largest first, each to the least loaded of
those who may have it (*longest processing time first*: without restrictions, and where everybody
has the same capacity, the longest day is at most 4/3 of the best possible; R. L. Graham, 1969).
Equal loads are decided by the amount, then by the number of accounts, so these are balanced too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import lcm

from collectwork.domain.facts import AccountFacts
from collectwork.domain.team import Person, absent
from collectwork.rules.condition import compiled
from collectwork.rules.places import Path
from collectwork.rules.ruleset import Condition
from collectwork.rules.workload import Load, Loads, minutes

CUSTOMERS_OWN = "customer's"
NOT_AN_OWNER = "auditor"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One ``[[assign]]``. ``rank``: the lower the earlier it is asked. ``language``: a code, or
    ``customer's``. ``seniority``: at least. ``to``: logins. ``cap``: the most accounts of this
    segment that one person gets. ``variance``: per cent by which a load may lie above the least one
    and still be chosen, so that the amount decides. ``takes_over``: also takes accounts from owners
    who may not have them by this rule. ``place``: its table in the file."""

    name: str
    when: Condition | None = None
    rank: int = 100
    team: str = ""
    skill: str = ""
    language: str = ""
    seniority: int = 0
    to: tuple[str, ...] = ()
    cap: int | None = None
    variance: int = 0
    takes_over: bool = False
    place: Path = field(default=(), compare=False)


EVERYBODY = Assignment("")


@dataclass(frozen=True, slots=True)
class Move:
    """One account given to somebody. ``before`` is "" where nobody had it."""

    customer_id: int
    customer: str
    name: str
    before: str
    after: str
    why: str
    minutes: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Left:
    """An account that could not be given to anybody, and why."""

    customer_id: int
    customer: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a run would do: moves by customer, what is left over, loads before and after."""

    moved: tuple[Move, ...]
    left: tuple[Left, ...]
    before: Loads
    after: Loads


Tier = Callable[[AccountFacts], int]


def no_tier(_: AccountFacts) -> int:
    """Where strategies have no tiers."""
    return 0


class Team:
    """The people as assignment sees them on a day. Who is away, has left, or has no capacity is
    given nothing new; what they own stays theirs."""

    def __init__(self, people: Sequence[Person], day: date) -> None:
        self.people = {one.login: one for one in people}
        self._there = [
            one
            for one in sorted(people, key=lambda one: one.login)
            if one.active and one.capacity > 0 and not absent(one, day)
        ]
        whole = lcm(*(one.capacity for one in self._there))
        self._weight = {one.login: whole // one.capacity for one in self._there}
        self.may_have = lru_cache(maxsize=None)(self._may_have)

    def has_left(self, login: str) -> bool:
        """Somebody who is known and no longer works here."""
        known = self.people.get(login)
        return known is not None and not known.active

    def weighed(self, login: str, minutes: int) -> int:
        """Minutes as a share of the person's capacity, to compare with those of others."""
        return minutes * self._weight[login]

    def _may_have(self, rule: Assignment, language: str, tier: int) -> tuple[str, ...]:
        """Who may have accounts of a rule whose customer speaks a language, at a tier."""
        return tuple(one.login for one in self._there if suits(one, rule, language, tier))


def distribute(
    accounts: Iterable[AccountFacts],
    team: Team,
    rules: Sequence[Assignment],
    *,
    free: Callable[[AccountFacts], bool],
    tier: Tier = no_tier,
) -> Distribution:
    """Give out every account that is ``free`` to get another owner; the others count as loads."""
    first = _first_fit(rules)
    loads = {login: Load() for login, one in team.people.items() if one.active}
    waiting: list[tuple[int, AccountFacts, Assignment, tuple[str, ...]]] = []
    before: dict[str, Load] = {}
    left: list[Left] = []
    owned: list[tuple[AccountFacts, int, str]] = []
    for facts in accounts:
        owner, takes = facts.owner or "", minutes(facts)
        rule = first(facts)
        may = () if rule is None else team.may_have(rule, _language(rule, facts), tier(facts))
        owned.append((facts, takes, rule.name if rule else ""))
        takes_over = rule is not None and rule.takes_over and bool(may) and owner not in may
        if not (free(facts) or takes_over):
            loads.setdefault(owner, Load()).add(facts, takes, rule.name if rule else "")
        elif rule is None:
            left.append(_left(facts, "no [[assign]] fits it"))
        elif not may:
            left.append(_left(facts, _nobody(rule, facts, tier(facts))))
        else:
            waiting.append((takes, facts, rule, may))
    for facts, takes, name in owned:
        if facts.owner:
            before.setdefault(facts.owner, Load()).add(facts, takes, name)
    moved = _given(waiting, team, loads, left)
    known = {**{login: Load() for login in loads}, **before}
    return Distribution(tuple(moved), tuple(left), known, loads)


def _given(
    waiting: list[tuple[int, AccountFacts, Assignment, tuple[str, ...]]],
    team: Team,
    loads: dict[str, Load],
    left: list[Left],
) -> list[Move]:
    """Largest first, each to the least loaded; what a cap keeps from everybody is ``left``."""
    moved: list[Move] = []
    waiting.sort(key=lambda one: (-one[0], one[1].currency, -one[1].to_collect, one[1].customer_id))
    for takes, facts, rule, may in waiting:
        chosen = _least_loaded(takes, facts, rule, may, team, loads)
        if chosen is None:
            left.append(_left(facts, f"{_named(rule)}: everybody has {rule.cap} of its accounts"))
            continue
        loads[chosen].add(facts, takes, rule.name)
        if chosen != (facts.owner or ""):
            moved.append(
                Move(
                    facts.customer_id, facts.number, facts.name, facts.owner or "", chosen,
                    _why(rule, facts, len(may)), takes, facts.to_collect, facts.currency,
                )
            )  # fmt: skip
    moved.sort(key=lambda one: one.customer_id)
    left.sort(key=lambda one: one.customer_id)
    return moved


def _least_loaded(
    takes: int,
    facts: AccountFacts,
    rule: Assignment,
    may: tuple[str, ...],
    team: Team,
    loads: Mapping[str, Load],
) -> str | None:
    open_to = [
        (team.weighed(login, loads[login].minutes + takes), login)
        for login in may
        if rule.cap is None or loads[login].by_rule.get(rule.name, 0) < rule.cap
    ]
    if not open_to:
        return None
    least = min(open_to)[0]
    limit = least + least * rule.variance // 100
    owner, currency = facts.owner, facts.currency

    def order(login: str) -> tuple[int, bool, int, str]:
        load = loads[login]
        return load.amounts.get(currency, 0), login != owner, load.accounts, login

    return min((login for weight, login in open_to if weight <= limit), key=order)


def _first_fit(rules: Sequence[Assignment]) -> Callable[[AccountFacts], Assignment | None]:
    tests = [(rule, compiled(rule.when.node) if rule.when else None) for rule in rules]

    def first(facts: AccountFacts) -> Assignment | None:
        for rule, test in tests:
            if test is None or test(facts):
                return rule
        return None

    return first if rules else lambda _: EVERYBODY


def suits(one: Person, rule: Assignment, language: str, tier: int = 0) -> bool:
    """Whether somebody is whom the rule asks for, absent or not."""
    return (
        _belongs(one, rule)
        and (not rule.skill or _folded(rule.skill) in map(_folded, one.skills))
        and (not language or _primary(language) in map(_primary, one.languages))
        and one.seniority >= max(rule.seniority, tier)
    )


def _belongs(one: Person, rule: Assignment) -> bool:
    if one.role == NOT_AN_OWNER:
        return False
    if rule.team and _folded(one.team or "") != _folded(rule.team):
        return False
    return one.login in rule.to if rule.to else one.role == "collector"


def _language(rule: Assignment, facts: AccountFacts) -> str:
    return (facts.language or "") if rule.language == CUSTOMERS_OWN else rule.language


def _nobody(rule: Assignment, facts: AccountFacts, tier: int) -> str:
    return f"{_named(rule)}: nobody who is there {_wanted(rule, facts, tier) or 'collects'}"


def _why(rule: Assignment, facts: AccountFacts, several: int) -> str:
    if rule.to and not rule.name:
        return f"least loaded of the {several} named" if several > 1 else "named"
    wanted = _wanted(rule, facts, 0)
    least = f"least loaded of {several}" if several > 1 else "the only one"
    parts = ([rule.name] if rule.name else []) + ([wanted] if wanted else []) + [least]
    return "; ".join(parts)


def _wanted(rule: Assignment, facts: AccountFacts, tier: int) -> str:
    """What the rule asks of a person, in words."""
    language = _language(rule, facts)
    seniority = max(rule.seniority, tier)
    parts = [
        f"is of team {rule.team}" if rule.team else "",
        f"is one of {', '.join(rule.to)}" if rule.to else "",
        f"knows {rule.skill}" if rule.skill else "",
        f"speaks {language}" if language else "",
        f"has seniority {seniority}" if seniority > 1 else "",
    ]
    return " and ".join(part for part in parts if part)


def _named(rule: Assignment) -> str:
    return rule.name or "everybody who collects"


def _left(facts: AccountFacts, why: str) -> Left:
    return Left(facts.customer_id, facts.number, facts.name, why)


def _folded(text: str) -> str:
    return text.strip().casefold()


def _primary(language: str) -> str:
    """``de`` of ``de-AT``: who speaks one speaks to the other."""
    return _folded(language).replace("_", "-").partition("-")[0]
