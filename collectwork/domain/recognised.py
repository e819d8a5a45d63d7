"""What a file shows at first sight: its headings, what they seem to mean, and its first cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from collectwork.domain.ledger import Kind


@dataclass(frozen=True, slots=True)
class Recognised:
    """A look at the head of a file. ``header``: the signature of its headings, by which a saved
    profile knows them; empty where there are none. ``parts``: part → place of its column, from 0.
    ``ages``: places of columns of ages. ``samples``: the first cells below each heading, as text.
    ``possible``: the parts that a column of this kind of list may play."""

    header: str = ""
    header_row: int | None = None  # as a spreadsheet shows it
    headings: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    kind: Kind | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    ages: tuple[int, ...] = ()
    possible: tuple[str, ...] = ()

    def column(self, place: int) -> str | int:
        """How a profile names a column: by its heading where that is the only one of its kind,
        else by its number from 1."""
        name = self.headings[place]
        alone = [other for other in self.headings if _same(other, name)]
        plain = self.header and name.isprintable() and len(alone) == 1
        return name if plain and name else place + 1


def _same(one: str, other: str) -> bool:
    return "".join(one.casefold().split()) == "".join(other.casefold().split())
