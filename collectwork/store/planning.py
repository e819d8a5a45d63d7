"""Planning: facts in, lists out, and how far each sequence has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, case, func, insert, or_, select

from collectwork.domain.contact_policy import Need
from collectwork.domain.customers import Contact
from collectwork.domain.facts import AccountFacts, BookHabits
from collectwork.domain.outcomes import Outcome
from collectwork.domain.worklist import LineDone, PlannedLine, Run, StoredRules, Waiting, WorkItem
from collectwork.rules.notices import Notice
from collectwork.rules.verdicts import Questions
from collectwork.store import (
    planning_facts,
    planning_history,
    planning_policy,
    planning_waiting,
    planning_words,
)
from collectwork.store.contact_history import Touched
from collectwork.store.dates import days_between
from collectwork.store.planning_lines import Lines
from collectwork.store.planning_threads import Threads
from collectwork.store.tables import table

FOLLOWED_DAYS = 14  # a payment within so many days follows on a contact
CONTACT_HISTORY = 365


class Plans:
    """Planning within one transaction; see ``usecases.ports.planning``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lines = Lines(connection)
        self._threads = Threads(connection)

    # -- making a list

    def facts(
        self,
        day: date,
        quiet_days: int,
        min_invoice: int,
        base: str,
        customer_id: int | None = None,
    ) -> list[AccountFacts]:
        """One row per customer with open items, by customer id."""
        book = planning_facts.Book(
            self._connection, day, quiet_days, min_invoice, base, customer_id
        )
        return sorted(book.facts(), key=attrgetter("customer_id"))

    def judged(
        self,
        day: date,
        quiet_days: int,
        min_invoice: int,
        base: str,
        asked: Questions,
        names: Iterable[str] = (),
        notices: Sequence[Notice] = (),
    ) -> tuple[Iterator[AccountFacts], BookHabits]:
        """The whole book with verdicts, as it is read, and its habits, complete when all of it
        was."""
        book = planning_facts.Book(self._connection, day, quiet_days, min_invoice, base)
        late: dict[int, int] = {}
        return book.judged(asked, names, late, notices), BookHabits(late, self._followed(day))

    def noticed(
        self, day: date, quiet_days: int, min_invoice: int, base: str, notices: Sequence[Notice]
    ) -> Iterator[AccountFacts]:
        """The accounts of these notices alone, with the facts that they name."""
        book = planning_facts.Book(self._connection, day, quiet_days, min_invoice, base)
        return book.noticed(notices)

    def habits(self, day: date) -> BookHabits:
        """How late invoices are paid in this book, and what followed on contacts of a year."""
        weeks = planning_history.paid_weeks(day).subquery("weeks")
        total = func.sum(weeks.c.alone)
        query = select(weeks.c.week, total).group_by(weeks.c.week)
        late = {int(week): int(count) for week, count in self._connection.execute(query)}
        return BookHabits(late, self._followed(day))

    def _followed(self, day: date) -> dict[str, tuple[int, int]]:
        a, link, item = table("activity"), table("activity_item"), table("item")
        event = planning_history.paid_on()
        paid = func.coalesce(item.c.settled, event.c.paid)
        after = days_between(paid, a.c.work_day)
        followed = case((and_(paid.is_not(None), after.between(0, FOLLOWED_DAYS)), 1), else_=0)
        query = (
            select(a.c.channel, func.count(), func.sum(followed))
            .join(link, link.c.entry_id == a.c.entry_id)
            .join(item, item.c.id == link.c.item_id)
            .outerjoin(event, event.c.item_id == item.c.id)
            .where(
                a.c.contact.is_(True), a.c.undone_by.is_(None),
                a.c.work_day > day - timedelta(days=CONTACT_HISTORY),
                a.c.work_day <= day - timedelta(days=FOLLOWED_DAYS),
            )
            .group_by(a.c.channel)
        )  # fmt: skip
        rows = self._connection.execute(query)
        return {channel: (int(count), int(paid_)) for channel, count, paid_ in rows}

    def waiting(self, day: date) -> Waiting:
        """Who was left on the newest list before a day."""
        return planning_waiting.waiting(self._connection, day)

    def newest_run(self, day: date) -> Run | None:
        """The list in force on a day."""
        run = table("plan_run")
        row = self._connection.execute(
            select(run)
            .where(run.c.day == day, run.c.source == "planned")
            .order_by(run.c.id.desc())
            .limit(1)
        ).first()
        if row is None:
            return None
        return Run(
            row.id, row.day, row.made_at, row.actor, row.ruleset, row.import_id, row.considered,
            row.listed, row.cleared,
        )  # fmt: skip

    def add_run(self, run: Run, lines: Sequence[PlannedLine]) -> int:
        """Store a list with its open lines; returns its id."""
        made = self._connection.execute(
            insert(table("plan_run"))
            .values(
                day=run.day, made_at=run.made_at, actor=run.actor, ruleset=run.ruleset,
                import_id=run.import_id, considered=run.considered, listed=run.listed,
                cleared=run.cleared, source="planned",
            )
            .returning(table("plan_run").c.id)
        ).scalar_one()  # fmt: skip
        self._lines.store(made, lines)
        return int(made)

    def carry(self, old: int, new: int, places: Mapping[int, tuple[int, str]]) -> None:
        """Take worked and cleared lines of an earlier run of the day into a newer one."""
        self._lines.carry(old, new, places)

    def add_rules(self, rules: StoredRules) -> StoredRules | None:
        """Keep a version of the rules. Returns the one used before; itself when it is the same."""
        ruleset = table("ruleset")
        before = self._newest_rules()
        if before is not None and before.version == rules.version:
            return before
        known = select(ruleset.c.version).where(ruleset.c.version == rules.version)
        if self._connection.execute(known).first() is None:
            self._connection.execute(
                insert(ruleset).values(
                    version=rules.version, text=rules.text, since=rules.since, actor=rules.actor
                )
            )
        return before

    def rules_text(self, version: str) -> StoredRules | None:
        """A version of the rules as it was."""
        ruleset = table("ruleset")
        row = self._connection.execute(select(ruleset).where(ruleset.c.version == version)).first()
        return None if row is None else StoredRules(row.version, row.text, row.since, row.actor)

    def touched(
        self, day: date, needs: Sequence[Need], customer_id: int | None = None
    ) -> Mapping[int, Touched]:
        """The history of the customers of whom one of the needs holds; of one in any case."""
        return planning_policy.touched(self._connection, day, needs, customer_id)

    def silent(self, customer_id: int | None = None) -> Mapping[int, str]:
        """Customers nobody of whom is to be contacted, with the name of one of them."""
        return planning_policy.silent(self._connection, customer_id)

    def first_contacts(self, customer_id: int | None = None) -> Mapping[int, Contact]:
        """Whom one would call, by customer."""
        return planning_policy.first_contacts(self._connection, customer_id)

    def withhold(
        self,
        customer_id: int,
        collector: str,
        day: date,
        channel: str,
        until: date | None,
        entry_id: str,
    ) -> None:
        """A contact that the policy refused: it counts as worked in order."""
        planning_policy.withhold(
            self._connection, customer_id, collector, day, channel, until, entry_id
        )

    def newest_rules(self) -> StoredRules | None:
        """The version used last."""
        return self._newest_rules()

    def words_known(self) -> dict[str, set[str]]:
        """Values that customers have, by fact."""
        return planning_words.words_known(self._connection)

    def rules_uses(self) -> list[StoredRules]:
        """When which version came into force, by whom, the newest first; without their texts."""
        c = table("plan_run").c
        before = func.lag(c.ruleset).over(order_by=c.id)
        runs = select(c.id, c.ruleset, c.made_at, c.actor, before.label("before")).where(
            c.source == "planned"
        )
        run = runs.subquery("run_in_order").c
        query = select(run.ruleset, run.made_at, run.actor).where(
            or_(run.before.is_(None), run.before != run.ruleset)
        )
        rows = self._connection.execute(query.order_by(run.id.desc()))
        return [StoredRules(row.ruleset, "", row.made_at, row.actor) for row in rows]

    def rules_versions(self) -> list[StoredRules]:
        """Every version that was in force, the newest first."""
        ruleset = table("ruleset").c
        query = select(ruleset.version, ruleset.text, ruleset.since, ruleset.actor)
        rows = self._connection.execute(query.order_by(ruleset.since.desc(), ruleset.version))
        return [StoredRules(*row) for row in rows]

    def _newest_rules(self) -> StoredRules | None:
        """That of the newest list; the newest stored before there is one."""
        run, ruleset = table("plan_run"), table("ruleset")
        used = select(run.c.ruleset).where(run.c.source == "planned")
        version = self._connection.execute(used.order_by(run.c.id.desc()).limit(1)).scalar()
        if version is None:
            stored = select(ruleset.c.version).order_by(ruleset.c.since.desc()).limit(1)
            version = self._connection.execute(stored).scalar()
        return self.rules_text(version) if version else None

    def newest_import(self) -> int | None:
        """The newest ledger brought in."""
        run = table("import_run")
        return self._connection.execute(
            select(func.max(run.c.id)).where(run.c.kind == "open-items", run.c.undone_at.is_(None))
        ).scalar()

    def threads(self) -> list[int]:
        """Customers whose sequence has begun."""
        return self._threads.customers()

    def end_threads(self, customer_ids: Sequence[int]) -> None:
        """Forget positions of accounts that owe nothing overdue: the next debt starts anew."""
        self._threads.forget(customer_ids)

    # -- reading a list

    def lines(
        self,
        run_id: int,
        collectors: Sequence[str] | None = None,
        limit: int | None = None,
        offset: int = 0,
        states: Sequence[str] = (),
    ) -> list[WorkItem]:
        """In order; ``collectors`` None = everybody's."""
        return self._lines.read(run_id, collectors, limit, offset, states)

    def line(self, run_id: int, customer_id: int) -> WorkItem | None:
        """One account's line of a list."""
        return next(iter(self._lines.read(run_id, None, 1, 0, (), customer_id)), None)

    def open_keys(self, run_id: int) -> Iterator[tuple[Any, ...]]:
        """The open lines in short, by collector and rank, to tell whether a list has changed."""
        return self._lines.open_keys(run_id)

    def places(self, run_id: int) -> list[tuple[int, str, int, str]]:
        """Customer, collector, rank and state of every line, by rank."""
        return self._lines.places(run_id)

    def counts(self, run_id: int, collectors: Sequence[str] | None = None) -> Mapping[str, int]:
        """Lines by state."""
        return self._lines.counts(run_id, collectors)

    def by_collector(self, run_id: int) -> Mapping[str, int]:
        """Lines by collector; "" are those nobody owns."""
        return self._lines.by(run_id, "collector")

    def by_rule(self, run_id: int) -> Mapping[str, int]:
        """Lines by the rule that listed them."""
        return self._lines.by(run_id, "rule")

    def owns(self, login: str) -> bool:
        """Whether any account belongs to this collector."""
        customer = table("customer")
        query = select(customer.c.id).where(customer.c.owner == login).limit(1)
        return self._connection.execute(query).first() is not None

    # -- working on it

    def worked(
        self, customer_id: int, day: date, outcome: Outcome, entry_id: str, state: str = "done"
    ) -> LineDone | None:
        """Mark today's line, move the sequence when the outcome fulfils the step."""
        return self._threads.worked(customer_id, day, outcome, entry_id, state)

    def take_back(self, customer_id: int, before: Mapping[str, Any]) -> None:
        """Undo ``worked``."""
        self._threads.take_back(customer_id, before)

    def step_done(
        self,
        customer_id: int,
        company: str,
        strategy: str,
        step: str,
        step_no: int,
        day: date,
        lead_item_id: int | None = None,
        entered: str | None = None,
    ) -> None:
        """The sequence of this customer has come so far."""
        self._threads.step_done(
            customer_id, company, strategy, step, step_no, day, lead_item_id, entered
        )
