"""Messages on their way: each step is a conditional update, so two runners never share one."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from collectwork.domain.mail import Due, Job, Listed, Queued, State
from collectwork.store.ids import alike
from collectwork.store.tables import table


class OutboxRows:
    """The outbox within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, job: Job) -> None:
        """A new row; its key and Message-ID are unique."""
        listed = [
            {"id": one.item_id, "document": one.document, "currency": one.currency,
             "open": one.open}
            for one in job.listed
        ]  # fmt: skip
        same = (
            "id", "key", "customer_id", "state", "template", "template_version", "strategy",
            "step", "automatic", "always", "sender", "subject", "message", "message_id",
            "language", "token", "contact_id", "work_day", "run_id", "rank", "queued_at",
            "expires_at", "actor", "channel", "mailbox", "part_of", "batch",
        )  # fmt: skip
        values: dict[str, Any] = {name: getattr(job, name) for name in same}
        values |= {
            "recipients": list(job.to), "copies": list(job.cc),
            "items": listed, "attachments": list(job.attachments), "attempts": 0,
        }  # fmt: skip
        self._connection.execute(insert(table("outbox")).values(values))

    def job(self, id: str) -> Job | None:
        """Everything about one row."""
        outbox, customer = table("outbox"), table("customer")
        query = (
            select(outbox, customer.c.number)
            .outerjoin(customer, customer.c.id == outbox.c.customer_id)
            .where(outbox.c.id == id)
        )
        row = self._connection.execute(query).first()
        return None if row is None else _job(row)

    def by_key(self, key: str) -> Queued | None:
        """The message that has this key already."""
        row = self._connection.execute(_listing().where(table("outbox").c.key == key)).first()
        return None if row is None else _queued(row)

    def like(self, part: str) -> list[str]:
        """Ids that begin or end so, three at most."""
        return alike(self._connection, select(table("outbox").c.id), part)

    def lines(
        self,
        state: str | None = None,
        customer_id: int | None = None,
        limit: int | None = None,
        channel: str | None = None,
        batch: str | None = None,
    ) -> list[Queued]:
        """Without the messages themselves, the newest first."""
        outbox = table("outbox")
        query = _listing().order_by(outbox.c.queued_at.desc(), outbox.c.id.desc())
        if state is not None:
            query = query.where(outbox.c.state == state)
        if customer_id is not None:
            query = query.where(outbox.c.customer_id == customer_id)
        if channel is not None:
            query = query.where(outbox.c.channel == channel)
        if batch is not None:
            query = query.where(outbox.c.batch == batch)
        return [_queued(row) for row in self._connection.execute(query.limit(limit))]

    def since(self, moment: str) -> list[Queued]:
        """What ended since then, and whatever has not ended; the newest first."""
        outbox = table("outbox")
        ended = or_(
            outbox.c.sent_at > moment, outbox.c.tried_at > moment, outbox.c.queued_at > moment,
            outbox.c.expires_at > moment,
        )  # fmt: skip
        going = outbox.c.state.in_(("queued", "sending", "held", "doubt"))
        query = _listing().where(
            or_(
                going,
                and_(outbox.c.state == "sent", outbox.c.sent_at > moment),
                and_(outbox.c.state.in_(("failed", "expired")), ended),
            )
        )
        query = query.order_by(outbox.c.queued_at.desc(), outbox.c.id.desc())
        return [_queued(row) for row in self._connection.execute(query)]

    def reminders(self, customer_id: int, work_day: date) -> list[Queued]:
        """Those of that day that ask for money and left, or still may leave; the oldest first."""
        outbox = table("outbox")
        query = _listing().where(
            outbox.c.customer_id == customer_id,
            outbox.c.work_day == work_day,
            outbox.c.always.is_(False),
            outbox.c.state.not_in(("failed", "expired")),
        )
        rows = self._connection.execute(query.order_by(outbox.c.queued_at, outbox.c.id))
        return [_queued(row) for row in rows]

    def counts(self, channel: str | None = "mail", batch: str | None = None) -> dict[str, int]:
        """Rows by state."""
        outbox = table("outbox")
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        if channel is not None:
            query = query.where(outbox.c.channel == channel)
        if batch is not None:
            query = query.where(outbox.c.batch == batch)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def channels(self) -> dict[str, dict[str, int]]:
        """Rows by channel and state."""
        outbox = table("outbox")
        query = select(outbox.c.channel, outbox.c.state, func.count())
        found: dict[str, dict[str, int]] = {}
        for channel, state, number in self._connection.execute(
            query.group_by(outbox.c.channel, outbox.c.state)
        ):
            found.setdefault(channel, {})[state] = number
        return found

    def due(
        self, now: str, channels: Collection[str] | None = None, limit: int | None = None
    ) -> list[Due]:
        """Queued ones whose time has come, the oldest first, what was tried before behind what was
        not, so that no message keeps the others back; ``channels`` None: of all."""
        outbox = table("outbox")
        come = or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= now)
        since = func.coalesce(outbox.c.next_try_at, outbox.c.queued_at)
        query = _due(channels).order_by(None).order_by(since, outbox.c.queued_at, outbox.c.id)
        query = query.where(outbox.c.state == "queued", come).limit(limit)
        return [_waiting(row) for row in self._connection.execute(query)]

    def under_way(self, channels: Collection[str] | None = None) -> list[tuple[Due, str, str]]:
        """Those being sent, each with its runner and until when that has leased it."""
        outbox = table("outbox")
        query = _due(channels).where(outbox.c.state == "sending")
        query = query.add_columns(outbox.c.leased_by, outbox.c.leased_until)
        return [
            (_waiting(row), row.leased_by or "", row.leased_until or "")
            for row in self._connection.execute(query)
        ]

    def in_doubt(self, since: str, channels: Collection[str] | None = None) -> list[Due]:
        """Those of which nobody knows yet whether they left; of held ones those tried since."""
        outbox = table("outbox")
        late = and_(outbox.c.state == "held", outbox.c.doubtful, outbox.c.tried_at >= since)
        query = _due(channels).where(or_(outbox.c.state == "doubt", late))
        return [_waiting(row) for row in self._connection.execute(query)]

    def expired(self, now: str, channels: Collection[str] | None = None) -> list[Due]:
        """Queued ones whose facts are too old by now."""
        outbox = table("outbox")
        query = _due(channels).where(outbox.c.state == "queued", outbox.c.expires_at < now)
        return [_waiting(row) for row in self._connection.execute(query)]

    def tried_since(self, channel: str, mailbox: str, since: str) -> list[str]:
        """When messages of a lane were claimed since then, the oldest first."""
        outbox = table("outbox")
        query = select(outbox.c.tried_at).where(
            outbox.c.channel == channel, outbox.c.mailbox == mailbox, outbox.c.tried_at > since
        )
        return list(self._connection.scalars(query.order_by(outbox.c.tried_at)))

    def one_by_one(self, mailbox: str) -> None:
        """Nobody else claims mails of this mailbox until this transaction ends, so that runners
        keep its rate together; SQLite has one writer anyway."""
        if self._connection.dialect.name == "postgresql":
            number = zlib.crc32(f"outbox {mailbox}".encode())
            self._connection.execute(select(func.pg_advisory_xact_lock(number)))

    def claim(self, id: str, runner: str, now: str, until: str, transport: str) -> bool:
        """queued → sending with the next attempt's number; False when somebody else has it."""
        outbox = table("outbox")
        query = (
            update(outbox)
            .where(outbox.c.id == id, outbox.c.state == "queued")
            .values(
                state="sending", leased_by=runner, leased_until=until, tried_at=now,
                attempts=outbox.c.attempts + 1, transport=transport, reason=None,
            )
        )  # fmt: skip
        return self._connection.execute(query).rowcount == 1

    def draft_made(self, id: str, runner: str, attempts: int, reference: str, until: str) -> bool:
        """Keep the transport's reference before the draft is sent, and the lease for longer; False
        when the lease is lost."""
        return self._of_runner(
            id, runner, attempts, {"reference": reference, "leased_until": until}
        )

    def renew(self, id: str, runner: str, attempts: int, until: str) -> bool:
        """Keep the lease for longer; False when it is lost."""
        return self._of_runner(id, runner, attempts, {"leased_until": until})

    def _of_runner(self, id: str, runner: str, attempts: int, values: Mapping[str, Any]) -> bool:
        outbox = table("outbox")
        mine = and_(
            outbox.c.id == id, outbox.c.state == "sending", outbox.c.leased_by == runner,
            outbox.c.attempts == attempts,
        )  # fmt: skip
        return self._connection.execute(update(outbox).where(mine).values(values)).rowcount == 1

    def judged(self, id: str, **values: Any) -> None:
        """What a person decided about it: ``doubtful``, ``override``, ``reference``."""
        outbox = table("outbox")
        self._connection.execute(update(outbox).where(outbox.c.id == id).values(values))

    def move(
        self,
        id: str,
        before: Collection[State],
        state: State,
        *,
        attempts: int | None = None,
        counted: int | None = None,
        reason: str | None = None,
        next_try_at: str | None = None,
        sent_at: str | None = None,
        expires_at: str | None = None,
    ) -> bool:
        """Into another state and out of any lease; False when it is elsewhere by now. It must be
        at its ``attempts``-th attempt; ``counted`` are kept of them."""
        outbox = table("outbox")
        query = update(outbox).where(outbox.c.id == id, outbox.c.state.in_(before))
        if attempts is not None:
            query = query.where(outbox.c.attempts == attempts)
        values: dict[str, Any] = {
            "state": state, "reason": reason, "next_try_at": next_try_at, "leased_by": None,
            "leased_until": None,
        }  # fmt: skip
        if counted is not None:
            values["attempts"] = counted
        if sent_at is not None:
            values["sent_at"] = sent_at
        if expires_at is not None:
            values["expires_at"] = expires_at
        return self._connection.execute(query.values(values)).rowcount == 1


