"""What an open item and an account come to on a day: the one definition everybody uses.

**Amount to be collected** of an account in one currency =

      open amount of its items that are due (due date on or before the day)
    − disputed   (open disputes on these items, or on the whole account)
    − promised   (live promises on these items: day ≤ promised date + tolerance)
    − arranged   (items under a block of their own: payment arranged, or suspended until a date)
    − just dunned (items a mail, letter, SMS or portal notice named within the quiet days; a message
      that names no invoice is about everything that was due then)
    − unapplied  (credits and cash not yet applied: items whose open amount is negative, and cash
      of the customer that paid no invoice and that no ledger knows yet; see ``held_on_account``)

and never below zero. Each part of an item is taken once, in this order, so parts never exceed its
open amount. ``past_due`` is what is *over* due (due date before the day); due today counts as due,
not as overdue. Items without a due date are in the balance only; balances of a summary by age count
from the day by which all of them were due (``item.due_by``), so that their days are at least those.
Blocks on the *customer* do not
change the amount: they stop contact, and the planner reads them apart.

All selectables are portable Core; the day is bound, differences of days are made in Python. What
is not zero is compared with a literal zero: where SQLite decides by a bound value whether a partial
index serves, it prepares the statement anew at every call, which costs more than running it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from collectwork.domain import money
from collectwork.store.dates import day_in, iso
from collectwork.store.held import ONE, QUIET_DAYS, ZERO, held, late_by, total
from collectwork.store.held_on_account import on_account
from collectwork.store.tables import table

_TOP = 10**17  # above every amount in minor units
_FIRST_ID = 10**12  # above every item id


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
    keep = held(day, quiet_days, customer_id).subquery("held")
    part = _Parts(day, keep)
    query = (
        select(
            item.c.id.label("item_id"), item.c.customer_id, item.c.company, item.c.document,
            item.c.kind, item.c.currency, item.c.open_minor, item.c.due,
            _flag(late_by() <= day).label("is_due"),
            _flag(and_(late_by() < day, item.c.open_minor > 0)).label("overdue"),
            part.disputed.label("disputed_minor"), part.promised.label("promised_minor"),
            keep.c.promised_for, part.arranged.label("arranged_minor"),
            part.dunned.label("dunned_minor"),
            func.coalesce(keep.c.blocked, ZERO).label("blocked"),
            func.coalesce(keep.c.dunned, ZERO).label("dunned"),
            part.free.label("free_minor"), part.collect.label("collect_minor"),
        )
        .select_from(item.outerjoin(keep, keep.c.item_id == item.c.id))
        .where(item.c.open_minor != ZERO)
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
    overdue_items, largest_open, bounded (items that are balances with a bound), lead (the leading
    invoice, for ``lead_of``: the oldest with a part that is neither disputed, promised nor blocked;
    ties: the larger). What is promised or paid on the account (``held_on_account``) counts as
    promised and unapplied. ``min_invoice``, in whole units, keeps small invoices from leading.
    """
    item = table("item")
    keep = held(day, quiet_days, customer_id).cte("held")
    touched = select(item.c.customer_id).join(keep, keep.c.item_id == item.c.id)
    clear = _sums(day, None, min_invoice).where(item.c.customer_id.not_in(touched))
    parted = _sums(day, keep, min_invoice).where(item.c.customer_id.in_(touched))
    if customer_id is not None:
        clear = clear.where(item.c.customer_id == customer_id)
        parted = parted.where(item.c.customer_id == customer_id)
    sums = union_all(clear, parted).subquery("account_sums")
    aside = on_account(day, customer_id)
    promised = func.coalesce(aside.c.promised_minor, ZERO)
    loose = sums.c.unapplied_minor + func.coalesce(aside.c.cash_minor, ZERO)
    unapplied = case((loose > 0, loose), else_=ZERO)
    held_back = case((promised > sums.c.collect_minor, sums.c.collect_minor), else_=promised)
    rest = sums.c.collect_minor - held_back - unapplied
    plain = [c for c in sums.c if c.name not in ("promised_minor", "unapplied_minor")]
    return (
        select(
            *plain,
            (sums.c.promised_minor + held_back).label("promised_minor"),
            unapplied.label("unapplied_minor"),
            case((rest > 0, rest), else_=ZERO).label("to_collect_minor"),
        )
        .outerjoin(
            aside,
            and_(aside.c.customer_id == sums.c.customer_id, aside.c.currency == sums.c.currency),
        )
        .subquery("account_standing")
    )


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


def lead_columns(lead: ColumnElement[str]) -> dict[str, ColumnElement[Any]]:
    """The same as expressions: lead_due, lead_amount (0 without a lead), lead_item_id."""
    amount = literal(_TOP, BigInteger) - cast(func.substr(lead, 12, 17), BigInteger)
    return {
        "lead_due": day_in(func.substr(lead, 1, 10)),
        "lead_amount": func.coalesce(amount, ZERO),
        "lead_item_id": cast(func.substr(lead, 30, 13), BigInteger)
        - literal(_FIRST_ID, BigInteger),
    }


