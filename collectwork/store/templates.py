"""Versions of templates, tests of two of them, and what came of the mails written with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, insert, or_, select, update

from collectwork.domain import clocks
from collectwork.domain.template_results import Mailed, Reaction
from collectwork.domain.templates import RECENT_DAYS, History, Trial, Version
from collectwork.store.tables import table


class TemplateRows:
    """Templates within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, version: Version) -> bool:
        """A version met for the first time; whether it was new."""
        if self.version(version.name, version.language, version.version) is not None:
            return False
        values = {
            name: getattr(version, name)
            for name in ("name", "language", "version", "source", "seen_at", "seen_by", "note")
        }
        self._connection.execute(insert(table("template_version")).values(values))
        return True

    def used(self, name: str, language: str, version: str, at: str) -> None:
        """A mail was queued with it; the first time is kept."""
        rows = table("template_version")
        mine = self._mine(name, language, version)
        query = update(rows).where(mine, rows.c.used_at.is_(None)).values(used_at=at)
        self._connection.execute(query)

    def approve(self, name: str, language: str, version: str, who: str, at: str, note: str) -> None:
        """Somebody stands for it."""
        query = update(table("template_version")).where(self._mine(name, language, version))
        self._connection.execute(query.values(approved_by=who, approved_at=at, note=note))

    def version(self, name: str, language: str, version: str) -> Version | None:
        query = select(table("template_version")).where(self._mine(name, language, version))
        row = self._connection.execute(query).first()
        return None if row is None else Version(**row._mapping)

    def versions(self, name: str | None = None) -> list[Version]:
        """The newest first."""
        rows = table("template_version")
        query = select(rows).order_by(rows.c.seen_at.desc(), rows.c.name, rows.c.language)
        if name is not None:
            query = query.where(rows.c.name == name)
        return [Version(**row._mapping) for row in self._connection.execute(query)]

    def trials(self, name: str | None = None) -> list[Trial]:
        """The newest first."""
        rows = table("template_test")
        query = select(rows).order_by(rows.c.began_at.desc(), rows.c.id)
        if name is not None:
            query = query.where(rows.c.name == name)
        return [
            Trial(row.id, row.name, row.arm_a, row.arm_b, row.began_at, row.began_by, row.ended_at)
            for row in self._connection.execute(query)
        ]

    def trial(self, name: str) -> Trial | None:
        """The one that runs."""
        return next((one for one in self.trials(name) if one.ended_at is None), None)

    def begin(self, trial: Trial) -> None:
        """From now on."""
        self._connection.execute(
            insert(table("template_test")).values(
                id=trial.id, name=trial.name, arm_a=trial.a, arm_b=trial.b,
                began_at=trial.began_at, began_by=trial.began_by,
            )
        )  # fmt: skip

    def end(self, id: str, at: str) -> None:
        """No longer."""
        rows = table("template_test")
        query = update(rows).where(rows.c.id == id, rows.c.ended_at.is_(None))
        self._connection.execute(query.values(ended_at=at))

    def history(self, customer_id: int, today: date) -> History:
        """What went before with an account, without what was undone or reported by others."""
        mails, last_mail = self._sent(customer_id)
        kept, kept_on, broken, broken_on = self._promises(customer_id)
        return History(
            mails, last_mail, self._last_reply(customer_id), kept, broken, kept_on, broken_on,
            self._part_paid(customer_id, today - timedelta(days=RECENT_DAYS)),
        )  # fmt: skip

    def mailed(self, since: date) -> list[Mailed]:
        """Mails to customers that left since a day; further parts of one letter left out."""
        outbox = table("outbox")
        query = select(
            outbox.c.customer_id, func.coalesce(outbox.c.template_version, ""), outbox.c.sent_at,
            outbox.c["items"], outbox.c.id, func.coalesce(outbox.c.template, ""), outbox.c.language,
        ).where(
            outbox.c.state == "sent",
            outbox.c.channel == "mail",
            outbox.c.customer_id.is_not(None),
            outbox.c.sent_at >= since.isoformat(),
            outbox.c.part_of.is_(None),
        )  # fmt: skip
        return [
            Mailed(
                row[0], row[1], row[2], frozenset(one["id"] for one in row[3] or ()),
                clocks.moment(row[2]).astimezone().hour, *row[4:],
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def first_sent(self, versions: Collection[str]) -> date | None:
        """The day on which the first mail of these versions left."""
        outbox = table("outbox")
        query = select(func.min(outbox.c.sent_at)).where(
            outbox.c.state == "sent", outbox.c.template_version.in_(sorted(versions))
        )
        return _day(self._connection.scalar(query))

    def reactions(self, since: date) -> list[Reaction]:
        """Replies, promises and money since a day."""
        return [*self._answers(since), *self._cash(since), *self._falls(since)]

    def _mine(self, name: str, language: str, version: str) -> Any:
        rows = table("template_version")
        return and_(rows.c.name == name, rows.c.language == language, rows.c.version == version)

    def _sent(self, customer_id: int) -> tuple[int, date | None]:
        outbox = table("outbox")
        query = select(func.count(), func.max(outbox.c.sent_at)).where(
            outbox.c.customer_id == customer_id,
            outbox.c.state == "sent",
            outbox.c.channel == "mail",
            outbox.c.part_of.is_(None),
        )
        count, last = self._connection.execute(query).one()
        return int(count), _day(last)

    def _last_reply(self, customer_id: int) -> date | None:
        activity = table("activity")
        query = select(func.max(activity.c.happened_at)).where(
            activity.c.customer_id == customer_id,
            activity.c.kind == "mail.received",
            activity.c.undone_by.is_(None),
        )
        return _day(self._connection.scalar(query))

    def _promises(self, customer_id: int) -> tuple[int, date | None, int, date | None]:
        """Kept and broken ones with the newest day of each; one not on an invoice counts once."""
        promise = table("promise")
        kept, broken = promise.c.state == "kept", promise.c.state == "broken"
        live = or_(promise.c.ended.is_(None), promise.c.ended != "undone")
        query = select(
            func.count(case((kept, 1))), func.max(case((kept, promise.c.state_on))),
            func.count(case((broken, 1))), func.max(case((broken, promise.c.state_on))),
        ).where(promise.c.customer_id == customer_id, live)  # fmt: skip
        row = self._connection.execute(query).one()
        return int(row[0]), _as_date(row[1]), int(row[2]), _as_date(row[3])

    def _part_paid(self, customer_id: int, since: date) -> date | None:
        """The newest day on which money came on an invoice that is still open."""
        payment, item = table("payment"), table("item")
        query = (
            select(func.max(payment.c.received))
            .join(item, item.c.id == payment.c.item_id)
            .where(
                item.c.customer_id == customer_id,
                item.c.open_minor > 0,
                payment.c.amount_minor > 0,
                payment.c.kind != "reversal",
                payment.c.received >= since,
            )
        )
        return _as_date(self._connection.scalar(query))

    def _answers(self, since: date) -> Iterable[Reaction]:
        activity, inbox, outbox = table("activity"), table("inbox_message"), table("outbox")
        query = (
            select(
                activity.c.customer_id, activity.c.happened_at, activity.c.kind,
                func.coalesce(outbox.c.part_of, outbox.c.id),
            )
            .outerjoin(inbox, inbox.c.entry_id == activity.c.entry_id)
            .outerjoin(outbox, outbox.c.id == inbox.c.outbox_id)
            .where(
                activity.c.happened_at >= since.isoformat(),
                or_(
                    activity.c.kind == "mail.received",
                    activity.c.kind == "promise.made",
                    activity.c.code == "promise",
                ),
                activity.c.undone_by.is_(None),
                activity.c.witnessed.is_(True),
            )
        )  # fmt: skip
        return [
            Reaction(
                row[0], "answer", row[1], mail=row[3],
                words="reply" if row[2] == "mail.received" else "promise",
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def _cash(self, since: date) -> Iterable[Reaction]:
        payment, item = table("payment"), table("item")
        query = (
            select(item.c.customer_id, item.c.id, payment.c.received, item.c.document)
            .join(item, item.c.id == payment.c.item_id)
            .where(
                payment.c.received >= since,
                payment.c.amount_minor > 0,
                payment.c.kind != "reversal",
            )
        )
        return [
            Reaction(row[0], "money", item=row[1], until=row[2], words=row[3])
            for row in self._connection.execute(query)
        ]

    def _falls(self, since: date) -> Iterable[Reaction]:
        """Money that only two ledgers show, of invoices without a payment line of their own."""
        event, item = table("item_event"), table("item")
        run, payment = table("import_run"), table("payment")
        told = select(payment.c.id).where(payment.c.item_id == item.c.id).exists()
        until = func.coalesce(event.c.until, run.c.as_of)
        query = (
            select(item.c.customer_id, item.c.id, event.c.after, until, item.c.document)
            .join(item, item.c.id == event.c.item_id)
            .join(run, run.c.id == event.c.import_id)
            .where(
                until >= since, event.c.kind.in_(("paid", "part_paid")),
                run.c.undone_at.is_(None), ~told,
            )
        )  # fmt: skip
        return [
            Reaction(
                row[0], "money", item=row[1], after=_after(row[2], row[3]), until=row[3],
                words=row[4],
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip


def _after(after: date | None, until: date) -> date | None:
    """The day after which it came; None where the source names the very day."""
    return date.min if after is None else None if after == until else after


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _as_date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
