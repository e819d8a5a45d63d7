"""One account on one day: is it listed, what for, and if not, what keeps it off.

The order of the questions is the policy:

0. an account just handed to a desk or back is looked at there, whatever else keeps it off;
1. a rule with ``off``, then a block on the customer: nobody contacts it;
2. a callback that is due outranks everything; one that is still ahead keeps the account off;
3. a resubmission that hides the account until its date;
4. a reply that waits, then a payment that went back, then a promise just broken;
5. the next date that the last outcome set: before it the account rests, from it on it is listed;
6. nothing to collect, or less than the floor: off (only a courtesy before the due date remains);
7. quiet days after the last contact;
8. the rules by rank: a strategy's step that is due, or an action;
9. where none of these lists it, a dispute that should have been cleared by now.

What would be listed is then asked of the contact policy (``rules.withholding``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from collectwork.domain.facts import AccountFacts, Verdicts
from collectwork.domain.money import digits
from collectwork.domain.worklist import WRITTEN_ACTIONS
from collectwork.rules.condition import names_in
from collectwork.rules.ruleset import Rule, Ruleset, Step
from collectwork.rules.sequence import Next, Sequence
from collectwork.rules.verdicts import Answering, questions

Kind = Literal[
    "callback", "desk", "reply", "returned", "promise_broken", "dispute_overdue",  # listed
    "follow_up", "step", "action",  # listed
    "off", "block", "callback_ahead", "resubmission", "next_ahead", "nothing", "floor", "quiet",
    "step_ahead", "end", "exit", "no_rule", "policy",  # not listed
]  # fmt: skip
LISTED: frozenset[str] = frozenset(
    [
        "callback",
        "desk",
        "reply",
        "returned",
        "promise_broken",
        "dispute_overdue",
        "follow_up",
        "step",
        "action",
    ]
)
#: How rules of our own are called where a rule's name is shown.
BUILT_IN = {
    "callback": "callback due", "reply": "reply waiting", "promise_broken": "promise broken",
    "follow_up": "next step due", "desk": "handed over", "returned": "payment returned",
    "dispute_overdue": "dispute overdue",
}  # fmt: skip
#: Kinds for which nobody does anything today, and no rest was agreed.
_IDLE = frozenset(["nothing", "floor", "step_ahead", "end", "no_rule"])


@dataclass(frozen=True, slots=True)
class Decision:
    """``rule``: whose doing it is; ``since``: first day on which it could have been listed for
    this; ``until``: when what keeps it off ends, if that is known."""

    kind: Kind
    rule: str = ""
    strategy: str = ""
    step: str = ""
    step_no: int = 0
    action: str = ""
    template: str | None = None
    since: date | None = None
    until: date | None = None
    entered: str = ""
    plan: Step | None = field(default=None, compare=False)
    instead: str = ""  # why another action than the step's is taken, or none is possible

    @property
    def listed(self) -> bool:
        return self.kind in LISTED


class Rulebook:
    """A ruleset made ready for many accounts."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self.sequences = {name: Sequence(one, self._own) for name, one in rules.strategies.items()}
        self.questions = questions(rules)
        self._answering = Answering(self.questions)
        self._asked: tuple[AccountFacts, Verdicts] | None = None
        self.by_name = {rule.name: rule for rule in rules.rules}
        self.tiered = any(one.tiers for one in rules.strategies.values())
        self._sees: dict[str, tuple[str, ...]] = {}
        self._steps: dict[tuple[str, int, date | None, bool, str], Decision] = {}

    def decide(self, facts: AccountFacts, day: date) -> Decision:
        """What becomes of one account today."""
        self._asked = None
        if (handed := _handed(facts, day)) is not None:
            return handed
        off = self.verdicts(facts).off
        if off is not None:
            return Decision("off", self.rules.rules[off].name)
        found = (
            _held(facts, day)
            or self._urgent(facts, day)
            or self._rests(facts, day)
            or self._by_rules(facts, day)
        )
        late = _overdue_dispute(facts, day) if found.kind in _IDLE else None
        return late or found

    def verdicts(self, facts: AccountFacts) -> Verdicts:
        """What the conditions say of the account: as the store answered with its facts, else as it
        is answered here, once for several questions in a row."""
        said = facts.verdicts
        if said is not None and said.version == self.rules.version:
            return said
        if self._asked is None or self._asked[0] is not facts:
            self._asked = (facts, self._answering.verdicts(facts))
        return self._asked[1]

    def _own(self, facts: AccountFacts) -> str:
        return self.verdicts(facts).own

    def chosen(self, facts: AccountFacts) -> Rule | None:
        """The rule that gives the account its strategy."""
        place = self.verdicts(facts).strategy
        return None if place is None else self.rules.rules[place]

    def sees(self, rule: Rule) -> tuple[str, ...]:
        """The facts that the rule's condition names."""
        known = self._sees.get(rule.name)
        if known is None:
            known = self._sees[rule.name] = names_in(rule.when.node) if rule.when else ()
        return known

    def floor(self, facts: AccountFacts) -> int:
        """The least amount to collect for which the account is listed, in minor units."""
        rule = self.chosen(facts)
        strategy = self.rules.strategies[rule.strategy] if rule else None
        units = strategy.min_customer if strategy else self.rules.min_customer
        return int(units * 10 ** digits(facts.currency))

    def quiet_until(self, facts: AccountFacts) -> date | None:
        """The last day of the rest after the last contact."""
        if facts.last_contact is None:
            return None
        rule = self.chosen(facts)
        quiet = self.rules.strategies[rule.strategy].quiet_days if rule else self.rules.quiet_days
        return facts.last_contact + timedelta(days=quiet - 1) if quiet else None

    # -- the questions

    def _urgent(self, facts: AccountFacts, day: date) -> Decision | None:
        if facts.reply_waiting:
            return Decision("reply", BUILT_IN["reply"], action="reply", since=facts.last_contact)
        if _new_since(facts.returned_on, facts, day) and facts.to_collect > 0:
            return Decision(
                "returned", BUILT_IN["returned"], action="call", since=facts.returned_on
            )
        if _new_since(facts.broken_on, facts, day) and facts.to_collect > 0:
            return Decision(
                "promise_broken", BUILT_IN["promise_broken"], action="promise_broken",
                template="promise_broken", since=facts.broken_on,
            )  # fmt: skip
        return None

    def _rests(self, facts: AccountFacts, day: date) -> Decision | None:
        came_back = facts.next_on is not None and facts.next_on <= day
        if facts.next_on is not None and not came_back:
            return Decision("next_ahead", until=facts.next_on)
        if facts.to_collect <= 0:
            return self._courtesy(facts, day) or Decision("nothing", until=self._next_due(facts))
        if facts.to_collect < self.floor(facts):
            return Decision("floor")
        if came_back:
            found = self._by_rules(facts, day)
            return found if found.listed else self._return(facts)
        quiet = self.quiet_until(facts)
        return Decision("quiet", until=quiet) if quiet is not None and quiet >= day else None

    def _by_rules(self, facts: AccountFacts, day: date) -> Decision:
        """By rank: the strategy's step where it is due, else the first action that fits."""
        said = self.verdicts(facts)
        chosen, action = said.strategy, said.action
        first = action is not None and (chosen is None or action < chosen)
        followed: Decision | None = None
        if chosen is not None and not first:
            followed = self._followed(self.rules.rules[chosen], facts, day)
        if action is not None and (followed is None or not followed.listed):
            return _acted(self.rules.rules[action], facts)
        return followed or Decision("no_rule")

    def _followed(self, rule: Rule, facts: AccountFacts, day: date) -> Decision:
        """What the strategy that a rule gives says today."""
        sequence = self.sequences[rule.strategy]
        if sequence.left(facts):
            return Decision("exit", rule.name, rule.strategy)
        found = self._step(rule, sequence.next(facts, day))
        return by_another_way(found, facts) if found.listed else found

    def _courtesy(self, facts: AccountFacts, day: date) -> Decision | None:
        """A step before the due date: the only one for an account with nothing to collect. Nobody
        is reminded of an invoice that the customer's own credits and cash cover."""
        if facts.days_past_due is None or facts.days_past_due >= 0 or facts.past_due > 0:
            return None
        if facts.balance <= 0 or facts.unapplied >= facts.lead_amount:
            return None
        rule = self.chosen(facts)
        if rule is None:
            return None
        found = self._followed(rule, facts, day)
        if not found.listed:
            return found if found.plan is not None and found.plan.day < 0 else None
        quiet = self.quiet_until(facts)
        return Decision("quiet", until=quiet) if quiet and quiet >= day else found

    def _step(self, rule: Rule, found: Next) -> Decision:
        slot = (rule.name, found.number, found.on, found.due, found.entered)
        known = self._steps.get(slot)
        if known is None or known.plan is not found.step:
            known = self._steps[slot] = _stepped(rule, found)
        return known

    def _return(self, facts: AccountFacts) -> Decision:
        rule = self.chosen(facts)
        return Decision(
            "follow_up", BUILT_IN["follow_up"], rule.strategy if rule else "", action="call",
            since=facts.next_on,
        )  # fmt: skip

    def _next_due(self, facts: AccountFacts) -> date | None:
        ahead = facts.days_past_due is not None and facts.days_past_due < 0
        return facts.lead_due if ahead else None


