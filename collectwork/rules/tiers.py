"""Escalation tiers: who signs, who receives copies, and on whose list an account is, from a step
of its strategy on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from collectwork.domain.facts import AccountFacts
from collectwork.domain.team import Person
from collectwork.rules.ruleset import Strategy, Tier

ROLES = ("lead", "collector", "admin", "auditor")


@dataclass(frozen=True, slots=True)
class Seats:
    """The team, to find who is meant by ``lead``, another role, or ``seniority 2``."""

    people: Mapping[str, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person]) -> Seats:
        """Those who are active, by login."""
        return cls({one.login: one for one in people if one.active})

    def login(self, who: str, owner: str | None) -> str:
        """The login that is meant for an account of ``owner``; "" where there is nobody.

        Those of the owner's team come first; of several the least senior who will do, then by
        login. A login that the team does not know is taken as it stands.
        """
        if who == "owner":
            return owner or ""
        head, _, level = who.partition(" ")
        if head not in (*ROLES, "seniority"):
            return who
        mine = self.people.get(owner or "")
        team = mine.team if mine else None
        least = int(level) if head == "seniority" else 0
        fit = [
            one
            for one in self.people.values()
            if (one.role == head or (head == "seniority" and one.role in ("collector", "lead")))
            and one.seniority >= least
        ]
        best = min(fit, key=lambda one: (one.team != team, one.seniority, one.login), default=None)
        return best.login if best else ""

    def logins(self, several: Iterable[str], owner: str | None) -> tuple[str, ...]:
        """Each who is meant, once; e-mail addresses stay as they are."""
        found = (one if "@" in one else self.login(one, owner) for one in several)
        return tuple(dict.fromkeys(one for one in found if one))


NOBODY = Seats()


def reached(strategy: Strategy | None, facts: AccountFacts, number: int) -> Tier | None:
    """The tier of an account at a step (its number; 0 where it is listed for something else, the
    last step done then counts)."""
    if strategy is None or not strategy.tiers:
        return None
    if not number and facts.thread_strategy == strategy.name:
        number = facts.thread_no
    return strategy.tier(number, facts.days_past_due or 0)


def seniority_of_tiers(strategies: Mapping[str, Strategy]) -> Callable[[AccountFacts], int]:
    """How senior the owner of an account must be by the tier it has reached; 0 where that says
    nothing of seniority."""

    def least(facts: AccountFacts) -> int:
        tier = reached(strategies.get(facts.thread_strategy), facts, 0)
        head, _, level = tier.owner.partition(" ") if tier else ("", "", "")
        return int(level) if head == "seniority" else 0

    return least