def _due(channels: Collection[str] | None) -> Select[Any]:
    outbox = table("outbox")
    query = select(
        outbox.c.id, outbox.c.channel, outbox.c.mailbox, outbox.c.recipients, outbox.c.customer_id
    ).order_by(outbox.c.queued_at, outbox.c.id)
    return query if channels is None else query.where(outbox.c.channel.in_(channels))


def _waiting(row: Row[Any]) -> Due:
    """A webhook of an alert is named by its recipient where an older version queued it."""
    mailbox = row.recipients[0] if row.channel == "webhook" and not row.mailbox else row.mailbox
    return Due(row.id, (row.channel, mailbox), row.customer_id)


def _listing() -> Select[Any]:
    outbox, customer = table("outbox"), table("customer")
    columns = [column for column in outbox.c if column.name != "message"]
    return select(*columns, customer.c.number, customer.c.name).outerjoin(
        customer, customer.c.id == outbox.c.customer_id
    )


def _queued(row: Row[Any]) -> Queued:
    return Queued(
        id=row.id,
        customer_id=row.customer_id,
        customer=row.number or "",
        state=row.state,
        to=tuple(row.recipients or ()),
        subject=row.subject,
        documents=tuple(one["document"] for one in row._mapping["items"] or ()),
        attachments=tuple(row.attachments or ()),
        message_id=row.message_id,
        reason=row.reason,
        attempts=row.attempts,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        template=row.template,
        cc=tuple(row.copies or ()),
        next_try_at=row.next_try_at,
        name=row.name or "",
        actor=row.actor,
        channel=row.channel,
        mailbox=row.mailbox,
        part_of=row.part_of,
        batch=row.batch,
        doubtful=row.doubtful,
        automatic=row.automatic,
    )


def _job(row: Row[Any]) -> Job:
    same = (
        "id", "key", "customer_id", "state", "template", "template_version", "strategy", "step",
        "automatic", "always", "sender", "subject", "message", "message_id", "language", "token",
        "contact_id", "work_day", "run_id", "rank", "queued_at", "expires_at", "actor",
        "attempts", "reference", "tried_at", "next_try_at", "reason", "transport", "sent_at",
        "channel", "mailbox", "part_of", "batch", "doubtful", "override",
    )  # fmt: skip
    found = row._mapping
    return Job(
        **{name: found[name] for name in same},
        customer=row.number or "",
        to=tuple(row.recipients or ()),
        cc=tuple(row.copies or ()),
        listed=tuple(
            Listed(one["id"], one["document"], one["currency"], one["open"])
            for one in found["items"] or ()
        ),
        attachments=tuple(row.attachments or ()),
    )
