"""The contact policy: what speaks against contacting a customer now, in words.

``refuse`` findings stop the action unless a person overrides them with a reason; ``warn`` findings
are shown and kept with the action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from collectwork.domain.account import BlockLine
from collectwork.domain.blocks import block_kind
from collectwork.domain.customers import Contact
from collectwork.domain.policy import Policy

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule of the policy that speaks against a contact."""

    mode: Literal["warn", "refuse"]
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A call or message before: the business day, who, how, and whether the person was reached."""

    day: date
    who: str
    channel: str
    spoken: bool


def findings(
    channel: str,
    *,
    blocks: Sequence[BlockLine],
    contact: Contact | None,
    earlier: Sequence[Earlier],
    today: date,
    now: datetime,
    zone: tzinfo | None,
    actor: str,
    policy: Policy,
) -> tuple[Finding, ...]:
    """Everything that speaks against it. ``blocks``: those that hold today; ``earlier``: newest
    first; ``zone``: the customer's, None where it is not known (hours are not judged then)."""
    if channel == "none":
        return ()
    found = [_blocked(block) for block in blocks if block.item_id is None]
    if contact is not None and contact.do_not_contact:
        found.append(Finding("refuse", "do_not_contact", f"{contact.name} is not to be contacted"))
    found += _frequency(channel, earlier, today, actor, policy)
    if channel == "call" and zone is not None:
        found += _hours(now.astimezone(zone).time(), policy)
    return tuple(found)


def _blocked(block: BlockLine) -> Finding:
    kind = block_kind(block.kind)
    label = kind.label if kind else block.kind
    until = f" until {block.until.isoformat()}" if block.until else ""
    mode: Literal["warn", "refuse"] = "refuse" if kind is None or kind.refuses else "warn"
    return Finding(mode, block.kind, f"{label}{until}: {block.reason}")


def _frequency(
    channel: str, earlier: Sequence[Earlier], today: date, actor: str, policy: Policy
) -> list[Finding]:
    found = []
    calls = sum(one.channel == "call" and (today - one.day).days < _WEEK for one in earlier)
    if channel == "call" and calls >= policy.attempts_in_7_days:
        found.append(Finding("warn", "attempts", f"called {calls} times in 7 days already"))
    talk = next((one for one in earlier if one.spoken and one.channel == "call"), None)
    if talk is not None and (today - talk.day) < timedelta(days=policy.rest_days_after_talk):
        found.append(Finding("warn", "rest", f"spoken to {_ago(talk.day, today)} by {talk.who}"))
    other = next((one for one in earlier if one.who != actor), None)
    if other is not None and (today - other.day).days <= 1 and other is not talk:
        found.append(
            Finding("warn", "colleague", f"contacted {_ago(other.day, today)} by {other.who}")
        )
    return found


def _hours(there: time, policy: Policy) -> list[Finding]:
    first, last = (
        time.fromisoformat(clock) for clock in (policy.calling_from, policy.calling_until)
    )
    if first <= there <= last:
        return []
    return [Finding("warn", "hours", f"it is {there:%H:%M} at the customer's place")]


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
