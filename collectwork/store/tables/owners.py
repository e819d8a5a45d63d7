"""Who has an account: how its owner changed, and whose desk it is handed to."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel


class OwnerChange(SQLModel, table=True):
    """One account given to another owner. ``entry_id``: the entry of the run that did it; a run
    over the whole book is one entry and a row here for each account, so that the history of one
    account is found without reading that entry. ``before``, ``after``: logins, None = nobody."""

    __tablename__ = "owner_change"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    entry_id: str = Field(index=True)
    day: date
    before: str | None = None
    after: str | None = None
    why: str | None = None


class HandOver(SQLModel, table=True):
    """An account at a lead's desk, until it is given back. Its owner stays who it was.

    ``state``: waits (the holder has not acted on it), held (has), returned (with a note that the
    collector has not acted on), over. At most one of a customer is not over.
    """

    __tablename__ = "hand_over"

    id: str = Field(primary_key=True)  # the entry that began it
    customer_id: int = Field(foreign_key="customer.id", index=True)
    giver: str
    holder: str
    reason: str
    since: date
    state: str = Field(default="waits", index=True)
    note: str | None = None
    returned_by: str | None = None
    returned_on: date | None = None
