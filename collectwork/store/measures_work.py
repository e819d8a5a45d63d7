"""Tables of values about what was done: contacts, promises, obstacles, lists as shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from collectwork.analytics.evidence import Obstacle, Touch, Vow
from collectwork.analytics.promises import Promised
from collectwork.analytics.rows import Act, ListLine, Next
from collectwork.domain.promises import UNSETTLED
from collectwork.store import measures_obstacles
from collectwork.store.dates import day_of
from collectwork.store.held import late_by
from collectwork.store.tables import table


class WorkTables:
    """What people and automatic steps did; undone actions left out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._named: list[tuple[Any, ...]] | None = None

    def touches(self) -> list[Touch]:
        """One row per contact or attempt and invoice; an action that names no invoice is about
        everything of the account that was due then."""
        return [
            Touch(label, item, day_of(happened), day_of(recorded), _kind(contact, talk), recorded)
            for label, _, item, happened, recorded, contact, talk, _ in self._contacts()
        ]

    def vows(self) -> list[Vow]:
        """Promises on invoices, named by the action that made them.

        An invoice that the action names without a part of the amount shares in its promise: those
        made together are kept together.
        """
        promise, activity = table("promise"), table("activity")
        query = (
            select(
                promise.c.entry_id, promise.c.item_id, promise.c.amount_minor, promise.c.made_on,
                promise.c.due, promise.c.tolerance_days, promise.c.ended, promise.c.ended_on,
                activity.c.reference, activity.c.recorded_at, activity.c.undone_by,
            )
            .outerjoin(activity, activity.c.entry_id == promise.c.entry_id)
            .where(
                promise.c.item_id.is_not(None),
                or_(promise.c.ended.is_(None), promise.c.ended != "undone"),
            )
            .order_by(promise.c.made_on, promise.c.id)
        )  # fmt: skip
        found: list[Vow] = []
        made: dict[str, dict[int, Vow]] = defaultdict(dict)
        for row in self._connection.execute(query):
            if row.undone_by is not None:
                continue
            entered = row.made_on
            if row.recorded_at is not None:
                entered = max(entered, day_of(row.recorded_at))
            withdrawn = row.ended_on if row.ended == "withdrawn" else None
            vow = Vow(
                row.reference or row.entry_id, row.item_id, f"{row.entry_id} {row.due}",
                row.amount_minor, entered, row.due, row.tolerance_days, withdrawn,
                row.recorded_at or "",
            )  # fmt: skip
            found.append(vow)
            made[row.entry_id][vow.invoice] = vow
        for entry, item in self._items_of_promises():
            together = made[entry]
            if together and item not in together:
                found.append(replace(next(iter(together.values())), invoice=item, amount=0))
        return found

    def _items_of_promises(self) -> Iterable[tuple[str, int]]:
        link, promise = table("activity_item"), table("promise")
        query = select(link.c.entry_id, link.c.item_id).where(
            link.c.entry_id.in_(select(promise.c.entry_id))
        )
        return ((row[0], row[1]) for row in self._connection.execute(query))

    def obstacles(self) -> list[Obstacle]:
        """Disputes resolved, blocks lifted, copies sent and credit notes posted, after a talk."""
        return measures_obstacles.obstacles(self._connection, self._contacts())

    def promised(self, day: date) -> list[Promised]:
        """Promises with their state; ``live`` while their time runs on ``day``."""
        promise = table("promise")
        query = (
            select(promise)
            .where(or_(promise.c.ended.is_(None), promise.c.ended != "undone"))
            .where(promise.c.made_on <= day)
            .order_by(promise.c.due, promise.c.id)
        )
        found = []
        for row in self._connection.execute(query):
            ran_out = row.due + timedelta(days=row.tolerance_days)
            live = row.state in UNSETTLED and ran_out >= day
            found.append(
                Promised(row.state, row.amount_minor, row.received_minor, row.currency, ran_out,
                         row.actor, row.id, row.customer_id, row.item_id, row.made_on, row.due,
                         row.level, live)
            )  # fmt: skip
        return found

    def acts(self, first: date, last: date) -> list[Act]:
        """Actions whose working day lies in the period, oldest first."""
        activity = table("activity")
        query = (
            select(activity)
            .where(
                activity.c.undone_by.is_(None),
                activity.c.work_day >= first,
                activity.c.work_day <= last,
                activity.c.customer_id.is_not(None),
            )
            .order_by(activity.c.seq)
        )
        return [
            Act(row.reference or row.entry_id, row.customer_id, row.actor, row.work_day,
                day_of(row.recorded_at), row.recorded_at, row.channel, row.code, row.contact,
                row.attempt, row.right_party, row.automatic, row.template, row.text,
                row.strategy, row.step, row.next_on)
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def withheld(self, first: date, last: date) -> set[tuple[str, date, int]]:
        """Contacts that were about to be made in these days and were withheld: who, day,
        customer."""
        w = table("withheld_contact").c
        query = select(w.collector, w.day, w.customer_id).where(w.day >= first, w.day <= last)
        return {(row[0] or "", row[1], row[2]) for row in self._connection.execute(query)}

    def lists(self, first: date, last: date) -> list[ListLine]:
        """The lists of these days as shown, each day's newest, by collector and rank."""
        run, line = table("plan_run"), table("work_line")
        newest = (
            select(run.c.day, run.c.source, func.max(run.c.id).label("id"))
            .where(run.c.day >= first, run.c.day <= last)
            .group_by(run.c.day, run.c.source)
            .subquery("newest")
        )
        query = _lines(newest.c.day, newest.c.id, newest.c.source)
        return self._list_lines(query.join(newest, line.c.run_id == newest.c.id))

    def shown(self, first: date, last: date) -> list[ListLine]:
        """Every list of these days as it stood when it was worked, by collector and rank.

        A list that is made again carries worked lines on, ahead of the others: they count where
        they were worked, not there. What was no longer due when it was made was not shown.
        """
        run, line, done = table("plan_run"), table("work_line"), table("activity")
        carried = and_(done.c.run_id.is_not(None), done.c.run_id != line.c.run_id)
        query = (
            _lines(run.c.day, run.c.id, run.c.source)
            .join(run, line.c.run_id == run.c.id)
            .outerjoin(done, done.c.entry_id == line.c.done_by)
            .where(run.c.day >= first, run.c.day <= last, line.c.state != "cleared", ~carried)
        )
        return self._list_lines(query)

    def _list_lines(self, query: Select[Any]) -> list[ListLine]:
        found = self._connection.execute(query)
        return [ListLine(*list(row)) for row in found]

    def next_steps(self, day: date) -> dict[int, Next]:
        """Customer → earliest open next step and last contact."""
        follow, activity = table("follow_up"), table("activity")
        plans = dict(
            self._pairs(
                select(follow.c.customer_id, func.min(follow.c.due))
                .where(follow.c.state == "open")
                .group_by(follow.c.customer_id)
            )
        )
        contacts = dict(
            self._pairs(
                select(activity.c.customer_id, func.max(activity.c.work_day))
                .where(
                    activity.c.contact.is_(True),
                    activity.c.undone_by.is_(None),
                    activity.c.work_day <= day,
                )
                .group_by(activity.c.customer_id)
            )
        )
        return {
            customer: Next(customer, plans.get(customer), contacts.get(customer))
            for customer in plans.keys() | contacts.keys()
        }

    def blocked(self) -> list[tuple[int, date, date | None]]:
        """Blocks on whole accounts: customer, first day, last day (None: still)."""
        block = table("block")
        query = select(block.c.customer_id, block.c.since, block.c.until, block.c.lifted_on).where(
            block.c.item_id.is_(None)
        )
        return [
            (customer, since, min((one for one in (until, lifted) if one), default=None))
            for customer, since, until, lifted in self._connection.execute(query)
        ]

    def _pairs(self, query: Select[Any]) -> Iterable[tuple[int, date]]:
        return ((row[0], row[1]) for row in self._connection.execute(query))

    def _contacts(self) -> list[tuple[Any, ...]]:
        """label, code, item, happened, recorded, contact, right party, channel; read once."""
        if self._named is None:
            self._named = [*self._by_invoice(), *self._by_account()]
        return self._named

    def _by_invoice(self) -> Iterable[tuple[Any, ...]]:
        activity, link = table("activity"), table("activity_item")
        query = (
            select(*_columns(link.c.item_id))
            .join(link, link.c.entry_id == activity.c.entry_id)
            .where(_counts())
        )
        return (tuple(row) for row in self._connection.execute(query))

    def _by_account(self) -> Iterable[tuple[Any, ...]]:
        activity, link, item = table("activity"), table("activity_item"), table("item")
        named = select(link.c.entry_id).where(link.c.entry_id == activity.c.entry_id).exists()
        query = (
            select(*_columns(item.c.id))
            .join(item, item.c.customer_id == activity.c.customer_id)
            .where(_counts(), ~named, late_by() <= activity.c.work_day)
        )
        return (tuple(row) for row in self._connection.execute(query))


def _lines(
    day: ColumnElement[Any], run: ColumnElement[Any], source: ColumnElement[Any]
) -> Select[Any]:
    """Lines as ``ListLine``, in the order shown."""
    line = table("work_line").c
    return select(
        day, line.collector, line.rank, line.customer_id, line.score, line.past_due_minor,
        line.currency, line.oldest_days, line.state, line.to_collect_minor, line.strategy,
        line.step, run, source,
    ).order_by(day, run, line.collector, line.rank)  # fmt: skip


def _columns(item: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    activity = table("activity")
    return (
        func.coalesce(activity.c.reference, activity.c.entry_id), activity.c.code, item,
        activity.c.happened_at, activity.c.recorded_at, activity.c.contact,
        activity.c.right_party, activity.c.channel,
    )  # fmt: skip


def _counts() -> ColumnElement[bool]:
    activity = table("activity")
    return and_(
        activity.c.undone_by.is_(None),
        or_(activity.c.contact.is_(True), activity.c.attempt.is_(True)),
    )


def _kind(contact: bool, talk: bool) -> Literal["talk", "message", "attempt"]:
    if talk:
        return "talk"
    return "message" if contact else "attempt"
