"""Messages on their way: each step is a conditional update, so two runners never share one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from collectwork.domain.mail import Job, Listed, Queued, State
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
        return [_queued(row) for row in self._connection.execute(query.limit(limit))]

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

    def counts(self, channel: str = "mail") -> dict[str, int]:
        """Rows by state."""
        outbox = table("outbox")
        query = select(outbox.c.state, func.count()).where(outbox.c.channel == channel)
        query = query.group_by(outbox.c.state)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def due(self, now: str, limit: int | None = None, channel: str = "mail") -> list[str]:
        """Queued ones whose time has come, the oldest first."""
        outbox = table("outbox")
        come = or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= now)
        query = (
            select(outbox.c.id)
            .where(outbox.c.state == "queued", come, outbox.c.channel == channel)
            .order_by(outbox.c.queued_at, outbox.c.id)
            .limit(limit)
        )
        return list(self._connection.scalars(query))

    def left_behind(self, now: str, channel: str = "mail") -> list[str]:
        """Those that a runner was sending when its lease ran out."""
        outbox = table("outbox")
        over = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
        query = select(outbox.c.id).where(outbox.c.state == "sending", over)
        query = query.where(outbox.c.channel == channel)
        return list(self._connection.scalars(query.order_by(outbox.c.id)))

    def in_doubt(self) -> list[str]:
        """Mails of which nobody knows yet whether they left."""
        outbox = table("outbox")
        query = select(outbox.c.id).where(outbox.c.state == "doubt", outbox.c.channel == "mail")
        return list(self._connection.scalars(query.order_by(outbox.c.id)))

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

    def draft_made(self, id: str, runner: str, attempts: int, reference: str) -> bool:
        """Keep the transport's reference before the draft is sent; False when the lease is lost."""
        outbox = table("outbox")
        mine = and_(
            outbox.c.id == id, outbox.c.state == "sending", outbox.c.leased_by == runner,
            outbox.c.attempts == attempts,
        )  # fmt: skip
        query = update(outbox).where(mine).values(reference=reference)
        return self._connection.execute(query).rowcount == 1

    def move(
        self,
        id: str,
        before: Collection[State],
        state: State,
        *,
        attempts: int | None = None,
        reason: str | None = None,
        next_try_at: str | None = None,
        sent_at: str | None = None,
        expires_at: str | None = None,
    ) -> bool:
        """Into another state and out of any lease; False when it is elsewhere by now."""
        outbox = table("outbox")
        query = update(outbox).where(outbox.c.id == id, outbox.c.state.in_(before))
        if attempts is not None:
            query = query.where(outbox.c.attempts == attempts)
        values: dict[str, Any] = {
            "state": state, "reason": reason, "next_try_at": next_try_at, "leased_by": None,
            "leased_until": None,
        }  # fmt: skip
        if sent_at is not None:
            values["sent_at"] = sent_at
        if expires_at is not None:
            values["expires_at"] = expires_at
        return self._connection.execute(query.values(values)).rowcount == 1


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
    )


def _job(row: Row[Any]) -> Job:
    same = (
        "id", "key", "customer_id", "state", "template", "template_version", "strategy", "step",
        "automatic", "always", "sender", "subject", "message", "message_id", "language", "token",
        "contact_id", "work_day", "run_id", "rank", "queued_at", "expires_at", "actor",
        "attempts", "reference", "tried_at", "next_try_at", "reason", "transport", "sent_at",
        "channel", "mailbox", "part_of", "batch",
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
