"""What is queued leaves, by every channel: settled, checked again, claimed, sent once.

Every change of state is an entry. Between two steps the process may die at any point: what was
committed tells the next runner how to go on, and no step sends without that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from collectwork.domain import clocks
from collectwork.domain.mail import Due, Queued
from collectwork.errors import InputRefused, NotDelivered
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import runners, settling, waiting
from collectwork.usecases.mails.lane import Lane, expire
from collectwork.usecases.mails.moves import Elsewhere, still, told
from collectwork.usecases.mails.ways import way_of
from collectwork.usecases.ports.outside import Transport

#: What goes to customers, or is about them; webhooks of alerts go on their own.
TO_CUSTOMERS = ("mail", "letter", "sms", "portal", "agency")
Report = Callable[[Queued], None]
Stop = Callable[[], bool]


@dataclass(slots=True)
class Round:
    """What one round came to: the rows that were touched, as they are now; why ways out could not
    be opened, or their Sent Items not be read; what waits by lane, how much of it and why."""

    touched: list[Queued] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    waits: dict[tuple[str, str], tuple[int, waiting.Wait]] = field(default_factory=dict)


def deliver(
    desk: Desk,
    *,
    limit: int | None = None,
    on_each: Report | None = None,
    only: str | None = None,
    stop: Stop = lambda: False,
) -> list[Queued]:
    """To customers: send what is due and settle what is in doubt; the rows that were touched.

    ``only`` sends this one message. ``stop`` is asked between two messages. Raises NotDelivered
    where a mailbox could not be opened, after everything else was done.
    """
    ids = None if only is None else (only,)
    done = send_due(desk, TO_CUSTOMERS, limit=limit, on_each=on_each, only=ids, stop=stop)
    if done.trouble:
        raise NotDelivered(
            f"Not everything was sent; the messages stay in the outbox. {done.trouble[0]}"
        )
    return done.touched


def send_due(
    desk: Desk,
    channels: Collection[str] | None = None,
    *,
    limit: int | None = None,
    on_each: Report | None = None,
    only: Collection[str] | None = None,
    stop: Stop = lambda: False,
    now: bool = False,
    by_person: bool = False,
) -> Round:
    """Send what is due by these channels (None: all), way by way, and settle what is in doubt.

    ``by_person``: somebody asks for it, so ways out that rest after trouble are tried again, unless
    their server itself asked to wait; ``now``: outside the hours for sending, too.
    """
    runner = _Runner(desk, channels, only, on_each, stop, by_person=by_person or now)
    runner.expire()
    runner.settle()
    runner.send(limit, now)
    return runner.round


class _Runner:
    """One round. Whatever fails on one way out does not keep the others."""

    def __init__(
        self,
        desk: Desk,
        channels: Collection[str] | None,
        only: Collection[str] | None,
        on_each: Report | None,
        stop: Stop,
        *,
        by_person: bool,
    ) -> None:
        self._desk, self._channels, self._only = desk, channels, only
        self._by_person = by_person
        self._on_each, self._stop = on_each, stop
        self._name = runners.name(desk.actor)
        self._open: dict[tuple[str, str], Transport | None] = {}
        self.round = Round()

    def expire(self) -> None:
        """What is too old to be sent is given up, whether or not its way out is there."""
        with self._desk.store.read() as tx:
            old = self._mine(tx.outbox.expired(self._now(), self._channels))
        for row in old:
            try:
                with self._desk.store.write() as tx:
                    done = expire(self._desk, tx, still(tx, row.id, "queued"))
            except Elsewhere:
                continue
            self._report(told(done))

    def settle(self) -> None:
        """Rows that a runner left behind, and those in doubt."""
        with self._desk.store.read() as tx:
            left = self._mine(settling.abandoned(self._desk, tx, self._channels))
        for row in left:
            repeats = way_of(self._desk, row.lane[0]).repeats
            done = settling.left_behind(self._desk, row, repeats=repeats)
            if done is not None:
                self._report(done)
        since = clocks.text(self._desk.clock() - settling.LOOKED_FOR)
        with self._desk.store.read() as tx:
            doubts = self._mine(tx.outbox.in_doubt(since, self._channels))
        for lane, rows in _by_lane(doubts).items():
            if not way_of(self._desk, lane[0]).repeats:
                self._settled(lane, rows)

    def _settled(self, lane: tuple[str, str], rows: Sequence[Due]) -> None:
        transport = self._transport(lane)
        if transport is None or self._stop():
            return
        asked = settling.Settling(self._desk, lane, transport, self._stop)
        if asked.trouble:
            self.round.trouble.append(asked.trouble)
        for row in rows:
            if self._stop():
                return
            if (done := asked.settle(row)) is not None:
                self._report(done)

    def send(self, limit: int | None, now: bool) -> None:
        """What is due, the oldest first of each way out."""
        with self._desk.store.read() as tx:
            due = self._mine(tx.outbox.due(self._now(), self._channels))
        ready = []
        for row in due:
            if way_of(self._desk, row.lane[0]).by_hand:
                continue
            wait = None if now else waiting.quiet(self._desk, row.lane[0], row.customer_id)
            if wait is None:
                ready.append(row)
            else:
                self._waits(row.lane, 1, wait)
        for lane, rows in _by_lane(ready[:limit]).items():
            if not self._stop():
                self._sent(lane, rows)

    def _sent(self, lane: tuple[str, str], rows: Sequence[Due]) -> None:
        transport = self._transport(lane)
        if transport is None:
            return
        going = Lane(
            self._desk,
            self._name,
            lane,
            transport,
            connections=_connections(self._desk, lane),
            repeats=way_of(self._desk, lane[0]).repeats,
            by_person=self._by_person,
            stop=self._stop,
            report=self._report,
        )
        left = going.send(rows)
        if going.waits is not None and left:
            self._waits(lane, len(left), going.waits)

    def _transport(self, lane: tuple[str, str]) -> Transport | None:
        """The way out, opened once; None where that fails, which is said once."""
        if lane not in self._open:
            self._open[lane] = None
            try:
                self._open[lane] = way_of(self._desk, lane[0]).open(lane[1])
            except InputRefused as error:
                self.round.trouble.append(str(error))
        return self._open[lane]

    def _mine(self, rows: Iterable[Due]) -> list[Due]:
        return [row for row in rows if self._only is None or row.id in self._only]

    def _now(self) -> str:
        return clocks.text(self._desk.clock())

    def _waits(self, lane: tuple[str, str], number: int, wait: waiting.Wait) -> None:
        before = self.round.waits.get(lane)
        self.round.waits[lane] = (number + (before[0] if before else 0), wait)

    def _report(self, row: Queued) -> None:
        self.round.touched.append(row)
        if self._on_each:
            self._on_each(row)


def _connections(desk: Desk, lane: tuple[str, str]) -> int:
    channel, mailbox = lane
    found = (one.connections for one in desk.mailboxes if one.name == mailbox)
    return next(found, 1) if channel == "mail" else 1


def _by_lane(rows: Iterable[Due]) -> dict[tuple[str, str], list[Due]]:
    found: dict[tuple[str, str], list[Due]] = {}
    for row in rows:
        found.setdefault(row.lane, []).append(row)
    return found
