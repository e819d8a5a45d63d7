"""One row by its id, or by the beginning or end of it that a person reads off a table."""

from __future__ import annotations

from typing import Protocol

from collectwork.errors import InputRefused, NotFound


class Kept(Protocol):
    """A repository whose rows have ids."""

    def like(self, part: str) -> list[str]: ...


def picked(rows: Kept, said: str, what: str, listing: str) -> str:
    """The id that is meant. Raises NotFound, or InputRefused where several fit."""
    found = rows.like(said)
    if not found:
        raise NotFound(f"There is no such {what}: `collectwork {listing}` lists them.")
    if len(found) > 1:
        ends = ", ".join(f"…{id[-8:]}" for id in found[:2])
        raise InputRefused(
            f"{said!r} fits more than one {what} ({ends}): give more of the id's beginning or end."
        )
    return found[0]
