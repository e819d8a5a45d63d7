"""Facts that only rules ask for: one small statement a subject, by customer.

Each statement has the column ``customer_id`` and one column for each fact of its subject, called as
in ``rules.facts``; a customer without a row has the defaults of ``domain.facts.AccountFacts``.
Amounts and counts of open items are by customer *and* currency: see ``planning_more_items``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
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

from collectwork.store.dates import days_between
from collectwork.store.hand_overs import desk_facts
from collectwork.store.held import ONE, WRITTEN, ZERO, live_promise, open_dispute
from collectwork.store.planning_risk import risk
from collectwork.store.tables import table

REOPENED_DAYS = 90
COPY_ASKED = "copy_requested"


def subjects(day: date) -> Mapping[str, Select[Any]]:
    """The statements by subject, over the whole book."""
    return {
        "activity": _activity(day),
        "outcome": _outcome(day),
        "promise": _promises(day),
        "dispute": _disputes(day),
        "payment": _payments(day),
        "reopened": _reopened(day),
        "company": _companies(),
        "customer": _customers(),
        "thread": _thread(day),
        "risk": risk(day),
        "desk": desk_facts(),
    }


def _ago(day: date, column: ColumnElement[Any]) -> ColumnElement[int]:
    return days_between(literal(day, Date), column)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, ONE), else_=ZERO))


def _done(day: date) -> ColumnElement[bool]:
    a = table("activity").c
    return and_(a.undone_by.is_(None), a.work_day <= day)


def _marks(day: date) -> Subquery:
    """Where in the log each customer last answered, was last reached, and last asked for a copy."""
    a = table("activity").c
    answer = or_(a.kind == "mail.received", a.right_party.is_(True))
    reached = and_(a.channel == "call", a.right_party.is_(True))
    return (
        select(
            a.customer_id,
            func.coalesce(func.max(case((answer, a.seq))), ZERO).label("answered"),
            func.coalesce(func.max(case((reached, a.seq))), ZERO).label("reached"),
            func.max(case((a.code == COPY_ASKED, a.seq))).label("asked"),
        )
        .where(_done(day))
        .group_by(a.customer_id)
        .subquery("activity_marks")
    )


def _activity(day: date) -> Select[Any]:
    """Calls, messages, replies and copies."""
    a, marks = table("activity").c, _marks(day)
    call = a.channel == "call"
    message = and_(a.channel.in_(WRITTEN), a.contact.is_(True), a.kind != "mail.received")
    reply = a.kind == "mail.received"
    worked = and_(a.automatic.is_(False), a.kind != "mail.received")
    sent = func.min(case((and_(message, a.seq > marks.c.asked), a.work_day)))

    def last(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return _ago(day, func.max(case((condition, a.work_day), else_=cast(null(), Date))))

    asked = func.max(marks.c.asked)
    return (
        select(
            a.customer_id,
            last(worked).label("days_since_action"),
            last(call).label("days_since_call"),
            last(message).label("days_since_mail"),
            last(reply).label("days_since_reply"),
            last(a.code == COPY_ASKED).label("days_since_copy_asked"),
            _ago(day, sent).label("days_since_copy_sent"),
            case((and_(asked.is_not(None), sent.is_(None)), ONE), else_=ZERO).label("copy_waiting"),
            case((and_(asked.is_not(None), sent.is_not(None)), ONE), else_=ZERO).label("copy_sent"),
            _count(and_(call, a.work_day > day - timedelta(days=7))).label("calls_7"),
            _count(and_(call, a.work_day > day - timedelta(days=30))).label("calls_30"),
            _count(and_(call, a.seq > marks.c.reached)).label("unanswered_calls"),
            _count(and_(message, a.seq > marks.c.answered)).label("mails_since_reply"),
        )
        .join(marks, marks.c.customer_id == a.customer_id)
        .where(_done(day))
        .group_by(a.customer_id)
    )  # fmt: skip


def _outcome(day: date) -> Select[Any]:
    """The code of what a person recorded last; notes are no outcome."""
    a = table("activity").c
    mine = and_(_done(day), a.automatic.is_(False), a.kind != "mail.received")
    newest = (
        select(func.max(a.seq))
        .where(mine, a.code.not_in(["", "note"]))
        .group_by(a.customer_id)
        .scalar_subquery()
    )
    return select(a.customer_id, a.code.label("last_outcome")).where(a.seq.in_(newest))


def _promises(day: date) -> Select[Any]:
    p, item = table("promise").c, table("item")
    given = func.coalesce(p.ended, "") != "undone"
    standing = and_(p.ended.is_(None), or_(p.item_id.is_(None), item.c.open_minor > 0))
    level = func.coalesce(func.max(case((standing, p.level))), ZERO)
    broken = and_(p.state == "broken", p.ended.is_(None))
    live = live_promise(day)
    decided = _count(or_(p.state.in_(("kept", "broken")), and_(p.state == "partly_kept", ~live)))
    kept = _count(p.state == "kept")
    return (
        select(
            p.customer_id,
            level.label("promise_level"),
            func.min(case((broken, _ago(day, p.due) - p.tolerance_days - 1))).label(
                "days_since_broken"
            ),
            func.min(case((live, days_between(p.due, literal(day, Date))))).label(
                "days_to_promise"
            ),
            func.min(_ago(day, p.made_on)).label("days_since_promise"),
            case((decided > 0, kept * 100 // decided)).label("promises_kept"),
        )
        .outerjoin(item, item.c.id == p.item_id)
        .where(given, p.made_on <= day)
        .group_by(p.customer_id)
    )


def _disputes(day: date) -> Select[Any]:
    d = table("dispute").c
    return (
        select(
            d.customer_id,
            func.max(_ago(day, d.opened_on)).label("dispute_age"),
            func.max(_ago(day, d.due)).label("dispute_overdue"),
        )
        .where(open_dispute(day))
        .group_by(d.customer_id)
    )


def _payments(day: date) -> Select[Any]:
    """The newest payment: of a list or the bank, or that two ledgers saw an invoice paid."""
    payment, item, event = table("payment"), table("item"), table("item_event")
    listed = (
        select(
            func.coalesce(payment.c.customer_id, item.c.customer_id).label("customer_id"),
            payment.c.received.label("day"),
        )
        .outerjoin(item, item.c.id == payment.c.item_id)
        .where(payment.c.kind.in_(("payment", "on_account")), payment.c.received <= day)
    )
    seen = (
        select(item.c.customer_id, event.c.until.label("day"))
        .join(item, item.c.id == event.c.item_id)
        .where(event.c.kind.in_(("paid", "part_paid")), event.c.until <= day)
    )
    known = union_all(listed, seen).subquery("payment_known")
    return (
        select(known.c.customer_id, _ago(day, func.max(known.c.day)).label("days_since_payment"))
        .where(known.c.customer_id.is_not(None))
        .group_by(known.c.customer_id)
    )


def _reopened(day: date) -> Select[Any]:
    item, event = table("item"), table("item_event")
    lately = event.c.until > day - timedelta(days=REOPENED_DAYS)
    return (
        select(item.c.customer_id, func.count(event.c.item_id.distinct()).label("reopened_items"))
        .join(item, item.c.id == event.c.item_id)
        .where(event.c.kind == "reopened", lately, item.c.open_minor > ZERO)
        .group_by(item.c.customer_id)
    )


def _companies() -> Select[Any]:
    c = table("item").c
    named = func.nullif(c.company, "")
    return (
        select(
            c.customer_id,
            func.min(named).label("company"),
            func.count(named.distinct()).label("companies"),
        )
        .where(c.open_minor != ZERO)
        .group_by(c.customer_id)
    )


def _customers() -> Select[Any]:
    """Master data that the accounts' own statement does not read."""
    customer, person, contact = table("customer"), table("person"), table("contact")
    parent = customer.alias("parent_customer")
    usable = and_(contact.c.do_not_contact.is_(False), contact.c.vanished_import_id.is_(None))
    people = (
        select(
            contact.c.customer_id,
            func.max(case((usable, ONE), else_=ZERO)).label("usable"),
            func.max(case((contact.c.time_zone.is_not(None), ONE), else_=ZERO)).label("zone"),
        )
        .group_by(contact.c.customer_id)
        .subquery("contact_known")
    )
    zone = case((customer.c.time_zone.is_not(None), ONE), else_=func.coalesce(people.c.zone, ZERO))
    return (
        select(
            customer.c.id.label("customer_id"),
            parent.c.number.label("parent"),
            person.c.team.label("team"),
            person.c.seniority.label("owner_level"),
            func.coalesce(people.c.usable, ZERO).label("has_contact"),
            zone.label("has_time_zone"),
        )
        .outerjoin(parent, parent.c.id == customer.c.parent_id)
        .outerjoin(person, person.c.login == customer.c.owner)
        .outerjoin(people, people.c.customer_id == customer.c.id)
    )


def _thread(day: date) -> Select[Any]:
    t = table("thread").c
    return select(
        t.customer_id, t.strategy, t.step.label("last_step"), t.step_no.label("steps_done"),
        _ago(day, t.done_on).label("days_since_step"),
    ).where(t.company == "")  # fmt: skip
