"""Who may say which templates are used: leads and administrators."""

from __future__ import annotations

from collectwork.errors import NotAllowed
from collectwork.present.text import safe
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

_DECIDE = ("lead", "admin")


def check_may(desk: Desk, tx: Read, what: str) -> None:
    """NotAllowed for collectors and auditors; who is not in the team's list runs the program
    alone. ``what``: the beginning of the sentence, with who does it."""
    person = tx.people.by_login(desk.actor)
    if person is not None and person.role not in _DECIDE:
        raise NotAllowed(f"{what}; {safe(person.name)} is {person.role} here.")