def _sums(day: date, keep: CTE | None, min_invoice: int) -> Select[Any]:
    """The sums of accounts: those that something holds back, and (``keep`` None) the many others.

    Apart, because the others are then as cheap as bare sums over the index."""
    item = table("item")
    part = _Parts(day, keep)
    owed = item.c.open_minor > 0
    since = late_by()
    overdue = and_(owed, since < day)
    due = and_(owed, since <= day)
    leads = _large_enough(part.free, min_invoice)

    def of_due(amount: ColumnElement[int]) -> ColumnElement[int]:
        return ZERO if keep is None else _sum_of(due, amount)

    return (
        select(
            item.c.customer_id, item.c.currency,
            total(item.c.open_minor).label("balance_minor"),
            _sum_of(overdue, item.c.open_minor).label("past_due_minor"),
            _sum_of(due, item.c.open_minor).label("due_minor"),
            of_due(part.disputed).label("disputed_minor"),
            of_due(part.promised).label("promised_minor"),
            of_due(part.arranged).label("arranged_minor"),
            of_due(part.dunned).label("dunned_minor"),
            total(part.collect).label("collect_minor"),
            _sum_of(item.c.open_minor < 0, -item.c.open_minor).label("unapplied_minor"),
            func.min(case((overdue, since), else_=cast(null(), Date))).label("oldest_due"),
            func.count().label("open_items"),
            total(_flag(overdue)).label("overdue_items"),
            func.min(case((leads, _lead_key(part.free)), else_=cast(null(), String))).label("lead"),
            func.max(item.c.open_minor).label("largest_open"),
            total(_flag(item.c.due_by.is_not(None))).label("bounded"),
        )
        .select_from(item if keep is None else item.outerjoin(keep, keep.c.item_id == item.c.id))
        .where(item.c.open_minor != ZERO)
        .group_by(item.c.customer_id, item.c.currency)
    )  # fmt: skip


def _lead_key(free: ColumnElement[int]) -> ColumnElement[str]:
    """Text whose minimum is the leading invoice: oldest, then largest, then known longest.

    One aggregate instead of a second pass; the numbers have a fixed width, so text sorts as they.
    """
    item = table("item")
    largest_first = cast(literal(_TOP, BigInteger) - free, String)
    known_longest = cast(literal(_FIRST_ID, BigInteger) + item.c.id, String)
    return iso(late_by()) + "|" + largest_first + "|" + known_longest


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, ONE), else_=ZERO)


def _sum_of(condition: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return total(case((condition, amount), else_=ZERO))


class _Parts:
    """The parts of one item's open amount as expressions; each cent belongs to one part only.

    ``keep`` holds the items back; None: nothing does, so that all of the item is free."""

    def __init__(self, day: date, keep: Subquery | CTE | None) -> None:
        item = table("item")
        due: ColumnElement[bool] = and_(item.c.open_minor > 0, late_by() <= day)
        amount: ColumnElement[int] = case((item.c.open_minor > 0, item.c.open_minor), else_=ZERO)
        no = ZERO
        self.disputed = self.promised = self.arranged = self.dunned = no
        self.free = amount
        self.collect: ColumnElement[int] = case((due, item.c.open_minor), else_=ZERO)
        if keep is not None:
            self._hold_back(due, amount, keep)

    def _hold_back(
        self, due: ColumnElement[bool], amount: ColumnElement[int], keep: Subquery | CTE
    ) -> None:
        no = ZERO
        self.disputed = case(
            (keep.c.dispute_whole == 1, amount), else_=_capped(keep.c.disputed_minor, amount)
        )
        self.promised = _capped(keep.c.promised_minor, amount - self.disputed)
        undisputed = amount - self.disputed - self.promised
        self.arranged = case((keep.c.blocked == 1, undisputed), else_=no)
        self.free = case((keep.c.blocked == 1, no), else_=undisputed)
        self.dunned = case((keep.c.dunned == 1, self.free), else_=no)
        self.collect = case(
            (and_(due, func.coalesce(keep.c.dunned, ZERO) == 0), self.free), else_=no
        )


def _capped(part: ColumnElement[int], limit: ColumnElement[int]) -> ColumnElement[int]:
    known = func.coalesce(part, ZERO)
    return case((known > limit, limit), else_=known)


def _large_enough(amount: ColumnElement[int], min_invoice: int) -> ColumnElement[bool]:
    """Whether an amount reaches a floor of whole units. What does so in any currency is let
    through first: most invoices are spared looking their currency up."""
    if min_invoice <= 0:
        return amount > ZERO
    anywhere = min_invoice * 10 ** max(money.ODD_DIGITS.values())
    return or_(amount >= literal(anywhere, BigInteger), amount > _floor(min_invoice))


def _floor(min_invoice: int) -> ColumnElement[int]:
    """A floor of whole units in the minor units of each item's currency, less one."""
    currency = table("item").c.currency
    odd = {n: [c for c, places in money.ODD_DIGITS.items() if places == n] for n in (0, 3, 4)}
    whens = [(currency.in_(codes), _below(min_invoice, n)) for n, codes in odd.items()]
    return case(*whens, else_=_below(min_invoice, 2))


def _below(units: int, places: int) -> ColumnElement[int]:
    """One minor unit less than so many whole ones: more than a plain integer column holds."""
    return literal(units * 10**places - 1, BigInteger)
