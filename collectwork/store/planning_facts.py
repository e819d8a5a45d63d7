"""Facts for the rules: one statement a subject over the whole book, put together by customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
)

from collectwork.domain.facts import AccountFacts
from collectwork.store import planning_added, standing
from collectwork.store.held import ONE, ZERO, live_block, open_dispute
from collectwork.store.planning_amounts import OF_STANDING, CurrencyRow, Ranking, rates
from collectwork.store.planning_history import paid_weeks
from collectwork.store.tables import table

CONTACT_DAYS = 90
BROKEN_DAYS = 365
_PORTION = 2_000  # rows fetched at a time
_CUSTOMER: Any = bindparam("customer", type_=Integer)

Rows = Sequence[Row[Any]]
Facts = Mapping[int, AccountFacts]


def account_facts(
    connection: Connection,
    day: date,
    quiet_days: int,
    min_invoice: int,
    base: str,
    customer_id: int | None = None,
) -> list[AccountFacts]:
    """One row per customer that has open items, by customer id; see ``domain.facts``."""
    reading = _Reading(connection, day, customer_id)
    known = rates(connection, day, base)
    ranked = Ranking(known, base, day)
    if customer_id is None:
        found = connection.execute(_accounts(day, quiet_days, min_invoice))
    else:
        mine = _account(day, quiet_days, min_invoice)
        found = connection.execute(mine, {"customer": customer_id})
    rows = map(CurrencyRow._make, chain.from_iterable(found.partitions(_PORTION)))
    facts = {id: ranked.facts(list(mine)) for id, mine in groupby(rows, itemgetter(0))}
    reading.add_contacts(facts)
    reading.add_replies(facts)
    reading.add_promises(facts)
    reading.add_disputes(facts)
    reading.add_blocks(facts)
    reading.add_follow_ups(facts)
    reading.add_threads(facts)
    reading.add_addresses(facts)
    reading.add_history(facts)
    planning_added.add(connection, facts, day, known, base, customer_id)
    return list(facts.values())


def _accounts(day: date, quiet_days: int, min_invoice: int, customer_id: Any = None) -> Select[Any]:
    """Rows for ``CurrencyRow``."""
    customer, run = table("customer"), table("import_run")
    c = customer.c
    sums = standing.account_standing(day, quiet_days, customer_id, min_invoice)
    return (
        select(
            *(sums.c[name] for name in OF_STANDING), c.number, c.name, c.owner, c.segment,
            c.country, c.language, c.terms, c.tags, c.credit_limit_minor, c.credit_currency,
            c.pinned, run.c.as_of,
        )
        .join(customer, c.id == sums.c.customer_id)
        .outerjoin(run, run.c.id == c.first_import_id)
        .order_by(sums.c.customer_id, sums.c.currency)
    )  # fmt: skip


@lru_cache(maxsize=8)
def _account(day: date, quiet_days: int, min_invoice: int) -> Select[Any]:
    """Those of one customer: building the statement costs more than running it."""
    return _accounts(day, quiet_days, min_invoice, _CUSTOMER)


class _Reading:
    """The subjects around the amounts, each by one statement."""

    def __init__(self, connection: Connection, day: date, customer_id: int | None) -> None:
        self._connection = connection
        self._day = day
        self._customer = customer_id

    def _rows(self, query: Select[Any], name: str) -> Rows:
        if self._customer is not None:
            query = query.where(table(name).c.customer_id == self._customer)
        return self._connection.execute(query).all()

    def add_contacts(self, facts: Facts) -> None:
        a = table("activity").c
        since = self._day - timedelta(days=CONTACT_DAYS)
        contact = case((a.contact.is_(True), a.work_day))
        talk = case((a.right_party.is_(True), a.work_day))
        action = case((a.automatic.is_(False), a.work_day))
        recent = case((and_(a.contact.is_(True), a.work_day > since), ONE), else_=ZERO)
        query = (
            select(
                a.customer_id, func.max(contact).label("contact"), func.max(talk).label("talk"),
                func.max(action).label("action"), func.sum(recent).label("recent"),
            )
            .where(a.undone_by.is_(None), a.work_day <= self._day, a.kind != "mail.received")
            .group_by(a.customer_id)
        )  # fmt: skip
        found = {row.customer_id: row for row in self._rows(query, "activity")}
        for id, one in facts.items():
            row = found.get(id)
            if row is not None:
                one.last_contact, one.last_action = row.contact, row.action
                one.contacts = int(row.recent)
                one.days_since_talk = (self._day - row.talk).days if row.talk else None
            one.days_since_contact = (
                (self._day - one.last_contact).days if one.last_contact else one.oldest_days
            )

    def add_replies(self, facts: Facts) -> None:
        """A reply waits until somebody does anything on the account after it."""
        a = table("activity").c
        reply = case((a.kind == "mail.received", a.seq))
        reaction = case((and_(a.kind != "mail.received", a.automatic.is_(False)), a.seq))
        wrote = select(a.customer_id).where(a.kind == "mail.received", a.work_day <= self._day)
        query = (
            select(
                a.customer_id, func.max(reply).label("reply"), func.max(reaction).label("reaction")
            )
            .where(a.undone_by.is_(None), a.customer_id.in_(wrote))
            .group_by(a.customer_id)
        )
        for row in self._rows(query, "activity"):
            if row.customer_id in facts:
                facts[row.customer_id].reply_waiting = row.reply > (row.reaction or 0)

    def add_promises(self, facts: Facts) -> None:
        p, item = table("promise").c, table("item")
        query = (
            select(p.customer_id, p.entry_id, p.state, p.due, p.tolerance_days, item.c.open_minor)
            .outerjoin(item, item.c.id == p.item_id)
            .where(
                p.ended.is_(None), p.made_on <= self._day,
                p.state.in_(("open", "partly_kept", "broken")),
            )
        )  # fmt: skip
        broken: set[str] = set()  # given once, over several invoices or not
        for row in self._rows(query, "promise"):
            one = facts.get(row.customer_id)
            if one is None:
                continue
            until = row.due + timedelta(days=row.tolerance_days)
            if row.state != "broken" and until >= self._day:
                one.live_promises += 1
                one.promise_until = max(one.promise_until or until, until)
                continue
            broke = until + timedelta(days=1)
            lately = broke > self._day - timedelta(days=BROKEN_DAYS)
            if row.state == "broken" and lately and row.entry_id not in broken:
                broken.add(row.entry_id)
                one.broken_promises += 1
            contacted = one.last_contact is not None and one.last_contact >= broke
            still_open = row.open_minor is None or row.open_minor > 0
            if still_open and not contacted and row.state in ("broken", "partly_kept"):
                one.broken_on = max(one.broken_on or broke, broke)

    def add_disputes(self, facts: Facts) -> None:
        d = table("dispute").c
        query = select(d.customer_id, func.count().label("open")).group_by(d.customer_id)
        for row in self._rows(query.where(open_dispute(self._day)), "dispute"):
            if row.customer_id in facts:
                facts[row.customer_id].open_disputes = row.open

    def add_blocks(self, facts: Facts) -> None:
        b = table("block").c
        query = select(b.customer_id, b.kind, b.reason, b.until).where(
            b.item_id.is_(None), live_block(self._day)
        )
        for row in self._rows(query.order_by(b.since), "block"):
            one = facts.get(row.customer_id)
            if one is not None and not (one.block and one.block_until is None):
                longer = row.until is None or one.block is None or row.until >= one.block_until
                if longer:
                    one.block, one.block_until = f"{row.kind}: {row.reason}", row.until

    def add_follow_ups(self, facts: Facts) -> None:
        f = table("follow_up").c
        query = select(f.customer_id, f.kind, f.due, f.due_at, f.purpose, f.quiet).where(
            f.state == "open"
        )
        for row in self._rows(query.order_by(f.due, f.due_at, f.id), "follow_up"):
            one = facts.get(row.customer_id)
            if one is None:
                continue
            if row.kind == "callback":
                if one.callback_on is None:
                    one.callback_on, one.callback_at = row.due, row.due_at
                    one.callback_purpose = row.purpose
            elif row.kind == "resubmission" and row.quiet:
                one.quiet_until = max(one.quiet_until or row.due, row.due)
                one.next_on = max(one.next_on or row.due, row.due)
            else:
                one.next_on = max(one.next_on or row.due, row.due)

    def add_threads(self, facts: Facts) -> None:
        t = table("thread").c
        query = select(
            t.customer_id, t.strategy, t.step, t.step_no, t.done_on, t.lead_item_id
        ).where(t.company == "")
        for row in self._rows(query, "thread"):
            one = facts.get(row.customer_id)
            if one is not None:
                one.thread_strategy, one.thread_step = row.strategy, row.step
                one.thread_no, one.thread_on = row.step_no, row.done_on
                one.thread_lead = row.lead_item_id

    def add_addresses(self, facts: Facts) -> None:
        c = table("contact").c
        usable = and_(c.do_not_contact.is_(False), c.vanished_import_id.is_(None))
        mail = and_(usable, c.email.is_not(None), c.email_state != "bounced")
        query = select(
            c.customer_id,
            func.max(case((mail, ONE), else_=ZERO)).label("mail"),
            func.max(case((and_(usable, c.phone.is_not(None)), ONE), else_=ZERO)).label("phone"),
        ).group_by(c.customer_id)
        for row in self._rows(query, "contact"):
            one = facts.get(row.customer_id)
            if one is not None:
                one.has_email, one.has_phone = bool(row.mail), bool(row.phone)

    def add_history(self, facts: Facts) -> None:
        """How the customer paid before: average lateness, and what it did from here on."""
        totals: dict[int, list[int]] = {}  # count, days, late
        for row in self._connection.execute(paid_weeks(self._day, self._customer)):
            one = facts.get(row.customer_id)
            if one is None:
                continue
            total = totals.setdefault(row.customer_id, [0, 0, 0])
            total[0] += row.invoices
            total[1] += int(row.days)
            total[2] += int(row.late)
            now = (one.days_past_due or 0) // 7
            if row.week > now:
                later, soon = one.history
                alone = int(row.alone)
                one.history = (later + alone, soon + alone * (row.week <= now + 2))
        for id, (count, days, late) in totals.items():
            one = facts[id]
            one.paid_invoices = count
            one.usual_lateness = round(days / count)
            one.paid_late = late * 100 // count
