"""Why an account is on the list or not, and what would change it, in words with numbers."""

from __future__ import annotations

from datetime import date

from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import decimals, spoken
from collectwork.domain.worklist import Condition, RuleTrace
from collectwork.rules import words
from collectwork.rules.condition import traced
from collectwork.rules.decide import Decision, Rulebook
from collectwork.rules.ruleset import Rule, Strategy
from collectwork.rules.sequence import Next
from collectwork.rules.words import counted


def traces(book: Rulebook, facts: AccountFacts, day: date, decision: Decision) -> list[RuleTrace]:
    """Every rule with the values it saw, then the step that is next, then the floor."""
    found = [_rule(rule, facts) for rule in book.rules.rules]
    chosen = book.chosen(facts)
    if chosen is not None:
        found += _exit(book.rules.strategies[chosen.strategy], facts)
        found.append(_step(chosen, book.sequences[chosen.strategy].next(facts, day), facts))
    floor = book.floor(facts)
    if floor:
        enough = facts.to_collect >= floor
        seen = Condition(
            "to_collect", _seen(facts.to_collect, facts), ">=", _seen(floor, facts), enough
        )
        found.append(RuleTrace("least amount", enough, "enough is to be collected", (seen,)))
    if decision.listed and decision.rule not in {trace.rule for trace in found}:
        found.insert(0, RuleTrace(decision.rule, True, f"listed: {decision.rule}"))
    return found


def _rule(rule: Rule, facts: AccountFacts) -> RuleTrace:
    if rule.when is None:
        return RuleTrace(rule.name, True, words.rule_words(rule))
    holds, conditions = traced(rule.when.node, facts)
    return RuleTrace(rule.name, holds, words.rule_words(rule), tuple(conditions))


def _exit(strategy: Strategy, facts: AccountFacts) -> list[RuleTrace]:
    if strategy.exit is None:
        return []
    holds, conditions = traced(strategy.exit.node, facts)
    said = f"leaves the sequence where {words.condition(strategy.exit.node)}"
    return [RuleTrace(f"{strategy.name}: exit", holds, said, tuple(conditions))]


def _step(rule: Rule, found: Next, facts: AccountFacts) -> RuleTrace:
    if found.step is None:
        return RuleTrace(f"{rule.strategy}: end", False, "the sequence has come to its end")
    seen = "unknown" if facts.days_past_due is None else str(facts.days_past_due)
    condition = Condition("days_past_due", seen, ">=", str(found.step.day), found.due)
    said = f"step {found.number}, {found.step.action}, from day {found.step.day}"
    return RuleTrace(f"{rule.strategy}: {found.step.name}", found.due, said, (condition,))


def blocks(facts: AccountFacts, day: date) -> list[str]:
    """What keeps contact or parts of the debt back, each with its end."""
    found = []
    if facts.block is not None:
        until = f" until {_day(facts.block_until)}" if facts.block_until else ", without an end"
        found.append(f"{facts.block}{until}")
    if facts.promise_until is not None:
        found.append(f"live promise until {_day(facts.promise_until)} (tolerance included)")
    if facts.disputed:
        found.append(f"{_money(facts.disputed, facts)} disputed")
    if facts.arranged:
        found.append(f"{_money(facts.arranged, facts)} suspended or arranged by invoice")
    if facts.dunned:
        found.append(f"{_money(facts.dunned, facts)} written about within the quiet days")
    if facts.unapplied:
        found.append(f"{_money(facts.unapplied, facts)} credits and cash not yet applied")
    if facts.quiet_until is not None and facts.quiet_until > day:
        found.append(f"resubmitted, hidden until {_day(facts.quiet_until)}")
    return found


def would_change(book: Rulebook, facts: AccountFacts, day: date, decision: Decision) -> list[str]:
    """What would put the account on the list, or take it off."""
    if decision.listed:
        return _would_leave(book, facts, decision)
    found = [_would_list(book, facts, day, decision)]
    chosen = book.chosen(facts)
    if decision.kind in ("next_ahead", "quiet") and chosen is not None:
        found += _next_step(book.sequences[chosen.strategy].next(facts, day))
    return [sentence for sentence in found if sentence]


