"""The accounts that proposals may be about: all others stay in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from collectwork.domain.facts import AccountFacts
from collectwork.rules.notices import Ask, Notice
from collectwork.rules.proposals import facts_of
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read
from collectwork.usecases.proposing.claims import worth_it
from collectwork.usecases.proposing.view import STEP_DAYS


class Candidates:
    """Accounts that a rule about proposals fits, and those on hold; of every other account a rule
    has nothing to say. ``version``: of the rules that they were looked for by."""

    def __init__(self, version: str, notice: Notice) -> None:
        self.version = version
        self.notice = notice
        self._found: dict[int, AccountFacts] = {}

    def look(self, facts: AccountFacts) -> None:
        """One of them, with at least the facts that the notice names."""
        self._found[facts.customer_id] = facts

    def facts(self) -> dict[int, AccountFacts]:
        """By customer, in their order."""
        return dict(sorted(self._found.items()))


def wanted(desk: Desk, tx: Read, rules: Ruleset) -> Candidates:
    """Whom to look for; none is found yet."""
    asks = tuple(_asks(desk, tx, rules))
    return Candidates(rules.version, Notice(asks, (), facts_of(rules.proposals)))


def found(desk: Desk, tx: Read, rules: Ruleset) -> Candidates:
    """All of them, by a statement of their own."""
    candidates = wanted(desk, tx, rules)
    if candidates.notice.asks:
        policy = desk.policy
        for one in tx.plans.noticed(
            desk.today, policy.quiet_days, rules.min_invoice, policy.base_currency,
            (candidates.notice,),
        ):  # fmt: skip
            candidates.look(one)
    return candidates


def _asks(desk: Desk, tx: Read, rules: Ruleset) -> Iterator[Ask]:
    since = desk.today - timedelta(days=STEP_DAYS)
    for rule in rules.proposals:
        if rule.kind == "interest":
            if rule.when is not None:
                days = desk.today - timedelta(days=rule.days)
                yield rule.asks(worth_it(desk, tx, rule, days))
        elif rule.step:
            yield rule.asks({one[0] for one in tx.proposals.steps_done([rule.step], since)})
        else:
            yield rule.asks()
    holds = tuple(tx.proposals.holds())
    if holds:
        yield Ask(among=holds)
