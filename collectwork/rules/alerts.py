"""Alerts of the rules file: which there are, when the state of an account fulfils one, in words.

Kinds about a state (a bucket, the credit limit, any condition) are decided here from an account's
facts. Kinds about an event (a promise broken) are found by the store; their ``when`` is asked here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from collectwork.domain.alerts import money
from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import digits
from collectwork.rules import words
from collectwork.rules.condition import Compare, Op, Test, compiled, names_in
from collectwork.rules.facts import BY_NAME, normal
from collectwork.rules.ruleset import Condition

Key = tuple[str, int, str]  # name of the alert, customer, subject
Found = Sequence[tuple[str, bool]]  # subjects, and whether each is past what is told
Told = tuple[str, int]  # the cause in words, and its amount
Find = Callable[[AccountFacts], Found]
Tell = Callable[[AccountFacts, str], Told]

ONE: Found = (("", False),)

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


def facts_of(rules: Iterable[AlertRule]) -> tuple[str, ...]:
    """The facts that alerts look at, each once."""
    names = [name for rule in rules for name in _USED.get(rule.kind, ())]
    names += [rule.fact for rule in rules if rule.kind == "near"]
    names += [name for rule in rules if rule.when for name in names_in(rule.when.node)]
    return tuple(dict.fromkeys(names))


def compared(fact: str, op: Op, value: int | Decimal) -> Compare:
    """One comparison of a fact with a number."""
    return Compare(BY_NAME[normal(fact)], op, (Decimal(value),))


def near_from(rule: AlertRule) -> Decimal:
    """The value from which on something is near its threshold, in whole units."""
    return Decimal(rule.threshold * rule.percent) / 100


def state_of(rule: AlertRule) -> tuple[Find, Tell]:
    """How a state is found on an account, and how it is told."""
    find, tell = _MADE[rule.kind](rule)
    if rule.when is None or rule.kind == "condition":
        return find, tell
    test = test_of(rule)
    return (lambda facts: find(facts) if test(facts) else ()), tell


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


def _buckets(rule: AlertRule) -> tuple[Find, Tell]:
    edges = [(name, *BUCKETS[name]) for name in rule.buckets]
    least = min((first for _, first, _ in edges), default=0)

    def find(facts: AccountFacts) -> Found:
        days = facts.oldest_days
        if days < least or facts.past_due <= 0:
            return ()
        return [
            (name, last is not None and days > last) for name, first, last in edges if days >= first
        ]

    def tell(facts: AccountFacts, subject: str) -> Told:
        bound = "at least " if facts.bounded else ""
        said = (
            f"reached {subject} days past due: the oldest invoice is {bound}"
            f"{facts.oldest_days} days late, {_money(facts.past_due, facts)} overdue"
        )
        return said, facts.past_due

    return find, tell


def _near(rule: AlertRule) -> tuple[Find, Tell]:
    fact = BY_NAME[normal(rule.fact)]
    amount = fact.type == "amount"
    of_limit = rule.fact == LIMIT and rule.threshold == 100
    near = compiled(compared(rule.fact, ">=", near_from(rule)))

    def find(facts: AccountFacts) -> Found:
        value = getattr(facts, fact.name)
        unit = 10 ** digits(facts.currency) if amount else 1
        if value is None or not near(facts):
            return ()
        return (("", _over(facts) if of_limit else value > rule.threshold * unit),)

    def tell(facts: AccountFacts, _: str) -> Told:
        value = getattr(facts, fact.name)
        if of_limit:
            return f"{value} % of the credit limit used: {_limit(facts)}", facts.balance
        unit = 10 ** digits(facts.currency)
        shown = _money(value, facts) if amount else f"{value:,}"
        limit = _money(rule.threshold * unit, facts) if amount else f"{rule.threshold:,}"
        return f"{fact.words} is {shown}, near {limit}", value if amount else facts.to_collect

    return find, tell


def _over_limit(rule: AlertRule) -> tuple[Find, Tell]:
    return (
        lambda facts: ONE if _over(facts) else (),
        lambda facts, _: (f"over its credit limit: {_limit(facts)}", facts.balance),
    )


def _reply_waiting(rule: AlertRule) -> tuple[Find, Tell]:
    return (
        lambda facts: ONE if facts.reply_waiting else (),
        lambda facts, _: ("the customer wrote and nobody has reacted yet", facts.to_collect),
    )


def _untouched(rule: AlertRule) -> tuple[Find, Tell]:
    def find(facts: AccountFacts) -> Found:
        days = facts.days_since_contact
        late = facts.to_collect > 0 and facts.past_due > 0
        return ONE if days is not None and days >= rule.days and late else ()

    def tell(facts: AccountFacts, _: str) -> Told:
        days, money_ = facts.days_since_contact, _money(facts.to_collect, facts)
        return f"no contact for {days} days, {money_} to collect", facts.to_collect

    return find, tell


def _condition(rule: AlertRule) -> tuple[Find, Tell]:
    test = test_of(rule)
    said = words.condition(rule.when.node) if rule.when else "an account"
    return (
        lambda facts: ONE if test(facts) else (),
        lambda facts, _: (
            f"{said}: {_money(facts.to_collect, facts)} to collect", facts.to_collect
        ),
    )  # fmt: skip


_MADE: dict[str, Callable[[AlertRule], tuple[Find, Tell]]] = {
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


def _money(minor: int, facts: AccountFacts) -> str:
    return money(minor, facts.currency)


@lru_cache(maxsize=256)
def test_of(rule: AlertRule) -> Test:
    """Its ``when``; without one every account fits."""
    return compiled(rule.when.node) if rule.when else lambda _: True


def _near_words(rule: AlertRule) -> str:
    if rule.fact == LIMIT and rule.threshold == 100:
        return f"{rule.percent} % of its credit limit are used"
    return f"{BY_NAME[normal(rule.fact)].words} reaches {rule.percent} % of {rule.threshold:,}"


def _by(days: int) -> str:
    return f" by {words.counted(days, 'day')}" if days else ""
