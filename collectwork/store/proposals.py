"""Proposals, and what the rules about them ask of the book."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from collectwork.domain.proposals import Proposal, Wanted
from collectwork.domain.receivables import Item
from collectwork.store.accounts import item_of
from collectwork.store.dates import days_between
from collectwork.store.held import late_by
from collectwork.store.tables import table

_PORTION = 500
_UNKNOWN = 10**12  # minor units of an invoice whose amount no file named: never too few
_DECIDED = ("accepted", "declined")


class Proposals:
    """Proposals within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(
        self, state: str | None = None, kind: str | None = None, customer_id: int | None = None
    ) -> list[Proposal]:
        """Proposals, the newest first; those that wait before all others."""
        row = table("proposal").c
        query = _lines().order_by(row.state != "proposed", row.made_on.desc(), row.id.desc())
        for column, value in ((row.state, state), (row.kind, kind), (row.customer_id, customer_id)):
            if value is not None:
                query = query.where(column == value)
        return [_line(one) for one in self._connection.execute(query)]

    def by_id(self, id: int) -> Proposal | None:
        row = self._connection.execute(_lines().where(table("proposal").c.id == id)).first()
        return None if row is None else _line(row)

    def add(
        self, wanted: Sequence[tuple[str, Wanted]], on: date, who: str, ruleset: str
    ) -> list[int]:
        """Keep new ones, each with the id of its entry; returns their numbers in order."""
        rows = [
            {"entry_id": entry_id, "made_on": on, "made_by": who, "ruleset": ruleset,
             "state": "proposed", "seen_on": on, **_values(one)}
            for entry_id, one in wanted
        ]  # fmt: skip
        if not rows:
            return []
        proposal = table("proposal")
        statement = insert(proposal).returning(proposal.c.id, sort_by_parameter_order=True)
        return [int(id) for id in self._connection.scalars(statement, rows)]

    def alone(self) -> None:
        """Nobody else evaluates until this transaction ends; SQLite has one writer anyway."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE proposal IN SHARE ROW EXCLUSIVE MODE"))

    def waiting(self) -> dict[tuple[int, str, str], Proposal]:
        """Those that wait for a decision, by customer, kind and cause."""
        return {one.wanted.key: one for one in self.lines("proposed")}

    def renew(self, wanted: Sequence[tuple[int, Wanted]], on: date, ruleset: str) -> None:
        """What proposals that still wait say today."""
        rows = [
            {"number_": id, **_values(one), "seen_on": on, "ruleset": ruleset}
            for id, one in wanted
        ]  # fmt: skip
        if rows:
            proposal = table("proposal")
            statement = update(proposal).where(proposal.c.id == bindparam("number_"))
            self._connection.execute(statement, rows)

    def expire(self, over: Sequence[tuple[int, str]], on: date, who: str, reason: str) -> None:
        """Those of them that still wait are over, each with the id of its entry."""
        rows = [{"number_": id, "decided_entry": entry_id} for id, entry_id in over]
        if rows:
            proposal = table("proposal")
            statement = update(proposal).where(
                proposal.c.id == bindparam("number_"), proposal.c.state == "proposed"
            ).values(
                state="expired", decided_on=on, decided_by=who, reason=reason,
                decided_entry=bindparam("decided_entry"),
            )  # fmt: skip
            self._connection.execute(statement, rows)

    def decide(
        self, ids: Collection[int], state: str, on: date, who: str, reason: str, entry_id: str
    ) -> int:
        """Those of them that still wait; returns how many."""
        proposal = table("proposal")
        done = 0
        for some in _portions(sorted(ids)):
            query = update(proposal).where(
                proposal.c.id.in_(some), proposal.c.state == "proposed"
            ).values(
                state=state, decided_on=on, decided_by=who, reason=reason, decided_entry=entry_id
            )  # fmt: skip
            done += self._connection.execute(query).rowcount
        return done

    def decided_since(self, day: date) -> dict[tuple[int, str, str], date]:
        """The newest decision by customer, kind and cause, since a day."""
        row = table("proposal").c
        query = (
            select(row.customer_id, row.kind, row.cause, func.max(row.decided_on))
            .where(row.state.in_(_DECIDED), row.decided_on >= day)
            .group_by(row.customer_id, row.kind, row.cause)
        )
        return {(a, b, c): on for a, b, c, on in self._connection.execute(query)}

    def claimed(self, kind: str) -> set[tuple[int, str]]:
        """Customer and cause of every proposal of a kind that was ever decided: a fee or the
        interest of an invoice is claimed once."""
        row = table("proposal").c
        query = select(row.customer_id, row.cause).where(
            row.kind == kind, row.state.in_(_DECIDED)
        )  # fmt: skip
        return {(id, cause) for id, cause in self._connection.execute(query)}

    def claimed_items(self, kind: str) -> set[int]:
        """The invoices of decided proposals of a kind."""
        row = table("proposal").c
        query = select(row["items"]).where(row.kind == kind, row.state.in_(_DECIDED))
        return {int(id) for found in self._connection.scalars(query) for id in found or ()}

    def holds(self) -> dict[int, Proposal]:
        """Accounts on credit hold, with the newest accepted hold that no release followed."""
        row = table("proposal").c
        query = (
            _lines()
            .where(row.kind.in_(("credit_hold", "credit_release")), row.state == "accepted")
            .order_by(row.decided_on, row.id)
        )
        newest = {one.customer_id: one for one in self._connection.execute(query)}
        return {id: _line(one) for id, one in newest.items() if one.kind == "credit_hold"}

    def released(self, since: date) -> set[int]:
        """Accounts whose hold was released on or after a day."""
        row = table("proposal").c
        query = select(row.customer_id).where(
            row.kind == "credit_release", row.state == "accepted", row.decided_on >= since
        )
        return set(self._connection.scalars(query))

    # -- the book

    def open_sums(self, customers: Collection[int]) -> dict[int, dict[str, int]]:
        """What is open by customer and currency, credits taken off."""
        item = table("item").c
        found: dict[int, dict[str, int]] = {}
        for some in _portions(sorted(customers)):
            query = (
                select(item.customer_id, item.currency, func.sum(item.open_minor))
                .where(item.customer_id.in_(some), item.open_minor != 0)
                .group_by(item.customer_id, item.currency)
                .order_by(item.customer_id, item.currency)
            )
            for id, currency, minor in self._connection.execute(query):
                if minor:
                    found.setdefault(id, {})[currency] = int(minor)
        return found

    def overdue(self, customers: Collection[int], day: date) -> dict[int, list[Item]]:
        """Overdue invoices by customer, the oldest first."""
        item = table("item")
        found: dict[int, list[Item]] = {}
        for some in _portions(sorted(customers)):
            query = (
                select(item)
                .where(item.c.customer_id.in_(some), item.c.open_minor > 0, late_by() < day)
                .order_by(item.c.customer_id, late_by(), item.c.id)
            )
            for row in self._connection.execute(query):
                found.setdefault(row.customer_id, []).append(item_of(row))
        return found

    def paid_late_days(self, since: date, day: date) -> list[tuple[int, str, int]]:
        """Customer, currency, and minor units times days past due (from the due date to ``day``) of
        the invoices of ``paid_late``: a bound of what their interest can be."""
        item = table("item")
        billed = func.coalesce(item.c.original_minor, literal(_UNKNOWN, BigInteger))
        weight = func.sum(billed * days_between(literal(day, Date), item.c.due))
        query = (
            select(item.c.customer_id, item.c.currency, weight)
            .where(*_paid_late(since, day))
            .group_by(item.c.customer_id, item.c.currency)
        )
        return [(row[0], row[1], int(row[2])) for row in self._connection.execute(query)]

    def paid_late(
        self, since: date, day: date, customers: Collection[int]
    ) -> dict[int, list[Item]]:
        """Invoices that ledgers or cash closed after their due date, in (``since``, ``day``], by
        customer."""
        item = table("item")
        found: dict[int, list[Item]] = {}
        for some in _portions(sorted(customers)):
            query = (
                select(item)
                .where(item.c.customer_id.in_(some), *_paid_late(since, day))
                .order_by(item.c.customer_id, item.c.due, item.c.id)
            )
            for row in self._connection.execute(query):
                found.setdefault(row.customer_id, []).append(item_of(row))
        return found

    def steps_done(self, steps: Collection[str], since: date) -> list[tuple[int, str, str, date]]:
        """Customer, entry, step and day of contacts that did one of these steps since a day, where
        something is still overdue."""
        a, item = table("activity").c, table("item").c
        owing = select(item.customer_id).where(item.open_minor > 0)
        query = (
            select(a.customer_id, a.entry_id, a.step, a.work_day)
            .where(
                a.step.in_(sorted(steps)), a.contact.is_(True), a.undone_by.is_(None),
                a.work_day >= since, a.customer_id.in_(owing),
            )
            .order_by(a.customer_id, a.seq)
        )  # fmt: skip
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]

    def at_end(self, steps: Sequence[tuple[str, str]]) -> list[tuple[int, str, str]]:
        """Customer, strategy and step of threads that did one of these last steps."""
        t = table("thread").c
        found: list[tuple[int, str, str]] = []
        for strategy, step in steps:
            query = select(t.customer_id).where(t.strategy == strategy, t.step == step)
            found += [(id, strategy, step) for id in self._connection.scalars(query)]
        return found

    def to_hand_over(self, day: date) -> list[tuple[int, str, str]]:
        """Customer, strategy and step of the lines of the day's list that are a hand-over."""
        run, line = table("plan_run").c, table("work_line").c
        newest = select(func.max(run.id)).where(run.day == day).scalar_subquery()
        query = (
            select(line.customer_id, line.strategy, line.step)
            .where(line.run_id == newest, line.action == "hand_over", line.state == "open")
            .order_by(line.customer_id)
        )
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]

    def handed_over(self, day: date) -> dict[int, str]:
        """Customers whose accounts are with an agency or counsel on a day, with the block's id."""
        block = table("block").c
        query = select(block.customer_id, block.id).where(
            block.kind == "agency", block.lifted_on.is_(None), block.since <= day,
            or_(block.until.is_(None), block.until >= day),
        )  # fmt: skip
        return {row.customer_id: row.id for row in self._connection.execute(query)}

    def numbers(self, customers: Collection[int]) -> Mapping[int, tuple[str, str | None]]:
        """Number and country of customers."""
        c = table("customer").c
        found: dict[int, tuple[str, str | None]] = {}
        for some in _portions(sorted(customers)):
            query = select(c.id, c.number, c.country).where(c.id.in_(some))
            found |= {
                id: (number, country) for id, number, country in self._connection.execute(query)
            }
        return found


