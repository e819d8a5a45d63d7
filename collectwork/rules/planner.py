"""Facts of all accounts into the day's list: pure, and in a fully determined order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectwork.domain.calendar import NONE, Holidays, business_days_between
from collectwork.domain.facts import AccountFacts, BookHabits
from collectwork.domain.money import spoken
from collectwork.domain.worklist import AT_LEAST, NO_LIST, TRIES, PlannedLine, Waiting
from collectwork.rules.condition import traced
from collectwork.rules.decide import Decision, Rulebook
from collectwork.rules.ruleset import Tier
from collectwork.rules.score import Habits, addends, quantile, shares
from collectwork.rules.substitution import NO_ABSENCE, Desks
from collectwork.rules.tiers import NOBODY, Seats, reached
from collectwork.rules.waiting import waiting_since
from collectwork.rules.withholding import ContactDay
from collectwork.rules.words import counted

#: What has the whole of the first addend, and how it is called there.
URGENT = {
    "reply": "reply waiting", "promise_broken": "promise broken", "returned": "payment returned",
    "desk": "handed over",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The list, and how many accounts were looked at."""

    lines: tuple[PlannedLine, ...]
    considered: int


def plan(
    book: Rulebook,
    accounts: Iterable[AccountFacts],
    habits: BookHabits,
    day: date,
    holidays: Holidays = NONE,
    seats: Seats = NOBODY,
    waiting: Waiting = NO_LIST,
    contact: ContactDay | None = None,
    desks: Desks = NO_ABSENCE,
) -> Plan:
    """Who is contacted today, why and in which order.

    Ranks count 1..n for each collector; accounts without an owner have the collector "". Callbacks
    come first by their time, then pins, then the score decides, then value, then the customer's id.
    ``seats``: who the tiers of escalation mean; ``waiting``: who was left on the list before;
    ``contact``: what the contact policy refuses that day; ``desks``: who works for whom that day.
    """
    workdays = _workdays(day, holidays)
    considered = 0
    listed: list[tuple[AccountFacts, Decision]] = []
    for facts in accounts:
        considered += 1
        decision = book.decide(facts, day)
        if contact is not None:
            decision = contact.judged(decision, facts)
        if decision.listed:
            if book.tiered:
                _seat(book, facts, decision, seats)
            listed.append((facts, decision))
    measure = Habits(habits)  # complete now that the accounts have been taken
    found = [(facts, one, measure.value(facts, one.action)) for facts, one in listed]
    listed.clear()
    tops = _tops(found)
    scored = [_scored(one, tops, workdays, waiting) for one in found]
    found.clear()
    scored.sort(key=_order)
    where = desks.of([one.facts for one in scored])
    computed = _ranks(scored, where)
    if any(one.facts.pinned for one in scored):
        scored.sort(key=_pinned)
    lines = []
    shared: dict[Any, Any] = {}
    ranks = _ranks(scored, where)
    scored.reverse()
    while scored:  # accounts are let go of as their lines are made: memory holds one or the other
        one = scored.pop()
        id = one.facts.customer_id
        absence = desks.words(one.facts, where[id])
        lines.append(_line(book, one, where[id], ranks[id], computed[id], absence, shared, seats))
    return Plan(tuple(lines), considered)


def _ranks(scored: Iterable[_Scored], where: Mapping[int, str]) -> dict[int, int]:
    """Customer → place on its list, in the order given."""
    counts: dict[str, int] = {}
    ranks = {}
    for one in scored:
        id = one.facts.customer_id
        counts[where[id]] = ranks[id] = counts.get(where[id], 0) + 1
    return ranks


@dataclass(slots=True)
class _Scored:
    facts: AccountFacts
    decision: Decision
    value: int
    worth: int
    waiting: int
    workdays: int
    since: date | None


def _tops(found: list[tuple[AccountFacts, Decision, int]]) -> dict[str, int]:
    values: dict[str, list[int]] = {}
    for facts, _, value in found:
        values.setdefault(facts.currency, []).append(value)
    return {currency: quantile(all_) for currency, all_ in values.items()}


def _scored(
    one: tuple[AccountFacts, Decision, int],
    tops: Mapping[str, int],
    workdays: Callable[[date | None], int],
    before: Waiting,
) -> _Scored:
    facts, decision, value = one
    since = waiting_since(facts, decision.since, before)
    waited = workdays(since)
    urgent = decision.kind in URGENT
    worth, waiting = shares(value, tops[facts.currency], waited, urgent)
    return _Scored(facts, decision, value, worth, waiting, waited, since)


def _order(one: _Scored) -> tuple[Any, ...]:
    facts = one.facts
    callback = one.decision.kind == "callback"
    when = (facts.callback_on.isoformat() if facts.callback_on else "", facts.callback_at or "")
    return (
        not callback,
        when if callback else ("", ""),
        -(one.worth + one.waiting),
        one.decision.kind not in URGENT,
        -one.value,
        facts.customer_id,
    )


def _pinned(one: _Scored) -> tuple[bool, int]:
    """Callbacks stay first; what is pinned alike stays in the order as computed."""
    callback = one.decision.kind == "callback"
    return not callback, 0 if callback else -one.facts.pinned


def _workdays(day: date, holidays: Holidays) -> Callable[[date | None], int]:
    """Workdays up to today; each starting day is counted once."""
    known: dict[date, int] = {}

    def count(since: date | None) -> int:
        if since is None:
            return 0
        if since not in known:
            known[since] = business_days_between(since, day, holidays)
        return known[since]

    return count


