"""Alerts within one transaction: what stands, what is new, who may see it, how it went out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from collectwork.domain.alerts import (
    PASSED,
    AlertLine,
    Cause,
    Delivery,
    Raised,
    Reader,
    Standing,
    Wanted,
    Watched,
    from_kept,
    kept_list,
)
from collectwork.rules.notices import State
from collectwork.store import alert_causes, json_rows, noticing
from collectwork.store.ids import alike
from collectwork.store.tables import table


class Alerts:
    """Alerts, since when each rule is watched, and deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ----- evaluating

    def alone(self) -> None:
        """Nobody else evaluates until this transaction ends; SQLite has one writer anyway."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE alert IN SHARE ROW EXCLUSIVE MODE"))

    def causes(self, kind: str, day: date, now: datetime, days: int) -> list[Cause]:
        """What happened on accounts, for kinds about an event; see ``store.alert_causes``."""
        return alert_causes.found(self._connection, kind, day, now, days)

    def watched(self) -> dict[str, Watched]:
        """Alerts that were evaluated before, by name."""
        rows = self._connection.execute(select(table("alert_watch")))
        return {row.rule: Watched(row.rule, row.signature, row.since) for row in rows}

    def watch(self, watched: Sequence[Watched], over: Collection[str]) -> None:
        """From now on these; ``over``: no longer."""
        rows = table("alert_watch")
        names = [one.rule for one in watched]
        for name in dict.fromkeys([*names, *over]):
            self._connection.execute(delete(rows).where(rows.c.rule == name))
        if watched:
            values = [
                {"rule": one.rule, "signature": one.signature, "since": one.since}
                for one in watched
            ]
            self._connection.execute(insert(rows), values)

    def active(self, customers: Collection[int] | None = None) -> list[Standing]:
        """Episodes whose cause has not ceased; of these customers."""
        alert = table("alert")
        query = _standing().where(alert.c.ended_on.is_(None))
        parts = [query]
        if customers is not None:
            parts = [query.where(where) for where in _of(alert.c.customer_id, customers)]
        return [Standing(*row) for part in parts for row in self._connection.execute(part)]

    def apart(self, states: Sequence[State]) -> list[Standing]:
        """Those that no account tells of; see ``store.noticing``."""
        query = _standing().where(table("alert").c.ended_on.is_(None), noticing.apart(states))
        return [Standing(*row) for row in self._connection.execute(query)]

    def any_account(self) -> bool:
        """Whether something is open at all."""
        opened = select(exists().where(table("item").c.open_minor != 0))
        return bool(self._connection.execute(opened).scalar())

    def running(self, ids: Sequence[str]) -> list[str]:
        """Those of the ids whose cause has not ceased."""
        alert = table("alert")
        live = select(alert.c.id).where(alert.c.ended_on.is_(None))
        return [
            id
            for where in _of(alert.c.id, ids)
            for id in self._connection.scalars(live.where(where))
        ]

    def ended(self, customers: Collection[int]) -> list[Standing]:
        """The newest ended episode of each cause of these customers."""
        alert = table("alert")
        over = alert.c.ended_on.is_not(None)
        if not customers or self._connection.execute(select(exists().where(over))).scalar() is None:
            return []
        found: dict[tuple[str, int, str], Standing] = {}
        for where in _of(alert.c.customer_id, customers):
            query = _standing().where(over, where).order_by(alert.c.episode)
            for row in self._connection.execute(query):
                found[row.rule, row.customer_id, row.subject] = Standing(*row)
        return list(found.values())

    def add(self, raised: Sequence[Raised]) -> None:
        """New episodes."""
        same = (
            "id", "customer_id", "rule", "ruleset", "kind", "subject", "episode", "severity", "day",
            "raised_at", "words", "currency", "state",
        )  # fmt: skip
        values = [
            {name: getattr(one, name) for name in same}
            | {
                "amount_minor": one.amount,
                "audience": kept_list(one.audience),
                "ways": kept_list(one.ways),
            }
            for one in raised
        ]
        if values:
            self._connection.execute(insert(table("alert")), values)

    def end(self, ids: Sequence[str], on: date) -> None:
        """Their causes have ceased."""
        alert = table("alert")
        for where in _of(alert.c.id, ids):
            done = update(alert).where(where, alert.c.ended_on.is_(None))
            self._connection.execute(done.values(ended_on=on))

    def revive(self, ids: Sequence[str]) -> None:
        """Their causes hold again on the day on which they had ceased: nothing new."""
        alert = table("alert")
        for where in _of(alert.c.id, ids):
            self._connection.execute(update(alert).where(where).values(ended_on=None))

    def customers(self, ids: Collection[int]) -> dict[int, tuple[str, str, str | None]]:
        """Customer → number, name, owner."""
        c = table("customer").c
        found = {}
        for where in _of(c.id, ids):
            for row in self._connection.execute(
                select(c.id, c.number, c.name, c.owner).where(where)
            ):
                found[row.id] = (row.number, row.name, row.owner)
        return found

    # ----- reading

    def lines(
        self, reader: Reader, wanted: Wanted, limit: int | None = None, offset: int = 0
    ) -> list[AlertLine]:
        """What a reader sees, the newest first."""
        alert, customer = table("alert"), table("customer")
        query = (
            select(*alert.c, customer.c.number, customer.c.name, customer.c.owner)
            .join(customer, customer.c.id == alert.c.customer_id)
            .where(_seen_by(reader), *_wanted(wanted))
            .order_by(alert.c.raised_at.desc(), alert.c.id)
            .limit(limit)
            .offset(offset)
        )
        rows = self._connection.execute(query).all()
        sent = self._deliveries([row.id for row in rows])
        return [_line(row, sent.get(row.id, ())) for row in rows]

    def like(self, reader: Reader, part: str) -> list[str]:
        """Ids among what a reader sees that begin or end so, three at most."""
        alert, customer = table("alert"), table("customer")
        ids = (
            select(alert.c.id)
            .join(customer, customer.c.id == alert.c.customer_id)
            .where(_seen_by(reader), *_wanted(Wanted()))
        )
        return alike(self._connection, ids, part)

    def count(self, reader: Reader, wanted: Wanted) -> int:
        """How many a reader sees."""
        alert, customer = table("alert"), table("customer")
        query = (
            select(func.count())
            .select_from(alert)
            .join(customer, customer.c.id == alert.c.customer_id)
            .where(_seen_by(reader), *_wanted(wanted))
        )
        return int(self._connection.execute(query).scalar_one())

    def _deliveries(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        delivery, outbox = table("alert_delivery"), table("outbox")
        found: dict[str, tuple[str, ...]] = {}
        for where in _of(delivery.c.alert_id, ids):
            query = (
                select(delivery.c.alert_id, delivery.c.way, delivery.c.receiver, outbox.c.state)
                .join(outbox, outbox.c.id == delivery.c.outbox_id)
                .where(where)
                .order_by(delivery.c.way, delivery.c.receiver)
            )
            for row in self._connection.execute(query):
                said = f"{row.way} {row.receiver}: {row.state}"
                found[row.alert_id] = (*found.get(row.alert_id, ()), said)
        return found

    # ----- seen, and sent

    def see(self, ids: Sequence[str], who: str, at: str) -> None:
        """Somebody has taken note."""
        alert = table("alert")
        for where in _of(alert.c.id, ids):
            seen = update(alert).where(where, alert.c.state != "seen")
            self._connection.execute(seen.values(state="seen", seen_by=who, seen_at=at))

    def sent_with(self, deliveries: Sequence[Delivery]) -> None:
        """Which message of the outbox tells which alert."""
        values = [
            {
                "alert_id": one.alert_id, "way": one.way, "receiver": one.receiver,
                "outbox_id": one.outbox_id,
            }
            for one in deliveries
        ]  # fmt: skip
        rows = table("alert_delivery")
        for where in _of(rows.c.alert_id, [one.alert_id for one in deliveries]):
            for way, receiver in {(one.way, one.receiver) for one in deliveries}:
                failed = delete(rows).where(where, rows.c.way == way, rows.c.receiver == receiver)
                self._connection.execute(failed)  # a message that never left told nothing
        if values:
            self._connection.execute(insert(rows), values)


def _standing() -> Select[Any]:
    a = table("alert").c
    return select(a.id, a.customer_id, a.rule, a.subject, a.episode, a.ended_on)


def _of(column: ColumnElement[Any], values: Collection[Any]) -> Iterator[ColumnElement[bool]]:
    """Conditions that together fit all of the values; none where there is none."""
    listed = sorted(set(values))
    if listed and isinstance(listed[0], int):
        yield column.in_(json_rows.numbers(listed))
    elif listed:
        yield column.in_(json_rows.values(listed))


def _seen_by(reader: Reader) -> ColumnElement[bool]:
    """Alerts that go to a reader; to a lead also whatever happens on the team's accounts."""
    if reader.leads and reader.mates is None:
        return true()
    alert, owner = table("alert"), table("customer").c.owner
    of_team: ColumnElement[bool] = true() if reader.mates is None else owner.in_(reader.mates)
    if reader.unowned:
        of_team = or_(of_team, owner.is_(None))
    mine: ColumnElement[bool] = owner == reader.login
    if reader.unowned:
        mine = or_(mine, owner.is_(None))
    ways = [
        and_(_names("owner"), mine),
        and_(_names("team"), of_team),
        alert.c.audience.contains(f",{reader.login},", autoescape=True),
    ]
    if reader.leads:
        ways.append(of_team)
    return or_(*ways)


