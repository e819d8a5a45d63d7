"""One person's day: small counts for the top of the screen, each by an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BigInteger, Connection, cast, distinct, func, select

from collectwork.store.tables import table

_FINISHED = ("sent", "expired")


class Today:
    """One person's day within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acts(self, actor: str, day: date) -> Sequence[tuple[str, str, bool, int]]:
        """code, channel, right party, how often; undone and automatic ones left out."""
        activity = table("activity")
        query = (
            select(activity.c.code, activity.c.channel, activity.c.right_party, func.count())
            .where(
                activity.c.actor == actor,
                activity.c.work_day == day,
                activity.c.undone_by.is_(None),
                activity.c.automatic.is_(False),
                activity.c.witnessed.is_(True),
            )
            .group_by(activity.c.code, activity.c.channel, activity.c.right_party)
            .order_by(activity.c.code)
        )
        return [(r[0], r[1], bool(r[2]), r[3]) for r in self._connection.execute(query)]

    def accounts(self, actor: str, day: date) -> int:
        """On how many accounts something was done."""
        activity = table("activity")
        query = select(func.count(distinct(activity.c.customer_id))).where(
            activity.c.actor == actor,
            activity.c.work_day == day,
            activity.c.undone_by.is_(None),
            activity.c.automatic.is_(False),
            activity.c.witnessed.is_(True),
        )
        return int(self._connection.execute(query).scalar_one())

    def promised(self, actor: str, day: date) -> dict[str, int]:
        """Currency → minor units promised on that day and still standing."""
        promise = table("promise")
        total = cast(func.sum(promise.c.amount_minor), BigInteger)
        query = (
            select(promise.c.currency, total)
            .where(promise.c.actor == actor, promise.c.made_on == day, promise.c.ended.is_(None))
            .group_by(promise.c.currency)
        )
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def waiting(self, actor: str) -> dict[str, int]:
        """Own mails that are not sent, by state."""
        outbox = table("outbox")
        query = (
            select(outbox.c.state, func.count())
            .where(outbox.c.actor == actor, outbox.c.state.not_in(_FINISHED))
            .where(outbox.c.channel == "mail")
            .group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}
