"""Secrets and sign-ins for the command line: kept, found, named; no store is needed for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from collectwork.config import settings as config
from collectwork.config.mail_settings import WaySettings
from collectwork.config.secret_names import secret_names
from collectwork.errors import NotFound


def keep(name: str, text: str) -> None:
    """Put a secret into the system's keyring; InputRefused says the way out where none is safe."""
    from collectwork.mail import secrets

    secrets.keep(name, text)


def source(name: str, config_path: Path | None = None) -> str:
    """Where a secret comes from: environment, file, command or keyring; NotFound says how to give
    it, and which secrets the config names."""
    from collectwork.mail import secrets

    known = {one.name: one for one in secret_names(config.load(config_path))}
    try:
        return secrets.find(name, known[name].command if name in known else "").source
    except NotFound as error:
        if name in known:
            raise
        raise NotFound(f"{error} The config names {', '.join(known)}.") from None


def named(config_path: Path | None = None) -> list[str]:
    """The names of all secrets that the config can ask for."""
    return [one.name for one in secret_names(config.load(config_path))]


def used(config_path: Path | None = None) -> list[str]:
    """The names of the secrets that the config needs."""
    return [one.name for one in secret_names(config.load(config_path)) if one.used]


def sign_in(
    name: str, config_path: Path | None, show: Callable[[str], None], *, device: bool
) -> str:
    """A person signs in to the mailbox of a name; ``show`` is told what to do."""
    from collectwork.mail import sign_ins

    return sign_ins.sign_in(_way(name, config_path), name, show, device=device)


def sign_out(name: str, config_path: Path | None) -> bool:
    """The sign-in to the mailbox of a name is forgotten; False where there was none."""
    from collectwork.mail import sign_ins

    return sign_ins.sign_out(_way(name, config_path), name)


def _way(name: str, config_path: Path | None) -> WaySettings:
    way = config.load(config_path).mail.way(name)
    if way is None:
        raise NotFound(f"There is no [[mail.mailbox]] {name!r} in the config.")
    return way
