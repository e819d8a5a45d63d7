"""How a proof looks at an account: what is decided, what is explained, when it comes back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.domain.facts import AccountFacts
from collectwork.domain.worklist import Explanation, WorkItem
from collectwork.rules.decide import Decision, Rulebook
from collectwork.usecases import planning
from collectwork.usecases.actions.contact_day import contact_day
from collectwork.usecases.desk import Desk
from collectwork.usecases.explaining import explain

#: Rests that somebody agreed on: the account stays off until the day named.
AGREED = ("block", "callback_ahead", "resubmission", "next_ahead", "quiet")
_SCORE = re.compile(r"(\d+\.\d\d) [a-z ]+ \+ (\d+\.\d\d) waiting \d+ days?")


@dataclass(frozen=True)
class Seen:
    """An account on the desk's day."""

    told: Explanation
    decision: Decision
    facts: AccountFacts
    state: str

    def comes_back_on(self, desk: Desk, decision: Decision) -> None:
        """The day named is the one on which this no longer keeps it off, when nothing changes."""
        assert decision.until is not None
        last = decision.kind in ("block", "quiet")  # until and with that day
        first = decision.until + timedelta(days=1 if last else 0)
        assert desk.today < first
        assert _on(desk, self.told.customer_id, first).kind != decision.kind
        assert _on(desk, self.told.customer_id, first - timedelta(days=1)).kind == decision.kind


def seen(desk: Desk, customer: int) -> Seen:
    """What is known of an account; its explanation is made as the screen makes it."""
    told = explain(desk, customer)
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        line = tx.plans.line(run.id, customer)
    facts = _facts(desk, customer, desk.today)
    if facts is None:
        return Seen(told, Decision("nothing"), None, line.state if line else "")
    return Seen(told, _on(desk, customer, desk.today), facts, line.state if line else "")


def placed_in_turn(lines: Sequence[WorkItem]) -> None:
    """Each collector's places count from one, and every score is what its reasons add up to."""
    ranks = defaultdict(list)
    for line in lines:
        ranks[line.collector].append(line.rank)
        parts = [_SCORE.fullmatch(one) for one in line.reasons]
        (said,) = [one for one in parts if one]
        assert abs(float(said[1]) + float(said[2]) - line.score / 1e6) < 0.006, line
    for places in ranks.values():
        assert sorted(places) == list(range(1, len(places) + 1)), ranks
    assert len({line.customer_id for line in lines}) == len(lines)


def _facts(desk: Desk, customer: int, day: date) -> AccountFacts | None:
    rules = planning.rules_in_force(desk)
    with desk.store.read() as tx:
        found = tx.plans.facts(
            day, desk.policy.quiet_days, rules.min_invoice, desk.policy.base_currency, customer
        )
    return found[0] if found else None


def _on(desk: Desk, customer: int, day: date) -> Decision:
    """What would be decided on a day if nothing happened until then."""
    facts = _facts(desk, customer, day)
    if facts is None:
        return Decision("nothing")
    book = Rulebook(planning.rules_in_force(desk))
    then = desk.on(day)
    with desk.store.read() as tx:
        contact = contact_day(then, tx, customer)
    return contact.judged(book.decide(facts, day), facts)
