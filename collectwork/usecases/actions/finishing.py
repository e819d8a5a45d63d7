"""What every finished action does besides its own effect: the next step, and the list's line.

Used inside the action's transaction, by recording and by sending. Nothing is finished without a
next step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from collectwork.domain.account import FollowUpLine
from collectwork.domain.activity import new_id
from collectwork.domain.calendar import add_business_days
from collectwork.domain.outcomes import Outcome
from collectwork.errors import InputRefused
from collectwork.usecases.actions import desks
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

NEXT = "next"


@dataclass(frozen=True, slots=True)
class Finished:
    """What was done: the next date, the line's place on the list, and what an undo needs."""

    next_on: date | None
    run_id: int | None = None
    rank: int | None = None
    strategy: str | None = None
    step: str | None = None
    before: dict[str, Any] = field(default_factory=dict)


def finish(
    desk: Desk,
    tx: Write,
    customer_id: int,
    outcome: Outcome,
    entry_id: str,
    *,
    next_on: date | None = None,
    planned: Sequence[FollowUpLine] = (),
    state: str = "done",
) -> Finished:
    """Replace the open next step, settle callbacks that are due, mark the line.

    ``planned``: callbacks or resubmissions that the action itself makes; ``next_on``: the date
    somebody chose, else the outcome's default in business days. Raises InputRefused when an outcome
    that finishes the account leaves it without a next step.
    """
    day = next_date(desk, outcome, next_on, planned)
    before: dict[str, Any] = {}
    new = list(planned)
    if outcome.closes or day is not None:
        before["follow_ups"] = _settle_earlier(desk, tx, customer_id, outcome, entry_id)
        if day is not None and not any(one.due == day for one in planned):
            new.append(_next_step(desk, customer_id, outcome, day))
    tx.follow_ups.add(entry_id, new)
    if not outcome.closes:
        return Finished(day, before=before)
    pinned, reason = tx.pins.of(customer_id)
    if pinned:
        before["pin"] = [pinned, reason]
        tx.pins.put(customer_id, 0, "")
    if (waited := desks.acted(tx, customer_id)) is not None:
        before["desk"] = waited
    line = tx.plans.worked(customer_id, desk.today, outcome, entry_id, state)
    if line is None:
        return Finished(day, before=before)
    before["line"] = dict(line.before)
    return Finished(day, line.run_id, line.rank, line.strategy, line.step, before)


def next_date(
    desk: Desk, outcome: Outcome, chosen: date | None, planned: Sequence[FollowUpLine] = ()
) -> date | None:
    """The day on which the account comes back: chosen, planned, or the outcome's default."""
    if chosen is not None:
        if chosen < desk.today:
            raise InputRefused(
                f"Not recorded: the next step {chosen.isoformat()} lies in the past."
            )
        return chosen
    if planned:
        return min(one.due for one in planned)
    if outcome.next_in_days is not None:
        return add_business_days(desk.today, outcome.next_in_days, desk.holidays)
    if outcome.closes:
        raise InputRefused(
            f"Not recorded: {outcome.label!r} leaves the account without a next step. Give a date."
        )
    return None


def take_back(tx: Write, customer_id: int, entry_id: str, before: dict[str, Any]) -> None:
    """Undo ``finish`` with what it remembered."""
    desks.take_back(tx, customer_id, before)
    made = [line.id for line in tx.follow_ups.of_entry(entry_id)]
    tx.follow_ups.settle(made, "cancelled", tx.key)
    earlier = before.get("follow_ups", [])
    tx.follow_ups.settle(earlier, "open", None)
    if "line" in before:
        tx.plans.take_back(customer_id, before["line"])
    if "pin" in before:
        tx.pins.put(customer_id, *before["pin"])


def _settle_earlier(
    desk: Desk, tx: Write, customer_id: int, outcome: Outcome, entry_id: str
) -> list[str]:
    """Open next steps are replaced; what was due today is done with. Returns their ids."""
    done: list[str] = []
    replaced: list[str] = []
    for line in tx.follow_ups.open_lines(customer_id):
        due = line.due <= desk.today
        if line.kind == NEXT:
            (done if due else replaced).append(line.id)
        elif line.kind == "callback":
            if outcome.starts == "callback":
                replaced.append(line.id)
            elif due and outcome.channel == "call":
                done.append(line.id)
        elif due or outcome.starts == "resubmission":
            done.append(line.id)
    tx.follow_ups.settle(done, "done", entry_id)
    tx.follow_ups.settle(replaced, "cancelled", entry_id)
    return done + replaced


def _next_step(desk: Desk, customer_id: int, outcome: Outcome, day: date) -> FollowUpLine:
    return FollowUpLine(
        id=new_id(),
        customer_id=customer_id,
        kind=NEXT,
        due=day,
        due_at=None,
        phone=None,
        purpose=f"after {outcome.label}",
        quiet=False,
        owner=None,
        state="open",
    )
