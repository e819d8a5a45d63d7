"""Measures: what stood in the way of a payment and was cleared, after a talk had raised it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from collectwork.analytics.evidence import Obstacle, cleared_by_credit
from collectwork.store.dates import day_of
from collectwork.store.tables import table

DISPUTES = ("dispute", "CALL_DISPUTE")
COPIES = ("copy_requested",)
#: label, code, item, happened, recorded, contact, right party, channel: as the database gives them
Contacts = Sequence[tuple[Any, ...]]


def obstacles(connection: Connection, contacts: Contacts) -> list[Obstacle]:
    """Disputes resolved, blocks lifted, copies sent and credit notes posted, after a talk."""
    return [
        *_resolved(connection, contacts),
        *_lifted(connection, contacts),
        *_copies(contacts),
        *_credited(connection, contacts),
    ]


def _talk_before(contacts: Contacts) -> dict[int, list[tuple[date, str]]]:
    """Invoice → its talks as (day of entry, label)."""
    talks: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for label, _, item, _, recorded, _, talk, _ in contacts:
        if talk:
            talks[item].append((day_of(recorded), label))
    return talks


def _resolved(connection: Connection, contacts: Contacts) -> Iterable[Obstacle]:
    dispute = table("dispute")
    query = select(dispute.c.item_id, dispute.c.opened_on, dispute.c.closed_on).where(
        dispute.c.state == "resolved", dispute.c.item_id.is_not(None)
    )
    return _after_talk(connection, contacts, query)


def _lifted(connection: Connection, contacts: Contacts) -> Iterable[Obstacle]:
    block = table("block")
    query = select(block.c.item_id, block.c.since, block.c.lifted_on).where(
        block.c.item_id.is_not(None), block.c.lifted_on.is_not(None)
    )
    return _after_talk(connection, contacts, query)


def _after_talk(
    connection: Connection, contacts: Contacts, query: Select[Any]
) -> Iterable[Obstacle]:
    """Obstacles of (invoice, opened, cleared) that a talk had raised by the day of clearing."""
    talks = _talk_before(contacts)
    for item, opened, cleared in connection.execute(query):
        if cleared is None:
            continue
        raised = [one for one in talks.get(item, ()) if one[0] <= cleared]
        of_opening = [one for one in raised if one[0] <= opened] or raised
        if of_opening:
            on, label = max(of_opening)
            yield Obstacle(item, label, on, cleared)


def _copies(contacts: Contacts) -> Iterable[Obstacle]:
    """A copy asked for in a talk is a missing document; the next message about it clears it."""
    asked: dict[int, list[tuple[date, str]]] = defaultdict(list)
    written: dict[int, list[date]] = defaultdict(list)
    for label, code, item, _, recorded, contact, talk, channel in contacts:
        if talk and code in COPIES:
            asked[item].append((day_of(recorded), label))
        elif contact and channel != "call":
            written[item].append(day_of(recorded))
    for item, requests in asked.items():
        for on, label in requests:
            sent = min((day for day in written.get(item, ()) if day >= on), default=None)
            if sent is not None:
                yield Obstacle(item, label, on, sent)


def _credited(connection: Connection, contacts: Contacts) -> Iterable[Obstacle]:
    payment = table("payment")
    query = select(payment.c.item_id, payment.c.posted, payment.c.received).where(
        payment.c.kind == "credit_note", payment.c.item_id.is_not(None)
    )
    credits = [(row[0], row[1] or row[2]) for row in connection.execute(query)]
    disputes = [
        (item, label, day_of(recorded))
        for label, code, item, _, recorded, _, talk, _ in contacts
        if talk and code in DISPUTES
    ]
    return cleared_by_credit(disputes, credits)
