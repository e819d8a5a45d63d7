"""What use cases ask of the store's importing."""

from __future__ import annotations

from typing import Protocol


class Imports(Protocol):
    """Imports within one transaction."""
