"""Whose alerts somebody sees."""

from __future__ import annotations

from collectwork.domain.alerts import Reader
from collectwork.usecases.ports.work import Read

LEADERS = ("lead", "admin", "auditor")


def reader_of(tx: Read, login: str) -> Reader:
    """Whose alerts a login sees. Leads see their team's, and everybody's where they have no team;
    until people are entered, the one who acts sees all."""
    people = [one for one in tx.people.all() if one.active]
    me = next((one for one in people if one.login == login), None)
    if not people:
        return Reader(login, None, leads=True)
    led = any(one.role in LEADERS for one in people)
    if me is None:
        return Reader(login, (login,), unowned=not led)
    mates = tuple(one.login for one in people if one.team == me.team)
    if me.role not in LEADERS:
        return Reader(login, mates, unowned=not led)
    return Reader(login, None if not me.team or me.role != "lead" else mates, leads=True)
