"""What the contact policy says and judges by, as values: findings, earlier contacts, places.

The rows of the policy are in ``rules.policies``, what they make of a customer in
``rules.contact_policy``.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal, Protocol

Mode = Literal["warn", "ask", "refuse"]
#: The weightiest first.
MODES: tuple[Mode, ...] = ("refuse", "ask", "warn")
WRITTEN = ("mail", "letter", "sms", "portal")
CHANNELS = ("call", *WRITTEN)

#: Segments and tags by which a customer is a natural person; everybody else is a company.
PERSON_WORDS = frozenset(
    [
        "person", "persons", "private", "private person", "private customer", "consumer",
        "individual", "natural person", "sole trader", "self-employed", "b2c", "privat",
        "privatperson", "privatkunde", "verbraucher", "particulier", "particular",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the policy that speaks against a contact.

    ``rule``: the row's name; ``about``: what it limits (``attempts``, ``hours``, ``insolvency`` …);
    ``free_from``: the first moment from which this row alone allows it, None where that is not
    known; ``override``: who may go on all the same, any, lead or nobody.
    """

    mode: Mode
    rule: str
    words: str
    about: str = ""
    source: str = ""
    override: str = "any"
    free_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A call or message before. ``spoken``: the right person was reached; ``items``: the invoices
    it was about, empty for all; ``contact_id``: whom it went to, None where that is not known."""

    day: date
    who: str
    channel: str
    spoken: bool = False
    contact: bool = False
    contact_id: int | None = None
    items: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Need:
    """How much of what must have been done in how many days for a row to speak at all: what a
    whole book is looked through for. ``spoken``, ``contact``: only talks, only contacts count."""

    days: int
    most: int
    channels: tuple[str, ...]
    spoken: bool = False
    contact: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Something in force that forbids or discourages a contact: a block, a dispute, a promise.

    ``until``: its last day, None without an end.
    """

    about: str
    words: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer is: every time zone it may be in, and the public holidays there.

    ``zones`` is empty where nothing is known; ``words`` says how sure the zone is, empty where it
    is known.
    """

    zones: tuple[tzinfo, ...] = ()
    holidays: Container[date] = frozenset()
    words: str = ""


NO_PLACE = Place()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A channel that the policy refuses on a day. ``until``: the first day it is free again."""

    rule: str
    words: str
    source: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChannelNow:
    """What a channel allows at a moment: ``state`` is free, warn, ask or refuse.

    ``free_from``: the first moment at which nothing asks or refuses any more; None where free
    already, and where nobody knows.
    """

    channel: str
    state: Literal["free", "warn", "ask", "refuse"]
    findings: tuple[Finding, ...] = ()
    free_from: datetime | None = None


class Places(Protocol):
    """What is known of countries and time zones."""

    def code(self, country: str | None) -> str:
        """The two letters of a country as a ledger writes it; empty for an unknown one."""
        ...

    def zone(self, name: str | None) -> tzinfo | None: ...
    def zones(self, code: str) -> tuple[tzinfo, ...]:
        """Every zone of a country; empty for an unknown one."""
        ...

    def holidays(self, code: str) -> Container[date]: ...


class _Nowhere:
    def code(self, country: str | None) -> str:
        return (country or "").strip().upper() if len((country or "").strip()) == 2 else ""

    def zone(self, name: str | None) -> tzinfo | None:
        return None

    def zones(self, code: str) -> tuple[tzinfo, ...]:
        return ()

    def holidays(self, code: str) -> Container[date]:
        return frozenset()


#: Places of which nothing is known.
NOWHERE: Places = _Nowhere()


def is_person(segment: str | None, tags: tuple[str, ...]) -> bool:
    """Whether a customer is a natural person, by its segment or one of its tags."""
    said = [segment or "", *tags]
    return any(" ".join(one.split()).casefold() in PERSON_WORDS for one in said)


def weightiest(findings: tuple[Finding, ...]) -> Literal["free", "warn", "ask", "refuse"]:
    """The heaviest mode among findings; ``free`` where there is none."""
    modes = {one.mode for one in findings}
    return next((mode for mode in MODES if mode in modes), "free")
