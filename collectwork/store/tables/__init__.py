"""The tables. Rows never leave this folder: repositories return values of ``domain``.

Conventions: money is ``*_minor`` (integer minor units) beside a ``currency``; moments are UTC text
(see ``domain.clocks``), days are dates. The log is not here but in ``log_schema``: its DDL is
fixed to the letter.
"""

from __future__ import annotations

from sqlalchemy import Table
from sqlmodel import SQLModel

from collectwork.store.tables import (  # noqa: F401  (each makes its tables known)
    accounts,
    imports,
    ledger,
    mail,
    plan,
    store,
    work,
)
from collectwork.store.tables.cash import LOOSE_CASH as LOOSE_CASH


def table(name: str) -> Table:
    """The Core table behind a class, for set-based statements."""
    return SQLModel.metadata.tables[name]
