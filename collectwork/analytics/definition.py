"""What a written definition of a figure holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """``words`` say how it is reckoned, ``read`` how to read it (empty where that is plain)."""

    key: str
    name: str
    group: str
    words: str
    read: str = ""
