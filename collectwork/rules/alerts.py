"""Alerts of the rules file: which there are, when the state of an account fulfils one, in words.

Kinds about a state (a bucket, the credit limit, any condition) are decided here from an account's
facts. Kinds about an event (a promise broken) are found by the store; their ``when`` is asked here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from collectwork.domain.alerts import Cause, money
from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import digits
from collectwork.rules import words
from collectwork.rules.condition import Test, compiled, names_in
from collectwork.rules.facts import BY_NAME, normal
from collectwork.rules.ruleset import Condition

Finder = Callable[[AccountFacts], Iterable[Cause]]

#: Bucket → days past due from which, and up to which, an account is in it.
BUCKETS: dict[str, tuple[int, int | None]] = {
    "1-30": (1, 30), "31-60": (31, 60), "61-90": (61, 90), "91+": (91, None),
}  # fmt: skip
EVENTS = (
    "promise_broken", "reopened", "dispute_overdue", "callback_missed", "block_ending",
    "mail_stuck",
)  # fmt: skip
DAYS = {"untouched": 30, "block_ending": 3, "dispute_overdue": 0, "callback_missed": 0}
PERCENT = 90
LIMIT = "limit_used"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """``days``: since when untouched, before a block ends, after a due day. ``fact`` and
    ``threshold`` (whole units): what is near it from ``percent`` of it on; the share of the credit
    limit and 100 unless said otherwise."""

    name: str
    kind: str
    when: Condition | None = None
    audience: tuple[str, ...] = ("owner",)
    ways: tuple[str, ...] = ("app",)
    severity: str = "normal"
    buckets: tuple[str, ...] = ()
    fact: str = LIMIT
    threshold: int = 100
    percent: int = PERCENT
    days: int = 0

    @property
    def is_event(self) -> bool:
        """Found by the store, not from an account's facts."""
        return self.kind in EVENTS

    @property
    def signature(self) -> str:
        """Changes with what is watched, not with who is told and how."""
        when = self.when.text if self.when else ""
        parts = (self.kind, when, *self.buckets, self.fact, self.threshold, self.percent, self.days)
        return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:12]


class Watch:
    """Looks at the accounts of a book, one after the other, for every alert at once.

    ``found``: what alerts about a state found, by name of the alert, customer and subject.
    ``accounts``: how many were looked at.
    """

    def __init__(self, rules: Sequence[AlertRule]) -> None:
        self.found: dict[tuple[str, int, str], tuple[AlertRule, Cause]] = {}
        self.accounts = 0
        self._states = [(rule, _finder(rule)) for rule in rules if not rule.is_event]
        self._events = [(_test(rule), rule.name) for rule in rules if rule.is_event and rule.when]
        self._fitting: dict[str, set[int]] = {name: set() for _, name in self._events}

    def over(self, accounts: Iterable[AccountFacts]) -> Iterator[AccountFacts]:
        """The same accounts, looked at in passing."""
        for facts in accounts:
            self.look(facts)
            yield facts

    def look(self, facts: AccountFacts) -> None:
        """One account."""
        self.accounts += 1
        for rule, find in self._states:
            for cause in find(facts):
                self.found[rule.name, cause.customer_id, cause.subject] = rule, cause
        for test, name in self._events:
            if test(facts):
                self._fitting[name].add(facts.customer_id)

    def take(self, rule: AlertRule, causes: Iterable[Cause]) -> None:
        """What the store found for an alert about an event; its ``when`` was asked in passing."""
        fitting = self._fitting.get(rule.name)
        for cause in causes:
            if fitting is None or cause.customer_id in fitting:
                self.found[rule.name, cause.customer_id, cause.subject] = rule, cause


def facts_of(rules: Iterable[AlertRule]) -> tuple[str, ...]:
    """The facts that alerts look at, each once."""
    names = [name for rule in rules for name in _USED.get(rule.kind, ())]
    names += [rule.fact for rule in rules if rule.kind == "near"]
    names += [name for rule in rules if rule.when for name in names_in(rule.when.node)]
    return tuple(dict.fromkeys(names))


def _finder(rule: AlertRule) -> Finder:
    find = _MADE[rule.kind](rule)
    if rule.when is None or rule.kind == "condition":
        return find
    test = _test(rule)
    return lambda facts: find(facts) if test(facts) else ()


def said(rule: AlertRule) -> str:
    """The alert in words, as ``rules explain`` tells it."""
    what = {
        "enters_bucket": f"its oldest invoice reaches {' or '.join(rule.buckets)} days past due",
        "near": _near_words(rule),
        "over_limit": "it is over its credit limit",
        "promise_broken": "a promise is broken",
        "reopened": "a paid invoice is open again",
        "reply_waiting": "the customer wrote and nobody has reacted yet",
        "dispute_overdue": f"a dispute is past its due day{_by(rule.days)}",
        "callback_missed": f"a call back was missed{_by(rule.days)}",
        "untouched": f"something is overdue and nobody was in contact for {rule.days} days",
        "block_ending": f"a block ends within {words.counted(rule.days, 'day')}",
        "mail_stuck": "a mail is held, failed or in doubt",
    }.get(rule.kind, "")
    when = f"where {words.condition(rule.when.node)}" if rule.when else ""
    about = f"as soon as {what}" if what else "as soon as it is an account"
    if not what and rule.when is not None:
        about, when = f"as soon as {words.condition(rule.when.node)} holds", ""
    told = f"tells {' and '.join(rule.audience)} by {', '.join(rule.ways)}"
    return f"{about}{', ' + when if when else ''}: {told}, {rule.severity}"


