"""Kinds of columns that several tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field


def minor(**kwargs: Any) -> Any:
    """A column of minor units: 64 bits on every database."""
    return Field(sa_type=BigInteger, **kwargs)


def json_column(**kwargs: Any) -> Any:
    """A column of lists or maps."""
    return Field(default=None, sa_column=Column(JSON, **kwargs))