def _line(
    book: Rulebook,
    one: _Scored,
    collector: str,
    rank: int,
    computed_rank: int,
    absence: str,
    shared: dict[Any, Any],
    seats: Seats,
) -> PlannedLine:
    """The line with its reasons and its trace; ``shared`` keeps those that lines have in common
    once, where a hundred thousand are made."""
    facts, decision = one.facts, one.decision
    what = URGENT.get(decision.kind, "value")
    score = addends(one.worth, one.waiting, one.workdays, what)
    slot = _trace_slot(book, facts, decision)
    told = shared.get(slot)
    if told is None:
        told = shared[slot] = trace(book, facts, decision)
    tier = _tier(book, facts, decision) if book.tiered else None
    return PlannedLine(
        facts.customer_id, collector, rank, facts.currency, facts.to_collect, facts.past_due,
        facts.oldest_days, one.worth + one.waiting, one.worth, one.workdays, decision.rule,
        decision.strategy, decision.step, decision.step_no, decision.action, decision.template,
        facts.lead_item_id, facts.callback_at if decision.kind == "callback" else None,
        (*([absence] if absence else ()), *reasons(facts, decision), score), told, facts.amounts,
        decision.plan.tries if decision.plan else TRIES,
        waiting_since=one.since,
        tier=tier.name if tier else "",
        sender=seats.login(tier.sender, facts.owner) if tier else "",
        copies=seats.logins(tier.copies, facts.owner) if tier else (),
        computed_rank=computed_rank,
    )  # fmt: skip


def _tier(book: Rulebook, facts: AccountFacts, decision: Decision) -> Tier | None:
    """The tier of escalation that the account has reached in its strategy."""
    strategy = book.rules.strategies.get(decision.strategy or facts.thread_strategy)
    return reached(strategy, facts, decision.step_no)


def _seat(book: Rulebook, facts: AccountFacts, decision: Decision, seats: Seats) -> None:
    """A tier's owner has the account on the list; its owner stays who it is. What was handed over
    by hand stays where it is."""
    tier = _tier(book, facts, decision)
    if tier is not None and tier.owner and facts.desk is None:
        facts.desk = seats.login(tier.owner, facts.owner) or None


def reasons(facts: AccountFacts, decision: Decision) -> tuple[str, ...]:
    """Why it is on the list, in words; the score's addends are put behind them."""
    said = [_why(facts, decision)]
    if decision.entered:
        said.append(decision.entered)
    if decision.instead:
        said.append(decision.instead)
    if facts.to_collect > 0:
        amount = f"{spoken(facts.to_collect, facts.currency)} to collect"
        oldest = _bound(facts) + counted(facts.oldest_days, "day")
        said.append(f"{amount}, oldest {oldest}" if facts.oldest_days else amount)
    return tuple(said)


def _why(facts: AccountFacts, decision: Decision) -> str:
    if decision.kind == "callback":
        purpose = f": {facts.callback_purpose}" if facts.callback_purpose else ""
        return f"callback due {decision.since}{purpose}"
    if decision.kind == "reply":
        return "the customer replied and waits"
    if decision.kind == "desk":
        return facts.desk_said
    if decision.kind == "returned":
        return f"open again since {decision.since}: the payment went back"
    if decision.kind == "promise_broken":
        return f"promise broken on {decision.since}"
    if decision.kind == "dispute_overdue":
        return f"a dispute should have been cleared: overdue since {decision.since}"
    if decision.kind == "follow_up":
        return f"next step was set for {decision.since}"
    if decision.plan is not None:
        return f"{decision.step}: {_days(facts)}, from day {decision.plan.day}"
    return f"{decision.rule}: {_days(facts)}"


def _days(facts: AccountFacts) -> str:
    days = facts.days_past_due
    if days is None:
        return "no due date"
    if days == 0:
        return "due today"
    if days < 0:
        return f"due in {counted(-days, 'day')}"
    return f"{_bound(facts)}{counted(days, 'day')} past due"


def _bound(facts: AccountFacts) -> str:
    return AT_LEAST if facts.bounded else ""


def trace(book: Rulebook, facts: AccountFacts, decision: Decision) -> tuple[Mapping[str, Any], ...]:
    """What decided, with the values seen: kept with the line, so it stays small."""
    rule = book.by_name.get(decision.rule)
    found: list[Mapping[str, Any]] = []
    if rule is not None:
        conditions = traced(rule.when.node, facts)[1] if rule.when else []
        found.append({"rule": rule.name, "conditions": [_kept(one) for one in conditions]})
    if decision.plan is not None:
        limit = (("days_past_due", str(facts.days_past_due), ">=", str(decision.plan.day), True),)
        found.append({"rule": decision.step, "conditions": [list(one) for one in limit]})
    return tuple(found)


def _trace_slot(book: Rulebook, facts: AccountFacts, decision: Decision) -> tuple[Any, ...]:
    """What a trace depends on: who decided, and the values that its conditions saw."""
    rule = book.by_name.get(decision.rule)
    seen = book.sees(rule) if rule is not None else ()
    values = tuple(getattr(facts, name) for name in seen)
    return (
        decision.rule,
        decision.step,
        id(decision.plan),
        facts.days_past_due,
        facts.currency,
        values,
    )


def _kept(condition: Any) -> list[Any]:
    return [condition.field, condition.saw, condition.op, condition.value, condition.holds]
