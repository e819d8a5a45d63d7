"""The team: who collects, leads, administers and audits."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import get_args

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.team import Person, Role
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

ROLES: tuple[str, ...] = get_args(Role)


def people(desk: Desk) -> list[Person]:
    """Everybody, by login. Until somebody is entered, the one who acts is collector and lead."""
    with desk.store.read() as tx:
        known = tx.people.all()
    return known or [Person(desk.actor, desk.actor, "lead")]


def is_known(desk: Desk, login: str) -> bool:
    """Whether somebody of that login was entered."""
    with desk.store.read() as tx:
        return tx.people.by_login(login) is not None


def person(desk: Desk, login: str) -> Person:
    """One of the team."""
    with desk.store.read() as tx:
        found = tx.people.by_login(login)
        everybody = [] if found else [one.login for one in tx.people.all()]
    if found is None:
        raise NotFound(f"There is nobody with the login {login!r}.{_near(login, everybody)}")
    return found


def set_person(desk: Desk, person: Person, key: str | None = None) -> None:
    """Add somebody or change what is known; the entry keeps both."""
    if not person.login.strip() or not person.login.isprintable():
        raise InputRefused("Not saved: a person needs a login.")
    if person.role not in ROLES:
        raise InputRefused(f"There is no role {person.role!r}: {', '.join(ROLES)}.")
    if person.capacity < 0:
        raise InputRefused("Not saved: the capacity is a number of contacts a day.")
    if person.absent_from and person.absent_until and person.absent_until < person.absent_from:
        raise InputRefused("Not saved: the absence ends before it begins.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            return
        _check_substitutes(tx, person)
        before = tx.people.by_login(person.login)
        tx.people.put(person)
        body = {"login": person.login, "after": _said(person)}
        if before is not None:
            body["before"] = _said(before)
        tx.record(Draft("people.changed", None, body))


def _check_substitutes(tx: Read, person: Person) -> None:
    everybody = [one.login for one in tx.people.all()]
    for login in person.substitutes:
        if login == person.login:
            raise InputRefused(f"Not saved: {login} cannot stand in for {login}.")
        if login not in everybody:
            hint = _near(login, everybody)
            raise NotFound(f"Not saved: there is nobody with the login {login!r}.{hint}")


def _near(login: str, everybody: Sequence[str]) -> str:
    near = get_close_matches(login, everybody, 1, 0.5)
    return f" Did you mean {near[0]!r}?" if near else " `collectwork people` lists all."


def _said(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "role": person.role,
        "team": person.team,
        "capacity": person.capacity,
        "seniority": person.seniority,
        "languages": list(person.languages),
        "skills": list(person.skills),
        "absent_from": person.absent_from.isoformat() if person.absent_from else None,
        "absent_until": person.absent_until.isoformat() if person.absent_until else None,
        "active": person.active,
        "substitutes": list(person.substitutes),
    }
