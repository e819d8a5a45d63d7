"""What happened on accounts that an alert may tell: one statement a kind over the whole book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, cast, func, or_, select

from collectwork.domain import clocks
from collectwork.domain.alerts import Cause, money
from collectwork.store.held import live_block, open_dispute
from collectwork.store.tables import table

RECENT_DAYS = 30  # an event is told while it is not older than this
MISSED_AFTER = timedelta(hours=1)  # the time of a call back, on its own day
_LONGEST = 300


def found(connection: Connection, kind: str, day: date, now: datetime, days: int) -> list[Cause]:
    """The causes of a kind as they stand; see ``domain.alerts.Cause``."""
    return _FINDERS[kind](connection, day, now, days)


def _promise_broken(connection: Connection, day: date, now: datetime, days: int) -> list[Cause]:
    """A promise given over several invoices is one cause, an instalment is one of its own."""
    p, item = table("promise").c, table("item").c
    minor = cast(func.sum(p.amount_minor), BigInteger).label("minor")
    received = cast(func.sum(p.received_minor + p.late_minor), BigInteger).label("received")
    query = (
        select(p.customer_id, p.entry_id, p.due, p.currency, minor, received)
        .outerjoin(table("item"), item.id == p.item_id)
        .where(
            p.state == "broken", p.ended.is_(None), or_(item.id.is_(None), item.open_minor > 0),
            p.state_on.is_not(None), p.state_on > day - timedelta(days=RECENT_DAYS),
            p.state_on <= day,
        )
        .group_by(p.customer_id, p.entry_id, p.due, p.currency)
    )  # fmt: skip
    return [
        Cause(
            row.customer_id,
            f"{row.entry_id}:{row.due.isoformat()}:{row.currency}",
            f"promise of {_money(row.minor, row.currency)} for {row.due.isoformat()} was not kept",
            row.currency,
            row.minor - row.received,
        )
        for row in connection.execute(query)
    ]


def _reopened(connection: Connection, day: date, now: datetime, days: int) -> list[Cause]:
    event, item, run = table("item_event"), table("item"), table("import_run")
    since = day - timedelta(days=RECENT_DAYS)
    query = (
        select(item.c.customer_id, item.c.id, event.c.import_id, item.c.document,
               item.c.currency, event.c.after_minor)
        .join_from(event, item, item.c.id == event.c.item_id)
        .join(run, run.c.id == event.c.import_id)
        .where(
            event.c.kind == "reopened", item.c.open_minor > 0, run.c.undone_at.is_(None),
            or_(event.c.until.is_(None), event.c.until > since),
            or_(run.c.as_of.is_(None), run.c.as_of > since),
        )
    )  # fmt: skip
    return [
        Cause(
            row.customer_id,
            f"{row.id}:{row.import_id}",
            f"{row.document} was paid and is open again: {_money(row.after_minor, row.currency)}",
            row.currency,
            row.after_minor,
        )
        for row in connection.execute(query)
    ]


def _dispute_overdue(connection: Connection, day: date, now: datetime, days: int) -> list[Cause]:
    d, item = table("dispute").c, table("item").c
    query = (
        select(d.customer_id, d.id, d.due, d.category, d.owner, d.currency, d.amount_minor,
               item.document, item.open_minor, item.currency.label("of_item"))
        .outerjoin(table("item"), item.id == d.item_id)
        .where(open_dispute(day), d.due.is_not(None), d.due < day - timedelta(days=days))
    )  # fmt: skip
    made = []
    for row in connection.execute(query):
        about = f" about {row.document}" if row.document else ""
        who = f", {row.owner} looks after it" if row.owner else ""
        said = f"the dispute{about} ({row.category}) was due on {row.due.isoformat()}{who}"
        amount = row.open_minor if row.amount_minor is None else row.amount_minor
        currency = row.currency or row.of_item or ""
        subject = f"{row.id}:{row.due.isoformat()}"
        made.append(Cause(row.customer_id, subject, said, currency, amount))
    return made


def _callback_missed(connection: Connection, day: date, now: datetime, days: int) -> list[Cause]:
    f = table("follow_up").c
    before = f.due < day - timedelta(days=days)
    if not days:
        passed = f.due_at < clocks.text(now - MISSED_AFTER)
        before = or_(before, and_(f.due == day, f.due_at.is_not(None), passed))
    query = select(f.customer_id, f.id, f.due, f.due_at, f.purpose).where(
        f.kind == "callback", f.state == "open", before
    )
    made = []
    for row in connection.execute(query):
        at = f" at {row.due_at[11:16]} UTC" if row.due_at else ""
        purpose = f": {row.purpose}" if row.purpose else ""
        said = f"the call back of {row.due.isoformat()}{at} was missed{purpose}"
        made.append(Cause(row.customer_id, row.id, said[:_LONGEST]))
    return made


def _block_ending(connection: Connection, day: date, now: datetime, days: int) -> list[Cause]:
    b, item = table("block").c, table("item").c
    query = (
        select(b.customer_id, b.id, b.kind, b.reason, b.until, item.document)
        .outerjoin(table("item"), item.id == b.item_id)
        .where(live_block(day), b.until.is_not(None), b.until <= day + timedelta(days=days))
    )
    return [
        Cause(
            row.customer_id,
            f"{row.id}:{row.until.isoformat()}",
            f"the block of {row.document or 'the account'} ({row.kind.replace('_', ' ')}) ends on "
            f"{row.until.isoformat()}: {row.reason}"[:_LONGEST],
        )
        for row in connection.execute(query)
    ]


def _mail_stuck(connection: Connection, day: date, now: datetime, days: int) -> list[Cause]:
    o = table("outbox").c
    query = select(o.customer_id, o.id, o.state, o.reason, o.recipients).where(
        o.channel == "mail", o.customer_id.is_not(None),
        o.state.in_(("held", "failed", "doubt")),
        o.queued_at > clocks.text(now - timedelta(days=RECENT_DAYS)),
    )  # fmt: skip
    words = {"held": "is held", "failed": "failed", "doubt": "may or may not have left"}
    made = []
    for row in connection.execute(query):
        why = f": {row.reason}" if row.reason else ""
        said = f"the mail to {', '.join(row.recipients or ())} {words[row.state]}{why}"
        made.append(Cause(row.customer_id, f"{row.id}:{row.state}", said[:_LONGEST]))
    return made


_Finder = Callable[[Connection, date, datetime, int], list[Cause]]
_FINDERS: dict[str, _Finder] = {
    "promise_broken": _promise_broken,
    "reopened": _reopened,
    "dispute_overdue": _dispute_overdue,
    "callback_missed": _callback_missed,
    "block_ending": _block_ending,
    "mail_stuck": _mail_stuck,
}


def _money(minor: Any, currency: str) -> str:
    return money(int(minor), currency)
