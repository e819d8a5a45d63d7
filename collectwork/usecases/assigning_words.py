"""What somebody says of an assignment: people, teams, and which accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from collectwork.domain.facts import AccountFacts
from collectwork.domain.team import Person, absent
from collectwork.errors import InputRefused, NotFound
from collectwork.rules.condition import compiled, names_in
from collectwork.rules.lexer import RuleProblem
from collectwork.rules.parser import parse


def known_person(people: Iterable[Person], login: str) -> Person:
    """The person of a login; NotFound names the nearest one."""
    by_login = {one.login: one for one in people}
    if login in by_login:
        return by_login[login]
    raise NotFound(f"Nobody has the login {login!r}.{_near(login, by_login)}")


def team_members(people: Iterable[Person], team: str) -> list[Person]:
    """Everybody of a team; NotFound names the nearest one."""
    everybody = list(people)
    found = [one for one in everybody if (one.team or "").casefold() == team.strip().casefold()]
    if found and team.strip():
        return found
    teams = sorted({one.team for one in everybody if one.team})
    raise NotFound(f"There is no team {team!r}.{_near(team, teams)}")


def targets(
    people: Iterable[Person], named: Sequence[str], source: str, day: date
) -> tuple[str, ...]:
    """The logins that people and teams stand for, without the one who gives.

    Of a team those who collect and are there; a person who is named must be there.
    """
    everybody = {one.login: one for one in people}
    teams = {one.team.casefold() for one in everybody.values() if one.team}
    found: dict[str, None] = {}
    for name in named:
        if name in everybody:
            found[_taking(everybody[name], day).login] = None
        elif name.strip().casefold() in teams:
            members = team_members(everybody.values(), name)
            found |= {one.login: None for one in members if _can_take(one, day)}
        else:
            known = [*everybody, *sorted({one.team or "" for one in everybody.values()} - {""})]
            raise NotFound(f"Nobody, and no team, is called {name!r}.{_near(name, known)}")
    found.pop(source, None)
    if not found:
        raise InputRefused(
            f"Nothing given over: {', '.join(named)} leaves nobody but {source} who could take it."
        )
    return tuple(found)


def selected(only: str, currency: str) -> tuple[Callable[[AccountFacts], bool], tuple[str, ...]]:
    """A condition in the words of the rules: as a test, and the facts that it names. InputRefused
    says what is wrong with it."""
    if not only.strip():
        return lambda _: True, ()
    try:
        node = parse(only, "" if currency == "any" else currency)
    except RuleProblem as problem:
        raise InputRefused(
            f"--only cannot be read, at sign {problem.offset + 1}: {_ended(problem.message)} "
            "`collectwork rules facts` lists what a condition may speak of."
        ) from problem
    return compiled(node), names_in(node)


def _taking(one: Person, day: date) -> Person:
    if not one.active:
        raise InputRefused(f"{one.login} no longer works here: name somebody who does.")
    if absent(one, day):
        until = f" until {one.absent_until.isoformat()}" if one.absent_until else ""
        raise InputRefused(f"{one.login} is absent{until}: name somebody who is there.")
    if one.role == "auditor":
        raise InputRefused(f"{one.login} is an auditor, who owns no accounts.")
    if one.capacity <= 0:
        raise InputRefused(
            f"{one.login} has no capacity: `collectwork people set {one.login} --capacity 40`."
        )
    return one


def _can_take(one: Person, day: date) -> bool:
    return one.active and one.role == "collector" and one.capacity > 0 and not absent(one, day)


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1, 0.5)
    return f" Did you mean {near[0]!r}?" if near else " `collectwork people` lists the team."


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."
