"""A transaction as the use cases see it: one repository a subject."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from collectwork.domain.actions import Action
from collectwork.domain.activity import KINDS, MUST_HOLD, Draft, Entry, new_id
from collectwork.store import projection
from collectwork.store.accounts import Accounts
from collectwork.store.alerts import Alerts
from collectwork.store.assigning import Assigning
from collectwork.store.audit import Audit
from collectwork.store.blocks import Blocks, FollowUps
from collectwork.store.cash import Receipts
from collectwork.store.cash_view import CashView
from collectwork.store.delivery_reports import DeliveryReports
from collectwork.store.disputes import Disputes
from collectwork.store.hand_overs import HandOvers
from collectwork.store.happenings import Happenings
from collectwork.store.importing import Imports
from collectwork.store.inbox import InboxRows
from collectwork.store.lanes import Lanes
from collectwork.store.loading import Loading
from collectwork.store.log import Log
from collectwork.store.measures import Measures
from collectwork.store.outbox import OutboxRows
from collectwork.store.people import People
from collectwork.store.pins import Pins
from collectwork.store.planning import Plans
from collectwork.store.planning_view import ListView
from collectwork.store.promises import Promises
from collectwork.store.proposals import Proposals
from collectwork.store.search import Search
from collectwork.store.suggestions import Suggestions
from collectwork.store.templates import TemplateRows
from collectwork.store.today import Today

_NOTHING: frozenset[str] = frozenset()


class Read:
    """A consistent view of the store; its connection cannot write."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def log(self) -> Log:
        return Log(self.connection)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.connection)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.connection)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self.connection)

    @cached_property
    def search(self) -> Search:
        return Search(self.connection)

    @cached_property
    def happenings(self) -> Happenings:
        return Happenings(self.connection)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.connection)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self.connection)

    @cached_property
    def suggestions(self) -> Suggestions:
        return Suggestions(self.connection)

    @cached_property
    def disputes(self) -> Disputes:
        return Disputes(self.connection)

    @cached_property
    def blocks(self) -> Blocks:
        return Blocks(self.connection)

    @cached_property
    def follow_ups(self) -> FollowUps:
        return FollowUps(self.connection)

    @cached_property
    def view(self) -> ListView:
        return ListView(self.connection)

    @cached_property
    def today(self) -> Today:
        return Today(self.connection)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self.connection)

    @cached_property
    def cash(self) -> Receipts:
        return Receipts(self.connection)

    @cached_property
    def cash_view(self) -> CashView:
        return CashView(self.connection)

    @cached_property
    def plans(self) -> Plans:
        return Plans(self.connection)

    @cached_property
    def outbox(self) -> OutboxRows:
        return OutboxRows(self.connection)

    @cached_property
    def lanes(self) -> Lanes:
        return Lanes(self.connection)

    @cached_property
    def inbox(self) -> InboxRows:
        return InboxRows(self.connection)

    @cached_property
    def reports(self) -> DeliveryReports:
        return DeliveryReports(self.connection)

    @cached_property
    def people(self) -> People:
        return People(self.connection)

    @cached_property
    def assigning(self) -> Assigning:
        return Assigning(self.connection)

    @cached_property
    def hand_overs(self) -> HandOvers:
        return HandOvers(self.connection)

    @cached_property
    def pins(self) -> Pins:
        return Pins(self.connection)

    @cached_property
    def measures(self) -> Measures:
        return Measures(self.connection)

    @cached_property
    def templates(self) -> TemplateRows:
        return TemplateRows(self.connection)


class Write(Read):
    """The one write transaction. Entries handed over here are appended last, before the commit.

    ``replayed`` is the entry this intent left when it was recorded before: then do nothing.
    """

    def __init__(self, connection: Connection, key: str | None) -> None:
        super().__init__(connection)
        self.given = key is not None
        self.key = new_id() if key is None else key
        self.replayed: Entry | None = None if key is None else self.log.by_id(key)
        self.drafts: list[Draft] = []
        self.entries: list[Entry] = []  # filled at the commit
        self._key_used = False

    @cached_property
    def loading(self) -> Loading:
        return Loading(self.connection, self.log)

    def record(self, entry: Action | Draft) -> str:
        """Log an action or a plain entry; returns its id. The first one bears the intent's key.

        Raises ValueError for a kind that is not in the closed list, or a body that lacks what
        its kind must hold.
        """
        id = new_id() if self._key_used else self.key
        draft = (
            entry.draft(id)
            if isinstance(entry, Action)
            else Draft(entry.kind, entry.customer, entry.body, entry.happened_at, id)
        )
        self.record_all([draft])
        return id

    def record_all(self, drafts: list[Draft]) -> None:
        """Many entries at once, each with the id it brings (history, mass changes)."""
        for draft in drafts:
            if draft.kind not in KINDS:
                raise ValueError(f"no such kind of entry: {draft.kind}")
            if lacking := MUST_HOLD.get(draft.kind, _NOTHING) - draft.body.keys():
                raise ValueError(f"an entry {draft.kind} must hold {', '.join(sorted(lacking))}")
            self._key_used = self._key_used or draft.id == self.key
        self.drafts += drafts

    def seal(self, recorded_at: datetime, actor: str, node: str) -> None:
        """Append what was recorded and project it; the last thing before the commit.

        Raises AssertionError when nothing was recorded, or nothing under the caller's key: a
        retry could not find it.
        """
        if not self.drafts:
            raise AssertionError("a change without a log entry")
        if self.given and not self._key_used:
            raise AssertionError("no log entry bears the key of this write")
        self.entries = self.log.append(self.drafts, recorded_at, actor, node)
        projection.project(self.connection, self.entries)
