"""Looking at a book for every alert at once: which accounts are looked at, and what is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from collectwork.domain.alerts import Cause
from collectwork.domain.facts import AccountFacts
from collectwork.rules.alerts import (
    BUCKETS,
    AlertRule,
    Key,
    compared,
    facts_of,
    near_from,
    state_of,
    test_of,
)
from collectwork.rules.condition import All, Compare, Node, names_in
from collectwork.rules.fact import Fact
from collectwork.rules.notices import Ask, Notice, State

_TOLD = ("to_collect", "past_due", "oldest_days", "bounded")  # for the words
#: No condition may name it: an alert of its own tells of it.
_REPLY = Fact("reply_waiting", "flag", "a reply waits", "The customer wrote; nobody has reacted.")


class Watch:
    """Looks at accounts, one after the other, for every alert at once: at those of its ``notice``,
    on which something began or ceased, and on which something happened.

    ``causes``: what happened, by the name of the alert about it. ``seen``: customers looked at.
    """

    def __init__(
        self,
        rules: Sequence[AlertRule],
        causes: Mapping[str, Sequence[Cause]] = MappingProxyType({}),
    ) -> None:
        self.seen: set[int] = set()
        self.states = tuple(one for rule in rules for one in states_of(rule))
        self._found: dict[Key, tuple[AlertRule, Cause]] = {}
        self._states = [(rule, *state_of(rule)) for rule in rules if not rule.is_event]
        self._events: dict[int, list[tuple[AlertRule, Cause]]] = {}
        asks = []
        for rule in (one for one in rules if one.is_event):
            mine = causes.get(rule.name, ())
            if rule.when is None:
                for cause in mine:
                    self._take(rule, cause)
                continue
            for cause in mine:
                self._events.setdefault(cause.customer_id, []).append((rule, cause))
            if mine:
                among = tuple({cause.customer_id for cause in mine})
                asks.append(Ask(rule.when.node, among=among))
        names = [name for one in self.states for name in names_in(one.node)]
        self.notice = Notice(tuple(asks), self.states, (*facts_of(rules), *names, *_TOLD))

    def look(self, facts: AccountFacts) -> None:
        """One account."""
        self.seen.add(facts.customer_id)
        for rule, find, tell in self._states:
            for subject, passed in find(facts):
                told, amount = tell(facts, subject)
                cause = Cause(facts.customer_id, subject, told, facts.currency, amount, passed)
                self._take(rule, cause)
        for rule, cause in self._events.get(facts.customer_id, ()):
            if test_of(rule)(facts):
                self._take(rule, cause)

    def settled(self, active: Mapping[Key, str]) -> tuple[list[tuple[AlertRule, Cause]], list[str]]:
        """What was found and does not stand yet; the ids of what stands and was not found.

        ``active``: what stands of the customers looked at, and of everything that no account tells
        of (``store.noticing.apart``), with the alert's id."""
        new = [one for key, one in self._found.items() if key not in active]
        return new, [id for key, id in active.items() if key not in self._found]

    def _take(self, rule: AlertRule, cause: Cause) -> None:
        self._found[rule.name, cause.customer_id, cause.subject] = rule, cause


def states_of(rule: AlertRule) -> list[State]:
    """What an alert is about, as conditions: what ``Watch`` finds of one account, asked of all."""
    if rule.is_event:
        return []
    also = (rule.when.node,) if rule.when else ()
    return [
        State(rule.name, subject, All((*nodes, *also))) for subject, nodes in _asked(rule).items()
    ]


def _asked(rule: AlertRule) -> dict[str, tuple[Node, ...]]:
    if rule.kind == "enters_bucket":
        late = compared("past_due", ">", 0)
        return {
            name: (compared("oldest_days", ">=", BUCKETS[name][0]), late) for name in rule.buckets
        }
    if rule.kind == "near":
        return {"": (compared(rule.fact, ">=", near_from(rule)),)}
    if rule.kind == "over_limit":
        return {"": (compared("credit_left", "<", 0), compared("balance", ">", 0))}
    if rule.kind == "reply_waiting":
        return {"": (Compare(_REPLY, "is"),)}
    if rule.kind == "untouched":
        owing = (compared("to_collect", ">", 0), compared("past_due", ">", 0))
        return {"": (compared("days_since_contact", ">=", rule.days), *owing)}
    return {"": ()}