def _names(audience: str) -> ColumnElement[bool]:
    return table("alert").c.audience.contains(f",{audience},")


def _wanted(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    alert, delivery = table("alert"), table("alert_delivery")
    if wanted.state == "done":
        yield alert.c.ended_on.is_not(None)
    elif wanted.state is not None:
        yield alert.c.state == wanted.state
        yield alert.c.ended_on.is_(None)
    yield alert.c.state != PASSED
    if wanted.day is not None:
        yield alert.c.day == wanted.day
    if wanted.told:
        yield alert.c.state != "standing"
    if wanted.kind is not None:
        yield alert.c.kind == wanted.kind
    if wanted.way is not None:
        yield alert.c.ways.contains(f",{wanted.way},")
    if wanted.owner is not None:
        yield table("customer").c.owner == wanted.owner
    if wanted.fresh_for is not None:
        outbox = table("outbox")
        yield ~exists().where(
            outbox.c.id == delivery.c.outbox_id,
            outbox.c.state.not_in(("failed", "expired")),
            delivery.c.alert_id == alert.c.id,
            delivery.c.way == "digest",
            delivery.c.receiver == wanted.fresh_for,
        )


def _line(row: Any, deliveries: tuple[str, ...]) -> AlertLine:
    same = (
        "id", "customer_id", "rule", "ruleset", "kind", "severity", "day", "raised_at", "words",
        "currency", "seen_by", "seen_at", "ended_on",
    )  # fmt: skip
    found = row._mapping
    return AlertLine(
        **{name: found[name] for name in same},
        customer=row.number,
        name=row.name,
        owner=row.owner or "",
        audience=from_kept(row.audience),
        ways=from_kept(row.ways),
        amount=row.amount_minor,
        state="done" if row.ended_on else row.state,
        deliveries=deliveries,
    )