def _overdue_dispute(facts: AccountFacts, day: date) -> Decision | None:
    """Work for whoever clears the dispute: what is disputed is not collected meanwhile."""
    late = facts.dispute_overdue_on
    if late is None or late > day:
        return None
    return Decision(
        "dispute_overdue", BUILT_IN["dispute_overdue"], action="dispute_overdue", since=late
    )


def _new_since(happened: date | None, facts: AccountFacts, day: date) -> bool:
    """Whether something that happened waits to be worked: not where somebody acted on the account
    since and set a next step that lies ahead."""
    if happened is None or happened > day:
        return False
    rests = facts.next_on is not None and facts.next_on > day
    worked = facts.last_action is not None and facts.last_action >= happened
    return not (rests and worked)


def _stepped(rule: Rule, found: Next) -> Decision:
    step = found.step
    if step is None:
        return Decision("end", rule.name, rule.strategy, step_no=found.number, since=found.on)
    kind: Kind = "step" if found.due else "step_ahead"
    return Decision(
        kind, rule.name, rule.strategy, step.name, found.number, step.action, step.template,
        found.on, found.on, found.entered, step,
    )  # fmt: skip


def _acted(rule: Rule, facts: AccountFacts) -> Decision:
    return Decision(
        "action", rule.name, "", rule.name, 0, rule.action, rule.template, facts.lead_due
    )


