"""What planning keeps: policies, assignment, alerts, proposals, versions of the rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Each part below adds what it needs."""
    _assignment()


def _assignment() -> None:
    """Who owned an account when, whose desk it is at, and who stands in for whom."""
    op.create_table(
        "owner_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_owner_change_customer_id"), "owner_change", ["customer_id"])
    op.create_index(op.f("ix_owner_change_entry_id"), "owner_change", ["entry_id"])
    op.create_table(
        "hand_over",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("returned_by", sa.String(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_hand_over_customer_id"), "hand_over", ["customer_id"])
    op.create_index(op.f("ix_hand_over_state"), "hand_over", ["state"])
    op.add_column("person", sa.Column("substitutes", sa.JSON(), nullable=True))
    op.add_column(
        "work_line",
        sa.Column("computed_rank", sa.Integer(), nullable=False, server_default="0"),
    )
