"""What the store knows of itself, and exchange rates."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import minor


class Meta(SQLModel, table=True):
    """Facts about the store itself: store_id, created_at, base_currency …"""

    name: str = Field(primary_key=True)
    value: str


class Rate(SQLModel, table=True):
    """A dated exchange rate to the base currency, in millionths."""

    currency: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    base: str = Field(primary_key=True)
    rate: int = minor()
