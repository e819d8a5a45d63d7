"""What the contact policy refuses, asks or lets pass, and the entries that tell of it.

A refusal and an override are entries of their own, with the rows, their sources and the version of
the rules; what is only warned of is kept with the action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft
from collectwork.domain.clocks import MACHINE
from collectwork.domain.contact_policy import Finding
from collectwork.domain.customers import Contact, Customer
from collectwork.errors import ContactRefused
from collectwork.present.text import safe
from collectwork.usecases.actions import contact_check
from collectwork.usecases.actions.contact_check import Seen
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

LEADS = ("lead", "admin")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the policy said of one contact, by which version of the rules."""

    findings: tuple[Finding, ...] = ()
    version: str = ""

    @property
    def against(self) -> tuple[Finding, ...]:
        """Those that need a reason."""
        return tuple(one for one in self.findings if one.mode != "warn")

    @property
    def stops(self) -> frozenset[str]:
        """The kinds of block, and the limits, that were gone on against."""
        return frozenset(one.about for one in self.against)


class Refused(Exception):
    """The contact policy refuses, or asks for a reason; carries what it found."""

    def __init__(
        self, customer: Customer, judged: Judged, channel: str, code: str, reason: str, may: bool
    ) -> None:
        super().__init__()
        self.customer, self.judged = customer, judged
        self.channel, self.code, self.reason, self.may = channel, code, reason, may


def judge(
    desk: Desk,
    tx: Read,
    customer: Customer,
    channel: str,
    code: str,
    contact: Contact | None,
    override: str,
    *,
    items: Sequence[int] = (),
    at: datetime | None = None,
    only_stops: bool = False,
    seen: Seen | None = None,
) -> Judged:
    """What the policy has against it. Raises Refused without a reason to go on, or where the
    reason is of somebody who may not. ``only_stops``: an answer to the customer, which only a stop
    that refuses keeps back. ``seen``: what was read of the customer already."""
    rows = contact_check.rows_in_force(desk, tx)
    found = contact_check.check(
        desk, tx, customer, channel, contact, items=items, at=at, rows=rows, seen=seen
    )
    if only_stops:
        found = answerable(found)
    judged = Judged(found, rows.version)
    if judged.against:
        may = may_override(desk, tx, judged.against)
        if not override.strip() or not may:
            raise Refused(customer, judged, channel, code, override.strip(), may)
    return judged


def answerable(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """What keeps even an answer to the customer back: stops that refuse."""
    limits = ("attempts", "messages", "contacts", "rest_days", "days_between", "dispute", "promise")
    return tuple(one for one in found if one.mode == "refuse" and one.about not in limits)


def may_override(desk: Desk, tx: Read, against: Sequence[Finding]) -> bool:
    """Whether whoever acts may go on; where no team is entered, everybody is a lead."""
    if any(one.override == "nobody" for one in against):
        return False
    if all(one.override == "any" for one in against):
        return True
    people = tx.people.all()
    mine = next((one for one in people if one.login == desk.actor), None)
    return not people or (mine is not None and mine.role in LEADS)


def log_refusal(desk: Desk, refused: Refused, verb: str = "recorded") -> ContactRefused:
    """Log the refusal as an entry of its own; the error to raise. A question is no refusal."""
    against = refused.judged.against
    asks = all(one.mode == "ask" for one in against)
    if not asks or not refused.may:
        with desk.store.write() as tx:
            record_refusal(desk, tx, refused)
    return ContactRefused(_sentence(refused, verb, asks), may_override=refused.may, asks=asks)


def record_refusal(desk: Desk, tx: Write, refused: Refused) -> None:
    """The entry of a refusal, and the contact that was withheld by it."""
    customer, judged = refused.customer, refused.judged
    details = _body(judged) | {"refused": {"code": refused.code, "channel": refused.channel}}
    if refused.reason:
        details["reason"] = refused.reason
    id = tx.record(
        Action(
            kind="refusal",
            code="refusal",
            channel="none",
            account=customer.id,
            customer=customer.number,
            work_day=desk.today,
            text="; ".join(one.words for one in judged.against),
            details=details,
        )
    )
    tx.plans.withhold(customer.id, desk.actor, desk.today, refused.channel, _until(judged), id)


def record_override(
    desk: Desk, tx: Write, customer: Customer, judged: Judged, channel: str, reason: str, of: str
) -> None:
    """The entry of an override; ``of``: the entry of what was done. None where none was needed."""
    if not judged.against:
        return
    body = _body(judged) | {
        "reason": reason.strip(),
        "text": "; ".join(one.words for one in judged.against),
        "of": of,
        "channel": channel,
        "work_day": desk.today.isoformat(),
    }
    tx.record(Draft("override", customer.number, body))


def kept(judged: Judged, override: str) -> dict[str, Any]:
    """What the action itself keeps of it."""
    more: dict[str, Any] = {}
    if judged.against:
        rules = [one.rule for one in judged.against]
        more["override"] = {"reason": override.strip(), "rules": rules}
        more["override"] |= {"stops": sorted(judged.stops)}
    if judged.findings:
        more["warned"] = [one.words for one in judged.findings]
    return more


def _body(judged: Judged) -> dict[str, Any]:
    return {
        "rules": [one.rule for one in judged.against],
        "version": judged.version,
        "findings": [
            {"rule": one.rule, "mode": one.mode, "words": one.words, "source": one.source}
            for one in judged.against
        ],
    }


def _sentence(refused: Refused, verb: str, asks: bool) -> str:
    against = refused.judged.against
    name = safe(refused.customer.name)
    words = "; ".join(one.words for one in against)
    if asks and refused.may:
        return f"Not {verb} yet: {name} is contacted with a reason only ({words}). Give one."
    head = f"Not {verb}: {name} may not be contacted ({words})."
    free = _free(against)
    again = f" It is allowed again from {_moment(free, refused.customer)}." if free else ""
    if refused.may:
        return f"{head}{again} Give a reason to override, or choose another step."
    if any(one.override == "nobody" for one in against):
        return f"{head}{again} No reason overrides this; choose another step."
    return f"{head}{again} Only a lead may override this; choose another step, or ask your lead."


def _moment(free: datetime, customer: Customer) -> str:
    """By the clock of this machine, and of the customer's place where that shows another time."""
    said = f"{free:%a} {free.day} {free:%b %Y %H:%M}"
    try:
        there = free.astimezone(ZoneInfo(customer.time_zone)) if customer.time_zone else free
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return said
    return said if there.time() == free.time() else f"{said} here, {there:%H:%M} there"


def _free(against: Sequence[Finding]) -> datetime | None:
    """When the last of them ends, in the time of this machine; None where one has no known end."""
    ends = [one.free_from for one in against]
    if any(end is None for end in ends):
        return None
    return max(end for end in ends if end is not None).astimezone(MACHINE)


def _until(judged: Judged) -> date | None:
    free = _free(judged.against)
    return free.date() if free else None
