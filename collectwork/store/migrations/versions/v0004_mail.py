"""Mail and channels: mailboxes, what came in, what it means, templates and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Each part below adds what it needs."""
    _outbox()
    _mailboxes()
    _inbox()
    _templates()
    _suggestions()


def _outbox() -> None:
    """By which mailbox a mail leaves, which belong together, and with which batch it came."""
    op.add_column("outbox", sa.Column("mailbox", sa.String(), nullable=False, server_default=""))
    for name in ("part_of", "batch"):
        op.add_column("outbox", sa.Column(name, sa.String(), nullable=True))
        op.create_index(f"ix_outbox_{name}", "outbox", [name], unique=False)
    op.create_index("outbox_of_customer", "outbox", ["customer_id", "state"], unique=False)
    op.add_column(
        "outbox", sa.Column("doubtful", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("outbox", sa.Column("override", sa.JSON(), nullable=True))


def _mailboxes() -> None:
    """How far each folder has been read, and which mails of ours were seen in Sent Items."""
    op.create_table(
        "mailbox_folder",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked_at", sa.String(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("mailbox", "folder"),
    )
    op.create_table(
        "sent_copy",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("server_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
    )


def _inbox() -> None:
    """What came in by mail, and what was reported about mails of ours."""
    op.create_table(
        "inbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("server_id", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("answer_to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("matched", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("outbox_id", sa.String(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=True),
        sa.Column("thread", sa.JSON(), nullable=True),
        sa.Column("recipients", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=True),
        sa.Column("handled_by", sa.String(), nullable=True),
        sa.Column("handled_at", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("full_text", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identity"),
        sa.UniqueConstraint("mailbox", "server_id"),
    )
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox_message.id"]),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    indexed = ("message_id", "sender", "customer_id", "contact_id", "outbox_id", "state")
    for column in (*indexed, "entry_id"):
        op.create_index(op.f(f"ix_inbox_message_{column}"), "inbox_message", [column])
    for column in ("inbox_id", "outbox_id", "address"):
        op.create_index(op.f(f"ix_delivery_report_{column}"), "delivery_report", [column])
    op.create_index("ix_outbox_token", "outbox", ["token"], unique=False)
    op.create_index("contact_email", "contact", [sa.text("lower(email)")], unique=False)


def _templates() -> None:
    """Templates as they were when mails were written, who approved them, what is being tried."""
    op.create_table(
        "template_version",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "language", "version"),
    )
    op.create_index("ix_template_version_version", "template_version", ["version"], unique=False)
    op.create_table(
        "template_test",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("arm_a", sa.String(), nullable=False),
        sa.Column("arm_b", sa.String(), nullable=False),
        sa.Column("began_at", sa.String(), nullable=False),
        sa.Column("began_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_template_test_name", "template_test", ["name"], unique=False)


def _suggestions() -> None:
    """What replies seem to say, until a person decides."""
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_message_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=True),
        sa.Column("invoices", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_entry", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["inbox_message_id"], ["inbox_message.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("inbox_message_id", "customer_id", "entry_id", "decided_entry"):
        op.create_index(op.f(f"ix_suggestion_{name}"), "suggestion", [name])
    op.create_index("suggestion_waiting", "suggestion", ["state", "customer_id"])
