"""Which accounts somebody wants to look at, so that all others stay in the database.

Proposals and alerts say with a ``Notice`` what they look for; the store answers for the whole book
at once (``store.noticing``), as a column of the plan's statement or by one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from collectwork.domain.facts import AccountFacts
from collectwork.rules.condition import Node


@dataclass(frozen=True, slots=True)
class Ask:
    """Accounts that ``node`` fits (None: every one); only those of ``among``, and only those under
    a block of the kind ``block``, where these are said."""

    node: Node | None = None
    block: str = ""
    among: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A state that an alert is about: its name, and what tells its states apart."""

    rule: str
    subject: str
    node: Node


@dataclass(frozen=True, slots=True)
class Notice:
    """Accounts that one of ``asks`` fits, and those of which one of ``states`` holds and no alert
    stands, or the other way round. ``names``: the facts that are read of them, at least."""

    asks: tuple[Ask, ...] = ()
    states: tuple[State, ...] = ()
    names: tuple[str, ...] = ()


class Looker(Protocol):
    """Whoever looks at the accounts of a notice, one after the other."""

    @property
    def notice(self) -> Notice: ...

    def look(self, facts: AccountFacts) -> None: ...
