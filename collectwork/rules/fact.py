"""What a fact is: a name that conditions may use, with type, unit and definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["amount", "days", "count", "percent", "text", "tags", "flag"]

NUMBERS: tuple[Type, ...] = ("amount", "days", "count", "percent")


@dataclass(frozen=True, slots=True)
class Fact:
    """``name`` is also the attribute of ``domain.facts.AccountFacts``; ``aliases`` are other
    spellings, ``words`` how it is said back. ``bands``: words for some of its numbers, as (word,
    from, to)."""

    name: str
    type: Type
    words: str
    definition: str
    aliases: tuple[str, ...] = ()
    bands: tuple[tuple[str, int, int], ...] = ()

    @property
    def unit(self) -> str:
        """What its numbers count."""
        units = {"amount": "money", "days": "days", "percent": "%", "count": "number"}
        return units.get(self.type, "")
