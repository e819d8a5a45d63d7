"""Facts for the rules: one statement a subject over the whole book, put together by customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    case,
    func,
    literal_column,
    select,
    true,
)

from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import digits
from collectwork.store import standing
from collectwork.store.dates import days_between
from collectwork.store.tables import table

CONTACT_DAYS = 90
BROKEN_DAYS = 365
HISTORY_DAYS = 730
MILLION = 1_000_000

_ONE: ColumnElement[int] = literal_column("1", Integer)
_ZERO: ColumnElement[int] = literal_column("0", Integer)
_AMOUNTS = (
    "balance_minor", "past_due_minor", "to_collect_minor", "disputed_minor", "promised_minor",
    "arranged_minor", "dunned_minor", "unapplied_minor", "largest_open",
)  # fmt: skip

Rows = Sequence[Row[Any]]


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
    rates = _rates(connection, day, base)
    customers = reading.customers()
    accounts: dict[int, list[Row[Any]]] = defaultdict(list)
    sums = standing.account_standing(day, quiet_days, customer_id, min_invoice)
    for row in connection.execute(select(sums).order_by(sums.c.customer_id, sums.c.currency)):
        accounts[row.customer_id].append(row)
    facts = {
        id: _amounts(customers[id], rows, rates, base, day)
        for id, rows in accounts.items()
        if id in customers
    }
    reading.add_contacts(facts)
    reading.add_replies(facts)
    reading.add_promises(facts)
    reading.add_disputes(facts)
    reading.add_blocks(facts)
    reading.add_follow_ups(facts)
    reading.add_threads(facts)
    reading.add_addresses(facts)
    reading.add_history(facts)
    return list(facts.values())


def _amounts(
    customer: Any, rows: list[Any], rates: Mapping[str, int], base: str, day: date
) -> AccountFacts:
    """The amounts in the one currency in which the account is ranked."""
    used = rows
    convert = bool(base) and all(row.currency in rates for row in rows)
    if convert:
        used = [_in_base(row, base, rates[row.currency]) for row in rows]
    elif len(rows) > 1:
        used = [max(rows, key=lambda row: (row.to_collect_minor, row.past_due_minor))]
    currency = base if convert else used[0].currency
    facts = AccountFacts(customer.id, customer.number, customer.name, currency)
    sums = _figures(used[0])
    for row in used[1:]:
        sums = tuple(map(int.__add__, sums, _figures(row)))
    (
        facts.balance, facts.past_due, facts.to_collect, facts.disputed, facts.promised,
        facts.arranged, facts.dunned, facts.unapplied,
    ) = sums  # fmt: skip
    facts.largest_open = max(row.largest_open for row in used)
    _customer(facts, customer)
    _lead(facts, used, day)
    if len(rows) > 1:
        facts.amounts = {row.currency: (row.to_collect_minor, row.past_due_minor) for row in rows}
    return facts


def _in_base(row: Any, base: str, rate: int) -> Any:
    """The row with its amounts in the base currency."""
    if row.currency == base:
        return row
    amounts = {
        name: _converted(value, row.currency, base, rate)
        for name, value in row._mapping.items()
        if name in _AMOUNTS
    }
    lead = standing.lead_of(row.lead)
    if lead is not None:
        lead = replace(lead, amount=_converted(lead.amount, row.currency, base, rate))
    return SimpleNamespace(**{**row._mapping, **amounts, "lead": lead})


def _figures(row: Any) -> tuple[int, ...]:
    return (
        row.balance_minor, row.past_due_minor, row.to_collect_minor, row.disputed_minor,
        row.promised_minor, row.arranged_minor, row.dunned_minor, row.unapplied_minor,
    )  # fmt: skip


def _customer(facts: AccountFacts, customer: Any) -> None:
    facts.owner, facts.segment, facts.country = customer.owner, customer.segment, customer.country
    facts.language, facts.terms = customer.language, customer.terms
    facts.tags = tuple(customer.tags or ())
    facts.pinned, facts.known_since = customer.pinned, customer.as_of
    limit = customer.credit_limit_minor
    if limit is not None and customer.credit_currency in (None, facts.currency):
        facts.credit_limit = limit
        facts.limit_used = facts.balance * 100 // limit if limit > 0 else None


def _lead(facts: AccountFacts, rows: Sequence[Any], day: date) -> None:
    """Counts, the oldest invoice and the leading one: the oldest of all currencies used."""
    oldest: date | None = None
    best: standing.Lead | None = None
    for row in rows:
        facts.open_items += row.open_items
        facts.overdue_items += row.overdue_items
        if row.oldest_due and (oldest is None or row.oldest_due < oldest):
            oldest = row.oldest_due
        lead = row.lead if isinstance(row.lead, standing.Lead) else standing.lead_of(row.lead)
        if lead and (best is None or (lead.due, -lead.amount) < (best.due, -best.amount)):
            best = lead
    facts.oldest_days = (day - oldest).days if oldest else 0
    if best is not None:
        facts.lead_due, facts.lead_amount, facts.lead_item_id = best.due, best.amount, best.item_id
        facts.days_past_due = (day - best.due).days


def _converted(amount: int, currency: str, base: str, rate: int) -> int:
    """Minor units of the base currency; ``rate`` in millionths of whole units."""
    if currency == base:
        return amount
    scaled = int(amount * rate * 10 ** digits(base))
    return (2 * scaled // int(MILLION * 10 ** digits(currency)) + 1) // 2


def _rates(connection: Connection, day: date, base: str) -> dict[str, int]:
    """The newest rate of each currency on or before the day; empty without a base currency."""
    if not base:
        return {}
    rate = table("rate")
    query = select(rate.c.currency, rate.c.rate).where(rate.c.base == base, rate.c.day <= day)
    found = {row.currency: row.rate for row in connection.execute(query.order_by(rate.c.day))}
    return {**found, base: MILLION}


Facts = Mapping[int, AccountFacts]


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

    def customers(self) -> dict[int, Any]:
        customer, run = table("customer"), table("import_run")
        c = customer.c
        query = select(
            c.id, c.number, c.name, c.owner, c.segment, c.country, c.language, c.terms, c.tags,
            c.credit_limit_minor, c.credit_currency, c.pinned, run.c.as_of,
        ).outerjoin(run, run.c.id == c.first_import_id)  # fmt: skip
        if self._customer is not None:
            query = query.where(c.id == self._customer)
        return {row.id: row for row in self._connection.execute(query)}

    def add_contacts(self, facts: Facts) -> None:
        a = table("activity").c
        since = self._day - timedelta(days=CONTACT_DAYS)
        contact = case((a.contact.is_(True), a.work_day))
        talk = case((a.right_party.is_(True), a.work_day))
        action = case((a.automatic.is_(False), a.work_day))
        recent = case((and_(a.contact.is_(True), a.work_day > since), _ONE), else_=_ZERO)
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
            select(p.customer_id, p.state, p.due, p.tolerance_days, item.c.open_minor)
            .outerjoin(item, item.c.id == p.item_id)
            .where(
                p.ended.is_(None), p.made_on <= self._day,
                p.state.in_(("open", "partly_kept", "broken")),
            )
        )  # fmt: skip
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
            if row.state == "broken" and broke > self._day - timedelta(days=BROKEN_DAYS):
                one.broken_promises += 1
            contacted = one.last_contact is not None and one.last_contact >= broke
            still_open = row.open_minor is None or row.open_minor > 0
            if still_open and not contacted and row.state in ("broken", "partly_kept"):
                one.broken_on = max(one.broken_on or broke, broke)

    def add_disputes(self, facts: Facts) -> None:
        d = table("dispute").c
        query = select(d.customer_id, func.count().label("open")).group_by(d.customer_id)
        for row in self._rows(query.where(standing.open_dispute(self._day)), "dispute"):
            if row.customer_id in facts:
                facts[row.customer_id].open_disputes = row.open

    def add_blocks(self, facts: Facts) -> None:
        b = table("block").c
        query = select(b.customer_id, b.kind, b.reason, b.until).where(
            b.item_id.is_(None), standing.live_block(self._day)
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
            func.max(case((mail, _ONE), else_=_ZERO)).label("mail"),
            func.max(case((and_(usable, c.phone.is_not(None)), _ONE), else_=_ZERO)).label("phone"),
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
                one.history = (later + row.invoices, soon + row.invoices * (row.week <= now + 2))
        for id, (count, days, late) in totals.items():
            one = facts[id]
            one.paid_invoices = count
            one.usual_lateness = round(days / count)
            one.paid_late = late * 100 // count


def paid_on() -> Any:
    """Per paid invoice the day it was paid: as the source says, else the later end of the interval
    in which two imports saw it vanish. Columns item_id, paid."""
    event = table("item_event").c
    return (
        select(event.item_id, func.max(event.until).label("paid"))
        .where(event.kind == "paid")
        .group_by(event.item_id)
        .subquery("paid_event")
    )


def paid_weeks(day: date, customer_id: int | None = None) -> Select[Any]:
    """Paid invoices by customer and week of lateness, of two years, without those that somebody
    was contacted about: customer_id, week, invoices, days (sum), late (count of late ones)."""
    item, link, event = table("item"), table("activity_item"), paid_on()
    paid = func.coalesce(item.c.settled, event.c.paid)
    mine = item.c.customer_id == customer_id if customer_id is not None else true()
    known = (
        select(item.c.customer_id, days_between(paid, item.c.due).label("days"))
        .outerjoin(event, event.c.item_id == item.c.id)
        .where(
            mine,
            item.c.open_minor == 0, item.c.kind == "invoice", item.c.due.is_not(None),
            paid <= day, paid > day - timedelta(days=HISTORY_DAYS),
            ~select(link.c.item_id).where(link.c.item_id == item.c.id).exists(),
        )
        .subquery("paid_item")
    )  # fmt: skip
    week = (known.c.days // 7).label("week")
    late = case((known.c.days > 0, _ONE), else_=_ZERO)
    return select(
        known.c.customer_id, week, func.count().label("invoices"),
        func.sum(known.c.days).label("days"), func.sum(late).label("late"),
    ).group_by(known.c.customer_id, week)  # fmt: skip
