"""What use cases ask of the store's accounts."""

from __future__ import annotations

from typing import Protocol


class Accounts(Protocol):
    """Accounts within one transaction."""