def _would_list(book: Rulebook, facts: AccountFacts, day: date, decision: Decision) -> str:
    until = decision.until
    match decision.kind:
        case "off":
            return f"the rule {decision.rule!r} keeps it off: it would have to fit no longer"
        case "block":
            if until is None:
                return "the block has no end: lift it"
            return f"the block ends on {_day(until)}, or lift it before"
        case "policy" if until is None:
            return f"the policy {decision.rule!r} has to fit no longer: no end of it is known"
        case "policy":
            return f"the contact policy lets it from {_day(until)}"
        case "callback_ahead":
            return f"a callback is agreed for {_day(until)}: it is listed then"
        case "resubmission" | "next_ahead":
            return f"its next step is set for {_day(until)}: it is listed then if still unpaid"
        case "quiet":
            return f"quiet until {_day(until)} after the contact of {_day(facts.last_contact)}"
        case "floor":
            floor = book.floor(facts)
            return (
                f"{_money(floor - facts.to_collect, facts)} below the floor of "
                f"{_money(floor, facts)}"
            )
        case "nothing":
            return _nothing(facts)
        case "step_ahead":
            return "; ".join(_next_step(_next(decision)))
        case "end":
            return _end(book, facts, decision)
        case "exit":
            exit_ = book.rules.strategies[decision.strategy].exit
            said = words.condition(exit_.node) if exit_ else ""
            return f"out of the sequence {decision.strategy!r} while: {said}"
    return "no rule gives it a strategy: a rule that fits it would"


def _nothing(facts: AccountFacts) -> str:
    parts = []
    if facts.past_due <= 0 and facts.lead_due is not None and (facts.days_past_due or 0) < 0:
        covered = 0 < facts.lead_amount <= facts.unapplied or facts.balance <= 0
        more = ", and credits and unapplied cash cover it" if covered else ""
        return f"nothing is due before {_day(facts.lead_due)}{more}"
    for amount, what in (
        (facts.promised, "promised"), (facts.disputed, "disputed"),
        (facts.arranged, "suspended or arranged"), (facts.dunned, "just dunned"),
        (facts.unapplied, "credits and unapplied cash"),
    ):  # fmt: skip
        if amount:
            parts.append(f"{_money(amount, facts)} {what}")
    if not parts:
        return "nothing is due; it has no due date" if facts.lead_due is None else "nothing is due"
    until = f"; the promise runs until {_day(facts.promise_until)}" if facts.promise_until else ""
    return f"nothing is left to collect: {', '.join(parts)}{until}"


def _next(decision: Decision) -> Next:
    return Next(decision.plan, decision.step_no, decision.until, False)


def _next_step(found: Next) -> list[str]:
    if found.step is None or found.on is None:
        return []
    return [f"next step {found.step.name!r} due {_day(found.on)}"]


def _end(book: Rulebook, facts: AccountFacts, decision: Decision) -> str:
    since = f" since {_day(decision.since)}" if decision.since else ""
    end = book.rules.strategies[decision.strategy].end
    said = f"the sequence {decision.strategy!r} is at its end{since}" + (f": {end}" if end else "")
    behind = facts.overdue_items - 1
    if behind > 0:
        invoices = counted(behind, "other overdue invoice")
        said += f"; {invoices} will go on where their age says once the leading one is settled"
    return said


#: What is listed whatever there is to collect, until this happens.
_ANSWERED = {
    "desk": "acting on it at this desk takes it off; so does handing it back, from a lead's desk",
    "callback": "the callback made, or moved to another day, takes it off",
    "reply": "anything done on the account after the reply takes it off",
    "dispute_overdue": "resolving the dispute, or giving it a later day, takes it off",
}


def _would_leave(book: Rulebook, facts: AccountFacts, decision: Decision) -> list[str]:
    if decision.kind in _ANSWERED:
        return [_ANSWERED[decision.kind]]
    found = []
    floor = book.floor(facts)
    if 0 < floor < facts.to_collect:
        pay = _money(facts.to_collect - floor + 1, facts)
        rest = f"leaves less than the floor of {_money(floor, facts)}"
        found.append(f"a payment, promise or dispute of {pay} {rest}")
    elif facts.to_collect > 0:
        all_ = _money(facts.to_collect, facts)
        found.append(f"{all_} paid, promised or disputed leaves nothing to collect")
    rule = book.chosen(facts)
    quiet = book.rules.strategies[rule.strategy].quiet_days if rule else book.rules.quiet_days
    if quiet:
        found.append(f"a contact gives it {counted(quiet, 'quiet day')}")
    return found


def _money(minor: int, facts: AccountFacts) -> str:
    return spoken(minor, facts.currency)


def _seen(minor: int, facts: AccountFacts) -> str:
    """As ``condition.saw`` gives an amount."""
    return f"{decimals(minor, facts.currency)} {facts.currency}"


def _day(day: date | None) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}" if day else "an unknown day"
