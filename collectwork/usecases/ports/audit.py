"""What an audit asks of the store; ``collectwork.store.audit`` fits it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from collectwork.domain.activity import Entry


class Audit(Protocol):
    """Within one transaction; ``rebuild`` needs one that writes."""

    def store_id(self) -> str: ...
    def entries(self) -> Iterator[Entry]: ...
    def guards_missing(self) -> list[str]: ...
    def differing(self) -> list[int]: ...
    def rebuild(self) -> int: ...
