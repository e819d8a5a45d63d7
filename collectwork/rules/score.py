"""The order of the list: value and waiting, so that nobody waits for ever.

    v      = amount to collect × P(unpaid after 14 days without contact)
             × added chance of a contact × 0.9 ^ (contacts so far)
    score  = min(1, v ÷ V) + w ÷ A

V = 90 % quantile of v on the list (per currency: currencies are not compared), w = workdays since
the account became eligible or was last contacted, A = 20. A reply that waits and a broken promise
have the whole of the first addend. Whoever became eligible more than A workdays later can never
precede; that bounds every wait.

P(unpaid …) is the quick form of a hazard from the customer's own history: of its invoices that were
paid later than this one is late now, the share paid within the next 14 days, shrunk towards the
book's share with the weight of 4 invoices. Without any history in the book the share is that of
one invoice paid and one not. The added chance follows from what happened after contacts of the
channel: r = share of contacts followed by payment within 14 days, p = paid anyway,
q = 1 − (1 − r) ÷ (1 − p), at least 0.05. Below 30 contacts it is not known and left out, which is
the same factor for everybody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from collectwork.domain.facts import AccountFacts, BookHabits
from collectwork.domain.worklist import WRITTEN_ACTIONS

MILLION = 1_000_000
AGEING_DAYS = 20  # A
WEIGHT = 4  # of the book's share, in invoices
ENOUGH = 30  # contacts before their effect is used
LEAST_EFFECT = 0.05
TIRED = 0.9  # a further contact is worth so much of the one before
WINDOW_WEEKS = 2


class Habits:
    """The book's habits, made ready for many accounts."""

    def __init__(self, book: BookHabits) -> None:
        self._late = book.late
        self._followed = book.followed
        self._share: dict[int, float] = {}

    def team_share(self, days: int) -> float:
        """Of the book's invoices paid later than ``days`` late, the share paid within 14 days."""
        week = days // 7
        known = self._share.get(week)
        if known is None:
            later = sum(count for when, count in self._late.items() if when > week)
            soon = sum(self._late.get(week + n, 0) for n in range(1, WINDOW_WEEKS + 1))
            known = self._share[week] = (soon + 1) / (later + 2)
        return known

    def paid_anyway(self, facts: AccountFacts) -> float:
        """P(paid within 14 days without contact)."""
        later, soon = facts.history
        share = self.team_share(facts.days_past_due or 0)
        return (soon + WEIGHT * share) / (later + WEIGHT)

    def added_chance(self, action: str, paid_anyway: float) -> float:
        """What a contact on this action's channel adds; 1 while too little is known."""
        channel = action if action in WRITTEN_ACTIONS else "call"
        contacts, followed = self._followed.get(channel, (0, 0))
        if contacts < ENOUGH:
            return 1.0
        unpaid = max(1 - paid_anyway, 0.01)
        return max(LEAST_EFFECT, 1 - (1 - followed / contacts) / unpaid)

    def value(self, facts: AccountFacts, action: str) -> int:
        """v in minor units of the account's currency."""
        paid_anyway = self.paid_anyway(facts)
        worth = (1 - paid_anyway) * self.added_chance(action, paid_anyway)
        amount = facts.to_collect or max(facts.lead_amount, 0)
        return int(amount * worth * TIRED**facts.contacts)


def quantile(values: Sequence[int]) -> int:
    """The 90 % quantile by nearest rank; at least 1."""
    if not values:
        return 1
    ordered = sorted(values)
    return max(1, ordered[math.ceil(0.9 * len(ordered)) - 1])


def shares(value: int, top: int, workdays: int, urgent: bool) -> tuple[int, int]:
    """The two addends of the score in millionths: value and waiting."""
    worth = MILLION if urgent else min(MILLION, max(0, value) * MILLION // top)
    return worth, workdays * MILLION // AGEING_DAYS


def addends(worth: int, waiting: int, workdays: int, what: str = "value") -> str:
    """``0.42 value + 0.35 waiting 7 days``: the score as it is made up. Waiting is a whole number
    of hundredths, so that the two parts as shown add up to the score as shown."""
    days = "day" if workdays == 1 else "days"
    return f"{worth / MILLION:.2f} {what} + {waiting / MILLION:.2f} waiting {workdays} {days}"
