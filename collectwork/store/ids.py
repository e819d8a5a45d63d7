"""Rows found by a part of their id: what a person reads off a table and types."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, or_

LEAST = 4  # characters; fewer would fit by chance


def alike(connection: Connection, ids: Select[Any], part: str) -> list[str]:
    """The first three of the selected ids that begin or end with ``part``; the exact one alone."""
    column = ids.selected_columns[0]
    said = part.strip().casefold()
    if connection.execute(ids.where(column == said)).first() is not None:
        return [said]
    if len(said) < LEAST or not said.isalnum():
        return []
    fits = or_(column.startswith(said), column.endswith(said))
    return list(connection.scalars(ids.where(fits).order_by(column).limit(3)))
