"""Plans."""

from __future__ import annotations

from sqlalchemy import Connection


class Plans:
    """Plans within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
