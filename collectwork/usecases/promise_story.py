"""One promise as it came about: what was done with it, and which money counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.account import PromiseLine
from collectwork.domain.activity import Entry
from collectwork.domain.money import decimals
from collectwork.domain.promises import Receipt
from collectwork.usecases import promise_states
from collectwork.usecases.desk import Desk
from collectwork.usecases.picking import picked
from collectwork.usecases.ports.work import Read


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with a promise, or became of it; ``at`` UTC text."""

    at: str
    who: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Money on the promise's invoice, in minor units. ``after``: where only an interval (after,
    on] is known. ``counts``: before (not after the day it was made), in_time, late, or confirmed
    (came when nothing changed the promise any more)."""

    after: date | None
    on: date
    minor: int
    counts: str


@dataclass(frozen=True, slots=True)
class Story:
    """A promise with the parts of its plan, its history and its money."""

    line: PromiseLine
    plan: tuple[PromiseLine, ...]
    frozen_on: date | None
    history: tuple[Step, ...]
    money: tuple[Counted, ...]


def story(desk: Desk, promise_id: str) -> Story:
    """Everything about one promise, as it stands today; raises NotFound."""
    with desk.store.read() as tx:
        line = picked(tx.promises, promise_id, "promise", "promises")
        own = tx.promises.of_entry(line.entry_id) if line.parts > 1 else [line]
        plan = promise_states.as_of_today(desk, tx, own)
        line = next(one for one in plan if one.id == line.id)
        money = promise_states.money_of(tx, line)
        frozen = promise_states.frozen_day(desk, line, money)
        came = sorted(money.on(line), key=lambda one: (one.until, -one.minor))
        return Story(
            line,
            tuple(sorted(plan, key=lambda one: (one.due, one.document or ""))),
            frozen,
            tuple(_steps(tx, line)),
            tuple(
                Counted(one.after, one.until, one.minor, _counts(line, one, frozen))
                for one in came
                if one.until <= desk.today
            ),
        )


def lines(told: Story) -> list[str]:
    """The story for people."""
    one, code = told.line, told.line.currency
    part = f", part {one.part} of {one.parts}" if one.parts > 1 else ""
    frozen = f", confirmed {told.frozen_on}" if told.frozen_on else ", confirmed" * one.frozen
    said = [
        f"{decimals(one.amount, code)} {code} on {one.document or one.customer} by {one.due}{part}",
        f"{one.state.replace('_', ' ')}{frozen} · kept until {one.kept_until} · level {one.level}",
        f"received in time {decimals(one.received, code)}, later {decimals(one.late, code)}",
    ]
    expected = " · ".join(text for text in (one.how, one.reference) if text)
    said += [f"expected as {expected}"] if expected else []
    for line in told.plan if one.parts > 1 else ():
        said.append(
            f"  {line.part}/{line.parts}  {line.due}  {decimals(line.amount, code):>12}"
            f"  {line.state.replace('_', ' ')}"
        )
    said += [f"{step.at[:16].replace('T', ' ')}  {step.who}  {step.text}" for step in told.history]
    for paid in told.money:
        since = f"after {paid.after} until " if paid.after else ""
        said.append(
            f"{since}{paid.on}  {decimals(paid.minor, code):>12} {code}"
            f"  {paid.counts.replace('_', ' ')}"
        )
    return said


def _counts(line: PromiseLine, one: Receipt, frozen: date | None) -> str:
    if one.until <= line.made_on:
        return "before"
    if frozen is not None and one.until >= frozen:
        return "confirmed"
    return "in_time" if one.until <= line.kept_until else "late"


def _steps(tx: Read, line: PromiseLine) -> Iterator[Step]:
    """In order: made, changed by money or time, superseded, confirmed, withdrawn, undone."""
    own = [one for one in tx.happenings.entries(line.customer) if line.id in (one.body or "")]
    undone = _undoing(tx, line, own)
    found = [*own, *undone, *tx.happenings.mentioning("promise.evaluated", line.id)]
    for entry in sorted({one.id: one for one in found}.values(), key=lambda one: one.seq):
        said = _said(entry, line)
        if said is not None:
            yield Step(entry.recorded_at, entry.actor, *said)


def _undoing(tx: Read, line: PromiseLine, own: Sequence[Entry]) -> list[Entry]:
    ids = {one.id for one in own}
    entries = tx.happenings.entries(line.customer)
    return [one for one in entries if one.kind == "undone" and one.data.get("target") in ids]


def _said(entry: Entry, line: PromiseLine) -> tuple[str, str] | None:
    body = entry.data
    if entry.kind == "promise.evaluated":
        for change in body.get("changes", ()):
            if change["id"] == line.id:
                got = decimals(change["received"], line.currency)
                words = change["is"].replace("_", " ")
                return str(change["is"]), f"{words}, {got} {line.currency} received in time"
        return ("confirmed", "confirmed") if line.id in body.get("frozen", ()) else None
    if entry.kind == "undone":
        return "undone", f"undone: {body.get('code')}"
    if line.id in body.get("superseded", ()):
        return "superseded", "superseded by a newer promise"
    if line.id in body.get("confirmed", ()):
        return "confirmed", "confirmed by a newer promise"
    if entry.kind == "promise.withdrawn":
        return "withdrawn", f"withdrawn: {body.get('text', '')}"
    if any(made.get("id") == line.id for made in body.get("promise", ())):
        return "made", "promised"
    return None
