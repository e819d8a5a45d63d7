"""Customers, their contacts, and the people of the team."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column, minor


class Customer(SQLModel, table=True):
    """An account. ``key`` is ``domain.customers.key(number)``; ``name_key`` that of the name.

    ``told``: what files said last of its master data, by column. Where that differs from what
    stands here, a person has changed it, and no list takes that away. ``listed_import_id``: the
    newest customer list that named it; ``vanished_import_id``: the first one after it that did not.
    """

    __tablename__ = "customer"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    number: str
    name: str
    name_key: str = Field(index=True)
    parent_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    owner: str | None = Field(default=None, index=True)  # a person's login
    segment: str | None = None
    country: str | None = None
    language: str | None = None
    time_zone: str | None = None
    terms: str | None = None
    credit_limit_minor: int | None = minor(default=None)
    credit_currency: str | None = None
    tags: list[str] | None = json_column()
    address: str | None = None
    told: dict[str, Any] | None = json_column()
    first_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    listed_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    vanished_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    claimed_by: str | None = None
    claimed_until: str | None = None
    pinned: int = 0  # +1 to the top, -1 to the end, with pin_reason
    pin_reason: str | None = None
    version: int = 1


class Contact(SQLModel, table=True):
    """A person or mailbox at a customer. ``told`` and ``listed_import_id`` as in ``Customer``."""

    __table_args__ = (Index("contact_email", text("lower(email)")),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    time_zone: str | None = None
    source: str = "entered"
    main: bool = False
    do_not_contact: bool = False
    email_state: str = "unchecked"  # ok, bounced, unchecked
    listed_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    vanished_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    told: dict[str, Any] | None = json_column()
    version: int = 1


class Person(SQLModel, table=True):
    """A collector, lead, administrator or auditor."""

    login: str = Field(primary_key=True)
    name: str
    role: str = "collector"
    team: str | None = None
    email: str | None = None
    phone: str | None = None
    languages: list[str] | None = json_column()
    skills: list[str] | None = json_column()
    seniority: int = 1
    capacity: int = 40
    absent_from: date | None = None
    absent_until: date | None = None
    substitutes: list[str] | None = json_column()  # logins, the first who is there covers
    active: bool = True