def _paid_late(since: date, day: date) -> tuple[ColumnElement[bool], ...]:
    item, event, payment = table("item"), table("item_event"), table("payment")
    closed = select(event.c.item_id).where(
        event.c.kind == "paid", event.c.until > since, event.c.until <= day
    )
    came = select(payment.c.item_id).where(
        payment.c.item_id.is_not(None), payment.c.received > since, payment.c.received <= day
    )
    return (
        item.c.kind == "invoice", item.c.open_minor == 0, item.c.due.is_not(None),
        item.c.due < day, or_(item.c.id.in_(closed), item.c.id.in_(came)),
    )  # fmt: skip


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PORTION):
        yield ids[start : start + _PORTION]


def _lines() -> Select[Any]:
    proposal, customer = table("proposal"), table("customer")
    return select(proposal, customer.c.number, customer.c.name).join(
        customer, customer.c.id == proposal.c.customer_id
    )


def _values(one: Wanted) -> dict[str, Any]:
    return {
        "customer_id": one.customer_id,
        "kind": one.kind,
        "cause": one.cause,
        "rule": one.rule,
        "amounts": dict(one.amounts),
        "items": list(one.items),
        "invoices": list(one.invoices),
        "explanation": one.explanation,
        "lifts": one.lifts,
        "remark": one.remark,
        "derivation": [dict(line) for line in one.derivation],
    }


def _line(row: Row[Any]) -> Proposal:
    m = row._mapping
    wanted = Wanted(
        row.customer_id, row.number, row.kind, row.cause, row.explanation, row.amounts or {},
        tuple(m["items"] or ()), tuple(row.invoices or ()), row.lifts, row.remark, row.rule,
        tuple(row.derivation or ()),
    )  # fmt: skip
    return Proposal(
        row.id, wanted, row.name, row.state, row.made_on, row.made_by, row.ruleset, row.entry_id,
        row.seen_on, row.decided_on, row.decided_by, row.reason,
    )  # fmt: skip
