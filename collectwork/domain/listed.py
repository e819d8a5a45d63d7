"""Master data from lists: what a new list may change, and what a person has made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Told = Mapping[str, Any] | None


def may_set(told: Told, name: str, held: Any, new: Any, *, fills: bool = False) -> bool:
    """Whether a list's value takes the place of what is held.

    ``told``: what lists said before. What differs from it was changed by a person, and so was what
    stands there although no list ever said it; both are kept. ``fills``: the source only fills
    what is empty. ``told`` None: nothing is known of earlier lists, the new one counts.
    """
    if new is None or new == held:
        return False
    if told is None:
        return held is None or not fills
    if name in told:
        return bool(told[name] == held) and (held is None or not fills)
    return held is None


def now_told(told: Told, said: Mapping[str, Any]) -> dict[str, Any]:
    """What lists have said, with what this one says."""
    return {**(told or {}), **{name: value for name, value in said.items() if value is not None}}


def looks_partial(named: int, missing: int) -> bool:
    """Whether a list that lacks so many of those that lists named before is only a part of it."""
    return missing > 3 and missing > named
