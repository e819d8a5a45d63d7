"""Going back to a backup: what that came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy of a store: its file, how many entries it holds, and the newest one's hash."""

    file: str
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class Restored:
    """``lost``: entries made after the backup; ``carried``: contacts and attempts among them that
    were told to the store again, because the customer remembers them. ``kept``: the file that
    holds the store as it was before."""

    entries: int
    lost: int
    carried: int
    kept: str
