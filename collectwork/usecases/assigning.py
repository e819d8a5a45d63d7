"""Who is to have which account: giving out what nobody owns, giving over, and taking that back.

What is done is decided on a reading of the book; the write that follows leaves alone every account
whose owner has changed meanwhile, so that a run over the whole book blocks nobody's keys for long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from collectwork.domain.activity import Draft, Entry, new_id
from collectwork.domain.assigning import NOBODY, OwnerChange
from collectwork.domain.facts import AccountFacts
from collectwork.domain.team import Person
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.rules.assignment import Assignment, Distribution, Left, Move, Team, distribute
from collectwork.rules.ruleset import Ruleset
from collectwork.rules.tiers import seniority_of_tiers
from collectwork.rules.verdicts import Questions
from collectwork.rules.workload import Load, Loads
from collectwork.usecases import planning
from collectwork.usecases.assigning_words import known_person, selected, targets, team_members
from collectwork.usecases.desk import Desk

TAKEN_BACK = "taken back"
_TOLD = 20  # what could not be assigned is named in the log up to so many


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a run did, or would do where ``entry_id`` is None. ``people``: login → person, of those
    whose loads are given. ``skipped``: accounts that somebody else gave away meanwhile."""

    entry_id: str | None
    moved: tuple[Move, ...]
    left: tuple[Left, ...] = ()
    before: Loads = field(default_factory=dict)
    after: Loads = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    skipped: int = 0


def assign(
    desk: Desk,
    *,
    everybody: bool = False,
    collector: str | None = None,
    team: str | None = None,
    dry_run: bool = False,
    key: str | None = None,
    plan_again: bool = True,
) -> Assigned:
    """Give every account that nobody owns (or whose owner has left) to somebody.

    ``collector``: those of this one as well; ``everybody``: all, which balances anew. ``team``:
    only to people of this team. Raises NotFound for people and teams that are not known, and
    RulesRefused.
    """
    people = _people(desk)
    if collector is not None:
        known_person(people.values(), collector)
    chosen = team_members(people.values(), team) if team else list(people.values())
    rules = planning.rules_in_force(desk)
    office = Team(chosen, desk.today)
    left_us = Team(list(people.values()), desk.today).has_left

    def free(facts: AccountFacts) -> bool:
        owner = facts.owner or ""
        return everybody or owner in ("", collector) or left_us(owner)

    facts = _facts(desk, rules)
    tier = seniority_of_tiers(rules.strategies)
    found = distribute(facts, office, rules.assignments, free=free, tier=tier)
    what = {"what": "assign", "ruleset": rules.version}
    if team:
        what["team"] = team
    if everybody or collector:
        what["again"] = "all" if everybody else str(collector)
    return _done(desk, found, people, what, dry_run, key, plan_again)


def reassign(
    desk: Desk,
    source: str,
    to: Sequence[str],
    *,
    only: str = "",
    limit: int | None = None,
    dry_run: bool = False,
    key: str | None = None,
) -> Assigned:
    """Give the accounts of one owner (or ``nobody``) to others: logins, or teams.

    ``only``: a condition as rules have it; ``limit``: the largest so many. Raises NotFound with the
    nearest name, InputRefused for a condition that cannot be read.
    """
    people = _people(desk)
    rules = planning.rules_in_force(desk)
    fits, named = selected(only, rules.currency)
    with desk.store.read() as tx:
        counts = tx.assigning.counts()
        owner = "" if source == NOBODY else source
        if owner not in counts:
            known_person(people.values(), source)
        owned = tx.assigning.owned(owner)
    to_whom = targets(people.values(), to, source, desk.today)
    facts = _facts(desk, rules, named)
    known = {one.customer_id for one in facts}
    facts += [
        AccountFacts(one.customer_id, one.customer, one.name, "", owner=one.owner or None)
        for one in owned
        if one.customer_id not in known  # nothing is open: they go along
    ]
    mine = [one for one in facts if (one.owner or "") == owner and fits(one)]
    if limit is not None:
        mine = sorted(mine, key=lambda one: (-one.to_collect, one.customer_id))[:limit]
    wanted = {one.customer_id for one in mine}
    found = distribute(
        facts, Team(list(people.values()), desk.today), (Assignment("", to=to_whom),),
        free=lambda one: one.customer_id in wanted,
    )  # fmt: skip
    what = {"what": "reassign", "from": source, "to": list(to)}
    if only:
        what["only"] = only
    return _done(desk, found, people, what, dry_run, key)


