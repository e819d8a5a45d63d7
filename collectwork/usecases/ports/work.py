"""The store as use cases see it; ``collectwork.store`` fits these, checked where it is wired."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Protocol

from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, Entry
from collectwork.domain.backtest import KnownImport, Owed
from collectwork.domain.chain import Seen
from collectwork.domain.restored import BackedUp, Restored
from collectwork.domain.worklist import PlannedLine
from collectwork.usecases.ports.accounts import (
    Accounts,
    Blocks,
    Disputes,
    FollowUps,
    Happenings,
    Promises,
    Search,
)
from collectwork.usecases.ports.alerts import Alerts
from collectwork.usecases.ports.assigning import Assigning, HandOvers
from collectwork.usecases.ports.audit import Audit
from collectwork.usecases.ports.backtest import Difference
from collectwork.usecases.ports.cash import Receipts
from collectwork.usecases.ports.cash_view import CashView
from collectwork.usecases.ports.importing import Imports
from collectwork.usecases.ports.loading import Loading
from collectwork.usecases.ports.measures import Measures
from collectwork.usecases.ports.outbox import Lanes, OutboxRows
from collectwork.usecases.ports.people import People
from collectwork.usecases.ports.pins import Pins
from collectwork.usecases.ports.planning import Plans
from collectwork.usecases.ports.proposals import Proposals
from collectwork.usecases.ports.suggestions import Suggestions
from collectwork.usecases.ports.templates import TemplateRows
from collectwork.usecases.ports.today import Today
from collectwork.usecases.ports.view import ListView


class Log(Protocol):
    """The entries, read only."""

    def head(self) -> Entry | None: ...
    def by_id(self, id: str) -> Entry | None: ...
    def walk(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]: ...


class Read(Protocol):
    """A consistent view."""

    @property
    def log(self) -> Log: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def search(self) -> Search: ...
    @property
    def happenings(self) -> Happenings: ...
    @property
    def promises(self) -> Promises: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def suggestions(self) -> Suggestions: ...
    @property
    def disputes(self) -> Disputes: ...
    @property
    def blocks(self) -> Blocks: ...
    @property
    def follow_ups(self) -> FollowUps: ...
    @property
    def view(self) -> ListView: ...
    @property
    def today(self) -> Today: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def cash(self) -> Receipts: ...
    @property
    def cash_view(self) -> CashView: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def outbox(self) -> OutboxRows: ...
    @property
    def lanes(self) -> Lanes: ...
    @property
    def people(self) -> People: ...
    @property
    def assigning(self) -> Assigning: ...
    @property
    def hand_overs(self) -> HandOvers: ...
    @property
    def pins(self) -> Pins: ...
    @property
    def measures(self) -> Measures: ...
    @property
    def templates(self) -> TemplateRows: ...


class Write(Read, Protocol):
    """The one write transaction; see ``collectwork.store.work.Write``."""

    key: str
    replayed: Entry | None
    drafts: list[Draft]
    entries: list[Entry]

    @property
    def loading(self) -> Loading: ...
    def record(self, entry: Action | Draft) -> str: ...
    def record_all(self, drafts: list[Draft]) -> None: ...


class Workbench(Protocol):
    """The book as it was known on a day; see ``collectwork.store.backtest.Workbench``."""

    @property
    def known(self) -> Read: ...
    @property
    def imports(self) -> Sequence[KnownImport]: ...
    def moved_to(self, day: date) -> AbstractContextManager[list[KnownImport]]:
        """Everything recorded up to and including the day; the imports that are new."""
        ...

    def begin(self, day: date, names: Collection[str]) -> None:
        """From this day on these sets' lists are worked; call it before moving there."""
        ...

    def of(self, name: str) -> Read: ...
    def work(self, name: str, day: date, lines: Sequence[PlannedLine]) -> None: ...
    def owing(self, day: date) -> Iterator[Owed]: ...
    def who(self, ids: Collection[int]) -> dict[int, tuple[str, str]]: ...
    def broken(self, first: date, last: date) -> list[tuple[int, date, int, str]]:
        """Customer, first day of the break, amount still promised, currency."""
        ...

    def difference(self) -> Difference: ...


class Store(Protocol):
    """Where everything is kept. ``alarm`` says why it is open for reading only, if it is."""

    actor: str
    alarm: str | None

    @property
    def path(self) -> str: ...
    def seen(self) -> Sequence[Seen]: ...
    def verified(self, seq: int, hash: bytes) -> None: ...
    def backup(self, target: Path) -> BackedUp: ...
    def restore(self, file: Path) -> Restored: ...
    def read(self) -> AbstractContextManager[Read]: ...
    def write(self, key: str | None = None) -> AbstractContextManager[Write]: ...
    def workbench(
        self, told: Callable[[int, int | None], None]
    ) -> AbstractContextManager[Workbench]:
        """The book copied, to be moved from day to day; ``told`` hears how far the copying is."""
        ...

    def close(self) -> None: ...
