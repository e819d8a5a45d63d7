"""What every kind of proposal looks at, and what several share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.facts import AccountFacts
from collectwork.domain.proposals import BY_KIND, Amounts, Wanted
from collectwork.domain.receivables import Item
from collectwork.rules.proposals import ProposalRule, lifted_by
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

STEP_DAYS = 120  # for so long after a step what follows from it is still proposed


@dataclass(frozen=True, slots=True)
class View:
    """What every kind looks at. ``facts``: of the candidates, by customer."""

    desk: Desk
    tx: Read
    rules: Ruleset
    facts: Mapping[int, AccountFacts]
    away: Collection[int]  # handed over
    decided: Mapping[tuple[int, str, str], date]

    def rests(self, rule: ProposalRule, customer_id: int, cause: str) -> bool:
        """Whether a decision on the same is too recent to ask again."""
        on = self.decided.get((customer_id, rule.kind, cause))
        return on is not None and (self.desk.today - on).days < rule.again_days


def of_overdue(view: View, found: Sequence[tuple[ProposalRule, int, str, str]]) -> list[Wanted]:
    """Proposals about everything overdue of an account; none where nothing is."""
    overdue = view.tx.proposals.overdue({id for _, id, _, _ in found}, view.desk.today)
    numbers = view.tx.proposals.numbers(overdue)
    return [
        Wanted(
            id, numbers[id][0], rule.kind, cause, said, sums(overdue[id]),
            tuple(one.id for one in overdue[id]), tuple(one.document for one in overdue[id]),
            lifted_by(rule) or "nothing overdue any more", remark(rule), rule.name,
        )
        for rule, id, said, cause in found
        if id in overdue
    ]  # fmt: skip


def sums(items: Sequence[Item]) -> Amounts:
    """Open amounts by currency."""
    found: dict[str, int] = {}
    for one in items:
        found[one.currency] = found.get(one.currency, 0) + one.open
    return found


def added(*parts: Amounts) -> dict[str, int]:
    """Amounts added up by currency."""
    sums: dict[str, int] = {}
    for part in parts:
        for currency, minor in part.items():
            sums[currency] = sums.get(currency, 0) + minor
    return sums


def remark(rule: ProposalRule) -> str:
    """The rule's remark, or what is to be known of its kind."""
    return rule.remark or BY_KIND[rule.kind].remark
