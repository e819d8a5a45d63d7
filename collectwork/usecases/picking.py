"""One row by its id, or by the beginning or end of it that a person reads off a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from collectwork.errors import InputRefused, NotFound

Row = TypeVar("Row", covariant=True)


class Kept(Protocol[Row]):
    """A repository whose rows have ids."""

    def like(self, part: str) -> list[str]: ...
    def by_id(self, id: str) -> Row | None: ...


def picked(rows: Kept[Row], said: str, what: str, listing: str) -> Row:
    """The row that is meant. Raises NotFound, or InputRefused where several fit."""
    found = rows.by_id(picked_id(rows.like(said), said, what, listing))
    if found is None:
        raise NotFound(f"There is no such {what}: `collectwork {listing}` lists them.")
    return found


def picked_id(found: Sequence[str], said: str, what: str, listing: str) -> str:
    """The one id of those that fit. Raises NotFound, or InputRefused where these are several."""
    if not found:
        raise NotFound(f"There is no such {what}: `collectwork {listing}` lists them.")
    if len(found) > 1:
        ends = ", ".join(f"…{id[-8:]}" for id in found[:2])
        raise InputRefused(
            f"{said!r} fits more than one {what} ({ends}): give more of the id's beginning or end."
        )
    return found[0]
