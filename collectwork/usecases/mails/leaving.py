"""The contact policy once more, when a queued message is about to leave."""

from __future__ import annotations

from collectwork.domain.contact_policy import Finding
from collectwork.domain.mail import Job
from collectwork.usecases.actions import contact_check, refusing
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


def refused_now(desk: Desk, tx: Write, job: Job) -> tuple[list[str], frozenset[str]]:
    """Why the policy holds the message back, as an entry too; and the kinds of block that whoever
    queued it went on against with a reason."""
    if job.customer_id is None:
        return [], frozenset()
    customer = tx.accounts.customer(job.customer_id)
    if customer is None:
        return [], frozenset()
    rules, stops = _overridden(tx, job)
    contacts = tx.accounts.contacts(customer.id)
    contact = next((one for one in contacts if one.id == job.contact_id), None)
    rows = contact_check.rows_in_force(desk, tx)
    items = [one.item_id for one in job.listed]
    found = contact_check.check(
        desk, tx, customer, job.channel, contact, items=items, but=job.id, rows=rows
    )
    if job.always:
        found = refusing.answerable(found)
    against = tuple(one for one in found if one.mode != "warn" and one.rule not in rules)
    if against:
        judged = refusing.Judged(against, rows.version)
        refused = refusing.Refused(customer, judged, job.channel, "mail", "", may=False)
        refusing.record_refusal(desk, tx, refused)
    return _words(against), stops


def _overridden(tx: Write, job: Job) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the rows, and kinds of block, that the entry of the queueing names."""
    entry = tx.log.by_id(job.id)
    said = entry.data.get("override", {}) if entry is not None else {}
    return frozenset(said.get("rules", ())), frozenset(said.get("stops", ()))


def _words(against: tuple[Finding, ...]) -> list[str]:
    return [f"{one.words} ({one.rule})" for one in against]
