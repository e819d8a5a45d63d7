"""Who writes a letter: the team's address of the config, with the name of the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectwork.domain.filenames import safe_name
from collectwork.domain.message import clean_header, split_address
from collectwork.domain.team import Person
from collectwork.errors import ConfigRefused, InputRefused
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


@dataclass(frozen=True, slots=True)
class Copies:
    """Addresses that have a copy, and what is to be said of those that are not known."""

    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


NO_COPIES = Copies()


def copies(tx: Read, several: Sequence[str]) -> Copies:
    """Of logins and addresses, as a line of the list names them."""
    found, words = [], []
    for one in several:
        person = None if "@" in one else tx.people.by_login(one)
        address = one if "@" in one else person.email if person else None
        if address:
            found.append(address)
        else:
            words.append(f"{one} should have a copy, but has no e-mail address")
    return Copies(tuple(dict.fromkeys(found)), tuple(words))


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
