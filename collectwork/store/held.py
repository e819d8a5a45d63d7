"""What keeps open items back from collection: disputes, promises, blocks, recent messages.

The conditions say when a row of its table is in force on a day; ``held`` gathers what they come to
by item. What is made of it is said in ``standing``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from collectwork.store.dates import days_after
from collectwork.store.tables import table

QUIET_DAYS = 5

WRITTEN = ("mail", "letter", "sms", "portal")
LIVE_STATES = ("open", "partly_kept")

ZERO: ColumnElement[int] = literal_column("0", Integer)
ONE: ColumnElement[int] = literal_column("1", Integer)


def late_by() -> ColumnElement[date]:
    """The day by which an item was due: its due day, or the bound of a balance by age."""
    item = table("item")
    return func.coalesce(item.c.due, item.c.due_by)


def live_promise(day: date) -> ColumnElement[bool]:
    """Whether a row of ``promise`` still keeps its invoice back on ``day``.

    True up to and including promised date + tolerance; it can be broken from the day after.
    """
    promise = table("promise")
    return and_(
        promise.c.state.in_(LIVE_STATES),
        promise.c.ended.is_(None),
        promise.c.made_on <= day,
        days_after(promise.c.due, promise.c.tolerance_days) >= day,
    )


def open_dispute(day: date) -> ColumnElement[bool]:
    """Whether a row of ``dispute`` is open on ``day``."""
    dispute = table("dispute")
    return and_(dispute.c.state == "open", dispute.c.opened_on <= day)


def live_block(day: date) -> ColumnElement[bool]:
    """Whether a row of ``block`` holds on ``day``; the last day of a block is still blocked."""
    block = table("block")
    return and_(
        block.c.lifted_on.is_(None),
        block.c.since <= day,
        or_(block.c.until.is_(None), block.c.until >= day),
    )


def written_contact(day: date, quiet_days: int) -> ColumnElement[bool]:
    """Whether a row of ``activity`` is a message of the ``quiet_days`` up to ``day``.

    With 5 quiet days a mail of Monday keeps its invoices back until Friday.
    """
    activity = table("activity")
    return and_(
        activity.c.channel.in_(WRITTEN),
        activity.c.contact.is_(True),
        activity.c.undone_by.is_(None),
        activity.c.work_day > day - timedelta(days=quiet_days),
        activity.c.work_day <= day,
    )


def held(
    day: date, quiet_days: int = QUIET_DAYS, customer_id: int | ColumnElement[int] | None = None
) -> Select[Any]:
    """Items kept back in whole or part: one row per item that is; of one customer, or of all.

    Columns: item_id, disputed_minor, dispute_whole (0/1), promised_minor, promised_for (earliest
    live promised date), blocked (0/1), dunned (0/1).
    """
    branches = {
        "dispute": (_disputed(day), _disputed_accounts(day)),
        "promise": (_promised(day),),
        "block": (_blocked(day),),
        "activity": (_dunned(day, quiet_days), _dunned_accounts(day, quiet_days)),
    }
    parts = union_all(
        *(
            _of(branch, name, customer_id)
            for name, several in branches.items()
            for branch in several
        )
    ).subquery("held_part")
    c = parts.c
    return select(
        c.item_id,
        total(c.disputed_minor).label("disputed_minor"),
        func.max(c.dispute_whole).label("dispute_whole"),
        total(c.promised_minor).label("promised_minor"),
        func.min(c.promised_for).label("promised_for"),
        func.max(c.blocked).label("blocked"),
        func.max(c.dunned).label("dunned"),
    ).group_by(c.item_id)


def _of(
    branch: Select[Any], name: str, customer_id: int | ColumnElement[int] | None
) -> Select[Any]:
    """The branch for one customer: asked of its own table, which has an index for that; the
    database does not push the condition on the items down into a union."""
    if customer_id is None:
        return branch
    return branch.where(table(name).c.customer_id == customer_id)


def total(amount: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum that stays an integer: PostgreSQL adds 64-bit numbers up to a numeric."""
    return cast(func.sum(amount), BigInteger)


def _part(
    item_id: ColumnElement[Any],
    *,
    disputed: ColumnElement[Any] = ZERO,
    whole: ColumnElement[Any] = ZERO,
    promised: ColumnElement[Any] = ZERO,
    promised_for: ColumnElement[Any] | None = None,
    blocked: ColumnElement[Any] = ZERO,
    dunned: ColumnElement[Any] = ZERO,
) -> tuple[ColumnElement[Any], ...]:
    """The columns of one branch of the union in ``held``, with zeros for what it does not know."""
    never: ColumnElement[Any] = cast(null(), Date)
    return (
        item_id.label("item_id"),
        disputed.label("disputed_minor"),
        whole.label("dispute_whole"),
        promised.label("promised_minor"),
        (never if promised_for is None else promised_for).label("promised_for"),
        blocked.label("blocked"),
        dunned.label("dunned"),
    )


def _disputed(day: date) -> Select[Any]:
    dispute = table("dispute")
    whole = case((dispute.c.amount_minor.is_(None), ONE), else_=ZERO)
    amount = func.coalesce(dispute.c.amount_minor, ZERO)
    return select(*_part(dispute.c.item_id, disputed=amount, whole=whole)).where(
        dispute.c.item_id.is_not(None), open_dispute(day)
    )


def _disputed_accounts(day: date) -> Select[Any]:
    """Every item of an account that is disputed as a whole."""
    dispute, item = table("dispute"), table("item")
    return (
        select(*_part(item.c.id, whole=ONE))
        .join(dispute, dispute.c.customer_id == item.c.customer_id)
        .where(dispute.c.item_id.is_(None), item.c.open_minor > 0, open_dispute(day))
    )


def _promised(day: date) -> Select[Any]:
    promise = table("promise")
    rest = promise.c.amount_minor - promise.c.received_minor
    return select(*_part(promise.c.item_id, promised=rest, promised_for=promise.c.due)).where(
        promise.c.item_id.is_not(None), rest > 0, live_promise(day)
    )


def _blocked(day: date) -> Select[Any]:
    block = table("block")
    return select(*_part(block.c.item_id, blocked=ONE)).where(
        block.c.item_id.is_not(None), live_block(day)
    )


def _dunned(day: date, quiet_days: int) -> Select[Any]:
    """Items that a message of the quiet days named."""
    activity, link = table("activity"), table("activity_item")
    return (
        select(*_part(link.c.item_id, dunned=ONE))
        .join(activity, activity.c.entry_id == link.c.entry_id)
        .where(written_contact(day, quiet_days))
    )


def _dunned_accounts(day: date, quiet_days: int) -> Select[Any]:
    """Items that were due when a message of the quiet days named no invoice."""
    activity, link, item = table("activity"), table("activity_item"), table("item")
    named = exists().where(link.c.entry_id == activity.c.entry_id)
    return (
        select(*_part(item.c.id, dunned=ONE))
        .join(activity, activity.c.customer_id == item.c.customer_id)
        .where(
            written_contact(day, quiet_days),
            ~named,
            item.c.open_minor > 0,
            late_by() <= activity.c.work_day,
        )
    )
