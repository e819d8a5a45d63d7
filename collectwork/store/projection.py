"""Entries as rows to query: run when an entry is appended, and again to rebuild from the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, update

from collectwork.domain.activity import Entry
from collectwork.store.tables import table

ACTION_KINDS = frozenset(
    [
        "call",
        "mail",
        "note",
        "skip",
        "escalate",
        "promise.made",
        "promise.withdrawn",
        "dispute.opened",
        "dispute.changed",
        "dispute.resolved",
        "block.set",
        "block.changed",
        "block.lifted",
        "followup.set",
        "followup.done",
        "mail.sent",
        "mail.received",
        "letter.sent",
        "sms.sent",
        "portal.sent",
        "agency.sent",
        "history.activity",
        "override",
        "refusal",
    ]
)


#: Kinds whose entry takes back what earlier entries brought: those with the numbers ``first`` to
#: ``last``, and those in ``also``.
WITHDRAWS = ("import.undone",)

#: Kinds that mark an earlier action, and the column that then bears the entry's id.
MARKS = {"undone": "undone_by", "corrected": "corrected_by"}


def project(connection: Connection, entries: Iterable[Entry]) -> int:
    """Insert the activity rows of these entries (their number is returned) and the invoices they
    name; mark what they undo or correct."""
    activities: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    marks: list[tuple[str, str, str]] = []
    for entry in entries:
        if (made := row(entry)) is not None:
            activities.append(made[0])
            links += [{"entry_id": entry.id, "item_id": item} for item in made[1]]
        elif entry.kind in MARKS and entry.body is not None:
            marks.append((MARKS[entry.kind], entry.id, entry.data["target"]))
    activity = table("activity")
    if activities:
        connection.execute(insert(activity), activities)
    if links:
        connection.execute(insert(table("activity_item")), links)
    for column, id, target in marks:
        where = activity.c.entry_id == target
        connection.execute(update(activity).where(where).values({column: id}))
    return len(activities)


def withdrawn(entry: Entry) -> list[tuple[int, int]]:
    """First and last numbers of the entries that this one takes back: history that was imported
    by mistake. The entries stay; they are no actions any more."""
    if entry.kind not in WITHDRAWS or entry.body is None:
        return []
    also = [(int(seq), int(seq)) for seq in entry.data.get("also", ())]
    return [(int(entry.data["first"]), int(entry.data["last"])), *also]


def row(entry: Entry) -> tuple[dict[str, Any], list[int]] | None:
    """The activity row of an entry and the ids of the invoices it was about, each once; None for
    an entry that is no action on an account."""
    if entry.kind not in ACTION_KINDS:
        return None
    body = entry.data
    if "account" not in body:
        return None
    return _row(entry, body), list(dict.fromkeys(body.get("items", ())))


def _row(entry: Entry, body: dict[str, Any]) -> dict[str, Any]:
    def day(name: str) -> date | None:
        return date.fromisoformat(body[name]) if body.get(name) else None

    return {
        "entry_id": entry.id,
        "seq": entry.seq,
        "kind": entry.kind,
        "customer_id": body["account"],
        "actor": body.get("by", entry.actor),
        "recorded_at": body.get("claimed_entry_at", entry.recorded_at),
        "happened_at": entry.happened_at or entry.recorded_at,
        "work_day": day("work_day"),
        "channel": body["channel"],
        "code": body["code"],
        "template": body.get("template"),
        "contact": body["contact"],
        "attempt": body["attempt"],
        "right_party": body["right_party"],
        "automatic": body["automatic"],
        "witnessed": body["witnessed"],
        "contact_id": body.get("contact_id"),
        "text": body.get("text"),
        "next_on": day("next_on"),
        "strategy": body.get("strategy"),
        "step": body.get("step"),
        "run_id": body.get("run"),
        "rank": body.get("rank"),
        "source": body.get("source"),
        "reference": body.get("reference"),
    }