def _handed(facts: AccountFacts, day: date) -> Decision | None:
    """Handed over, or back, and nobody there has acted on it; a callback that is due is made."""
    calls = facts.callback_on is not None and facts.callback_on <= day
    if not facts.desk_waits or calls:
        return None
    return Decision("desk", BUILT_IN["desk"], action="desk", since=facts.desk_since)


def _held(facts: AccountFacts, day: date) -> Decision | None:
    if facts.block is not None:
        return Decision("block", until=facts.block_until)
    if facts.callback_on is not None:
        if facts.callback_on <= day:
            return Decision(
                "callback", BUILT_IN["callback"], action="callback", since=facts.callback_on
            )
        return Decision("callback_ahead", until=facts.callback_on)
    if facts.quiet_until is not None and facts.quiet_until > day:
        return Decision("resubmission", until=facts.quiet_until)
    return None


#: What is lacking where an action cannot reach a customer.
_LACKING = {
    "mail": "no usable e-mail address is known", "call": "no telephone number is known",
    "sms": "no telephone number is known",
}  # fmt: skip


def by_another_way(found: Decision, facts: AccountFacts) -> Decision:
    """A step's decision with the first fallback that reaches the customer, where its own action
    does not."""
    step = found.plan
    if step is None or reaches(step.action, facts):
        return found
    why = _LACKING[step.action]
    way = next((one for one in step.fallback if reaches(one, facts)), None)
    if way is None:
        return replace(found, instead=why)
    template = step.template if way in WRITTEN_ACTIONS else None
    said = f"{why}: {way.replace('_', ' ')} instead of {step.action}"
    return replace(found, action=way, template=template, instead=said)


def reaches(action: str, facts: AccountFacts) -> bool:
    """Whether the customer can be reached that way at all."""
    if action == "mail":
        return facts.has_email
    return facts.has_phone or action not in ("call", "sms")
