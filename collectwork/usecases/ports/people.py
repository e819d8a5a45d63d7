"""What use cases ask of the store's people."""

from __future__ import annotations

from typing import Protocol


class People(Protocol):
    """People within one transaction."""
