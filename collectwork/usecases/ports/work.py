"""The store as use cases see it; ``collectwork.store`` fits these, checked where it is wired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, Entry
from collectwork.domain.chain import Seen
from collectwork.domain.restored import BackedUp, Restored
from collectwork.usecases.ports.accounts import (
    Accounts,
    Blocks,
    Disputes,
    FollowUps,
    Happenings,
    Promises,
    Search,
)
from collectwork.usecases.ports.audit import Audit
from collectwork.usecases.ports.cash import Receipts
from collectwork.usecases.ports.cash_view import CashView
from collectwork.usecases.ports.importing import Imports
from collectwork.usecases.ports.loading import Loading
from collectwork.usecases.ports.measures import Measures
from collectwork.usecases.ports.outbox import OutboxRows
from collectwork.usecases.ports.people import People
from collectwork.usecases.ports.planning import Plans
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
    def search(self) -> Search: ...
    @property
    def happenings(self) -> Happenings: ...
    @property
    def promises(self) -> Promises: ...
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
    def people(self) -> People: ...
    @property
    def measures(self) -> Measures: ...


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
    def close(self) -> None: ...
