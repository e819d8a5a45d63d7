"""One way out and the messages that leave by it, one a connection.

A round is one transaction between calls: it keeps what the calls before came to, the references of
drafts, and the claims of the next messages, each checked again. So every row's state is on the disk
before its call; where a mailbox has several connections, they share a transaction, and the store
works while the network does.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.mail import MOST_ATTEMPTS, Delivered, Due, Job, Pause, Queued, State
from collectwork.errors import CollectworkError
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import checking, waiting
from collectwork.usecases.mails.calls import Calls, Flight
from collectwork.usecases.mails.moves import Elsewhere, changed_entry, finish, still, told
from collectwork.usecases.ports.outside import Transport
from collectwork.usecases.ports.work import Read, Write

LEASE = timedelta(minutes=10)  # far longer than a call's time-out
LONGEST_CALL = timedelta(minutes=5)  # the longest time-out that a config may set
AGAIN = "it is sent again with the same id"
_AWAY = 3  # answers in a row that say the server is not there
_REFUSING = 10  # rejections in a row with the same words: it is not about the messages
_PAUSE = timedelta(minutes=1)
_REST = timedelta(minutes=5)  # who signs in wrongly more often is locked out
_LONG_PAUSE = timedelta(minutes=15)


class Lane:
    """``report`` hears of every row that was touched, once its state is on the disk."""

    def __init__(
        self,
        desk: Desk,
        runner: str,
        lane: tuple[str, str],
        transport: Transport,
        *,
        connections: int,
        repeats: bool,
        by_person: bool = False,
        stop: Callable[[], bool],
        report: Callable[[Queued], None],
    ) -> None:
        self._desk, self._runner, self._lane = desk, runner, lane
        self._name, self._repeats = transport.name, repeats
        self._stop, self._report = stop, report
        self._by_person = by_person
        self._calls = Calls(transport, connections, self._call)
        self._trouble: list[Delivered] = []  # answers in a row that were not good
        self.waits: waiting.Wait | None = None  # why the rest was left

    def send(self, rows: Iterable[Due]) -> list[Due]:
        """Send these in order; what is left when the lane stops is returned."""
        left = deque(rows)
        with self._desk.store.read() as tx:
            self.waits = self._paused(tx)
        try:
            while self._calls.flying or (left and self.waits is None and not self._stop()):
                ended = self._calls.ended()
                if not self._kept(ended, left) and not self._calls.flying:
                    break
        except Exception:
            self._rescued(self._calls.close())
            raise
        finally:
            self._calls.close()
        return list(left)

    # -- the transaction between calls

    def _kept(self, ended: list[Flight], left: deque[Due]) -> bool:
        """Keep what the calls came to, claim the next, and begin what comes now; whether anything
        was written."""
        touched: list[Job] = []
        try:
            with self._desk.store.write() as tx:
                going = self._concluded(tx, ended, touched)
                flying = [*self._calls.flying, *ended]
                taken = {one.job.customer_id for one in flying}
                claimed = self._claimed(tx, left, taken, touched)
                if not tx.drafts:
                    raise Elsewhere
        except Elsewhere:
            return False
        except Exception:
            self._rescued(ended)
            raise
        for job in touched:
            self._report(told(job))
        for one in (*going, *claimed):
            self._calls.begin(one)
        return True

    def _paused(self, tx: Read) -> waiting.Wait | None:
        """A person who sends has put right what the lane rests for, or wants to know."""
        return waiting.paused(self._desk, tx, self._lane, only_asked=self._by_person)

    def _rescued(self, flying: list[Flight]) -> None:
        """Something failed that has nothing to do with these: what is known of them is kept."""
        answered = [one for one in flying if one.answer is not None]
        with suppress(Exception), self._desk.store.write() as tx:
            self._concluded(tx, answered, [])

    def _concluded(self, tx: Write, flying: list[Flight], touched: list[Job]) -> list[Flight]:
        """Answers become states, references are kept; those that are to be sent next."""
        going = []
        for one in flying:
            try:
                if self._goes_on(tx, one, touched):
                    going.append(one)
                    continue
            except Elsewhere:  # the lease was lost: whoever has it goes on with it
                pass
            self._calls.landed(one)
        return going

    def _goes_on(self, tx: Write, one: Flight, touched: list[Job]) -> bool:
        """Whether its draft is to be sent next; else it is done with. Raises Elsewhere."""
        if one.answer is not None:
            touched.append(self._conclude(tx, one.job, one.answer))
        elif self._stop() or not (one.drafted or one.job.reference):
            touched.append(self._put_back(tx, one))
        else:
            self._draft_kept(tx, one)
            return True
        return False

    def _draft_kept(self, tx: Write, one: Flight) -> None:
        """The draft's reference is on the disk before the draft is sent."""
        job, reference = one.job, one.drafted or one.job.reference or ""
        one.until, one.began = self._desk.clock() + LEASE, time.monotonic()
        until = clocks.text(one.until)
        if not tx.outbox.draft_made(job.id, self._runner, job.attempts, reference, until):
            raise Elsewhere
        more = {"attempt": job.attempts, "draft": reference}
        tx.record(changed_entry(f"{job.channel}.sending", job, more))
        one.job, one.drafted = replace(job, reference=reference), None

    def _put_back(self, tx: Write, one: Flight) -> Job:
        """Nothing of it was sent: whoever sends next takes it with the draft that was made."""
        reason = "stopped before it left"
        if one.drafted:
            self._draft_kept(tx, one)
        return finish(self._desk, tx, one.job, ("sending",), "queued", reason, by={"stopped": True})

    def _claimed(
        self,
        tx: Write,
        left: deque[Due],
        taken: set[int | None],
        touched: list[Job],
    ) -> list[Flight]:
        """The next ones, checked against the newest facts. One customer is in a round once: what
        was sent just now counts against the next message only when it is in the log."""
        claimed: list[Flight] = []
        self.waits = self.waits or self._paused(tx)
        room = self._calls.room
        if not room or not left or self.waits is not None or self._stop():
            return claimed
        tx.outbox.one_by_one(self._lane[1])
        free, self.waits = waiting.rate(self._desk, tx, self._lane)
        room = room if free is None else min(room, free)
        passed: list[Due] = []
        while left and len(claimed) < room and not self._stop():
            due = left.popleft()
            if due.customer_id is not None and due.customer_id in taken:
                passed.append(due)
                continue
            try:
                job = still(tx, due.id, "queued")
                found = self._claim(tx, job)
            except Elsewhere:
                continue
            taken.add(due.customer_id)
            if found.state == "sending":
                until = self._desk.clock() + LEASE
                free_one, again = self._calls.connection(), job.tried_at is not None
                claimed.append(Flight(found, until, time.monotonic(), free_one, again))
            else:
                touched.append(found)
        left.extendleft(reversed(passed))
        return claimed

    def _claim(self, tx: Write, job: Job) -> Job:
        """*sending* by this runner, or *held* or *expired* with the reason; raises Elsewhere."""
        now = clocks.text(self._desk.clock())
        if (job.next_try_at or "") > now or checking.waits_for_first(tx, job):
            raise Elsewhere
        if job.expires_at < now:
            return expire(self._desk, tx, job)
        if checking.lost_its_first(tx, job):
            return finish(
                self._desk, tx, job, ("queued",), "expired", "its first part did not leave"
            )
        if reasons := self._against(tx, job):
            return finish(self._desk, tx, job, ("queued",), "held", "; ".join(reasons))
        until = clocks.text(self._desk.clock() + LEASE)
        name = self._name
        if not tx.outbox.claim(job.id, self._runner, now, until, name):
            raise Elsewhere
        more = {"attempt": job.attempts + 1, "transport": name}
        tx.record(changed_entry(f"{job.channel}.sending", job, more))
        return replace(
            job, state="sending", attempts=job.attempts + 1, transport=name, tried_at=now
        )

    def _against(self, tx: Write, job: Job) -> list[str]:
        try:
            return checking.against(self._desk, tx, job)
        except CollectworkError as error:
            return [f"it could not be checked again: {error}"]

    def _conclude(self, tx: Write, job: Job, answer: Delivered) -> Job:
        """What the transport said becomes the row's state, if the row still is at this attempt. A
        runner whose lease ran out meanwhile knows better than whoever put the row in doubt."""
        self._heed(tx, answer)
        state, words = self._state(job, answer)
        before: tuple[State, ...] = ("sending", "doubt") if state == "sent" else ("sending",)
        return finish(
            self._desk, tx, job, before, state, words, answer.wait,
            blameless=state == "queued" and answer.blameless,
        )  # fmt: skip

    def _state(self, job: Job, answer: Delivered) -> tuple[State, str]:
        last = job.attempts >= MOST_ATTEMPTS
        tried = f"{answer.words} (after {job.attempts} attempts)"
        if answer.ok:
            return "sent", ""
        if not answer.certain:
            if not self._repeats:
                return "doubt", answer.words
            return ("doubt", tried) if last else ("queued", f"{answer.words}: {AGAIN}")
        if answer.later:
            fails = last and not answer.blameless
            return ("failed", tried) if fails else ("queued", answer.words)
        return "failed", answer.words

    def _heed(self, tx: Write, answer: Delivered) -> None:
        """A server that asks to wait, or that is not there, is asked nothing for a while: not by
        this message, nor by any other of its mailbox."""
        if answer.ok:
            self._trouble = []
            return
        self._trouble.append(answer)
        words = answer.words or "its server did not answer"
        if answer.later and answer.wait:
            pause = timedelta(seconds=min(answer.wait, 86_400))
        elif answer.blameless:
            pause = _REST
        elif self._away():
            pause = _PAUSE
        elif self._refusing(words):
            pause = _LONG_PAUSE
        else:
            return
        now = self._desk.clock()
        self.waits = waiting.Wait(now + pause, words)
        tx.outbox.one_by_one(self._lane[1])
        asked = answer.later and bool(answer.wait)
        found = Pause(clocks.text(now + pause), words, asked)
        tx.lanes.pause(self._lane, found, clocks.text(now))

    def _away(self) -> bool:
        newest = self._trouble[-_AWAY:]
        return len(newest) == _AWAY and all(one.later or not one.certain for one in newest)

    def _refusing(self, words: str) -> bool:
        newest = self._trouble[-_REFUSING:]
        return len(newest) == _REFUSING and all(one.words == words for one in newest)

    # -- the call

    def _call(self, one: Flight) -> None:
        """Make the draft, or send it, or send what needs none."""
        if self._stop():
            return
        job = one.job
        if job.reference is None:
            made = one.transport.prepare(job.message, job.message_id, again=one.again)
            if not made.ok:
                one.answer = made
                return
            if made.reference is not None:
                one.drafted = made.reference
                return
        if not self._in_time(one):
            words = "it took too long until it could be sent; nothing was sent"
            one.answer = Delivered(ok=False, later=True, words=words)
            return
        one.answer = one.transport.deliver(job.message, job.message_id, job.reference)

    def _in_time(self, one: Flight) -> bool:
        """The lease lasts longer than any call that begins now, by either clock."""
        passed = timedelta(seconds=time.monotonic() - one.began)
        left = min(one.until - self._desk.clock(), LEASE - passed)
        return left >= LONGEST_CALL


def expire(desk: Desk, tx: Write, job: Job) -> Job:
    """*queued* → *expired*: what it tells is too old to be sent."""
    reason = f"not sent in its time (until {job.expires_at[:10]}): its facts are old"
    return finish(desk, tx, job, ("queued",), "expired", reason)
