"""The contact policy at planning: which accounts are not listed for a day, or by another way.

Only rows that refuse count here, and the hour of day never: a call that is allowed later today
stays on the list. What the customer asked for itself, a call back or an answer, is kept back by a
stop only, not by how often it was contacted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo

from collectwork.domain.contact_policy import (
    CHANNELS,
    WRITTEN,
    Need,
    Place,
    Places,
    Stop,
    Touch,
    Withheld,
    is_person,
)
from collectwork.domain.customers import Contact
from collectwork.domain.facts import AccountFacts
from collectwork.rules.contact_limits import Subject
from collectwork.rules.contact_policy import withheld
from collectwork.rules.decide import Decision, reaches
from collectwork.rules.policies import COUNTED, WEEK, Policy

#: What a decision may be done by, where it is no step of a strategy; the first one is preferred.
_WAYS = {
    "callback": ("call",), "reply": ("mail", "call"), "promise_broken": ("call", "mail"),
    "follow_up": ("call", "mail"), "returned": ("call", "mail"),
}  # fmt: skip
_WISHED = ("callback", "reply")
#: Stops that are no business of planning: what is disputed or promised is not collected anyway.
_OF_AMOUNTS = ("dispute", "promise")

History = tuple[Sequence[Touch], tuple[int, ...]]


def refusing(rows: Sequence[Policy]) -> tuple[Policy, ...]:
    """The rows that may keep an account off a list."""
    return tuple(
        row
        for row in rows
        if row.mode == "refuse" and row.stop not in _OF_AMOUNTS and (row.limit != "hours" or
        _whole_days(row))
    )  # fmt: skip


def needs(rows: Sequence[Policy]) -> tuple[Need, ...]:
    """What must have been done for one of the rows to speak: for a look through the whole book."""
    found = []
    for row in refusing(rows):
        if row.limit == "rest_days":
            need = Need(row.days, 1, ("call",), spoken=True)
        elif row.limit == "days_between":
            need = Need(row.days, 1, _written(row))
        elif row.limit in COUNTED:
            channels = _written(row) if row.limit == "messages" else row.channels
            need = Need(row.days, row.most, channels, contact=row.limit == "contacts")
        else:
            continue
        if need.days and need.channels:
            found.append(need)
    return tuple(dict.fromkeys(found))


def asks_whom(rows: Sequence[Policy]) -> bool:
    """Whether a row counts by contact, or is about a role: then the contacts are needed."""
    return any(row.roles or row.per == "contact" for row in refusing(rows))


def _written(row: Policy) -> tuple[str, ...]:
    return tuple(one for one in row.channels if one in WRITTEN)


def _whole_days(row: Policy) -> bool:
    return row.hours.weekdays != WEEK or not row.hours.holidays


@dataclass(slots=True)
class ContactDay:
    """What the policy refuses on a day. ``histories``: of the customers that ``needs`` found, with
    their invoices that are open and due; ``silent``: customers nobody of whom is to be contacted,
    with a name; ``contacts``: whom one would call."""

    rows: tuple[Policy, ...]
    day: date
    here: tzinfo
    places: Places
    histories: Mapping[int, History] = field(default_factory=dict)
    silent: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, Contact] = field(default_factory=dict)
    _whole: bool = False
    _known: dict[object, Withheld | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = refusing(self.rows)
        self._whole = any(row.limit == "hours" for row in self.rows)

    def held(self, facts: AccountFacts, channel: str, wished: bool = False) -> Withheld | None:
        """Why the channel is refused for the whole day; None where it is not."""
        id = facts.customer_id
        if channel not in CHANNELS:
            return None
        if id in self.histories or id in self.silent:
            return self._judged(facts, channel, wished)
        if not self._whole:
            return None
        slot = (channel, wished, facts.country, facts.segment, facts.tags, self._role(id))
        if slot not in self._known:
            self._known[slot] = self._judged(facts, channel, wished)
        return self._known[slot]

    def judged(self, found: Decision, facts: AccountFacts) -> Decision:
        """The decision, by another way where its own is refused; withheld where none is left."""
        if not found.listed or (not self._whole and facts.customer_id not in self.histories
                                and facts.customer_id not in self.silent):  # fmt: skip
            return found
        ways = _WAYS.get(found.kind, (found.action,))
        wished = found.kind in _WISHED
        refused = self.held(facts, ways[0], wished)
        if refused is None:
            return found
        for way in (*ways[1:], *(found.plan.fallback if found.plan else ())):
            if reaches(way, facts) and self.held(facts, way, wished) is None:
                return _instead(found, way, refused)
        return replace(
            found, kind="policy", rule=refused.rule, until=refused.until,
            instead=words(refused),
        )  # fmt: skip

    def _role(self, customer_id: int) -> str | None:
        contact = self.contacts.get(customer_id)
        return contact.role if contact is not None else None

    def _judged(self, facts: AccountFacts, channel: str, wished: bool) -> Withheld | None:
        id = facts.customer_id
        history, due = self.histories.get(id, ((), ()))
        code = self.places.code(facts.country)
        name = self.silent.get(id)
        subject = Subject(
            country=code,
            person=is_person(facts.segment, facts.tags),
            segment=facts.segment or "",
            tags=facts.tags,
            contact=self.contacts.get(id),
            place=Place((self.here,), self.places.holidays(code)),
            stops=(Stop("do_not_contact", f"{name} is not to be contacted"),) if name else (),
            debts=due,
            history=tuple(history),
        )
        rows = [row for row in self.rows if row.limit in ("stop", "hours")] if wished else self.rows
        return withheld(rows, subject, channel, self.day, self.here)


def words(held: Withheld) -> str:
    """``withheld by '7 attempts in 7 days' until 2026-11-27: called 7 times … (source: …)``."""
    until = f" until {held.until.isoformat()}" if held.until else ""
    source = f" (source: {held.source})" if held.source else ""
    return f"withheld by {held.rule!r}{until}: {held.words}{source}"


def _instead(found: Decision, way: str, refused: Withheld) -> Decision:
    if found.kind in ("reply", "promise_broken"):
        return found  # whoever answers chooses how
    template = found.template if way in WRITTEN else None
    said = f"no {found.action}, {words(refused)}: {way.replace('_', ' ')} instead"
    return replace(found, action=way, template=template, instead=said)
