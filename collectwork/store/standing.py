"""What an open item and an account come to on a day: the one definition everybody uses.

**Amount to be collected** of an account in one currency =

      open amount of its items that are due (due date on or before the day)
    − disputed   (open disputes on these items, or on the whole account)
    − promised   (live promises on these items: day ≤ promised date + tolerance)
    − arranged   (items under a block of their own: payment arranged, or suspended until a date)
    − just dunned (items a mail, letter, SMS or portal notice named within the quiet days; a message
      that names no invoice is about everything that was due then)
    − unapplied  (credits and cash not yet applied: items whose open amount is negative)

and never below zero. Each part of an item is taken once, in this order, so parts never exceed its
open amount. ``past_due`` is what is *over* due (due date before the day); due today counts as due,
not as overdue. Items without a due date are in the balance only. Blocks on the *customer* do not
change the amount: they stop contact, and the planner reads them apart.

All selectables are portable Core; the day is bound, differences of days are made in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from collectwork.domain import money
from collectwork.store.dates import iso
from collectwork.store.tables import table

QUIET_DAYS = 5
LONGEST_TOLERANCE = 60  # days; config allows no more
WRITTEN = ("mail", "letter", "sms", "portal")
LIVE_STATES = ("open", "partly_kept")

_TOP = 10**17  # above every amount in minor units
_FIRST_ID = 10**12  # above every item id

_ZERO: ColumnElement[int] = literal_column("0", Integer)
_ONE: ColumnElement[int] = literal_column("1", Integer)


def live_promise(day: date) -> ColumnElement[bool]:
    """Whether a row of ``promise`` still keeps its invoice back on ``day``.

    True up to and including promised date + tolerance; it can be broken from the day after.
    Spelled as one comparison per day of tolerance, because databases add days differently.
    """
    promise = table("promise")
    graces = (
        and_(promise.c.due == day - timedelta(days=n), promise.c.tolerance_days >= n)
        for n in range(1, LONGEST_TOLERANCE + 1)
    )
    return and_(
        promise.c.state.in_(LIVE_STATES),
        promise.c.ended.is_(None),
        promise.c.made_on <= day,
        or_(promise.c.due >= day, *graces),
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


def held(day: date, quiet_days: int = QUIET_DAYS) -> Subquery:
    """Items kept back in whole or part: one row per item that is.

    Columns: item_id, disputed_minor, dispute_whole (0/1), promised_minor, promised_for (earliest
    live promised date), blocked (0/1), dunned (0/1).
    """
    parts = union_all(
        _disputed(day), _disputed_accounts(day), _promised(day), _blocked(day),
        _dunned(day, quiet_days), _dunned_accounts(day, quiet_days),
    ).subquery("held_part")  # fmt: skip
    c = parts.c
    return (
        select(
            c.item_id,
            _sum(c.disputed_minor).label("disputed_minor"),
            func.max(c.dispute_whole).label("dispute_whole"),
            _sum(c.promised_minor).label("promised_minor"),
            func.min(c.promised_for).label("promised_for"),
            func.max(c.blocked).label("blocked"),
            func.max(c.dunned).label("dunned"),
        )
        .group_by(c.item_id)
        .subquery("held")
    )


def item_standing(
    day: date, quiet_days: int = QUIET_DAYS, customer_id: int | None = None
) -> Subquery:
    """One row per open item (open amount not zero).

    Columns: item_id, customer_id, company, document, kind, currency, open_minor, due, is_due and
    overdue (0/1), disputed_minor, promised_minor, promised_for, arranged_minor, dunned_minor,
    blocked, dunned (0/1), free_minor (not disputed, promised or blocked), collect_minor (free, due
    and not just dunned). Parts are zero for credits. Days past due: ``day - due`` in Python.
    """
    item = table("item")
    keep = held(day, quiet_days)
    part = _Parts(day, keep)
    query = (
        select(
            item.c.id.label("item_id"), item.c.customer_id, item.c.company, item.c.document,
            item.c.kind, item.c.currency, item.c.open_minor, item.c.due,
            part.flag(item.c.due <= day).label("is_due"),
            part.flag(and_(item.c.due < day, item.c.open_minor > 0)).label("overdue"),
            part.disputed.label("disputed_minor"), part.promised.label("promised_minor"),
            keep.c.promised_for, part.arranged.label("arranged_minor"),
            part.dunned.label("dunned_minor"),
            func.coalesce(keep.c.blocked, _ZERO).label("blocked"),
            func.coalesce(keep.c.dunned, _ZERO).label("dunned"),
            part.free.label("free_minor"), part.collect.label("collect_minor"),
        )
        .select_from(item.outerjoin(keep, keep.c.item_id == item.c.id))
        .where(item.c.open_minor != 0)
    )  # fmt: skip
    if customer_id is not None:
        query = query.where(item.c.customer_id == customer_id)
    return query.subquery("item_standing")


def account_standing(
    day: date,
    quiet_days: int = QUIET_DAYS,
    customer_id: int | None = None,
    min_invoice: int = 0,
) -> Subquery:
    """One row per customer and currency that has open items, in one pass over them.

    Columns: customer_id, currency, balance_minor, past_due_minor, due_minor, disputed_minor,
    promised_minor, arranged_minor, dunned_minor (these four of due items only), unapplied_minor
    (positive), to_collect_minor, oldest_due (earliest due date of an overdue invoice), open_items,
    overdue_items, largest_open, lead (the leading invoice, for ``lead_of``: the oldest with a part
    that is neither disputed, promised nor blocked; ties: the larger). ``min_invoice``, in whole
    units, keeps small invoices from leading.
    """
    item = table("item")
    keep = held(day, quiet_days)
    part = _Parts(day, keep)
    owed = item.c.open_minor > 0
    overdue = and_(owed, item.c.due < day)
    floor = _floor(min_invoice)
    grouped = (
        select(
            item.c.customer_id, item.c.currency,
            _sum(item.c.open_minor).label("balance_minor"),
            part.total(overdue, item.c.open_minor).label("past_due_minor"),
            part.due_total(item.c.open_minor).label("due_minor"),
            part.due_total(part.disputed).label("disputed_minor"),
            part.due_total(part.promised).label("promised_minor"),
            part.due_total(part.arranged).label("arranged_minor"),
            part.due_total(part.dunned).label("dunned_minor"),
            _sum(part.collect).label("collect_minor"),
            part.total(item.c.open_minor < 0, -item.c.open_minor).label("unapplied_minor"),
            func.min(case((overdue, item.c.due), else_=cast(null(), Date))).label("oldest_due"),
            func.count().label("open_items"),
            _sum(part.flag(overdue)).label("overdue_items"),
            func.min(
                case((part.free > floor, _lead_key(part.free)), else_=cast(null(), String))
            ).label("lead"),
            func.max(item.c.open_minor).label("largest_open"),
        )
        .select_from(item.outerjoin(keep, keep.c.item_id == item.c.id))
        .where(item.c.open_minor != 0)
        .group_by(item.c.customer_id, item.c.currency)
    )  # fmt: skip
    if customer_id is not None:
        grouped = grouped.where(item.c.customer_id == customer_id)
    sums = grouped.subquery("account_sums")
    rest = sums.c.collect_minor - sums.c.unapplied_minor
    to_collect = case((rest > 0, rest), else_=_ZERO)
    return select(sums, to_collect.label("to_collect_minor")).subquery("account_standing")


@dataclass(frozen=True, slots=True)
class Lead:
    """The leading invoice of an account: what is open of it, and since when it is due."""

    due: date
    amount: int
    item_id: int


def lead_of(text: str | None) -> Lead | None:
    """The leading invoice behind the ``lead`` column of ``account_standing``."""
    if text is None:
        return None
    due, rest, item_id = text.split("|")
    return Lead(date.fromisoformat(due), _TOP - int(rest), int(item_id) - _FIRST_ID)


def _lead_key(free: ColumnElement[int]) -> ColumnElement[str]:
    """Text whose minimum is the leading invoice: oldest, then largest, then known longest.

    One aggregate instead of a second pass; the numbers have a fixed width, so text sorts as they.
    """
    item = table("item")
    largest_first = cast(literal(_TOP, BigInteger) - free, String)
    known_longest = cast(literal(_FIRST_ID, BigInteger) + item.c.id, String)
    return iso(item.c.due) + "|" + largest_first + "|" + known_longest


class _Parts:
    """The parts of one item's open amount as expressions; each cent belongs to one part only."""

    def __init__(self, day: date, keep: Subquery) -> None:
        item = table("item")
        self._due: ColumnElement[bool] = and_(item.c.open_minor > 0, item.c.due <= day)
        amount = case((item.c.open_minor > 0, item.c.open_minor), else_=_ZERO)
        no = _ZERO
        self.disputed: ColumnElement[int] = case(
            (keep.c.dispute_whole == 1, amount), else_=_capped(keep.c.disputed_minor, amount)
        )
        self.promised = _capped(keep.c.promised_minor, amount - self.disputed)
        undisputed = amount - self.disputed - self.promised
        self.arranged: ColumnElement[int] = case((keep.c.blocked == 1, undisputed), else_=no)
        self.free: ColumnElement[int] = case((keep.c.blocked == 1, no), else_=undisputed)
        self.dunned: ColumnElement[int] = case((keep.c.dunned == 1, self.free), else_=no)
        self.collect: ColumnElement[int] = case(
            (and_(self._due, func.coalesce(keep.c.dunned, _ZERO) == 0), self.free), else_=no
        )

    @staticmethod
    def flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return case((condition, _ONE), else_=_ZERO)

    @staticmethod
    def total(condition: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
        return _sum(case((condition, amount), else_=_ZERO))

    def due_total(self, amount: ColumnElement[int]) -> ColumnElement[int]:
        return self.total(self._due, amount)


def _capped(part: ColumnElement[int], limit: ColumnElement[int]) -> ColumnElement[int]:
    known = func.coalesce(part, _ZERO)
    return case((known > limit, limit), else_=known)


def _floor(min_invoice: int) -> ColumnElement[int]:
    """A floor of whole units in the minor units of each item's currency, less one."""
    if min_invoice <= 0:
        return _ZERO
    currency = table("item").c.currency
    odd = {n: [c for c, places in money.ODD_DIGITS.items() if places == n] for n in (0, 3, 4)}
    whens = [(currency.in_(codes), min_invoice * 10**n - 1) for n, codes in odd.items()]
    return case(*whens, else_=min_invoice * 100 - 1)


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum that stays an integer: PostgreSQL adds 64-bit numbers up to a numeric."""
    return cast(func.sum(amount), BigInteger)


def _part(
    item_id: ColumnElement[Any],
    *,
    disputed: ColumnElement[Any] = _ZERO,
    whole: ColumnElement[Any] = _ZERO,
    promised: ColumnElement[Any] = _ZERO,
    promised_for: ColumnElement[Any] | None = None,
    blocked: ColumnElement[Any] = _ZERO,
    dunned: ColumnElement[Any] = _ZERO,
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
    whole = case((dispute.c.amount_minor.is_(None), _ONE), else_=_ZERO)
    amount = func.coalesce(dispute.c.amount_minor, _ZERO)
    return select(*_part(dispute.c.item_id, disputed=amount, whole=whole)).where(
        dispute.c.item_id.is_not(None), open_dispute(day)
    )


def _disputed_accounts(day: date) -> Select[Any]:
    """Every item of an account that is disputed as a whole."""
    dispute, item = table("dispute"), table("item")
    return (
        select(*_part(item.c.id, whole=_ONE))
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
    return select(*_part(block.c.item_id, blocked=_ONE)).where(
        block.c.item_id.is_not(None), live_block(day)
    )


def _dunned(day: date, quiet_days: int) -> Select[Any]:
    """Items that a message of the quiet days named."""
    activity, link = table("activity"), table("activity_item")
    return (
        select(*_part(link.c.item_id, dunned=_ONE))
        .join(activity, activity.c.entry_id == link.c.entry_id)
        .where(written_contact(day, quiet_days))
    )


def _dunned_accounts(day: date, quiet_days: int) -> Select[Any]:
    """Items that were due when a message of the quiet days named no invoice."""
    activity, link, item = table("activity"), table("activity_item"), table("item")
    named = exists().where(link.c.entry_id == activity.c.entry_id)
    return (
        select(*_part(item.c.id, dunned=_ONE))
        .join(activity, activity.c.customer_id == item.c.customer_id)
        .where(
            written_contact(day, quiet_days),
            ~named,
            item.c.open_minor > 0,
            item.c.due <= activity.c.work_day,
        )
    )
