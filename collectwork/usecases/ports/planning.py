"""What use cases ask of the store's planning: facts in, lists out, and how far a sequence has come.

For whoever records work on an account, inside the same transaction:

    line = tx.plans.worked(customer_id, desk.today, outcome, tx.key)   # None: not on today's list
    ... put line.before into the entry's details; ``undo`` hands it to ``tx.plans.take_back``

``worked`` marks today's line done (or skipped) and moves the sequence on when the outcome fulfils
the step (``domain.worklist.fulfils``). ``step_done`` is the bare move, for a step that is done
without a line, as a mail by template is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from collectwork.domain.contact_policy import Need, Touch
from collectwork.domain.customers import Contact
from collectwork.domain.facts import AccountFacts, BookHabits
from collectwork.domain.outcomes import Outcome
from collectwork.domain.worklist import (
    LineDone,
    PlannedLine,
    Run,
    StoredRules,
    Waiting,
    WorkItem,
)
from collectwork.rules.notices import Notice
from collectwork.rules.verdicts import Questions


class Plans(Protocol):
    """Plans within one transaction."""

    # -- making a list
    def facts(
        self,
        day: date,
        quiet_days: int,
        min_invoice: int,
        base: str,
        customer_id: int | None = None,
    ) -> list[AccountFacts]:
        """One row per customer with open items; see ``domain.facts``."""
        ...

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
        """The same for the whole book, with verdicts, read as they are taken, in no order: what the
        list is decided by, and beside it only the facts that are asked about or that ``names``
        says. The habits are complete when all accounts have been taken."""
        ...

    def noticed(
        self, day: date, quiet_days: int, min_invoice: int, base: str, notices: Sequence[Notice]
    ) -> Iterator[AccountFacts]:
        """The accounts of these notices alone, in no order, with the facts that they name."""
        ...

    def habits(self, day: date) -> BookHabits:
        """How late invoices are paid in this book, and what followed on contacts."""
        ...

    def waiting(self, day: date) -> Waiting: ...
    def newest_run(self, day: date) -> Run | None: ...
    def add_run(self, run: Run, lines: Sequence[PlannedLine]) -> int: ...
    def carry(self, old: int, new: int, places: Mapping[int, tuple[int, str]]) -> None:
        """Take worked and cleared lines of an earlier run of the day along: customer → rank and
        state in the new one."""
        ...

    def add_rules(self, rules: StoredRules) -> StoredRules | None:
        """Keep a version of the rules; returns the one used before, itself when it is the same."""
        ...

    def rules_text(self, version: str) -> StoredRules | None: ...
    def touched(
        self, day: date, needs: Sequence[Need], customer_id: int | None = None
    ) -> Mapping[int, tuple[tuple[Touch, ...], tuple[int, ...]]]:
        """Calls and messages, newest first, and which of their invoices are open and due, of the
        customers of whom one of the needs holds; of one customer in any case."""
        ...

    def silent(self, customer_id: int | None = None) -> Mapping[int, str]:
        """Customers nobody of whom is to be contacted, with the name of one of them."""
        ...

    def first_contacts(self, customer_id: int | None = None) -> Mapping[int, Contact]:
        """Whom one would call, by customer."""
        ...

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
        ...

    def newest_rules(self) -> StoredRules | None:
        """The version used last; None before the first plan."""
        ...

    def words_known(self) -> Mapping[str, set[str]]:
        """Values that customers have, by fact: segment, country, language, owner, tags …"""
        ...

    def rules_uses(self) -> list[StoredRules]:
        """When which version came into force, by whom, the newest first; without their texts."""
        ...

    def rules_versions(self) -> list[StoredRules]:
        """Every version that was in force, the newest first."""
        ...

    def newest_import(self) -> int | None: ...
    def threads(self) -> list[int]: ...
    def end_threads(self, customer_ids: Sequence[int]) -> None:
        """Forget positions of accounts that owe nothing overdue: the next debt starts anew."""
        ...

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
        ...

    def line(self, run_id: int, customer_id: int) -> WorkItem | None: ...
    def open_keys(self, run_id: int) -> Iterator[tuple[Any, ...]]:
        """Collector, customer, strategy, step, action, amount, score and rule of the open lines,
        by collector and rank."""
        ...

    def places(self, run_id: int) -> list[tuple[int, str, int, str]]:
        """Customer, collector, rank and state of every line, by rank."""
        ...

    def counts(self, run_id: int, collectors: Sequence[str] | None = None) -> Mapping[str, int]:
        """Lines by state."""
        ...

    def by_collector(self, run_id: int) -> Mapping[str, int]: ...
    def by_rule(self, run_id: int) -> Mapping[str, int]: ...
    def owns(self, login: str) -> bool: ...

    # -- working on it
    def worked(
        self, customer_id: int, day: date, outcome: Outcome, entry_id: str, state: str = "done"
    ) -> LineDone | None: ...
    def take_back(self, customer_id: int, before: Mapping[str, Any]) -> None:
        """Undo ``worked``: line and sequence as ``LineDone.before`` remembers them."""
        ...

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
        """The sequence of this customer has come so far; ``step_no`` counts from 1."""
        ...
