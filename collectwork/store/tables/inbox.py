"""What came in by mail, and what was reported about mails of ours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column


class InboxMessage(SQLModel, table=True):
    """A message that was fetched; see ``domain.inbox`` for kinds, states and ways of matching.

    ``identity`` is what makes two copies one message, whichever mailbox they lay in; ``digest``
    the SHA-256 of the bytes as fetched. ``items``: id and document of the invoices it is about.
    """

    __tablename__ = "inbox_message"
    __table_args__ = (UniqueConstraint("mailbox", "server_id"),)

    id: int | None = Field(default=None, primary_key=True)
    mailbox: str = ""
    server_id: str
    identity: str = Field(unique=True)
    message_id: str = Field(default="", index=True)  # its own, "" where it has none
    digest: str = ""
    at: str = ""  # UTC text: when it arrived, as the server or its header says
    fetched_at: str = ""
    sender: str = Field(default="", index=True)  # the address alone, in lower case
    name: str = ""  # the sender's, as the header says
    answer_to: str = ""  # where an answer goes, if not to the sender
    subject: str = ""
    kind: str = "reply"
    matched: str = "none"
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    outbox_id: str | None = Field(default=None, foreign_key="outbox.id", index=True)
    items: list[dict[str, Any]] | None = json_column()
    candidates: list[int] | None = json_column()  # customers it may be from, the likeliest first
    language: str = ""
    attachments: list[dict[str, Any]] | None = json_column()  # name, size
    thread: list[str] | None = json_column()  # Message-IDs that it answers, the oldest first
    recipients: list[str] | None = json_column()
    state: str = Field(default="triage", index=True)
    reason: str = ""  # why it is where it is, in words
    entry_id: str | None = Field(default=None, index=True)
    handled_by: str | None = None
    handled_at: str | None = None
    # What is long stands last: what comes after it in a row is read through all of it.
    text: str = ""  # what was newly written
    full_text: str = ""
    raw: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))


class DeliveryReport(SQLModel, table=True):
    """What a mail server said of one recipient of a mail of ours."""

    __tablename__ = "delivery_report"

    id: int | None = Field(default=None, primary_key=True)
    inbox_id: int = Field(foreign_key="inbox_message.id", index=True)
    outbox_id: str | None = Field(default=None, foreign_key="outbox.id", index=True)
    address: str = Field(index=True)  # in lower case
    action: str = ""  # failed, delayed, delivered
    status: str = ""  # 5.1.1
    words: str = ""  # the server's
    at: str = ""
