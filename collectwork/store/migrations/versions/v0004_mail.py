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


def _outbox() -> None:
    """By which mailbox a mail leaves, which belong together, and with which batch it came."""
    op.add_column("outbox", sa.Column("mailbox", sa.String(), nullable=False, server_default=""))
    for name in ("part_of", "batch"):
        op.add_column("outbox", sa.Column(name, sa.String(), nullable=True))
        op.create_index(f"ix_outbox_{name}", "outbox", [name], unique=False)


def _mailboxes() -> None:
    """How far each folder has been read, and which mails of ours were seen in Sent Items."""
    op.create_table(
        "mailbox_folder",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked_at", sa.String(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
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
