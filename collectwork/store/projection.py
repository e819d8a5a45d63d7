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
        "dispute.resolved",
        "block.set",
        "block.lifted",
        "followup.set",
        "followup.done",
        "mail.sent",
        "mail.received",
        "history.activity",
        "override",
        "refusal",
    ]
)


def project(connection: Connection, entries: Iterable[Entry]) -> None:
    """Insert the activity rows of these entries; mark what they undo or correct."""
    activities: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    activity = table("activity")
    for entry in entries:
        body = entry.data
        if entry.kind in ACTION_KINDS and "account" in body:
            activities.append(_row(entry, body))
            links += [{"entry_id": entry.id, "item_id": item} for item in body.get("items", ())]
    if activities:
        connection.execute(insert(activity), activities)
    if links:
        connection.execute(insert(table("activity_item")), links)
    for entry in entries:
        column = {"undone": "undone_by", "corrected": "corrected_by"}.get(entry.kind)
        if column:
            target = entry.data["target"]
            where = activity.c.entry_id == target
            connection.execute(update(activity).where(where).values({column: entry.id}))


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
