"""A queued message is looked at once more before it leaves: facts, policy, its own bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from collectwork.domain.mail import Job
from collectwork.domain.message import recipients
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import reach
from collectwork.usecases.mails.leaving import refused_now
from collectwork.usecases.mails.rechecking import objections, read
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
    seen = read(desk, tx, job.customer_id) if job.customer_id is not None else None
    if job.part_of is None and seen is not None:
        found, overridden = refused_now(desk, tx, job, said, seen)
    if job.customer_id is not None and job.channel != "agency":
        standing = objections(
            desk,
            tx,
            job.customer_id,
            job.listed,
            job.to,
            always=job.always,
            overridden=overridden,
            seen=seen,
        )
        found = standing or found
    return [*_itself(job, said), *_outdated(desk, said), *reach.changed(desk, tx, job), *found]


def _itself(job: Job, said: Mapping[str, Any]) -> list[str]:
    """The bytes are those whose fingerprint is in the log, and go to those it was meant for: that
    was proved when they were made, so bytes that are known need not be taken apart again."""
    fingerprint = said.get("message_sha256")
    if fingerprint and fingerprint != hashlib.sha256(job.message).hexdigest():
        return ["the stored message is not the one that was queued"]
    meant = [*job.to, *job.cc]
    proved = fingerprint and [*said.get("to", ()), *said.get("cc", ())] == meant
    if job.channel == "mail" and not proved and recipients(job.message) != meant:
        return ["the stored message does not go to the intended recipients"]
    return []


def _outdated(desk: Desk, said: Mapping[str, Any]) -> list[str]:
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
