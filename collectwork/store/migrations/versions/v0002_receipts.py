"""Receipts: payments as the bank brought them; who paid from which account; proposed disputes."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Payments of earlier lists that paid no known invoice wait for a decision now, as new ones do.
WAITING = """
    INSERT INTO receipt (import_id, line_key, kind, source, ref, company, payer, told_document,
        reference, text, method, currency, amount_minor, applied_minor, received, posted, state,
        customer_id, automatic, version)
    SELECT import_id, line_key, kind, 'list', ref, company, payer, document, reference, text,
        method, currency, amount_minor, 0, received, posted, 'open', customer_id, false, 1
    FROM payment
    WHERE kind = 'payment' AND item_id IS NULL AND import_id IS NOT NULL
"""
LINKED = """
    UPDATE payment SET receipt_id = (
        SELECT receipt.id FROM receipt WHERE receipt.line_key = payment.line_key)
    WHERE kind = 'payment' AND item_id IS NULL
"""
LOOSE = sa.text("(item_id IS NULL OR kind = 'allocation')")
REFERENCES = (
    ("customer", "parent_id"),
    ("activity", "contact_id"),
    ("promise", "contact_id"),
    ("outbox", "contact_id"),
    ("block", "item_id"),
    ("work_line", "lead_item_id"),
    ("thread", "lead_item_id"),
    ("receipt", "reverses_id"),
)


def upgrade() -> None:
    op.create_table(
        "payer_account",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.PrimaryKeyConstraint("account", "customer_id"),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("own_account", sa.String(), nullable=True),
        sa.Column("payer", sa.String(), nullable=True),
        sa.Column("payer_account", sa.String(), nullable=True),
        sa.Column("told_number", sa.String(), nullable=True),
        sa.Column("told_document", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("structured", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("posted", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_run.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["receipt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("line_key"),
    )
    op.create_index(op.f("ix_receipt_customer_id"), "receipt", ["customer_id"], unique=False)
    op.create_index(op.f("ix_receipt_entry"), "receipt", ["entry"], unique=False)
    op.create_index(op.f("ix_receipt_import_id"), "receipt", ["import_id"], unique=False)
    op.create_index(op.f("ix_receipt_payer_account"), "receipt", ["payer_account"], unique=False)
    op.create_index(op.f("ix_receipt_state"), "receipt", ["state"], unique=False)
    for name in ("dispute", "payment"):
        # not by Alembic: SQLite adds a foreign key with its column only, and a table that is made
        # anew for it would lose its indexes
        op.execute(f"ALTER TABLE {name} ADD COLUMN receipt_id INTEGER REFERENCES receipt (id)")
    op.create_index(op.f("ix_payment_receipt_id"), "payment", ["receipt_id"], unique=False)
    op.execute(WAITING)
    op.execute(LINKED)
    _balances()
    op.create_index(
        "payment_loose",
        "payment",
        ["customer_id", "currency", "ref", "kind", "company", "posted", "received",
         "amount_minor", "item_id"],
        sqlite_where=LOOSE,
        postgresql_where=LOOSE,
    )  # fmt: skip
    _told()


def _balances() -> None:
    """What a summary by age says: balances of a customer by bucket instead of invoices."""
    op.add_column("import_run", sa.Column("shape", sa.String(), nullable=True))
    op.add_column("item", sa.Column("days_from", sa.Integer(), nullable=True))
    op.add_column("item", sa.Column("days_to", sa.Integer(), nullable=True))
    op.add_column("item", sa.Column("due_by", sa.Date(), nullable=True))
    op.drop_index("item_standing", table_name="item")
    op.create_index(
        "item_standing",
        "item",
        ["customer_id", "currency", "due", "open_minor", "due_by"],
        unique=False,
        sqlite_where=sa.text("open_minor <> 0"),
        postgresql_where=sa.text("open_minor <> 0"),
    )


def _told() -> None:
    """What files said of master data, beside what people made of it; customers that vanished."""
    op.add_column("customer", sa.Column("told", sa.JSON(), nullable=True))
    op.add_column("contact", sa.Column("told", sa.JSON(), nullable=True))
    for name, column in (
        ("customer", "listed_import_id"),
        ("customer", "vanished_import_id"),
        ("contact", "listed_import_id"),
    ):
        op.execute(f"ALTER TABLE {name} ADD COLUMN {column} INTEGER REFERENCES import_run (id)")
    _taking_back()


def _taking_back() -> None:
    """What an import changed, kept so that it can be taken back; and indexes on references to
    what may be removed then, since a removal looks into each of them."""
    op.add_column("import_run", sa.Column("before", sa.JSON(), nullable=True))
    op.add_column("import_run", sa.Column("statement", sa.JSON(), nullable=True))
    op.create_table(
        "import_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=True),
        sa.Column("became", sa.JSON(), nullable=True),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_import_before_import_id"), "import_before", ["import_id"])
    op.create_table(
        "item_before",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("type_text", sa.String(), nullable=True),
        sa.Column("original_minor", sa.BigInteger(), nullable=True),
        sa.Column("ledger_minor", sa.BigInteger(), nullable=True),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("settled", sa.Date(), nullable=True),
        sa.Column("po", sa.String(), nullable=True),
        sa.Column("terms", sa.String(), nullable=True),
        sa.Column("days_from", sa.Integer(), nullable=True),
        sa.Column("days_to", sa.Integer(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("last_import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"]),
        sa.PrimaryKeyConstraint("import_id", "item_id"),
    )
    for name, column in REFERENCES:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    _ledgers()


def _ledgers() -> None:
    """Whose ledger an import was: until now this followed from each of its items."""
    op.create_table(
        "ledger_run",
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"]),
        sa.PrimaryKeyConstraint("company", "import_id"),
    )
    op.create_index(op.f("ix_ledger_run_import_id"), "ledger_run", ["import_id"])
    op.execute(
        "INSERT INTO ledger_run (company, import_id) SELECT DISTINCT item.company,"
        " item.last_import_id FROM item JOIN import_run ON import_run.id = item.last_import_id"
        " WHERE import_run.kind = 'open-items'"
    )
    _keys()


def _keys() -> None:
    """What makes an item the same becomes an index, documents first; two others are not needed
    beside it."""
    for name in ("item_open", "item_document", "item_standing"):
        op.drop_index(name, table_name="item")
    if op.get_bind().dialect.name == "sqlite":
        _without_unique()
    else:
        (unique,) = sa.inspect(op.get_bind()).get_unique_constraints("item")
        op.drop_constraint(str(unique["name"]), "item", type_="unique")
    op.create_index(
        "item_key",
        "item",
        ["document", "customer_id", "company", "kind", "line", "currency"],
        unique=True,
    )
    op.create_index("item_customer", "item", ["customer_id"])
    op.create_index(
        "item_standing",
        "item",
        ["customer_id", "currency", "due", "open_minor", "due_by"],
        sqlite_where=sa.text("open_minor <> 0"),
        postgresql_where=sa.text("open_minor <> 0"),
    )


def _without_unique() -> None:
    """SQLite drops no constraint: the table is made anew, with the same columns in their order.
    References to it are not looked at meanwhile (``store.opening``) and checked at the end."""
    made = op.get_bind().execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'item'"))
    old = str(made.scalar_one())
    new = re.sub(r",\s*UNIQUE \([^)]*\)", "", old, count=1)
    new = re.sub(r"^CREATE TABLE \"?item\"?", "CREATE TABLE item_anew", new, count=1)
    if new.count("UNIQUE") or not new.startswith("CREATE TABLE item_anew"):
        raise RuntimeError("the table of items is not as the first schema made it")
    op.execute(sa.text(new.replace(":", "\\:")))
    op.execute("INSERT INTO item_anew SELECT * FROM item")
    op.execute("DROP TABLE item")
    op.execute("ALTER TABLE item_anew RENAME TO item")
