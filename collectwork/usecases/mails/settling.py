"""Messages of which nobody knows whether they left: found out, or handed to a person."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.mail import MOST_ATTEMPTS, Due, Job, Queued, State
from collectwork.domain.mailboxes import Fetched, Folder
from collectwork.errors import CollectworkError
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import runners
from collectwork.usecases.mails.moves import Elsewhere, finish, still, told
from collectwork.usecases.ports.outside import Transport
from collectwork.usecases.ports.work import Read

Fetch = Callable[[Folder, str], Fetched]

SETTLED_AFTER = timedelta(minutes=15)  # Sent Items lag behind
LOOKED_FOR = timedelta(days=14)  # a copy that turns up late still says that a held one left
GIVEN_UP_AFTER = timedelta(days=1)  # where the mailbox cannot be asked
MAY_HAVE_LEFT = "it may have been sent"
_MOST_PAGES = 50  # of Sent Items in one round


def abandoned(desk: Desk, tx: Read, channels: Collection[str] | None = None) -> list[Due]:
    """Those that a runner was sending when its lease ran out, or its process ended."""
    now = clocks.text(desk.clock())
    return [
        row
        for row, runner, until in tx.outbox.under_way(channels)
        if until < now or runners.gone(runner)
    ]


def left_behind(desk: Desk, row: Due, *, repeats: bool) -> Queued | None:
    """A runner stopped while it was sending: into doubt, or again where the receiver knows it."""
    reason = "the runner stopped while it was sending"
    try:
        with desk.store.write() as tx:
            job = still(tx, row.id, "sending")
            if row not in abandoned(desk, tx):
                raise Elsewhere
            state: State = "doubt"
            if repeats and job.attempts < MOST_ATTEMPTS:
                state, reason = "queued", f"{reason}: it is sent again with the same id"
            return told(finish(desk, tx, job, ("sending",), state, reason))
    except Elsewhere:
        return None


class Settling:
    """The doubtful messages of one way out; its Sent Items are read once for all of them."""

    def __init__(
        self, desk: Desk, lane: tuple[str, str], transport: Transport, stop: Callable[[], bool]
    ) -> None:
        self._desk, self._lane, self._transport = desk, lane, transport
        self._stop = stop
        self.trouble = ""
        if lane[0] == "mail":
            self._read_sent()

    def settle(self, row: Due) -> Queued | None:
        """The row as it is now, where its state changed."""
        with self._desk.store.read() as tx:
            job = tx.outbox.job(row.id)
            seen = job is not None and tx.lanes.seen_in_sent(job.message_id)
        if job is None or not (job.state == "doubt" or (job.state == "held" and job.doubtful)):
            return told(job) if job else None
        state, reason = self._found(job, seen=seen)
        if state == "doubt" or (job.state == "held" and state != "sent"):
            return None  # a person decides about what is held, unless it is found to have left
        try:
            with self._desk.store.write() as tx:
                done = finish(self._desk, tx, job, (job.state,), state, reason)
                if state == "held":
                    tx.outbox.judged(job.id, doubtful=True)
        except Elsewhere:
            return None
        return told(done)

    def _found(self, job: Job, *, seen: bool) -> tuple[State, str]:
        if seen:
            return "sent", "found in Sent Items"
        known = job.transport in (None, self._transport.name)
        left = self._transport.settle(job.message_id, job.reference) if known else None
        if left is True:
            return "sent", ""
        if left is False:
            again = job.attempts < MOST_ATTEMPTS
            if again:
                return "queued", "it had not left; it is tried again"
            return "held", f"it had not left after {job.attempts} attempts"
        waited = self._desk.clock() - clocks.moment(job.tried_at or job.queued_at)
        if waited < (GIVEN_UP_AFTER if self.trouble else SETTLED_AFTER):
            return "doubt", ""
        return "held", MAY_HAVE_LEFT

    def _read_sent(self) -> None:
        """What of ours is in Sent Items, from where it was read last."""
        fetch: Fetch | None = getattr(self._transport, "fetch", None)
        if fetch is None:  # nothing that can be read
            return
        try:
            for _ in range(_MOST_PAGES):
                if self._stop() or not self._page(fetch):
                    return
        except CollectworkError as error:
            self.trouble = str(error)
        except Exception as error:  # a library that stumbles over an answer: nothing is known then
            self.trouble = f"Sent Items could not be read ({type(error).__name__})."

    def _page(self, fetch: Fetch) -> bool:
        """One page of it; whether there is more."""
        name = self._lane[1]
        with self._desk.store.read() as tx:
            state = tx.lanes.sent_state(name)
        found = fetch("sent", state)
        if not found.arrived and found.state == state:
            return False
        copies = [(one.message_id, one.server_id) for one in found.arrived if one.message_id]
        with self._desk.store.write() as tx:
            now = clocks.text(self._desk.clock())
            ours = tx.lanes.sent_read(name, found.state, copies, now)
            body = {"mailbox": name, "folder": "sent", "found": len(copies), "ours": ours}
            tx.record(Draft("mailbox.read", None, body))
        return found.more
