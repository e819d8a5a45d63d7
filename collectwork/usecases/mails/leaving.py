"""The contact policy once more, when a queued message is about to leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectwork.domain.contact_policy import Finding
from collectwork.domain.mail import Job
from collectwork.usecases.actions import contact_check, refusing
from collectwork.usecases.actions.contact_check import Seen
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


def refused_now(
    desk: Desk, tx: Write, job: Job, queued: Mapping[str, Any], seen: Seen
) -> tuple[list[str], frozenset[str]]:
    """Why the policy holds the message back, as an entry too; and the kinds of block that whoever
    queued or released it went on against with a reason. ``queued``: its entry's body."""
    if job.customer_id is None:
        return [], frozenset()
    customer = tx.accounts.customer(job.customer_id)
    if customer is None:
        return [], frozenset()
    rules, stops = _overridden(job, queued)
    contact = next((one for one in seen.contacts if one.id == job.contact_id), None)
    rows = contact_check.rows_in_force(desk, tx)
    items = [one.item_id for one in job.listed]
    found = contact_check.check(
        desk, tx, customer, job.channel, contact, items=items, but=job.id, rows=rows, seen=seen
    )
    if job.always:
        found = refusing.answerable(found)
    against = tuple(one for one in found if one.mode != "warn" and one.rule not in rules)
    if against:
        judged = refusing.Judged(against, rows.version)
        refused = refusing.Refused(customer, judged, job.channel, job.channel, "", may=False)
        refusing.record_refusal(desk, tx, refused)
    return _words(against), stops


def _overridden(job: Job, queued: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the rows, and kinds of block, that the queueing and the release went on against."""
    rules: set[str] = set()
    stops: set[str] = set()
    for said in (queued.get("override") or {}, job.override or {}):
        rules.update(said.get("rules", ()))
        stops.update(said.get("stops", ()))
    return frozenset(rules), frozenset(stops)


def _words(against: tuple[Finding, ...]) -> list[str]:
    return [f"{one.words} ({one.rule})" for one in against]
