"""What use cases ask of the store's planning."""

from __future__ import annotations

from typing import Protocol


class Plans(Protocol):
    """Plans within one transaction."""
