"""What planning keeps: policies, assignment, alerts, proposals, versions of the rules."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Plans of instalments of before: what one action promised for several days.
INSTALMENTS = """
    UPDATE promise SET
        part = (SELECT count(DISTINCT other.due) FROM promise AS other
            WHERE other.entry_id = promise.entry_id AND other.due <= promise.due),
        parts = (SELECT count(DISTINCT other.due) FROM promise AS other
            WHERE other.entry_id = promise.entry_id)
    WHERE entry_id IN (SELECT entry_id FROM promise GROUP BY entry_id
        HAVING count(DISTINCT due) > 1)
"""


def upgrade() -> None:
    """Each part below adds what it needs."""
    _assignment()
    _tiers()
    _history()
    _states()
    _alerts()
    _proposals()


def _tiers() -> None:
    """Which tier of escalation a line is at, who signs its mails and who has copies of them."""
    for name in ("tier", "sender"):
        op.add_column("work_line", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("work_line", sa.Column("copies", sa.JSON(), nullable=True))
    op.add_column("work_line", sa.Column("waiting_since", sa.Date(), nullable=True))


def _history() -> None:
    """How invoices were paid is found without looking at those that are open."""
    settled = sa.text("open_minor = 0")
    op.create_index(
        "item_settled", "item", ["customer_id", "kind", "due", "settled"],
        sqlite_where=settled, postgresql_where=settled,
    )  # fmt: skip


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


def _states() -> None:
    """Instalments know their plan, disputes what brought them about."""
    op.add_column("promise", sa.Column("part", sa.Integer(), nullable=True))
    op.add_column("promise", sa.Column("parts", sa.Integer(), nullable=True))
    op.add_column("dispute", sa.Column("root_cause", sa.String(), nullable=True))
    op.execute(INSTALMENTS)


def _alerts() -> None:
    """Alerts, since when each is watched, and how it went out; messages that no customer gets."""
    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("ways", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=True),
        sa.Column("seen_at", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_alert_customer_id"), "alert", ["customer_id"])
    episode = ["rule", "customer_id", "subject", "episode"]
    op.create_index("alert_episode", "alert", episode, unique=True)
    op.create_index("alert_listed", "alert", ["state", "raised_at"])
    op.create_table(
        "alert_watch",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("rule"),
    )
    _outbox_without_customer()
    op.create_table(
        "alert_delivery",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("outbox_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"]),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"]),
        sa.PrimaryKeyConstraint("alert_id", "way", "receiver"),
    )
    op.create_index(op.f("ix_alert_delivery_outbox_id"), "alert_delivery", ["outbox_id"])


def _outbox_without_customer() -> None:
    """A digest and a webhook are no message to a customer. SQLite lifts no NOT NULL: the table is
    made anew, with the same columns in their order."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("outbox", "customer_id", nullable=True)
        return
    made = op.get_bind().execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'outbox'"))
    old = str(made.scalar_one())
    new = old.replace("customer_id INTEGER NOT NULL", "customer_id INTEGER", 1)
    new = re.sub(r"^CREATE TABLE \"?outbox\"?", "CREATE TABLE outbox_anew", new, count=1)
    if new.count("NOT NULL") != old.count("NOT NULL") - 1:
        raise RuntimeError("the outbox is not as the first schema made it")
    op.execute(sa.text(new.replace(":", "\\:")))
    op.execute("INSERT INTO outbox_anew SELECT * FROM outbox")
    op.execute("DROP TABLE outbox")
    op.execute("ALTER TABLE outbox_anew RENAME TO outbox")
    for column in ("customer_id", "state", "contact_id"):
        op.create_index(op.f(f"ix_outbox_{column}"), "outbox", [column])


def _proposals() -> None:
    """Fees, interest, holds, write-offs and hand-overs that wait for a decision, or had one."""
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=True),
        sa.Column("invoices", sa.JSON(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("lifts", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("derivation", sa.JSON(), nullable=True),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_entry", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("customer_id", "entry_id", "state"):
        op.create_index(op.f(f"ix_proposal_{column}"), "proposal", [column])
    waiting = sa.text("state = 'proposed'")
    op.create_index(
        "proposal_waiting",
        "proposal",
        ["customer_id", "kind", "cause"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
