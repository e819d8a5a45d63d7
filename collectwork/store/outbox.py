"""OutboxRows."""

from __future__ import annotations

from sqlalchemy import Connection


class OutboxRows:
    """OutboxRows within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
