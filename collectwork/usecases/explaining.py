"""Why is it here, why is it not here: for every account of the book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectwork.domain.clocks import MACHINE
from collectwork.domain.contact_policy import ChannelNow
from collectwork.domain.customers import Customer
from collectwork.domain.facts import AccountFacts
from collectwork.domain.worklist import Explanation, WorkItem
from collectwork.errors import NotFound
from collectwork.rules import explaining
from collectwork.rules.condition import saw
from collectwork.rules.decide import Decision, Rulebook
from collectwork.rules.facts import FACTS
from collectwork.rules.policy_words import channel_words
from collectwork.usecases import planning
from collectwork.usecases.actions import contact_check
from collectwork.usecases.actions.contact_day import contact_day
from collectwork.usecases.desk import Desk

LISTED = ("open", "done", "skipped")


def explain(desk: Desk, customer_id: int) -> Explanation:
    """Each rule with what it saw, what keeps the account back, and what would change it.

    ``listed`` and ``rank`` are those of the day's list as shown; rules, blocks and what would
    change it are of this moment. Raises NotFound, RulesRefused.
    """
    run = planning.ensured(desk)
    book = Rulebook(planning.rules_in_force(desk))
    with desk.store.read() as tx:
        customer = tx.accounts.customer(customer_id)
        if customer is None:
            raise NotFound("There is no such account.")
        line = tx.plans.line(run.id, customer_id)
        day = contact_day(desk, tx, customer_id)
        by_channel = contact_check.channels(desk, tx, customer)
        found = tx.plans.facts(
            desk.today, desk.policy.quiet_days, book.rules.min_invoice,
            desk.policy.base_currency, customer_id,
        )  # fmt: skip
    if not found:
        return _settled(desk, customer, line, run.ruleset, book)
    facts = found[0]
    decision = day.judged(book.decide(facts, desk.today), facts)
    changes = explaining.would_change(book, facts, desk.today, decision)
    return Explanation(
        customer_id=customer.id,
        customer=customer.number,
        name=customer.name,
        day=desk.today,
        listed=_listed(line),
        rank=line.rank if line and _listed(line) else None,
        collector=line.collector if line else customer.owner or "",
        rules=tuple(explaining.traces(book, facts, desk.today, decision)),
        blocks=(
            *explaining.blocks(facts, desk.today),
            *_of_policy(decision, by_channel, desk),
        ),
        would_change=tuple(_since_the_plan(line, decision.listed) + changes),
        facts=_seen(facts),
        score=line.score if line and _listed(line) else None,
        reasons=line.reasons if line and _listed(line) else (),
        ruleset=run.ruleset,
        pinned=customer.pinned,
        pin_reason=customer.pin_reason,
        computed_rank=(line.computed_rank or line.rank) if line and _listed(line) else None,
        desk=facts.desk,
        desk_said=facts.desk_said,
    )


def _of_policy(decision: Decision, by_channel: Sequence[ChannelNow], desk: Desk) -> Sequence[str]:
    """What the contact policy keeps back: the account for the day, or its channel for now."""
    if decision.kind == "policy":
        return [decision.instead]
    now = next((one for one in by_channel if one.channel == decision.action), None)
    if not decision.listed or now is None or now.state not in ("ask", "refuse"):
        return []
    return [channel_words(now, MACHINE)]


def _listed(line: WorkItem | None) -> bool:
    return line is not None and line.state in LISTED


def _since_the_plan(line: WorkItem | None, due: bool) -> list[str]:
    """Where the list as shown and this moment differ."""
    if line is not None and line.state in ("done", "skipped"):
        said = "skipped" if line.state == "skipped" else "worked"
        return [f"{said} today" + (f" ({line.outcome})" if line.outcome else "")]
    if line is not None and line.state == "open" and not due:
        return ["since the list was made it has been settled: the next plan takes it off"]
    if due and not _listed(line):
        return ["since the list was made it has become due: the next plan lists it"]
    return []


def _settled(
    desk: Desk, customer: Customer, line: WorkItem | None, ruleset: str, book: Rulebook
) -> Explanation:
    """Of an account that owes nothing: what the rules make of what is known of the customer."""
    listed = _listed(line)
    facts = _owing_nothing(customer, desk.policy.base_currency or "EUR")
    decision = book.decide(facts, desk.today)
    return Explanation(
        customer_id=customer.id,
        customer=customer.number,
        name=customer.name,
        day=desk.today,
        listed=listed,
        rank=line.rank if line and listed else None,
        collector=customer.owner or "",
        rules=tuple(explaining.traces(book, facts, desk.today, decision)),
        blocks=(),
        would_change=("it has no open items: a new invoice that falls due would list it",),
        facts=_seen(facts),
        ruleset=ruleset,
    )


def _owing_nothing(customer: Customer, currency: str) -> AccountFacts:
    """The facts of a customer without open items: its master data; ``currency`` is that of its
    amounts, which are zero."""
    facts = AccountFacts(
        customer.id, customer.number, customer.name, customer.credit_currency or currency
    )
    facts.owner, facts.segment, facts.country = customer.owner, customer.segment, customer.country
    facts.language, facts.terms, facts.tags = customer.language, customer.terms, customer.tags
    facts.credit_limit = customer.credit_limit
    return facts


def _seen(facts: AccountFacts) -> dict[str, Any]:
    """Every fact that rules may speak of, as people write it."""
    return {fact.name: saw(fact, facts) for fact in FACTS}
