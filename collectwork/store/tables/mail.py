"""Mails on their way."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column


class Outbox(SQLModel, table=True):
    """A message on its way; see docs/architecture.md for its states. ``channel``: mail or webhook.
    ``customer_id`` is None where it goes to no customer: a person's digest, a webhook."""

    # A customer's mails in a state: without it SQLite walks through everything that was ever sent.
    __table_args__ = (Index("outbox_of_customer", "customer_id", "state"),)

    id: str = Field(primary_key=True)  # the queueing entry's id
    key: str = Field(unique=True)  # customer, step or reason, invoices, channel, day
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    channel: str = "mail"
    template: str | None = None
    template_version: str | None = None
    strategy: str | None = None
    step: str | None = None
    automatic: bool = False
    sender: str = ""
    recipients: list[str] | None = json_column()
    copies: list[str] | None = json_column()
    subject: str = ""
    message: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    message_id: str = Field(unique=True)
    items: list[dict[str, Any]] | None = json_column()  # id, document, currency, open when queued
    attachments: list[str] | None = json_column()
    state: str = Field(default="queued", index=True)
    reason: str | None = None
    transport: str | None = None
    reference: str | None = None  # the transport's own id and change key
    attempts: int = 0
    leased_by: str | None = None
    leased_until: str | None = None
    next_try_at: str | None = None
    queued_at: str = ""
    expires_at: str | None = None
    sent_at: str | None = None
    actor: str = ""
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    language: str = ""
    token: str = Field(default="", index=True)  # what the customer is asked to quote
    work_day: date | None = None
    always: bool = False  # an answer to the customer, sent although the account rests
    run_id: int | None = Field(default=None, foreign_key="plan_run.id")
    rank: int | None = None
    tried_at: str | None = None  # when the newest attempt was claimed
    mailbox: str = ""  # by whose mailbox it leaves; "" = the one of everything else
    part_of: str | None = Field(default=None, index=True)  # the first of several for one letter
    batch: str | None = Field(default=None, index=True)  # the id of the batch it was queued with
    doubtful: bool = False  # held because nobody knows whether it left
    override: dict[str, Any] | None = json_column()  # released against the policy: rules, reason


class MailboxFolder(SQLModel, table=True):
    """How far a folder of a mailbox has been read."""

    __tablename__ = "mailbox_folder"

    mailbox: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)  # inbox or sent
    state: str = ""  # the server's own; "" = from the beginning
    checked_at: str | None = None
    trouble: str | None = None  # of the newest attempt, in words
    asked: bool = False  # of a way out: its server asked to wait until then


class SentCopy(SQLModel, table=True):
    """A message of ours that was seen in Sent Items."""

    __tablename__ = "sent_copy"

    message_id: str = Field(primary_key=True)
    mailbox: str = ""
    server_id: str = ""
    seen_at: str = ""