def undo(
    desk: Desk, entry_id: str | None = None, *, dry_run: bool = False, key: str | None = None
) -> Assigned:
    """Give back what a run (the newest without an id) gave away, as far as it is still there."""
    with desk.store.read() as tx:
        id = entry_id or tx.assigning.last_run()
        changes = tx.assigning.changes(id) if id else []
    if not changes:
        raise NotFound(
            f"There is no assignment {entry_id!r}: `collectwork assign --json` names its id."
            if entry_id
            else "Nothing was assigned yet."
        )
    if entry_id is None and all(one.why == TAKEN_BACK for one in changes):
        raise InputRefused("Not undone: the last run is taken back already. Name another's id.")
    still = [one for one in changes if one.now == one.after]
    if not still:
        raise InputRefused("Not undone: every account of it has another owner by now.")
    people = _people(desk)
    moves = tuple(_back(one) for one in still)
    found = Distribution(moves, (), {}, {})
    what = {"what": "undo", "undoes": id}
    return _done(desk, found, people, what, dry_run, key)


def loads(desk: Desk) -> Loads:
    """What everybody has now: accounts with open items, expected minutes, amounts."""
    with desk.store.read() as tx:
        office = Team(tx.people.all(), desk.today)
    facts = _facts(desk, planning.rules_in_force(desk))
    return distribute(facts, office, (), free=lambda _: False).after


def history(desk: Desk, customer_id: int) -> list[OwnerChange]:
    """How an account's owner changed, oldest first."""
    with desk.store.read() as tx:
        return tx.assigning.changes_of(customer_id)


def _people(desk: Desk) -> dict[str, Person]:
    with desk.store.read() as tx:
        known = tx.people.all()
    if not known:
        raise InputRefused(
            "Nothing assigned: nobody is entered. `collectwork people add LOGIN` enters somebody."
        )
    return {one.login: one for one in known}


def _facts(desk: Desk, rules: Ruleset, also: Sequence[str] = ()) -> list[AccountFacts]:
    """Every account, with the facts that its assignment depends on and ``also`` those named."""
    asked = Questions(
        rules.version, (), (),
        tuple((n, one.when.node if one.when else None) for n, one in enumerate(rules.assignments)),
        {}, tuple(also),
    )  # fmt: skip
    with planning.many_values(), desk.store.read() as tx:
        accounts, _ = tx.plans.judged(
            desk.today, desk.policy.quiet_days, rules.min_invoice, desk.policy.base_currency, asked
        )
        return list(accounts)


def _back(one: OwnerChange) -> Move:
    return Move(
        one.customer_id, one.customer, one.name, one.after, one.before, TAKEN_BACK, 0, 0, ""
    )


def _done(
    desk: Desk,
    found: Distribution,
    people: dict[str, Person],
    what: dict[str, Any],
    dry_run: bool,
    key: str | None,
    plan_again: bool = True,
) -> Assigned:
    """Write what was found, unless nothing is to be written; the list of the day follows."""
    known = {login: one for login, one in people.items() if login in found.after}
    answer = Assigned(None, found.moved, found.left, found.before, found.after, known)
    if dry_run or not found.moved:
        return answer
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            return _told(tx.replayed, answer)
        moves = [(one.customer_id, one.before, one.after, one.why) for one in found.moved]
        changed = tx.assigning.give(tx.key, desk.today, moves)
        moved = tuple(one for one in found.moved if one.customer_id in changed)
        if not moved:
            raise Conflict("Not assigned: all of these accounts were given to others meanwhile.")
        tx.record(Draft("assigned", None, _body(desk, what, moved, found)))
    if plan_again:
        planning.renewed(desk)
    return replace(answer, entry_id=tx.key, moved=moved, skipped=len(found.moved) - len(moved))


def _told(entry: Entry, answer: Assigned) -> Assigned:
    """What an earlier, same intent did."""
    given = {number for _, _, _, numbers in entry.data["moves"] for number in numbers}
    return replace(
        answer,
        entry_id=entry.id,
        moved=tuple(one for one in answer.moved if one.customer in given),
    )


def _body(
    desk: Desk, what: dict[str, Any], moved: Sequence[Move], found: Distribution
) -> dict[str, Any]:
    """One entry tells the whole run: customer numbers by from, to and why."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in moved:
        groups.setdefault((one.before, one.after, one.why), []).append(one.customer)
    return {
        **what,
        "work_day": desk.today.isoformat(),
        "moved": len(moved),
        "not_assigned": len(found.left),
        "not_assigned_first": [[one.customer, one.why] for one in found.left[:_TOLD]],
        "moves": [[*group, numbers] for group, numbers in sorted(groups.items())],
        "loads": {login: _load(found, login) for login in sorted(found.after)},
    }


def _load(found: Distribution, login: str) -> list[int]:
    """Accounts and minutes, before and after."""
    before, after = found.before.get(login, Load()), found.after[login]
    return [before.accounts, before.minutes, after.accounts, after.minutes]
