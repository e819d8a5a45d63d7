"""The tables. Rows never leave this folder: repositories return values of ``domain``.

Conventions: money is ``*_minor`` (integer minor units) beside a ``currency``; moments are UTC text
(see ``domain.clocks``), days are dates. The log is not here but in ``log_schema``: its DDL is
fixed to the letter.
"""

from __future__ import annotations

from sqlalchemy import Table
from sqlmodel import SQLModel

from collectwork.store.tables.accounts import Contact as Contact
from collectwork.store.tables.accounts import Customer as Customer
from collectwork.store.tables.accounts import Person as Person
from collectwork.store.tables.alerts import Alert as Alert
from collectwork.store.tables.alerts import AlertDelivery as AlertDelivery
from collectwork.store.tables.alerts import AlertWatch as AlertWatch
from collectwork.store.tables.cash import LOOSE_CASH as LOOSE_CASH
from collectwork.store.tables.cash import PayerAccount as PayerAccount
from collectwork.store.tables.cash import Payment as Payment
from collectwork.store.tables.cash import Receipt as Receipt
from collectwork.store.tables.imports import ImportBefore as ImportBefore
from collectwork.store.tables.imports import ImportRun as ImportRun
from collectwork.store.tables.imports import ItemBefore as ItemBefore
from collectwork.store.tables.imports import LedgerRun as LedgerRun
from collectwork.store.tables.inbox import DeliveryReport as DeliveryReport
from collectwork.store.tables.inbox import InboxMessage as InboxMessage
from collectwork.store.tables.ledger import Item as Item
from collectwork.store.tables.ledger import ItemEvent as ItemEvent
from collectwork.store.tables.mail import Outbox as Outbox
from collectwork.store.tables.owners import HandOver as HandOver
from collectwork.store.tables.owners import OwnerChange as OwnerChange
from collectwork.store.tables.plan import PlanRun as PlanRun
from collectwork.store.tables.plan import Ruleset as Ruleset
from collectwork.store.tables.plan import Thread as Thread
from collectwork.store.tables.plan import WithheldContact as WithheldContact
from collectwork.store.tables.plan import WorkLine as WorkLine
from collectwork.store.tables.proposals import Proposal as Proposal
from collectwork.store.tables.store import Meta as Meta
from collectwork.store.tables.store import Rate as Rate
from collectwork.store.tables.suggestions import Suggestion as Suggestion
from collectwork.store.tables.templates import TemplateTest as TemplateTest
from collectwork.store.tables.templates import TemplateVersion as TemplateVersion
from collectwork.store.tables.work import Activity as Activity
from collectwork.store.tables.work import ActivityItem as ActivityItem
from collectwork.store.tables.work import Block as Block
from collectwork.store.tables.work import Dispute as Dispute
from collectwork.store.tables.work import FollowUp as FollowUp
from collectwork.store.tables.work import Promise as Promise


def table(name: str) -> Table:
    """The Core table behind a class, for set-based statements."""
    return SQLModel.metadata.tables[name]