# ----- states


def _buckets(rule: AlertRule) -> Finder:
    edges = [(name, *BUCKETS[name]) for name in rule.buckets]

    def find(facts: AccountFacts) -> Iterator[Cause]:
        for name, first, last in edges:
            if facts.oldest_days >= first and facts.past_due > 0:
                bound = "at least " if facts.bounded else ""
                told = (
                    f"reached {name} days past due: the oldest invoice is {bound}"
                    f"{facts.oldest_days} days late, {_money(facts.past_due, facts)} overdue"
                )
                passed = last is not None and facts.oldest_days > last
                yield _cause(facts, name, told, facts.past_due, passed)

    return find


def _near(rule: AlertRule) -> Finder:
    fact = BY_NAME[normal(rule.fact)]
    amount = fact.type == "amount"

    def find(facts: AccountFacts) -> Iterator[Cause]:
        value = getattr(facts, fact.name)
        unit = 10 ** digits(facts.currency) if amount else 1
        if value is None or value * 100 < rule.threshold * unit * rule.percent:
            return
        if rule.fact == LIMIT and rule.threshold == 100:
            over = _over(facts)
            told = f"{value} % of the credit limit used: {_limit(facts)}"
            yield _cause(facts, "", told, facts.balance, over)
            return
        shown = _money(value, facts) if amount else f"{value:,}"
        limit = _money(rule.threshold * unit, facts) if amount else f"{rule.threshold:,}"
        told = f"{fact.words} is {shown}, near {limit}"
        minor = value if amount else facts.to_collect
        yield _cause(facts, "", told, minor, value > rule.threshold * unit)

    return find


def _over_limit(rule: AlertRule) -> Finder:
    def find(facts: AccountFacts) -> Iterator[Cause]:
        if _over(facts):
            yield _cause(facts, "", f"over its credit limit: {_limit(facts)}", facts.balance)

    return find


def _reply_waiting(rule: AlertRule) -> Finder:
    def find(facts: AccountFacts) -> Iterator[Cause]:
        if facts.reply_waiting:
            told = "the customer wrote and nobody has reacted yet"
            yield _cause(facts, "", told, facts.to_collect)

    return find


def _untouched(rule: AlertRule) -> Finder:
    def find(facts: AccountFacts) -> Iterator[Cause]:
        days = facts.days_since_contact
        if days is not None and days >= rule.days and facts.to_collect > 0 and facts.past_due > 0:
            told = f"no contact for {days} days, {_money(facts.to_collect, facts)} to collect"
            yield _cause(facts, "", told, facts.to_collect)

    return find


def _condition(rule: AlertRule) -> Finder:
    test = _test(rule)
    told = words.condition(rule.when.node) if rule.when else "an account"

    def find(facts: AccountFacts) -> Iterator[Cause]:
        if test(facts):
            shown = f"{told}: {_money(facts.to_collect, facts)} to collect"
            yield _cause(facts, "", shown, facts.to_collect)

    return find


_MADE: dict[str, Callable[[AlertRule], Finder]] = {
    "enters_bucket": _buckets,
    "near": _near,
    "over_limit": _over_limit,
    "reply_waiting": _reply_waiting,
    "untouched": _untouched,
    "condition": _condition,
}
_LIMIT_FACTS = ("balance", "credit_limit", "limit_used")
_USED = {
    "enters_bucket": ("oldest_days", "past_due"), "near": _LIMIT_FACTS, "over_limit": _LIMIT_FACTS,
    "reply_waiting": ("reply_waiting",), "untouched": ("days_since_contact", "past_due"),
}  # fmt: skip


def _over(facts: AccountFacts) -> bool:
    """To the cent: 100.4 per cent of a limit are over it."""
    return facts.credit_limit is not None and facts.balance > max(facts.credit_limit, 0)


def _limit(facts: AccountFacts) -> str:
    return f"{_money(facts.balance, facts)} of {_money(facts.credit_limit or 0, facts)}"


def _cause(
    facts: AccountFacts, subject: str, told: str, amount: int, passed: bool = False
) -> Cause:
    return Cause(facts.customer_id, subject, told, facts.currency, amount, passed)


def _money(minor: int, facts: AccountFacts) -> str:
    return money(minor, facts.currency)


@lru_cache(maxsize=256)
def _test(rule: AlertRule) -> Test:
    return compiled(rule.when.node) if rule.when else lambda _: True


def _near_words(rule: AlertRule) -> str:
    if rule.fact == LIMIT and rule.threshold == 100:
        return f"{rule.percent} % of its credit limit are used"
    return f"{BY_NAME[normal(rule.fact)].words} reaches {rule.percent} % of {rule.threshold:,}"


def _by(days: int) -> str:
    return f" by {words.counted(days, 'day')}" if days else ""
