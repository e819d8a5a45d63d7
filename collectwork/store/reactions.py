"""When somebody did anything about what a customer wrote.

A message that is sent counts from where it was queued: one that was on its way already when the
reply was filed is no answer to it, whenever it leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, or_, select

from collectwork.store.log import ENTRY
from collectwork.store.tables import table

REPLY = "mail.received"
_LEFT = ("mail.sent", "letter.sent", "sms.sent", "portal.sent", "agency.sent")

Which = Callable[[ColumnElement[Any]], ColumnElement[bool]]  # of a column of customers


def by_hand(activity: FromClause) -> ColumnElement[bool]:
    """Whether an activity is a person's own doing, where it stands in the log: what left counts so
    where no outbox is known (a replay of past days has none)."""
    a, outbox = activity.c, table("outbox").alias("any_message")
    known = exists().where(outbox.c.customer_id == a.customer_id)
    return and_(
        or_(a.kind.not_in((REPLY, *_LEFT)), and_(a.kind.in_(_LEFT), ~known)),
        a.automatic.is_(False), a.undone_by.is_(None),
    )  # fmt: skip


def queued(which: Which) -> Select[Any]:
    """``customer_id`` and ``seq`` of what people queued and what left since, for the customers of
    ``which``."""
    outbox = table("outbox")
    return (
        select(outbox.c.customer_id, ENTRY.c.seq)
        .join(ENTRY, ENTRY.c.id == outbox.c.id)
        .where(outbox.c.state == "sent", outbox.c.automatic.is_(False), which(outbox.c.customer_id))
    )
