"""What use cases ask of the store's measures."""

from __future__ import annotations

from typing import Protocol


class Measures(Protocol):
    """Measures within one transaction."""
