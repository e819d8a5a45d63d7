"""Runners that are killed while they send, against another side that loses answers.

Killed by the kernel at a random moment, or by the other side in the middle of a request: before it
has done the work, or right after. What reached the recipients is then held against the outbox.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import mail_book as book
import store_fixtures

from collectwork.domain.mail import FINAL, Queued
from collectwork.errors import NotDelivered
from collectwork.store.opening import open_store
from collectwork.usecases import auditing, sending
from collectwork.usecases.ports.outside import Mailbox

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LOST = 0.2  # of the requests: the work is done, the answer is not heard


@dataclass
class Otherside:
    """What stands for the mail server: how it is reached, and what its recipients got.

    ``late``: True hides what was sent from its Sent Items until it is False again.
    """

    transport: Callable[[], Mailbox]
    received: Callable[[], Sequence[str]]
    late: Callable[[bool], None] = lambda _: None


@dataclass
class Trouble:
    """What goes wrong with a request: asked by the other side's stub, in a thread of its own."""

    rng: random.Random
    victim: int = 0  # the runner that may be killed
    kills: int = 0
    lost: int = 0
    deadly: float = 0.0

    def of_request(self) -> tuple[str, str] | None:
        """("before" or "after", "kill" or "drop"), or None where all is well."""
        if self.victim and self.rng.random() < self.deadly:
            self.kills += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.victim, signal.SIGKILL)
            self.victim = 0
            return self.rng.choice(("before", "after")), "drop"
        if self.rng.random() < LOST:
            self.lost += 1
            return "after", "drop"
        return None


@dataclass
class Ended:
    """The outbox in the end, and what the recipients got."""

    rows: list[Queued]
    received: Sequence[str]
    kills: int
    lost: int
    wrong: list[str] = field(default_factory=list)

    def judged(self) -> list[str]:
        """Whatever may not be: twice, forgotten, not final and not visibly in doubt."""
        states = {row.message_id: row.state for row in self.rows}
        twice = {one for one in self.received if list(self.received).count(one) > 1}
        wrong = [f"twice: {one}" for one in sorted(twice)]
        for row in self.rows:
            got = row.message_id in self.received
            seen = row.state in ("doubt", "held") and bool(row.reason)
            if row.state == "sent" and not got:
                wrong.append(f"said to be sent, never got: {row.message_id}")
            if got and row.state != "sent" and not seen:
                wrong.append(f"got, but {row.state}: {row.message_id}")
            if row.state not in FINAL and not seen:
                wrong.append(f"left {row.state} ({row.reason}): {row.message_id}")
        wrong += [f"nobody's: {one}" for one in self.received if one not in states]
        return wrong


def worked_through(
    url: str, other: Otherside, trouble: Trouble, *, mails: int, kills: int, longest: float
) -> Ended:
    """Queue ``mails``, kill ``kills`` runners, let the last ones work in peace."""
    rng = trouble.rng
    _queued(url, mails)
    now = START
    done = 0
    for _ in range(4 * kills):  # where all is sent, there is nobody left to be killed
        if done == kills:
            break
        other.late(rng.random() < 0.5)
        by_request = rng.random() < 0.5
        trouble.deadly = 0.3 if by_request else 0.0
        done += _killed(url, now, other.transport, trouble, rng.uniform(0.0, longest))
        now += timedelta(minutes=rng.choice([1, 3, 11, 16]))
    other.late(False)
    trouble.deadly = 0.0
    for _ in range(14):  # doubts are asked about, back-offs run out
        now += timedelta(minutes=61)
        if not _run(url, now, other.transport):
            break
    store = open_store(url, lambda: now, "ana")
    desk = store_fixtures.desk_on(store, lambda: now)
    rows = sending.outbox(desk)
    assert auditing.verify(desk).ok
    store.close()
    assert len(rows) == mails
    return Ended(rows, other.received(), done, trouble.lost)


def _queued(url: str, mails: int) -> None:
    store = open_store(url, lambda: START, "ana")
    desk = store_fixtures.desk_on(store, lambda: START)
    for n in range(mails):
        customer = book.customer(store, str(400_000 + n), f"C{n}")
        book.item(store, customer, f"RE-{n}", 100 + n)
        sending.queue(desk, sending.compose(desk, customer, template="first_notice"))
    store.close()


def _run(
    url: str, now: datetime, transport: Callable[[], Mailbox], ready: Callable[[], object] = int
) -> int:
    """One runner: opens the store and sends what is due; how many it touched."""
    store = open_store(url, lambda: now, "ana")
    box = cache(lambda _: transport())
    desk = store_fixtures.desk_on(store, lambda: now, mailbox=box)
    ready()
    try:
        touched = len(sending.deliver(desk))
    except NotDelivered:  # Sent Items could not be read; whatever was due was tried all the same
        touched = 1
    store.close()
    return touched


def _killed(
    url: str, now: datetime, transport: Callable[[], Mailbox], trouble: Trouble, after: float
) -> int:
    """A runner of its own process, killed; 0 where it was done before that."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
            _run(url, now, transport, lambda: os.write(said, b"!"))
        os._exit(0)
    os.close(said)
    os.read(heard, 1)  # it is about to send
    os.close(heard)
    if trouble.deadly:
        trouble.victim = child
        after = 5.0
    until = time.monotonic() + after
    status = None
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.002)
    else:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    trouble.victim = 0
    return int(status is not None and os.WIFSIGNALED(status))
