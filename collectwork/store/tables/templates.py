"""Templates as they were when mails were written, who approved them, and what is being tried."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class TemplateVersion(SQLModel, table=True):
    """One version of a template, named by the hash of its source. ``seen_at``: when the store first
    met it; ``used_at``: when a mail was first queued with it."""

    __tablename__ = "template_version"

    name: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    version: str = Field(primary_key=True, index=True)
    source: str
    seen_at: str
    seen_by: str = ""
    used_at: str | None = None
    approved_by: str | None = None
    approved_at: str | None = None
    note: str = ""


class TemplateTest(SQLModel, table=True):
    """Two ways to write the same mail, tried against each other: half of the customers each."""

    __tablename__ = "template_test"

    id: str = Field(primary_key=True)
    name: str = Field(index=True)  # the template that steps ask for
    arm_a: str  # the name of a template, or a version
    arm_b: str
    began_at: str
    began_by: str = ""
    ended_at: str | None = None
