"""Whether mails could leave: for `collectwork doctor`; sends nothing."""

from __future__ import annotations

import os
import socket
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from collectwork.domain.health import Check
from collectwork.errors import CollectworkError
from collectwork.mail import secrets

ONLINE = ("outlook.office365.com", "outlook.office.com")
CLOSING, CLOSED = date(2026, 10, 1), date(2027, 4, 1)
REACH_SECONDS = 5.0


def folder(path: Path) -> Check:
    """The folder of .eml files: there and writable, or to be made where that is possible."""
    nearest = path
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    ok = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    remedy = "" if ok else "Name another folder under [mail] in the config."
    return Check("mail", ok, f"mails are written as files to {path}", remedy)


def exchange(endpoint: str, secret: str, command: str, today: date) -> list[Check]:
    """The endpoint's address, whether it answers at all, its password, and its end."""
    parts = urlsplit(endpoint)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return [
            Check("mail", False, f"the Exchange endpoint {endpoint!r} is no https address",
                  "Set endpoint under [mail.exchange], https://…/EWS/Exchange.asmx.")
        ]  # fmt: skip
    checks = [
        _reached(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    ]
    if parts.hostname in ONLINE:
        checks.append(_ending(today))
    checks.append(_secret(secret, command))
    return checks


def keyring() -> Check:
    """Whether this machine can keep a secret; without one there are other ways."""
    try:
        secrets.look()
    except CollectworkError as error:
        return Check("keyring", True, str(error),
                     "Needed only for a mail server: an environment variable or a command in the "
                     "config does as well.")  # fmt: skip
    return Check("keyring", True, "the system's keyring answers")


def _reached(host: str, port: int) -> Check:
    try:
        socket.create_connection((host, port), timeout=REACH_SECONDS).close()
    except OSError as error:
        return Check("mail", False, f"{host}:{port} does not answer ({error})",
                     "Check address, network, firewall. Mails wait in the outbox.")  # fmt: skip
    return Check("mail", True, f"{host}:{port} answers")


def _ending(today: date) -> Check:
    over = today >= CLOSED
    return Check(
        "mail end", not over,
        f"EWS in Exchange Online has been shutting down since {CLOSING} and ends on {CLOSED}",
        "Plan for another transport: Microsoft Graph comes with a later version; the folder "
        "transport works at any time.",
    )  # fmt: skip


def _secret(name: str, command: str) -> Check:
    try:
        source = secrets.find(name, command).source
    except CollectworkError as error:
        return Check("secret", False, str(error), f"collectwork secret set {name}")
    return Check("secret", True, f"the secret {name!r} is there ({source})")
