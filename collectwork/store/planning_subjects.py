"""What the day's list is decided by, one subject a selectable: contacts, promises, blocks …

Each has one row for each customer that it knows. Columns are called as the fields of
``domain.facts.AccountFacts``; those that are not fields serve ``planning_columns``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from collectwork.store.arithmetic import floored, percent, rounded
from collectwork.store.dates import days_after, days_between
from collectwork.store.hand_overs import desk_facts
from collectwork.store.held import ONE, ZERO, live_block, open_dispute
from collectwork.store.planning_scope import Scope, Subject
from collectwork.store.reactions import REPLY, by_hand, queued
from collectwork.store.tables import table

CONTACT_DAYS = 90
BROKEN_DAYS = 365
RETURNED_DAYS = 60
SOON_WEEKS = 2


def _contacts(scope: Scope) -> FromClause:
    a = table("activity").c
    since = scope.day - timedelta(days=CONTACT_DAYS)
    query = (
        select(
            a.customer_id,
            func.max(case((a.contact.is_(True), a.work_day))).label("last_contact"),
            func.max(case((a.right_party.is_(True), a.work_day))).label("last_talk"),
            func.max(case((a.automatic.is_(False), a.work_day))).label("last_action"),
            _number(and_(a.contact.is_(True), a.work_day > since)).label("contacts"),
        )
        .where(a.undone_by.is_(None), a.work_day <= scope.day, a.kind != "mail.received")
        .group_by(a.customer_id)
    )
    return scope.of(query, a.customer_id).subquery("account_contact")


def _replies(scope: Scope) -> FromClause:
    """A reply waits until somebody does anything on the account after it."""
    activity = table("activity")
    a = activity.c
    wrote = scope.of(select(a.customer_id), a.customer_id).where(
        a.kind == REPLY, a.work_day <= scope.day
    )
    said = select(a.customer_id, a.seq.label("reply"), ZERO.label("reaction")).where(
        a.kind == REPLY, a.undone_by.is_(None), a.customer_id.in_(wrote)
    )
    done = select(a.customer_id, ZERO, a.seq).where(by_hand(activity), a.customer_id.in_(wrote))
    sent = queued(lambda customer: customer.in_(wrote)).subquery("queued_by_people").c
    both = union_all(said, done, select(sent.customer_id, ZERO, sent.seq)).subquery("answered").c
    waits = case((func.max(both.reply) > func.max(both.reaction), ONE), else_=ZERO)
    query = select(both.customer_id, waits.label("reply_waiting")).group_by(both.customer_id)
    return query.subquery("account_reply")


def _promises(scope: Scope) -> FromClause:
    """``broke_on``: the first day of the newest break of an invoice still open, whether somebody
    has been in contact since or not."""
    p, item = table("promise").c, table("item")
    until = days_after(p.due, p.tolerance_days)
    first = days_after(p.due, p.tolerance_days + 1)
    back = and_(p.state == "broken", p.state_on > first)  # by money that went back later
    broke = case((back, p.state_on), else_=first)
    live = and_(p.state != "broken", until >= scope.day)
    lately = and_(p.state == "broken", broke > scope.day - timedelta(days=BROKEN_DAYS))
    still_open = or_(item.c.open_minor.is_(None), item.c.open_minor > ZERO)
    missed = and_(~live, p.state.in_(("broken", "partly_kept")), still_open)
    query = (
        select(
            p.customer_id,
            _number(live).label("live_promises"),
            func.max(case((live, until))).label("promise_until"),
            func.count(case((lately, p.entry_id)).distinct()).label("broken_promises"),
            func.max(case((missed, broke))).label("broke_on"),
        )
        .outerjoin(item, item.c.id == p.item_id)
        .where(
            p.ended.is_(None), p.made_on <= scope.day,
            p.state.in_(("open", "partly_kept", "broken")),
        )
        .group_by(p.customer_id)
    )  # fmt: skip
    return scope.of(query, p.customer_id).subquery("account_promise")


def _returned(scope: Scope) -> FromClause:
    """``came_back_on``: when an invoice that is open was last opened again, by a payment that went
    back or as a ledger shows it; no longer ago than RETURNED_DAYS."""
    item, payment, event = table("item").c, table("payment").c, table("item_event").c
    run = table("import_run").c
    listed = select(payment.item_id, func.coalesce(payment.posted, payment.received).label("day"))
    listed = listed.where(payment.kind == "reversal", payment.item_id.is_not(None))
    shown = select(event.item_id, event.until.label("day")).join(
        table("import_run"), run.id == event.import_id
    )
    shown = shown.where(event.kind == "reopened", run.undone_at.is_(None))
    back = union_all(listed, shown).subquery("opened_again")
    query = (
        select(item.customer_id, func.max(back.c.day).label("came_back_on"))
        .select_from(table("item").join(back, back.c.item_id == item.id))
        .where(
            item.open_minor > ZERO, back.c.day <= scope.day,
            back.c.day > scope.day - timedelta(days=RETURNED_DAYS),
        )
        .group_by(item.customer_id)
    )  # fmt: skip
    return scope.of(query, item.customer_id).subquery("account_returned")


def _disputes(scope: Scope) -> FromClause:
    d = table("dispute").c
    late = days_after(func.min(case((d.due < scope.day, d.due))), 1)
    query = select(
        d.customer_id, func.count().label("open_disputes"), late.label("dispute_overdue_on")
    ).group_by(d.customer_id)
    return scope.of(query.where(open_dispute(scope.day)), d.customer_id).subquery("account_dispute")


def _blocks(scope: Scope) -> FromClause:
    """The one that lasts longest; of equal ones without an end the first, else the newest."""
    b = table("block").c
    endless = b.until.is_(None)
    place = func.row_number().over(
        partition_by=b.customer_id,
        order_by=(
            case((endless, ZERO), else_=ONE), b.until.desc(), case((endless, b.since)),
            b.since.desc(), b.id,
        ),
    )  # fmt: skip
    query = select(
        b.customer_id, (b.kind + ": " + b.reason).label("block"), b.until.label("block_until"),
        place.label("place"),
    ).where(b.item_id.is_(None), live_block(scope.day))  # fmt: skip
    ordered = scope.of(query, b.customer_id).subquery("block_in_order")
    c = ordered.c
    longest = select(c.customer_id, c.block, c.block_until).where(c.place == ONE)
    return longest.subquery("account_block")


def _follow_ups(scope: Scope) -> FromClause:
    f = table("follow_up").c
    place = func.row_number().over(
        partition_by=(f.customer_id, f.kind), order_by=(f.due, func.coalesce(f.due_at, ""), f.id)
    )
    query = select(
        f.customer_id, f.kind, f.due, f.due_at, f.purpose, f.quiet, place.label("place")
    ).where(f.state == "open")
    c = scope.of(query, f.customer_id).subquery("follow_up_in_order").c
    call = and_(c.kind == "callback", c.place == ONE)
    hides = and_(c.kind == "resubmission", c.quiet.is_(True))
    return (
        select(
            c.customer_id,
            func.max(case((call, c.due))).label("callback_on"),
            func.max(case((call, c.due_at))).label("callback_at"),
            func.max(case((call, c.purpose))).label("callback_purpose"),
            func.max(case((hides, c.due))).label("quiet_until"),
            func.max(case((c.kind != "callback", c.due))).label("next_on"),
        )
        .group_by(c.customer_id)
        .subquery("account_follow_up")
    )


def _threads(scope: Scope) -> FromClause:
    t = table("thread").c
    query = select(
        t.customer_id, t.strategy.label("thread_strategy"), t.step.label("thread_step"),
        t.step_no.label("thread_no"), t.done_on.label("thread_on"),
        t.lead_item_id.label("thread_lead"),
    ).where(t.company == "")  # fmt: skip
    return scope.of(query, t.customer_id).subquery("account_thread")


def _desks(scope: Scope) -> FromClause:
    """Whose desk an account is at, and what was said about it."""
    query = desk_facts()
    return scope.of(query, table("hand_over").c.customer_id).subquery("account_desk")


def _addresses(scope: Scope) -> FromClause:
    c = table("contact").c
    usable = and_(c.do_not_contact.is_(False), c.vanished_import_id.is_(None))
    mail = and_(usable, c.email.is_not(None), c.email_state != "bounced")
    phone = and_(usable, c.phone.is_not(None))
    query = select(
        c.customer_id,
        func.max(case((mail, ONE), else_=ZERO)).label("has_email"),
        func.max(case((phone, ONE), else_=ZERO)).label("has_phone"),
    ).group_by(c.customer_id)
    return scope.of(query, c.customer_id).subquery("account_address")


def _history(scope: Scope) -> FromClause:
    """How the customer paid before, and what it did from the leading invoice's age on: of its
    invoices paid later and without a contact (``paid_later``) those within two weeks
    (``paid_soon``)."""
    weeks, accounts = scope.weeks, scope.amounts
    days = days_between(literal(scope.day, Date), accounts.c.lead_due)
    now = floored(func.coalesce(days, ZERO), 7)
    later = weeks.c.week > now
    soon = weeks.c.week.between(now + 1, now + SOON_WEEKS)
    count, late = func.sum(weeks.c.invoices), func.sum(weeks.c.late)
    return (
        select(
            weeks.c.customer_id,
            _whole(count).label("paid_invoices"),
            rounded(_whole(func.sum(weeks.c.days)), _whole(count)).label("usual_lateness"),
            percent(_whole(late), _whole(count)).label("paid_late"),
            _whole(func.sum(case((later, weeks.c.alone), else_=ZERO))).label("paid_later"),
            _whole(func.sum(case((soon, weeks.c.alone), else_=ZERO))).label("paid_soon"),
        )
        .join(accounts, accounts.c.customer_id == weeks.c.customer_id)
        .group_by(weeks.c.customer_id)
        .subquery("account_history")
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, ONE), else_=ZERO))


def _whole(number: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum of sums as an integer: PostgreSQL makes it a numeric."""
    return cast(number, BigInteger)


SUBJECTS: tuple[Subject, ...] = (
    Subject(("last_contact", "last_talk", "last_action", "contacts"), _contacts),
    Subject(("reply_waiting",), _replies),
    Subject(("live_promises", "promise_until", "broken_promises", "broke_on"), _promises),
    Subject(("came_back_on",), _returned),
    Subject(("open_disputes", "dispute_overdue_on"), _disputes),
    Subject(("block", "block_until"), _blocks),
    Subject(
        ("callback_on", "callback_at", "callback_purpose", "quiet_until", "next_on"), _follow_ups
    ),
    Subject(
        ("thread_strategy", "thread_step", "thread_no", "thread_on", "thread_lead"), _threads
    ),
    Subject(("desk", "desk_waits", "desk_since", "desk_said"), _desks),
    Subject(("has_email", "has_phone"), _addresses),
    Subject(
        ("paid_invoices", "usual_lateness", "paid_late", "paid_later", "paid_soon"), _history
    ),
)  # fmt: skip
