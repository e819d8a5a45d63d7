"""What use cases ask of the store's outbox."""

from __future__ import annotations

from typing import Protocol


class OutboxRows(Protocol):
    """OutboxRows within one transaction."""
