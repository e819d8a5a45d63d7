"""Who works whose accounts on a day: absence is covered without changing who owns what.

The first of an absent person's substitutes who is there covers all of the accounts. Where none is
named, or none is there, those of the own team who collect and are there share what is on the list:
largest first, each to whom the day is shortest. A list made again leaves an account with the one
who was shown it. An account that was handed to a desk is worked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from collectwork.domain.facts import AccountFacts
from collectwork.domain.team import Person, absent
from collectwork.rules.workload import minutes


@dataclass(frozen=True, slots=True)
class Cover:
    """Who covers somebody's accounts; several share them. ``until``: the last day, if known."""

    by: tuple[str, ...]
    until: date | None

    def words(self, owner: str) -> str:
        """Why the account is on another's list."""
        until = f"absent until {self.until.isoformat()}" if self.until else "absent"
        return f"for {owner} ({until})"


@dataclass(frozen=True, slots=True)
class Desks:
    """Where accounts are worked on a day. ``shown``: customer → whose list the account is on
    already today."""

    covers: Mapping[str, Cover] = field(default_factory=dict)
    shown: Mapping[int, str] = field(default_factory=dict)

    def of(self, listed: Sequence[AccountFacts]) -> dict[int, str]:
        """Customer → who works it today, of the accounts on the list; "" is nobody's."""
        if not self.covers:
            return {one.customer_id: one.desk or one.owner or "" for one in listed}
        found: dict[int, str] = {}
        shared: list[tuple[int, AccountFacts, Cover]] = []
        for facts in listed:
            owner = facts.owner or ""
            cover = self.covers.get(owner)
            if facts.desk is not None:
                found[facts.customer_id] = self._there(facts.desk)
            elif cover is None:
                found[facts.customer_id] = owner
            elif len(cover.by) == 1:
                found[facts.customer_id] = cover.by[0]
            elif self.shown.get(facts.customer_id) in cover.by:
                found[facts.customer_id] = self.shown[facts.customer_id]
            else:
                shared.append((minutes(facts), facts, cover))
        if shared:
            self._share(listed, shared, found)
        return found

    def words(self, facts: AccountFacts, collector: str) -> str:
        """Why the account is on this list although somebody else owns it; empty where not."""
        owner = facts.owner or ""
        cover = self.covers.get(owner)
        if facts.desk is not None or cover is None or collector == owner:
            return ""
        return cover.words(owner)

    def _there(self, holder: str) -> str:
        """An absent holder's desk is covered as well where one person does."""
        cover = self.covers.get(holder)
        return cover.by[0] if cover is not None and len(cover.by) == 1 else holder

    def _share(
        self,
        listed: Iterable[AccountFacts],
        shared: list[tuple[int, AccountFacts, Cover]],
        found: dict[int, str],
    ) -> None:
        loads: dict[str, int] = {}
        for facts in listed:
            login = found.get(facts.customer_id)
            if login is not None:
                loads[login] = loads.get(login, 0) + minutes(facts)
        shared.sort(key=lambda one: (-one[0], one[1].customer_id))
        for takes, facts, cover in shared:
            chosen = min(cover.by, key=lambda login: (loads.get(login, 0), login))
            loads[chosen] = loads.get(chosen, 0) + takes
            found[facts.customer_id] = chosen


NO_ABSENCE = Desks()


def covers(people: Sequence[Person], day: date) -> dict[str, Cover]:
    """Who covers whom on a day; somebody whom nobody can cover is not in it."""
    there = {one.login: one for one in people if one.active and not absent(one, day)}
    found = {}
    for one in people:
        if not one.active or not absent(one, day):
            continue
        named = next((login for login in one.substitutes if login in there), None)
        by = (named,) if named is not None else _team_of(one, there)
        if by:
            found[one.login] = Cover(by, one.absent_until)
    return found


def _team_of(absentee: Person, there: Mapping[str, Person]) -> tuple[str, ...]:
    return tuple(
        sorted(
            login
            for login, one in there.items()
            if one.role == "collector" and one.team == absentee.team
        )
    )
