"""How many minutes an account is expected to take, and what people have on their desks.

    minutes = channel + items + size + disputes + broken promises
    channel   a customer with a telephone number is called: 6; else written to: 3
    items     1 for every two overdue items beyond the first, at most 10
    size      1 for every power of ten of the amount to collect from 10,000 whole units on
    disputes  4 each, broken promises 2 each, at most three of either

An account with nothing to collect and no dispute is only watched: 1 minute. These are estimates to
balance by, the same for everybody; they are no measure of anybody's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import digits

WATCHED = 1
CALL = 6
WRITE = 3
PER_DISPUTE = 4
PER_BREAK = 2
MOST_OF_A_KIND = 3
MOST_FOR_ITEMS = 10
LARGE = 4  # powers of ten: 10,000 whole units


def minutes(facts: AccountFacts) -> int:
    """What working the account once is expected to take."""
    if facts.to_collect <= 0 and not facts.open_disputes:
        return WATCHED
    channel = CALL if facts.has_phone or not facts.has_email else WRITE
    items = min(max(facts.overdue_items - 1, 0) // 2, MOST_FOR_ITEMS)
    size = max(0, len(str(max(facts.to_collect, 0))) - digits(facts.currency) - LARGE)
    held = PER_DISPUTE * min(facts.open_disputes, MOST_OF_A_KIND)
    return channel + items + size + held + PER_BREAK * min(facts.broken_promises, MOST_OF_A_KIND)


@dataclass(slots=True)
class Load:
    """What somebody has: accounts, minutes, amounts to collect by currency, accounts by the name
    of the assignment they fit."""

    accounts: int = 0
    minutes: int = 0
    amounts: dict[str, int] = field(default_factory=dict)
    by_rule: dict[str, int] = field(default_factory=dict)

    def add(self, facts: AccountFacts, takes: int, rule: str) -> None:
        """One account more."""
        self.accounts += 1
        self.minutes += takes
        if facts.to_collect:
            self.amounts[facts.currency] = self.amounts.get(facts.currency, 0) + facts.to_collect
        self.by_rule[rule] = self.by_rule.get(rule, 0) + 1

    def copy(self) -> Load:
        """The same, to be changed by itself."""
        return Load(self.accounts, self.minutes, dict(self.amounts), dict(self.by_rule))


Loads = Mapping[str, Load]
