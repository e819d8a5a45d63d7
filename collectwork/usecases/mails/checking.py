"""A queued message is looked at once more before it leaves: facts, policy, its own bytes."""

from __future__ import annotations

import hashlib

from collectwork.domain.mail import Job
from collectwork.domain.message import recipients
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.leaving import refused_now
from collectwork.usecases.mails.rechecking import objections
from collectwork.usecases.ports.work import Write

_GONE = ("failed", "expired")
_UNDER_WAY = ("sending", "doubt", "sent")


def against(desk: Desk, tx: Write, job: Job) -> list[str]:
    """Why it may not leave now, the weightiest first; empty where it may.

    Refusals of the contact policy are entries. A further part of a letter leaves with its first
    one, which was asked about.
    """
    queued = tx.log.by_id(job.id)
    said = queued.data if queued is not None else {}
    found: list[str] = []
    overridden: frozenset[str] = frozenset()
    if job.part_of is None:
        found, overridden = refused_now(desk, tx, job, said)
    if job.customer_id is not None and job.channel != "agency":
        standing = objections(
            desk,
            tx,
            job.customer_id,
            job.listed,
            job.to,
            always=job.always,
            overridden=overridden,
        )
        found = standing or found
    return [*_itself(job, said), *_outdated(desk, said), *found]


def _itself(job: Job, said: dict[str, object]) -> list[str]:
    """The bytes are those whose fingerprint is in the log, and go to those it was meant for."""
    found = []
    if job.channel == "mail" and recipients(job.message) != [*job.to, *job.cc]:
        found.append("the stored message does not go to the intended recipients")
    fingerprint = said.get("message_sha256")
    if fingerprint and fingerprint != hashlib.sha256(job.message).hexdigest():
        found.append("the stored message is not the one that was queued")
    return found


def _outdated(desk: Desk, said: dict[str, object]) -> list[str]:
    """Words that were right when it was written may be wrong by now."""
    deadline = said.get("deadline")
    if isinstance(deadline, str) and deadline < desk.today.isoformat():
        return [f"the deadline that it gives, {deadline}, has passed"]
    return []


def waits_for_first(tx: Write, job: Job) -> bool:
    """Whether a further part must wait, its first one not having left yet."""
    if job.part_of is None:
        return False
    first = tx.outbox.job(job.part_of)
    return first is not None and first.state not in (*_UNDER_WAY, *_GONE)


def lost_its_first(tx: Write, job: Job) -> bool:
    """Whether the letter that it is a part of will not leave any more."""
    if job.part_of is None:
        return False
    first = tx.outbox.job(job.part_of)
    return first is None or first.state in _GONE
