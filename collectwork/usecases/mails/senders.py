"""Who writes a letter: the team's address of the config, with the name of the person."""

from __future__ import annotations

from collections.abc import Mapping

from collectwork.domain.filenames import safe_name
from collectwork.domain.message import clean_header, split_address
from collectwork.domain.team import Person
from collectwork.errors import ConfigRefused, InputRefused
from collectwork.usecases.desk import Desk


def known(desk: Desk, person: Person | None) -> bool:
    """Whether replies would arrive: the config or the person has an address."""
    return bool(desk.sender.strip() or (person and person.email))


def values(desk: Desk, person: Person | None) -> dict[str, str]:
    """Who writes, as templates know it: name, email, phone, team. Raises ConfigRefused."""
    name, address = _configured(desk)
    own = person.email if person and person.email else ""
    login = safe_name(desk.actor, "collectwork").replace(" ", ".")
    return {
        "name": (person.name if person else "") or name or desk.actor,
        "email": address or own or f"{login}@localhost",
        "phone": (person.phone if person else None) or "",
        "team": (person.team if person else None) or name,
    }


def _configured(desk: Desk) -> tuple[str, str]:
    if not desk.sender.strip():
        return "", ""
    try:
        return split_address(desk.sender)
    except InputRefused as error:
        raise ConfigRefused(f"mail.sender in the config: {error}") from None


def written(sender: Mapping[str, str]) -> str:
    """``Name <address>`` for the letter's head, without signs that act there."""
    name = clean_header(sender["name"], 60)
    for sign in ',;:<>"@()[]\\':
        name = name.replace(sign, " ")
    return f"{' '.join(name.split())} <{sender['email']}>" if name.strip() else sender["email"]
