"""Taking an action back, and correcting one: both add entries, nothing is edited."""

from __future__ import annotations

from datetime import date
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.actions import Recorded
from collectwork.domain.activity import Draft, Entry, new_id
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.present.text import safe
from collectwork.usecases.actions import finishing, places
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

UNDOABLE = (
    "call", "mail", "note", "skip", "escalate", "followup.set",
    "promise.made", "promise.withdrawn", "dispute.opened", "dispute.changed", "dispute.resolved",
    "block.set", "block.changed", "block.lifted", "followup.done", "mail.queued",
)  # fmt: skip


def undo(desk: Desk, entry_id: str | None = None, *, key: str | None = None) -> Recorded:
    """Take back the last own action, or the named one: its promise, dispute, next step and line.

    A pin, a hand-over to a desk and one back are taken back when they are named. Only one's own,
    within ``policy.undo_seconds``, and while nothing was built on it; InputRefused or Conflict say
    which of these fails. Later mistakes are for ``correct``.
    """
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            entry = _target(desk, tx, entry_id)
            body = entry.data
            _check(desk, tx, entry, body)
            if entry.kind in places.PLACED:
                places.take_back(desk, tx, entry)
            else:
                tx.accounts.worked(body["account"], None)
                _revert(desk, tx, entry, body)
            customer = tx.accounts.customer(body["account"])
            name = safe(customer.name) if customer else ""
            code = str(body.get("code", entry.kind))
            outcome = desk.outcome(code)
            label = outcome.label if outcome else places.WORDS.get(code, code)
            tx.record(
                Draft(
                    "undone",
                    entry.customer,
                    {
                        "target": entry.id,
                        "seq": entry.seq,
                        "account": body["account"],
                        "code": code,
                        "said": f"Undone: {name} – {label}",
                    },
                )
            )
    return recorded(tx)


def correct(
    desk: Desk, entry_id: str, text: str, reason: str, *, key: str | None = None
) -> Recorded:
    """A new entry that says what an earlier one should have said, and why. Figures keep counting
    the earlier one; the timeline shows both."""
    if not text.strip() or not reason.strip():
        raise InputRefused("Not corrected: give the right text and the reason.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            entry = tx.log.by_id(entry_id)
            if entry is None or entry.customer is None:
                raise NotFound("There is no such entry.")
            if entry.kind in ("undone", "corrected"):
                raise InputRefused("Not corrected: that entry itself only points at another one.")
            tx.record(
                Draft(
                    "corrected",
                    entry.customer,
                    {
                        "target": entry.id,
                        "seq": entry.seq,
                        "account": entry.data.get("account"),
                        "code": entry.data.get("code", entry.kind),
                        "text": text,
                        "reason": reason,
                        "said": f"Corrected entry {entry.seq}.",
                    },
                )
            )
    return recorded(tx)


def _target(desk: Desk, tx: Write, entry_id: str | None) -> Entry:
    if entry_id is None:
        entry = tx.happenings.last_own(desk.actor, UNDOABLE)
        if entry is None:
            raise NotFound("There is nothing of yours to undo.")
        return entry
    entry = tx.log.by_id(entry_id)
    if (
        entry is None
        or entry.kind not in (*UNDOABLE, *places.PLACED)
        or "account" not in entry.data
    ):
        raise NotFound("There is no such action to undo.")
    if entry.actor != desk.actor:
        raise Conflict(f"Not undone: {entry.actor} recorded it.")
    if tx.happenings.is_undone(entry.id):
        raise Conflict("Not undone: it was undone already.")
    return entry


def _check(desk: Desk, tx: Write, entry: Entry, body: dict[str, Any]) -> None:
    age = desk.clock() - clocks.moment(entry.recorded_at)
    if age.total_seconds() > desk.policy.undo_seconds:
        raise InputRefused(
            f"Not undone: that is possible for {desk.policy.undo_seconds} seconds only. "
            "Add a correction instead."
        )
    if entry.kind == "mail.queued" and not _still_here(tx, entry.id):
        raise Conflict("Not undone: the mail is on its way or has left.")
    later = tx.happenings.after(body["account"], entry.seq)
    if later is not None:
        who, code = later
        raise Conflict(f"Not undone: {who} has recorded {code} on this account since.")


def _still_here(tx: Write, id: str) -> bool:
    job = tx.outbox.job(id)
    return job is not None and job.state in ("queued", "held")


def _revert(desk: Desk, tx: Write, entry: Entry, body: dict[str, Any]) -> None:
    before = body.get("undo", {})
    made = [line.id for line in tx.promises.of_entry(entry.id)]
    tx.promises.end(made, "undone", desk.today)
    tx.promises.restore(
        {  # older entries hold the state alone
            id: [was, None] if isinstance(was, str) else was
            for id, was in before.get("promises", {}).items()
        }
    )
    tx.promises.put_ahead(before.get("ahead", {}))
    opened = [line.id for line in tx.disputes.of_entry(entry.id)]
    tx.disputes.close(opened, "undone", "undone", desk.today)
    tx.disputes.reopen(before.get("disputes", []))
    tx.disputes.put_back(before.get("dispute_rows", {}))
    for id, (due, due_at) in before.get("moved", {}).items():
        tx.follow_ups.move(id, date.fromisoformat(due), due_at)
    if entry.kind == "block.set":
        tx.blocks.remove(before["block"])
    elif entry.kind == "block.lifted":
        tx.blocks.lift(before["block"], None)
    elif entry.kind == "block.changed":
        until = before["until"]
        tx.blocks.move(before["block"], date.fromisoformat(until) if until else None)
    elif entry.kind == "mail.queued":
        tx.outbox.move(entry.id, ("queued", "held"), "expired", reason="undone before it left")
    tx.suggestions.put_back(entry.id)
    finishing.take_back(tx, body["account"], entry.id, before)
